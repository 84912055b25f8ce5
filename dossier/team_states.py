"""The fixed words of the support team (SOT) of a child; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TeamStand(models.TextChoices):
    """Where a support team stands; all but `proposed` and `closed` follow from what was entered."""

    PROPOSED = "proposed", _("Voorgesteld")
    PARTNERS_LISTED = "partners_listed", _("Partners genoemd")
    PARENTS_AGREED = "parents_agreed", _("Ouders akkoord")
    PLANNED = "planned", _("Gepland")
    HELD = "held", _("Gehouden")
    REPORT_SENT = "report_sent", _("Verslag gedeeld")
    ACTIONS_RUNNING = "actions_running", _("Acties lopen")
    FOLLOW_UP_DUE = "follow_up_due", _("Nabellen")
    FOLLOW_UP_DONE = "follow_up_done", _("Nagebeld")
    CLOSED = "closed", _("Afgesloten")


class FollowUpOutcome(models.TextChoices):
    """What the follow-up call brought."""

    ENOUGH = "enough", _("de afspraken helpen genoeg")
    ADJUST = "adjust", _("de afspraken zijn bijgesteld")
    NEW_TEAM = "new_sot", _("er komt een nieuw SOT-overleg")


class CodeStand(models.TextChoices):
    """Where the code of an outsider stands, for who gave it."""

    GIVEN = "given", _("code gegeven")
    READ = "read", _("gelezen")
    EXPIRED = "expired", _("code verlopen")
    BLOCKED = "blocked", _("vijf keer een verkeerde code: even dicht")
    TRIED = "tried", _("er is vijf keer een verkeerde code geprobeerd")


LONGEST_REASON = 1000  # characters: what the team is for
LONGEST_REPORT = 50_000  # characters, as pasted from a word processor
FOLLOW_UP_DAYS = 28  # "about four weeks" after the meeting
CODE_DAYS = 14
MOST_TRIES = 5
BLOCK_MINUTES = 15
