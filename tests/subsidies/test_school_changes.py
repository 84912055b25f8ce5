from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from subsidies.amendments import ChangeError, Inputs, amounts_in_force, preview
from subsidies.models import AmendedAmount, SchoolChange, SubsidyYear
from subsidies.school_changes import (
    accept,
    dismiss,
    open_changes,
    propose_from_registers,
    why_outdated,
)
from subsidies.states import ChangeKind, ChangeState, IllegalMoveError
from tests.factories.changes import (
    IN_YEAR,
    MID_JANUARY,
    accepted,
    officer_of,
    schools_of,
    year_with_schools,
)
from tests.factories.changes import report as reported
from tests.factories.partners import (
    SchoolBoardFactory,
    make_actor,
)
from tests.factories.subsidies import (
    make_issuer_actor,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db


def close(school: School, day: date = MID_JANUARY) -> None:
    School.objects.filter(pk=school.pk).update(closed_on=day)


def take_over(change: SchoolChange, by: Actor | None = None) -> SchoolChange:
    inputs = Inputs(change.effective_on)
    return accept(change_id=change.pk, by=by or officer_of(change.year), at=IN_YEAR, inputs=inputs)


# --- reports ------------------------------------------------------------------------------------


def reporter(year: SubsidyYear, role: Role) -> Actor:
    """Return somebody with this role who has to do with the first school of the year."""
    school = schools_of(year)[0]
    if role in {Role.ISS, Role.SIG}:
        return make_issuer_actor(year.municipality, role)
    places = {Role.BRD: school.board, Role.SCH: school, Role.QC: school}
    return make_actor(role, places.get(role, year.municipality))


@pytest.mark.parametrize("role", [Role.GEM, Role.ISS, Role.BRD, Role.SCH])
def test_report_is_kept_as_a_proposal_of_who_may_report(role: Role) -> None:
    year = year_with_schools()
    actor = reporter(year, role)
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0], by=actor, note=" Leeg. ")
    assert (change.state, change.reported_by, change.note) == (
        ChangeState.PROPOSED, actor.user, "Leeg.",
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="change.reported")
    assert entry.details == {"kind": "closed", "school": schools_of(year)[0].key}


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO, Role.QC])
def test_report_is_refused_to_other_roles(role: Role) -> None:
    year = year_with_schools()
    with pytest.raises(PermissionDenied):
        reported(year, ChangeKind.CLOSED, schools_of(year)[0], by=reporter(year, role))
    assert not SchoolChange.objects.exists()


@pytest.mark.parametrize("role", [Role.BRD, Role.SCH])
def test_report_of_a_school_of_others_never_existed(role: Role) -> None:
    year = year_with_schools(boards=2, schools=2)
    with pytest.raises(School.DoesNotExist):
        reported(year, ChangeKind.CLOSED, schools_of(year)[1], by=reporter(year, role))


def test_report_in_another_municipality_never_existed() -> None:
    year, other = year_with_schools(), year_with_schools()
    with pytest.raises(SubsidyYear.DoesNotExist):
        reported(year, ChangeKind.CLOSED, schools_of(year)[0], by=officer_of(other))


def test_report_about_a_school_of_another_municipality_never_existed() -> None:
    year, other = year_with_schools(), year_with_schools()
    with pytest.raises(School.DoesNotExist):
        reported(year, ChangeKind.CLOSED, schools_of(other)[0])


def test_report_waits_for_an_established_year() -> None:
    year = make_year(make_municipality())
    with pytest.raises(IllegalMoveError, match="niet vastgesteld"):
        reported(year, ChangeKind.CLOSED, schools_of(year)[0])


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (ChangeKind.MERGED, "other"),
        (ChangeKind.SPLIT, "other"),
        (ChangeKind.BOARD_CHANGED, "new_board"),
    ],
)
def test_report_of_an_office_is_whole_and_of_a_school_need_not_be(
    kind: ChangeKind, field: str
) -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    with pytest.raises(ChangeError) as caught:
        reported(year, kind, school)
    assert caught.value.field == field
    assert reported(year, kind, school, by=reporter(year, Role.SCH)).pk


@pytest.mark.parametrize("day", [date(2026, 7, 31), date(2027, 8, 1)])
def test_report_of_a_day_outside_the_year_is_refused(day: date) -> None:
    year = year_with_schools()
    with pytest.raises(ChangeError, match="schooljaar 2026-2027"):
        reported(year, ChangeKind.CLOSED, schools_of(year)[0], effective_on=day)


def test_report_of_a_school_with_itself_is_refused() -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    with pytest.raises(ChangeError, match="twee verschillende scholen"):
        reported(year, ChangeKind.MERGED, school, other_id=school.pk)


def test_report_of_the_same_thing_twice_is_refused() -> None:
    year = year_with_schools()
    reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    with pytest.raises(ChangeError, match="al gemeld"):
        reported(year, ChangeKind.CLOSED, schools_of(year)[0])


# --- decisions ----------------------------------------------------------------------------------


def test_accept_keeps_the_amounts_and_who_decided() -> None:
    year = year_with_schools()
    change = take_over(reported(year, ChangeKind.CLOSED, schools_of(year)[0]))
    row = AmendedAmount.objects.get()
    assert (change.state, str(row.before), str(row.after)) == ("accepted", "2500.00", "1250.00")
    assert (change.decided_at, change.decided_by is None) == (IN_YEAR, False)
    details = AuditEntry.objects.get(action="change.accepted").details
    assert (details["difference"], details["boards"]) == ("-1250.00", 1)


def test_accept_takes_the_day_that_gem_corrected() -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    day = date(2026, 11, 30)
    done = accept(change_id=change.pk, by=officer_of(year), at=IN_YEAR, inputs=Inputs(day))
    assert (done.effective_on, str(AmendedAmount.objects.get().after)) == (day, "833.33")


@pytest.mark.parametrize("role", [Role.ISS, Role.SIG, Role.DPO, Role.BRD, Role.SCH])
def test_decisions_are_refused_to_other_roles(role: Role) -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    actor = reporter(year, role)
    with pytest.raises(PermissionDenied):
        take_over(change, actor)
    with pytest.raises(PermissionDenied):
        dismiss(change_id=change.pk, reason="Nee.", by=actor, at=IN_YEAR)
    assert SchoolChange.objects.get().state == ChangeState.PROPOSED


@pytest.mark.parametrize("role", [Role.QC, Role.ADM, Role.TEA])
def test_decisions_of_who_sees_no_changes_find_nothing(role: Role) -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    actor = make_actor(role, schools_of(year)[0] if role != Role.ADM else year.municipality)
    with pytest.raises(SchoolChange.DoesNotExist):
        take_over(change, actor)


def test_decision_in_another_municipality_finds_nothing() -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    with pytest.raises(SchoolChange.DoesNotExist):
        take_over(change, officer_of(year_with_schools()))


@pytest.mark.parametrize("state", ["accepted", "dismissed"])
def test_decision_is_taken_once(state: str) -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    officer = officer_of(year)
    if state == "accepted":
        take_over(change)
    else:
        dismiss(change_id=change.pk, reason="Nee.", by=officer, at=IN_YEAR)
    with pytest.raises(IllegalMoveError, match="al besloten"):
        take_over(change)
    with pytest.raises(IllegalMoveError, match="al besloten"):
        dismiss(change_id=change.pk, reason="Toch niet.", by=officer, at=IN_YEAR)


def test_accept_refuses_amounts_that_the_page_did_not_show() -> None:
    year = year_with_schools(boards=1)
    first, second, _third = schools_of(year)
    change = reported(year, ChangeKind.CLOSED, first)
    seen = preview(change).digest
    accepted(year, ChangeKind.CLOSED, second)
    inputs = Inputs(change.effective_on)
    with pytest.raises(IllegalMoveError, match="intussen veranderd"):
        accept(change_id=change.pk, by=officer_of(year), at=IN_YEAR, inputs=inputs, digest=seen)
    now = preview(change).digest
    accept(change_id=change.pk, by=officer_of(year), at=IN_YEAR, inputs=inputs, digest=now)
    assert sum(amounts_in_force(year).values()) == 5000


def test_accept_refuses_a_proposal_that_the_register_took_back() -> None:
    year = year_with_schools()
    close(schools_of(year)[0])
    [change] = propose_from_registers(year=year, at=IN_YEAR)
    School.objects.update(closed_on=None)
    with pytest.raises(IllegalMoveError, match="weer open"):
        take_over(change)


def test_accept_refuses_a_move_after_which_the_school_moved_on() -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    School.objects.filter(pk=school.pk).update(board=SchoolBoardFactory())
    [change] = propose_from_registers(year=year, at=IN_YEAR)
    third = SchoolBoardFactory(name="Stichting De Es")
    School.objects.filter(pk=school.pk).update(board=third)
    change.refresh_from_db()
    assert why_outdated(change) == "Volgens het register hoort deze school nu bij Stichting De Es."


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_dismiss_asks_for_a_reason(reason: str) -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    with pytest.raises(ChangeError, match="Schrijf waarom"):
        dismiss(change_id=change.pk, reason=reason, by=officer_of(year), at=IN_YEAR)


def test_dismiss_keeps_the_reason_and_leaves_the_amounts() -> None:
    year = year_with_schools()
    change = reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    done = dismiss(change_id=change.pk, reason=" Vergissing. ", by=officer_of(year), at=IN_YEAR)
    assert (done.state, done.decision_note) == (ChangeState.DISMISSED, "Vergissing.")
    assert not AmendedAmount.objects.exists()


@pytest.mark.parametrize(("role", "count"), [(Role.GEM, 1), (Role.ISS, 0), (Role.BRD, 0)])
def test_open_changes_are_for_who_decides(role: Role, count: int) -> None:
    year = year_with_schools()
    first, second, _third = schools_of(year)
    reported(year, ChangeKind.CLOSED, first)
    accepted(year, ChangeKind.CLOSED, second)
    assert len(open_changes(reporter(year, role))) == count
