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
from tests.children.access_links import link_pages
from tests.children.access_moves import consent_moves
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
def test_rows_are_seen_as_the_table_says() -> None:
    found = list(rows_seen(World()))
    assert found == [], listed(found)


@pytest.mark.slow
@pytest.mark.privacy(9, 10, 11)
@pytest.mark.parametrize("part", range(PARTS))
def test_addresses_answer_as_the_table_says(part: int) -> None:
    found = list(pages(World(), sorted(table.ADDRESSES)[part::PARTS]))
    assert found == [], listed(found)


@pytest.mark.slow
@pytest.mark.privacy(4, 8, 14)
def test_links_open_what_the_table_says() -> None:
    found = list(link_pages(World()))
    assert found == [], listed(found)


@pytest.mark.privacy(33)
def test_addresses_do_not_exist_without_the_module() -> None:
    found = list(closed_without_module(World()))
    assert found == [], listed(found)


def test_addresses_send_visitors_to_the_page_to_sign_in() -> None:
    found = list(closed_to_visitors(World()))
    assert found == [], listed(found)


@pytest.mark.privacy(2, 6, 7)
def test_consents_move_as_they_may() -> None:
    found = list(consent_moves(World()))
    assert found == [], listed(found)
