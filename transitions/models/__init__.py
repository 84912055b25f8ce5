"""The rows of the handover from childcare to school."""

from transitions.models.arrivals import Arrival
from transitions.models.figures import FigureCell, FigureCount, FigurePeriod
from transitions.models.forms import FormEntry, FormVersion, ParentView, ReadReceipt
from transitions.models.handovers import Handover, PreviewOpening
from transitions.models.parents_codes import HandoverSetting, ParentsCode
from transitions.models.registrations import (
    InformationMatch,
    InformationRequest,
    SchoolRegistration,
)

__all__ = [
    "Arrival",
    "FigureCell",
    "FigureCount",
    "FigurePeriod",
    "FormEntry",
    "FormVersion",
    "Handover",
    "HandoverSetting",
    "InformationMatch",
    "InformationRequest",
    "ParentView",
    "ParentsCode",
    "PreviewOpening",
    "ReadReceipt",
    "SchoolRegistration",
]
