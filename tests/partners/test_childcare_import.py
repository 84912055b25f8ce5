"""Bringing childcare in: three encodings, day care only, and nothing about persons."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from partners.access import Actor
from partners.childcare_import import import_childcare
from partners.lrk import CHILDCARE, day_of, split_address, without_persons
from partners.models import (
    ChildcareLocation,
    ChildcareOrganisation,
    Module,
    Municipality,
    RegisterChange,
)
from partners.register_files import RegisterError, read_lines
from partners.register_results import RegisterImport
from partners.states import Role
from tests.factories.partners import KindcentrumFactory, MunicipalityFactory, make_actor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
HEADER = (
    "lrk_id;type_oko;opc;actuele_naam_oko;aantal_kindplaatsen;ve;status;inschrijfdatum;"
    "opvanglocatie_adres;opvanglocatie_postcode;opvanglocatie_woonplaats;bag_id;naam_houder;"
    "kvk_nummer_houder;vestigingsnummer_houder;rechtsvorm_houder;start_geschillencommissie;"
    "einde_geschillencommissie;houder_adres;houder_postcode;houder_woonplaats;houder_buitenland;"
    "correspondentie_adres;correspondentie_postcode;correspondentie_woonplaats;"
    "correspondentie_buitenland;contact_persoon;contact_telefoon;contact_emailadres;"
    "contact_website;cbs_code;verantwoordelijke_gemeente;gastouderbureau_1;gastouderbureau_2;lrk_url"
)
CELLS = {
    "lrk_id": "123456789",
    "type_oko": "KDV",
    "actuele_naam_oko": "’t Zandkasteel",
    "aantal_kindplaatsen": "48",
    "ve": "Ja",
    "status": "Ingeschreven",
    "inschrijfdatum": "01-02-2010",
    "opvanglocatie_adres": "Verzonnen Straat 12 A ",
    "opvanglocatie_postcode": "5211CC",
    "opvanglocatie_woonplaats": "s-Hertogenbosch",
    "naam_houder": "Kinderopvang Verzonnen B.V.",
    "kvk_nummer_houder": "1234567",
    "contact_persoon": "Iemand Verzonnen",
    "contact_telefoon": "'073-5277577'",
    "contact_emailadres": "iemand@opvang.example",
    "contact_website": "'www.opvang.example'",
    "cbs_code": "0796",
    "verantwoordelijke_gemeente": "s-Hertogenbosch",
}


def lrk(*rows: dict[str, str], encoding: str = "utf-8", header: str = HEADER) -> bytes:
    names = header.split(";")
    lines = [header, *(";".join((CELLS | row).get(name, "") for name in names) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def bring(raw: bytes, municipality: str | None = "0796", **options: Any) -> RegisterImport:
    return import_childcare(
        raw=raw, name="lrk.csv", municipality=municipality, by=None, at=AT, **options
    )


@pytest.mark.parametrize(
    "raw",
    [
        lrk({}),
        lrk({}, encoding="cp1252"),
        lrk({}, encoding="utf-8-sig"),
        b"\xef\xbb\xbf" + lrk({}, encoding="cp1252"),
    ],
    ids=["utf-8", "cp1252", "bom", "bom-before-latin"],
)
def test_import_childcare_in_every_encoding_gives_the_same_location(raw: bytes) -> None:
    assert bring(raw).created == ["123456789"]
    place = ChildcareLocation.objects.select_related("organisation", "holder").get()
    assert (place.name, place.places, place.has_preschool_programme) == ("’t Zandkasteel", 48, True)
    assert place.address_lines == ["Verzonnen Straat 12 A", "5211 CC  s-Hertogenbosch"]
    assert (place.phone, place.website) == ("073-5277577", "www.opvang.example")
    assert (place.open_from, place.holder.key) == (date(2010, 2, 1), "01234567")
    assert place.municipality.name == "’s-Hertogenbosch"


@pytest.mark.parametrize("kind", ["BSO", "VGO", "GOB", ""])
def test_import_childcare_passes_over_what_is_no_day_care(kind: str) -> None:
    result = bring(lrk({}, {"lrk_id": "1234", "type_oko": kind, "naam_houder": "Een Gastouder"}))
    assert (result.created, result.skipped) == (["123456789"], 1)
    assert not ChildcareOrganisation.objects.filter(organisation__name="Een Gastouder").exists()


def test_import_childcare_reads_nothing_about_persons() -> None:
    read = {name for column in CHILDCARE.columns.values() for name in column.names}
    assert not {name for name in read if "PERSO" in name or "MAIL" in name or "HOUDER_A" in name}


def test_import_childcare_takes_playgroups_and_other_spellings() -> None:
    header = HEADER.replace(";ve;", ";vve;").replace("opvanglocatie_woonplaats;", "")
    row = {"type_oko": "psz", "vve": "Nee", "inschrijfdatum": "2010-02-01", "cbs_code": "796"}
    bring(lrk(row, header=header))
    place = ChildcareLocation.objects.get()
    assert (place.has_preschool_programme, place.city) == (False, "")
    assert place.open_from == date(2010, 2, 1)


def test_import_childcare_never_filters_on_the_name_of_the_municipality() -> None:
    elsewhere = {"lrk_id": "1234", "cbs_code": "0855"}
    assert bring(lrk({}, elsewhere)).as_dict()["skipped"] == 1
    assert bring(lrk({}, elsewhere), municipality=None).created == ["1234"]


def test_import_childcare_closes_what_the_register_closed_and_makes_no_closed_one() -> None:
    bring(lrk({}))
    closed = {"status": "Uitgeschreven"}
    result = bring(lrk(closed, {**closed, "lrk_id": "1234"}))
    assert (result.updated, result.skipped) == (["123456789"], 1)
    assert ChildcareLocation.objects.get().closed_on == AT.date()
    assert bring(lrk(closed)).unchanged == ["123456789"]
    assert bring(lrk({})).updated == ["123456789"]
    assert ChildcareLocation.objects.get().closed_on is None


def test_import_childcare_of_a_vanished_location_offers_to_close_it() -> None:
    both = [{}, {"lrk_id": "1234"}]
    bring(lrk(*both))
    assert bring(lrk({})).closed == ["1234"]
    with pytest.raises(RegisterError, match="--force"):
        bring(lrk({}), close_missing=True)
    bring(lrk({}), close_missing=True, force=True)
    assert ChildcareLocation.objects.get(organisation__key="1234").closed_on == AT.date()


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([{"inschrijfdatum": "01-02-2011", "actuele_naam_oko": "Nieuw"}, {}], "Nieuw"),
        ([{"actuele_naam_oko": "Open"}, {"status": "Uitgeschreven"}], "Open"),
        ([{}, {"actuele_naam_oko": "Later"}], "Later"),
    ],
)
def test_import_childcare_of_doubles_takes_the_registered_then_the_newest(
    rows: list[dict[str, str]], name: str
) -> None:
    result = bring(lrk(*rows))
    assert (ChildcareLocation.objects.get().name, result.skipped) == (name, 1)


def test_import_childcare_of_a_holder_without_kvk_knows_it_by_name() -> None:
    bring(lrk({"kvk_nummer_houder": ""}, {"kvk_nummer_houder": "", "lrk_id": "1234"}))
    assert ChildcareOrganisation.objects.get().key == "naam:kinderopvang verzonnen b v"


def test_import_childcare_keeps_a_line_of_another_name_place_and_holder() -> None:
    bring(lrk({}))
    other = {
        "actuele_naam_oko": "De Burcht",
        "opvanglocatie_adres": "Laan 2",
        "kvk_nummer_houder": "12345678",
        "aantal_kindplaatsen": "50",
    }
    bring(lrk(other))
    fields = RegisterChange.objects.order_by("pk").values_list("field", flat=True)
    assert list(fields) == ["name", "holder", "street", "house_number"]
    assert ChildcareLocation.objects.get().places == 50


def test_import_childcare_follows_a_holder_that_takes_another_name() -> None:
    bring(lrk({}))
    assert bring(lrk({"naam_houder": "Anders B.V."})).updated == ["123456789"]
    assert ChildcareOrganisation.objects.get().name == "Anders B.V."


def test_import_childcare_takes_a_location_that_moves_out_of_its_kindcentrum() -> None:
    bring(lrk({}, {"lrk_id": "1234"}))
    centre = KindcentrumFactory(municipality=Municipality.objects.get())
    ChildcareLocation.objects.update(kindcentrum=centre)
    bring(lrk({"cbs_code": "0855"}, {"lrk_id": "1234", "aantal_kindplaatsen": "50"}))
    rows = ChildcareLocation.objects.values_list("organisation__key", "kindcentrum")
    assert dict(rows) == {"123456789": None, "1234": centre.pk}


def test_import_childcare_by_a_person_takes_no_location_of_a_municipality_in_use() -> None:
    bring(lrk({}))
    tenant("0796")
    with pytest.raises(RegisterError, match="x, regel 2, kolom CBS_CODE: “0855”, ’t Zandkasteel"):
        bring_as(tenant("0855"), lrk({"cbs_code": "0855", "actuele_naam_oko": "Van ons"}))
    place = ChildcareLocation.objects.get()
    assert (place.municipality.key, place.name) == ("0796", "’t Zandkasteel")


def test_import_childcare_by_a_person_moves_where_nobody_works() -> None:
    bring(lrk({}))
    assert bring_as(tenant("0855"), lrk({"cbs_code": "0855"})).updated == ["123456789"]


@pytest.mark.parametrize("is_in_use", [True, False])
def test_import_childcare_by_a_person_renames_no_holder_of_a_municipality_in_use(
    is_in_use: bool,
) -> None:
    bring(lrk({}))
    if is_in_use:
        tenant("0796")
    here = {"lrk_id": "1234", "cbs_code": "0855", "naam_houder": "Van ons"}
    officer = tenant("0855")
    assert bring_as(officer, lrk(here)).created == ["1234"]
    name = "Kinderopvang Verzonnen B.V." if is_in_use else "Van ons"
    assert ChildcareOrganisation.objects.get().name == name
    assert bring_as(officer, lrk(here)).unchanged == ["1234"]


def test_import_childcare_makes_a_municipality_with_the_module_subsidie() -> None:
    bring(lrk({}))
    assert Module.objects.get().municipality.key == "0796"


def tenant(key: str) -> Actor:
    """Return an officer of a municipality that may exist already."""
    found = Municipality.objects.filter(organisation__key=key).first()
    return make_actor(Role.GEM, found or MunicipalityFactory(key=key))


def bring_as(by: Actor, raw: bytes) -> RegisterImport:
    return import_childcare(raw=raw, name="x", municipality="0855", by=by, at=AT)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"lrk_id": "x"}, "LRK_ID"),
        ({"actuele_naam_oko": " "}, "ACTUELE_NAAM_OKO"),
        ({"aantal_kindplaatsen": "veel"}, "AANTAL_KINDPLAATSEN"),
        ({"ve": "soms"}, "VE"),
        ({"inschrijfdatum": "31-02-2010"}, "INSCHRIJFDATUM"),
        ({"opvanglocatie_postcode": "5211"}, "OPVANGLOCATIE_POSTCODE"),
        ({"kvk_nummer_houder": "12"}, "KVK_NUMMER_HOUDER"),
        ({"naam_houder": ""}, "NAAM_HOUDER"),
    ],
)
def test_import_childcare_of_a_faulty_row_names_it_and_saves_nothing(
    cells: dict[str, str], column: str
) -> None:
    with pytest.raises(RegisterError, match=f"regel 3, kolom {column}"):
        bring(lrk({"lrk_id": "1234"}, cells))
    assert not ChildcareLocation.objects.exists()


def test_import_childcare_ignores_a_fault_in_another_municipality() -> None:
    assert bring(lrk({}, {"lrk_id": "x", "cbs_code": "0855"})).created == ["123456789"]


def test_import_childcare_leaves_out_a_telephone_that_is_none() -> None:
    bring(lrk({"contact_telefoon": "bel ons maar"}))
    assert ChildcareLocation.objects.get().phone == ""


def test_import_childcare_of_an_absent_municipality_is_refused() -> None:
    with pytest.raises(RegisterError, match="geen kinderopvang van gemeente 0855"):
        bring(lrk({}), municipality="0855")


@pytest.mark.parametrize("rows", [1, 3])
def test_import_childcare_takes_the_same_number_of_queries_for_more_rows(
    rows: int, django_assert_num_queries: Any
) -> None:
    raw = lrk(*({"lrk_id": f"{1000 + n}"} for n in range(rows)))
    with django_assert_num_queries(17):
        bring(raw)
    with django_assert_num_queries(6):
        bring(raw)


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Laan 1", ("Laan", "1")),
        ("Plein 1945 12 A", ("Plein", "1945 12 A")),
        ("Van Broeckhovenlaan 2-4", ("Van Broeckhovenlaan", "2-4")),
        ("Zonder nummer", ("Zonder nummer", "")),
        ("", ("", "")),
    ],
)
def test_split_address_gives_street_and_number(address: str, parts: tuple[str, str]) -> None:
    assert split_address(address) == parts


@pytest.mark.parametrize("value", ["30-02-2020", "2020-13-01", "gisteren", "09/30/2011"])
def test_day_of_what_is_no_date_is_none(value: str) -> None:
    assert day_of(value) is None


def test_without_persons_keeps_every_record_on_its_line() -> None:
    raw = lrk({"contact_persoon": '"Twee\nregels"'}, {"type_oko": "VGO"}, {"lrk_id": "kapot"})
    before = [(line.number, line.cells[0]) for line in read_lines(raw, "x.csv")]
    after = [(line.number, line.cells[0]) for line in read_lines(without_persons(raw, "x"), "x")]
    assert [number for number, _code in before] == [number for number, _code in after]
    assert [code for _number, code in after] == ["lrk_id", "123456789", "", "kapot"]
