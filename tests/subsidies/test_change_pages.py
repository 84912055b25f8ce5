"""Pages of changes of schools and of letters that end a subsidy: who, what, and what is refused."""

from datetime import date
from typing import Any

import pytest
import time_machine

from partners.access import Actor
from partners.models import School
from partners.states import Role
from subsidies import school_changes
from subsidies.models import DecisionLetter, SchoolChange, SubsidyYear
from subsidies.states import ChangeKind, ChangeState, LetterKind, LetterState, Regime
from tests.factories.changes import IN_YEAR, officer_of, report, schools_of, year_with_schools
from tests.factories.partners import make_actor
from tests.subsidies.office import Office, bring, make_office
from tests.subsidies.test_letter_pages import path as letter_path
from tests.subsidies.test_letter_pages import post, texts
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
FORBIDDEN, ABSENT = 403, 404


@pytest.fixture
def year() -> SubsidyYear:
    return year_with_schools()


@pytest.fixture
def officer(year: SubsidyYear) -> Actor:
    return officer_of(year)


def path(year: SubsidyYear, more: str = "") -> str:
    return f"/subsidiejaren/{year.municipality.key}/{year.label}/wijzigingen/{more}"


def typed(school: School, **values: Any) -> dict[str, Any]:
    """Return what the form of a report sends."""
    given = {"kind": "closed", "school": school.pk, "effective_on": "15-1-2027", "note": ""}
    return given | values


def decide(officer: Actor, change: SchoolChange, **values: Any) -> Any:
    """Press a button on the page of a change, as it showed the outcome."""
    where = path(change.year, f"{change.pk}/")
    outcome = client_of(officer).get(where).context.get("outcome")
    digest = outcome.digest if outcome else ""
    return post(officer, where, uitkomst=digest, effective_on="15-1-2027", **values)


# --- list and report --------------------------------------------------------------------------


def test_list_is_empty_with_a_word_of_what_comes_here(year: SubsidyYear, officer: Actor) -> None:
    page = client_of(officer).get(path(year))
    assert "Nog geen wijzigingen" in page.content.decode()
    assert page.context["may_report"]


def test_list_proposes_what_the_registers_say(year: SubsidyYear, officer: Actor) -> None:
    school = schools_of(year)[0]
    School.objects.filter(pk=school.pk).update(closed_on=date(2027, 1, 1))
    client = client_of(officer)
    for _time in range(2):
        changes = client.get(path(year)).context["changes"]
        assert [(row.school, row.kind) for row in changes] == [(school, ChangeKind.CLOSED)]


def test_list_only_reads_for_who_does_not_decide(year: SubsidyYear) -> None:
    School.objects.filter(pk=schools_of(year)[0].pk).update(closed_on=date(2027, 1, 1))
    client_of(make_actor(Role.DPO, year.municipality)).get(path(year))
    assert SchoolChange.objects.count() == 0


@pytest.mark.parametrize(
    ("toon", "number"), [("", 2), ("open", 1), ("afgewezen", 1), ("overgenomen", 0), ("niets", 2)]
)
def test_list_is_filtered_by_state(
    year: SubsidyYear, officer: Actor, toon: str, number: int
) -> None:
    first, second = schools_of(year)[:2]
    report(year, ChangeKind.CLOSED, first)
    other = report(year, ChangeKind.CLOSED, second)
    school_changes.dismiss(change_id=other.pk, reason="Bleef open.", by=officer, at=IN_YEAR)
    assert len(client_of(officer).get(path(year, f"?toon={toon}")).context["changes"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_number_of_queries_for_more_changes(
    year: SubsidyYear, number: int, django_assert_num_queries: Any
) -> None:
    for school in schools_of(year)[:number]:
        report(year, ChangeKind.CLOSED, school)
    client = client_of(make_actor(Role.DPO, year.municipality))
    client.get(path(year))
    with django_assert_num_queries(7):
        client.get(path(year))


def test_export_has_a_line_per_change(year: SubsidyYear, officer: Actor) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    school_changes.dismiss(change_id=change.pk, reason="Bleef open.", by=officer, at=IN_YEAR)
    answer = client_of(officer).get(path(year)[:-1] + ".csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].endswith(";2027-01-20;Bleef open.")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.GEM, 200), (Role.ISS, 200), (Role.BRD, 200), (Role.SCH, 200), (Role.SIG, FORBIDDEN),
     (Role.DPO, FORBIDDEN), (Role.QC, FORBIDDEN), (Role.TEA, ABSENT), (Role.ADM, ABSENT)],
)  # fmt: skip
def test_report_is_for_who_may(role: Role, status: int) -> None:
    office = make_office()
    where = path(office.year, "melden/")
    assert client_of(office.actor_of(role)).get(where).status_code == status


def test_report_of_a_board_is_about_its_own_schools(year: SubsidyYear) -> None:
    first, second = schools_of(year)[:2]
    board = make_actor(Role.BRD, first.board)
    own = {row.pk for row in School.objects.filter(board=first.board)}
    form = client_of(board).get(path(year, "melden/")).context["form"]
    assert {row.pk for row in form.fields["school"].queryset} == own
    answer = post(board, path(year, "melden/"), **typed(second))
    assert list(answer.context["form"].errors) == ["school"]
    assert SchoolChange.objects.count() == 0


def test_report_is_kept_with_who_and_leads_to_its_page(year: SubsidyYear) -> None:
    school = schools_of(year)[0]
    board = make_actor(Role.BRD, school.board)
    answer = post(board, path(year, "melden/"), **typed(school, note="Te weinig leerlingen."))
    change = SchoolChange.objects.get()
    assert (change.reported_by, change.note) == (board.user, "Te weinig leerlingen.")
    assert "De gemeente besluit over deze wijziging." in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"effective_on": "1-8-2028"}, "effective_on"), ({"kind": ""}, "kind"),
     ({"kind": "merged"}, "other"), ({"kind": "board_changed"}, "new_board"),
     ({"effective_on": "gisteren"}, "effective_on")],
)  # fmt: skip
def test_report_that_is_not_whole_is_refused_at_its_field(
    year: SubsidyYear, officer: Actor, values: dict[str, Any], field: str
) -> None:
    answer = post(officer, path(year, "melden/"), **typed(schools_of(year)[0], **values))
    assert list(answer.context["form"].errors) == [field]
    assert SchoolChange.objects.count() == 0


# --- one change -------------------------------------------------------------------------------


def test_page_shows_old_and_new_amounts_before_anything_is_decided(
    year: SubsidyYear, officer: Actor
) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    page = client_of(officer).get(path(year, f"{change.pk}/"))
    [row] = page.context["outcome"].rows
    assert (str(row.before), str(row.after)) == ("2500.00", "1250.00")
    change.refresh_from_db()
    assert change.state == ChangeState.PROPOSED


def test_page_calculates_again_with_what_was_typed(year: SubsidyYear, officer: Actor) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    where = path(year, f"{change.pk}/")
    page = post(officer, where, actie="preview", effective_on="1-11-2026")
    assert [str(row.after) for row in page.context["outcome"].rows] == ["625.00"]
    change.refresh_from_db()
    assert change.effective_on == date(2027, 1, 15)


def test_page_refuses_what_cannot_be_at_its_field(year: SubsidyYear, officer: Actor) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    page = post(officer, path(year, f"{change.pk}/"), actie="preview", effective_on="1-1-2030")
    assert list(page.context["form"].errors) == ["effective_on"]
    assert page.context["outcome"] is None


def test_accept_keeps_the_amounts_and_says_why_a_letter_waits(
    year: SubsidyYear, officer: Actor
) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    answer = decide(officer, change, actie="accept")
    change.refresh_from_db()
    assert change.state == ChangeState.ACCEPTED
    assert [str(row.after) for row in change.amounts.all()] == ["1250.00"]
    assert "Maak en verzend die eerst." in " ".join(texts(answer))


def test_accept_of_another_outcome_than_was_shown_is_refused(
    year: SubsidyYear, officer: Actor
) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    where = path(year, f"{change.pk}/")
    values = {"actie": "accept", "uitkomst": "oud", "effective_on": "15-1-2027"}
    answer = post(officer, where, **values)
    assert "bekijk de wijziging opnieuw" in " ".join(texts(answer))
    assert change.amounts.count() == 0


def test_accept_of_a_form_that_is_not_whole_changes_nothing(
    year: SubsidyYear, officer: Actor
) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    page = post(officer, path(year, f"{change.pk}/"), actie="accept", effective_on="")
    assert list(page.context["form"].errors) == ["effective_on"]
    assert change.amounts.count() == 0


@pytest.mark.parametrize("role", [Role.ISS, Role.SIG, Role.DPO])
def test_accept_is_for_the_officer_only(role: Role) -> None:
    office = make_office()
    change = report(office.year, ChangeKind.CLOSED, schools_of(office.year)[0])
    where = path(office.year, f"{change.pk}/")
    answer = post(office.actor_of(role), where, actie="accept", effective_on="15-1-2027")
    assert answer.status_code == FORBIDDEN
    assert change.amounts.count() == 0


def test_dismissal_needs_a_reason_and_keeps_it(year: SubsidyYear, officer: Actor) -> None:
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    where = path(year, f"{change.pk}/afwijzen/")
    assert post(officer, where, reason="").context["form"].errors
    post(officer, where, reason="De school blijft open.")
    change.refresh_from_db()
    assert (change.state, change.decision_note) == ("dismissed", "De school blijft open.")


def test_change_of_another_board_is_not_there(year: SubsidyYear) -> None:
    first, second = schools_of(year)[:2]
    change = report(year, ChangeKind.CLOSED, first)
    board = make_actor(Role.BRD, second.board)
    assert client_of(board).get(path(year, f"{change.pk}/")).status_code == ABSENT


@time_machine.travel(IN_YEAR)
def test_accept_after_sending_drafts_the_amendment() -> None:
    office = make_office()
    bring(office, LetterState.SENT)
    change = report(office.year, ChangeKind.CLOSED, schools_of(office.year)[0])
    answer = decide(office.checker, change, actie="accept")
    letter = DecisionLetter.objects.get(kind=LetterKind.AMENDMENT)
    assert texts(answer) == [f"Opgesteld: {letter.reference}."]
    assert (letter.change, letter.supersedes) == (change, office.letters[0])
    again = post(office.checker, path(office.year, f"{change.pk}/"), actie="draft")
    assert texts(again) == ["Er is geen brief nodig: de bedragen blijven gelijk."]


# --- letters that end a subsidy ---------------------------------------------------------------


def sent_office(**values: Any) -> Office:
    office = make_office(**values)
    bring(office, LetterState.SENT)
    return office


def test_withdrawal_is_a_new_letter_on_a_ground() -> None:
    office = sent_office()
    letter = office.letters[0]
    values = {"ground": "4:49-c", "reasons": "De uren zijn niet gemaakt."}
    answer = post(office.drafter, letter_path(letter, "/intrekken/"), **values)
    made = DecisionLetter.objects.get(kind=LetterKind.WITHDRAWAL)
    assert texts(answer) == [f"Opgesteld: {made.reference}."]
    assert (made.supersedes, str(made.amount)) == (letter, "0.00")


def test_withdrawal_needs_a_ground_and_reasons() -> None:
    office = sent_office()
    answer = post(office.drafter, letter_path(office.letters[0], "/intrekken/"), reasons="")
    assert sorted(answer.context["form"].errors) == ["ground", "reasons"]
    assert office.year.letters.count() == 1


def test_withdrawal_of_a_draft_is_refused_with_a_sentence() -> None:
    office = make_office()
    client = client_of(office.drafter)
    answer = client.get(letter_path(office.letters[0], "/intrekken/"), follow=True)
    assert texts(answer)[0].startswith("Alleen een verzonden brief")


def test_settlement_is_not_for_a_year_that_settles_at_once() -> None:
    office = sent_office()
    page = client_of(office.drafter).get(path(office.year)[:-12] + "afrekenen/")
    assert "er volgt niets" in page.context["refusal"]


def standard_office() -> Office:
    """Return an office whose year of regime `standard` is over, with its letters sent."""
    office = sent_office(boards=2)
    with_triggers_off = "ALTER TABLE subsidies_subsidyyear {} TRIGGER subsidies_subsidyyear_locked"
    from django.db import connection  # noqa: PLC0415 - only here the lock is taken off

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(with_triggers_off.format("DISABLE"))
        SubsidyYear.objects.update(regime=Regime.STANDARD)
        cursor.execute(with_triggers_off.format("ENABLE"))
    return office


@time_machine.travel("2027-10-04 10:00+02:00")
def test_settlement_drafts_a_letter_per_board_lower_where_it_is_said() -> None:
    office = standard_office()
    where = path(office.year)[:-12] + "afrekenen/"
    first, second = (letter.board.key for letter in office.letters)
    values = {
        f"bestuur-{first}-amount": "2500", f"bestuur-{first}-ground": "",
        f"bestuur-{first}-reasons": "", f"bestuur-{second}-amount": "2000",
        f"bestuur-{second}-ground": "4:46-a", f"bestuur-{second}-reasons": "Minder uren.",
    }  # fmt: skip
    post(office.drafter, where, **values)
    rows = DecisionLetter.objects.filter(kind=LetterKind.SETTLEMENT).order_by("board")
    assert [str(row.amount) for row in rows] == ["2500.00", "2000.00"]


@time_machine.travel("2027-10-04 10:00+02:00")
def test_settlement_above_what_is_in_force_is_refused() -> None:
    office = standard_office()
    where = path(office.year)[:-12] + "afrekenen/"
    values = {f"bestuur-{letter.board.key}-amount": "9000" for letter in office.letters}
    answer = post(office.drafter, where, **values)
    assert "ten hoogste" in " ".join(texts(answer))
    assert not DecisionLetter.objects.filter(kind=LetterKind.SETTLEMENT).exists()
