"""What stands in a column: guessed from its name, remembered per location, checked."""

import pytest

from children.list_columns import ColumnsError, check, guess, known, remember
from children.models import ColumnName
from children.pasted_lists import read_text
from children.states import ListField
from tests.factories.partners import ChildcareLocationFactory

GUESSES = {
    "Voornaam": ListField.FIRST_NAME,
    "Roepnaam": ListField.FIRST_NAME,
    "Tussenv.": ListField.PREFIX,
    "ACHTERNAAM": ListField.LAST_NAME,
    "Geb.datum": ListField.BORN_ON,
    "Geboortedatum kind": ListField.BORN_ON,
    "Stamgroep": ListField.GROUP,
    "Plaatsing vanaf": ListField.ENTERED_ON,
    "Dagen per week": ListField.DAYS,
    "Thuistaal": ListField.LANGUAGES,
    "Ouder 1": ListField.GUARDIAN_NAME,
    "Naam moeder": ListField.GUARDIAN_NAME,
    "E-mailadres": ListField.GUARDIAN_EMAIL,
    "Mobiel ouder1": ListField.GUARDIAN_PHONE,
    "Taal ouder 1": ListField.GUARDIAN_LANGUAGE,
    "Verzorger 2 naam": ListField.OTHER_NAME,
    "Vader e-mail": ListField.OTHER_EMAIL,
    "Tel. ouder 2": ListField.OTHER_PHONE,
    "Taal vader": ListField.OTHER_LANGUAGE,
    "BSN": ListField.NOTHING,
    "BSN naam": ListField.NOTHING,
    "Leeftijd": ListField.NOTHING,
    "Opmerking": ListField.NOTHING,
    "Adres": ListField.NOTHING,
}


def guessed(header: str) -> list[ListField]:
    columns = header.split(";")
    return guess(read_text(f"{header}\n" + ";".join("x" for _column in columns)))


@pytest.mark.parametrize(("word", "field"), GUESSES.items())
def test_guess_knows_a_column_by_its_name(word: str, field: ListField) -> None:
    assert guessed(f"Thuistaal;{word}")[1] == field


def test_guess_lets_naam_be_the_whole_name_or_the_last() -> None:
    assert guessed("Naam;Geboren")[0] == ListField.FULL_NAME
    assert guessed("Voornaam;Naam")[1] == ListField.LAST_NAME
    assert guessed("Voornaam;Achternaam;Naam")[2] == ListField.NOTHING


def test_guess_takes_a_second_address_for_the_other_guardian() -> None:
    assert guessed("E-mail;E-mail;E-mail") == [
        ListField.GUARDIAN_EMAIL,
        ListField.OTHER_EMAIL,
        ListField.NOTHING,
    ]


def test_guess_joins_first_and_last_name_of_a_guardian() -> None:
    assert guessed("Voornaam ouder 1;Achternaam ouder 1") == [ListField.GUARDIAN_NAME] * 2


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "Levi;Waterval;4-9-2023;3",
            [ListField.FIRST_NAME, ListField.LAST_NAME, ListField.BORN_ON, ListField.NOTHING],
        ),
        (
            "4-9-2023;Levi Waterval;ouder@example.org",
            [ListField.BORN_ON, ListField.FULL_NAME, ListField.GUARDIAN_EMAIL],
        ),
        (
            "Nora Aydin;onbekend\nLevi Waterval;4-9-2023",
            [ListField.FULL_NAME, ListField.BORN_ON],
        ),
    ],
)
def test_guess_looks_at_the_cells_without_names(line: str, fields: list[ListField]) -> None:
    assert guess(read_text(line)) == fields


@pytest.mark.django_db
def test_known_takes_what_this_location_said_before() -> None:
    location, elsewhere = ChildcareLocationFactory(), ChildcareLocationFactory()
    first = read_text("Wie;Geboren\nLevi Waterval;4-9-2023")
    remember(location, first, [ListField.FULL_NAME, ListField.BORN_ON])
    again = read_text("GEBOREN;Wié\n4-9-2023;Nora Aydin")
    assert known(location.pk, again) == [ListField.BORN_ON, ListField.FULL_NAME]
    assert known(elsewhere.pk, again) == [ListField.BORN_ON, ListField.NOTHING]


@pytest.mark.django_db
def test_remember_takes_the_newest_word_and_no_cell() -> None:
    location = ChildcareLocationFactory()
    cells = ("123456782", "w@example.org", "Dorpsstraat 7", "06 12345678")
    pasted = read_text(";".join(("Wie", *cells, "Ouder 2")) + "\nLevi Waterval;4-9-2023")
    for field in (ListField.FIRST_NAME, ListField.FULL_NAME):
        remember(location, pasted, [field, *[ListField.NOTHING] * 4, ListField.OTHER_NAME])
    remember(location, read_text("Levi Waterval;4-9-2023"), [ListField.FULL_NAME] * 2)
    rows = ColumnName.objects.order_by("-name").values_list("name", "field")
    assert list(rows) == [("wie", ListField.FULL_NAME), ("ouder 2", ListField.OTHER_NAME)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("first_name last_name", "geboortedatum staat"),
        ("first_name born_on", "voornaam en de achternaam"),
        ("full_name last_name born_on", "niet allebei"),
        ("full_name born_on born_on", "Twee kolommen staan op “geboortedatum”"),
    ],
)
def test_check_refuses_columns_that_make_no_child(fields: str, said: str) -> None:
    with pytest.raises(ColumnsError, match=said):
        check([ListField(field) for field in fields.split()])


def test_check_takes_joined_and_passed_over_columns_more_than_once() -> None:
    both = "full_name born_on guardian_name guardian_name nothing nothing languages languages"
    check([ListField(field) for field in both.split()])
