"""Bringing figures in: DUO's pupil history, the workbook of CBS, and our own two columns."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.models import AuditEntry, School
from partners.register_files import RegisterError
from partners.register_results import FieldChange, RegisterImport
from partners.school_import import import_schools
from partners.states import Role
from subsidies.figure_files import FigureRow, value_of
from subsidies.figure_import import import_figures
from subsidies.models import SchoolFigure
from subsidies.states import FigureKind
from tests.factories.partners import MunicipalityFactory, SchoolFactory, make_actor
from tests.partners.test_workbooks import written
from tests.registers import PUPILS, SCHOOLS, SCORES

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
DAY = date(2025, 10, 1)
OWN = "vestigingscode;aantal\r\n"


@pytest.fixture
def schools() -> None:
    """Make the real schools of 0796."""
    import_schools(raw=SCHOOLS, name="s.csv", municipality="0796", by=None, at=AT)


@pytest.fixture
def school() -> School:
    """Return one school of 0796."""
    made: School = SchoolFactory(key="01AB00", municipality=MunicipalityFactory(key="0796"))
    return made


def bring(
    raw: bytes | str,
    kind: FigureKind = FigureKind.PUPILS,
    day: date | None = None,
    municipality: str | None = "0796",
    **options: Any,
) -> RegisterImport:
    body = raw.encode() if isinstance(raw, str) else raw
    name = "cijfers.xlsx" if body[:2] == b"PK" else "cijfers.csv"
    day = day or (date(2025, 8, 1) if kind == FigureKind.GRANTED else DAY)
    options = {"name": name, "by": None} | options
    return import_figures(raw=body, municipality=municipality, kind=kind, day=day, at=AT, **options)


def values() -> dict[str, Decimal | None]:
    rows = SchoolFigure.objects.select_related("school__organisation")
    return {row.school.key: row.value for row in rows}


# --- the registers --------------------------------------------------------------------------


@pytest.mark.usefixtures("schools")
def test_import_figures_of_the_pupil_history_counts_the_open_schools() -> None:
    result = bring(PUPILS)
    assert (len(result.created), result.skipped, result.lacking) == (41, 26, [])
    assert sum(value for value in values().values() if value) == 11_968
    figure = SchoolFigure.objects.get(school__organisation__key="13WW00")
    assert (figure.date, figure.source, figure.imported_at) == (DAY, "cijfers.csv", AT)


@pytest.mark.usefixtures("schools")
def test_import_figures_of_the_workbook_of_cbs_reads_the_scores_with_threshold() -> None:
    result = bring(SCORES, FigureKind.SCORE, date(2019, 10, 1))
    assert (len(result.created), result.skipped) == (41, 2)
    assert values()["13WW00"] == Decimal("918.12")
    assert values()["03PW00"] == Decimal("0.00")


@pytest.mark.usefixtures("schools")
def test_import_figures_again_changes_nothing() -> None:
    bring(PUPILS)
    before = list(SchoolFigure.objects.values())
    assert len(bring(PUPILS).unchanged) == 41
    assert list(SchoolFigure.objects.values()) == before


def test_import_figures_keeps_fewer_than_five_as_no_number(school: School) -> None:
    raw = PUPILS.split(b"\r\n")[0] + b"\r\n01AB;01AB00;x;BO;x;1;796;x" + b";<5" * 30 + b"\r\n"
    assert bring(raw).lacking == [f"Zonder dit cijfer blijven: {school.name} (01AB00)."]
    assert values() == {"01AB00": None}


def test_import_figures_of_a_school_without_pupils_is_no_figure(school: School) -> None:
    head = PUPILS.split(b"\r\n")[0]
    raw = head + b"\r\n01AB;01AB00;x;BO;x;1;796;x" + b";0" * 30 + b"\r\n"
    with pytest.raises(RegisterError, match="geen cijfer van een bekende school"):
        bring(raw)


def test_import_figures_of_all_takes_every_known_school(school: School) -> None:
    SchoolFactory(key="02AB00")
    assert bring(f"{OWN}01AB00;3\r\n02AB00;4\r\n", municipality=None).created == [
        "01AB00",
        "02AB00",
    ]


# --- our own file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        (f"{OWN}01AB00;12\r\n", FigureKind.TARGET_TODDLERS, "12.00"),
        (f"{OWN}01AB00;0\r\n", FigureKind.INFLOW, "0.00"),
        (f"{OWN}01AB00;1234,5\r\n", FigureKind.GRANTED, "1234.50"),
        (f"{OWN}01AB00;1234.56\r\n", FigureKind.GRANTED, "1234.56"),
        (f"{OWN}01AB00;€ 1.234,56\r\n", FigureKind.GRANTED, "1234.56"),
        ("Vestigingscode,Aantal\n01AB00,12.5\n", FigureKind.SCORE, "12.50"),
        ('vestigingscode,aantal\n01AB00,"12,5"\n', FigureKind.SCORE, "12.50"),
        ("\ufeffvestigingscode;aantal;school\n01AB00;7;De Wilg\n", FigureKind.PUPILS, "7.00"),
    ],
)
def test_import_figures_of_two_columns_reads_points_and_commas(
    school: School, raw: str, kind: FigureKind, value: str
) -> None:
    bring(raw, kind)
    assert values() == {"01AB00": Decimal(value)}


def test_import_figures_of_two_columns_passes_over_what_is_still_empty(school: School) -> None:
    SchoolFactory(key="02AB00", municipality=school.municipality)
    result = bring(f"{OWN}01AB00;3\r\n02AB00;\r\n")
    assert (result.created, result.skipped, len(result.lacking)) == (["01AB00"], 1, 1)


def test_import_figures_tells_old_and_new(school: School) -> None:
    bring(f"{OWN}01AB00;<5\r\n")
    [row] = bring(f"{OWN}01AB00;8\r\n").changes
    assert (row.outcome, row.fields) == ("updated", (FieldChange("value", "<5", "8"),))


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (FigureKind.GRANTED, "4000,00", "€\xa04.000,00"),
        (FigureKind.PUPILS, "1250", "1.250"),
        (FigureKind.SCORE, "3100.50", "3.100,5"),
        (FigureKind.SCORE, "0,50", "0,5"),
    ],
)
def test_import_figures_shows_numbers_as_people_read_them(
    school: School, kind: FigureKind, text: str, shown: str
) -> None:
    [row] = bring(f"{OWN}01AB00;{text}\r\n", kind).changes
    assert row.fields == (FieldChange("value", "", shown),)


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("01AB00;\r\n", "op regel 2: vul"),
        ("01AB00;\r\n02AB00;\r\n03AB00;\r\n", "op regel 2 en nog 2 regels: vul"),
    ],
)
def test_import_figures_of_an_empty_template_says_what_to_fill_in(
    school: School, rows: str, where: str
) -> None:
    with pytest.raises(RegisterError, match=f"kolom aantal is leeg {where} een getal in"):
        bring(OWN + rows)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 10, 1), "kies teldatum 1-8-2025 voor 2025–2026"),
        (date(2026, 1, 1), "niet op 1-1-2026: kies teldatum 1-8-2025"),
    ],
)
def test_import_figures_of_amounts_of_another_day_is_refused(
    school: School, day: date, words: str
) -> None:
    with pytest.raises(RegisterError, match=words):
        bring(f"{OWN}01AB00;12\r\n", FigureKind.GRANTED, day)


@pytest.mark.parametrize(
    ("line", "kind", "sentence"),
    [
        ("99ZZ00;3", FigureKind.PUPILS, "kolom VESTIGINGSCODE: “99ZZ00”, deze school is hier niet"),
        ("09AA00;3", FigureKind.PUPILS, "deze school is hier niet bekend"),
        ("01AB0;3", FigureKind.PUPILS, "hier horen zes tekens"),
        ("01AB00;3,5", FigureKind.PUPILS, "kolom AANTAL: “3,5”, hier hoort een heel getal of <5"),
        ("01AB00;-3", FigureKind.INFLOW, "hier hoort een heel getal"),
        ("01AB00;1.234", FigureKind.GRANTED, "ten hoogste twee decimalen"),
        ("01AB00;<5", FigureKind.SCORE, "ten hoogste twee decimalen"),
        ("01AB00;99999999999", FigureKind.GRANTED, "ten hoogste twee decimalen"),
        ("01AB00;veel", FigureKind.TARGET_TODDLERS, "hier hoort een heel getal"),
        ("01AB00;3\r\n01AB00;3", FigureKind.PUPILS, "regel 3: “01AB00”, deze school staat ook op"),
        ("01AB00;3;4", FigureKind.PUPILS, "3 velden in plaats van 2"),
    ],
)
def test_import_figures_of_a_wrong_line_names_it_and_saves_nothing(
    school: School, line: str, kind: FigureKind, sentence: str
) -> None:
    SchoolFactory(key="09AA00")
    with pytest.raises(RegisterError, match=sentence):
        bring(f"{OWN}{line}\r\n", kind)
    assert values() == {}


@pytest.mark.parametrize(
    ("raw", "kind", "day", "sentence"),
    [
        (PUPILS, FigureKind.PUPILS, date(2025, 9, 1), "1 oktober: kies teldatum 1-10-2025"),
        (PUPILS, FigureKind.PUPILS, date(2026, 10, 1), "kolom LEERLINGEN_2026: deze kolom"),
        (PUPILS, FigureKind.GRANTED, date(2025, 8, 1), "dit lijkt het leerlingenoverzicht"),
        (SCHOOLS, FigureKind.PUPILS, DAY, "dit lijkt het register van schoolvestigingen"),
        (SCORES, FigureKind.SCORE, DAY, "regel 2: dit zijn scores van 1 oktober 2019, niet van"),
        (SCORES, FigureKind.SCORE, DAY, "kies teldatum 1-10-2019"),
        (SCORES, FigureKind.PUPILS, DAY, "is een Excel-bestand: sla het op als csv"),
        (SCORES[:9000], FigureKind.SCORE, DAY, "is beschadigd"),
        (written([["a", "b"]]), FigureKind.SCORE, DAY, "de kolommen van het CBS"),
    ],
)
def test_import_figures_of_another_file_says_which(
    school: School, raw: bytes, kind: FigureKind, day: date, sentence: str
) -> None:
    with pytest.raises(RegisterError, match=sentence):
        bring(raw, kind, day)


def scores(*rows: list[object]) -> bytes:
    head: list[list[object]] = [["School (BRIN vestiging)", "Aantal", "Achterstandsscore"]]
    return written([*head, *rows, [], ["Bron: CBS"]])


def test_import_figures_of_a_workbook_reads_a_score_without_binary_noise(school: School) -> None:
    bring(scores(["01AB00", 5, 0.1 + 0.2]), FigureKind.SCORE)
    assert values() == {"01AB00": Decimal("0.30")}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["01AB00", 5, "hoog"], "regel 2, kolom Achterstandsscore: “hoog”"),
        (["kapot", 5, 1.5], "regel 2, kolom School: “kapot”"),
        (["01AB00", 5, 1.234], "ten hoogste twee decimalen"),
    ],
)
def test_import_figures_of_a_workbook_names_a_wrong_row(
    school: School, row: list[object], sentence: str
) -> None:
    with pytest.raises(RegisterError, match=sentence):
        bring(scores(row), FigureKind.SCORE)


# --- who, and at what cost ------------------------------------------------------------------


def test_import_figures_by_another_municipality_is_refused(school: School) -> None:
    with pytest.raises(PermissionDenied):
        bring(f"{OWN}01AB00;3\r\n", by=make_actor(Role.GEM))
    assert values() == {}


def test_import_figures_is_in_the_log_without_a_figure(school: School) -> None:
    bring(f"{OWN}01AB00;17\r\n", by=make_actor(Role.GEM, school.municipality))
    entry = AuditEntry.objects.get(action="figures.imported")
    assert entry.organisation == school.municipality.organisation
    assert "17" not in str(entry.details)


@pytest.mark.parametrize("count", [1, 3])
def test_import_figures_takes_the_same_number_of_queries_for_more_rows(
    count: int, school: School, django_assert_num_queries: Any
) -> None:
    for number in range(count - 1):
        SchoolFactory(key=f"0{number}AC00", municipality=school.municipality)
    raw = OWN + "".join(f"{s.key};{n}\r\n" for n, s in enumerate(School.objects.all()))
    with django_assert_num_queries(9):
        bring(raw)
    with django_assert_num_queries(8):
        bring(raw)


@pytest.mark.parametrize("text", ["12", "0,5", "1.234.567,89"])
def test_value_of_an_amount_is_exact(text: str) -> None:
    found = value_of(FigureRow(2, "01AB00", text, "AANTAL"), FigureKind.GRANTED, "x.csv")
    assert found == Decimal(text.replace(".", "").replace(",", "."))


def test_figures_of_the_first_year_of_all_are_no_fault(school: School) -> None:
    result = bring(f"vestigingscode;aantal\n{school.key};12", day=date(1, 1, 1))
    assert len(result.changes) == 1
