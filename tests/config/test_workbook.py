"""Workbooks: numbers stay numbers, text is never a formula, same content gives the same bytes."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from config.workbook import Cell, Column, Sheet, workbook

COLUMNS = [Column("Naam", Cell.NAME), Column("Bedrag", Cell.EURO)]


def read(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def make(rows: list[list[Any]], **values: Any) -> bytes:
    sheet = Sheet("Verdeling", COLUMNS, rows, **values)
    return workbook([sheet], title="Verdeling", author="Wilgenstad")


def test_amounts_are_numbers_below_intro_and_head() -> None:
    content = make(
        [["De Wilg", Decimal("1234.56")]], intro=["Bijlage"], totals=["Totaal", Decimal("1234.56")]
    )
    assert read(content) == [
        ["Bijlage", ""],
        ["", ""],
        ["Naam", "Bedrag"],
        ["De Wilg", 1234.56],
        ["Totaal", 1234.56],
    ]


def test_text_that_looks_like_a_formula_or_address_stays_text() -> None:
    names = ["=1+1", "@SUM(A1)", "https://school.example", "'t Schrijverke"]
    assert [row[0] for row in read(make([[name, None] for name in names]))[1:]] == names


def test_same_content_gives_the_same_bytes() -> None:
    rows = [["De Wilg", Decimal("0.10")]]
    assert make(rows) == make(rows)


def test_long_name_of_a_sheet_is_cut() -> None:
    content = workbook([Sheet("x" * 40, COLUMNS, [])], title="", author="")
    assert read(content) == [["Naam", "Bedrag"]]
