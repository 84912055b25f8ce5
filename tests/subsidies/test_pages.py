"""Pages of years and letters: who sees what, what is refused, and how many queries it takes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.access import Actor
from partners.models import AuditEntry, Municipality
from partners.states import Role
from subsidies.models import DecisionLetter, LetterRun, SubsidyYear
from subsidies.outcome import ORDERS, in_order
from subsidies.rendering import render_letter
from subsidies.states import RenderState, YearState
from subsidies.years import calculate
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import (
    make_established,
    make_issuer_actor,
    make_letters,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user, backend="partners.signin.AccountBackend")
    return client


def path_of(year: SubsidyYear, more: str = "") -> str:
    return f"/subsidiejaren/{year.municipality.key}/{year.label}/{more}"


def typed(**fields: str) -> dict[str, str]:
    """Return what the page of a year with one fixed amount sends."""
    amount = fields.pop("amount", "2000")
    given = {"budget": "10000", "hourly_rate": "60", "regime": "light"}
    part = {"onderdelen": "0:fixed", "onderdeel-0-amount": amount}
    return given | part | {"opslaan": "1"} | {name: str(value) for name, value in fields.items()}


def shown(client: Client, path: str, **typed: str) -> dict[str, str]:
    """Return what the page of a move sends: its hidden fields, and what is typed."""
    context = client.get(path).context
    sum_ = context["outcome"].calculation
    version = str(context["year"].version)
    return {"version": version, "uitkomst": sum_.digest if sum_ else ""} | typed


def offered(client: Client, path: str) -> str:
    """Return the year that a page to make one offers, as its hidden field."""
    return str(client.get(path).context["form"].initial["first_year"])


def new_path(municipality: Municipality) -> str:
    return f"/subsidiejaren/{municipality.key}/nieuw/leeg/"


def test_year_page_shows_total_remainder_and_every_school() -> None:
    municipality = make_municipality(schools=3)
    year = make_year(municipality)
    page = client_of(make_actor(Role.GEM, municipality)).get(path_of(year))
    text = page.content.decode()
    assert [row.school.key in text for row in calculate(year).rows] == [True] * 3
    assert "€\xa07.500,00" in text
    assert "€\xa02.500,00" in text


@pytest.mark.parametrize("more", ["", "wijzigen/", "vaststellen/", "brieven-maken/"])
def test_year_of_another_municipality_never_existed(more: str) -> None:
    year = make_established(make_municipality())
    outsider = make_actor(Role.GEM, make_established(make_municipality()).municipality)
    assert client_of(outsider).get(path_of(year, more)).status_code == 404


@pytest.mark.parametrize("role", [Role.BRD, Role.SCH, Role.QC])
def test_year_that_is_a_draft_is_not_there_for_schools_and_boards(role: Role) -> None:
    municipality = make_municipality(boards=1, schools=1)
    school = municipality.schools.get()
    actor = make_actor(role, school.board if role == Role.BRD else school)
    assert client_of(actor).get(path_of(make_year(municipality))).status_code == 404


def test_year_page_shows_a_board_its_own_schools_only() -> None:
    municipality = make_municipality(boards=2, schools=2)
    year = make_established(municipality)
    own, other = municipality.schools.order_by("organisation__key")
    text = client_of(make_actor(Role.BRD, own.board)).get(path_of(year)).content.decode()
    assert (own.key in text, other.key in text) == (True, False)
    assert "10.000,00" not in text  # the budget is not theirs to see


@pytest.mark.parametrize(
    ("role", "more", "status"),
    [
        (Role.ISS, "wijzigen/", 403),
        (Role.ISS, "vaststellen/", 403),
        (Role.SIG, "vaststellen/", 403),
        (Role.SIG, "brieven-maken/", 403),
        (Role.ISS, "brieven-maken/", 200),
    ],
)
def test_page_that_the_role_may_not_use_is_refused(role: Role, more: str, status: int) -> None:
    municipality = make_municipality()
    year = make_established(municipality)
    client = client_of(make_issuer_actor(municipality, role))
    assert client.get(path_of(year, more)).status_code == status


def test_year_form_saves_a_draft_with_dutch_amounts() -> None:
    municipality = make_municipality()
    client = client_of(make_actor(Role.GEM, municipality))
    form = typed(budget="12.345,67", amount="2.000,50", hourly_rate="68,40", version="")
    form["first_year"] = offered(client, new_path(municipality))
    answer = client.post(new_path(municipality), form)
    year = SubsidyYear.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, path_of(year))
    assert str(year.budget) == "12345.67"
    assert year.keys.get().definition["components"] == [{"kind": "fixed", "amount": "2000.50"}]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("budget", "", "Vul een bedrag in, bijvoorbeeld"),
        ("budget", "veel", "Vul een bedrag in, bijvoorbeeld"),
        ("budget", "0", "Vul een bedrag boven nul in."),
        ("budget", "-5", "Vul een bedrag boven nul in."),
        ("budget", "1,234", "ten hoogste twee cijfers achter de komma"),
        ("amount", "99999999999", "Dit bedrag is te hoog."),
    ],
)
def test_year_form_with_a_bad_amount_says_what_to_do_and_saves_nothing(
    field: str, value: str, sentence: str
) -> None:
    municipality = make_municipality()
    client = client_of(make_actor(Role.GEM, municipality))
    answer = client.post(new_path(municipality), typed(**{field: value}))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SubsidyYear.objects.exists()


def test_year_form_from_a_stale_page_says_so_and_changes_nothing() -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    make_year(municipality, budget="11000.00")
    form = typed(budget="12000", version=str(year.version))
    client = client_of(make_actor(Role.GEM, municipality))
    answer = client.post(path_of(year, "wijzigen/"), form)
    assert "Iemand anders heeft dit jaar intussen gewijzigd" in answer.content.decode()
    assert str(SubsidyYear.objects.get().budget) == "11000.00"


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "9" * 5000, None])
def test_year_form_without_a_usable_version_is_stale(version: str | None) -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    form = typed(budget="12000") | ({} if version is None else {"version": version})
    client = client_of(make_actor(Role.GEM, municipality))
    answer = client.post(path_of(year, "wijzigen/"), form)
    assert "Iemand anders" in answer.content.decode()
    assert str(SubsidyYear.objects.get().budget) == "10000.00"


@pytest.mark.parametrize("first_year", ["", "x", "2019", "9" * 5000, None])
def test_year_form_without_the_year_that_was_offered_makes_none(first_year: str | None) -> None:
    municipality = make_municipality()
    form = typed() | ({} if first_year is None else {"first_year": first_year})
    client = client_of(make_actor(Role.GEM, municipality))
    answer = client.post(new_path(municipality), form | {"version": "1"})
    assert "Iemand anders heeft dit jaar intussen gemaakt" in answer.content.decode()
    assert not SubsidyYear.objects.exists()


def test_edit_of_an_established_year_by_a_forged_request_changes_nothing() -> None:
    municipality = make_municipality()
    year = make_established(municipality)
    form = typed(budget="12000", version=str(year.version))
    client = client_of(make_actor(Role.GEM, municipality))
    answer = client.post(path_of(year, "wijzigen/"), form, follow=True)
    assert "is vastgesteld en kan niet meer veranderen" in answer.content.decode()
    assert str(SubsidyYear.objects.get().budget) == "10000.00"


FORGED: list[tuple[str, dict[str, str]]] = [
    ("wijzigen/", typed(budget="12000", version="2")),
    ("wijzigen/", typed(budget="veel", version="2")),
    ("wijzigen/", {}),
    ("wijzigen/", typed(variant="1", variant_name="Laag")),
    ("voorleggen/", {"version": "2"}),
    ("vaststellen/", {"version": "2", "reden": "Toch."}),
    ("terugnemen/", {"version": "2"}),
    ("afsluiten/", {"version": "2"}),
    ("reacties/", {"text": "Te weinig."}),
    ("reacties/", {"text": ""}),
]


@pytest.mark.parametrize(("more", "form"), FORGED)
def test_forged_change_of_an_established_year_is_refused_and_logged(
    more: str, form: dict[str, str]
) -> None:
    year = make_established(make_municipality(), first_year=2090)
    actor = make_actor(Role.GEM, year.municipality)
    before = SubsidyYear.objects.values().get()
    client_of(actor).post(path_of(year, more), form)
    line = AuditEntry.objects.get(action="year.refused")
    assert (line.user, line.details["state"]) == (actor.user, "established")
    assert line.details["reason"]
    assert SubsidyYear.objects.values().get() == before


@pytest.mark.parametrize(("more", "form"), [*FORGED[1:2], *FORGED[6:]])
def test_refused_change_of_a_draft_is_not_logged(more: str, form: dict[str, str]) -> None:
    year = make_year(make_municipality(), first_year=2090)
    client_of(make_actor(Role.GEM, year.municipality)).post(path_of(year, more), form)
    assert not AuditEntry.objects.filter(action="year.refused").exists()


def test_live_outcome_of_an_established_year_is_no_change_and_not_logged() -> None:
    year = make_established(make_municipality())
    client = client_of(make_actor(Role.GEM, year.municipality))
    client.post(path_of(year, "wijzigen/"), typed(), headers={"HX-Request": "true"})
    client.post(path_of(year, "wijzigen/"), typed(rekenen="1"))
    assert not AuditEntry.objects.filter(action="year.refused").exists()


def test_establish_page_establishes_what_it_showed() -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    client = client_of(make_actor(Role.GEM, municipality))
    form = shown(client, path_of(year, "vaststellen/"), reden="Het bedrag is gelijk gebleven.")
    client.post(path_of(year, "vaststellen/"), form)
    assert SubsidyYear.objects.get().state == YearState.ESTABLISHED


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 5000, "٣"])
def test_establish_without_the_version_of_the_page_is_refused(version: str) -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    client = client_of(make_actor(Role.GEM, municipality))
    answer = client.post(path_of(year, "vaststellen/"), {"version": version}, follow=True)
    assert "Iemand anders" in answer.content.decode()
    assert SubsidyYear.objects.get().state == YearState.DRAFT


def test_draft_page_makes_the_letters_once() -> None:
    municipality = make_municipality()
    year = make_established(municipality)
    client = client_of(make_issuer_actor(municipality))
    first = client.post(path_of(year, "brieven-maken/"), follow=True)
    again = client.post(path_of(year, "brieven-maken/"), follow=True)
    assert "We maken 2 brieven." in first.content.decode()
    assert "Alle brieven zijn er al" in again.content.decode()
    assert (DecisionLetter.objects.count(), LetterRun.objects.count()) == (2, 2)


@pytest.mark.slow
def test_letter_pdf_opens_for_who_may_see_it_and_is_not_there_for_others() -> None:
    municipality = make_municipality(boards=1, schools=1)
    [letter] = make_letters(municipality)
    clerk = make_issuer_actor(municipality)
    path = f"/beschikkingsbrieven/{municipality.key}/{letter.reference.replace('-001', '-1')}.pdf"
    assert client_of(clerk).get(path).status_code == 404  # not made yet
    render_letter(letter_id=letter.pk, at=timezone.now())
    answer = client_of(clerk).get(path)
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert client_of(make_actor(Role.BRD, letter.board)).get(path).status_code == 404
    assert client_of(make_actor(Role.GEM, MunicipalityFactory())).get(path).status_code == 404


def test_letter_that_failed_can_be_tried_again_from_the_page() -> None:
    municipality = make_municipality(boards=1, schools=1)
    [letter] = make_letters(municipality)
    DecisionLetter.objects.update(render_state=RenderState.FAILED, render_error="Geen logo.")
    client = client_of(make_issuer_actor(municipality))
    assert "Geen logo." in client.get("/beschikkingsbrieven/").content.decode()
    client.post(f"/beschikkingsbrieven/{municipality.key}/KOPO-2026-1/opnieuw/")
    letter.refresh_from_db()
    assert letter.render_state == RenderState.QUEUED


def test_progress_is_a_fragment_of_the_same_address() -> None:
    municipality = make_municipality()
    letters = make_letters(municipality)
    client = client_of(make_issuer_actor(municipality))
    path = path_of(letters[0].year)
    part = client.get(path, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "0 van de 2 zijn klaar" in part.content.decode()
    assert "HX-Request" in client.get(path).headers["Vary"]


@pytest.mark.parametrize(("schools", "letters"), [(1, 1), (6, 3)])
def test_year_page_takes_the_same_number_of_queries_for_more_rows(
    schools: int, letters: int, django_assert_num_queries: Any
) -> None:
    municipality = make_municipality(boards=letters, schools=schools)
    year = make_letters(municipality, budget="100000.00")[0].year
    client = client_of(make_actor(Role.GEM, municipality))
    client.get(path_of(year))
    with django_assert_num_queries(10):
        client.get(path_of(year))


@pytest.mark.parametrize("letters", [1, 3])
def test_letters_page_takes_the_same_number_of_queries_for_more_rows(
    letters: int, django_assert_num_queries: Any
) -> None:
    municipality = make_municipality(boards=letters, schools=letters)
    make_letters(municipality, budget="100000.00")
    client = client_of(make_actor(Role.GEM, municipality))
    client.get("/beschikkingsbrieven/")
    with django_assert_num_queries(12):
        client.get("/beschikkingsbrieven/")


def test_in_order_sorts_every_column_both_ways() -> None:
    rows = calculate(make_year(make_municipality(schools=3))).rows
    for order in ORDERS:
        assert in_order(rows, f"-{order}")[0] in rows
    names = [row.school.name for row in in_order(rows, "naam")]
    assert [row.school.name for row in in_order(rows, "-naam")] == names[::-1]


def test_year_form_makes_no_other_year_than_it_showed() -> None:
    municipality = make_municipality()
    client = client_of(make_actor(Role.GEM, municipality))
    path = new_path(municipality)
    form = typed(first_year=offered(client, path))
    client.post(path, form)
    again = client.post(path, form)
    assert "Iemand anders heeft dit jaar intussen gemaakt" in again.content.decode()
    assert SubsidyYear.objects.count() == 1


@pytest.mark.slow
def test_letter_pdf_is_refused_to_a_privacy_officer_of_a_school() -> None:
    municipality = make_municipality(boards=1, schools=1)
    [letter] = make_letters(municipality)
    render_letter(letter_id=letter.pk, at=timezone.now())
    officer = make_actor(Role.DPO, municipality.schools.get())
    path = f"/beschikkingsbrieven/{municipality.key}/KOPO-2026-1.pdf"
    assert client_of(officer).get(path).status_code == 403
    assert not DecisionLetter.objects.visible_to(officer).exists()
    assert not SubsidyYear.objects.visible_to(officer).exists()


def test_established_year_without_letters_says_so_to_who_makes_them() -> None:
    year = make_established(make_municipality())
    clerk = client_of(make_issuer_actor(year.municipality)).get(path_of(year)).content.decode()
    signatory = make_issuer_actor(year.municipality, Role.SIG)
    other = client_of(signatory).get(path_of(year)).content.decode()
    assert "Er zijn nog geen brieven." in clerk
    assert "Er zijn nog geen brieven." not in other
