"""What the letters of a year say besides amounts: kept, checked, and told to the drafts."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from partners.models import AuditEntry
from partners.states import Role
from subsidies.letter_terms import (
    MAX_INSTALMENTS,
    NEW,
    Terms,
    TermsError,
    save_terms,
    schedule_of,
    set_application,
    terms_of,
)
from subsidies.models import DecisionLetter, LetterTerms, SubsidyYear
from subsidies.states import IllegalMoveError, LetterState
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.ready_letters import FRAMEWORK, make_ready_letters, put_in
from tests.factories.subsidies import AT, make_established, make_municipality, make_year
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
HALVES = [(date(2026, 8, 15), Decimal(50)), (date(2027, 2, 15), Decimal("50.00"))]


@pytest.fixture
def year() -> SubsidyYear:
    return make_established(make_municipality(boards=1, schools=1))


def save(year: SubsidyYear, *, version: int = NEW, by: Any = None, **values: Any) -> LetterTerms:
    saved = save_terms(year_id=year.pk, terms=Terms(**values), version=version, by=by, at=AT)
    return saved.terms


def test_terms_of_a_year_without_any_are_empty(year: SubsidyYear) -> None:
    terms = terms_of(year)
    assert (terms.version, terms.framework, schedule_of(terms)) == (NEW, "", [])
    assert not LetterTerms.objects.exists()


def test_save_terms_keeps_everything(year: SubsidyYear) -> None:
    save(
        year,
        framework="  Kader   2026 ",
        basis="artikel 3",
        is_on_application=True,
        is_budget_open=True,
        accountability_on=date(2027, 11, 1),
        instalments=HALVES,
    )
    terms = terms_of(year)
    assert (terms.framework, terms.basis, terms.version) == ("Kader 2026", "artikel 3", 1)
    assert terms.instalments == [["2026-08-15", "50"], ["2027-02-15", "50"]]
    assert schedule_of(terms) == [(day, Decimal(50)) for day, _share in HALVES]


def test_save_terms_writes_one_line_in_the_log(year: SubsidyYear) -> None:
    officer = make_actor(Role.GEM, year.municipality)
    save(year, by=officer, framework="Kader")
    [entry] = AuditEntry.objects.filter(action="terms.saved")
    assert entry.details == {"fields": ["framework"]}


def test_save_terms_again_with_the_same_changes_nothing(year: SubsidyYear) -> None:
    first = save(year, framework="Kader")
    again = save(year, framework="Kader", version=first.version)
    assert again.version == 1
    assert AuditEntry.objects.filter(action="terms.saved").count() == 1


def test_save_terms_over_somebody_elses_is_refused(year: SubsidyYear) -> None:
    save(year, framework="Kader")
    with pytest.raises(TermsError, match="intussen bewaard"):
        save(year, framework="Ander kader", version=NEW)
    assert terms_of(year).framework == "Kader"


def test_save_terms_renews_drafts_and_no_other_letter() -> None:
    first, second = make_ready_letters(boards=2, schools=2)
    put_in(first, LetterState.CHECKED)
    terms = terms_of(first.year)
    given = Terms(framework="Een ander kader")
    saved = save_terms(year_id=first.year_id, terms=given, version=terms.version, by=None, at=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert saved.renewed == 1
    assert (first.snapshot["framework"], second.snapshot["framework"]) == (
        FRAMEWORK, "Een ander kader",
    )  # fmt: skip


def test_save_terms_of_a_draft_year_can_come_early() -> None:
    year = make_year(make_municipality())
    assert save(year, framework="Kader").version == 1


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"framework": "k" * 301}, "framework", "niet meer dan 300 tekens; nu zijn het er 301"),
        ({"basis": "a\0b"}, "basis", "onzichtbare tekens"),
        ({"accountability_on": date(2027, 7, 31)}, "accountability_on", "na 31 juli 2027"),
        ({"accountability_on": date(2030, 1, 1)}, "accountability_on", "te ver"),
        ({"instalments": HALVES[:1]}, "instalments", "tellen op tot 50%"),
        ({"instalments": HALVES[::-1]}, "instalments", "op volgorde"),
        ({"instalments": [HALVES[0], HALVES[0]]}, "instalments", "op volgorde"),
        ({"instalments": [(date(2025, 12, 31), Decimal(100))]}, "instalments", "ligt niet in 2026"),
        ({"instalments": [(date(2026, 8, 1), Decimal("100.5"))]}, "instalments", "geen deel"),
        ({"instalments": [(date(2026, 8, 1), Decimal("33.333"))]}, "instalments", "geen deel"),
        ({"instalments": [(date(2026, 8, 1), Decimal(0))]}, "instalments", "geen deel"),
        (
            {"instalments": [(date(2026, 8, n + 1), Decimal(1)) for n in range(13)]},
            "instalments",
            f"Meer dan {MAX_INSTALMENTS} termijnen",
        ),
    ],
)
def test_save_terms_refuses(
    values: dict[str, Any], field: str, sentence: str, year: SubsidyYear
) -> None:
    with pytest.raises(TermsError, match=sentence) as caught:
        save(year, **values)
    assert caught.value.field == field
    assert not LetterTerms.objects.exists()


def test_save_terms_of_a_closed_year_is_refused(year: SubsidyYear) -> None:
    SubsidyYear.objects.filter(pk=year.pk).update(
        state="closed", closed_at=AT, closed_by=year.established_by
    )
    with pytest.raises(TermsError, match="is afgesloten"):
        save(year, framework="Kader")


@pytest.mark.parametrize("role", [Role.DPO, Role.SIG])
def test_save_terms_by_who_does_not_draft_is_refused(role: Role, year: SubsidyYear) -> None:
    by = make_actor(role, year.municipality)
    with pytest.raises((PermissionDenied, SubsidyYear.DoesNotExist)):
        save(year, by=by, framework="Kader")


def test_save_terms_by_an_outsider_finds_no_year(year: SubsidyYear) -> None:
    with pytest.raises(SubsidyYear.DoesNotExist):
        save(year, by=make_actor(Role.GEM, MunicipalityFactory()), framework="Kader")


# --- the application of one letter --------------------------------------------------------------


def apply(letter: DecisionLetter, day: date | None, number: str = "A-7") -> DecisionLetter:
    officer = make_actor(Role.GEM, letter.year.municipality)
    return set_application(
        letter_id=letter.pk, application_on=day, application_number=number, by=officer, at=AT
    )


def test_set_application_stands_in_the_draft() -> None:
    [letter] = make_ready_letters(terms={"is_on_application": True})
    apply(letter, date(2026, 1, 12))
    letter.refresh_from_db()
    assert letter.snapshot["application"] == "op uw aanvraag van 12 januari 2026 met nummer A-7"
    assert AuditEntry.objects.filter(action="letter.application_kept").count() == 1


@pytest.mark.parametrize(
    ("day", "number"), [(date(2026, 2, 17), "A-7"), (date(2026, 1, 12), "n" * 41)]
)
def test_set_application_refuses(day: date, number: str) -> None:
    [letter] = make_ready_letters(terms={"is_on_application": True})
    with pytest.raises(IllegalMoveError):
        apply(letter, day, number)
    letter.refresh_from_db()
    assert letter.application_on is None


def test_set_application_of_a_checked_letter_is_refused() -> None:
    [letter] = make_ready_letters(terms={"is_on_application": True})
    put_in(letter, LetterState.CHECKED)
    with pytest.raises(IllegalMoveError, match="geen concept meer"):
        apply(letter, date(2026, 1, 12))


# --- the page -----------------------------------------------------------------------------------


def page_of(year: SubsidyYear) -> str:
    return f"/subsidiejaren/{year.municipality.key}/2026-2027/gegevens-voor-brieven/"


@pytest.fixture
def client(year: SubsidyYear) -> Client:
    return sign_in(Client(), make_actor(Role.GEM, year.municipality))


def posted(**values: str) -> dict[str, str]:
    return {"framework": "Kader 2026", "version": "0"} | values


def test_page_without_terms_says_what_is_needed(client: Client, year: SubsidyYear) -> None:
    text = client.get(page_of(year)).content.decode()
    assert "Er is nog niets ingevuld." in text
    assert "Bevestigen uiterlijk op" in text


def test_page_of_the_standard_regime_asks_for_a_report() -> None:
    year = make_established(make_municipality(boards=1, schools=1), regime="standard")
    officer = sign_in(Client(), make_actor(Role.GEM, year.municipality))
    assert "Verslag inleveren uiterlijk op" in officer.get(page_of(year)).content.decode()


def test_page_saves_and_says_so(client: Client, year: SubsidyYear) -> None:
    days = {"day_1": "15-8-2026", "share_1": "60", "day_2": "15-2-2027", "share_2": "40,00"}
    answer = client.post(page_of(year), posted(**days), follow=True)
    text = answer.content.decode()
    assert "De gegevens zijn bewaard." in text
    assert terms_of(year).instalments == [["2026-08-15", "60"], ["2027-02-15", "40"]]
    assert re.search(r'value="15-0?8-2026"', text)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"day_1": "15-8-2026"}, "Vul een getal in"),
        ({"share_1": "100"}, "Vul een datum in"),
        ({"day_1": "15-8-2026", "share_1": "60"}, "tellen op tot 60%"),
        ({"accountability_on": "1-7-2027"}, "Kies een dag na 31 juli 2027"),
        ({"version": "7"}, "intussen bewaard"),
        ({"framework": "k" * 301}, "niet meer dan 300 tekens"),
    ],
)
def test_page_says_what_is_wrong_and_keeps_nothing(
    client: Client, year: SubsidyYear, values: dict[str, str], sentence: str
) -> None:
    text = client.post(page_of(year), posted(**values)).content.decode()
    assert sentence in text
    assert not LetterTerms.objects.exists()


def test_page_shows_the_basis_of_the_year_instead_of_asking() -> None:
    year = make_established(make_municipality(boards=1, schools=1), legal_basis="artikel 5 ASV")
    officer = sign_in(Client(), make_actor(Role.GEM, year.municipality))
    text = officer.get(page_of(year)).content.decode()
    assert "artikel 5 ASV" in text
    assert 'name="basis"' not in text


@pytest.mark.parametrize("role", [Role.DPO, Role.ADM])
def test_page_is_for_who_drafts(role: Role, year: SubsidyYear) -> None:
    answer = sign_in(Client(), make_actor(role, year.municipality)).get(page_of(year))
    assert answer.status_code in {403, 404}


def test_page_is_not_there_for_another_municipality(year: SubsidyYear) -> None:
    assert sign_in(Client(), make_actor(Role.GEM)).get(page_of(year)).status_code == 404
