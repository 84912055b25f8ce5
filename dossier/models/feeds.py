"""The address of a person's calendar, which opens without signing in."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from dossier.feed_querysets import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """One secret address of a person for a calendar program (agenda-abonnement).

    Only the hash of the address is kept. A new address replaces it; without one nothing opens. What
    stands in it is asked again at each read: the kind and a link, and nothing of a child.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("gemaakt op")
    read_at = models.DateTimeField("laatst gelezen op", null=True, blank=True)

    objects: ClassVar[CalendarFeedQuerySet] = CalendarFeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user_id)
