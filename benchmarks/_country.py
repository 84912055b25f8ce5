"""A country of children, made inside PostgreSQL from one row of each table: for benchmarks."""

from dataclasses import dataclass, field
from typing import Any

OF_LOCATION, OF_GROUP, OF_SCHOOL, OF_TOWN = 80, 16, 100, 25  # of_town: locations and schools

FIRST = "(ARRAY['Levi','Nora','Sem','Yara','Finn','Lina','Daan'])[n %% 7 + 1]"
LAST = "(ARRAY['Waterval','Kersentuin','Aydin','Hoogland','Molenpad'])[n %% 5 + 1]"


@dataclass(frozen=True)
class Country:
    """Who looks, by role, and what they look at."""

    people: dict[str, Any]
    group: int
    child: str
    keys: dict[str, str] = field(default_factory=dict)


def fill(children: int) -> Country:
    """Fill an empty database with this many children that are here; half share with a school."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    from tests.factories.children import ask, make_child, say  # noqa: PLC0415 - as above

    locations, schools = _places(-(-children // OF_LOCATION), -(-children // OF_SCHOOL))
    child = make_child(locations[0], first_name="Levi", last_name="Waterval")
    groups = _groups(child, locations)
    question = _question(child, schools[0], ask, say)
    copy_row("children_child", child.pk, children - 1, {
        "key": "gen_random_uuid()",
        "location_id": f"(%(locations)s::bigint[])[n / {OF_LOCATION} + 1]",
        "group_id": f"(%(groups)s::bigint[])[n / {OF_GROUP} + 1]",
        "school_id": "NULL",
        "first_name": FIRST,
        "last_name": LAST,
        "sort_name": f"lower({FIRST} || ' ' || {LAST})",
        "born_on": "t.born_on - (n %% 400)",
    }, locations=[one.pk for one in locations], groups=groups)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id ORDER BY id) FROM children_child")
        keys = cursor.fetchone()[0]
    copy_row("children_guardian", child.guardians.get().pk, len(keys) - 1, {
        "child_id": "(%(keys)s::bigint[])[n + 1]"}, keys=keys)  # fmt: skip
    copy_row("children_consentquestion", question.pk, len(keys) // 2 - 1, {
        "child_id": "(%(keys)s::bigint[])[2 * n + 1]",
        "school_id": f"(%(schools)s::bigint[])[2 * n / {OF_SCHOOL} + 1]",
    }, keys=keys, schools=[one.pk for one in schools])  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return _with_people(child, schools[0])


def _with_people(child: Any, school: Any) -> Country:
    """Return who looks: all around the first child."""
    from partners.states import Role  # noqa: PLC0415 - after Django is set up
    from tests.factories.children import work_in  # noqa: PLC0415 - as above
    from tests.factories.partners import make_actor  # noqa: PLC0415 - as above

    people = {
        "koc": make_actor(Role.KOC, child.location),
        "kow": make_actor(Role.KOW, child.location),
        "kcc": make_actor(Role.KCC, child.location.holder),
        "qc": make_actor(Role.QC, school),
        "sch": make_actor(Role.SCH, school),
    }
    work_in(child.group, people["kow"].memberships[0])
    return Country(people, child.group_id, str(child.key))


def _places(locations: int, schools: int) -> tuple[list[Any], list[Any]]:
    """Make towns with their locations and schools; a holder has three locations, a board eight."""
    from partners.models import ChildcareLocation, Organisation, School  # noqa: PLC0415 - as above
    from partners.states import ModuleKind, OrganisationKind  # noqa: PLC0415 - as above
    from tests.factories.partners import (  # noqa: PLC0415 - as above
        ChildcareOrganisationFactory,
        ModuleFactory,
        MunicipalityFactory,
        SchoolBoardFactory,
    )

    towns = [MunicipalityFactory() for _ in range(locations // OF_TOWN + 1)]
    for town in towns:
        ModuleFactory(municipality=town, kind=ModuleKind.HANDOVER)
    holders = [ChildcareOrganisationFactory() for _ in range(locations // 3 + 1)]
    boards = [SchoolBoardFactory() for _ in range(schools // 8 + 1)]
    kinds = OrganisationKind.CHILDCARE_LOCATION, OrganisationKind.SCHOOL
    names = ((kinds[0], f"{700000000 + n}", f"Locatie {n}") for n in range(locations))
    codes = ((kinds[1], school_code(n), f"School {n}") for n in range(schools))
    of_location, of_school = (
        Organisation.objects.bulk_create(
            Organisation(kind=kind, key=key, name=name) for kind, key, name in some
        )
        for some in (names, codes)
    )
    here = [
        ChildcareLocation(
            organisation=row, holder=holders[n // 3], municipality=towns[n // OF_TOWN]
        )
        for n, row in enumerate(of_location)
    ]
    there = [
        School(organisation=row, board=boards[n // 8], municipality=towns[n // OF_TOWN])
        for n, row in enumerate(of_school)
    ]
    return ChildcareLocation.objects.bulk_create(here), School.objects.bulk_create(there)


def school_code(number: int) -> str:
    """Return a code that no other number has."""
    letters = chr(65 + number // 26 % 26) + chr(65 + number % 26)
    return f"{number // 676 % 100:02d}{letters}00"


def _groups(child: Any, locations: list[Any]) -> list[int]:
    """Make five groups at each location, put the first child in one, and return their numbers."""
    from children.models import Group  # noqa: PLC0415 - as above
    from children.states import GroupKind  # noqa: PLC0415 - as above

    rows = Group.objects.bulk_create(
        Group(location=one, kind=GroupKind.PEUTER, name=f"Groep {n}", places=16)
        for one in locations
        for n in range(OF_LOCATION // OF_GROUP)
    )
    child.group = rows[0]
    child.save(update_fields=["group"])
    return [row.pk for row in rows]


def _question(child: Any, school: Any, ask: Any, say: Any) -> Any:
    """Ask about the first child, and let its parent agree."""
    from children.states import ConsentAct, ConsentScope  # noqa: PLC0415 - as above

    question = ask(child, ConsentScope.SHARE_FORM, school)
    say(question, ConsentAct.GRANTED)
    return question


def copy_row(table: str, row: int, last: int, changed: dict[str, str], **given: Any) -> None:
    """Copy one row from 1 to `last` times over, with some columns changed; `n` counts."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        columns = [name for (name,) in cursor.fetchall() if name != "id"]
        values = ", ".join(changed.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # a yes without words
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} "  # noqa: S608 - names of our own tables
            f"FROM {table} t, generate_series(1, %(last)s::int) n WHERE t.id = %(row)s",
            {"last": last, "row": row, **given},
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
