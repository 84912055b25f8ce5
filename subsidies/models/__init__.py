from subsidies.models.figures import SchoolFigure
from subsidies.models.letters import DecisionLetter, LetterPdf, LetterRun, ReferenceCounter
from subsidies.models.years import (
    Allocation,
    AllocationKey,
    AllocationRun,
    SubsidyYear,
    YearComment,
)

__all__ = [
    "Allocation",
    "AllocationKey",
    "AllocationRun",
    "DecisionLetter",
    "LetterPdf",
    "LetterRun",
    "ReferenceCounter",
    "SchoolFigure",
    "SubsidyYear",
    "YearComment",
]
