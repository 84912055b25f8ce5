"""Pages of the settings: what a form keeps, what it refuses, and who is let in."""

import re
from typing import Any

import pytest
from django.test import Client

from partners.models import BoardRelation, IssuerMandate, Municipality, School, SchoolBoard
from partners.states import Delivery, Role
from tests.factories.partners import (
    BoardRelationFactory,
    IssuerMandateFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
HOME = "/instellingen/9796/"
MUNICIPALITY = {
    "letterhead_lines": "Postbus 1\r\n\r\n 5000 AA  Wilgenstad ", "objection_lines": "Postbus 2",
    "sender_name": "Gemeente Wilgenstad", "sender_email": "post@wilg.example",
    "contact_email": "", "privacy_contact": "", "theme": "proef",
    "objection_url": "https://www.wilg.example/bezwaar?stap=1", "letter_people": "two",
}  # fmt: skip
BOARD = {
    "name": "Stichting De Linde", "kvk_number": "90000001", "street": "Lindelaan",
    "house_number": "2", "postcode": "5000aa", "city": "Lindestad",
}  # fmt: skip
CONTACT = {
    "contact_name": "Anouk Dop", "email": "b@bestuur.example", "delivery": "post",
    "iban": "nl91 abna 0417 1643 00", "digital_agreed_on": "",
}  # fmt: skip
ISSUER = {
    "name": "Bureau Wilg", "tagline": "", "address_lines": "Postbus 3\n5000 AA  Wilgenstad",
    "contact_name": "", "contact_email": "",
}  # fmt: skip
MANDATE = {
    "reference": "M-1", "valid_from": "1-1-2020", "valid_until": "",
    "signatory_name": "Bram Hooiveld", "signatory_function": "directeur",
}  # fmt: skip


@pytest.fixture
def page(municipality: Municipality, school: School) -> Client:
    """Return an officer of Wilgenstad, which has one school."""
    return sign_in(Client(), make_actor(Role.GEM, municipality))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


# --- the municipality -----------------------------------------------------------------------


def test_settings_page_leads_to_each_part(page: Client) -> None:
    text = text_of(page.get("/instellingen/"))
    parts = ("gemeente", "besturen", "uitvoerder", "modules", "feestdagen")
    assert [part for part in parts if f'href="{HOME}{part}/"' not in text] == []
    assert 'href="/inrichten/9796/"' in text


def test_municipality_page_says_that_letters_need_the_address_for_objections(page: Client) -> None:
    text = text_of(page.get(f"{HOME}gemeente/"))
    [label] = re.findall(r'<label[^>]*for="id_objection_lines">(.*?)</label>', text, re.DOTALL)
    assert label.strip() == "Adres voor bezwaar"
    assert "zonder dit adres kan geen brief worden gecontroleerd of verzonden" in text


def test_municipality_page_keeps_the_lines_and_the_theme(page: Client) -> None:
    answer = page.post(f"{HOME}gemeente/", MUNICIPALITY)
    kept = Municipality.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/instellingen/")
    assert kept.letterhead_lines == ["Postbus 1", "5000 AA  Wilgenstad"]
    assert (kept.theme, kept.sender_name) == ("proef", "Gemeente Wilgenstad")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("theme", "roze", "Kies uit de lijst."),
        ("sender_email", "geen adres", "Vul een heel e-mailadres in"),
        ("letterhead_lines", "\n".join("123456"), "niet meer dan vijf regels"),
        ("objection_lines", "x" * 61, "niet langer dan 60 tekens"),
    ],
)
def test_municipality_page_refuses_what_a_letter_cannot_bear(
    field: str, value: str, says: str, page: Client
) -> None:
    answer = page.post(f"{HOME}gemeente/", {**MUNICIPALITY, field: value})
    assert says in text_of(answer)
    assert Municipality.objects.get().theme == "bossche"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/inrichten/9796/stap-3/", "/inrichten/9796/stap-3/"),
        ("https://elders.example/", "/instellingen/"),
        ("//elders.example/", "/instellingen/"),
        ("javascript:alert(1)", "/instellingen/"),
    ],
)
def test_municipality_page_leads_back_to_a_page_of_ours_only(
    asked: str, led: str, page: Client
) -> None:
    answer = page.post(f"{HOME}gemeente/?next={asked}", MUNICIPALITY)
    assert answer["Location"] == led


# --- boards ---------------------------------------------------------------------------------


def test_board_settings_page_names_what_is_missing(page: Client, school: School) -> None:
    SchoolBoard.objects.update(street="")
    text = text_of(page.get(f"{HOME}besturen/"))
    assert [
        gap for gap in ("postadres", "KvK-nummer", "e-mailadres") if f">{gap}<" not in text
    ] == []
    assert f'href="{HOME}besturen/{school.board.key}/"' in text


def test_board_page_keeps_what_was_filled_in(page: Client, school: School) -> None:
    answer = page.post(f"{HOME}besturen/{school.board.key}/", BOARD)
    board = SchoolBoard.objects.get()
    assert answer["Location"] == f"{HOME}besturen/"
    assert (board.name, board.kvk_number) == ("Stichting De Linde", "90000001")
    assert board.address_lines == ["Lindelaan 2", "5000 AA  Lindestad"]


def test_board_page_says_that_others_see_the_same(page: Client, school: School) -> None:
    text = text_of(page.get(f"{HOME}besturen/{school.board.key}/"))
    assert "Andere gemeenten met scholen van" in text


def test_board_page_says_what_another_municipality_keeps_as_it_is(
    page: Client, school: School
) -> None:
    other = SchoolFactory(board=school.board, municipality__name="Populierdam").municipality
    address = f"{HOME}besturen/{school.board.key}/"
    assert "Populierdam" not in text_of(page.get(address))
    make_actor(Role.GEM, other)
    assert "Ook Populierdam werkt hier met dit bestuur" in text_of(page.get(address))
    assert "Dit staat er al en Populierdam leest het ook" in text_of(page.post(address, BOARD))
    assert SchoolBoard.objects.get().name == school.board.name


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Vul de naam van het bestuur in."),
        ("kvk_number", "1234", "Vul de acht cijfers van het KvK-nummer in."),
        ("postcode", "0123 AB", "Vul een postcode in, bijvoorbeeld 5000 AA."),
    ],
)
def test_board_page_refuses_what_cannot_be(
    field: str, value: str, says: str, page: Client, school: School
) -> None:
    answer = page.post(f"{HOME}besturen/{school.board.key}/", {**BOARD, field: value})
    assert says in text_of(answer)
    assert SchoolBoard.objects.get().name == school.board.name


def test_contact_page_keeps_the_account_without_spaces(page: Client, school: School) -> None:
    page.post(f"{HOME}besturen/{school.board.key}/contact/", CONTACT)
    relation = BoardRelation.objects.get()
    assert (relation.iban, relation.delivery) == ("NL91ABNA0417164300", Delivery.POST)
    shown = text_of(page.get(f"{HOME}besturen/{school.board.key}/contact/"))
    assert 'value="NL91 ABNA 0417 1643 00"' in shown


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"iban": "NL91 ABNA 0417 1643 01"}, "Dit rekeningnummer klopt niet"),
        ({"delivery": "digital"}, "Vul in wanneer het bestuur akkoord ging"),
        ({"delivery": "duif"}, "Kies uit de lijst."),
    ],
)
def test_contact_page_refuses_what_cannot_be(
    changes: dict[str, str], says: str, page: Client, school: School
) -> None:
    answer = page.post(f"{HOME}besturen/{school.board.key}/contact/", {**CONTACT, **changes})
    assert says in text_of(answer)
    assert not BoardRelation.objects.exists()


def test_board_page_of_a_board_elsewhere_is_not_there(page: Client) -> None:
    elsewhere = SchoolFactory()
    assert page.get(f"{HOME}besturen/{elsewhere.board.key}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_board_settings_page_takes_the_same_number_of_queries_for_more_rows(
    rows: int, page: Client, municipality: Municipality, django_assert_num_queries: Any
) -> None:
    for _ in range(rows - 1):
        SchoolFactory(municipality=municipality)
    BoardRelationFactory(board=SchoolBoard.objects.all()[0], municipality=municipality)
    page.get(f"{HOME}besturen/")
    with django_assert_num_queries(8):
        page.get(f"{HOME}besturen/")


# --- issuer and mandate ---------------------------------------------------------------------


def test_issuers_page_says_that_there_is_none(page: Client) -> None:
    assert "Nog geen uitvoerder" in text_of(page.get(f"{HOME}uitvoerder/"))


def test_issuer_page_makes_an_issuer_with_its_mandate(page: Client) -> None:
    answer = page.post(f"{HOME}uitvoerder/nieuw/", {**ISSUER, **MANDATE})
    made = IssuerMandate.objects.get()
    assert answer["Location"] == f"{HOME}uitvoerder/"
    assert (made.issuer.key, made.issuer.address_lines) == (
        "issuer:bureau-wilg", ["Postbus 3", "5000 AA  Wilgenstad"],
    )  # fmt: skip
    assert "Geldt nu" in text_of(page.get(f"{HOME}uitvoerder/"))


def test_issuer_page_shows_a_refusal_at_its_field(page: Client) -> None:
    answer = page.post(f"{HOME}uitvoerder/nieuw/", {**ISSUER, **MANDATE, "valid_until": "1-1-2019"})
    assert "De laatste dag ligt voor de eerste." in text_of(answer)
    assert not IssuerMandate.objects.exists()


def test_issuers_page_warns_when_no_mandate_holds_now(
    page: Client, municipality: Municipality
) -> None:
    IssuerMandateFactory(municipality=municipality, valid_until="2021-01-01")
    assert "Er geldt nu geen mandaat" in text_of(page.get(f"{HOME}uitvoerder/"))


def test_issuer_and_mandate_can_be_changed_and_followed(
    page: Client, municipality: Municipality
) -> None:
    made = IssuerMandateFactory(municipality=municipality)
    page.post(f"{HOME}uitvoerder/{made.issuer_id}/", ISSUER)
    page.post(f"{HOME}mandaat/{made.pk}/", {**MANDATE, "valid_until": "31-12-2025"})
    page.post(
        f"{HOME}uitvoerder/{made.issuer_id}/mandaat/",
        {**MANDATE, "reference": "M-2", "valid_from": "1-1-2026"},
    )
    rows = IssuerMandate.objects.order_by("pk")
    assert [(row.issuer.name, row.reference) for row in rows] == [
        ("Bureau Wilg", "M-1"), ("Bureau Wilg", "M-2"),
    ]  # fmt: skip


def test_issuer_page_says_why_it_is_not_for_one_municipality_to_change(
    page: Client, municipality: Municipality
) -> None:
    made = IssuerMandateFactory(municipality=municipality)
    IssuerMandateFactory(issuer=made.issuer, municipality__name="Populierdam")
    address = f"{HOME}uitvoerder/{made.issuer_id}/"
    assert "werkt ook voor Populierdam" in text_of(page.get(address))
    assert text_of(page.post(address, ISSUER)).count("werkt ook voor Populierdam") == 2
    made.issuer.organisation.refresh_from_db()
    assert made.issuer.name != ISSUER["name"]


def test_issuer_of_another_municipality_is_not_there(page: Client) -> None:
    other = IssuerMandateFactory()
    paths = [f"{HOME}uitvoerder/{other.issuer_id}/", f"{HOME}mandaat/{other.pk}/"]
    assert [page.get(path).status_code for path in paths] == [404, 404]


# --- who is let in --------------------------------------------------------------------------

PAGES = [
    "/instellingen/", f"{HOME}gemeente/", f"{HOME}besturen/", f"{HOME}uitvoerder/",
    f"{HOME}uitvoerder/nieuw/", f"{HOME}modules/", f"{HOME}modules/subsidie/", "/kindcentra/",
    "/kindcentra/9796/nieuw/", "/inrichten/9796/", "/inrichten/9796/stap-2/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.GEM, Role.ADM])
def test_settings_pages_open_for_officer_and_administrator(
    path: str, role: Role, municipality: Municipality
) -> None:
    client = sign_in(Client(), make_actor(role, municipality))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_settings_pages_are_refused_to_a_role_without_them(
    path: str, role: Role, municipality: Municipality
) -> None:
    client = sign_in(Client(), make_actor(role, municipality))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", [path for path in PAGES if "9796" in path])
def test_settings_pages_of_another_municipality_are_not_there(
    path: str, municipality: Municipality
) -> None:
    client = sign_in(Client(), make_actor(Role.GEM, MunicipalityFactory()))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_settings_pages_send_a_visitor_to_the_sign_in_page(path: str) -> None:
    assert Client().get(path)["Location"] == f"/account/inloggen/?next={path}"
