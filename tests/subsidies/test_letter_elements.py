"""The 22 elements of a letter: each that must be there, taken away once, is what is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from config.formats import euro
from subsidies.letter_checks import cents
from subsidies.letter_composing import OPEN
from subsidies.letter_content import Block, LetterContent, Section
from subsidies.letter_elements import RULES, elements_of, missing
from subsidies.models import DecisionLetter, LetterTerms
from subsidies.states import LetterKind, LetterState
from tests.factories.ready_letters import (
    BASIS,
    FRAMEWORK,
    SENDING_ON,
    make_change,
    make_later,
    make_ready_letters,
    put_in,
)
from tests.factories.subsidies import AT

pytestmark = pytest.mark.django_db
Cut = Callable[[LetterContent], LetterContent]


def numbers(letter: DecisionLetter) -> list[int]:
    return [element.number for element in missing(letter, AT)]


def without(letter: DecisionLetter, cut: Cut) -> DecisionLetter:
    """Return the letter with something cut out of what it says."""
    content = cut(LetterContent.from_json(letter.snapshot))
    letter.snapshot = content.as_json()
    return letter


def no_section(key: str) -> Cut:
    """Leave a section away."""
    return lambda content: replace(
        content, sections=[part for part in content.sections if part.key != key]
    )


def reworded(key: str, old: str, new: str) -> Cut:
    """Write other words in a section."""

    def cut(content: LetterContent) -> LetterContent:
        sections = [
            part
            if part.key != key
            else Section(
                part.key,
                part.heading,
                [Block(block.kind, block.text.replace(old, new)) for block in part.blocks],
            )
            for part in content.sections
        ]
        return replace(content, sections=sections)

    return cut


def changed(**values: Any) -> Cut:
    """Say something else."""
    return lambda content: replace(content, concept=True, **values)


def town(**values: Any) -> Cut:
    """Say something else of the municipality."""
    return lambda content: replace(content, municipality=replace(content.municipality, **values))


def board(**values: Any) -> Cut:
    """Say something else of the board."""
    return lambda content: replace(content, board=replace(content.board, **values))


def signatory(**values: Any) -> Cut:
    """Say something else of who signs."""

    def cut(content: LetterContent) -> LetterContent:
        assert content.signatory is not None
        return replace(content, signatory=replace(content.signatory, **values))

    return cut


# What goes wrong once, and the one element that is then missing, in a grant of either regime.
GRANT: dict[str, tuple[int, Cut]] = {
    "no municipality": (1, town(name="")),
    "no address": (2, board(address=[])),
    "no board": (2, board(name="")),
    "no date": (3, changed(date="")),
    "another date than planned": (3, changed(date="11 maart 2026")),
    "no legal basis": (6, changed(legal_basis=[])),
    "no framework": (6, changed(framework="")),
    "no activities": (8, no_section("activiteiten")),
    "not among others": (8, reworded("activiteiten", "onder andere", "precies")),
    "only inside": (
        8, reworded("activiteiten", "binnen en waar mogelijk buiten het kindcentrum", "binnen"),
    ),
    "no calculation": (10, changed(calculation=[])),
    "another period": (11, changed(period_end="31 juli 2028")),
    "no obligations": (12, no_section("verplichtingen")),
    "no payment": (13, no_section("betaling")),
    "no accountability": (16, no_section("verantwoording")),
    "no objections": (20, no_section("bezwaar")),
    "no address for objections": (20, town(objection_address=[])),
    "no term for objections": (20, reworded("bezwaar", "zes weken", "enige tijd")),
    "no signature asked": (20, reworded("bezwaar", "handtekening", "naam")),
    "nobody signs": (21, changed(signatory=None)),
    "no mandate": (21, signatory(mandate="")),
    "no name": (21, signatory(name=" ")),
    "no function": (21, signatory(function="")),
}  # fmt: skip


@pytest.mark.parametrize("regime", ["light", "standard"])
def test_missing_of_a_whole_grant_is_nothing(regime: str) -> None:
    [letter] = make_ready_letters(regime=regime)
    assert numbers(letter) == []


@pytest.mark.parametrize("regime", ["light", "standard"])
@pytest.mark.parametrize("name", GRANT)
def test_missing_names_the_one_element_that_a_grant_lacks(name: str, regime: str) -> None:
    number, cut = GRANT[name]
    [letter] = make_ready_letters(regime=regime)
    assert numbers(without(letter, cut)) == [number]


def test_missing_decision_of_a_grant() -> None:
    """The decision says amount and period: without it they are nowhere."""
    [letter] = make_ready_letters()
    found = numbers(without(letter, no_section("besluit")))
    assert found == [5, 9, 11]


def test_missing_amount_of_a_grant() -> None:
    [letter] = make_ready_letters()
    total = letter.snapshot["total"]
    kept = without(letter, reworded("besluit", total, "een bedrag"))
    assert total in LetterContent.from_json(kept.snapshot).text_of()  # decides nothing there
    assert numbers(kept) == [9]


def test_missing_rows_that_do_not_add_up() -> None:
    [letter] = make_ready_letters(schools=2)
    letter.snapshot["rows"][0]["amount"] = euro("2500.01")
    assert numbers(letter) == [10]


def test_missing_settlement_clause_of_a_standard_grant() -> None:
    [letter] = make_ready_letters(regime="standard")
    assert numbers(without(letter, no_section("vaststelling"))) == [17]


def test_missing_day_to_account_of_a_standard_grant() -> None:
    [letter] = make_ready_letters(regime="standard", terms={"accountability_on": None})
    assert numbers(letter) == [16]


def test_missing_nothing_of_a_light_grant_without_a_day_to_confirm() -> None:
    [letter] = make_ready_letters()
    assert OPEN not in LetterContent.from_json(letter.snapshot).text_of()
    assert numbers(letter) == []


def test_missing_schedule_that_does_not_add_up() -> None:
    [letter] = make_ready_letters(terms={"instalments": [["2026-08-15", "100"]]})
    assert numbers(letter) == []
    letter.snapshot["instalments"][0]["amount"] = euro("2499.99")
    assert numbers(letter) == [13]


def test_missing_application_only_where_the_year_is_on_application() -> None:
    [letter] = make_ready_letters(terms={"is_on_application": True})
    assert numbers(letter) == [7]


def test_missing_budget_condition_only_where_the_budget_is_open() -> None:
    [letter] = make_ready_letters(terms={"is_budget_open": True})
    assert numbers(letter) == []
    assert numbers(without(letter, no_section("voorbehoud"))) == [14]
    LetterTerms.objects.update(is_budget_open=False)
    letter.refresh_from_db()  # the terms of a year are read once
    assert numbers(letter) == []


def test_missing_reasons_of_a_board_that_gets_less() -> None:
    [letter] = make_ready_letters(previous=("3000.00",))
    assert numbers(letter) == []
    assert numbers(without(letter, no_section("motivering"))) == [19]


def test_missing_reasons_of_a_board_that_gets_more_are_the_key() -> None:
    [letter] = make_ready_letters(previous=("2000.00",))
    assert "motivering" not in [section["key"] for section in letter.snapshot["sections"]]
    assert numbers(letter) == []


def test_missing_of_a_planned_day_that_is_past() -> None:
    [letter] = make_ready_letters()
    after = AT + timedelta(days=60)
    assert [element.number for element in missing(letter, after)] == [3]
    assert missing(put_in(letter, LetterState.CHECKED), after) != []


def test_missing_of_a_letter_that_is_not_planned() -> None:
    [letter] = make_ready_letters(sending_on=None)
    assert numbers(letter) == [3, 21]


def test_missing_of_a_year_without_terms_says_where_to_fill_them_in() -> None:
    [letter] = make_ready_letters(legal_basis="", terms={"framework": ""})
    [element] = missing(letter, AT)
    year = letter.year
    assert element.number == 6
    address = f"/subsidiejaren/{year.municipality.key}/2026-2027/gegevens-voor-brieven/"
    assert element.href == address


def test_missing_of_an_unreadable_letter_is_all_of_it() -> None:
    [letter] = make_ready_letters()
    letter.snapshot = {"concept": True}
    found = missing(letter, AT)
    assert len(found) == 22
    assert "oudere versie" in found[0].source


# --- kinds that follow a grant ------------------------------------------------------------------


def later(kind: LetterKind) -> DecisionLetter:
    """Return a whole letter of a kind that follows a grant."""
    [letter] = make_ready_letters(schools=2, regime="standard")
    if kind == LetterKind.AMENDMENT:
        return make_later(letter, kind, change=make_change(letter))
    return make_later(letter, kind, reasons="De school is dicht.", amount=letter.amount)


LATER = [LetterKind.AMENDMENT, LetterKind.WITHDRAWAL, LetterKind.SETTLEMENT]
CUTS: dict[str, tuple[int, Cut]] = {
    "no municipality": (1, town(name="")),
    "no address": (2, board(address=[])),
    "no date": (3, changed(date="")),
    "no legal basis": (6, changed(legal_basis=[])),
    "no calculation": (10, no_section("berekening")),
    "no payment": (13, no_section("betaling")),
    "no reasons": (19, no_section("motivering")),
    "open reasons": (19, reworded("motivering", "De school is dicht.", OPEN)),
    "no objections": (20, no_section("bezwaar")),
    "nobody signs": (21, changed(signatory=None)),
}


@pytest.mark.parametrize("kind", LATER)
def test_missing_of_a_whole_later_letter_is_nothing(kind: LetterKind) -> None:
    assert numbers(later(kind)) == []


@pytest.mark.parametrize("kind", [LetterKind.WITHDRAWAL, LetterKind.SETTLEMENT])
@pytest.mark.parametrize("name", CUTS)
def test_missing_names_the_one_element_that_a_later_letter_lacks(
    name: str, kind: LetterKind
) -> None:
    number, cut = CUTS[name]
    assert numbers(without(later(kind), cut)) == [number]


def test_missing_explanation_of_an_amendment() -> None:
    letter = without(later(LetterKind.AMENDMENT), changed(calculation=[]))
    letter = without(letter, no_section("berekening"))
    assert numbers(letter) == [10]


# --- the list -----------------------------------------------------------------------------------


def test_elements_of_are_twenty_two_in_order() -> None:
    [letter] = make_ready_letters()
    elements = elements_of(letter, at=AT)
    assert [element.number for element in elements] == list(range(1, 23))
    assert all(element.label and element.source and element.href for element in elements)


def test_elements_of_say_what_the_letter_says() -> None:
    [letter] = make_ready_letters()
    said = {element.number: element.value for element in elements_of(letter, at=AT)}
    assert said[3] == "10 maart 2026"
    assert said[6] == f"{BASIS}; {FRAMEWORK}"
    assert said[9] == letter.snapshot["total"]
    assert said[10] == f"1 school, samen {letter.snapshot['total']}"
    assert said[21].startswith("M. Wilg, directeur, ")


def test_elements_of_weigh_by_regime() -> None:
    weights = {}
    for regime in ("light", "standard"):
        [letter] = make_ready_letters(regime=regime)
        weights[regime] = "".join(element.weight for element in elements_of(letter, at=AT))
    assert weights["light"] == "MMMGMMCMMMMMMCCMCGMMMG"
    assert weights["standard"] == "MMMGMMCMMMMMMCCMMGMMMG"


def test_elements_of_a_grant_have_all_but_what_does_not_apply() -> None:
    [letter] = make_ready_letters(regime="standard")
    absent = [element.number for element in elements_of(letter, at=AT) if not element.is_present]
    assert absent == [14]


def test_elements_of_good_practice_never_stop_a_letter() -> None:
    [letter] = make_ready_letters()
    bare = without(letter, no_section("wijziging"))
    bare = without(bare, town(privacy_contact=""))
    absent = [element.number for element in elements_of(bare, at=AT) if not element.is_present]
    assert ({18, 22} <= set(absent), numbers(bare)) == (True, [])


def test_rules_weigh_every_kind_of_letter() -> None:
    assert {len(rule.weights) for rule in RULES} == {5}
    assert {weight for rule in RULES for weight in rule.weights} == {"M", "C", "G"}


def test_elements_of_read_few_rows(django_assert_num_queries: Any) -> None:
    [letter] = make_ready_letters()
    letter = DecisionLetter.objects.select_related(
        "year__municipality__organisation", "board__organisation"
    ).get()
    with django_assert_num_queries(2):
        elements_of(letter, at=AT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(euro("1234.56"), 123456), (euro("-45.17"), -4517), (euro(0), 0), ("", 0)],
)
def test_cents(text: str, expected: int) -> None:
    assert cents(text) == expected


def test_period_is_inside_the_year() -> None:
    [letter] = make_ready_letters()
    said = LetterContent.from_json(letter.snapshot)
    assert (said.period_start, said.period_end) == ("1 augustus 2026", "31 juli 2027")
    assert date(2026, 3, 10) == SENDING_ON
