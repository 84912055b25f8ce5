"""The tables of the dossier."""

from dossier.models.action_points import ActionPoint
from dossier.models.drafts import Draft
from dossier.models.looks import LookAnswer, LookQuestion
from dossier.models.meetings import AgendaLine, Meeting, MeetingInvitee
from dossier.models.requests import AskedTeam, ObservationRequest, ParentTalk, Signal
from dossier.models.support import Lead, PlanMoment, SupportNeed, SupportPlan
from dossier.models.support_parts import SupportChoice
from dossier.models.support_places import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    WaitingPlace,
)

__all__ = [
    "ActionPoint",
    "AgendaLine",
    "ArrangementPlace",
    "AskedTeam",
    "DevelopmentScore",
    "Doubt",
    "Draft",
    "Indication",
    "Lead",
    "LookAnswer",
    "LookQuestion",
    "Meeting",
    "MeetingInvitee",
    "ObservationRequest",
    "ParentTalk",
    "PlanMoment",
    "Signal",
    "SupportChoice",
    "SupportNeed",
    "SupportPlan",
    "WaitingPlace",
]
