"""Reminders: rules that say when, about what and to whom (ADR 0005, ADR 0028).

Each app registers its rules in RULES from its own layer. Here stands what a rule is, what is at
turn on a day and who is told; `partners/reminder_runs.py` keeps one row for each reminder and one
mail a day for each person. Whether a reminder still makes sense is asked when a run finds it, and
once more when its mail goes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from partners import holidays
from partners.access import Actor
from partners.models import Membership, Municipality, ReminderSwitch, User
from partners.roles import Permission, can
from partners.states import DigestDay, Role

URGENT_DAYS = 7  # what is needed within a week does not wait for somebody's day
Key = tuple[str, str, date]


@dataclass(frozen=True)
class Choice:
    """What a municipality chose of a rule: whether it goes, and how many days later."""

    is_on: bool
    offset_days: int = 0


def choices_of(municipalities: Iterable[Municipality]) -> dict[tuple[int, str], Choice]:
    """Return what each municipality chose about which rule."""
    rows = ReminderSwitch.objects.filter(municipality__in=[one.pk for one in municipalities])
    return {(row.municipality_id, row.rule): Choice(row.is_on, row.offset_days) for row in rows}


@dataclass(frozen=True)
class Audience:
    """Who gets a reminder: the members of these organisations in a role, or those who lead.

    `members`: only these memberships, where a role alone says too little.
    """

    organisations: frozenset[int]
    role: Role | None = None
    is_lead: bool = False
    members: frozenset[int] | None = None

    @property
    def label(self) -> str:
        """Return who these people are, for a summary."""
        return str(_("leidinggevende") if self.role is None else self.role.label)

    def holds(self, membership: Membership) -> bool:
        """Say whether a membership is one of these."""
        return (
            membership.organisation_id in self.organisations
            and (self.role is None or membership.role == self.role)
            and (membership.is_lead or not self.is_lead)
            and (self.members is None or membership.pk in self.members)
        )


@dataclass(frozen=True)
class Link:
    """Where somebody does what a reminder asks: a page that this person may open."""

    label: str
    href: str


@dataclass(frozen=True)
class Occasion:
    """One reminder that a rule brings: about what, in which municipality, on which day, to whom.

    `due_on` is the day of the rule itself, and makes the reminder the only one; a municipality can
    shift when it goes by `offset_days`. `needed_by` says until when it can be done: with a day more
    than a week away, the reminder waits for the day of the week of its reader. Without one it goes
    at once. `facts` is what the rule needs to ask and to say, and nothing else looks at it.
    """

    rule: str
    municipality: Municipality
    subject: str
    due_on: date
    audiences: tuple[Audience, ...]
    facts: Any = field(default=None, compare=False)
    needed_by: date | None = None
    offset_days: int = 0

    @property
    def key(self) -> Key:
        """Return what makes a reminder the only one."""
        return self.rule, self.subject, self.due_on

    @property
    def falls_on(self) -> date:
        """Return the day on which the municipality wants it."""
        return self.due_on + timedelta(days=self.offset_days)

    @property
    def sending_on(self) -> date:
        """Return the first day on which it can go: that day, or the last working day before."""
        return self._working_day(self.falls_on)

    def goes_on(self, digest_day: str) -> date:
        """Return the day on which it goes to somebody with this day of the week.

        That is the first such day on or after the day on which it can go, or a week before it is
        needed when that comes first. A day in a weekend or at a holiday moves back.
        """
        first = self.sending_on
        if self.needed_by is None:
            return first
        wanted = list(DigestDay).index(DigestDay(digest_day))
        theirs = first + timedelta(days=(wanted - first.weekday()) % 7)
        latest = self.needed_by - timedelta(days=URGENT_DAYS)
        return max(first, self._working_day(min(theirs, latest)))

    def _working_day(self, day: date) -> date:
        return holidays.last_working_day(day, holidays.equated_days(self.municipality))


Links = Callable[[Sequence[Occasion], Actor], Mapping[Key, Link]]


@dataclass(frozen=True)
class Only:
    """What a rule is asked for when not for everything: some subjects, or what is of some places.

    Of some places: a rule may bring more, and not less, than what their people are told.
    """

    subjects: Collection[str] | None = None
    organisations: Collection[int] | None = None


Find = Callable[[Sequence[Municipality], Only, date], Iterable[Occasion]]


@dataclass(frozen=True)
class Rule:
    """One row of the table of reminders (docs/glossary.md).

    `occasions` brings what is near a day for some municipalities, with due days by a pure function;
    `is_valid` says whether it still holds, and is best answered from the facts, without a query for
    each; `words` makes lines of a mail from occasions of one rule and one municipality: what waits,
    without a name of a person or a child. `is_on` says whether it goes where a municipality never
    chose (`partners/reminder_switches.py`). `links` says where somebody does it, for their own list
    of reminders: only pages that this person may open. `find` brings less than everything,
    for a rule that brings much.
    """

    code: str
    label: str | Promise
    occasions: Callable[[Sequence[Municipality], date], Iterable[Occasion]]
    is_valid: Callable[[Occasion, date], bool]
    words: Callable[[Sequence[Occasion]], list[str]]
    is_on: bool = True
    links: Links | None = None
    find: Find | None = None


RULES: dict[str, Rule] = {}


def page_link(
    label: str | Promise, url_name: str, *permissions: Permission, roles: Collection[Role] = ()
) -> Links:
    """Return the links of a rule that is done on one page, for who may open it."""

    def links(occasions: Sequence[Occasion], actor: Actor) -> Mapping[Key, Link]:
        if actor.role not in roles and not any(can(actor, each) for each in permissions):
            return {}
        link = Link(str(label), reverse(url_name))
        return {occasion.key: link for occasion in occasions}

    return links


def escalated(occasion: Occasion, *, days: int, organisation_id: int) -> Occasion:
    """Return the reminder that follows when nothing happened: to who leads, and at once."""
    return replace(
        occasion,
        due_on=occasion.due_on + timedelta(days=days),
        audiences=(Audience(frozenset({organisation_id}), is_lead=True),),
        needed_by=None,
    )


def municipalities_of(ids: Iterable[int] | None = None) -> list[Municipality]:
    """Return these municipalities, or all, with what their working days need."""
    rows = Municipality.objects.select_related("organisation").prefetch_related("equated_days")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    return list(rows.order_by("organisation__key"))


def due_on_or_before(
    municipalities: Sequence[Municipality],
    day: date,
    *,
    until: date | None = None,
    among: Mapping[str, Collection[str]] | None = None,
    within: Collection[int] | None = None,
) -> dict[Key, Occasion]:
    """Return what can go on or before a day and still holds, each once, in a fixed order.

    Args: until: what comes until this later day too, as far as rules bring it already.
    among: only these subjects by the code of a rule. within: at least what people of these
    organisations are told.
    """
    found = {
        occasion.key: occasion
        for rule, occasion in _brought(municipalities, day, among, within)
        if occasion.sending_on <= (until or day) and rule.is_valid(occasion, day)
    }
    return {key: found[key] for key in sorted(found)}


def _brought(
    municipalities: Sequence[Municipality],
    day: date,
    among: Mapping[str, Collection[str]] | None,
    within: Collection[int] | None,
) -> Iterator[tuple[Rule, Occasion]]:
    """Ask every rule that is on, for each offset as if it were so many days earlier or later."""
    chosen = choices_of(municipalities)
    for rule in RULES.values():
        subjects = None if among is None else set(among.get(rule.code, ()))
        if subjects is not None and not subjects:
            continue
        for offset, places in _by_offset(rule, municipalities, chosen).items():
            seen_from = day - timedelta(days=offset)
            only = Only(subjects, within)
            if only != Only() and rule.find is not None:
                brought = rule.find(places, only, seen_from)
            else:
                brought = rule.occasions(places, seen_from)
            for occasion in brought:
                if subjects is None or occasion.subject in subjects:
                    yield rule, replace(occasion, offset_days=offset) if offset else occasion


def _by_offset(
    rule: Rule, municipalities: Sequence[Municipality], chosen: Mapping[tuple[int, str], Choice]
) -> dict[int, list[Municipality]]:
    """Return where a rule is on, by how many days it is shifted there."""
    groups: dict[int, list[Municipality]] = defaultdict(list)
    for one in municipalities:
        choice = chosen.get((one.pk, rule.code), Choice(rule.is_on))
        if choice.is_on:
            groups[choice.offset_days].append(one)
    return groups


@dataclass(frozen=True)
class Readers:
    """Who works where on a day, asked once for all audiences of a run."""

    members: Mapping[int, Sequence[Membership]]

    def of(self, occasion: Occasion) -> list[User]:
        """Return the people of the audiences of a reminder, each once."""
        found = {
            member.user_id: member.user
            for audience in occasion.audiences
            for place in audience.organisations
            for member in self.members.get(place, ())
            if audience.holds(member)
        }
        return [found[pk] for pk in sorted(found)]


def readers_on(day: date, occasions: Iterable[Occasion]) -> Readers:
    """Return who works on a day at the organisations of these reminders, in one query."""
    places = {
        place for one in occasions for audience in one.audiences for place in audience.organisations
    }
    rows = Membership.objects.working_on(day).filter(organisation__in=places)
    members: dict[int, list[Membership]] = defaultdict(list)
    for member in rows.select_related("user").order_by("pk") if places else ():
        members[member.organisation_id].append(member)
    return Readers(members)
