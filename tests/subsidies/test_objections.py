"""Objections: registered in time and late, postponed once, never decided by who signed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from partners.holidays import is_working_day
from partners.models import AuditEntry, EquatedDay
from partners.roles import PERMISSIONS, Permission
from partners.states import Role
from subsidies import objections
from subsidies.models import DecisionLetter, Objection, SubsidyYear
from subsidies.objections import decide, decide_before, is_late, postpone, register
from subsidies.states import DECISIONS, IllegalMoveError, LetterState, ObjectionOutcome
from tests.factories.partners import make_actor
from tests.factories.subsidies import AT
from tests.subsidies.office import DAY, ON_THE_DAY, Office, bring, make_office

pytestmark = pytest.mark.slow
LAST = date(2026, 4, 13)
NOW = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
RECEIVED = date(2026, 4, 1)


@pytest.fixture
def office(db: None) -> Office:
    """Return an office with one letter, sent on 2 March 2026."""
    made = make_office()
    bring(made, LetterState.SENT)
    return made


def receive(office: Office, *, by: Any = None, at: datetime = NOW, **values: Any) -> Objection:
    parts = {"received_on": RECEIVED, "objector": "Stichting De Wilg"}
    [letter] = office.letters
    return register(letter_id=letter.pk, by=by or office.checker, at=at, **parts | values)


def settle(objection: Objection, by: Any, **values: Any) -> Objection:
    parts = {"outcome": ObjectionOutcome.DISMISSED, "decided_on": date(2026, 6, 1), "at": LATER}
    return decide(objection_id=objection.pk, by=by, **parts | values)


def facts() -> list[Any]:
    return [list(Objection.objects.values()), AuditEntry.objects.count()]


# --- registering ----------------------------------------------------------------------------


def test_register_keeps_dates_and_term_and_logs_no_name(office: Office) -> None:
    objection = receive(office, case_number=" Z-1 ", objector=" Stichting De Wilg ")
    assert (objection.objector, objection.case_number) == ("Stichting De Wilg", "Z-1")
    assert (objection.registered_by, objection.registered_at) == (office.checker.user, NOW)
    assert (objection.decide_before, is_late(objection)) == (date(2026, 5, 26), False)
    line = AuditEntry.objects.get(action="objection.registered")
    assert line.details == {"letter": office.letters[0].reference, "late": False}


@pytest.mark.parametrize(
    ("received_on", "late"), [(DAY, False), (LAST, False), (LAST + timedelta(days=1), True)]
)
def test_register_takes_a_late_objection_and_says_so(
    office: Office, received_on: date, late: bool
) -> None:
    objection = receive(office, received_on=received_on)
    assert is_late(objection) is late
    assert AuditEntry.objects.get(action="objection.registered").details["late"] is late


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"received_on": DAY - timedelta(days=1)}, "verzonden op 2 maart 2026"),
        ({"received_on": date(2026, 4, 21)}, "in de toekomst"),
        ({"objector": "  "}, "wie het bezwaar heeft ingediend"),
    ],
)
def test_register_with_wrong_facts_is_refused(
    office: Office, values: dict[str, Any], says: str
) -> None:
    before = facts()
    with pytest.raises(IllegalMoveError, match=says):
        receive(office, **values)
    assert facts() == before


def test_register_the_same_objection_twice_is_refused(office: Office) -> None:
    receive(office)
    with pytest.raises(IllegalMoveError, match="al vastgelegd"):
        receive(office, objector="stichting de wilg ")
    assert receive(office, objector="Stichting De Linde").pk


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in LetterState if state != LetterState.SENT])
def test_register_to_a_letter_that_was_not_sent_is_refused(state: LetterState) -> None:
    office = make_office()
    bring(office, state)
    with pytest.raises(IllegalMoveError, match="pas als de brief is verzonden"):
        receive(office)


@pytest.mark.parametrize("role", Role)
def test_register_is_for_the_roles_of_the_table(office: Office, role: Role) -> None:
    by = office.actor_of(role)
    if Permission.REGISTER_OBJECTION in PERMISSIONS[role]:
        assert receive(office, by=by, received_on=NOW.date()).registered_by == by.user
        return
    with pytest.raises((PermissionDenied, DecisionLetter.DoesNotExist)):
        receive(office, by=by)
    assert not Objection.objects.exists()


def test_register_by_a_board_that_lost_its_school_is_for_its_own_letter_all_the_same(
    office: Office,
) -> None:
    [letter] = office.letters
    board = office.actor_of(Role.BRD)
    letter.board.schools.update(board=make_office().letters[0].board)
    assert receive(office, by=board, received_on=NOW.date()).letter == letter


@pytest.mark.parametrize("values", [{}, {"received_on": NOW.date(), "is_by_committee": True}])
def test_register_by_a_board_on_another_day_or_with_a_committee_is_refused(
    office: Office, values: dict[str, Any]
) -> None:
    with pytest.raises(IllegalMoveError, match="op de dag dat het binnenkomt"):
        receive(office, by=office.actor_of(Role.BRD), **values)
    assert not Objection.objects.exists()


@pytest.mark.parametrize("role", [Role.BRD, Role.ISS, Role.GEM])
def test_register_to_a_letter_of_others_is_refused(office: Office, role: Role) -> None:
    with pytest.raises(DecisionLetter.DoesNotExist):
        receive(office, by=make_actor(role))


# --- the term for deciding ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("committee", "postponed", "day"),
    [
        (False, False, date(2026, 5, 26)),  # 25 May is Whit Monday
        (False, True, date(2026, 7, 6)),
        (True, False, date(2026, 7, 6)),
        (True, True, date(2026, 8, 17)),  # eighteen weeks: not moved, though a Monday anyway
    ],
)
def test_decide_before_counts_from_the_last_objection_day(
    office: Office, committee: bool, postponed: bool, day: date
) -> None:
    [letter] = office.letters
    assert decide_before(letter, is_by_committee=committee, is_postponed=postponed) == day


def test_decide_before_of_a_long_term_does_not_move(office: Office) -> None:
    [letter] = office.letters
    EquatedDay.objects.create(
        municipality=office.municipality, day=date(2026, 8, 17), name="vrij", source="x"
    )
    assert decide_before(letter, is_by_committee=True, is_postponed=True) == date(2026, 8, 17)


def test_decide_before_without_a_sending_date_is_refused() -> None:
    letter = DecisionLetter(year=SubsidyYear())
    with pytest.raises(ValueError, match="no objection term"):
        decide_before(letter, is_by_committee=False)


@given(days=st.integers(min_value=0, max_value=2000), committee=st.booleans())
def test_decide_before_is_a_working_day_six_or_twelve_weeks_after(
    days: int, committee: bool
) -> None:
    class Town:
        """A municipality without equated days."""

        class equated_days:  # noqa: N801 - stands for the related manager
            all = staticmethod(list)

    letter = type("Letter", (), {})()
    letter.sending_on = date(2026, 1, 1) + timedelta(days=days)
    letter.year = type("Year", (), {"municipality": Town})
    last = objections.last_objection_day(letter)
    assert last is not None
    found = decide_before(letter, is_by_committee=committee)
    plain = last + timedelta(weeks=12 if committee else 6)
    assert plain <= found <= plain + timedelta(days=9)
    assert is_working_day(found)


# --- postponing -----------------------------------------------------------------------------


def test_postpone_gives_six_weeks_more_and_is_logged(office: Office) -> None:
    objection = postpone(objection_id=receive(office).pk, by=office.checker, at=NOW)
    assert (objection.is_postponed, objection.decide_before) == (True, date(2026, 7, 6))
    line = AuditEntry.objects.get(action="objection.postponed")
    assert line.details == {"decide_before": "2026-07-06"}


def test_postpone_twice_is_refused(office: Office) -> None:
    objection = receive(office)
    postpone(objection_id=objection.pk, by=office.checker, at=NOW)
    with pytest.raises(IllegalMoveError, match="al een keer verdaagd"):
        postpone(objection_id=objection.pk, by=office.checker, at=NOW)


def test_postpone_after_the_term_is_refused(office: Office) -> None:
    objection = receive(office)
    last = datetime(2026, 5, 26, 12, 0, tzinfo=UTC)
    with pytest.raises(IllegalMoveError, match="26 mei 2026"):
        postpone(objection_id=objection.pk, by=office.checker, at=last + timedelta(days=1))
    assert postpone(objection_id=objection.pk, by=office.checker, at=last).is_postponed


def test_postpone_of_a_decided_objection_is_refused(office: Office) -> None:
    objection = settle(receive(office), office.checker)
    with pytest.raises(IllegalMoveError, match="al beslist"):
        postpone(objection_id=objection.pk, by=office.checker, at=NOW)


# --- deciding -------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", DECISIONS)
def test_decide_keeps_outcome_day_person_and_logs(
    office: Office, outcome: ObjectionOutcome
) -> None:
    objection = settle(receive(office), office.checker, outcome=outcome, note=" Zie Z-1. ")
    assert (objection.outcome, objection.decided_on) == (outcome, date(2026, 6, 1))
    assert (objection.decided_by, objection.note) == (office.checker.user, "Zie Z-1.")
    line = AuditEntry.objects.get(action="objection.decided")
    assert line.details == {"outcome": outcome, "by_committee": False}


def signatory_as_officer(office: Office) -> Any:
    return make_actor(Role.GEM, office.municipality, user=office.signatory.user)


def test_decide_by_who_signed_the_letter_is_refused(office: Office) -> None:
    objection = receive(office)
    before = facts()
    with pytest.raises(IllegalMoveError, match="Je hebt deze brief ondertekend"):
        settle(objection, signatory_as_officer(office))
    assert facts() == before


@pytest.mark.parametrize("when", ["registered", "decided"])
def test_decide_by_the_committee_is_not_noted_by_who_signed_either(
    office: Office, when: str
) -> None:
    objection = receive(office, is_by_committee=when == "registered")
    with pytest.raises(IllegalMoveError, match="laat een ander de beslissing vastleggen"):
        settle(objection, signatory_as_officer(office), is_by_committee=when == "decided")
    settled = settle(objection, office.checker, is_by_committee=when == "decided")
    assert (settled.outcome, settled.is_by_committee) == (ObjectionOutcome.DISMISSED, True)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.GEM])
@pytest.mark.parametrize("act", ["decide", "postpone"])
def test_decide_and_postpone_are_for_officers_only(office: Office, role: Role, act: str) -> None:
    objection, by = receive(office), office.actor_of(role)
    before = facts()
    given = {"outcome": "dismissed", "decided_on": RECEIVED} if act == "decide" else {}
    with pytest.raises((PermissionDenied, Objection.DoesNotExist)):
        getattr(objections, act)(objection_id=objection.pk, by=by, at=NOW, **given)
    assert facts() == before


def test_decide_by_an_officer_of_elsewhere_finds_nothing(office: Office) -> None:
    objection = receive(office)
    with pytest.raises(Objection.DoesNotExist):
        settle(objection, make_actor(Role.GEM))


def test_decide_twice_is_refused_and_keeps_the_first(office: Office) -> None:
    objection = settle(receive(office), office.checker)
    with pytest.raises(IllegalMoveError, match="al beslist"):
        settle(objection, office.checker, outcome=ObjectionOutcome.UPHELD)
    assert Objection.objects.get().outcome == ObjectionOutcome.DISMISSED


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"outcome": "misschien"}, "Kies hoe er is beslist"),
        ({"outcome": ""}, "Kies hoe er is beslist"),
        ({"decided_on": RECEIVED - timedelta(days=1)}, "kwam binnen op 1 april 2026"),
        ({"decided_on": LATER.date() + timedelta(days=1)}, "in de toekomst"),
    ],
)
def test_decide_with_wrong_facts_is_refused(
    office: Office, values: dict[str, Any], says: str
) -> None:
    objection = receive(office)
    with pytest.raises(IllegalMoveError, match=says):
        settle(objection, office.checker, **values)
    assert Objection.objects.get().outcome == ""


def test_decide_never_touches_the_letter(office: Office) -> None:
    before = list(DecisionLetter.objects.values())
    settle(receive(office), office.checker, outcome=ObjectionOutcome.UPHELD)
    assert list(DecisionLetter.objects.values()) == before
    assert (before[0]["sent_at"], before[0]["drafted_at"]) == (ON_THE_DAY, AT)
