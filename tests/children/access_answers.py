"""What makes a yes, whose word counts, what one guardian reads and may answer: as written here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from children import consents, guardian_answers, guardian_mails, guardian_reading, links
from children.guardian_answers import Asked, Choice
from children.models import ConsentEvent, ConsentQuestion, Guardian, GuardianLink
from children.states import Channel, ConsentAct, GuardianKind, Language
from partners.models import School
from tests.children.access_checks import outcome, unlike
from tests.children.access_world import World
from tests.factories.children import GuardianFactory

YES, NO, STOP = ConsentAct.GRANTED, ConsentAct.REFUSED, ConsentAct.WITHDRAWN
AGAINST, DONE = ConsentAct.OBJECTED, ConsentAct.ENDED
ASKED = ConsentAct.REQUESTED

# --- a yes --------------------------------------------------------------------------------------

# Who decides: by number, from kind, authority and whether it is over.
PARENT, VOOGD = GuardianKind.PARENT, GuardianKind.VOOGD
DECIDING: list[tuple[tuple[tuple[GuardianKind, bool, bool], ...], list[int]]] = [
    (((PARENT, True, False), (PARENT, True, False)), [1, 2]),
    (((PARENT, True, False), (PARENT, False, False)), [1]),
    (((PARENT, True, False), (PARENT, True, True)), [1]),
    (((PARENT, True, False), (VOOGD, True, False)), [2]),
    (((PARENT, True, False), (VOOGD, True, True)), [1]),
    (((PARENT, True, False), (VOOGD, False, False)), [1]),
]
# Words in their order by guardian 1, 2 (who decide) and 3 (who does not): is it a yes, and is it
# one where everybody must say so?
WORDS: list[tuple[tuple[tuple[int, ConsentAct], ...], bool, bool]] = [
    ((), False, False),
    (((0, ASKED),), False, False),
    (((1, YES),), True, False),
    (((1, YES), (2, YES)), True, True),
    (((1, YES), (2, ASKED)), True, False),
    (((1, NO),), False, False),
    (((1, YES), (1, STOP)), False, False),
    (((1, YES), (1, STOP), (1, YES)), True, False),
    (((1, YES), (2, NO)), False, False),
    (((1, YES), (2, AGAINST)), False, False),
    (((2, NO), (1, YES)), False, False),
    (((1, YES), (2, AGAINST), (2, YES)), True, True),
    (((1, YES), (2, YES), (0, DONE)), False, False),
    (((3, YES),), False, False),
    (((1, YES), (3, YES)), True, False),
    (((1, YES), (3, STOP)), False, False),
    (((3, STOP), (1, YES)), True, False),
    (((1, YES), (0, STOP)), True, False),
]


def words(_world: World | None = None) -> Iterator[str]:
    """Hear all these words, and see whether they are a yes."""
    for kinds, wanted in DECIDING:
        day = timedelta(0)
        all_of_them = [
            Guardian(pk=pk, kind=kind, has_authority=has, ended_on=day if is_over else None)
            for pk, (kind, has, is_over) in enumerate(kinds, start=1)
        ]
        found = [one.pk for one in consents.who_decides(all_of_them)]
        yield from unlike(f"{kinds} decide", wanted, found)
    both = [Guardian(pk=1), Guardian(pk=2)]
    apart = [Guardian(pk=1), Guardian(pk=2, lives_apart=True)]
    one, all_asked = ConsentQuestion(), ConsentQuestion(needs_everybody=True)
    for said, by_one, by_all in WORDS:
        events = [ConsentEvent(act=act, guardian_id=pk or None) for pk, act in said]
        for question, guardians, wanted in (
            (one, both, by_one), (all_asked, both, by_all), (one, apart, by_all), (one, [], False),
            (all_asked, [], False),
        ):  # fmt: skip
            found = consents.is_yes(question, events, guardians)
            yield from unlike(f"{said} of {len(guardians)}", wanted, found)


# --- what a guardian is asked -------------------------------------------------------------------

# What the first guardian finds: scopes and the last word. `second`: the same of the second one.
FOUND = {
    "none": [], "prepared": [], "superseded": [], "ended": [],
    "requested": [("share_form", None)],
    "refused": [("share_form", NO)],
    "withdrawn": [("share_form", STOP)],
    "expired": [("share_form", YES)],
    "closed": [("share_form", YES)],
    "conflict": [("share_form", YES)],
    "report_health": [("share_form", YES), ("health", YES)],
}  # fmt: skip


def answer_acts(world: World) -> Iterator[str]:
    """Ask what guardians find, and answer as they may not."""
    yield from _options()
    for state, wanted in FOUND.items():
        found = [(str(one.question.scope), one.said) for one in _asked(world, state)]
        yield from unlike(f"the parent of {state} finds", wanted, found)
    for check in (_asked_after, _of_two, _answers, _seen, _taps_twice):
        yield from outcome(lambda c=check: list(c(world)))


def _asked(world: World, state: str) -> list[Asked]:
    guardian = Guardian.objects.get(pk=world.cases[state].guardian.pk)
    return guardian_answers.asked_of(guardian, world.at)


def _options() -> Iterator[str]:
    """Which buttons there are."""
    wide = ConsentQuestion(sections=["basics", "report"])
    new = Asked(wide, None, has_other_yes=False, needs_everybody=False)
    cases = (
        (new, ["ja", "deel", "nee"], []),
        (replace(new, question=ConsentQuestion(sections=["basics"])), ["ja", "nee"], []),
        (replace(new, has_other_yes=True), ["ja", "deel", "oneens"], ["oneens"]),
        (replace(new, has_other_yes=True, needs_everybody=True), ["ja", "deel", "nee"], []),
        (replace(new, said=YES), ["stop"], ["stop"]),
        (replace(new, said=NO), ["ja"], []),
        (replace(new, said=NO, has_other_yes=True), ["ja"], []),
    )
    for asked, by_new, by_old in cases:
        yield from unlike("buttons", by_new, asked.options(can_answer=True))
        yield from unlike("buttons of an old link", by_old, asked.options(can_answer=False))


def _asked_after(world: World) -> Iterator[str]:
    """What is over is asked no more; who does not decide is asked nothing."""
    day, school = world.day, world.schools["school"]
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    for last, closed, wanted in (
        (None, None, True), (before, None, False), (day, None, True), (None, after, True),
        (None, day, False), (after, before, False),
    ):  # fmt: skip
        question = ConsentQuestion(valid_until=last, school=School(closed_on=closed))
        found = guardian_answers._is_current(question, day)
        yield from unlike(f"a question until {last}, a school until {closed}", wanted, found)
    yield from unlike("of no school", True, guardian_answers._is_current(ConsentQuestion(), day))
    School.objects.filter(pk=school.pk).update(closed_on=day)
    for state, said in (("requested", []), ("report", [YES])):
        yield from unlike("a closed school", said, [one.said for one in _asked(world, state)])
    Guardian.objects.filter(pk=world.cases["report"].guardian.pk).update(has_authority=False)
    yield from unlike("who does not decide", [], _asked(world, "report"))


def _of_two(world: World) -> Iterator[str]:
    """What two guardians of one child find of each other."""
    first, second = world.cases["conflict"].child.guardians.order_by("pk")
    for guardian, said, other in ((first, YES, False), (second, AGAINST, True)):
        (found,) = guardian_answers.asked_of(guardian, world.at)
        wanted = (said, other, False)
        is_so = (found.said, found.has_other_yes, found.needs_everybody)
        yield from unlike(f"{said} finds", wanted, is_so)
    yield from unlike("for all", True, _asked(world, "one_of_two")[0].needs_everybody)
    Guardian.objects.filter(pk=second.pk).update(lives_apart=True)
    yield from unlike("apart", True, _asked(world, "conflict")[0].needs_everybody)
    for guardian, wanted in ((first, True), (second, False)):
        Guardian.objects.filter(pk=second.pk).update(is_secret=True)
        yield from unlike("places", wanted, guardian_answers.hides_places(guardian))
        Guardian.objects.filter(pk=second.pk).update(is_secret=False)
        yield from unlike("no secret", False, guardian_answers.hides_places(guardian))


def _link(world: World, state: str, *, is_old: bool = False) -> GuardianLink:
    link = links.known(token=world.link(state))
    assert link
    if is_old:
        link.made_at, link.expires_at = world.at - timedelta(days=14), world.at
        link.save()
    return link


def _say(world: World, state: str, choice: str, **more: Any) -> str:
    """Answer by the link of a child; return whether its questions are a yes, or the refusal."""
    link = more.pop("link", None) or _link(world, state, is_old=more.pop("is_old", False))
    of, parts = more.pop("of", state), tuple(more.pop("parts", ()))
    pk = world.cases[of].questions[0].pk
    given = {pk: Choice(choice, parts)}

    def act() -> str:
        guardian_answers.answer(link=link, given=given, language=Language.NL, at=world.at)
        live = ConsentQuestion.objects.filter(child=link.guardian.child_id, is_live=True)
        return " ".join(f"{one.scope}:{','.join(one.sections)}" for one in live)

    return str(outcome(act))


# Whose parent says what, and which questions are a yes then; `of`: at which other child.
PARTS = ["basics", "development", "support", "report", "arrangement"]
WIDE, REFUSED = f"share_form:{','.join(PARTS)}", "ConsentRefusedError"
CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("requested", "ja", WIDE, {}),
    ("requested", "nee", "", {}),
    ("requested", "stop", REFUSED, {}),
    ("requested", "ja", REFUSED, {"is_old": True}),
    ("requested", "nee", REFUSED, {"is_old": True}),
    ("requested", "deel", "share_form:basics", {"parts": ["basics"]}),
    ("requested", "deel", WIDE, {"parts": PARTS}),
    ("report", "stop", "", {}),
    ("report", "stop", "", {"is_old": True}),
    ("report", "ja", WIDE, {}),
    ("report", "nee", REFUSED, {}),
    ("withdrawn", "ja", WIDE, {}),
    ("none", "ja", REFUSED, {"of": "requested"}),
    ("none", "stop", REFUSED, {"of": "report"}),
    ("none", "ja", REFUSED, {"of": "report"}),
    ("prepared", "ja", REFUSED, {}),
    ("superseded", "ja", REFUSED, {}),
    ("superseded", "stop", REFUSED, {}),
    ("ended", "ja", REFUSED, {}),
    ("expired", "stop", "", {}),
]


def _answers(world: World) -> Iterator[str]:
    """Answer what may and may not be answered."""
    for state, choice, wanted, more in CASES:
        found = _say(world, state, choice, **more)
        yield from unlike(f"{choice} to {more.get('of', state)} by {state}", wanted, found)
    second = world.cases["conflict"].child.guardians.order_by("pk")[1]
    link = _link_of(world, second)
    yield from unlike("agrees after all", WIDE, _say(world, "conflict", "ja", link=link))
    yield from unlike("said so", "", _say(world, "conflict", "oneens", link=link))
    new = _link_of(world, GuardianFactory(child=world.cases["report"].child))
    yield from unlike("a no to a yes", "", _say(world, "report", "nee", link=new))
    acts = ConsentEvent.objects.filter(guardian=new.guardian).values_list("act", flat=True)
    with_it = {report.pk: Choice("nee") for report in world.cases["report"].questions}
    guardian_answers.answer(link=new, given=with_it, language=Language.NL, at=world.at)
    yield from unlike("is an objection", [AGAINST], list(acts))
    also = _link_of(world, GuardianFactory(child=world.cases["form"].child))
    form = "share_form:basics"
    yield from unlike("a yes to a yes", form, _say(world, "form", "ja", link=also))
    yield from _tells(world)


def _tells(world: World) -> Iterator[str]:
    """Another guardian hears of the first yes, and of nothing else."""
    for state, choice, count in (("requested", "ja", 1), ("requested", "nee", 0)):
        with patch.object(guardian_mails, "tell_others") as told:
            _say(world, state, choice)
        yield from unlike(f"mails after {choice}", count, told.call_count)


def _link_of(world: World, guardian: Guardian) -> GuardianLink:
    given: dict[str, Any] = {"channel": Channel.SHEET, "by": None, "at": world.at}
    link = links.known(token=links.make(guardian_id=guardian.pk, **given))
    assert link
    return link


def _seen(world: World) -> Iterator[str]:
    """Reading a question is noted once for each guardian."""
    rows = ConsentEvent.objects.filter(act=ConsentAct.SEEN).order_by("pk")
    second = world.cases["conflict"].child.guardians.order_by("pk")[1]
    one, two = _link(world, "conflict"), _link_of(world, second)
    for link, count in ((one, 1), (one, 1), (two, 2), (_link(world, "requested"), 3)):
        asked = guardian_answers.asked_of(link.guardian, world.at)
        guardian_answers.see(link=link, asked=asked, at=world.at)
        yield from unlike("seen", count, rows.count())
    yield from unlike("seen is no answer", [None], [one.said for one in _asked(world, "requested")])


def _taps_twice(world: World) -> Iterator[str]:
    """Send the same choice again: it works once, and is no refusal as long as it counts."""
    for state, choice, parts in (
        ("requested", "ja", []), ("requested", "nee", []), ("report", "stop", []),
        ("requested", "deel", ["basics"]),
    ):  # fmt: skip

        def twice(state: str = state, choice: str = choice, parts: list[str] = parts) -> Any:
            link = _link(world, state)
            given = {world.cases[state].questions[0].pk: Choice(choice, tuple(parts))}
            for _time in "ab":
                guardian_answers.answer(link=link, given=given, language=Language.NL, at=world.at)
            rows = ConsentEvent.objects.filter(guardian=link.guardian)
            return list(
                rows.exclude(act=ConsentAct.SEEN).order_by("pk").values_list("act", flat=True)
            )

        wanted = {"requested": [], "report": [YES]}[state]
        said = {"ja": YES, "nee": NO, "stop": STOP, "deel": YES}[choice]
        yield from unlike(f"{choice} twice", [*wanted, said], outcome(twice))


# --- what a guardian reads ----------------------------------------------------------------------


def reading_acts(world: World) -> Iterator[str]:
    """Read what is kept of a child, and its files."""
    case, at = world.cases["report"], world.at
    for is_hidden in (False, True):
        found = outcome(lambda h=is_hidden: list(_reads(world, is_hidden=h)))
        yield from found
    link = _link(world, "report")
    wanted = dict.fromkeys(("waiting", "proof", "screening"), "Http404") | {
        kind: case.files[kind].key for kind in ("report", "health")
    }
    keys = {kind: file.key for kind, file in case.files.items()}
    keys["foreign"], wanted["foreign"] = world.cases["team"].files["report"].key, "Http404"
    for kind, key in keys.items():
        found = outcome(lambda k=key: guardian_reading.opened(link=link, key=k, at=at).key)
        yield from unlike(f"the guardian opens {kind}", wanted[kind], found)
    first, second = world.cases["conflict"].child.guardians.order_by("pk")
    for guardian, words in ((first, YES), (second, AGAINST)):
        (said,) = guardian_reading.kept(guardian, Language.NL, at).questions
        yield from unlike(f"{words} reads", 2, len(said.acts))
        yield from unlike("what was said", [_word(ASKED), _word(words)], [a for _d, a in said.acts])
    ended = Guardian.objects.get(pk=world.cases["ended"].guardian.pk)
    acts = guardian_reading.kept(ended, Language.NL, at).questions[0].acts
    told = [(bool(day), word) for day, word in acts]
    whole = [(True, _word(ASKED)), (True, _word(YES)), (False, _word(DONE))]
    yield from unlike("what is over", whole, told)
    for state, count in (("prepared", 0), ("requested", 1)):
        guardian = Guardian.objects.get(pk=world.cases[state].guardian.pk)
        found = len(guardian_reading.kept(guardian, Language.NL, at).questions)
        yield from unlike(f"questions of {state}", count, found)


def _word(act: ConsentAct) -> str:
    return guardian_reading.READING[Language.NL][f"act.{act}"]


def _reads(world: World, *, is_hidden: bool) -> Iterator[str]:
    """Read, also where the other guardian has a secret address."""
    case = world.cases["report"]
    GuardianFactory(child=case.child, is_secret=is_hidden)
    guardian = Guardian.objects.get(pk=case.guardian.pk)
    kept = guardian_reading.kept(guardian, Language.NL, world.at)
    names = {case.child.location.organisation.name, world.schools["school"].organisation.name}
    text = str(kept)
    shown = {name for name in names if name in text}
    yield from unlike("names of places", set() if is_hidden else names, shown)
    keys = {one.key for one in kept.files}
    files = set() if is_hidden else {case.files["report"].key, case.files["health"].key}
    yield from unlike("files", files, keys)
    link = _link(world, "report")
    key = case.files["report"].key
    found = outcome(lambda: guardian_reading.opened(link=link, key=key, at=world.at).key)
    yield from unlike("opens", "Http404" if is_hidden else key, found)
