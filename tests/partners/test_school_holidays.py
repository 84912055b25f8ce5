"""School holidays: what is shipped, what a municipality changes, and its pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from config.demo.extracts import REGISTERS
from partners.access import Actor
from partners.models import AuditEntry, Municipality, SchoolHoliday
from partners.school_holidays import (
    ZUID,
    Period,
    SchoolHolidayError,
    add,
    missing,
    periods_of,
    region_of,
    remove,
    shipped,
    take_over,
)
from partners.school_import import import_schools
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
GIVEN = {
    "name": "carnaval", "first_day": date(2027, 2, 8), "last_day": date(2027, 2, 12),
    "source": "schoolgids",
}  # fmt: skip
CITY = REGISTERS / "schools.csv"
HOME = "/instellingen/9796/feestdagen/"


# --- what is shipped ------------------------------------------------------------------------


def test_shipped_are_five_holidays_of_five_years_from_saturday_to_sunday() -> None:
    rows = shipped(ZUID)
    names = [name for name, _period, _source in rows]
    assert (len(rows), names[:5] * 5) == (25, names)
    assert {(p.first_day.weekday(), p.last_day.weekday()) for _name, p, _source in rows} == {(5, 6)}
    days = [day for _name, p, _source in rows for day in (p.first_day, p.last_day)]
    assert days == sorted(days)


def test_shipped_holidays_last_a_week_two_or_six() -> None:
    weeks = [((p.last_day - p.first_day).days + 1) / 7 for _name, p, _source in shipped(ZUID)]
    assert {round(each, 1) for each in weeks} == {1.3, 2.3, 6.3}
    assert weeks[:5] == [9 / 7, 16 / 7, 9 / 7, 9 / 7, 44 / 7]


def test_shipped_holidays_of_2028_are_those_of_the_ministry() -> None:
    rows = [(name, p) for name, p, source in shipped(ZUID) if source.startswith("rijksoverheid.nl")]
    assert rows == [
        ("herfstvakantie", Period(date(2028, 10, 21), date(2028, 10, 29))),
        ("kerstvakantie", Period(date(2028, 12, 23), date(2029, 1, 7))),
        ("voorjaarsvakantie", Period(date(2029, 2, 10), date(2029, 2, 18))),
        ("meivakantie", Period(date(2029, 4, 28), date(2029, 5, 6))),
        ("zomervakantie", Period(date(2029, 7, 14), date(2029, 8, 26))),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("regions", "region"),
    [(["Zuid"], ZUID), (["Zuid", ""], ZUID), (["Noord"], ""), (["Zuid", "Midden"], ""), ([], "")],
)
def test_region_is_what_the_register_says_of_all_schools(
    municipality: Municipality, regions: list[str], region: str
) -> None:
    for each in regions:
        SchoolFactory(municipality=municipality, holiday_region=each)
    assert region_of(municipality) == region


@pytest.mark.django_db
def test_first_import_of_schools_brings_the_holidays_of_their_region_once() -> None:
    place = MunicipalityFactory(key="0796", name="'s-Hertogenbosch")
    given: dict[str, Any] = {
        "raw": CITY.read_bytes(), "name": CITY.name, "municipality": "0796", "by": None, "at": AT,
    }  # fmt: skip
    import_schools(**given)
    assert len(periods_of(place)) == 25
    place.school_holidays.exclude(name="zomervakantie").delete()
    import_schools(**given)
    assert place.school_holidays.count() == 5


# --- changing them --------------------------------------------------------------------------


@pytest.mark.django_db
def test_take_over_brings_what_is_missing_and_touches_nothing_else(
    municipality: Municipality, officer: Actor
) -> None:
    SchoolFactory(municipality=municipality, holiday_region="Zuid")
    own = {**GIVEN, "first_day": date(2027, 2, 6), "last_day": date(2027, 2, 14)}
    add(municipality_id=municipality.pk, by=officer, at=AT, **own)
    given = {"municipality_id": municipality.pk, "by": officer, "at": AT}
    assert (len(missing(municipality, ZUID)), take_over(**given), take_over(**given)) == (24, 24, 0)
    assert municipality.school_holidays.get(first_day__range=("2027-02-01", "2027-02-28")).name == (
        "carnaval"
    )


@pytest.mark.django_db
def test_add_and_remove_are_logged(municipality: Municipality, officer: Actor) -> None:
    given: dict[str, Any] = {"municipality_id": municipality.pk, "by": officer, "at": AT}
    add(**given, **GIVEN)
    assert periods_of(municipality) == [Period(date(2027, 2, 8), date(2027, 2, 12))]
    assert remove(**given, first_day=date(2027, 2, 8)) == "carnaval"
    lines = AuditEntry.objects.order_by("pk").values_list("action", "details")
    days = {"days": "2027-02-08/2027-02-12"}
    assert list(lines) == [("school_holiday.added", days), ("school_holiday.removed", days)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"last_day": date(2027, 2, 7)}, "voor de eerste dag"),
        ({"last_day": date(2027, 2, 8) + timedelta(days=70)}, "hoogstens 70 dagen"),
        ({"first_day": date(2061, 2, 8), "last_day": date(2061, 2, 9)}, "hoogstens 10 jaar"),
        ({"first_day": date(2027, 2, 3), "last_day": date(2027, 2, 5)}, "staat er al"),
    ],
)
def test_add_of_a_period_that_cannot_be_is_refused(
    municipality: Municipality, officer: Actor, wrong: dict[str, Any], says: str
) -> None:
    given: dict[str, Any] = {"municipality_id": municipality.pk, "by": officer, "at": AT}
    add(**given, **{**GIVEN, "first_day": date(2027, 2, 1), "last_day": date(2027, 2, 3)})
    with pytest.raises(SchoolHolidayError, match=says) as caught:
        add(**given, **{**GIVEN, **wrong})
    assert (caught.value.field, SchoolHoliday.objects.count()) == ("last_day", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.SIG, Role.QC, Role.KOC, Role.DPO])
def test_school_holidays_are_changed_by_gem_and_adm_only(
    municipality: Municipality, role: Role
) -> None:
    somebody = make_actor(role, municipality if role in {Role.SIG, Role.DPO} else None)
    given: dict[str, Any] = {"municipality_id": municipality.pk, "by": somebody, "at": AT}
    refused = (PermissionDenied, Municipality.DoesNotExist)
    for act, more in ((add, GIVEN), (take_over, {}), (remove, {"first_day": AT.date()})):
        with pytest.raises(refused):
            act(**given, **more)  # type: ignore[operator]


# --- pages ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_list_take_over_add_and_remove(municipality: Municipality) -> None:
    SchoolFactory(municipality=municipality, holiday_region="Zuid")
    page = sign_in(Client(), make_actor(Role.GEM, municipality))
    assert "zijn 25 vakanties bekend" in page.get(f"{HOME}?jaar=2027").content.decode()
    own = "/instellingen/9796/schoolvakanties/"
    assert page.post(f"{own}overnemen/", {"jaar": "2027"})["Location"] == f"{HOME}?jaar=2027"
    names = [row.name for row in page.get(f"{HOME}?jaar=2027").context["closed"]]
    assert names == [name for name, p, _source in shipped(ZUID) if touches(p, 2027)]
    asked = page.get(f"{own}2027-07-24/weghalen/").content.decode()
    assert "Zomervakantie, 24" in asked
    assert page.post(f"{own}2027-07-24/weghalen/")["Location"] == f"{HOME}?jaar=2027"
    again = {"name": "zomer", "first_day": "24-7-2027", "last_day": "5-9-2027", "source": "gids"}
    assert page.post(f"{own}nieuw/", again)["Location"] == f"{HOME}?jaar=2027"


def touches(period: Period, year: int) -> bool:
    return period.first_day.year <= year <= period.last_day.year


@pytest.mark.django_db
def test_pages_refuse_what_is_wrong_and_who_is_a_stranger(municipality: Municipality) -> None:
    own = "/instellingen/9796/schoolvakanties/"
    page = sign_in(Client(), make_actor(Role.GEM, municipality))
    answer = page.post(f"{own}nieuw/", {"first_day": "8-2-2027", "last_day": "7-2-2027"})
    text = answer.content.decode()
    assert [words in text for words in ("Vul in hoe de vakantie heet.", "Vul in waar je")] == [
        True
    ] * 2
    assert page.get(f"{own}2027-02-08/weghalen/").status_code == 404
    assert page.get(f"{own}ooit/weghalen/").status_code == 404
    stranger = sign_in(Client(), make_actor(Role.GEM, MunicipalityFactory()))
    assert stranger.post(f"{own}overnemen/").status_code == 404
    assert region_of(municipality) == ""
