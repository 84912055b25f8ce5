"""Recognising a register: the right one, another one, a column too few, a cell that is wrong."""

import pytest

from partners import duo, lrk
from partners.register_files import RegisterError
from partners.register_layouts import Layout, faults_in, postcode, read_rows
from tests.partners.test_duo import register
from tests.registers import SCHOOLS

HISTORY = b"VESTIGINGSCODE;GEMEENTECODE_VESTIGING;LEERLINGEN_2025\r\n13WW00;796;10\r\n"
LRK = b"lrk_id;type_oko;status\r\n1;KDV;Ingeschreven\r\n"
BOARDS = b"BEVOEGD GEZAG NUMMER;BEVOEGD GEZAG NAAM\r\n74049;Stichting\r\n"


@pytest.mark.parametrize(
    ("raw", "layout", "seems"),
    [
        (HISTORY, duo.SCHOOLS, "het leerlingenoverzicht van DUO"),
        (LRK, duo.SCHOOLS, "het landelijk register kinderopvang"),
        (BOARDS, duo.SCHOOLS, "de lijst van bevoegde gezagen"),
        (SCHOOLS, duo.BOARDS, "het register van schoolvestigingen"),
        (SCHOOLS, lrk.CHILDCARE, "het register van schoolvestigingen"),
        (b"LRK nummer,jaar\n1,2013\n", lrk.CHILDCARE, "een bewerking van het LRK"),
        (b"vestigingscode;aantal\n13WW00;1\n", duo.SCHOOLS, "ons eigen bestand"),
    ],
)
def test_read_rows_of_another_register_names_it_and_the_wanted_one(
    raw: bytes, layout: Layout, seems: str
) -> None:
    with pytest.raises(RegisterError, match="regel 1: dit lijkt") as caught:
        list(read_rows(raw, "x.csv", [layout]))
    assert seems in str(caught.value)
    assert layout.title in str(caught.value)


def test_read_rows_without_a_column_names_the_column() -> None:
    raw = register({}).replace(b"GEMEENTENUMMER", b"GEMEENTE")
    with pytest.raises(RegisterError, match="kolom GEMEENTENUMMER: deze kolom ontbreekt") as caught:
        list(read_rows(raw, "x.csv", [duo.SCHOOLS]))
    assert [(f.line, f.column) for f in caught.value.faults] == [(1, "GEMEENTENUMMER")]


def test_faults_in_a_row_with_a_control_character_names_the_cell() -> None:
    raw = register({"STRAATNAAM": "Laan\x85van"}, encoding="utf-8")
    [row] = read_rows(raw, "x.csv", [duo.SCHOOLS])
    [fault] = faults_in(row, duo.SCHOOLS.columns, "x.csv")
    assert (fault.line, fault.column, fault.value) == (2, "STRAATNAAM", "Laan�van")


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf \r\n", b'"";""\r\n', b"; ;\r\n"])
def test_read_rows_without_a_single_word_says_so(raw: bytes) -> None:
    with pytest.raises(RegisterError, match="hier staat niets"):
        list(read_rows(raw, "x.csv", [duo.SCHOOLS]))


@pytest.mark.parametrize(
    ("written", "kept"), [("5246GB", "5246 GB"), ("5246 gb", "5246 GB"), ("", ""), ("x", "x")]
)
def test_postcode_gets_its_space(written: str, kept: str) -> None:
    assert postcode(written) == kept
