"""Changes of a register in words."""

import pytest

from partners.duo import BOARDS, SCHOOLS
from partners.register_words import FIELDS, label_of, names_of, shown
from partners.register_writes import HISTORIC, is_too_many
from partners.school_import import OWN_FIELDS
from tests.factories.partners import SchoolBoardFactory

pytestmark = pytest.mark.django_db


def test_label_of_every_field_that_can_change_is_dutch() -> None:
    assert {*OWN_FIELDS, *HISTORIC} <= set(FIELDS)
    assert label_of("house_number") == "huisnummer"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "leeg"),
        ("name", "De Wilg", "De Wilg"),
        ("closed_on", "2026-02-01", "1 februari 2026"),
        ("board", "74049", "Stichting Signum (74049)"),
        ("board", "99999", "99999"),
        ("municipality", "74049", "74049"),
    ],
)
def test_shown_says_a_value_as_people_read_it(field: str, value: str, words: str) -> None:
    SchoolBoardFactory(key="74049", name="Stichting Signum")
    assert shown(field, value, names_of([(field, value, "")])) == words


@pytest.mark.parametrize(("gone", "known", "many"), [(8, 41, False), (9, 41, True), (1, 0, True)])
def test_is_too_many_above_a_fifth(gone: int, known: int, many: bool) -> None:
    assert is_too_many(gone, known) is many


def test_layouts_name_each_column_once() -> None:
    for layout in (SCHOOLS, BOARDS):
        names = [name for column in layout.columns.values() for name in column.names]
        assert len(names) == len(set(names))
