"""The 22 elements of a decision letter: which it has, where each comes from, where to mend it.

What a letter says is read from its snapshot, so what counts is what is printed. Source of the list
and of the weights: docs/brief.md; Awb articles stand at each check in `letter_checks.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from subsidies import letter_checks as checks
from subsidies.letter_checks import Letter
from subsidies.letter_content import LetterContent
from subsidies.letter_facts import text_kind_of
from subsidies.models import DecisionLetter
from subsidies.states import TextKind

MUST, CASE, GOOD = "M", "C", "G"
KINDS = tuple(TextKind)


@dataclass(frozen=True)
class Element:
    """One element of one letter: M must be there, C when it applies, G is good practice.

    `value` is what the letter says now, in short; `source` says where it comes from and `href`
    where to fill it in, "" when nowhere.
    """

    number: int
    label: str
    weight: str
    is_present: bool
    value: str
    source: str
    href: str

    @property
    def is_missing(self) -> bool:
        """Say whether the letter cannot go without it."""
        return self.weight == MUST and not self.is_present


@dataclass(frozen=True)
class _Rule:
    """How one element is judged: `weights` in the order of `KINDS`, `check` gives its value.

    `needs` makes an element of weight C one that must be there, in a letter to which it applies.
    """

    number: int
    label: Any
    weights: str
    check: Callable[[Letter], str]
    source: Any
    page: str
    needs: Callable[[Letter], bool] | None = None


# Where an element is filled in; pages are named in `_address`.
BOARD, TOWN, TERMS, TEXTS, YEAR = "board", "town", "terms", "texts", "year"
DESK, LETTER, APPLICATION, ISSUER = "desk", "letter", "application", "issuer"
_OWN_TEXTS = _("Teksten van brieven")
_TERMS = _("Gegevens voor de brieven van dit jaar")

# Weights: grant light, grant standard, amendment, withdrawal, settlement.
RULES = (
    _Rule(1, _("Namens wie het besluit is"), "MMMMM", checks.authority, _("Naam van de gemeente"),
          TOWN),
    _Rule(2, _("Aan wie: het bestuur met adres"), "MMMMM", checks.addressee,
          _("Gegevens van het bestuur"), BOARD),
    _Rule(3, _("Verzenddatum"), "MMMMM", checks.sending_date, _("Verzenddatum van de brief"), DESK),
    _Rule(4, _("Kenmerk, contact en onderwerp"), "GGGGG", checks.reference,
          _("Volgnummer van de gemeente en gegevens van de uitvoerder"), ISSUER),
    _Rule(5, _("Het besluit"), "MMMMM", checks.decision, _OWN_TEXTS, TEXTS),
    _Rule(6, _("Wettelijke grondslag en Uitvoeringskader"), "MMMMM", checks.basis, _TERMS, TERMS),
    _Rule(7, _("Aanvraag of ambtshalve"), "CCCCC", checks.application,
          _("Aanvraag van het bestuur, of ambtshalve"), APPLICATION,
          needs=checks.needs_application),
    _Rule(8, _("Waarvoor de subsidie is"), "MMCCC", checks.activities, _OWN_TEXTS, TEXTS),
    _Rule(9, _("Bedrag"), "MMMMM", checks.amount, _("Vastgestelde verdeling"), YEAR),
    _Rule(10, _("Berekening per school"), "MMMMM", checks.calculation,
          _("Vastgestelde verdeling"), YEAR),
    _Rule(11, _("Periode"), "MMMMM", checks.period, _("Schooljaar en tekst van het besluit"),
          TEXTS),
    _Rule(12, _("Verplichtingen"), "MMCCC", checks.obligations, _OWN_TEXTS, TEXTS),
    _Rule(13, _("Betaling"), "MMMMM", checks.payment, _("Betaalschema en teksten van brieven"),
          TEXTS),
    _Rule(14, _("Begrotingsvoorbehoud"), "CCCCC", checks.budget_condition, _TERMS, TERMS,
          needs=checks.needs_budget_condition),
    _Rule(15, _("Subsidieplafond en verdeling"), "CCCCC", checks.ceiling,
          _("Budget van het jaar"), YEAR),
    _Rule(16, _("Verantwoording"), "MMCCC", checks.accountability, _TERMS, TERMS),
    _Rule(17, _("Vaststelling achteraf"), "CMCCC", checks.settlement, _OWN_TEXTS, TEXTS),
    _Rule(18, _("Wijzigen, intrekken en terugvorderen"), "GGGGG", checks.grounds, _OWN_TEXTS,
          TEXTS),
    _Rule(19, _("Motivering"), "MMMMM", checks.reasons,
          _("Verdeelsleutel, vergelijking met vorig jaar en toelichting"), TEXTS),
    _Rule(20, _("Bezwaar"), "MMMMM", checks.objection, _("Adres voor bezwaar en teksten"), TOWN),
    _Rule(21, _("Ondertekening en mandaat"), "MMMMM", checks.signature,
          _("Mandaat op de verzenddatum"), DESK),
    _Rule(22, _("Bijlagen en privacy"), "GGGGG", checks.enclosures,
          _("Berekening, betaalschema, Uitvoeringskader en contact voor privacy"), TERMS),
)  # fmt: skip


def named_elements(numbers: Iterable[int], kind: TextKind) -> tuple[list[str], list[str]]:
    """Return the names of some elements: those that a kind of letter must have, and the others."""
    names: tuple[list[str], list[str]] = ([], [])
    for rule in RULES:
        if rule.number in numbers:
            is_must = rule.weights[KINDS.index(kind)] == MUST
            names[0 if is_must else 1].append(f"“{rule.label}”")
    return names


def elements_of(letter: DecisionLetter, *, at: datetime) -> list[Element]:
    """Return the 22 elements of a letter, in order.

    Source: policy choice, docs/brief.md; the Awb articles that each check names.
    """
    try:
        content = LetterContent.from_json(letter.snapshot)
    except ValueError as error:
        return [_unreadable(rule, letter, str(error)) for rule in RULES]
    facts = Letter(letter, content, timezone.localdate(at))
    return [_judge(rule, facts) for rule in RULES]


def missing(letter: DecisionLetter, at: datetime) -> list[Element]:
    """Return what a letter still misses and cannot go without."""
    return [element for element in elements_of(letter, at=at) if element.is_missing]


def _judge(rule: _Rule, facts: Letter) -> Element:
    """Return one element of a letter that can be read; one that cannot be printed is not there."""
    fault = facts.unprintable.get(rule.number)
    value = "" if fault else rule.check(facts)
    weight = rule.weights[KINDS.index(facts.text_kind)]
    if fault or (rule.needs is not None and rule.needs(facts)):
        weight = MUST
    return Element(
        number=rule.number,
        label=str(rule.label),
        weight=weight,
        is_present=bool(value),
        value=value,
        source=fault.sentence if fault else str(rule.source),
        href=_address(TEXTS if fault and fault.is_wording else rule.page, facts.row),
    )


def _unreadable(rule: _Rule, letter: DecisionLetter, reason: str) -> Element:
    """Return an element of a letter of which nothing can be said."""
    return Element(rule.number, str(rule.label), MUST, is_present=False, value="", source=reason,
                   href=_address(YEAR, letter))  # fmt: skip


def _address(page: str, letter: DecisionLetter) -> str:
    """Return where an element is filled in."""
    town, year = letter.year.municipality.key, letter.year.label
    number = [town, letter.reference_year, letter.reference_number]
    routes: dict[str, tuple[str, list[Any]]] = {
        BOARD: ("board_edit", [town, letter.board.key]),
        TOWN: ("municipality_settings", [town]),
        ISSUER: ("issuers", [town]),
        TERMS: ("letter_terms", [town, year]),
        TEXTS: ("letter_text", [town, text_kind_of(letter)]),
        YEAR: ("subsidy_year", [town, year]),
        DESK: ("year_letters", [town, year]),
        APPLICATION: ("letter_application", number),
        LETTER: ("letter", number),
    }
    name, args = routes[page]
    return reverse(name, args=args)
