"""A school that asks and parents who answer, each at a moment of its own."""

from datetime import UTC, datetime, timedelta

from children import consents
from children.models import Child, ConsentQuestion
from children.states import Channel, ConsentAct, ConsentScope, FormSection, Language
from partners.access import Actor
from partners.models import School
from partners.states import Role
from tests.factories.children import AT, TEXT
from tests.factories.partners import make_actor
from transitions import information, registrations
from transitions.models import InformationRequest, SchoolRegistration

DAY = timedelta(days=1)
# Asked on a Monday morning: answered on Thursday at noon, fixed until Thursday two weeks later.
ANSWER = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
SETTLED = datetime(2026, 12, 10, 11, 0, tzinfo=UTC)
BEFORE, AFTER, LATER = ANSWER - DAY, ANSWER + DAY, SETTLED + DAY


def reads(actor: Actor, at: datetime) -> list[str]:
    """Return what a school reads of its lines at a moment."""
    return [row.information for row in registrations.rows(actor, at=at)]


def prepared(
    child: Child, scope: ConsentScope, at: datetime, school: School | None = None
) -> ConsentQuestion:
    """Prepare a question to the parents, about the school that they named or another one."""
    by = make_actor(Role.KOC, child.location)
    school = None if scope == ConsentScope.ASKED_AT_35 else school or child.school
    sections = [FormSection.BASICS] if scope == ConsentScope.SHARE_FORM else []
    made = ConsentQuestion(
        child=child, scope=scope, school=school, sections=sections, text_version="1"
    )
    return consents.prepare(made, by=by, at=at)


def request(made: ConsentQuestion, at: datetime) -> ConsentQuestion:
    """Put a question to the parents, or put it again."""
    by = make_actor(Role.KOC, made.child.location)
    return consents.request(question_id=made.pk, channel=Channel.MAIL, by=by, at=at)


def question(
    child: Child, scope: ConsentScope, at: datetime, school: School | None = None
) -> ConsentQuestion:
    """Ask the parents something at a moment."""
    return request(prepared(child, scope, at, school), at)


def say(asked: ConsentQuestion, act: ConsentAct, at: datetime, nth: int = 0) -> None:
    """Let a parent answer at a moment."""
    who = asked.child.guardians.order_by("pk")[nth]
    said = consents.Answer(act, who, Channel.MAIL, Language.NL, TEXT)
    consents.answer(question_id=asked.pk, said=said, at=at)


def share(child: Child, *said: tuple[ConsentAct, datetime], at: datetime = AT - DAY) -> None:
    asked = question(child, ConsentScope.SHARE_FORM, at)
    for act, moment in said:
        say(asked, act, moment)


def asked(line: SchoolRegistration, by: Actor, at: datetime = AT) -> InformationRequest:
    return information.ask(key=line.key, by=by, at=at)
