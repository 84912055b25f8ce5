"""The pages on which a register is read in, and the page of one school."""

import gzip
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from partners.models import Municipality, RegisterUpload, School
from partners.states import RegisterKind, Role, UploadState
from subsidies.models import SchoolFigure
from tests.factories.partners import (
    MunicipalityFactory,
    RegisterChangeFactory,
    RegisterUploadFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in
from tests.partners.test_duo import register
from tests.registers import SCHOOLS

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(key="0796")
    return made


@pytest.fixture
def page(town: Municipality) -> Client:
    return sign_in(Client(), make_actor(Role.GEM, town))


def send(page: Client, raw: bytes, register_name: str = "scholen", **more: str) -> HttpResponse:
    file = SimpleUploadedFile(more.pop("name", "scholen.csv"), raw)
    path = f"/registers/inlezen/{register_name}/"
    answer: Any = page.post(path, {"file": file, **more}, follow=True)
    return answer  # type: ignore[no-any-return]


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_upload_page_shows_a_preview_and_confirming_reads_it_in(page: Client) -> None:
    answer = send(page, gzip.compress(SCHOOLS), name="scholen.csv.gz")
    assert "41 nieuw, 0 gewijzigd, 0 blijven gelijk" in text_of(answer)
    kept = RegisterUpload.objects.get()
    answer = page.post(f"/registers/{kept.pk}/inlezen/", follow=True)
    assert "Ingelezen. Het bestand is niet bewaard." in text_of(answer)
    assert School.objects.count() == 41


def test_upload_page_shows_each_difference_field_by_field(page: Client) -> None:
    send(page, register({}))
    page.post(f"/registers/{RegisterUpload.objects.get().pk}/inlezen/")
    changed = {"VESTIGINGSNAAM": "De Ontluiking", "BEVOEGD GEZAG NUMMER": "74049"}
    text = text_of(send(page, register(changed)))
    assert "<del>Kindcentrum ’t Kompas</del>" in text
    assert "<ins>De Ontluiking</ins>" in text
    assert "naam: was</span> <del>" in text
    assert "<del>Schoolbestuur 41672 (41672)</del>" in text


def test_upload_page_of_a_refused_file_is_a_table_of_faults(page: Client) -> None:
    text = text_of(send(page, register({"POSTCODE": "x", "VESTIGINGSCODE": "kapot"})))
    assert "Dit bestand kan niet worden ingelezen" in text
    assert "2 van 2 fouten" in text
    assert '/inlezen/"' not in text.split("<main")[1].split("weg/")[0]
    assert not School.objects.exists()


def test_upload_page_of_a_refused_file_says_so_once(page: Client) -> None:
    text = text_of(send(page, b"geen register")).split("<main")[1]
    assert (text.count("Geweigerd"), text.count("Wacht op bevestiging")) == (1, 0)
    error = RegisterUpload.objects.get().outcome["error"]
    assert (text.count(escape(error)), "van 1 fouten" in text) == (1, False)
    assert "Geweigerd" in text_of(page.get("/registers/"))


def test_upload_page_pages_a_long_preview(page: Client) -> None:
    send(page, SCHOOLS)
    kept = RegisterUpload.objects.get()
    text = text_of(page.get(f"/registers/{kept.pk}/?toon=nieuw&bladzijde=2"))
    assert "26 tot en met 41 van 41" in text


def test_upload_page_of_figures_asks_kind_and_day(page: Client, town: Municipality) -> None:
    school = SchoolFactory(key="01AB00", municipality=town)
    raw = b"vestigingscode;aantal\r\n01AB00;12\r\n"
    text = text_of(send(page, raw, "cijfers"))
    assert "Kies welk cijfer in het bestand staat." in text
    assert "de datum die boven de tabel in het Excel-bestand staat" in text
    send(page, raw, "cijfers", kind="inflow", date="1-10-2025")
    page.post(f"/registers/{RegisterUpload.objects.get().pk}/inlezen/")
    assert SchoolFigure.objects.get(school=school).value == 12


def test_upload_page_of_figures_starts_from_what_the_link_asks(page: Client) -> None:
    text = text_of(page.get("/registers/inlezen/cijfers/?soort=granted&datum=1-8-2025"))
    assert '<option value="granted" selected>' in text
    assert 'value="1-8-2025"' in text


def test_upload_page_without_a_file_asks_for_one(page: Client) -> None:
    assert "Kies een bestand." in text_of(page.post("/registers/inlezen/scholen/"))


def test_upload_page_of_an_unknown_register_is_not_there(page: Client) -> None:
    assert page.get("/registers/inlezen/onzin/").status_code == 404


@pytest.mark.parametrize("size", [950, 2000], ids=["file", "request"])
def test_upload_above_the_limit_gets_its_form_back_with_a_sentence(
    size: int, page: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MAX_BYTES = 1900
    monkeypatch.setattr("partners.forms.uploads.MAX_BYTES", 900)
    answer = send(page, b"x" * size, "cijfers", kind="inflow", date="1-10-2025", name="g.csv")
    text = text_of(answer)
    assert (answer.status_code, RegisterUpload.objects.exists()) == (200, False)
    assert "g.csv is groter dan 50 MB: kies het bestand van het register zelf." in text
    assert '<option value="inflow" selected>' in text


def test_drop_on_the_page_reads_nothing_in(page: Client) -> None:
    send(page, SCHOOLS)
    kept = RegisterUpload.objects.get()
    answer = page.post(f"/registers/{kept.pk}/weg/", follow=True)
    assert "Niet ingelezen. Het bestand is weggegooid." in text_of(answer)
    assert not School.objects.exists()


def test_confirm_on_the_page_after_a_change_elsewhere_shows_the_new_preview(page: Client) -> None:
    for _ in range(2):
        send(page, SCHOOLS)
    second, first = RegisterUpload.objects.all()
    page.post(f"/registers/{first.pk}/inlezen/")
    answer = page.post(f"/registers/{second.pk}/inlezen/", follow=True)
    assert "Bekijk eerst dit nieuwe voorbeeld" in text_of(answer)
    assert "41 blijven gelijk" in text_of(answer)


def test_confirm_on_the_page_that_closes_says_how_many(page: Client) -> None:
    for rows in ([{}, {"VESTIGINGSCODE": "01AC00"}], [{}]):
        send(page, register(*rows))
        path = f"/registers/{RegisterUpload.objects.order_by('-pk')[0].pk}/inlezen/"
        answer = page.post(path, {"sluiten": "on", "zeker": "on"}, follow=True)
    assert "Ingelezen. 1 school is gesloten. Het bestand is niet bewaard." in text_of(answer)
    assert "<p>1 school is gesloten.</p>" in text_of(answer)


@pytest.mark.parametrize(
    ("register_name", "raw", "led"),
    [
        ("cijfers", b"vestigingscode;aantal\r\n01AB00;12\r\n", "/subsidiejaren/"),
        ("scholen", register({}), "/scholen/"),
    ],
)
def test_upload_page_leads_back_once_the_set_up_is_finished(
    register_name: str, raw: bytes, led: str, page: Client, town: Municipality
) -> None:
    SchoolFactory(key="01AB00", municipality=town)
    more = {"kind": "inflow", "date": "1-10-2025"} if register_name == "cijfers" else {}
    send(page, raw, register_name, **more)
    kept = RegisterUpload.objects.get()
    answer = page.post(f"/registers/{kept.pk}/inlezen/", follow=True)
    assert 'href="/inrichten/0796/">Verder met de inrichting' in text_of(answer)
    keys = ("scholen", "besturen", "briefhoofd", "verdeelsleutel", "conceptbrief")
    Municipality.objects.update(setup_marks=dict.fromkeys(keys, "skipped"))
    text = text_of(page.get(f"/registers/{kept.pk}/")).split("<main")[1]
    assert f'href="{led}">Naar ' in text
    assert "Verder met de inrichting" not in text


def test_confirm_on_the_page_twice_says_it_was_decided(page: Client) -> None:
    send(page, SCHOOLS)
    path = f"/registers/{RegisterUpload.objects.get().pk}/inlezen/"
    page.post(path)
    assert "is al besloten" in text_of(page.post(path, follow=True))


@pytest.mark.parametrize("role", [Role.ISS, Role.SIG, Role.SCH, Role.BRD, Role.KOC, Role.DPO])
@pytest.mark.parametrize(
    "path", ["/registers/", "/registers/inlezen/", "/registers/inlezen/scholen/"]
)
def test_upload_pages_are_refused_to_other_roles(role: Role, path: str) -> None:
    assert sign_in(Client(), make_actor(role)).get(path).status_code == 403


@pytest.mark.parametrize("tail", ["", "inlezen/", "weg/"])
def test_upload_of_another_municipality_is_not_there(page: Client, tail: str) -> None:
    kept = RegisterUploadFactory()
    ask = page.post if tail else page.get
    assert ask(f"/registers/{kept.pk}/{tail}").status_code == 404
    kept.refresh_from_db()
    assert kept.state == UploadState.OPEN


@pytest.mark.parametrize("rows", [1, 3])
def test_upload_list_takes_the_same_number_of_queries_for_more_rows(
    rows: int, page: Client, town: Municipality, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        RegisterUploadFactory(municipality=town, kind=RegisterKind.SCHOOLS)
    page.get("/registers/")
    with django_assert_num_queries(6):
        page.get("/registers/")


def test_figure_template_lists_the_open_schools_and_reads_in_again(
    page: Client, town: Municipality
) -> None:
    SchoolFactory(key="01AB00", name="De Wilg", municipality=town)
    SchoolFactory(key="01AC00", municipality=town, closed_on="2020-01-01")
    lines = page.get("/registers/sjabloon/0796.csv").content.decode("utf-8-sig").splitlines()
    assert lines == ["vestigingscode;aantal;school", "01AB00;;De Wilg"]
    assert page.get("/registers/sjabloon/0855.csv").status_code == 404


# --- the page of one school -----------------------------------------------------------------


def test_school_page_tells_what_changed_when_and_by_which_file(
    page: Client, town: Municipality
) -> None:
    school = SchoolFactory(key="01AB00", municipality=town)
    RegisterChangeFactory(organisation=school.organisation)
    RegisterChangeFactory(
        organisation=school.organisation, field="board", old="42723", new=school.board.key
    )
    text = text_of(page.get("/scholen/01AB00/"))
    assert "Naam: <del>De Wilg</del>" in text
    assert f"<ins>{school.board.name} ({school.board.key})</ins>" in text
    assert "vestigingen.csv" in text


def test_school_page_of_another_municipality_is_not_there(page: Client) -> None:
    SchoolFactory(key="09AB00")
    assert page.get("/scholen/09AB00/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_school_page_takes_the_same_number_of_queries_for_more_rows(
    rows: int, page: Client, town: Municipality, django_assert_num_queries: Any
) -> None:
    school = SchoolFactory(key="01AB00", municipality=town)
    for number in range(rows):
        RegisterChangeFactory(organisation=school.organisation, new=f"Naam {number}")
    page.get("/scholen/01AB00/")
    with django_assert_num_queries(6):
        page.get("/scholen/01AB00/")
