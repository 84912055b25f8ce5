"""Pages of the letterhead: the logo, who passes a letter, the web address and the telephone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partners.logos import data_address
from partners.models import IssuerMandate, Municipality, School
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.cast import sign_in
from tests.partners.test_settings_pages import HOME, ISSUER, MANDATE, MUNICIPALITY, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(municipality: Municipality, school: School) -> Client:
    """Return an officer of Wilgenstad, which has one school."""
    return sign_in(Client(), make_actor(Role.GEM, municipality))


def logo(inside: str = '<path d="M0 0h9v9z"/>') -> SimpleUploadedFile:
    """Return an uploaded drawing."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    return SimpleUploadedFile("logo.svg", drawing.encode(), "image/svg+xml")


def test_municipality_page_keeps_a_logo_and_shows_it_as_an_image(page: Client) -> None:
    answer = page.post(f"{HOME}gemeente/", {**MUNICIPALITY, "logo": logo()}, follow=True)
    kept = Municipality.objects.get().logo
    assert kept.startswith("<svg ")
    assert answer.redirect_chain == [(f"{HOME}gemeente/", 302)]
    assert f'src="{data_address(kept)}"' in text_of(answer)
    assert "<svg xmlns" not in text_of(answer)


def test_municipality_page_offers_to_send_a_file(page: Client) -> None:
    text = text_of(page.get(f"{HOME}gemeente/"))
    assert 'enctype="multipart/form-data"' in text
    assert 'accept=".svg,image/svg+xml"' in text
    assert "Het logo nu" not in text


def test_municipality_page_without_a_file_leaves_the_logo(page: Client) -> None:
    Municipality.objects.update(logo="<svg/>")
    page.post(f"{HOME}gemeente/", MUNICIPALITY)
    kept = Municipality.objects.get()
    assert (kept.logo, kept.theme) == ("<svg/>", "proef")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (logo("<script>alert(1)</script>"), "Deze svg bevat een script"),
        (SimpleUploadedFile("logo.svg", b"\x89PNG\r\n", "image/svg+xml"), "geen svg in UTF-8"),
        (SimpleUploadedFile("logo.svg", b"", "image/svg+xml"), "geen svg in UTF-8"),
        (SimpleUploadedFile("logo.svg", b"<" * 100_001), "groter dan 100 kB"),
    ],
)
def test_municipality_page_refuses_a_logo_and_loses_nothing(
    file: SimpleUploadedFile, says: str, page: Client
) -> None:
    Municipality.objects.update(logo="<svg/>")
    file.seek(0)
    answer = page.post(f"{HOME}gemeente/", {**MUNICIPALITY, "sender_name": "Dit", "logo": file})
    kept = Municipality.objects.get()
    assert answer.context["form"].errors.keys() == {"logo"}
    assert says in text_of(answer)
    assert 'value="Dit"' in text_of(answer)
    assert "Postbus 1\n\n 5000 AA  Wilgenstad" in text_of(answer).replace("\r", "")
    assert (kept.logo, kept.sender_name) == ("<svg/>", "")


def test_logo_page_asks_first_and_takes_the_logo_away(page: Client) -> None:
    Municipality.objects.update(logo="<svg/>")
    assert "Logo weghalen" in text_of(page.get(f"{HOME}gemeente/logo/"))
    assert Municipality.objects.get().logo == "<svg/>"
    assert page.post(f"{HOME}gemeente/logo/")["Location"] == f"{HOME}gemeente/"
    assert Municipality.objects.get().logo == ""


def test_logo_page_is_not_there_without_a_logo(page: Client) -> None:
    assert page.get(f"{HOME}gemeente/logo/").status_code == 404


def test_logo_page_is_for_who_may_manage_the_settings(municipality: Municipality) -> None:
    Municipality.objects.update(logo="<svg/>")
    reader = sign_in(Client(), make_actor(Role.SIG, municipality))
    stranger = sign_in(Client(), make_actor(Role.GEM, MunicipalityFactory()))
    answers = [who.post(f"{HOME}gemeente/logo/").status_code for who in (reader, stranger)]
    assert answers == [403, 404]
    assert Municipality.objects.get(pk=municipality.pk).logo == "<svg/>"


def test_municipality_page_keeps_the_people_and_the_web_address(page: Client) -> None:
    page.post(f"{HOME}gemeente/", MUNICIPALITY)
    kept = Municipality.objects.get()
    assert (kept.objection_url, kept.letter_people) == ("www.wilg.example/bezwaar?stap=1", "two")
    text = text_of(page.get(f"{HOME}gemeente/"))
    assert "Drie: wie opstelt, controleert en ondertekent" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("objection_url", "http://www.wilg.example"),
        ("objection_url", "javascript:alert(1)"),
        ("objection_url", "wilg"),
        ("objection_url", "www.wilg.example/be zwaar"),
        ("objection_url", 'www.wilg.example/"><script>'),
        ("objection_url", "naam:geheim@wilg.example"),
        ("objection_url", "www.wilg.example/" + "x" * 190),
        ("letter_people", "one"),
        ("letter_people", ""),
    ],
)
def test_municipality_page_refuses_a_web_address_or_a_choice_that_is_none(
    field: str, value: str, page: Client
) -> None:
    answer = page.post(f"{HOME}gemeente/", {**MUNICIPALITY, field: value})
    kept = Municipality.objects.get()
    assert answer.context["form"].errors.keys() == {field}
    assert (kept.objection_url, kept.letter_people) == ("", "three")


@pytest.mark.parametrize("phone", ["013 000 00 00", "+31 13 000 00 00", "14 013", "0800-0000"])
def test_issuer_page_keeps_a_telephone_number(phone: str, page: Client) -> None:
    page.post(f"{HOME}uitvoerder/nieuw/", {**ISSUER, **MANDATE, "contact_phone": phone})
    assert IssuerMandate.objects.get().issuer.contact_phone == phone


@pytest.mark.parametrize("phone", ["bel ons", "12", "013 000 00 00 toestel 5", "0" * 21])
def test_issuer_page_refuses_what_is_no_telephone_number(phone: str, page: Client) -> None:
    answer = page.post(f"{HOME}uitvoerder/nieuw/", {**ISSUER, **MANDATE, "contact_phone": phone})
    assert answer.context["form"].errors.keys() == {"contact_phone"}
    assert not IssuerMandate.objects.exists()
