"""Days that count otherwise, reminders that were handled, who was told and who put them off."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models

from partners.models.messages import Message
from partners.models.organisations import Municipality
from partners.models.people import DateRange, User
from partners.querysets import EquatedDayQuerySet, ReminderQuerySet, ReminderSwitchQuerySet
from partners.reminder_querysets import (
    ReminderLineQuerySet,
    ReminderSnoozeQuerySet,
    SchoolHolidayQuerySet,
)
from partners.states import ReminderState, SnoozeReason

MAX_OFFSET = 60


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


class SchoolHoliday(models.Model):
    """Days in which the schools of a municipality are closed (schoolvakantie), both included."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="school_holidays")
    name = models.CharField("naam", max_length=100)
    first_day = models.DateField("eerste dag")
    last_day = models.DateField("laatste dag")
    source = models.CharField("bron", max_length=200)

    objects: ClassVar[SchoolHolidayQuerySet] = SchoolHolidayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="partners_schoolholiday_period",
            ),
            ExclusionConstraint(
                name="partners_schoolholiday_no_overlap",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "first_day",
                            "last_day",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_day:%d-%m-%Y}"


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

    @property
    def key(self) -> tuple[str, str, date]:
        """Return what makes a reminder the only one."""
        return self.rule, self.subject, self.due_on


class ReminderLine(models.Model):
    """That one person is told of one reminder (regel in een mail): in `message`, once it was.

    Who is told is settled when the reminder comes at turn; who joins later is not told any more.
    """

    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="lines")
    user = models.ForeignKey(User, models.PROTECT, related_name="reminder_lines")
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="reminder_lines"
    )

    objects: ClassVar[ReminderLineQuerySet] = ReminderLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["reminder", "user"]
        constraints = [
            models.UniqueConstraint(fields=["reminder", "user"], name="partners_reminderline_once")
        ]
        indexes = [
            models.Index(
                fields=["user"],
                condition=models.Q(message=None),
                name="partners_reminderline_to_tell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reminder} aan {self.user_id}"

    @property
    def key(self) -> tuple[str, str, date]:
        """Return what makes the reminder the only one."""
        return self.reminder.key


class ReminderSnooze(models.Model):
    """That somebody put off one reminder for a reason (uitstel); told again in `message`."""

    line = models.ForeignKey(ReminderLine, models.PROTECT, related_name="snoozes")
    until = models.DateField("tot")
    reason = models.CharField("reden", max_length=10, choices=SnoozeReason.choices)
    put_off_at = models.DateTimeField("uitgesteld op")
    undone_at = models.DateTimeField("teruggezet op", null=True, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[ReminderSnoozeQuerySet] = ReminderSnoozeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["line", "put_off_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=SnoozeReason.values),
                name="partners_remindersnooze_known_reason",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=models.Q(undone_at=None, message=None),
                name="partners_remindersnooze_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} tot {self.until:%d-%m-%Y}"


class ReminderSwitch(models.Model):
    """What a municipality chose of a rule of reminders (keuze van herinneringen).

    Whether it goes, and how many days earlier (negative) or later than its own day.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="reminder_switches")
    rule = models.CharField("regel", max_length=5)
    is_on = models.BooleanField("staat aan")
    offset_days = models.SmallIntegerField("dagen later", default=0)

    objects: ClassVar[ReminderSwitchQuerySet] = ReminderSwitchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "rule"], name="partners_reminderswitch_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(offset_days__range=(-MAX_OFFSET, MAX_OFFSET)),
                name="partners_reminderswitch_near",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {'aan' if self.is_on else 'uit'}"
