"""Bringing the shipped registers into the demo, and what they lack: invented kindcentra."""

from datetime import date, datetime
from pathlib import Path

from config.demo import cast
from partners.board_import import import_boards
from partners.models import (
    ChildcareLocation,
    ChildcareOrganisation,
    Kindcentrum,
    Municipality,
    Organisation,
    School,
)
from partners.school_import import import_schools
from partners.states import OrganisationKind
from subsidies.figure_import import import_figures
from subsidies.states import FigureKind

REGISTERS = Path(__file__).parent / "registers"
FIGURES = (
    (FigureKind.PUPILS, date(2025, 10, 1), "duo-leerlingen-historisch.csv"),
    (FigureKind.SCORE, date(2019, 10, 1), "cbs-achterstandsscores-2019.xlsx"),
    (FigureKind.GRANTED, date(2025, 8, 1), "toegekend-2025-2026-verzonnen.csv"),
)


def bring_registers(at: datetime) -> None:
    """Read schools, boards and figures in; what a visitor added is closed."""
    import_schools(
        raw=_raw("schools.csv"),
        name="schools.csv",
        municipality=cast.CODE,
        by=None,
        at=at,
        close_missing=True,
        force=True,
    )
    import_boards(raw=_raw("boards.csv"), name="boards.csv", municipality=cast.CODE, by=None, at=at)
    for kind, day, name in FIGURES:
        import_figures(
            raw=_raw(name), name=name, municipality=cast.CODE, kind=kind, day=day, by=None, at=at
        )


def _raw(name: str) -> bytes:
    return (REGISTERS / name).read_bytes()


def furnish_kindcentra(municipality: Municipality, holder: ChildcareOrganisation) -> None:
    """Make a kindcentrum of each school that is called one, with an invented location."""
    schools = School.objects.filter(
        municipality=municipality, organisation__name__icontains="kindcentrum", closed_on=None
    ).select_related("organisation")
    for number, school in enumerate(schools.order_by("organisation__key"), start=1):
        place, _is_new = Kindcentrum.objects.get_or_create(
            municipality=municipality, name=school.name[:200]
        )
        key = cast.LOCATION_OF.get(school.key, f"9000001{number:02}")
        location = _location(key, school.name, municipality, holder)
        for part in (school, location):
            if part.kindcentrum_id is None:
                part.kindcentrum = place
                part.save(update_fields=["kindcentrum"])


def _location(
    key: str, school: str, municipality: Municipality, holder: ChildcareOrganisation
) -> ChildcareLocation:
    """Return the childcare location of a kindcentrum, made where it is new."""
    organisation, is_new = Organisation.objects.get_or_create(
        kind=OrganisationKind.CHILDCARE_LOCATION,
        key=key,
        defaults={"name": f"Peutergroep bij {school} (verzonnen)"},
    )
    if is_new:
        ChildcareLocation.objects.create(
            organisation=organisation,
            holder=holder,
            municipality=municipality,
            places=16,
            has_preschool_programme=True,
        )
    return ChildcareLocation.objects.get(organisation=organisation)
