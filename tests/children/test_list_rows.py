"""One record becomes a child, or faults: a sentence that names line, column and value."""

from datetime import date
from typing import Any

import pytest

from children.enrolment import NewChild, NewGuardian
from children.list_columns import guess
from children.list_rows import MOST, ListRow, Place, read_rows
from children.models import Child, Guardian
from children.pasted_lists import read_text
from children.states import Language

DAY = date(2026, 11, 23)
PLACE = {
    "location_id": 7,
    "groups": {"vlinders": 3, "bijen": 4},
    "group_id": None,
    "needs_group": False,
    "months": 30,
    "day": DAY,
}
BEGIN = "Voornaam;Achternaam;Geboren"
LEVI = "Levi;Waterval;4-9-2023"


def read(text: str, **place: Any) -> list[ListRow]:
    pasted = read_text(text)
    return read_rows(pasted, guess(pasted), Place(**{**PLACE, **place}))


def one(column: str = "", cell: str = "", **place: Any) -> ListRow:
    """Return what a record says with one column more."""
    return read(f"{BEGIN};{column}\n{LEVI};{cell}" if column else f"{BEGIN}\n{LEVI}", **place)[0]


def said(row: ListRow) -> list[str]:
    return [fault.message for fault in row.faults]


def test_read_rows_makes_a_child_of_the_least() -> None:
    assert one() == ListRow(2, NewChild("Levi", "Waterval", date(2023, 9, 4), DAY, 7))


def test_read_rows_makes_a_child_of_everything() -> None:
    text = (
        "Geboren;Groep;Tussenv;Achternaam;Voornaam;Sinds;Dagen;Thuistaal;Ouder 1;Mail;Tel;"
        "Taal ouder 1;Voornaam ouder 2;Achternaam ouder 2;Taal ouder 2\n"
        "4-9-2023;VLINDERS;van den;Kersentuin;Zoë;2-3-2026;3;Turks, Nederlands;Ouder K;"
        "k@example.org;06 12 34 56 78;Turks;Ouder;W;ar"
    )
    assert read(text)[0].new == NewChild(
        "Zoë",
        "van den Kersentuin",
        date(2023, 9, 4),
        date(2026, 3, 2),
        7,
        group_id=3,
        guardians=(
            NewGuardian("Ouder K", "k@example.org", "06 12 34 56 78", Language.TR),
            NewGuardian("Ouder W", language=Language.AR),
        ),
        days_per_week=3,
        languages=("Turks", "Nederlands"),
    )


@pytest.mark.parametrize("name", ["Kersentuin, Levi van den", "Levi van den Kersentuin"])
def test_read_rows_splits_a_whole_name(name: str) -> None:
    new = read(f"Naam;Geboren\n{name};4-9-2023")[0].new
    assert new is not None
    assert new.first_name.startswith("Levi")
    assert new.last_name.endswith("Kersentuin")


def test_read_rows_puts_who_has_no_group_in_the_chosen_one() -> None:
    rows = read(f"{BEGIN};Groep\n{LEVI};\nNora;Aydin;5-9-2023;Bijen", group_id=3)
    assert [row.new and row.new.group_id for row in rows] == [3, 4]


@pytest.mark.privacy(32)
def test_read_rows_leaves_out_who_is_too_young_whatever_else_is_wrong() -> None:
    young = f"{BEGIN};Mail\nMees;;24-5-2024;\nFinn 123456782;;24-5-2024;geen adres"
    rows = read(young)
    assert [(row.is_too_young, row.new, row.faults) for row in rows] == [(True, None, [])] * 2
    assert not any(row.is_too_young for row in read(young, months=29))


FAULTS = [
    ("Levi;Waterval;", "Regel 2, kolom “Geboren”: de geboortedatum ontbreekt."),
    (
        "Levi;Waterval;gisteren",
        (
            "Regel 2, kolom “Geboren”: “gisteren” is geen datum: schrijf hem als 10-3-2024, met de "
            "dag voorop."
        ),
    ),
    (
        "Levi;Waterval;24-11-2026",
        (
            "Regel 2, kolom “Geboren”: “24-11-2026” kan niet kloppen. Deze geboortedatum ligt in "
            "de toekomst: vul de dag in waarop het kind is geboren."
        ),
    ),
    (
        "Levi;Waterval;4-9-2013",
        (
            "Regel 2, kolom “Geboren”: “4-9-2013” kan niet kloppen. Met deze geboortedatum is het "
            "kind 13 jaar; hier staan kinderen tot 5 jaar. Kijk het jaartal na."
        ),
    ),
    (";Waterval;4-9-2023", "Regel 2, kolom “Voornaam”: de voornaam ontbreekt."),
    ("Levi;;4-9-2023", "Regel 2, kolom “Achternaam”: de achternaam ontbreekt."),
    (
        f"{'L' * 61};Waterval;4-9-2023",
        f"Regel 2, kolom “Voornaam”: “{'L' * 60}” is langer dan 60 tekens.",
    ),
    ("Levi;Waterval;4-9-2023;extra", "Regel 2: hier staan meer velden dan er kolommen zijn."),
]
FAULTS_OF_MORE = [
    (
        "Groep",
        "Torretjes",
        "“Torretjes” is geen open groep van deze locatie waar je mag plaatsen.",
    ),
    ("Dagen", "9", "“9” is geen aantal dagen: vul 1 tot en met 7 in."),
    ("Dagen", "0031", "“0031” is geen aantal dagen: vul 1 tot en met 7 in."),
    ("Dagen", "²", "“²” is geen aantal dagen: vul 1 tot en met 7 in."),
    ("Thuistaal", "x" * 31, f"“{'x' * 31}” is geen rij talen: zet er komma’s tussen."),
    ("Sinds", "1-1-2027", ("“1-1-2027” kan niet. Kies een eerste dag na de geboorte, en niet later "
     "dan vandaag.")),
    ("Sinds", "3-9-2023", ("“3-9-2023” kan niet. Kies een eerste dag na de geboorte, en niet later "
     "dan vandaag.")),
    ("Mail", "a@b.nl", "“a@b.nl” hoort bij een ouder zonder naam: vul de naam in."),
    ("Tel ouder 2", "06", "“06” hoort bij een ouder zonder naam: vul de naam in."),
]  # fmt: skip
FAULTS_OF_GUARDIANS = [
    ("Mail", "geen adres", "“geen adres” is geen e-mailadres."),
    ("Tel", "bel maar", "“bel maar” is geen telefoonnummer."),
    (
        "Taal ouder 1",
        "Spaans",
        (
            "“Spaans” is geen taal waarin wij vragen: kies uit Nederlands, Engels, Turks, "
            "Arabisch, Pools, Oekraïens, of laat leeg."
        ),
    ),
]


@pytest.mark.parametrize(("line", "sentence"), FAULTS)
def test_read_rows_says_what_is_wrong_and_where(line: str, sentence: str) -> None:
    row = read(f"{BEGIN}\n{line}")[0]
    assert (said(row), row.new) == ([sentence], None)


@pytest.mark.parametrize(("column", "cell", "rest"), FAULTS_OF_MORE)
def test_read_rows_says_what_is_wrong_beside_the_name(column: str, cell: str, rest: str) -> None:
    assert said(one(column, cell)) == [f"Regel 2, kolom “{column}”: {rest}"]


@pytest.mark.parametrize(("column", "cell", "rest"), FAULTS_OF_GUARDIANS)
def test_read_rows_says_what_is_wrong_with_a_guardian(column: str, cell: str, rest: str) -> None:
    row = read(f"{BEGIN};Ouder 1;{column}\n{LEVI};Ouder W;{cell}")[0]
    assert said(row) == [f"Regel 2, kolom “{column}”: {rest}"]


@pytest.mark.privacy(12)
@pytest.mark.parametrize(
    "line",
    ["Levi 123456782;Waterval;4-9-2023;Ouder", "Levi;Waterval;4-9-2023;Ouder (1234.56.782)"],
)
def test_read_rows_refuses_a_bsn_without_repeating_it(line: str) -> None:
    (sentence,) = said(read(f"{BEGIN};Ouder 1\n{line}")[0])
    assert sentence.endswith("een burgerservicenummer kan zijn: haal het weg.")
    assert "782" not in sentence


@pytest.mark.privacy(12)
@pytest.mark.parametrize("column", ["Dagen", "Groep", "Sinds", "Tel", "Thuistaal"])
def test_read_rows_repeats_a_bsn_in_no_other_fault_either(column: str) -> None:
    faults = one(column, "Torren, 123456782").faults
    assert len(faults) > 0
    assert not any("456" in f"{fault.message} {fault.value}" for fault in faults)


def test_read_rows_takes_every_number_of_days_in_a_week() -> None:
    rows = [one("Dagen", str(days)) for days in range(1, 8)]
    assert [row.new and row.new.days_per_week for row in rows] == list(range(1, 8))


def test_read_rows_asks_a_worker_for_a_group() -> None:
    assert said(one(needs_group=True)) == ["Regel 2: kies een groep voor dit kind."]


def test_read_rows_names_every_fault_of_a_line() -> None:
    row = read(f"{BEGIN};Dagen;Mail\n;;gisteren;veel;x")[0]
    assert [fault.column for fault in row.faults] == [
        "Geboren",
        "Voornaam",
        "Achternaam",
        "Mail",
        "Dagen",
    ]


def test_most_characters_are_those_of_the_tables() -> None:
    assert {
        "first_name": Child._meta.get_field("first_name").max_length,
        "last_name": Child._meta.get_field("last_name").max_length,
        "guardian": Guardian._meta.get_field("name").max_length,
    } == MOST
