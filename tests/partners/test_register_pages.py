"""Pages of the registers and the log: order, filters, export, and who is let in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from partners import audit
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 16, 9, 42, tzinfo=UTC)


@pytest.fixture
def page() -> Client:
    """Return an officer whose municipality has three schools of two boards."""
    municipality = MunicipalityFactory()
    first = SchoolFactory(municipality=municipality, name="De Aap", key="03AA00", city="Veld")
    SchoolFactory(municipality=municipality, name="’t Noot", key="01AA00", city="Akker",
                  board=first.board)  # fmt: skip
    SchoolFactory(municipality=municipality, name="=Mies", key="02AA00", city="Beemd")
    SchoolFactory(name="Elders", key="09AA00")
    return sign_in(Client(), make_actor(Role.GEM, municipality))


def codes(client: Client, query: str) -> list[str]:
    text = client.get(f"/scholen/{query}").content.decode()
    found = {code: text.find(f">{code}<") for code in ("01AA00", "02AA00", "03AA00", "09AA00")}
    return sorted((code for code, place in found.items() if place > 0), key=found.__getitem__)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["03AA00", "02AA00", "01AA00"]),
        ("?volgorde=-naam", ["01AA00", "02AA00", "03AA00"]),
        ("?volgorde=code", ["01AA00", "02AA00", "03AA00"]),
        ("?volgorde=-code", ["03AA00", "02AA00", "01AA00"]),
        ("?volgorde=plaats", ["01AA00", "02AA00", "03AA00"]),
        ("?volgorde=onzin", ["03AA00", "02AA00", "01AA00"]),
        ("?q=aap", ["03AA00"]),
        ("?q=02a", ["02AA00"]),
        ("?q=zzz", []),
        ("?state=dicht", []),
    ],
)
def test_schools_page_sorts_and_filters(page: Client, query: str, expected: list[str]) -> None:
    assert codes(page, query) == expected


def test_schools_page_as_csv_holds_what_the_filter_shows_and_no_formula(page: Client) -> None:
    answer = page.get("/scholen/?als=csv&volgorde=code")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [line.split(";")[0] for line in lines[1:]] == ["01AA00", "02AA00", "03AA00"]
    assert lines[2].split(";")[1] == "'=Mies"


def test_boards_page_counts_the_schools_of_this_municipality(page: Client) -> None:
    answer = page.get("/onderwijsorganisaties/?als=csv&volgorde=-scholen")
    lines = answer.content.decode("utf-8-sig").splitlines()[1:]
    assert [line.rsplit(";", 1)[1] for line in lines] == ["2", "1"]


@pytest.mark.parametrize("path", ["/scholen/", "/onderwijsorganisaties/", "/logboek/"])
@pytest.mark.parametrize("role", [Role.TEA, Role.KOC])
def test_register_page_is_refused_to_a_role_without_it(path: str, role: Role) -> None:
    assert sign_in(Client(), make_actor(role)).get(path).status_code == 403


def test_log_page_shows_own_lines_newest_first_and_no_other() -> None:
    officer, other = make_actor(Role.DPO), make_actor(Role.DPO)
    for minute, action in enumerate(("year.saved", "year.established", "letters.drafted")):
        audit.record(by=officer, action=action, at=AT.replace(minute=minute))
    audit.record(by=other, action="schools.imported", at=AT)
    text = sign_in(Client(), officer).get("/logboek/").content.decode()
    places = [text.find(words) for words in ("brieven opgesteld", "verdeling vastgesteld")]
    assert 0 < places[0] < places[1]
    assert "register van scholen ingelezen" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_schools_page_takes_the_same_number_of_queries_for_more_rows(
    rows: int, django_assert_num_queries: Any
) -> None:
    municipality = MunicipalityFactory()
    for _ in range(rows):
        SchoolFactory(municipality=municipality)
    client = sign_in(Client(), make_actor(Role.GEM, municipality))
    client.get("/scholen/")
    with django_assert_num_queries(7):
        client.get("/scholen/")


@pytest.mark.parametrize(("role", "offers"), [(Role.GEM, True), (Role.DPO, False)])
def test_empty_list_of_schools_offers_to_read_them_in(role: Role, offers: bool) -> None:
    client = Client()
    actor = make_actor(role, MunicipalityFactory())
    client.force_login(actor.user, backend="partners.signin.AccountBackend")
    text = client.get("/scholen/").content.decode()
    assert "Nog geen scholen" in text
    assert ('href="/registers/inlezen/scholen/"' in text) is offers
