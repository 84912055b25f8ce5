"""Bringing the register in: created, updated, unchanged, closed, and all or nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import (
    AuditEntry,
    Module,
    Municipality,
    Organisation,
    RegisterChange,
    School,
    SchoolBoard,
)
from partners.register_files import RegisterError
from partners.register_results import FieldChange, RegisterImport
from partners.school_holidays import ZUID, shipped
from partners.school_import import import_schools, place_name
from partners.states import ModuleKind, Role
from tests.factories.partners import (
    KindcentrumFactory,
    MembershipFactory,
    MunicipalityFactory,
    make_actor,
)
from tests.partners.test_duo import HEADER, SHIPPED, register
from tests.registers import national

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
    with django_assert_num_queries(22):  # the school holidays of the new municipality: six
        bring(raw)


def test_import_schools_brings_the_school_holidays_of_their_region_once() -> None:
    bring(SHIPPED)
    town = Municipality.objects.get()
    assert town.school_holidays.count() == len(shipped(ZUID))
    town.school_holidays.first().delete()
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    assert town.school_holidays.count() == len(shipped(ZUID)) - 1


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


# --- history, moves and what else the real register does ------------------------------------


def history(code: str = "01AB00") -> list[tuple[str, str, str]]:
    rows = RegisterChange.objects.filter(organisation__key=code).order_by("pk")
    return [(row.field, row.old, row.new) for row in rows]


def test_import_schools_keeps_a_dated_line_of_each_change_that_counts() -> None:
    bring(register({}))
    bring(
        register(
            {
                "VESTIGINGSNAAM": "De Ontluiking",
                "STRAATNAAM": "Laan",
                "BEVOEGD GEZAG NUMMER": "74049",
                "TELEFOONNUMMER": "0730000000",
            }
        )
    )
    assert history() == [
        ("name", "Kindcentrum ’t Kompas", "De Ontluiking"),
        ("board", "41672", "74049"),
        ("street", "", "Laan"),
    ]
    row = RegisterChange.objects.first()
    assert row is not None
    assert (row.changed_on, row.source) == (AT.date(), "scholen.csv")


def test_import_schools_tells_each_difference_field_by_field() -> None:
    bring(register({}))
    [row] = bring(register({"TELEFOONNUMMER": "0730000000"}), dry_run=True).changes
    assert row.fields == (FieldChange("phone", "", "0730000000"),)
    assert School.objects.get().phone == ""


def test_import_schools_follows_a_school_to_another_municipality() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    moved = register(
        {}, {"VESTIGINGSCODE": "01AC00", "GEMEENTENUMMER": "0855", "GEMEENTENAAM": "TILBURG"}
    )
    result = bring(moved)
    assert (result.updated, result.closed, result.skipped) == (["01AC00"], [], 0)
    assert School.objects.get(organisation__key="01AC00").municipality.name == "Tilburg"
    assert history("01AC00") == [("municipality", "0796", "0855")]


def test_import_schools_takes_over_a_school_that_stood_elsewhere() -> None:
    bring(register({"GEMEENTENUMMER": "0855"}), municipality="0855")
    assert bring(register({})).updated == ["01AB00"]
    assert School.objects.get().municipality.key == "0796"


def test_import_schools_takes_a_school_that_moves_out_of_its_kindcentrum() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    centre = KindcentrumFactory(municipality=Municipality.objects.get())
    School.objects.update(kindcentrum=centre)
    bring(register({"GEMEENTENUMMER": "0855"}, {"VESTIGINGSCODE": "01AC00", "STRAATNAAM": "Laan"}))
    centres = School.objects.order_by("organisation__key").values_list("kindcentrum", flat=True)
    assert list(centres) == [None, centre.pk]


def test_import_schools_by_a_person_takes_no_school_of_a_municipality_in_use() -> None:
    bring(register({}))
    thief = tenant("0855")
    tenant("0796")
    with pytest.raises(RegisterError) as caught:
        bring_as(thief, "0855", register({"GEMEENTENUMMER": "0855", "VESTIGINGSNAAM": "Van ons"}))
    [fault] = caught.value.faults
    assert (fault.line, fault.column, fault.value) == (2, "GEMEENTENUMMER", "0855")
    assert "alleen de beheerder van de installatie verhuist deze vestiging" in fault.message
    assert (School.objects.get().municipality.key, history()) == ("0796", [])


def test_import_schools_by_a_person_gives_no_school_to_a_municipality_in_use() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    tenant("0855")
    raw = register({"GEMEENTENUMMER": "0855"}, {"VESTIGINGSCODE": "01AC00"})
    with pytest.raises(RegisterError, match="stond tot nu bij gemeente 0796"):
        bring_as(tenant("0796"), "0796", raw)
    assert bring(raw).updated == ["01AB00"]


def test_import_schools_by_a_person_moves_where_nobody_works() -> None:
    bring(register({}))
    MembershipFactory(role=Role.SCH, organisation=School.objects.get().organisation)
    raw = register({"GEMEENTENUMMER": "0855"})
    assert bring_as(tenant("0855"), "0855", raw).updated == ["01AB00"]


def test_import_schools_makes_a_municipality_with_the_module_subsidie() -> None:
    MunicipalityFactory(key="0855", subsidy=None)
    bring(register({}, {"VESTIGINGSCODE": "01AC00", "GEMEENTENUMMER": "0855"}), municipality=None)
    on = Module.objects.values_list("municipality__organisation__key", "kind", "switched_on_at")
    assert list(on) == [("0796", ModuleKind.SUBSIDY, AT)]


def test_import_schools_keeps_a_line_of_closing_and_of_opening_again() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    bring(register({"VESTIGINGSCODE": "01AC00"}), close_missing=True, force=True)
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    assert history() == [("closed_on", "", "2026-02-01"), ("closed_on", "2026-02-01", "")]


def test_import_schools_leaves_a_closing_that_is_still_to_come() -> None:
    bring(register({}))
    School.objects.update(closed_on=date(2026, 8, 1))
    result = bring(register({}))
    assert (result.unchanged, School.objects.get().closed_on) == (["01AB00"], date(2026, 8, 1))


def test_import_schools_does_not_close_a_school_that_has_yet_to_open() -> None:
    bring(register({}, {"VESTIGINGSCODE": "01AC00"}))
    School.objects.filter(organisation__key="01AC00").update(open_from=date(2026, 8, 1))
    assert bring(register({}), close_missing=True).closed == []


def test_import_schools_without_a_column_keeps_what_stands_there() -> None:
    bring(register({"VAKANTIEREGIO": "Zuid"}))
    old = HEADER.removesuffix(";VAKANTIEREGIO")
    assert bring(register({}, header=old)).unchanged == ["01AB00"]
    assert School.objects.get().holiday_region == "Zuid"


def test_import_schools_by_another_municipality_is_refused() -> None:
    bring(SHIPPED)
    with pytest.raises(PermissionDenied):
        import_schools(raw=SHIPPED, name="x", municipality="0796", by=make_actor(Role.GEM), at=AT)


@pytest.mark.parametrize("municipality", ["0796", None])
@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_import_schools_by_a_role_without_the_permission_is_refused(
    role: Role, municipality: str | None
) -> None:
    reader = make_actor(role, MunicipalityFactory(key="0796"))
    with pytest.raises(PermissionDenied):
        bring_as(reader, municipality)


def test_import_schools_of_every_municipality_is_for_the_system_only() -> None:
    with pytest.raises(PermissionDenied, match="je eigen gemeente"):
        bring_as(make_actor(Role.GEM, MunicipalityFactory(key="0796")), None)


def bring_as(by: Actor, municipality: str | None, raw: bytes = SHIPPED) -> RegisterImport:
    return import_schools(raw=raw, name="x", municipality=municipality, by=by, at=AT)


def tenant(key: str) -> Actor:
    """Return an officer of a municipality that may exist already."""
    found = Municipality.objects.filter(organisation__key=key).first()
    return make_actor(Role.GEM, found or MunicipalityFactory(key=key))


def test_import_schools_writes_the_line_in_the_log_of_the_municipality() -> None:
    place = MunicipalityFactory(key="0796")
    bring(SHIPPED)
    entry = AuditEntry.objects.get(action="schools.imported")
    assert (entry.organisation, entry.details["created"]) == (place.organisation, 41)


@pytest.mark.parametrize("rows", [3, 41])
def test_import_schools_again_takes_few_queries_however_many_rows(
    rows: int, django_assert_num_queries: Any
) -> None:
    raw = b"\r\n".join(SHIPPED.split(b"\r\n")[: rows + 1])
    bring(raw)
    with django_assert_num_queries(6):
        bring(raw)


@pytest.mark.slow
def test_import_schools_of_a_whole_country_takes_as_many_queries_as_of_three(
    django_assert_num_queries: Any,
) -> None:
    country = national(6066)
    with django_assert_num_queries(15):
        bring(country, municipality=None)
    with django_assert_num_queries(6):
        assert len(bring(country, municipality=None).unchanged) == 6066
