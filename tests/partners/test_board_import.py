"""Bringing boards in: three layouts, addresses for letters, and what a list lacks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from partners.board_import import import_boards
from partners.models import (
    AuditEntry,
    Municipality,
    Organisation,
    RegisterChange,
    SchoolBoard,
)
from partners.register_files import RegisterError
from partners.register_results import RegisterImport
from partners.states import Role
from tests.factories.partners import (
    MunicipalityFactory,
    SchoolBoardFactory,
    SchoolFactory,
    make_actor,
)
from tests.registers import BOARDS

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
PORTAL = ["BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "PLAATSNAAM", "KVK-NUMMER"]
POSTAL = "CORRESPONDENTIEADRES"
CLASSIC = [
    "BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "STRAATNAAM", "HUISNUMMER-TOEVOEGING",
    "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "DENOMINATIE", "TELEFOONNUMMER",
    "INTERNETADRES", f"STRAATNAAM {POSTAL}", f"HUISNUMMER-TOEVOEGING {POSTAL}",
    f"POSTCODE {POSTAL}", f"PLAATSNAAM {POSTAL}", "ADMINISTRATIEKANTOORNUMMER",
]  # fmt: skip
SIGNUM = {
    "BEVOEGD GEZAG NUMMER": "74049",
    "BEVOEGD GEZAG NAAM": "Stichting Signum ’s",
    "STRAATNAAM": "Verzonnen Straat",
    "HUISNUMMER-TOEVOEGING": "2-A",
    "POSTCODE": "5200AA",
    "PLAATSNAAM": "ROSMALEN",
    "TELEFOONNUMMER": " " * 20,
}


def classic(*rows: dict[str, str]) -> bytes:
    lines = [";".join((SIGNUM | row).get(name, " ") for name in CLASSIC) for row in rows]
    return "\r\n".join([";".join(CLASSIC), *lines, ""]).encode("cp1252")


def portal(*rows: list[str]) -> bytes:
    lines = [",".join(f'"{cell}"' for cell in row) for row in [PORTAL, *rows]]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


@pytest.fixture
def board() -> SchoolBoard:
    """Return board 74049 with a school in 0796."""
    found: SchoolBoard = SchoolBoardFactory(key="74049", name="Schoolbestuur 74049")
    SchoolFactory(board=found, municipality=MunicipalityFactory(key="0796"))
    return found


def bring(raw: bytes, municipality: str | None = "0796", **options: Any) -> RegisterImport:
    return import_boards(
        raw=raw, name="besturen.csv", municipality=municipality, by=None, at=AT, **options
    )


def facts(board: SchoolBoard) -> tuple[str, ...]:
    found = SchoolBoard.objects.get(pk=board.pk)
    address = (found.street, found.house_number, found.postcode, found.city)
    return (found.name, *address, found.kvk_number)


def test_import_boards_of_the_classic_list_takes_the_visiting_address(board: SchoolBoard) -> None:
    SchoolBoard.objects.update(street="", postcode="", city="", kvk_number="00000009")
    assert bring(classic({})).updated == ["74049"]
    assert facts(board) == (
        "Stichting Signum ’s", "Verzonnen Straat", "2-A", "5200 AA", "ROSMALEN", "00000009"
    )  # fmt: skip


def test_import_boards_prefers_the_address_for_letters(board: SchoolBoard) -> None:
    postbus = {
        f"STRAATNAAM {POSTAL}": "Postbus",
        f"HUISNUMMER-TOEVOEGING {POSTAL}": "12",
        f"POSTCODE {POSTAL}": "5201 BB",
        f"PLAATSNAAM {POSTAL}": "DEN BOSCH",
    }
    bring(classic(postbus))
    assert facts(board)[1:5] == ("Postbus", "12", "5201 BB", "DEN BOSCH")


def test_import_boards_of_the_portal_gives_a_kvk_number_its_zero_back(board: SchoolBoard) -> None:
    SchoolBoard.objects.update(street="Oud", postcode="5200 AA", city="Stad")
    bring(portal(["74049", "Stichting Signum", "ROSMALEN", "1234567"]))
    assert facts(board)[0:2] == ("Stichting Signum", "Oud")
    assert facts(board)[5] == "01234567"


def test_import_boards_of_the_derived_list_takes_current_names_only(board: SchoolBoard) -> None:
    result = bring(BOARDS)
    assert (result.updated, result.skipped) == (["74049"], 5)
    assert facts(board)[0] == "Stichting Signum"


def test_import_boards_skips_boards_without_a_school_here(board: SchoolBoard) -> None:
    other = {"BEVOEGD GEZAG NUMMER": "12345"}
    assert bring(classic({}, other)).as_dict()["skipped"] == 1
    assert bring(classic({}, other), municipality=None).created == ["12345"]
    assert SchoolBoard.objects.get(organisation__key="12345").city == "ROSMALEN"


def test_import_boards_names_what_the_list_lacks(board: SchoolBoard) -> None:
    SchoolBoard.objects.update(street="")
    SchoolFactory(
        board=SchoolBoardFactory(key="31076", name="Nour"),
        municipality=board.schools.get().municipality,
    )
    result = bring(portal(["74049", "Stichting Signum", "ROSMALEN", ""]))
    assert result.lacking == [
        "Nour (31076) staat niet in dit bestand.",
        "Van Stichting Signum (74049) ontbreekt het adres: vul het zelf in.",
    ]
    assert SchoolBoard.objects.count() == 2


def test_import_boards_keeps_a_line_of_each_change(board: SchoolBoard) -> None:
    SchoolBoard.objects.update(street="Oud", house_number="", postcode="5200 AA", city="ROSMALEN")
    bring(classic({}))
    rows = RegisterChange.objects.order_by("pk").values_list("field", "old", "new")
    assert list(rows) == [
        ("name", "Schoolbestuur 74049", "Stichting Signum ’s"),
        ("street", "Oud", "Verzonnen Straat"),
        ("house_number", "", "2-A"),
    ]


def test_import_boards_again_changes_nothing(board: SchoolBoard) -> None:
    bring(classic({}))
    assert bring(classic({})).unchanged == ["74049"]
    assert AuditEntry.objects.filter(action="boards.imported").count() == 2


def test_import_boards_as_a_dry_run_saves_nothing(board: SchoolBoard) -> None:
    assert bring(classic({}), dry_run=True).updated == ["74049"]
    assert facts(board)[0] == "Schoolbestuur 74049"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (classic({}, {}), "regel 3, kolom BEVOEGD GEZAG NUMMER: “74049”, 74049 staat ook op"),
        (classic({"POSTCODE": "52"}), "regel 2, kolom POSTCODE: “52”, hier hoort een postcode"),
        (portal(["74049", "X", "Y", "12"]), "regel 2, kolom KVK-NUMMER: “12”, hier hoort een KvK"),
        (portal(["74049", " ", "Y", ""]), "regel 2, kolom BEVOEGD GEZAG NAAM: vul een naam in"),
        (portal(["12345", "X", "Y", ""]), "bevat geen schoolbestuur van gemeente 0796"),
    ],
)
def test_import_boards_of_a_faulty_row_saves_nothing(
    board: SchoolBoard, raw: bytes, sentence: str
) -> None:
    with pytest.raises(RegisterError, match=sentence):
        bring(raw)
    assert facts(board)[0] == "Schoolbestuur 74049"


def test_import_boards_before_the_schools_says_what_to_do_first() -> None:
    with pytest.raises(RegisterError, match="Lees eerst de schoolvestigingen in"):
        bring(classic({}))


@pytest.mark.parametrize("rows", [1, 3])
def test_import_boards_takes_the_same_number_of_queries_for_more_rows(
    rows: int, board: SchoolBoard, django_assert_num_queries: Any
) -> None:
    SchoolBoard.objects.update(kvk_number="00000001")
    raw = classic(*({"BEVOEGD GEZAG NUMMER": f"1234{n}"} for n in range(rows)))
    with django_assert_num_queries(10):
        bring(raw, municipality=None)


# --- a board that other municipalities read too ---------------------------------------------

LISTED = ("Stichting Signum ’s", "Verzonnen Straat", "2-A", "5200 AA", "ROSMALEN", "")
OWN = ("Stichting Echt", "Wilgenlaan", "1", "5200 AA", "Wilgenstad", "")
EMPTY = {"street": "", "house_number": "", "postcode": "", "city": ""}


def bring_as_officer(board: SchoolBoard, *, is_in_use: bool = True) -> RegisterImport:
    """Read the list in for 0796 as its officer, with a school of the board in another place."""
    elsewhere = SchoolFactory(board=board, municipality__name="Populierdam").municipality
    if is_in_use:
        make_actor(Role.GEM, elsewhere)
    officer = make_actor(Role.GEM, Municipality.objects.get(organisation__key="0796"))
    raw = classic({})
    return import_boards(raw=raw, name="x", municipality="0796", by=officer, at=AT)


def test_import_boards_by_a_person_keeps_what_another_municipality_in_use_reads(
    board: SchoolBoard,
) -> None:
    Organisation.objects.filter(pk=board.pk).update(name=OWN[0])
    result = bring_as_officer(board)
    assert (result.unchanged, facts(board)) == (["74049"], OWN)
    assert "houdt wat er al stond: ook Populierdam werkt hier" in result.lacking[0]
    assert bring(classic({})).updated == ["74049"]
    assert facts(board) == LISTED


def test_import_boards_by_a_person_overwrites_where_nobody_else_works(board: SchoolBoard) -> None:
    assert bring_as_officer(board, is_in_use=False).lacking == []
    assert facts(board) == LISTED


def test_import_boards_by_a_person_fills_in_what_is_empty(board: SchoolBoard) -> None:
    SchoolBoard.objects.update(**EMPTY)
    assert bring_as_officer(board).lacking == []
    assert facts(board) == LISTED


def test_import_boards_by_a_person_mixes_no_two_addresses(board: SchoolBoard) -> None:
    SchoolBoard.objects.update(house_number="")
    bring_as_officer(board)
    assert facts(board)[1:] == ("Wilgenlaan", "", "5200 AA", "Wilgenstad", "")
