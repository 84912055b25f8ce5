"""The hours book: kinds of activities, minutes of coordinators, and every step of a line.

Nothing here points at a child, and nothing may: an import-linter contract and a test guard it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from config import citizen_numbers
from partners.models import Membership, Municipality, School, User
from subsidies.querysets import ActivityKindQuerySet, TimeEntryQuerySet
from subsidies.states import ActivityCode

DAY_MINUTES = 1440


class ActivityKind(models.Model):
    """What a municipality changed of one kind of activity (soort activiteit).

    Without a row the kind is as it is shipped (`subsidies/activity_kinds.py`). `minutes` is what
    an activity books when nobody says how long it took.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="activity_kinds")
    code = models.CharField("soort", max_length=5, choices=ActivityCode.choices)
    name = models.CharField("naam", max_length=40)
    minutes = models.PositiveSmallIntegerField("minuten")
    is_on = models.BooleanField("staat aan", default=True)

    objects: ClassVar[ActivityKindQuerySet] = ActivityKindQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code"], name="subsidies_activitykind_unique"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=DAY_MINUTES),
                name="subsidies_activitykind_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TimeEntry(models.Model):
    """Minutes of one coordinator at one school on one day (urenregistratie); it knows no child.

    `cause` names the activity that booked it, like `meeting:<uuid>`, and is empty for what was
    written by hand: one line by hand per school, day and kind. Zero minutes is a line that was
    taken away; `is_corrected` that a person changed what booked itself, so that its cause may not
    change it again.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="time_entries")
    school = models.ForeignKey(School, models.PROTECT, related_name="time_entries")
    day = models.DateField("dag")
    kind = models.CharField("soort", max_length=5, choices=ActivityCode.choices)
    minutes = models.PositiveSmallIntegerField("minuten")
    note = models.CharField(
        "toelichting", max_length=200, blank=True, validators=[citizen_numbers.refuse]
    )
    cause = models.CharField("oorzaak", max_length=80, blank=True)
    is_corrected = models.BooleanField("met de hand aangepast", default=False)

    objects: ClassVar[TimeEntryQuerySet] = TimeEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["day", "school", "kind", "pk"]
        indexes = [models.Index(fields=["school", "day"], name="subsidies_timeentry_school_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "cause"],
                condition=~Q(cause=""),
                name="subsidies_timeentry_one_per_cause",
            ),
            models.UniqueConstraint(
                fields=["membership", "school", "day", "kind"],
                condition=Q(cause=""),
                name="subsidies_timeentry_one_by_hand",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=0, minutes__lte=DAY_MINUTES),
                name="subsidies_timeentry_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(is_corrected=False) | ~Q(cause=""),
                name="subsidies_timeentry_corrected_has_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} {self.get_kind_display()}: {self.minutes}"


class TimeEntryStep(models.Model):
    """How a line of the hours book read from a moment on; the newest step is the line itself.

    `save_key` is shared by what one person saved at once, so that it can be undone at once.
    """

    entry = models.ForeignKey(TimeEntry, models.CASCADE, related_name="steps")
    day = models.DateField("dag")
    kind = models.CharField("soort", max_length=5, choices=ActivityCode.choices)
    minutes = models.PositiveSmallIntegerField("minuten")
    note = models.CharField("toelichting", max_length=200, blank=True)
    is_corrected = models.BooleanField("met de hand aangepast", default=False)
    at = models.DateTimeField("gewijzigd op")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    save_key = models.UUIDField("bewaarbeurt", null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["entry", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%d-%m-%Y %H:%M}: {self.minutes}"
