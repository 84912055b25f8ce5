"""Days that count otherwise, and reminders that were handled."""

from typing import ClassVar

from django.db import models

from partners.models.organisations import Municipality
from partners.querysets import EquatedDayQuerySet, ReminderQuerySet, ReminderSwitchQuerySet
from partners.states import ReminderState


class EquatedDay(models.Model):
    """A day that a decree equates with a holiday (Algemene termijnenwet art. 3 lid 3).

    The recognised holidays themselves follow from the law (`partners/holidays.py`).
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="equated_days")
    day = models.DateField("dag")
    name = models.CharField("naam", max_length=100)
    source = models.CharField("besluit", max_length=200)

    objects: ClassVar[EquatedDayQuerySet] = EquatedDayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "day"], name="partners_equatedday_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} {self.name}"


class Reminder(models.Model):
    """That one reminder was handled (herinnering): unique, so it can never go twice.

    `rule` is a number of docs/glossary.md like R20, `subject` what it is about, like `year:12`.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reminders")
    rule = models.CharField("regel", max_length=5)
    subject = models.CharField("onderwerp", max_length=80)
    due_on = models.DateField("op")
    state = models.CharField("stand", max_length=10, choices=ReminderState.choices)
    handled_at = models.DateTimeField("afgehandeld op")

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-due_on", "rule", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "due_on"], name="partners_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.due_on:%d-%m-%Y}"


class ReminderSwitch(models.Model):
    """That a municipality switched a rule of reminders on or off (keuze van herinneringen)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="reminder_switches")
    rule = models.CharField("regel", max_length=5)
    is_on = models.BooleanField("staat aan")

    objects: ClassVar[ReminderSwitchQuerySet] = ReminderSwitchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "rule"], name="partners_reminderswitch_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {'aan' if self.is_on else 'uit'}"
