"""What letters say by the facts: payment, budget condition, reasons, and the later kinds."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from config.formats import euro
from partners.models import School
from subsidies.calculation import calculate
from subsidies.letter_checks import cents
from subsidies.letter_content import LetterContent
from subsidies.letter_facts import budget_condition_of, facts_of, instalments_of
from subsidies.letter_reasons import MAX_SCHOOLS, cut_reasons
from subsidies.letters import content_of, draft_letters
from subsidies.models import DecisionLetter, LetterTerms
from subsidies.states import FigureKind, LetterKind
from tests.factories.partners import SchoolBoardFactory
from tests.factories.ready_letters import (
    BASIS,
    FRAMEWORK,
    SENDING_ON,
    make_change,
    make_later,
    make_ready_letters,
    make_ready_year,
)
from tests.factories.subsidies import (
    AT,
    FIXED,
    SchoolFigureFactory,
    make_letters,
    make_municipality,
)

pytestmark = pytest.mark.django_db


def content(letter: DecisionLetter) -> LetterContent:
    return LetterContent.from_json(letter.snapshot)


def words(letter: DecisionLetter, *keys: str) -> str:
    return content(letter).text_of(*keys).replace("\u00a0", " ")


def test_schools_of_a_letter_stand_by_name() -> None:
    [letter] = make_letters(make_municipality(boards=1, schools=3))
    schools = list(letter.year.municipality.schools.order_by("organisation__key"))
    for school, name in zip(schools, ["Zonnewende", "’t Palet", "De Ark"], strict=True):
        school.organisation.name = name
        school.organisation.save()
    draft_letters(year_id=letter.year_id, by=None, at=AT)
    letter.refresh_from_db()
    names = sorted(School.objects.all(), key=lambda school: school.organisation.sort_name)
    assert [row.name for row in content(letter).rows] == [school.name for school in names]
    assert content(letter).rows[-1].name == "Zonnewende"


# --- payment and budget condition ---------------------------------------------------------------


def test_instalments_of_split_to_the_cent_by_largest_remainder() -> None:
    third = [["2026-08-15", "33.33"], ["2026-11-15", "33.33"], ["2027-02-15", "33.34"]]
    rows = instalments_of(LetterTerms(instalments=third), Decimal("100.01"))
    assert [(row.date, row.amount) for row in rows] == [
        ("15 augustus 2026", euro("33.33")),
        ("15 november 2026", euro("33.33")),
        ("15 februari 2027", euro("33.35")),
    ]


@pytest.mark.parametrize("amount", ["0.01", "0.02", "12345.67", "2500.00", "99999.99"])
def test_instalments_of_add_up(amount: str) -> None:
    halves = [["2026-08-15", "50"], ["2027-02-15", "50"]]
    rows = instalments_of(LetterTerms(instalments=halves), Decimal(amount))
    assert sum(cents(row.amount) for row in rows) == int(Decimal(amount) * 100)


@pytest.mark.parametrize("terms", [None, LetterTerms()])
def test_instalments_of_a_year_without_a_schedule(terms: LetterTerms | None) -> None:
    assert instalments_of(terms, Decimal("100.00")) == []


def test_budget_condition_of_is_seven_twelfths_by_the_cent_rule() -> None:
    terms = LetterTerms(is_budget_open=True)
    assert budget_condition_of(terms, Decimal("12345.67")) == euro("7201.64")
    assert budget_condition_of(LetterTerms(), Decimal("12345.67")) == ""


def test_letter_with_a_schedule_shows_it() -> None:
    schedule = [["2026-08-15", "60"], ["2027-02-15", "40"]]
    [letter] = make_ready_letters(terms={"instalments": schedule})
    assert [(row["date"], row["amount"]) for row in letter.snapshot["instalments"]] == [
        ("15 augustus 2026", euro("1500.00")),
        ("15 februari 2027", euro("1000.00")),
    ]
    assert "betaalschema" in words(letter, "betaling")


def test_letter_without_a_schedule_is_paid_within_six_weeks() -> None:
    [letter] = make_ready_letters()
    assert letter.snapshot["instalments"] == []
    assert "binnen zes weken" in words(letter, "betaling")


def test_letter_has_a_budget_condition_only_where_the_budget_is_open() -> None:
    [plain] = make_ready_letters()
    [with_condition] = make_ready_letters(terms={"is_budget_open": True})
    assert content(plain).section("voorbehoud") is None
    assert content(with_condition).budget_condition == euro("1458.33")
    assert "€ 1.458,33" in words(with_condition, "voorbehoud")


# --- basis and application ----------------------------------------------------------------------


def test_letter_names_basis_and_framework() -> None:
    [letter] = make_ready_letters()
    assert (content(letter).legal_basis, content(letter).framework) == ([BASIS], FRAMEWORK)


def test_letter_takes_the_basis_of_the_terms_where_the_year_has_none() -> None:
    [letter] = make_ready_letters(legal_basis="", terms={"basis": "artikel 5 van de regeling"})
    assert content(letter).legal_basis == ["artikel 5 van de regeling"]


def test_letter_of_a_year_on_application_names_it() -> None:
    [letter] = make_ready_letters(terms={"is_on_application": True})
    assert content(letter).application == ""
    letter.application_on, letter.application_number = date(2026, 1, 12), "A-7"
    said = content_of(letter, at=AT, concept=True).application
    assert said == "op uw aanvraag van 12 januari 2026 met nummer A-7"


def test_letter_of_a_year_without_application_is_ex_officio() -> None:
    [letter] = make_ready_letters()
    assert content(letter).application == "ambtshalve"


# --- reasons ------------------------------------------------------------------------------------


def motivated(**values: Any) -> str:
    """Return the reasons of the letter of a new year."""
    [letter] = make_ready_letters(budget="100000.00", **values)
    return words(letter, "motivering")


def test_reasons_of_a_board_that_gets_less_name_both_amounts() -> None:
    text = motivated(schools=2, previous=("3000.00", "3000.00"))
    assert "Vorig jaar kreeg u € 6.000,00, nu krijgt u € 5.000,00. Dat is € 1.000,00" in text
    assert text.count("vorig jaar € 3.000,00, nu € 2.500,00") == 2


@pytest.mark.parametrize("previous", [(), ("2500.00",), ("1000.00",)])
def test_reasons_of_a_board_that_gets_no_less_are_the_key(previous: tuple[str, ...]) -> None:
    assert motivated(previous=previous) == ""


def test_reasons_of_one_school_that_gets_less_while_the_board_gets_more() -> None:
    text = motivated(schools=2, previous=("2600.00", "1000.00"))
    less, more = School.objects.order_by("organisation__key")
    assert "Niet iedere school krijgt evenveel als vorig jaar." in text
    assert f"{less.name}: vorig jaar € 2.600,00, nu € 2.500,00." in text
    assert more.name not in text


def test_reasons_of_many_schools_name_the_first_ones() -> None:
    text = motivated(schools=MAX_SCHOOLS + 3, previous=("3000.00",) * (MAX_SCHOOLS + 3))
    assert text.count("nu € 2.500,00") == MAX_SCHOOLS
    assert "3 andere scholen." in text


def test_reasons_name_a_school_that_dropped_out() -> None:
    text = motivated(schools=2, previous=("2500.00", "900.00"), closed=1)
    gone = School.objects.order_by("organisation__key").last()
    assert gone is not None
    assert f"{gone.name} krijgt dit jaar geen subsidie. Vorig jaar was het € 900,00." in text
    assert "De reden: De school is niet open op de eerste dag." in text


def test_reasons_name_a_school_that_is_left_out() -> None:
    municipality = make_municipality(boards=1, schools=2)
    codes = list(municipality.schools.order_by("organisation__key"))
    SchoolFigureFactory(
        school=codes[0], kind=FigureKind.GRANTED, date=date(2025, 8, 1), value="900.00"
    )
    left_out = {"excluded": [{"code": codes[0].key, "reason": "valt buiten de regeling"}]}
    [letter] = make_letters(municipality, definition=FIXED | left_out)
    text = words(letter, "motivering")
    assert f"{codes[0].name} krijgt dit jaar geen subsidie." in text
    assert "De reden: valt buiten de regeling." in text


@pytest.mark.parametrize(("years", "expected"), [(3, True), (2, False)])
def test_reasons_after_three_years_of_grants_give_notice(years: int, expected: bool) -> None:
    text = motivated(previous=("3000.00",), years=years)
    assert ("artikel 4:51 van de Algemene wet bestuursrecht" in text) is expected


def test_reasons_that_somebody_wrote_stand_in_the_letter() -> None:
    [letter] = make_ready_letters()
    letter.reasons = "Zoals besproken op 3 maart.\n\n- eerste punt"
    now = content_of(letter, at=AT, concept=True)
    section = now.section("motivering")
    assert section is not None
    assert [block.text for block in section.blocks][-2:] == [
        "Zoals besproken op 3 maart.", "eerste punt",
    ]  # fmt: skip


def test_cut_reasons_of_a_board_that_is_not_in_the_year() -> None:
    year = make_ready_year()
    facts = facts_of(year, at=AT)
    assert cut_reasons(facts, SchoolBoardFactory().pk) == []


# --- kinds that follow a grant ------------------------------------------------------------------


def test_amendment_sets_old_and_new_side_by_side() -> None:
    [letter] = make_ready_letters(schools=2)
    later = make_later(letter, LetterKind.AMENDMENT, change=make_change(letter))
    said = content(later)
    assert [(row.before, row.after, row.difference) for row in said.changes] == [
        (euro(2500), euro(1000), "−\u00a0" + euro(1500)),
        (euro(2500), euro(2500), euro(0)),
    ]
    assert (said.before_total, said.total, said.difference) == (
        euro(5000), euro(3500), "−\u00a0" + euro(1500),
    )  # fmt: skip
    assert later.amount == Decimal("3500.00")


def test_amendment_explains_the_months_and_names_the_earlier_letter() -> None:
    [letter] = make_ready_letters()
    change = make_change(letter)
    later = make_later(letter, LetterKind.AMENDMENT, change=change)
    said = content(later)
    assert said.supersedes is not None
    assert (said.supersedes.reference, said.supersedes.date) == ("KOPO-2026-001", "10 maart 2026")
    assert said.calculation == [f"{change.school.name}: {change.amounts.get().explanation}"]
    assert f"{change.school.name} sluit op 1 januari 2027." in words(later, "motivering")


def test_amendment_builds_on_what_an_earlier_change_left() -> None:
    [letter] = make_ready_letters(schools=2)
    make_change(letter)
    change = make_change(letter, after="2000.00", number=1)
    later = make_later(letter, LetterKind.AMENDMENT, change=change)
    assert [(row.before, row.after) for row in content(later).changes] == [
        (euro(1000), euro(1000)),
        (euro(2500), euro(2000)),
    ]


def test_withdrawal_takes_everything_to_nothing() -> None:
    [letter] = make_ready_letters(schools=2)
    later = make_later(letter, LetterKind.WITHDRAWAL, reasons="De activiteiten gaan niet door.")
    said = content(later)
    assert [(row.before, row.after) for row in said.changes] == [(euro(2500), euro(0))] * 2
    assert (said.total, said.before_total, later.amount) == (euro(0), euro(5000), Decimal(0))
    assert "De activiteiten gaan niet door." in words(later, "motivering")


def test_settlement_settles_what_is_in_force() -> None:
    [letter] = make_ready_letters(schools=2, regime="standard")
    make_change(letter)
    later = make_later(letter, LetterKind.SETTLEMENT)
    said = content(later)
    assert [row.amount for row in said.rows] == [euro(1000), euro(2500)]
    assert (said.total, said.changes, said.before_total) == (euro(3500), [], "")


def test_settlement_that_is_lower_shows_both_amounts() -> None:
    [letter] = make_ready_letters(schools=2, regime="standard")
    later = make_later(
        letter, LetterKind.SETTLEMENT, accounted=Decimal("3333.33"), reasons="Minder gedaan."
    )
    said = content(later)
    assert [row.after for row in said.changes] == [euro("1666.67"), euro("1666.66")]
    assert (said.total, said.before_total) == (euro("3333.33"), euro(5000))
    assert later.amount == Decimal("3333.33")


def test_grant_to_a_board_that_is_new_holds_what_the_change_gave() -> None:
    [letter] = make_ready_letters()
    board = SchoolBoardFactory()
    change = make_change(letter, board=board, after="1458.33")
    new = make_later(letter, LetterKind.GRANT, board=board, change=change, supersedes=None)
    said = content(new)
    assert ([row.amount for row in said.rows], said.total) == ([euro("1458.33")], euro("1458.33"))
    assert (said.components, said.changes) == ([], [])
    assert "5 van de 12 maanden" in said.calculation[0]


# --- what a letter never depends on -------------------------------------------------------------


def test_content_is_dutch_in_every_language() -> None:
    [letter] = make_ready_letters(terms={"instalments": [["2026-08-15", "100"]]})
    with translation.override("en"):
        now = content_of(letter, at=AT, concept=True)
    assert now.as_json() == letter.snapshot


def test_content_leaves_no_placeholder_open() -> None:
    for regime in ("light", "standard"):
        [letter] = make_ready_letters(regime=regime)
        assert "{" not in content(letter).text_of()
        assert "nog niet bekend" not in content(letter).text_of()


@pytest.mark.parametrize(("boards", "queries"), [(1, 22), (3, 30), (6, 42)])
def test_drafting_reads_the_facts_of_a_year_once(
    django_assert_num_queries: Any, boards: int, queries: int
) -> None:
    year = make_ready_year(boards=boards, schools=boards, budget="100000.00")
    with django_assert_num_queries(queries):
        draft_letters(year_id=year.pk, by=None, at=AT, sending_on=SENDING_ON)


def test_calculation_of_an_established_year_is_what_the_letters_add_up_to() -> None:
    letters = make_ready_letters(boards=3, schools=7, budget="20000.00")
    total = calculate(letters[0].year).total
    assert sum((letter.amount for letter in letters), Decimal(0)) == total
