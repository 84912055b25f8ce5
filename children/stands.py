"""Where the questions to the guardians of a child stand, and what can be asked of them now.

For childcare only: a school knows no more than what was given (`ConsentQuestion.visible_to`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents
from children.ages import SCHOOL_MONTHS, months_after
from children.models import Child, ConsentEvent, ConsentQuestion, Guardian
from children.states import (
    CLOSINGS,
    PERHAPS_SCHOOL,
    PLACEMENT_SCOPES,
    WITHOUT_SCHOOL,
    ConsentScope,
    ConsentStand,
)
from partners.among import Among

SHARE_MONTHS = 39  # three and a quarter: time to ask what the school may read
# The purposes that a list shows, in the order in which they are asked.
USUAL = (*PLACEMENT_SCOPES, ConsentScope.SHARE_FORM)
NO_LONGER = frozenset({ConsentStand.REFUSED, ConsentStand.WITHDRAWN, ConsentStand.IN_CONFLICT})
UNANSWERED = frozenset({ConsentStand.REQUESTED, ConsentStand.SEEN, ConsentStand.NO_ANSWER})


@dataclass(frozen=True)
class Standing:
    """One purpose of one child: the question of now, and where it stands; None: not its time."""

    scope: ConsentScope
    question: ConsentQuestion | None
    stand: ConsentStand | None


def with_questions(rows: QuerySet[Child]) -> QuerySet[Child]:
    """Read these children, in no order, with what the functions below look at."""
    events = Prefetch(
        "events", ConsentEvent.objects.select_related("guardian", "membership__user").order_by("pk")
    )
    questions = ConsentQuestion.objects.select_related("school__organisation").order_by("pk")
    found = Child.objects.filter(Among("pk", rows.order_by().values("pk")))
    return found.select_related(
        "group", "school__organisation", "location__holder__organisation", "location__organisation"
    ).prefetch_related(
        Prefetch("consent_questions", questions.prefetch_related(events)),
        Prefetch("guardians", Guardian.objects.order_by("pk")),
    )


def standings(child: Child, at: datetime) -> list[Standing]:
    """Return where the usual purposes stand, for a child read `with_questions`."""
    now = set(due(child, at))
    found = []
    for scope in USUAL:
        question = current(child, scope)
        stand = ConsentStand.PREPARED if scope in now else None
        if question is not None:
            stand = stand_of(child, question, at)
        found.append(Standing(scope, question, stand))
    return found


def stand_of(child: Child, question: ConsentQuestion, at: datetime) -> ConsentStand:
    """Return where one question stands."""
    return consents.stand_of(question, question.events.all(), consents.deciding(child), at)


def current(child: Child, scope: ConsentScope) -> ConsentQuestion | None:
    """Return the newest open question for a purpose, to the school the child goes to now."""
    found = [q for q in _asked_for(child, scope) if not _acts(q) & CLOSINGS]
    return found[-1] if found else None


def due(child: Child, at: datetime) -> tuple[ConsentScope, ...]:
    """Return what the guardians can be asked now in one go, of what is not asked already.

    At placement both questions of that moment; from three and a quarter whether the form may be
    shared, unless they said not to come back. Nothing that needs a school before it is known.
    """
    day = timezone.localdate(at)
    if obstacle(child):
        return ()
    wanted: list[ConsentScope] = []
    if day < months_after(child.born_on, SCHOOL_MONTHS):
        wanted.append(ConsentScope.DISCUSS)
    if day < months_after(child.born_on, SHARE_MONTHS):
        wanted.append(ConsentScope.ASKED_AT_35)
    elif not _said_not_to_come_back(child, at):
        wanted.append(ConsentScope.SHARE_FORM)
    return tuple(scope for scope in wanted if _can_be_asked(child, scope))


def unanswered(child: Child, at: datetime) -> tuple[ConsentScope, ...]:
    """Return what the guardians were asked and did not answer yet: it can be asked again."""
    if obstacle(child):
        return ()
    return tuple(one.scope for one in standings(child, at) if one.stand in UNANSWERED)


def obstacle(child: Child) -> str:
    """Return in one sentence why nothing can be asked about a child, or nothing."""
    if child.left_on is not None:
        return _("Dit kind is weg: er wordt niets meer gevraagd.")
    if not consents.deciding(child):
        return _("Er is nog geen ouder of voogd die over dit kind beslist: voeg die eerst toe.")
    return ""


def _can_be_asked(child: Child, scope: ConsentScope) -> bool:
    if scope not in WITHOUT_SCHOOL and (child.school is None or child.school.closed_on):
        return False
    return all(_acts(question) & CLOSINGS for question in _asked_for(child, scope))


def _said_not_to_come_back(child: Child, at: datetime) -> bool:
    question = current(child, ConsentScope.ASKED_AT_35)
    return question is not None and stand_of(child, question, at) in NO_LONGER


def _asked_for(child: Child, scope: ConsentScope) -> list[ConsentQuestion]:
    """Return the questions for a purpose, to the school of now where it names one."""
    return [
        question
        for question in child.consent_questions.all()
        if question.scope == scope
        and (scope in WITHOUT_SCHOOL or question.school_id in _schools(child, scope))
    ]


def _schools(child: Child, scope: ConsentScope) -> set[int | None]:
    """Return which schools a question of now can name: the one the child goes to, or none."""
    return {child.school_id, None} if scope in PERHAPS_SCHOOL else {child.school_id}


def _acts(question: ConsentQuestion) -> set[str]:
    return {event.act for event in question.events.all()}
