"""Who sees what of a child: everybody, at every address, in every state, against the table."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver

from tests.children import access_table as table
from tests.children.access_checks import (
    closed_to_visitors,
    closed_without_module,
    pages,
    rows_seen,
)
from tests.children.access_handovers import handovers_seen
from tests.children.access_intake import intakes_seen
from tests.children.access_links import link_pages
from tests.children.access_looks import looks_seen
from tests.children.access_meeting_facts import meetings_seen
from tests.children.access_moves import consent_moves
from tests.children.access_reports import reports_seen
from tests.children.access_request_facts import files_sent, requests_seen
from tests.children.access_team_facts import feeds_seen, teams_seen
from tests.children.access_views import closed_alike, foreign_parts, gates_alike
from tests.children.access_world import World
from tests.sources import listed

pytestmark = pytest.mark.django_db
PARTS = 4  # for as many workers


def addresses() -> Iterator[tuple[str, str]]:
    """Return the name of every address of the product, and the module of its view."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", one.callback)
            yield str(one.name), f"{view.__module__}.{view.__name__}"
        else:
            waiting += one.url_patterns


def is_apart(name: str, view: str) -> bool:
    """Say whether the table gives a reason why an address can touch no child."""
    return any(view.startswith(why) if why[-1] == "." else name == why for why in table.NO_CHILD)


def test_every_address_has_its_row() -> None:
    rows = set(table.ADDRESSES) | set(table.LINK_PAGES)
    found = {name for name, view in addresses() if not is_apart(name, view)}
    assert found - rows == set(), "give each a row in tests/children/access_table.py"
    assert rows - {name for name, _view in addresses()} == set()


@pytest.mark.privacy(5, 9, 10, 11)
def test_rows_are_seen_as_the_table_says(world: World) -> None:
    found = list(rows_seen(world))
    assert found == [], listed(found)


@pytest.mark.privacy(5, 9, 33)
def test_looks_are_seen_as_their_facts_say(world: World) -> None:
    found = list(looks_seen(world))
    assert found == [], listed(found)


@pytest.mark.privacy(5, 9, 10, 11, 33)
def test_meetings_are_seen_as_their_facts_say(world: World) -> None:
    found = list(meetings_seen(world))
    assert found == [], listed(found)


@pytest.mark.privacy(5, 9, 10)
def test_requests_and_what_goes_with_them_are_seen_as_their_facts_say(world: World) -> None:
    found = [*requests_seen(world), *files_sent(world), *reports_seen(world)]
    assert found == [], listed(found)


@pytest.mark.privacy(5, 9, 10, 33)
def test_teams_are_seen_as_their_facts_say(world: World) -> None:
    found = [*teams_seen(world), *feeds_seen(world)]
    assert found == [], listed(found)


@pytest.mark.privacy(1, 9, 10, 33)
def test_handovers_are_seen_as_their_facts_say(world: World) -> None:
    found = list(handovers_seen(world))
    assert found == [], listed(found)


@pytest.mark.privacy(9, 33, 34)
def test_questions_of_schools_are_seen_as_their_facts_say(world: World) -> None:
    found = list(intakes_seen(world))
    assert found == [], listed(found)


@pytest.mark.slow
@pytest.mark.privacy(9, 10, 11)
@pytest.mark.parametrize("part", range(PARTS))
def test_addresses_answer_as_the_table_says(world: World, part: int) -> None:
    share = slice(part, None, PARTS)
    found = list(pages(world, sorted(table.ADDRESSES), share=share))
    assert found == [], listed(found)


@pytest.mark.slow
@pytest.mark.privacy(4, 8, 14)
def test_links_open_what_the_table_says(world: World) -> None:
    found = list(link_pages(world))
    assert found == [], listed(found)


@pytest.mark.privacy(33)
def test_addresses_do_not_exist_without_the_module(world: World) -> None:
    found = list(closed_without_module(world))
    assert found == [], listed(found)


def test_addresses_send_visitors_to_the_page_to_sign_in(world: World) -> None:
    found = list(closed_to_visitors(world))
    assert found == [], listed(found)


@pytest.mark.privacy(2, 6, 7)
def test_consents_move_as_they_may(world: World) -> None:
    found = list(consent_moves(world))
    assert found == [], listed(found)


@pytest.mark.privacy(10)
def test_closed_children_and_files_answer_as_what_never_existed(world: World) -> None:
    found = list(closed_alike(world))
    assert found == [], listed(found)


@pytest.mark.privacy(8)
def test_links_that_do_not_open_answer_alike(world: World) -> None:
    found = list(gates_alike(world))
    assert found == [], listed(found)


def test_parts_of_another_child_do_not_exist(world: World) -> None:
    found = list(foreign_parts(world))
    assert found == [], listed(found)
