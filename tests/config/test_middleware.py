"""No page of a signed-in person is kept, and NUL is refused before any view sees it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from config.middleware import has_nul
from partners.models import Municipality
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Client:
    """Return an officer of Wilgenstad."""
    return sign_in(
        Client(raise_request_exception=False),
        make_actor(Role.GEM, MunicipalityFactory(key="9796", name="Wilgenstad")),
    )


def test_page_of_who_is_signed_in_is_kept_by_no_browser(page: Client) -> None:
    assert page.get("/")["Cache-Control"] == "private, no-store"
    assert page.get("/bestaat-niet/")["Cache-Control"] == "private, no-store"


def test_message_stands_in_no_cookie(page: Client) -> None:
    page.post("/instellingen/9796/modules/subsidie/", {"stand": "aan"})
    assert "messages" not in page.cookies
    assert any("aan" in str(message) for message in page.get("/").context["messages"])


@pytest.mark.parametrize(
    "path",
    [
        "/subsidiejaren/%00/2026-2027/", "/scholen/%00/", "/instellingen/%00/gemeente/",
        "/inrichten/%00/", "/instellingen/9796/besturen/%00/", "/instellingen/9796/modules/%00/",
        "/scholen/01AB%0000/", "/%00",
    ],
)  # fmt: skip
def test_address_with_nul_is_not_there(path: str, page: Client) -> None:
    answer = page.get(path)
    assert (answer.status_code, "Content-Security-Policy" in answer) == (404, True)
    assert page.post(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["zoek=%00", "zoek=a&zoek=b%00", "%00=a", "volgorde=naam%00", "bladzijde=%00"]
)
@pytest.mark.parametrize("path", ["/scholen/", "/instellingen/9796/besturen/", "/subsidiejaren/"])
def test_query_with_nul_is_refused(path: str, query: str, page: Client) -> None:
    answer = page.get(f"{path}?{query}")
    assert (answer.status_code, "Content-Security-Policy" in answer) == (400, True)


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_form_with_nul_is_refused(kind: str, page: Client) -> None:
    data: dict[str, Any] = {"sender_name": "Wilg\0"}
    if kind == "urlencoded":
        answer = page.post(
            "/instellingen/9796/gemeente/",
            "sender_name=Wilg%00",
            content_type="application/x-www-form-urlencoded",
        )
    else:
        answer = page.post("/instellingen/9796/gemeente/", data)
    assert answer.status_code == 400
    assert Municipality.objects.get().sender_name == ""


def test_form_of_a_visitor_with_nul_is_refused() -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/account/inloggen/", {"login": "a\0", "password": "b"})
    assert answer.status_code == 400


def test_cookie_with_nul_is_nobody_signed_in() -> None:
    client = Client(raise_request_exception=False)
    client.cookies.load('sessionid="aaaaaaaaaa\\000b"')
    assert "\0" in client.cookies["sessionid"].value
    assert client.get("/scholen/")["Location"] == "/account/inloggen/?next=/scholen/"


def test_form_that_breaks_off_is_left_to_the_check_of_its_token() -> None:
    class Gone(BytesIO):
        def read(self, *_size: object) -> bytes:
            raise OSError

    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answer = client.post(
        "/account/inloggen/",
        {"a": "b"},
        **{"wsgi.input": Gone(b"")},  # type: ignore[arg-type]
    )
    assert answer.status_code == 403


def test_file_with_nul_in_it_reaches_its_page(page: Client) -> None:
    file = SimpleUploadedFile("x.csv", b"a;b\0c")
    answer = page.post("/instellingen/9796/gemeente/", {"file": file, "theme": "roze"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [("a=b", False), ("", False), ("a=%00", True), ("%00=a", True), ("a=b&a=%00", True)],
)
def test_has_nul_looks_at_names_and_values(query: str, found: bool) -> None:
    assert has_nul(QueryDict(query)) is found
