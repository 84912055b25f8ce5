"""Reminders about the year and its letters: R20 keeps the date of March, R21 ends the term.

The days are those of docs/glossary.md; each is a pure function of the year or of the letter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.formats import date_words, school_year
from partners.models import IssuerMandate, Module, Municipality
from partners.reminders import Audience, Occasion, Rule, escalated, page_link
from partners.roles import Permission
from partners.states import ModuleKind, Role
from subsidies.letter_stands import last_objection_day, with_stands
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.stands import has_sent_letters, stand_of
from subsidies.states import LetterKind, LetterState, ObjectionOutcome, YearState

ESCALATES_AFTER_DAYS = 14
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """What must be done with a coming year by a day: to whom, when it is done, and the words."""

    month: int
    day: int
    role: Role
    is_done: Callable[[SubsidyYear, date], bool]
    sentence: str | Promise

    def due_on(self, first_year: int) -> date:
        """Return the day for a school year: in its own spring, or the December before."""
        before = self.month > 7
        return date(first_year - 1 if before else first_year, self.month, self.day)


def _has_key(year: SubsidyYear, today: date) -> bool:
    return stand_of(year, today) != YearState.DRAFT


def _is_established(year: SubsidyYear, _today: date) -> bool:
    return year.is_established


def _is_issued(year: SubsidyYear, _today: date) -> bool:
    return has_sent_letters(year, LetterKind.GRANT)


STEPS = (
    Step(12, 1, Role.GEM, _has_key, gettext_lazy("de verdeelsleutel is nog niet gekozen")),
    Step(2, 1, Role.GEM, _is_established, gettext_lazy("de verdeling is nog niet vastgesteld")),
    Step(3, 1, Role.ISS, _is_issued, gettext_lazy("nog niet alle brieven zijn verzonden")),
)


@dataclass(frozen=True)
class _Coming:
    """A school year of a municipality; `year` is empty as long as nobody made it."""

    first_year: int
    year: SubsidyYear | None
    step: Step


def coming_years(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring the three days of each school year that runs or is to come, and their escalations.

    A year that nobody made yet counts as long as it has not begun.
    """
    places = _with_subsidy(municipalities)
    firsts = [first for first in range(day.year - 1, day.year + 2) if day <= date(first + 1, 7, 31)]
    rows = SubsidyYear.objects.filter(municipality__in=places, first_year__in=firsts)
    years = {(row.municipality_id, row.first_year): row for row in rows}
    issuers = _issuers(places, day)
    for place in places:
        for first in firsts:
            year = years.get((place.pk, first))
            if year is not None or day < date(first, 8, 1):
                yield from _of_year(place, first, year, issuers.get(place.pk, frozenset()))


def _of_year(
    place: Municipality, first: int, year: SubsidyYear | None, issuers: frozenset[int]
) -> Iterator[Occasion]:
    for step in STEPS:
        here = frozenset({place.pk}) if step.role == Role.GEM else issuers
        occasion = Occasion(
            rule="R20",
            municipality=place,
            subject=f"year:{place.key}:{first}",
            due_on=step.due_on(first),
            audiences=(Audience(here, step.role),),
            facts=_Coming(first, year, step),
        )
        yield occasion
        yield escalated(occasion, days=ESCALATES_AFTER_DAYS, organisation_id=place.pk)


def is_behind(occasion: Occasion, today: date) -> bool:
    """Say whether the step that a reminder of R20 is about was not made yet."""
    coming: _Coming = occasion.facts
    return coming.year is None or not coming.step.is_done(coming.year, today)


def say_what_waits(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line for each year: what comes first of what was not done."""
    firsts = _by(occasions, lambda occasion: occasion.facts.first_year)
    return [_year_line(group[0]) for group in firsts.values()]


def _year_line(occasion: Occasion) -> str:
    coming: _Coming = occasion.facts
    missing = _("het jaar is nog niet gemaakt")
    return _(
        "Subsidiejaar %(year)s van gemeente %(name)s: %(what)s. De brieven horen in maart weg te "
        "gaan."
    ) % {
        "year": school_year(f"{coming.first_year}-{coming.first_year + 1}"),
        "name": occasion.municipality.name,
        "what": missing if coming.year is None else coming.step.sentence,
    }


def ending_terms(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring the last objection day of each sent letter."""
    places = {place.pk: place for place in _with_subsidy(municipalities)}
    letters = DecisionLetter.objects.filter(
        year__municipality__in=places, state=LetterState.SENT, sending_on__lte=day
    ).defer("snapshot")
    issuers = _issuers(places.values(), day)
    for letter in with_stands(letters):
        place, last_day = places[letter.year.municipality_id], last_objection_day(letter)
        if last_day is not None:
            yield Occasion(
                rule="R21",
                municipality=place,
                subject=f"letter:{letter.pk}",
                due_on=last_day,
                audiences=(
                    Audience(frozenset({place.pk}), Role.GEM),
                    Audience(issuers.get(place.pk, frozenset()), Role.ISS),
                ),
                facts=letter,
            )


def has_no_objection(occasion: Occasion, _today: date) -> bool:
    """Say whether nobody registered an objection to the letter yet."""
    letter: DecisionLetter = occasion.facts
    return all(row.outcome == ObjectionOutcome.VOID for row in letter.objections.all())


def say_which_terms_end(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line for all letters whose term ends on the same day."""
    days = _by(occasions, lambda occasion: occasion.due_on)
    return [_term_line(group) for group in days.values()]


def _term_line(group: Sequence[Occasion]) -> str:
    letters = {occasion.facts.reference for occasion in group}
    which = (
        next(iter(letters))
        if len(letters) == 1
        else ngettext("%d brief", "%d brieven", len(letters)) % len(letters)
    )
    return _(
        "De bezwaartermijn van %(which)s van gemeente %(name)s loopt tot en met %(day)s. Kwam er "
        "een bezwaar binnen, leg het dan vast; anders is het besluit daarna definitief."
    ) % {
        "which": which,
        "name": group[0].municipality.name,
        "day": date_words(group[0].due_on),
    }


def _with_subsidy(municipalities: Sequence[Municipality]) -> list[Municipality]:
    on = Module.objects.filter(kind=ModuleKind.SUBSIDY, municipality__in=municipalities)
    ids = set(on.values_list("municipality", flat=True))
    return [place for place in municipalities if place.pk in ids]


def _issuers(places: Iterable[Municipality], day: date) -> dict[int, frozenset[int]]:
    """Return the issuers that work for each municipality on a day."""
    rows = IssuerMandate.objects.active_on(day).filter(municipality__in=list(places))
    found: dict[int, set[int]] = {}
    for municipality, issuer in rows.values_list("municipality", "issuer"):
        found.setdefault(municipality, set()).add(issuer)
    return {pk: frozenset(ids) for pk, ids in found.items()}


def _by(occasions: Sequence[Occasion], key: Callable[[Occasion], T]) -> dict[T, list[Occasion]]:
    groups: dict[T, list[Occasion]] = {}
    for occasion in occasions:
        groups.setdefault(key(occasion), []).append(occasion)
    return groups


RULES = {
    "R20": Rule(
        "R20",
        gettext_lazy("het subsidiejaar ligt achter op de datum in maart"),
        coming_years,
        is_behind,
        say_what_waits,
        links=page_link(
            gettext_lazy("Naar de subsidiejaren"), "subsidy_years", Permission.VIEW_YEAR
        ),
    ),
    "R21": Rule(
        "R21",
        gettext_lazy("de bezwaartermijn van een brief loopt af"),
        ending_terms,
        has_no_objection,
        say_which_terms_end,
        links=page_link(gettext_lazy("Naar de brieven"), "letters", Permission.VIEW_LETTERS),
    ),
}
