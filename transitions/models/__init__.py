"""The rows of the handover from childcare to school."""

from transitions.models.registrations import (
    InformationMatch,
    InformationRequest,
    SchoolRegistration,
)

__all__ = ["InformationMatch", "InformationRequest", "SchoolRegistration"]
