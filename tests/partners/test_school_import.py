"""Bringing the register in: created, updated, unchanged, closed, and all or nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from partners.models import AuditEntry, Municipality, Organisation, School, SchoolBoard
from partners.register_files import RegisterError
from partners.register_results import RegisterImport
from partners.school_import import import_schools, place_name
from tests.partners.test_duo import SHIPPED, register

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def bring(raw: bytes, municipality: str | None = "0796", **options: Any) -> RegisterImport:
    return import_schools(
        raw=raw, name="scholen.csv", municipality=municipality, by=None, at=AT, **options
    )


def counts(result: RegisterImport) -> tuple[int, int, int, int, int]:
    return tuple(result.as_dict().values())  # type: ignore[return-value]


def test_import_schools_of_the_shipped_register_makes_41_schools_and_6_boards() -> None:
    assert counts(bring(SHIPPED)) == (41, 0, 0, 0, 0)
    assert (School.objects.count(), SchoolBoard.objects.count()) == (41, 6)
    assert Municipality.objects.get().name == "’s-Hertogenbosch"


def test_import_schools_again_changes_nothing() -> None:
    bring(SHIPPED)
    before = list(School.objects.values().order_by("pk"))
    assert counts(bring(SHIPPED)) == (0, 0, 41, 0, 0)
    assert list(School.objects.values().order_by("pk")) == before


def test_import_schools_with_another_name_updates_that_school() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    result = bring(register({}, {"VESTIGINGSCODE": "01AC00", "VESTIGINGSNAAM": "’t Wilgje"}))
    assert (result.updated, result.unchanged) == (["01AC00"], ["01AB00"])
    school = Organisation.objects.get(key="01AC00")
    assert (school.name, school.sort_name) == ("’t Wilgje", "wilgje")


def test_import_schools_with_another_board_moves_the_school() -> None:
    bring(register({}))
    assert bring(register({"BEVOEGD GEZAG NUMMER": "74049"})).updated == ["01AB00"]
    assert School.objects.get().board.key == "74049"


def test_import_schools_skips_other_municipalities() -> None:
    raw = register({}, {"VESTIGINGSCODE": "02AB00", "GEMEENTENUMMER": "0855"})
    assert counts(bring(raw)) == (1, 0, 0, 0, 1)
    assert counts(bring(raw, municipality=None)) == (1, 0, 1, 0, 0)
    assert Municipality.objects.count() == 2


def test_import_schools_counts_a_vanished_school_and_leaves_it_open() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    assert bring(register({})).closed == ["01AC00"]
    assert School.objects.filter(closed_on__isnull=True).count() == 2


def test_import_schools_with_close_missing_closes_and_a_return_opens_again() -> None:
    many = [{"VESTIGINGSCODE": f"0{n}AB00"} for n in range(9)]
    bring(register(*many))
    bring(register(*many[1:]), close_missing=True)
    assert School.objects.get(organisation__key="00AB00").closed_on == AT.date()
    assert bring(register(*many)).updated == ["00AB00"]
    assert School.objects.filter(closed_on__isnull=True).count() == 9


def test_import_schools_that_would_close_too_many_needs_force() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    with pytest.raises(RegisterError, match="--force"):
        bring(register({}), close_missing=True)
    bring(register({}), close_missing=True, force=True)
    assert School.objects.filter(closed_on__isnull=False).count() == 1


def test_import_schools_as_a_dry_run_counts_and_saves_nothing() -> None:
    assert counts(bring(SHIPPED, dry_run=True)) == (41, 0, 0, 0, 0)
    assert not School.objects.exists()
    assert not AuditEntry.objects.exists()


def test_import_schools_with_one_faulty_row_saves_nothing_and_names_every_fault() -> None:
    raw = register({}, {"VESTIGINGSCODE": "kapot"}, {"VESTIGINGSCODE": "01AC00", "POSTCODE": "x"})
    with pytest.raises(RegisterError) as caught:
        bring(raw)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [
        (3, "VESTIGINGSCODE"),
        (4, "POSTCODE"),
    ]
    assert not School.objects.exists()


def test_import_schools_with_a_double_code_is_refused() -> None:
    with pytest.raises(RegisterError, match="01AB00 staat ook op regel 2"):
        bring(register({}, {}))


def test_import_schools_of_an_absent_municipality_is_refused() -> None:
    with pytest.raises(RegisterError, match="geen school van gemeente 9999"):
        bring(SHIPPED, municipality="9999")


def test_import_schools_ignores_a_fault_in_another_municipality() -> None:
    raw = register({}, {"VESTIGINGSCODE": "kapot", "GEMEENTENUMMER": "0855"})
    assert counts(bring(raw)) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize("rows", [3, 41])
def test_import_schools_takes_the_same_number_of_queries_for_more_rows(
    rows: int, django_assert_num_queries: Any
) -> None:
    raw = b"\r\n".join(SHIPPED.split(b"\r\n")[: rows + 1])
    with django_assert_num_queries(14):
        bring(raw)


@pytest.mark.parametrize(
    ("register_name", "name"),
    [
        ("S HERTOGENBOSCH", "’s-Hertogenbosch"),
        ("'S-HERTOGENBOSCH", "’s-Hertogenbosch"),
        ("S GRAVENHAGE", "’s-Gravenhage"),
        ("ALPHEN AAN DEN RIJN", "Alphen aan den Rijn"),
        ("DE BILT", "De Bilt"),
        ("SOEST", "Soest"),
        ("NUTH", "Nuth"),
    ],
)
def test_place_name_writes_a_register_name_in_ordinary_letters(
    register_name: str, name: str
) -> None:
    assert place_name(register_name) == name
