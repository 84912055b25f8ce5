from subsidies.models.afterwards import AmendedAmount, Objection, SchoolChange
from subsidies.models.figures import SchoolFigure
from subsidies.models.hours import ActivityKind, TimeEntry, TimeEntryStep
from subsidies.models.letters import (
    DecisionLetter,
    LetterOpening,
    LetterPdf,
    LetterRun,
    ReferenceCounter,
)
from subsidies.models.texts import LetterTerms, LetterText
from subsidies.models.years import (
    Allocation,
    AllocationKey,
    AllocationRun,
    SubsidyYear,
    YearComment,
)

__all__ = [
    "ActivityKind",
    "Allocation",
    "AllocationKey",
    "AllocationRun",
    "AmendedAmount",
    "DecisionLetter",
    "LetterOpening",
    "LetterPdf",
    "LetterRun",
    "LetterTerms",
    "LetterText",
    "Objection",
    "ReferenceCounter",
    "SchoolChange",
    "SchoolFigure",
    "SubsidyYear",
    "TimeEntry",
    "TimeEntryStep",
    "YearComment",
]
