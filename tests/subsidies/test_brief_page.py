"""docs/brief.md says what the code does: elements, states, people and days."""

import re
from datetime import date

import pytest

from partners.holidays import objection_deadline
from partners.states import LetterPeople
from subsidies.letter_elements import RULES
from subsidies.letter_texts import sections_of
from subsidies.letter_wording import MAX_LENGTH
from subsidies.states import LetterState, TextKind
from tests.sources import ROOT

PAGE = (ROOT / "docs" / "brief.md").read_text(encoding="utf-8")
LIST = (ROOT / "docs" / "juridische-controle.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading, without its head."""
    rest = PAGE.split(f"## {heading}\n", 1)[1]
    part = re.split(r"^#{2,3} ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def test_elements_are_those_of_the_code_with_weight_and_source() -> None:
    printed = [(row[0], row[1], "".join(row[2:7]), row[7]) for row in table("De 22 onderdelen")]
    coded = [(str(r.number), str(r.label), r.weights, str(r.source)) for r in RULES]
    assert printed == coded


def test_every_element_names_its_ground() -> None:
    assert [row[0] for row in table("De 22 onderdelen") if not row[8]] == []


def test_texts_say_of_elements_what_the_page_lists() -> None:
    numbers = {row[0] for row in table("De 22 onderdelen")}
    served = {str(n) for kind in TextKind for spec in sections_of(kind) for n in spec.elements}
    assert served <= numbers


def test_states_are_those_of_the_code_in_order() -> None:
    printed = [row[0] for row in table("Van concept tot onherroepelijk")]
    assert printed == [str(state.label) for state in LetterState]


def test_people_are_those_of_the_settings() -> None:
    for choice in LetterPeople:
        assert f"- {choice.label}\n" in PAGE


@pytest.mark.parametrize("row", table("Datums en termijnen"), ids=lambda row: row[0])
def test_last_days_for_objection_are_those_of_the_code(row: list[str]) -> None:
    sent, last = (date.fromisoformat(day) for day in row[:2])
    assert objection_deadline(sent) == last


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_kind_of_text_is_named(kind: TextKind) -> None:
    words = " ".join(PAGE.split())
    assert str(kind.label) in words


def test_the_longest_text_is_the_one_of_the_code() -> None:
    assert f"{MAX_LENGTH:,}".replace(",", ".") in PAGE


@pytest.mark.parametrize(
    "subject",
    ["Mandaat", "mandaat", "Feestdagen", "selectielijst", "Wmebv", "Wettelijke", "[K]", "4:51"],
)
def test_the_lawyers_list_and_the_page_cover_a_subject(subject: str) -> None:
    assert subject in LIST + PAGE


def test_articles_that_were_not_looked_up_are_marked_on_both_pages() -> None:
    """What is [K] in one table may not stand as certain in the other."""
    for article in ("3:41", "4:25 tot en met 4:28", "4:37 tot en met 4:39", "4:57", "6:5"):
        for page in (PAGE, LIST):
            found = re.findall(rf"{article}( \[K\])?", page)
            assert found, article
            assert all(mark for mark in found), article
