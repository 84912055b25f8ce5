"""What parents write of signals, talks, requests and support, and the answer of childcare."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from children import guardian_reading, links, read_codes
from children.models import Child, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import Channel, Language
from dossier import drafts, my_week, parents_remarks, remarks, report_sheets
from dossier.models import ParentRemark
from dossier.remark_states import RemarkAbout, RemarkEnd
from dossier.report_opinions import OpinionError
from dossier.report_states import OpinionEnd
from dossier.reports import ReportError
from partners import outbox
from partners.models import AuditEntry
from partners.states import Role
from tests.factories import reports as made
from tests.factories.children import AT, GuardianFactory
from tests.factories.erasing import erasing
from tests.factories.partners import make_actor
from tests.factories.requests import SignalFactory, sent
from tests.factories.support import GOAL, SupportNeedFactory, SupportPlanFactory
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)
REQUESTS, SUPPORT = RemarkAbout.REQUESTS, RemarkAbout.SUPPORT
WORDS = READING[Language.NL]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Any:
    cache.clear()
    monkeypatch.setattr(outbox, "ring", lambda: None)
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def child(supported: Child) -> Child:
    return supported


@pytest.fixture
def parent(child: Child) -> Guardian:
    found: Guardian = child.guardians.get()
    return found


def link_of(parent: Guardian) -> tuple[GuardianLink, str]:
    token = links.make(guardian_id=parent.pk, channel=Channel.DOOR, by=None, at=LATER)
    link = links.known(token=token)
    assert link is not None
    return link, f"/ouder/{token}/"


def give(parent: Guardian, about: RemarkAbout = REQUESTS, **said: str) -> ParentRemark:
    words = {"view": "Thuis ook.", "correction": "", **said}
    return remarks.give(link=link_of(parent)[0], about=about, **words, at=LATER)


def answer(said: ParentRemark, by: Any, end: str = "not_done", reason: str = "Zo was het.") -> Any:
    return remarks.answer(key=said.key, end=end, reason=reason, by=by, at=LATER)


# --- a parent writes --------------------------------------------------------------------------


@pytest.mark.privacy(13, 35)
def test_remark_is_the_parents_own_and_noted(child: Child, parent: Guardian) -> None:
    said = give(parent, SUPPORT, correction="Hij praat thuis wel.")
    (shown,) = parents_remarks.shown(parent, SUPPORT, Language.NL)
    assert (shown.view, shown.correction) == ("Thuis ook.", "Hij praat thuis wel.")
    assert (shown.outcome, parents_remarks.own(parent, REQUESTS)) == ("Nog geen antwoord.", [])
    other = GuardianFactory(child=child)
    assert [parents_remarks.own(other, about) for about in RemarkAbout] == [[], []]
    line = AuditEntry.objects.get(action="remark.given")
    assert (line.user, line.details["remark"]) == (None, str(said.key))


@pytest.mark.parametrize(
    ("view", "correction", "refused"),
    [
        (" ", "", ("view_empty", "view")),
        ("x" * 5001, "", ("view_long", "view")),
        ("", "Nummer 123456782", ("view_bsn", "correction")),
    ],
    ids=["empty", "long", "number"],
)
def test_remark_is_refused_at_its_field(
    parent: Guardian, view: str, correction: str, refused: tuple[str, str]
) -> None:
    with pytest.raises(OpinionError) as found:
        give(parent, view=view, correction=correction)
    assert (found.value.code, found.value.field) == refused
    assert not ParentRemark.objects.exists()


def test_remark_waits_when_many_wait_for_an_answer(
    child: Child, parent: Guardian, writer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks, "MOST", 1)
    said = give(parent)
    with pytest.raises(OpinionError, match="remark_many"):
        give(parent)
    give(parent, SUPPORT)
    answer(said, writer)
    give(parent)
    assert child.remarks.count() == 3


@pytest.mark.privacy(35)
def test_remark_follows_the_page_where_places_stay_unnamed(
    child: Child, parent: Guardian, writer: Any
) -> None:
    for about in RemarkAbout:
        answer(give(parent, about), writer, reason="De Wilg heeft gelijk.")
    GuardianFactory(child=child, is_secret=True)
    assert parents_remarks.own(parent, REQUESTS) == []
    (row,) = parents_remarks.own(parent, SUPPORT)
    assert (row.view, row.end, row.reason) == ("Thuis ook.", "not_done", "")
    assert "Wilg" not in guardian_reading.as_json(parent, Language.NL, LATER)
    with pytest.raises(Http404):
        give(parent)
    assert give(parent, SUPPORT).pk


@pytest.mark.privacy(8)
def test_remark_of_who_may_not_read_is_not_kept(parent: Guardian) -> None:
    link, _home = link_of(parent)
    Guardian.objects.update(has_authority=False)
    link.guardian.refresh_from_db()
    with pytest.raises(Http404):
        remarks.give(link=link, about=SUPPORT, view="Thuis ook.", correction="", at=LATER)


def test_remark_goes_with_the_child(child: Child, parent: Guardian) -> None:
    give(parent)
    with erasing(child):
        child.delete()
    assert not ParentRemark.objects.exists()


# --- childcare answers ------------------------------------------------------------------------


def test_answer_is_given_once(parent: Guardian, writer: Any) -> None:
    said = give(parent)
    assert answer(said, writer).answered_by == writer.memberships[0]
    with pytest.raises(ReportError, match="al geantwoord"):
        answer(said, writer, "done")
    assert AuditEntry.objects.filter(action="remark.answered").count() == 1


def test_answer_needs_an_outcome_and_a_no_a_reason(parent: Guardian, writer: Any) -> None:
    said = give(parent)
    for end, reason, words in (("", "", "Kies"), ("not_done", " ", "waarom")):
        with pytest.raises(ReportError if not end else Exception, match=words):
            answer(said, writer, end, reason)
    assert answer(said, writer, "done", "").end == RemarkEnd.DONE
    assert RemarkEnd.values == OpinionEnd.values


@pytest.mark.privacy(10)
@pytest.mark.parametrize("role", [Role.QC, Role.KOC])
def test_answer_is_of_own_childcare_alone(child: Child, parent: Guardian, role: Role) -> None:
    said, school = give(parent), sent().school
    by = make_actor(role, school if role == Role.QC else sent().child.location)
    with pytest.raises((PermissionDenied, ParentRemark.DoesNotExist)):
        answer(said, by)
    with pytest.raises(ParentRemark.DoesNotExist):
        drafts.child_at(remarks.place(said.key), by)
    client, path = sign_in(Client(), by), f"/opmerkingen/{said.key}/"
    data = {"end": "done", "reason": ""}
    answers = (client.get(path), client.post(path), client.post(path, data))
    assert {one.status_code for one in answers} == {403 if role == Role.QC else 404}


# --- the pages --------------------------------------------------------------------------------


def reader(parent: Guardian) -> tuple[Client, str]:
    """Open the pages of a parent with a birth date and a code."""
    client, (link, home) = Client(), link_of(parent)
    client.post(home, {"geboren": f"{parent.child.born_on:%d-%m-%Y}"})
    client.post(f"{home}code/", {"code": read_codes.make(link=link, by=None, at=LATER)})
    return client, f"{home}lezen/"


@pytest.mark.privacy(13)
@pytest.mark.parametrize("page", ["verzoeken/", "ondersteuning/"])
def test_page_of_a_parent_takes_words_and_keeps_what_is_refused(
    parent: Guardian, writer: Any, page: str
) -> None:
    client, home = reader(parent)
    typed = {"mening": "Thuis ook.", "verbetering": "Nummer 123456782"}
    refused = client.post(f"{home}{page}", typed).content.decode()
    assert f'id="verbetering-fout">{WORDS["view_bsn"]}' in refused
    kept = (
        "Thuis ook.</textarea>",
        "Nummer 123456782</textarea>",
        '<details class="app-details" open>',
    )
    assert [text for text in kept if text not in refused] == []
    client.post(f"{home}{page}", {"mening": "Thuis ook."})
    answer(ParentRemark.objects.get(), writer)
    read = client.get(f"{home}{page}").content.decode()
    assert [
        text for text in ("Thuis ook.", WORDS["remark.not_done"], "Zo was het.") if text not in read
    ] == []
    (fact,) = client.get(f"{home}kopie/").json()["remarks"]
    assert (fact["view"], fact["reason"]) == ("Thuis ook.", "Zo was het.")


@pytest.mark.privacy(35)
def test_page_without_words_offers_no_form(child: Child, parent: Guardian) -> None:
    GuardianFactory(child=child, is_secret=True)
    client, home = reader(parent)
    assert WORDS["remark_heading"] not in client.get(f"{home}verzoeken/").content.decode()
    assert client.post(f"{home}verzoeken/", {"mening": "Zo."}).status_code == 404
    assert WORDS["remark_heading"] in client.get(f"{home}ondersteuning/").content.decode()


@pytest.mark.privacy(9, 13)
def test_remark_waits_in_the_week_of_own_childcare(
    child: Child, parent: Guardian, writer: Any
) -> None:
    said, school = give(parent, SUPPORT), make_actor(Role.QC, sent(child=child).school)
    week = {"monday": LATER.date(), "at": LATER, "place_id": None}
    (task,) = [one for one in my_week.of(writer, **week).waiting if one.page == "remark"]
    assert (task.what, task.href) == (
        "Een ouder schreef bij hulp en ondersteuning", f"/opmerkingen/{said.key}/"
    )  # fmt: skip
    assert [one for one in my_week.of(school, **week).waiting if one.page == "remark"] == []
    assert list(ParentRemark.objects.visible_to(school)) == []
    answer(said, writer)
    assert [one for one in my_week.of(writer, **week).waiting if one.page == "remark"] == []


@pytest.mark.privacy(17)
@pytest.mark.parametrize("about", RemarkAbout)
def test_childcare_reads_it_on_the_page_of_the_child_and_answers(
    child: Child, parent: Guardian, writer: Any, about: RemarkAbout
) -> None:
    said, client = give(parent, about), sign_in(Client(), writer)
    home = f"/kinderen/{child.key}/{'verzoeken' if about == REQUESTS else 'ondersteuning'}/"
    page, path = client.get(home).content.decode(), f"/opmerkingen/{said.key}/"
    assert ("Thuis ook." in page, path in page) == (True, True)
    refused = client.post(path, {"end": "not_done", "reason": ""}).content.decode()
    assert "Schrijf waarom het zo blijft." in refused
    assert client.post(path, {"end": "not_done", "reason": "Zo was het."})["Location"] == home
    page = client.get(home).content.decode()
    assert ("Zo was het." in page, path in page) == (True, False)
    again = client.post(path, {"end": "done"}).content.decode()
    assert ("Hierop is al geantwoord." in again, "Zo was het." in again) == (True, True)


@pytest.mark.privacy(29)
@pytest.mark.parametrize("language", Language)
def test_pdf_has_all_that_is_read_on_the_pages(
    child: Child, parent: Guardian, language: Language
) -> None:
    SignalFactory(child=child, noted_at=AT, text="Hij duwt.")
    request = sent(child=child, question="Hoe speelt hij?")
    SupportNeedFactory(child=child, note="Kort en vaak.")
    SupportPlanFactory(child=child)
    SupportPlanFactory(child=child, goal="Van vandaag.", added_at=LATER)
    give(parent)
    give(parent, SUPPORT, view="Bij opa ook.")
    made.remark(child, guardian=GuardianFactory(child=child), view="Van de ander.")
    page = report_sheets.html_of(parent, language, LATER)
    told = ("Hij duwt.", request.question, "Kort en vaak.", GOAL, "Thuis ook.", "Bij opa ook.")
    assert [text for text in told if text not in page] == []
    assert [text for text in ("Van de ander.", "Van vandaag.") if text in page] == []


@pytest.mark.privacy(35)
def test_pdf_has_nothing_of_places_that_stay_unnamed(child: Child, parent: Guardian) -> None:
    sent(child=child, question="Hoe speelt hij?")
    SupportPlanFactory(child=child)
    give(parent, SUPPORT)
    GuardianFactory(child=child, is_secret=True)
    page = report_sheets.html_of(parent, Language.NL, LATER)
    assert [text for text in ("Hoe speelt hij?", GOAL) if text in page] == []
    told = ("Thuis ook.", WORDS["support_hidden"], WORDS["support_plans"])
    assert [text for text in told if text not in page] == []


def test_page_of_support_leads_to_the_pdf(child: Child, parent: Guardian) -> None:
    client, home = reader(parent)
    link = f"{home}verslagen/pdf/"
    assert link not in client.get(f"{home}ondersteuning/").content.decode()
    SupportPlanFactory(child=child)
    assert link in client.get(f"{home}ondersteuning/").content.decode()


def test_words_of_every_language_are_there() -> None:
    said = [key for key in WORDS if key.startswith(("remark", "sheet"))]
    assert len(said) == 8
    assert json.dumps([READING[one][key] for one in Language for key in said])
