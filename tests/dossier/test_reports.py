"""Reports: each move allowed and refused, two editors, and a consent that ends meanwhile."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from children.models import ConsentQuestion
from children.states import ConsentAct
from dossier import drafts, reports
from dossier.long_texts import TextError
from dossier.models import Draft, ObservationRequest, Report, ReportVersion
from dossier.reports import ReportError, SavedMeanwhileError, Written
from dossier.request_states import RequestedOf, RequestEnd
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.factories import reports as made
from tests.factories.children import AT, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
TEXT = "Hij bouwt lang en rustig."
LATER = AT + timedelta(hours=1)


def save(
    request: ObservationRequest, by: Actor, text: str = TEXT, seen: int = 0, advice: str = ""
) -> ReportVersion:
    written = Written(text, advice)
    return reports.save(key=request.key, written=written, seen=seen, by=by, at=AT)


def share(request: ObservationRequest, by: Actor, *questions: str, seen: int = 1) -> Report:
    return reports.share(key=request.key, seen=seen, questions=questions, by=by, at=LATER)


def actions(request: ObservationRequest) -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="report.").order_by("pk")
    assert {row.details["request"] for row in rows} <= {str(request.key)}
    return list(rows.values_list("action", flat=True))


def withdraw(request: ObservationRequest) -> None:
    say(ConsentQuestion.objects.get(child=request.child), ConsentAct.WITHDRAWN)


# --- saving -----------------------------------------------------------------------------------


@pytest.mark.privacy(17)
def test_save_begins_a_report(request_: ObservationRequest, reporter: Actor) -> None:
    version = save(request_, reporter, advice="Geef hem tijd.")
    request_.refresh_from_db()
    assert (version.number, version.text, version.advice) == (1, TEXT, "Geef hem tijd.")
    assert (version.final_at, version.report.author) == (None, reporter.memberships[0])
    assert (request_.report_begun_at, request_.report_shared_at) == (AT, None)
    assert actions(request_) == ["report.begun", "report.saved"]
    assert AuditEntry.objects.get(action="report.saved").ground != ""


def test_save_again_makes_a_version_beside_it(
    request_: ObservationRequest, reporter: Actor
) -> None:
    save(request_, reporter)
    assert save(request_, reporter, "Anders.", seen=1).number == 2
    texts = ReportVersion.objects.order_by("number").values_list("number", flat=True)
    assert list(texts) == [1, 2]


def test_save_of_the_same_makes_no_version(request_: ObservationRequest, reporter: Actor) -> None:
    first = save(request_, reporter)
    assert save(request_, reporter, f" {TEXT}\r\n", seen=1) == first


def test_save_forgets_the_draft(request_: ObservationRequest, reporter: Actor) -> None:
    where = reports.place(request_.key)
    drafts.keep(where=where, field="text", text=TEXT, seen=0, by=reporter, at=AT)
    save(request_, reporter)
    assert not Draft.objects.exists()


def test_save_and_share_keep_the_drafts_of_each_other(
    request_: ObservationRequest, reporter: Actor
) -> None:
    given = {"where": reports.place(request_.key), "seen": 0, "by": reporter, "at": AT}
    drafts.keep(field="back_1", text="Hoe eet hij?", **given)  # type: ignore[arg-type]
    save(request_, reporter)
    assert Draft.objects.get().field == "back_1"
    drafts.keep(field="text", text="Nog iets.", **given)  # type: ignore[arg-type]
    share(request_, reporter, "Hoe eet hij?")
    assert Draft.objects.get().field == "text"


def test_save_after_another_is_told_and_overwrites_nothing(
    request_: ObservationRequest, reporter: Actor
) -> None:
    colleague = make_actor(Role.QC, request_.school)
    save(request_, reporter)
    save(request_, colleague, "Van een collega.", seen=1)
    with pytest.raises(SavedMeanwhileError, match=colleague.user.name) as told:
        save(request_, reporter, "Van mij.", seen=1)
    assert (told.value.newest.number, told.value.newest.text) == (2, "Van een collega.")
    assert save(request_, reporter, "Van ons samen.", seen=2).number == 3


@pytest.mark.parametrize(
    ("text", "advice", "field", "words"),
    [
        ("  ", "", "text", "Schrijf wat je zag"),
        ("x" * 20_001, "", "text", "Het verslag heeft 20001 tekens; er passen er 20000"),
        (TEXT, "x" * 5_001, "advice", "Het advies heeft 5001 tekens"),
        ("Nummer 123456782.", "", "text", "burgerservicenummer"),
    ],
    ids=["empty", "long", "long advice", "number"],
)
def test_save_refuses_a_text_by_name_and_count(
    request_: ObservationRequest, reporter: Actor, text: str, advice: str, field: str, words: str
) -> None:
    with pytest.raises(TextError, match=words) as refused:
        save(request_, reporter, text, advice=advice)
    assert (refused.value.field, Report.objects.count()) == (field, 0)


@pytest.mark.parametrize("role", [Role.KOC, Role.KOW, Role.SCH, Role.TEA, Role.GEM, Role.DPO])
def test_save_is_not_for_other_roles(request_: ObservationRequest, role: Role) -> None:
    places = {
        Role.SCH: request_.school, Role.TEA: request_.school,
        Role.GEM: request_.child.location.municipality, Role.DPO: request_.child.location.holder,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        save(request_, make_actor(role, places.get(role, request_.child.location)))


@pytest.mark.privacy(9)
def test_save_is_not_for_another_school(request_: ObservationRequest) -> None:
    school = SchoolFactory(municipality=request_.child.location.municipality)
    with pytest.raises(ObservationRequest.DoesNotExist):
        save(request_, make_actor(Role.QC, school))


def test_save_by_the_carer_of_what_a_school_was_asked_is_refused(
    request_: ObservationRequest,
) -> None:
    with pytest.raises(ReportError, match="Plan eerst"):
        save(request_, make_actor(Role.KCC, request_.child.location.holder))


def test_save_before_the_observation_was_planned_is_refused() -> None:
    request = made.sent()
    with pytest.raises(ReportError, match="Plan eerst"):
        save(request, make_actor(Role.QC, request.school))


def test_save_of_a_request_that_was_stopped_is_refused() -> None:
    request = made.planned(end=RequestEnd.WITHDRAWN)
    with pytest.raises(ReportError, match="gestopt"):
        save(request, make_actor(Role.QC, request.school))


@pytest.mark.privacy(10)
def test_save_after_the_consent_ended_is_what_never_existed(
    request_: ObservationRequest, reporter: Actor
) -> None:
    save(request_, reporter)
    withdraw(request_)
    with pytest.raises(ObservationRequest.DoesNotExist):
        save(request_, reporter, "Meer.", seen=1)
    assert ReportVersion.objects.count() == 1


def test_save_by_the_own_carer_needs_the_consent_of_parents() -> None:
    request = made.planned(asked=RequestedOf.OWN_COORDINATOR)
    carer = make_actor(Role.KCC, request.child.location.holder)
    assert save(request, carer).number == 1
    withdraw(request)
    with pytest.raises(ReportError, match="Ouders lieten het meekijken stoppen"):
        save(request, carer, "Meer.", seen=1)


def test_carer_writes_what_a_team_says() -> None:
    request = made.planned(asked=RequestedOf.OWN_COORDINATOR)
    carer = make_actor(Role.KCC, request.child.location.holder)
    assert save(request, carer).report.author == carer.memberships[0]


# --- a consent that ends while somebody writes -------------------------------------------------


@pytest.mark.privacy(10)
def test_keep_aside_locks_the_text_and_gives_it_back_under_a_new_consent(
    request_: ObservationRequest, reporter: Actor
) -> None:
    where = reports.place(request_.key)
    withdraw(request_)
    typed = {"text": TEXT, "back_1": "Hoe eet hij?"}
    reports.keep_aside(key=request_.key, typed=typed, seen=0, by=reporter, at=AT)
    assert drafts.found(places=[where], by=reporter, at=AT) == {}
    say(ConsentQuestion.objects.get(child=request_.child), ConsentAct.GRANTED)
    found = drafts.found(places=[where], by=reporter, at=AT)
    assert {field: draft.text for (_where, field), draft in found.items()} == typed


def test_keep_aside_keeps_nothing_for_whom_it_was_never_asked(
    request_: ObservationRequest,
) -> None:
    stranger = make_actor(Role.QC, SchoolFactory(municipality=request_.child.location.municipality))
    other = make_actor(Role.SCH, request_.school)
    for actor in (stranger, other):
        reports.keep_aside(key=request_.key, typed={"text": TEXT}, seen=0, by=actor, at=AT)
    assert not Draft.objects.exists()


def test_draft_of_a_report_is_for_who_may_write_it(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    where = reports.place(request_.key)
    drafts.keep(where=where, field="text", text=TEXT, seen=0, by=reporter, at=AT)
    with pytest.raises(ObservationRequest.DoesNotExist):
        drafts.keep(where=where, field="text", text=TEXT, seen=0, by=worker, at=AT)
    withdraw(request_)
    with pytest.raises(ObservationRequest.DoesNotExist):
        drafts.keep(where=where, field="text", text=TEXT, seen=0, by=reporter, at=AT)


# --- sharing ----------------------------------------------------------------------------------


def test_share_makes_the_newest_version_final(
    request_: ObservationRequest, reporter: Actor
) -> None:
    save(request_, reporter)
    save(request_, reporter, "Beter.", seen=1)
    report = share(request_, reporter, "Slaapt hij goed?", " ", seen=2)
    request_.refresh_from_db()
    finals = report.versions.order_by("number").values_list("number", "final_at")
    assert list(finals) == [(1, None), (2, LATER)]
    assert (report.shared_at, request_.report_shared_at) == (LATER, LATER)
    assert [one.question for one in report.questions.all()] == ["Slaapt hij goed?"]
    assert actions(request_)[-1] == "report.shared"


def test_share_lets_childcare_read_the_final_version_only(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    save(request_, reporter, "Eerste gedachte.")
    save(request_, reporter, seen=1)
    with pytest.raises(Http404):
        reports.one(worker, request_.key, at=AT)
    share(request_, reporter, seen=2)
    assert [one.text for one in reports.one(worker, request_.key, at=LATER).versions] == [TEXT]


def test_share_of_nothing_is_refused(request_: ObservationRequest, reporter: Actor) -> None:
    with pytest.raises(ReportError, match="Schrijf eerst het verslag"):
        share(request_, reporter)


def test_share_twice_is_refused(request_: ObservationRequest, reporter: Actor) -> None:
    save(request_, reporter)
    share(request_, reporter)
    with pytest.raises(ReportError, match="al gedeeld"):
        share(request_, reporter)


def test_share_of_a_version_that_was_not_read_is_refused(
    request_: ObservationRequest, reporter: Actor
) -> None:
    save(request_, reporter)
    save(request_, make_actor(Role.QC, request_.school), "Nieuwer.", seen=1)
    with pytest.raises(SavedMeanwhileError):
        share(request_, reporter)
    assert Report.objects.get().shared_at is None


def test_share_by_childcare_is_refused(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    save(request_, reporter)
    with pytest.raises(PermissionDenied):
        share(request_, worker)


@pytest.mark.privacy(9, 10)
def test_share_after_the_consent_ended_this_minute_is_refused(
    request_: ObservationRequest, reporter: Actor
) -> None:
    save(request_, reporter)
    withdraw(request_)
    with pytest.raises(ObservationRequest.DoesNotExist):
        share(request_, reporter)
    assert Report.objects.get().shared_at is None


@pytest.mark.parametrize("questions", [["x" * 1001], ["a", "b", "c", "d"]], ids=["long", "many"])
def test_share_with_such_questions_is_refused(
    request_: ObservationRequest, reporter: Actor, questions: list[str]
) -> None:
    save(request_, reporter)
    with pytest.raises((ReportError, TextError)):
        share(request_, reporter, *questions)
    assert Report.objects.get().shared_at is None


def test_correction_is_a_final_version_beside_the_shared_one(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    save(request_, reporter)
    share(request_, reporter)
    save(request_, reporter, "Verbeterd.", seen=1)
    texts = [one.text for one in reports.one(worker, request_.key, at=LATER).versions]
    assert texts == ["Verbeterd.", TEXT]
    assert actions(request_)[-1] == "report.corrected"


# --- questions back ---------------------------------------------------------------------------


def answer(request: ObservationRequest, by: Actor, text: str = "Ja, best.") -> str:
    back = reports.answer_back(key=request.key, number=1, text=text, by=by, at=LATER)
    return back.answer


def test_answer_back_is_given_once(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    save(request_, reporter)
    share(request_, reporter, "Slaapt hij goed?")
    assert reports.open_questions(worker).count() == 1
    assert answer(request_, worker) == "Ja, best."
    assert reports.open_questions(worker).count() == 0
    with pytest.raises(ReportError, match="al beantwoord"):
        answer(request_, worker)


def test_answer_back_of_nothing_is_refused(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    save(request_, reporter)
    share(request_, reporter, "Slaapt hij goed?")
    with pytest.raises(TextError, match="Schrijf je antwoord"):
        answer(request_, worker, " ")


def test_answer_back_is_for_childcare(request_: ObservationRequest, reporter: Actor) -> None:
    save(request_, reporter)
    share(request_, reporter, "Slaapt hij goed?")
    with pytest.raises(PermissionDenied):
        answer(request_, reporter)


def test_answer_back_is_not_for_other_childcare(
    request_: ObservationRequest, reporter: Actor
) -> None:
    save(request_, reporter)
    share(request_, reporter, "Slaapt hij goed?")
    with pytest.raises(ObservationRequest.DoesNotExist):
        answer(request_, make_actor(Role.KOC, made.planned().child.location))


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.privacy(17)
def test_one_notes_the_read_with_its_ground(request_: ObservationRequest, reporter: Actor) -> None:
    found = reports.one(reporter, request_.key, at=AT)
    line = AuditEntry.objects.get(action="child.read")
    assert (found.report, found.newest) == (None, None)
    assert line.details == {"thing": "request", "section": "observation_report"}
    assert line.ground == str(ConsentQuestion.objects.get(child=request_.child).pk)


def test_one_of_what_was_not_shared_is_noted_as_in_vain(
    request_: ObservationRequest, worker: Actor
) -> None:
    with pytest.raises(Http404):
        reports.one(worker, request_.key, at=AT)
    assert AuditEntry.objects.filter(action="child.not_found").count() == 1
