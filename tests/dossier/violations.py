"""One row per rule of the dossier that the database repeats, and that this row breaks."""

from collections.abc import Callable

from dossier.models import Draft
from dossier.states import Asked
from tests.dossier import (
    meeting_violations,
    report_violations,
    request_violations,
    support_violations,
    team_violations,
)
from tests.factories.children import AT, ChildFactory, GroupFactory
from tests.factories.dossier import LookQuestionFactory
from tests.factories.partners import UserFactory


def same_draft() -> None:
    """Keep two drafts of one field."""
    row = {"place": "look_ask:", "field": "question", "saved_at": AT, "user": UserFactory()}
    Draft.objects.create(**row)
    Draft.objects.create(**row)


VIOLATIONS: dict[str, Callable[[], object]] = {
    **support_violations.VIOLATIONS,
    "dossier_draft_one_of_a_field": same_draft,
    "dossier_lookquestion_about_one_thing": lambda: LookQuestionFactory(
        child=ChildFactory(), group=GroupFactory()
    ),
    "dossier_lookquestion_school_where_asked": lambda: LookQuestionFactory(
        asked=Asked.SCHOOL_COORDINATOR, school=None
    ),
    "dossier_lookquestion_closed_with_reason": lambda: LookQuestionFactory(closed_at=AT),
    **meeting_violations.VIOLATIONS,
    **report_violations.VIOLATIONS,
    **request_violations.VIOLATIONS,
    **team_violations.VIOLATIONS,
}
