"""The pages of a report: writing, two editors, sharing, the history and the answers."""

from typing import Any

import pytest
from django.test import Client

from children.models import ConsentQuestion
from children.states import ConsentAct
from dossier.models import Draft, ObservationRequest, Report, ReportVersion
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.dossier.sighted import sighted
from tests.factories import reports as made
from tests.factories.children import say
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TEXT = "Hij bouwt lang en rustig."


def path(request: ObservationRequest, page: str = "") -> str:
    return f"/verzoeken/{request.key}/verslag/{page}"


def get(actor: Actor, request: ObservationRequest, page: str = "") -> Any:
    return sign_in(Client(), actor).get(path(request, page))


def post(actor: Actor, request: ObservationRequest, page: str, **data: str) -> Any:
    return sign_in(Client(), actor).post(path(request, page), data)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


# --- writing ----------------------------------------------------------------------------------


def test_write_begins_with_an_empty_form_that_is_kept_while_typing(
    request_: ObservationRequest, reporter: Actor
) -> None:
    page = text_of(get(reporter, request_, "schrijven/"))
    assert f'data-autosave="report:{request_.key}"' in page
    assert '<input type="hidden" name="seen" value="0">' in page
    assert page.count("Volg de meldcode") == 2


def test_write_saves_a_version_and_goes_on(request_: ObservationRequest, reporter: Actor) -> None:
    answer = post(reporter, request_, "schrijven/", text=TEXT, seen="0")
    assert answer["Location"] == path(request_)
    assert get(reporter, request_)["Location"] == path(request_, "schrijven/")
    assert f">\n{TEXT}</textarea>" in text_of(get(reporter, request_, "schrijven/"))


def test_write_goes_on_to_sharing(request_: ObservationRequest, reporter: Actor) -> None:
    answer = post(reporter, request_, "schrijven/", text=TEXT, seen="0", delen="1")
    assert answer["Location"] == path(request_, "delen/")


def test_write_too_much_is_refused_by_name_and_count_and_shows_it_all(
    request_: ObservationRequest, reporter: Actor
) -> None:
    pasted = "Hij bouwt graag. " * 3000
    page = text_of(post(reporter, request_, "schrijven/", text=pasted, seen="0"))
    assert "Het verslag heeft 50999 tekens; er passen er 20000. Kort het in." in page
    assert pasted.strip() in page
    assert not Report.objects.exists()


def test_second_editor_sees_both_texts_and_saves_again(
    request_: ObservationRequest, reporter: Actor
) -> None:
    report = made.begun(request_, by=reporter.memberships[0])
    colleague = make_actor(Role.QC, request_.school)
    made.version(report, text="Hij bouwt lang.", by=colleague.memberships[0])
    answer = post(reporter, request_, "schrijven/", text="Hij bouwt rustig.", seen="1")
    page = text_of(answer)
    assert f"Intussen heeft {colleague.user.name} dit verslag bewaard." in page
    assert "Hij bouwt <del>lang</del><ins>rustig</ins>." in sighted(page)
    assert 'name="seen" value="2"' in page
    post(reporter, request_, "schrijven/", text="Hij bouwt rustig.", seen="2")
    assert report.versions.count() == 3


@pytest.mark.privacy(10, 17)
@pytest.mark.parametrize("page", ["schrijven/", "delen/"])
def test_consent_that_ended_this_minute_saves_nothing_and_loses_nothing(
    request_: ObservationRequest, reporter: Actor, page: str
) -> None:
    made.begun(request_, by=reporter.memberships[0])
    say(ConsentQuestion.objects.get(child=request_.child), ConsentAct.WITHDRAWN)
    answer = post(reporter, request_, page, text="Nog meer.", seen="1")
    assert (answer.status_code, ReportVersion.objects.count()) == (404, 1)
    assert "Er is niets opgeslagen en niets gedeeld" in text_of(answer)
    assert request_.child.first_name not in text_of(answer)
    assert Draft.objects.count() == 1
    assert AuditEntry.objects.filter(action="child.not_found").exists()


@pytest.mark.privacy(10)
def test_page_of_what_never_existed_answers_the_same(
    request_: ObservationRequest, reporter: Actor
) -> None:
    other = made.planned()
    say(ConsentQuestion.objects.get(child=request_.child), ConsentAct.WITHDRAWN)
    data = {"text": TEXT, "seen": "0"}
    pages = [
        text_of(post(reporter, one, "schrijven/", **data)).partition("<main")[2]
        for one in (request_, other)
    ]
    assert pages[0] == pages[1]
    assert get(reporter, request_, "schrijven/").status_code == 404


def test_write_is_not_for_childcare(request_: ObservationRequest, worker: Actor) -> None:
    assert get(worker, request_, "schrijven/").status_code == 403


# --- sharing ----------------------------------------------------------------------------------


def test_share_shows_what_is_shared_and_asks_back(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    made.begun(request_, by=reporter.memberships[0])
    assert made.TEXT in text_of(get(reporter, request_, "delen/"))
    assert get(worker, request_).status_code == 404
    answer = post(reporter, request_, "delen/", seen="1", back_1="Slaapt hij goed?")
    assert answer["Location"] == path(request_)
    page = text_of(get(worker, request_))
    assert made.TEXT in page
    assert "Slaapt hij goed?" in page


def test_share_of_nothing_goes_back_to_writing(
    request_: ObservationRequest, reporter: Actor
) -> None:
    assert get(reporter, request_, "delen/")["Location"] == path(request_)


def test_share_with_a_question_that_is_too_long_keeps_it(
    request_: ObservationRequest, reporter: Actor
) -> None:
    made.begun(request_, by=reporter.memberships[0])
    page = text_of(post(reporter, request_, "delen/", seen="1", back_2="x" * 1001))
    assert "Vraag 2 heeft 1001 tekens; er passen er 1000. Kort het in." in page
    assert "x" * 1001 in page


def test_share_of_another_version_than_was_read_says_who_saved(
    request_: ObservationRequest, reporter: Actor
) -> None:
    report = made.begun(request_, by=reporter.memberships[0])
    made.version(report, text="Nieuwer.")
    page = text_of(post(reporter, request_, "delen/", seen="1"))
    assert "Intussen heeft" in page
    assert 'name="seen" value="2"' in page


# --- reading and answering --------------------------------------------------------------------


def test_correction_is_shown_with_a_way_to_what_changed(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    made.shared(request_, by=reporter.memberships[0])
    post(reporter, request_, "schrijven/", text="Hij bouwt nu samen.", seen="1")
    page = text_of(get(worker, request_))
    assert "Hij bouwt nu samen." in page
    assert "Dit is een verbeterde versie." in page
    assert path(request_, "geschiedenis/") in page


def test_history_compares_two_versions(request_: ObservationRequest, reporter: Actor) -> None:
    report = made.begun(request_, by=reporter.memberships[0])
    made.version(report, text="Hij bouwt kort.", advice="")
    made.version(report, text="Hij bouwt lang.", advice="")
    page = text_of(get(reporter, request_, "geschiedenis/"))
    assert "Hij bouwt <del>kort</del><ins>lang</ins>." in sighted(page)
    page = text_of(get(reporter, request_, "geschiedenis/?van=1&tot=3"))
    assert "Van versie 1 tot versie 3" in page


def test_history_of_one_version_and_a_strange_choice(
    request_: ObservationRequest, reporter: Actor
) -> None:
    made.begun(request_, by=reporter.memberships[0])
    assert made.TEXT in text_of(get(reporter, request_, "geschiedenis/?van=7&tot=x"))


def test_history_for_readers_has_the_final_versions_only(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    report = made.begun(request_, by=reporter.memberships[0])
    made.version(report, text="Eerste gedachte.", number=9)
    made.version(report, text="Af.", number=10)
    report.shared_at, report.shared_by = made.AT, report.author
    report.save()
    report.versions.filter(number=10).update(final_at=made.AT)
    page = text_of(get(worker, request_, "geschiedenis/"))
    assert "Af." in page
    assert "gedachte" not in page


def test_question_back_is_answered_once_on_the_page(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    made.question(made.shared(request_, by=reporter.memberships[0]))
    answer = post(worker, request_, "vragen/1/", **{"vraag-1-answer": "Hij eet goed."})
    assert answer["Location"] == path(request_)
    assert "Hij eet goed." in text_of(get(reporter, request_))
    page = text_of(post(worker, request_, "vragen/1/", **{"vraag-1-answer": "Nog eens."}))
    assert "Deze vraag is al beantwoord." in page or "Hij eet goed." in page


def test_question_back_without_an_answer_says_so(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    made.question(made.shared(request_, by=reporter.memberships[0]))
    page = text_of(post(worker, request_, "vragen/1/", **{"vraag-1-answer": ""}))
    assert "Schrijf je antwoord." in page


@pytest.mark.privacy(35)
def test_opinion_names_the_parent_to_childcare_only(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    said = made.opinion(made.shared(request_, by=reporter.memberships[0]))
    assert said.guardian.name in text_of(get(worker, request_))
    page = text_of(get(reporter, request_))
    assert "Van een ouder, op" in page
    assert said.guardian.name not in page


def test_opinion_is_answered_with_a_reason(
    request_: ObservationRequest, reporter: Actor, worker: Actor
) -> None:
    said = made.opinion(made.shared(request_, by=reporter.memberships[0]))
    page, prefix = f"mening/{said.key}/", f"mening-{said.key}"
    refused = post(worker, request_, page, **{f"{prefix}-end": "not_done"})
    assert "Schrijf waarom het verslag zo blijft." in text_of(refused)
    post(worker, request_, page, **{f"{prefix}-end": "not_done", f"{prefix}-reason": "Zo was het."})
    said.refresh_from_db()
    assert (said.end, said.reason, said.answered_by) == (
        "not_done", "Zo was het.", worker.memberships[0]
    )  # fmt: skip
