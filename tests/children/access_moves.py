"""Who may ask, answer and close, and what an answer stops: held against what is written here."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from children import consents
from children.models import Child, ConsentQuestion
from children.states import Channel, ConsentAct, ConsentScope, FormSection, Language
from partners.access import Actor
from tests.children.access_checks import differs
from tests.children.access_world import World

# Whose yes stands by what was said, whatever day it is and wherever the school is.
YES = (
    "expired/share_form closed/share_form later/asked_at_35 discuss/discuss observe/observe "
    "team/support_team health/health form/share_form report/share_form report_health/share_form "
    "report_health/health discuss_health/discuss discuss_health/health other_school/share_form "
    "other_health/share_form other_health/health other_place/share_form no_place/share_form "
    "other_group/share_form old/share_form left/share_form practice/share_form mistake/share_form "
    "off_school/share_form"
)
STRANGERS = ("koc elsewhere", "koc beside", "kow beside", "qc", "sch", "tea", "dpo", "gem", "adm")
STOPPED = "report_health/share_form"
# Children to whose question no yes can be said any more, or not yet.
SHUT = ("superseded", "ended", "prepared", "expired", "closed")


def consent_moves(world: World) -> Iterator[str]:
    """Try every move on a consent that must not work, and see what the others leave."""
    yield from differs("a yes", YES.split(), _live())
    yield from (f"{who} {move}" for who, move in _moves_of_strangers(world))
    for state in SHUT:
        if _works(lambda s=state: _say(world, s, ConsentAct.GRANTED)):
            yield f"a yes is said to {state}"
    for state in ("superseded", "ended"):
        if _works(lambda s=state: _close(world, s, None)):
            yield f"{state} closes again"
    if _works(lambda: _say(world, "requested", ConsentAct.GRANTED, of="none")):
        yield "the parent of another child says yes"
    own = world.actors["koc"]
    refused: dict[str, Callable[[], Any]] = {
        "a child that left gets a question": lambda: _prepare(world, "left", own),
        "a child that left is asked about": lambda: _request(world, "left", own),
        "a question that was replaced is asked again": lambda: _request(world, "superseded", own),
        "a yes closes a question": lambda: _close(world, "report", own, ConsentAct.GRANTED),
    }
    yield from (words for words, act in refused.items() if _works(act))
    yield from _what_an_answer_replaces(world)


def _live() -> set[str]:
    """Return whose questions are a yes, as the events and guardians make it now."""
    rows = ConsentQuestion.objects.select_related("child").prefetch_related("events")
    return {
        f"{row.child.last_name}/{row.scope}"
        for row in rows
        if consents.is_yes(row, row.events.all(), consents.deciding(row.child))
    }


def _moves_of_strangers(world: World) -> Iterator[tuple[str, str]]:
    """Return what people can do to the questions of a child that is not theirs."""
    for name in STRANGERS:
        actor = world.actors[name]
        moves: dict[str, Callable[[], Any]] = {
            "asks": lambda a=actor: _ask(world, "report", a),
            "asks again": lambda a=actor: _request(world, "prepared", a),
            "notes a yes": lambda a=actor: _say(world, "requested", ConsentAct.GRANTED, by=a),
            "closes": lambda a=actor: _close(world, "report", a),
        }
        yield from ((name, move) for move, act in moves.items() if _works(act))


def _what_an_answer_replaces(world: World) -> Iterator[str]:
    """Say yes and no to a newer question; only the same purpose of the same child changes."""
    for act, lost in ((ConsentAct.GRANTED, set()), (ConsentAct.REFUSED, {STOPPED})):
        with transaction.atomic():
            before = _live()
            _say(world, "report_health", act, question=_ask(world, "report_health", None))
            yield from differs(f"after {act}", before - lost, _live())
            older = world.cases["report_health"].questions[0].events
            if not older.filter(act=ConsentAct.SUPERSEDED).exists():
                yield f"after {act} the older question is still open"
            transaction.set_rollback(True)
    elsewhere, again = ("report", "other_school"), ("superseded", "school")
    for act, (state, school) in ((ConsentAct.REFUSED, elsewhere), (ConsentAct.GRANTED, again)):
        with transaction.atomic():
            before = _live()
            _say(world, state, act, question=_ask(world, state, None, school))
            more = {f"{state}/share_form"}
            yield from differs(f"{act} at {school}", before | more, _live())
            transaction.set_rollback(True)


def _prepare(world: World, state: str, by: Actor, school: str = "school") -> ConsentQuestion:
    question = ConsentQuestion(
        child=world.cases[state].child, scope=ConsentScope.SHARE_FORM,
        school=world.schools[school], sections=[FormSection.BASICS], text_version="1",
    )  # fmt: skip
    return consents.prepare(question, by=by, at=world.at)


def _ask(world: World, state: str, by: Actor | None, school: str = "school") -> ConsentQuestion:
    by = by or world.actors["koc"]
    asked = _prepare(world, state, by, school).pk
    return consents.request(question_id=asked, channel=Channel.MAIL, by=by, at=world.at)


def _request(world: World, state: str, by: Actor) -> ConsentQuestion:
    asked = world.cases[state].questions[0].pk
    return consents.request(question_id=asked, channel=Channel.MAIL, by=by, at=world.at)


def _say(
    world: World,
    state: str,
    act: ConsentAct,
    *,
    by: Actor | None = None,
    of: str = "",
    question: ConsentQuestion | None = None,
) -> ConsentQuestion:
    guardian = world.cases[of or state].guardian
    asked = question or world.cases[state].questions[0]
    said = consents.Answer(act, guardian, Channel.MAIL, Language.NL, "0" * 64)
    return consents.answer(question_id=asked.pk, said=said, at=world.at, by=by)


def _close(
    world: World, state: str, by: Actor | None, act: ConsentAct = ConsentAct.ENDED
) -> ConsentQuestion:
    asked = world.cases[state].questions[0].pk
    return consents.close(question_id=asked, act=act, by=by, at=world.at)


def _works(act: Callable[[], Any]) -> bool:
    """Say whether a move is not refused; what it did is undone."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except (consents.ConsentRefusedError, Child.DoesNotExist, ValueError):
        return False
    return True
