"""The tables of the dossier."""

from dossier.models.action_points import ActionPoint
from dossier.models.drafts import Draft
from dossier.models.feeds import CalendarFeed
from dossier.models.looks import LookAnswer, LookQuestion
from dossier.models.meetings import AgendaLine, Meeting, MeetingInvitee
from dossier.models.others import OtherObservation
from dossier.models.remarks import ParentRemark
from dossier.models.reports import Report, ReportOpinion, ReportQuestion, ReportVersion
from dossier.models.requests import (
    AskedTeam,
    EarlierText,
    ObservationRequest,
    ParentTalk,
    Signal,
)
from dossier.models.support import Lead, PlanMoment, SupportNeed, SupportPlan
from dossier.models.support_parts import SupportChoice
from dossier.models.support_places import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    WaitingPlace,
)
from dossier.models.teams import (
    FollowUp,
    OutsiderCode,
    SupportTeam,
    TeamPartner,
    TeamReport,
)

__all__ = [
    "ActionPoint",
    "AgendaLine",
    "ArrangementPlace",
    "AskedTeam",
    "CalendarFeed",
    "DevelopmentScore",
    "Doubt",
    "Draft",
    "EarlierText",
    "FollowUp",
    "Indication",
    "Lead",
    "LookAnswer",
    "LookQuestion",
    "Meeting",
    "MeetingInvitee",
    "ObservationRequest",
    "OtherObservation",
    "OutsiderCode",
    "ParentRemark",
    "ParentTalk",
    "PlanMoment",
    "Report",
    "ReportOpinion",
    "ReportQuestion",
    "ReportVersion",
    "Signal",
    "SupportChoice",
    "SupportNeed",
    "SupportPlan",
    "SupportTeam",
    "TeamPartner",
    "TeamReport",
    "WaitingPlace",
]
