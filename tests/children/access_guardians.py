"""What a link and a code open and for how long, and who makes them: held against words here."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from children import links, read_codes
from children.models import Child, Guardian, GuardianLink, ReadCode
from children.states import Channel, LeaveReason
from partners.models import AuditEntry, Module
from partners.states import ModuleKind
from tests.children.access_checks import outcome, unlike
from tests.children.access_world import World
from tests.factories.children import GuardianFactory
from transitions.models import ParentsCode

OF, OTHER = "report", "team"
MOMENT, WEEKS = timedelta(seconds=1), timedelta(days=14)


def rows_of(world: World) -> Any:
    """Return the links of the guardian who comes, but those that a code for a school hangs on."""
    rows = GuardianLink.objects.filter(guardian=world.cases[OF].guardian)
    return rows.exclude(pk__in=ParentsCode.objects.values("link"))


def nothing(_world: World) -> None:
    """Let nothing happen."""


def block(world: World) -> None:
    """Fill in five wrong dates."""
    rows_of(world).update(wrong_tries=5)


def withdraw(world: World) -> None:
    """Take the link away."""
    rows_of(world).update(revoked_at=world.at)


def age(world: World) -> None:
    """Let the two weeks be over."""
    rows_of(world).update(made_at=world.at - WEEKS, expires_at=world.at)


def end(world: World) -> None:
    """Let the guardian be none any more."""
    Guardian.objects.filter(pk=world.cases[OF].guardian.pk).update(ended_on=world.day)


def undo(world: World) -> None:
    """Let the child be entered by mistake."""
    left = {"left_on": world.day, "left_because": LeaveReason.MISTAKE}
    Child.objects.filter(pk=world.cases[OF].child.pk).update(**left)


def disown(world: World) -> None:
    """Take authority away."""
    Guardian.objects.filter(pk=world.cases[OF].guardian.pk).update(has_authority=False)


def switch_off(_world: World) -> None:
    """Switch the module off."""
    Module.objects.filter(kind=ModuleKind.HANDOVER).delete()


# What still works after something happened: come in, stay in, ask for a new one, answer, read.
HAPPENED: dict[Callable[[World], None], str] = {
    nothing: "enter known renew answer read",
    block: "renew answer",
    withdraw: "answer",
    age: "enter known renew read",
    end: "answer",
    undo: "answer",
    disown: "enter known renew answer",
    switch_off: "enter known renew read",
}


def link_acts(world: World) -> Iterator[str]:
    """Come in by a link in each state, and make and withdraw links as different people."""
    for happens, wanted in HAPPENED.items():
        found = outcome(lambda h=happens: _works(world, h))
        yield from unlike(f"after {happens.__name__} works", wanted, found)
    for check in (_comes_in, _makes, _makes_again, _withdraws, _stops_answering):
        yield from outcome(lambda c=check: list(c(world)))


def _works(world: World, happens: Callable[[World], None]) -> str:
    token = world.link(OF)
    same = links.renewable(token=token)
    assert same
    happens(world)
    link = GuardianLink.objects.get(pk=same.pk)
    works = {
        "enter": links.enter(token=token, born_on=world.born_on, at=world.at) == link,
        "known": links.known(token=token) == link,
        "renew": links.renewable(token=token) == link,
        "answer": links.can_answer(link, world.at),
        "read": read_codes.may_read(link),
    }
    return " ".join(what for what, works_now in works.items() if works_now)


def _comes_in(world: World) -> Iterator[str]:
    """Fill in dates, right and wrong; each is written down as what it was."""
    token, other = world.link(OF), world.link(OTHER)
    right, wrong = world.born_on, world.born_on + timedelta(days=1)
    said = "guardian.came_in", "guardian.turned_away"
    tries = ((token, wrong, 1), (token, right, 0), *((token, wrong, n) for n in (1, 2, 3, 4, 5, 5)))
    for sent, day, count in (*tries, (token, right, 5), ("unknown", right, 5), (other, right, 5)):
        link = links.enter(token=sent, born_on=day, at=world.at)
        comes = sent == other or (day == right and count == 0)
        yield from unlike(f"a try by {sent == token}, {count}", comes, link is not None)
        action = AuditEntry.objects.order_by("pk").last().action  # type: ignore[union-attr]
        yield from unlike("the log", said[not comes], action)
        yield from unlike("tries", count, rows_of(world).get().wrong_tries)
    for find in (links.known, links.renewable):
        yield from unlike("an unknown link", None, find(token="unknown"))


def _make(world: World, person: str = "", **more: Any) -> GuardianLink | str:
    """Make a link for the guardian who comes, as somebody, or as nobody."""
    given = {"guardian_id": world.cases[OF].guardian.pk, "channel": Channel.SHEET, "at": world.at}
    by = world.actors[person] if person else None
    found = outcome(lambda: links.make(**(given | more), by=by))
    return "made" if len(found) > 40 else found


def _makes(world: World) -> Iterator[str]:
    """Make links as different people, and for whom does not decide."""
    wanted = {"": "made", "koc": "made", "koc elsewhere": "DoesNotExist", "qc": "DoesNotExist"}
    for person, result in wanted.items():
        yield from unlike(f"{person} makes a link", result, _make(world, person))
    for happens, result in ((end, "DoesNotExist"), (disown, "LinkError")):
        found = outcome(lambda h=happens: [h(world), _make(world)][1])
        yield from unlike(f"a link after {happens.__name__}", result, found)


def _makes_again(world: World) -> Iterator[str]:
    """Make a second link: the first stops answering, unless it is kept; one that is over stays."""
    guardian, at = world.cases[OF].guardian, world.at
    given: dict[str, Any] = {"guardian_id": guardian.pk, "channel": Channel.SHEET, "by": None}
    for before, keeps, wanted in (
        (MOMENT, False, at),
        (MOMENT, True, at - MOMENT + WEEKS),
        (WEEKS + MOMENT, False, at - MOMENT),
        (timedelta(0), False, at + WEEKS),
    ):

        def ends(before: timedelta = before, keeps: bool = keeps) -> Any:
            links.make(**given, at=at - before)
            first = rows_of(world).get()
            links.make(**given, at=at, keeps_older=keeps)
            first.refresh_from_db()
            return first.expires_at

        yield from unlike(f"a link of {before} ago", wanted, outcome(ends))


def _withdraws(world: World) -> Iterator[str]:
    """Withdraw all links: of this guardian only, and its codes with them."""
    guardian, at = world.cases[OF].guardian, world.at
    token, other = world.link(OF), world.link(OTHER)
    mine, theirs = links.known(token=token), links.known(token=other)
    assert mine
    assert theirs
    first = links.known(token=world.link(OF))
    assert first
    rows_of(world).filter(pk=first.pk).update(revoked_at=at - WEEKS)
    made = ((mine, at), (mine, at - timedelta(hours=1)), (theirs, at))
    for link, moment in made:
        read_codes.make(link=link, by=None, at=moment)
    for person, wanted in {"koc elsewhere": "DoesNotExist", "qc": "DoesNotExist", "koc": 1}.items():
        by = world.actors[person]
        found = outcome(lambda by=by: links.revoke(guardian_id=guardian.pk, by=by, at=at))
        yield from unlike(f"{person} withdraws", wanted, found)
    links.revoke(guardian_id=guardian.pk, by=world.actors["koc"], at=at)
    revoked = list(rows_of(world).order_by("pk").values_list("revoked_at", flat=True))
    yield from unlike("withdrawn on", [at, at - WEEKS], revoked)
    over = list(ReadCode.objects.order_by("pk").values_list("expires_at", flat=True))
    half = timedelta(minutes=30)
    yield from unlike("codes end", [at, at - half, at + half], over)
    yield from unlike("another's link", theirs, links.known(token=other))


def _stops_answering(world: World) -> Iterator[str]:
    """Let one link answer no more, and no other; one that is over stays as it was."""
    at = world.at
    for before, wanted in ((MOMENT, at), (timedelta(0), at + WEEKS), (WEEKS + MOMENT, at - MOMENT)):

        def ends(before: timedelta = before) -> Any:
            token, other = world.link(OF), world.link(OTHER)
            moments = {"made_at": at - before, "expires_at": at - before + WEEKS}
            GuardianLink.objects.update(**moments)
            links.stop_answering(token_hash=links.hash_of(token), at=at)
            theirs = GuardianLink.objects.get(token_hash=links.hash_of(other))
            is_same = theirs.expires_at == moments["expires_at"]
            return rows_of(world).get().expires_at if is_same else "the other link too"

        yield from unlike(f"a link of {before} ago stops", wanted, outcome(ends))


# --- codes --------------------------------------------------------------------------------------


def code_acts(world: World) -> Iterator[str]:
    """Hand over and fill in codes."""
    for check in (_hands_over, _fills_in, _fills_in_of_others):
        yield from outcome(lambda c=check: list(c(world)))


def _hands_over(world: World) -> Iterator[str]:
    """Ask for a code over the counter, as different people and after something happened."""
    guardian = world.cases[OF].guardian
    Guardian.objects.filter(pk=guardian.pk).update(email="")
    world.link(OF)
    wanted = {
        "koc": "handed", "kow": "PermissionDenied", "kcc": "PermissionDenied",
        "koc elsewhere": "DoesNotExist", "koc beside": "DoesNotExist",
    }  # fmt: skip
    for person, result in wanted.items():
        yield from unlike(f"{person} hands a code", result, _hand(world, person))
    for happens in (end, block, withdraw, disown, _has_mail, _without_link):
        found = outcome(lambda h=happens: [h(world), _hand(world, "koc")][1])
        result = "DoesNotExist" if happens is end else "LinkError"
        yield from unlike(f"a code after {happens.__name__}", result, found)


def _has_mail(world: World) -> None:
    Guardian.objects.filter(pk=world.cases[OF].guardian.pk).update(email="kanarie@example.org")


def _without_link(world: World) -> None:
    rows_of(world).delete()


def _hand(world: World, person: str) -> str:
    given = {"guardian_id": world.cases[OF].guardian.pk, "at": world.at}
    found = outcome(lambda: read_codes.hand_over(**given, by=world.actors[person]))
    return "handed" if found[:4].isdecimal() else found


def _fills_in(world: World) -> Iterator[str]:
    """Fill in one code in each state."""
    at, half = world.at, timedelta(minutes=30)
    link = links.known(token=world.link(OF))
    assert link

    def use(typed: str, when: datetime = at) -> bool:
        return read_codes.use(link=link, typed=typed, at=when)

    yield from unlike("no code was made", False, use("1234 5678"))
    code = read_codes.make(link=link, by=None, at=at)
    wrong = f"{(int(code[:4]) + 1) % 10000:04d} {code[5:]}"
    yield from unlike("a code", True, outcome(lambda: use(code)))
    yield from unlike("with signs", True, outcome(lambda: use(code.replace(" ", " - "))))
    yield from unlike("just in time", True, outcome(lambda: use(code, at + half - MOMENT)))
    yield from unlike("too late", False, outcome(lambda: use(code, at + half)))
    yield from unlike("twice", [True, False], outcome(lambda: [use(code), use(code)]))
    four, five = [wrong] * 4, [wrong] * 5
    yield from unlike("fifth", True, outcome(lambda: [*map(use, four), use(code)][-1]))
    yield from unlike("blocked", [False] * 6, outcome(lambda: [*map(use, five), use(code)]))
    yield from unlike("wrong", "guardian.code_refused", outcome(lambda: _logged(use, wrong)))
    yield from unlike("right", "guardian.code_used", outcome(lambda: _logged(use, code)))
    yield from unlike("a wrong one and then", [False, True], [use(wrong), use(code)])


def _logged(use: Callable[..., Any], typed: str) -> str:
    use(typed)
    return str(AuditEntry.objects.order_by("pk").last().action)  # type: ignore[union-attr]


def _fills_in_of_others(world: World) -> Iterator[str]:
    """Fill in the code of another guardian, and an older one of oneself."""
    at, second = world.at, GuardianFactory(child=world.cases[OF].child)
    token = links.make(guardian_id=second.pk, channel=Channel.SHEET, by=None, at=at)
    mine, theirs = links.known(token=world.link(OF)), links.known(token=token)
    assert mine
    assert theirs
    older = read_codes.make(link=mine, by=None, at=at - MOMENT)
    code = read_codes.make(link=mine, by=None, at=at)
    foreign = read_codes.make(link=theirs, by=None, at=at + MOMENT)
    for what, typed, wanted in (("older", older, False), ("foreign", foreign, False)):
        found = outcome(lambda t=typed: read_codes.use(link=mine, typed=t, at=at))
        yield from unlike(what, wanted, found)
    again = links.known(token=world.link(OF))
    assert again
    found = outcome(lambda: read_codes.use(link=again, typed=code, at=at))
    yield from unlike("of an older link of the same guardian", True, found)
