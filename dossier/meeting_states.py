"""The fixed words of meetings, agendas and action points; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """What a meeting is for (domain 5.4)."""

    CHILD_DISCUSSION = "child_discussion", _("kindbespreking")
    ALIGNMENT = "alignment", _("afstemmingsoverleg")
    SIGNAL = "signal", _("signaalbespreking")
    CASE = "case", _("casusoverleg")
    GENERAL = "general", _("algemeen overleg")
    SUPPORT_TEAM = "support_team", _("SOT-overleg")


# What somebody plans by hand; a support team meets about one child and is planned from there.
PLANNED_BY_HAND = tuple(kind for kind in MeetingKind if kind != MeetingKind.SUPPORT_TEAM)


class MeetingState(models.TextChoices):
    """Where a meeting stands; `to_close` and `actions_open` are derived and never stored."""

    SCHEDULED = "scheduled", _("Gepland")
    HELD = "held", _("Gehouden")
    CLOSED = "closed", _("Afgesloten")
    CANCELLED = "cancelled", _("Afgezegd")


HAPPENED = (MeetingState.HELD, MeetingState.CLOSED)
TO_CLOSE = "to_close"  # it began, and nobody wrote it up
ACTIONS_OPEN = "actions_open"
MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.SCHEDULED: frozenset(
        {MeetingState.HELD, MeetingState.CLOSED, MeetingState.CANCELLED}
    ),
    MeetingState.HELD: frozenset({MeetingState.CLOSED}),
    MeetingState.CLOSED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}


class LineKind(models.TextChoices):
    """What a line of an agenda is about."""

    CHILD = "child", _("een kind")
    CASE = "case", _("een kind zonder naam")
    SCHOOL = "school", _("lijn van de school")
    TOPIC = "topic", _("een onderwerp")


class ActionSource(models.TextChoices):
    """Where an action point comes from: the thing whose consent lets a school see it."""

    DISCUSSION = "discussion", _("overleg")
    REQUEST = "request", _("observatieverzoek")
    TEAM = "team", _("SOT-overleg")


LONGEST_MEETING = 480  # minutes: a working day
LONGEST_LINE = 4000  # characters: a page and a half
