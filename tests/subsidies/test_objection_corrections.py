"""Objections that were registered wrongly: corrected or made void, with a reason and a log line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.models import AuditEntry
from partners.roles import PERMISSIONS, Permission
from partners.states import Role
from subsidies import letter_reminders, objections
from subsidies.letter_archive import archive_of
from subsidies.letter_stands import final_from, stand_of, with_stands
from subsidies.models import DecisionLetter, Objection
from subsidies.objections import correct, decide, make_void, postpone, register
from subsidies.states import IllegalMoveError, LetterStand, LetterState, ObjectionOutcome
from tests.factories.partners import make_actor
from tests.subsidies.office import Office, bring, make_office

pytestmark = pytest.mark.slow
NOW = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
RECEIVED, EARLIER = date(2026, 4, 14), date(2026, 4, 1)  # after the last day, and in time
WHY = "De poststempel was verkeerd gelezen."


@pytest.fixture
def office(db: None) -> Office:
    """Return an office with one letter, sent on 2 March 2026."""
    made = make_office()
    bring(made, LetterState.SENT)
    return made


def receive(office: Office, *, by: Any = None, **values: Any) -> Objection:
    parts = {"received_on": RECEIVED, "objector": "Stichting De Wilg"}
    [letter] = office.letters
    return register(letter_id=letter.pk, by=by or office.checker, at=NOW, **parts | values)


def by_board(office: Office) -> tuple[Any, Objection]:
    """Return somebody of the board, and the objection that they registered."""
    board = office.actor_of(Role.BRD)
    return board, receive(office, by=board, received_on=NOW.date())


def mend(objection: Objection, by: Any, **values: Any) -> Objection:
    kept = {
        name: getattr(objection, name)
        for name in ("received_on", "objector", "case_number", "is_by_committee")
    }
    given = {"objection_id": objection.pk, "reason": WHY, "by": by, "at": NOW, **kept}
    return correct(**given | values)


def take_back(objection: Objection, by: Any, reason: str = WHY) -> Objection:
    return make_void(objection_id=objection.pk, reason=reason, by=by, at=NOW)


def facts() -> list[Any]:
    return [list(Objection.objects.values()), AuditEntry.objects.count()]


# --- correcting -----------------------------------------------------------------------------


def test_correct_changes_day_name_and_term_and_logs_why(office: Office) -> None:
    objection = mend(
        receive(office), office.checker, received_on=EARLIER, objector=" De Linde ",
        is_by_committee=True,
    )  # fmt: skip
    objection.refresh_from_db()
    assert (objection.received_on, objection.objector) == (EARLIER, "De Linde")
    assert (objection.decide_before, objections.is_late(objection)) == (date(2026, 7, 6), False)
    line = AuditEntry.objects.get(action="objection.corrected")
    assert line.details == {
        "letter": office.letters[0].reference,
        "reason": WHY,
        "was": "2026-04-14",
        "received_on": "2026-04-01",
    }


def test_correct_keeps_the_postponement_in_the_term(office: Office) -> None:
    objection = postpone(objection_id=receive(office).pk, by=office.checker, at=NOW)
    assert mend(objection, office.checker).decide_before == objection.decide_before


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"received_on": date(2026, 3, 1)}, "verzonden op 2 maart 2026"),
        ({"received_on": date(2026, 4, 21)}, "in de toekomst"),
        ({"objector": " "}, "wie het bezwaar heeft ingediend"),
        ({"objector": "De Linde"}, "al vastgelegd"),
        ({"reason": "  "}, "Schrijf waarom"),
        ({"reason": "x" * 301}, "Schrijf waarom"),
    ],
)
def test_correct_to_what_cannot_be_is_refused(
    office: Office, values: dict[str, Any], says: str
) -> None:
    receive(office, objector="De Linde")
    objection = receive(office)
    before = facts()
    with pytest.raises(IllegalMoveError, match=says):
        mend(objection, office.checker, **values)
    assert facts() == before


def test_correct_by_the_office_keeps_the_day_on_which_a_board_registered(office: Office) -> None:
    _board, objection = by_board(office)
    with pytest.raises(IllegalMoveError, match="de dag van ontvangst blijft staan"):
        mend(objection, office.checker, received_on=EARLIER)
    assert mend(objection, office.checker, is_by_committee=True).is_by_committee


def test_correct_by_the_board_names_no_committee(office: Office) -> None:
    board, objection = by_board(office)
    with pytest.raises(IllegalMoveError, match="legt de gemeente vast"):
        mend(objection, board, is_by_committee=True)
    assert mend(objection, board, case_number="Z-2").case_number == "Z-2"


@pytest.mark.parametrize(
    "values",
    [{"objector": "De Linde"}, {"case_number": "Z-2"}, {"received_on": EARLIER}, {}],
    ids=lambda values: next(iter(values), "nothing"),
)
def test_correct_by_the_board_of_what_the_office_registered_is_refused(
    office: Office, values: dict[str, Any]
) -> None:
    objection = receive(office, case_number="Z-1")
    before = facts()
    with pytest.raises(IllegalMoveError, match="vraag haar om een correctie"):
        mend(objection, office.actor_of(Role.BRD), **values)
    assert facts() == before


# --- making void ----------------------------------------------------------------------------


def test_void_keeps_the_row_with_why_who_and_when(office: Office) -> None:
    objection = take_back(receive(office), office.drafter)
    assert (objection.outcome, objection.note) == (ObjectionOutcome.VOID, WHY)
    assert (objection.decided_by, objection.decided_on) == (office.drafter.user, NOW.date())
    line = AuditEntry.objects.get(action="objection.voided")
    assert line.details == {"letter": office.letters[0].reference, "reason": WHY}


def test_void_counts_for_nothing(office: Office) -> None:
    take_back(receive(office), office.checker)
    [letter] = with_stands(DecisionLetter.objects.all())
    assert stand_of(letter, date(2026, 4, 13)) == LetterStand.OBJECTION_OPEN
    assert final_from(letter) == date(2026, 4, 14)
    [occasion] = letter_reminders.ending_terms([office.municipality], date(2026, 4, 13))
    assert letter_reminders.has_no_objection(occasion, date(2026, 4, 13))
    assert archive_of(office.year, by=office.checker).rows[0]["bezwaren"] == []


def test_void_leaves_room_for_the_same_objection(office: Office) -> None:
    take_back(receive(office), office.checker)
    assert receive(office).outcome == ""


def test_void_without_a_reason_is_refused(office: Office) -> None:
    objection = receive(office)
    with pytest.raises(IllegalMoveError, match="Schrijf waarom"):
        take_back(objection, office.checker, " ")
    assert Objection.objects.get().outcome == ""


def test_void_is_for_the_side_that_registered(office: Office) -> None:
    board, own = by_board(office)
    with pytest.raises(IllegalMoveError, match="alleen het bestuur"):
        take_back(own, office.checker)
    colleague = make_actor(Role.BRD, office.letters[0].board)
    assert take_back(own, colleague).decided_by == colleague.user
    with pytest.raises(IllegalMoveError, match="vraag haar om een correctie"):
        take_back(receive(office), board)


def test_register_by_somebody_with_both_roles_is_of_the_side_they_are_on(office: Office) -> None:
    board = make_actor(Role.BRD, office.letters[0].board, user=office.checker.user)
    theirs = receive(office)
    assert mend(theirs, office.sender, received_on=EARLIER).is_by_board is False
    assert take_back(theirs, office.sender).outcome == ObjectionOutcome.VOID
    own = receive(office, by=board, received_on=NOW.date())
    with pytest.raises(IllegalMoveError, match="alleen het bestuur"):
        take_back(own, office.checker)
    assert take_back(own, board).is_by_board is True


def test_void_or_decided_objection_is_left_alone(office: Office) -> None:
    void = take_back(receive(office), office.checker)
    decided = decide(
        objection_id=receive(office, objector="De Linde").pk, outcome=ObjectionOutcome.DISMISSED,
        decided_on=RECEIVED, by=office.checker, at=NOW,
    )  # fmt: skip
    for objection, says in ((void, "ten onrechte"), (decided, "al beslist")):
        for act in (mend, take_back):
            with pytest.raises(IllegalMoveError, match=says):
                act(objection, office.checker)
    with pytest.raises(IllegalMoveError, match="ten onrechte"):
        postpone(objection_id=void.pk, by=office.checker, at=NOW)


def test_decide_that_an_objection_is_void_is_refused(office: Office) -> None:
    with pytest.raises(IllegalMoveError, match="Kies hoe er is beslist"):
        decide(
            objection_id=receive(office).pk, outcome=ObjectionOutcome.VOID, decided_on=RECEIVED,
            by=office.checker, at=NOW + timedelta(days=1),
        )  # fmt: skip


# --- who signed the letter ------------------------------------------------------------------


def put_off(objection: Objection, by: Any) -> Objection:
    return postpone(objection_id=objection.pk, by=by, at=NOW)


def settle(objection: Objection, by: Any) -> Objection:
    return decide(
        objection_id=objection.pk, outcome=ObjectionOutcome.DISMISSED, decided_on=NOW.date(),
        by=by, at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "role"),
    [
        *((act, role) for act in (mend, take_back) for role in (Role.GEM, Role.ISS, Role.BRD)),
        *((act, Role.GEM) for act in (put_off, settle)),
    ],
)
def test_nothing_is_done_with_an_objection_by_who_signed_whatever_their_role(
    office: Office, act: Any, role: Role
) -> None:
    [letter] = office.letters
    place = {Role.GEM: office.municipality, Role.ISS: office.mandate.issuer, Role.BRD: letter.board}
    signatory = make_actor(role, place[role], user=office.signatory.user)
    objection = by_board(office)[1] if role == Role.BRD else receive(office)
    before = facts()
    with pytest.raises(IllegalMoveError, match="Je hebt deze brief ondertekend: laat een ander"):
        act(objection, signatory)
    assert facts() == before
    assert act(objection, make_actor(role, place[role])).pk == objection.pk


# --- whose it is ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", [mend, take_back])
def test_correction_is_for_who_may_register(office: Office, role: Role, act: Any) -> None:
    by = office.actor_of(role)
    objection = by_board(office)[1] if role == Role.BRD else receive(office)
    if Permission.REGISTER_OBJECTION in PERMISSIONS[role]:
        assert act(objection, by).pk == objection.pk
        return
    before = facts()
    with pytest.raises((PermissionDenied, Objection.DoesNotExist)):
        act(objection, by)
    assert facts() == before


@pytest.mark.parametrize("role", [Role.BRD, Role.ISS, Role.GEM])
@pytest.mark.parametrize("act", [mend, take_back])
def test_correction_by_somebody_of_elsewhere_finds_nothing(
    office: Office, role: Role, act: Any
) -> None:
    objection = receive(office)
    with pytest.raises(Objection.DoesNotExist):
        act(objection, make_actor(role))
