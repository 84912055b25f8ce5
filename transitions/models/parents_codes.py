"""Parents who bring the form to a school themselves: their codes, and whether a town offers it."""

from typing import ClassVar

from django.db import models

from children.fields import SealedTextField
from children.models import Guardian, GuardianLink
from partners.models import Municipality
from transitions.models.handovers import Handover
from transitions.querysets import ParentsCodeQuerySet
from transitions.setting_querysets import HandoverSettingQuerySet
from transitions.states import MOST_TRIES


class HandoverSetting(models.Model):
    """What a municipality chose about handovers; without a row it offers all that there is."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="handover_setting"
    )
    has_parents_route = models.BooleanField("ouders kunnen het zelf doen", default=True)

    objects: ClassVar[HandoverSettingQuerySet] = HandoverSettingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality"]

    def __str__(self) -> str:
        return f"overdracht in {self.municipality_id}"


class ParentsCode(models.Model):
    """A code with which a parent lets one school read the form, once (leescode van een ouder).

    `content` holds what this parent could read when the code was made, frozen. Of the code a keyed
    hash is kept. `link`: of the page on which it was made; with that link it ends. The newest code
    of a guardian replaces the older (ADR 0031).
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="parents_codes")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="+")
    link = models.ForeignKey(GuardianLink, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    content = SealedTextField("inhoud")
    has_health = models.BooleanField("met gezondheid", default=False)
    made_at = models.DateTimeField("gemaakt op")
    expires_at = models.DateTimeField("werkt tot")
    used_at = models.DateTimeField("gelezen op", null=True)
    ended_at = models.DateTimeField("gestopt op", null=True)
    wrong_tries = models.PositiveSmallIntegerField("verkeerde pogingen", default=0)

    objects: ClassVar[ParentsCodeQuerySet] = ParentsCodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["handover", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "guardian"],
                condition=models.Q(used_at=None, ended_at=None),
                name="transitions_parentscode_one_open_of_a_guardian",
            ),
            models.CheckConstraint(
                condition=models.Q(wrong_tries__range=(0, MOST_TRIES)),
                name="transitions_parentscode_tries",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
