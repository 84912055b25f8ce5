import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from partners.states import Role
from tests.factories.partners import MunicipalityFactory, make_actor

pytestmark = pytest.mark.django_db
REFUSAL = "Met de rol ondertekenaar mag je dit niet: een verdeling vaststellen."


def _refuse(request):
    raise PermissionDenied(REFUSAL)


def _misunderstand(request):
    raise SuspiciousOperation("A name that a log may hold but a page may not.")


def _break(request):
    raise RuntimeError("A fault of ours.")


def _accept(request):
    return HttpResponse("aangenomen")


handler400 = "config.error_views.bad_request"
handler403 = "config.error_views.permission_denied"
handler404 = "config.error_views.page_not_found"
handler500 = "config.error_views.server_error"
urlpatterns = [
    path("mag-niet/", _refuse),
    path("raar/", _misunderstand),
    path("stuk/", _break),
    path("formulier/", _accept),
    path("", include("config.urls")),
]


def text_of(response) -> str:
    """Return what a reader sees of a page."""
    html = re.sub(r"<(head|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/hulp/", "Hulp"),
        ("/contact/", "Contactgegevens"),
        ("/privacy/", "Privacy"),
        ("/toegankelijkheid/", "Toegankelijkheid"),
    ],
)
def test_page_is_open_to_everyone(client, address, title):
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert f"<title>{title} - Soepele overgang</title>" in html
    assert re.findall(r"<h1[^>]*>([^<]*)", html) == [title]


@pytest.mark.parametrize("address", ["/hulp/", "/contact/", "/privacy/", "/toegankelijkheid/"])
def test_page_asks_one_question_of_the_database(
    client, django_assert_num_queries, address, settings
):
    settings.DEMO = False
    with django_assert_num_queries(1):
        client.get(address)


def test_contact_names_the_addresses_of_the_municipality(client):
    MunicipalityFactory(contact_email="kopo@stad.example", privacy_contact="fg@stad.example")
    html = client.get("/contact/").content.decode()
    assert re.findall(r'href="mailto:([^"]*)"', html) == ["kopo@stad.example", "fg@stad.example"]


def test_contact_without_addresses_says_where_to_look(client):
    text = text_of(client.get("/contact/"))
    assert "Haar adres en het kenmerk van het besluit staan in de brief." in text
    assert "Vraag naar de functionaris gegevensbescherming van je gemeente" in text


def test_privacy_says_what_is_kept_of_children_and_for_whom(client):
    html = client.get("/privacy/").content.decode()
    words = ("Nooit een burgerservicenummer", "tot de ouders ja zeggen", "nooit een kind te zien")
    assert [word for word in words if word not in html] == []
    assert "wordt gewist een half jaar nadat het kind vier werd" in html
    assert 'href="/wie-kan-wat-zien/ouders/"' in html


def test_accessibility_says_what_was_not_tested(client):
    text = text_of(client.get("/toegankelijkheid/"))
    assert "Een onafhankelijk onderzoek is nog niet gedaan." in text
    assert "Wat is niet getest?" in text


@pytest.mark.parametrize(("demo", "debug", "status"), [(1, 0, 200), (0, 1, 200), (0, 0, 404)])
def test_style_guide_is_for_the_demo_and_for_developers(client, settings, demo, debug, status):
    settings.DEMO, settings.DEBUG = bool(demo), bool(debug)
    assert client.get("/stijlgids/").status_code == status


@pytest.fixture
def style_guide(client, settings):
    """The style guide, opened."""
    settings.DEMO = True
    return lambda query="", **headers: client.get(f"/stijlgids/?{query}", headers=headers)


def test_style_guide_sorts_and_pages(style_guide):
    html = style_guide("volgorde=-amount&bladzijde=2").content.decode()
    names = re.findall(r'<th scope="row" role="rowheader">([^<]*)', html)
    assert names == ["Basisschool De Vlieger", "Montessorischool De Tuin"]
    assert "6 tot en met 7 van 7" in html


def test_style_guide_gives_htmx_the_rows_only(style_guide):
    html = style_guide("zoek=linde", **{"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "Basisschool De Linde" in html


def test_style_guide_says_that_nothing_was_found(style_guide):
    assert "Geen scholen gevonden" in style_guide("zoek=zwaluw").content.decode()


def test_style_guide_shows_errors_of_the_form_that_was_sent(client, settings):
    settings.DEMO = True
    html = client.post("/stijlgids/", {"school": ""}).content.decode()
    assert "<title>Fout: Stijlgids - Soepele overgang</title>" in html
    assert "Kies de school van het overleg." in html


def test_style_guide_shows_errors_of_the_formset(client, settings):
    settings.DEMO = True
    data = {"acties-TOTAL_FORMS": "1", "acties-INITIAL_FORMS": "0", "acties-0-action": "Bellen"}
    html = client.post("/stijlgids/", data).content.decode()
    assert 'href="#id_acties-0-owner"' in html
    assert "Kies de school van het overleg." not in html


@pytest.mark.urls("tests.config.test_views")
@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/raar/", 400, "We begrijpen deze aanvraag niet"),
        ("/mag-niet/", 403, "Hier mag je niet bij"),
        ("/nergens/", 404, "Deze pagina is er niet"),
        ("/stuk/", 500, "Er ging bij ons iets mis"),
    ],
)
@pytest.mark.parametrize("role", [None, Role.GEM])
def test_error_page_says_what_happened_and_what_to_do(role, address, status, title):
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(make_actor(role).user)
    response = client.get(address)
    assert response.status_code == status
    assert f"Fout {status} {title}" in text_of(response)
    assert "Naar de startpagina" in text_of(response)


@pytest.mark.urls("tests.config.test_views")
def test_permission_denied_shows_the_reason(client):
    assert REFUSAL in text_of(client.get("/mag-niet/"))


@pytest.mark.urls("tests.config.test_views")
def test_bad_request_keeps_the_reason_to_the_log(client):
    assert "A name that" not in client.get("/raar/").content.decode()


@pytest.mark.urls("tests.config.test_views")
@pytest.mark.parametrize("address", ["/raar/", "/stuk/"])
def test_error_page_needs_no_database(address, settings, django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        client.get(address)


@pytest.mark.urls("tests.config.test_views")
def test_csrf_failure_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/formulier/", {})
    assert response.status_code == 403
    assert "Je formulier is niet verstuurd" in text_of(response)


@pytest.mark.parametrize("role", [Role.GEM, Role.KOW])
def test_base_shows_who_is_looking(client, role):
    actor = make_actor(role)
    client.force_login(actor.user)
    html = client.get("/hulp/").content.decode()
    density = "app-normal" if role == Role.KOW else "app-compact"
    assert f'<html lang="nl" class="voorbeeld-theme bossche-theme {density}">' in html
    assert html.count(actor.user.name) == 2  # in the header and in the menu of a phone
    assert html.index('href="#inhoud"') < html.index("<header")


def test_base_offers_the_other_roles_of_a_person(client):
    actor = make_actor(Role.KOC)
    make_actor(Role.KOW, actor.memberships[0].organisation, user=actor.user)
    client.force_login(actor.user)
    html = client.get("/hulp/").content.decode()
    assert re.findall(r'name="role" value="(\w+)"', html) == ["kow", "kow"]


def test_base_of_the_demo_says_so_and_offers_doors(client, settings):
    settings.DEMO = True
    actor = make_actor(Role.GEM)
    actor.user.is_demo = True
    actor.user.save()
    client.force_login(actor.user)
    html = client.get("/hulp/").content.decode()
    assert f"Je bent {actor.user.name}, beleidsmedewerker gemeente." in html
    assert "Zet demo terug" in html
    assert 'value="iss"' in html
