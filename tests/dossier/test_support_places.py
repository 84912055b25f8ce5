"""Indications, waiting, doubt, places and phases: what is refused, and what follows."""

from datetime import date, timedelta
from typing import Any

import pytest

from children.models import Child
from dossier import arrangement_places, doubts, indications, scores, waiting_places
from dossier.models import ArrangementPlace, DevelopmentScore, Doubt, Indication
from dossier.support import SupportError
from dossier.support_states import (
    Destination,
    DevelopmentDomain,
    IndicationKind,
    IndicationOutcome,
    IndicationStand,
    SupportForm,
)
from partners.access import Actor
from tests.dossier.support_cast import TODAY
from tests.factories.children import AT, ArrangementFactory

pytestmark = pytest.mark.django_db
MOTOR, LANGUAGE = DevelopmentDomain.MOTOR, DevelopmentDomain.LANGUAGE


def indicated(child: Child, by: Actor, kind: IndicationKind = IndicationKind.VE) -> Indication:
    return indications.ask(
        child_key=child.key, kind=kind, asked_on=TODAY, is_health=False, by=by, at=AT
    )


def doubted(child: Child, by: Actor) -> Doubt:
    return doubts.raise_(child_key=child.key, since=TODAY, consulted="JGZ", by=by, at=AT)


# --- indications --------------------------------------------------------------------------------


def test_indication_smi_is_about_health(supported: Child, writer: Actor) -> None:
    assert indicated(supported, writer, IndicationKind.SMI).is_health
    assert not indicated(supported, writer).is_health


def test_indication_that_waits_is_not_asked_again(supported: Child, writer: Actor) -> None:
    assert indicated(supported, writer).stand == IndicationStand.ASKED
    with pytest.raises(SupportError, match="al gevraagd"):
        indicated(supported, writer)


@pytest.mark.parametrize("outcome", IndicationOutcome)
def test_indication_is_decided_by_somebody_unless_withdrawn(
    supported: Child, writer: Actor, outcome: IndicationOutcome
) -> None:
    row = indicated(supported, writer)
    said: dict[str, Any] = {"key": row.key, "on": TODAY, "outcome": outcome, "by": writer, "at": AT}
    if outcome != IndicationOutcome.WITHDRAWN:
        with pytest.raises(SupportError, match="wie dit besloot"):
            indications.decide(**said, decided_by=" ")
    by = "" if outcome == IndicationOutcome.WITHDRAWN else "de gemeente"
    row = indications.decide(**said, decided_by=by)
    assert (row.stand.value, row.decided_by) == (outcome.value, by)


# --- waiting ------------------------------------------------------------------------------------


def test_wait_for_the_same_twice_is_refused(supported: Child, writer: Actor) -> None:
    said: dict[str, Any] = {"child_key": supported.key, "since": TODAY, "is_health": True}
    said |= {"form": SupportForm.PHYSIO, "by": writer, "at": AT}
    assert waiting_places.wait(**said).is_health
    with pytest.raises(SupportError, match="wacht hier al op"):
        waiting_places.wait(**said)


# --- doubt --------------------------------------------------------------------------------------


def test_doubt_stands_once_and_says_who_is_consulted(supported: Child, writer: Actor) -> None:
    row = doubted(supported, writer)
    doubts.consult(key=row.key, consulted="samenwerkingsverband", by=writer, at=AT)
    assert Doubt.objects.get().consulted == "samenwerkingsverband"
    with pytest.raises(SupportError, match="staat er al"):
        doubted(supported, writer)


@pytest.mark.parametrize(("days", "is_right"), [(-1, False), (0, True), (1, False), (None, False)])
def test_stay_lasts_until_four_years_and_nine_months(
    supported: Child, writer: Actor, days: int | None, *, is_right: bool
) -> None:
    last = doubts.last_day(supported)
    assert last == date(2028, 6, 4)
    row = doubted(supported, writer)
    until = None if days is None else TODAY - timedelta(1) if days < 0 else last + timedelta(days)
    said: dict[str, Any] = {"key": row.key, "on": TODAY, "by": writer, "at": AT}
    said |= {"destination": Destination.STAYS, "stays_until": until}
    if is_right:
        assert doubts.close(**said).stays_until == last
        return
    with pytest.raises(SupportError, match="4 jaar en 9 maanden"):
        doubts.close(**said)


# --- places -------------------------------------------------------------------------------------


def place(child: Child, by: Actor, arrangement: Any, day: date = TODAY) -> ArrangementPlace:
    return arrangement_places.place(
        child_key=child.key, arrangement_id=arrangement.pk, from_day=day, by=by, at=AT
    )


def test_place_keeps_the_name_of_an_arrangement_that_goes(supported: Child, writer: Actor) -> None:
    town = supported.location.municipality
    arrangement = ArrangementFactory(municipality=town, name="PeuterPlus", until_months=48)
    row = place(supported, writer, arrangement)
    arrangement.delete()
    row.refresh_from_db()
    assert (row.name, row.arrangement) == ("PeuterPlus", None)


def test_place_is_for_its_ages(supported: Child, writer: Actor) -> None:
    town = supported.location.municipality
    arrangement = ArrangementFactory(municipality=town, name="Dreumes", until_months=30)
    with pytest.raises(SupportError, match="van 1 jaar en 6 maanden tot tweeënhalf jaar"):
        place(supported, writer, arrangement)


def test_place_once_in_one_that_is_offered(supported: Child, writer: Actor) -> None:
    town = supported.location.municipality
    there = ArrangementFactory(municipality=town, until_months=48)
    off = ArrangementFactory(municipality=town, until_months=48, is_on=False)
    elsewhere = ArrangementFactory(until_months=48)
    ArrangementFactory(municipality=town, from_months=48, until_months=66)  # the school's own
    assert list(arrangement_places.offered(supported)) == [there]
    place(supported, writer, there)
    for other in (there, off, elsewhere):
        with pytest.raises(SupportError):
            place(supported, writer, other)


# --- phases -------------------------------------------------------------------------------------


def test_note_keeps_the_last_of_a_day(supported: Child, writer: Actor) -> None:
    said: dict[str, Any] = {"child_key": supported.key, "seen_on": TODAY, "by": writer, "at": AT}
    scores.note(**said, phases={MOTOR: 3, LANGUAGE: 2})
    scores.note(**said, phases={MOTOR: 4})
    found = DevelopmentScore.objects.values_list("domain", "phase")
    assert set(found) == {(LANGUAGE, 2), (MOTOR, 4)}


def test_note_without_a_phase_is_refused(supported: Child, writer: Actor) -> None:
    with pytest.raises(SupportError, match="ten minste één"):
        scores.note(child_key=supported.key, seen_on=TODAY, phases={}, by=writer, at=AT)
