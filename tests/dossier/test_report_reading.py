"""What parents read of reports, what they think of them, and the answer they get."""

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.cache import cache
from django.http import Http404
from django.test import Client
from django.utils import timezone

from children import guardian_reading, links, read_codes
from children.models import GuardianLink
from children.reading_texts import READING
from children.states import Channel, ConsentAct, Language
from dossier import report_opinions, report_reading, report_sheets
from dossier.models import ObservationRequest, Report, ReportOpinion
from dossier.report_opinions import OpinionError
from dossier.reports import ReportError
from partners import outbox
from partners.models import AuditEntry
from partners.states import Role
from tests.factories import reports as made
from tests.factories.children import AT, GuardianFactory, say
from tests.factories.partners import make_actor
from tests.factories.requests import ParentTalkFactory, SignalFactory

pytestmark = pytest.mark.django_db
TENTH = date(2026, 12, 7)  # ten working days after Monday 23 November 2026
DAY = timedelta(days=1)
LATER = AT + timedelta(days=20)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Any:
    cache.clear()
    monkeypatch.setattr(outbox, "ring", lambda: None)
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def report() -> Report:
    return made.shared()


def link_of(report: Report) -> GuardianLink:
    guardian = report.child.guardians.first()
    token = links.make(guardian_id=guardian.pk, channel=Channel.DOOR, by=None, at=LATER)
    found = links.known(token=token)
    assert found is not None
    return found


def texts(report: Report, at: datetime) -> list[list[str]]:
    found = report_reading.readable(report.child.guardians.first(), at)
    return [[version.text for version in one.versions] for one in found]


def talk(report: Report, day: date) -> None:
    ParentTalkFactory(child=report.child, request=report.request, talked_on=day)


# --- when parents read it ---------------------------------------------------------------------


@pytest.mark.privacy(13)
def test_parents_read_at_the_latest_after_ten_working_days(report: Report) -> None:
    eve = datetime.combine(TENTH - DAY, AT.timetz())
    assert texts(report, eve) == []
    assert texts(report, eve + DAY) == [[made.TEXT]]


@pytest.mark.privacy(13)
def test_parents_read_what_was_discussed_with_them(report: Report) -> None:
    talk(report, AT.date() - DAY)
    assert texts(report, AT) == []
    talk(report, AT.date() + DAY)
    assert texts(report, AT) == []
    assert texts(report, AT + DAY) == [[made.TEXT]]


@pytest.mark.privacy(13)
def test_parents_read_no_draft_and_no_working_version() -> None:
    report = made.begun()
    made.version(report, text="Eerste gedachte.")
    talk(report, AT.date())
    assert texts(report, LATER) == []


@pytest.mark.privacy(13)
def test_parents_read_a_correction_by_its_own_day(report: Report) -> None:
    talk(report, AT.date())
    made.version(report, text="Verbeterd.", at=LATER, final_at=LATER)
    assert texts(report, LATER) == [[made.TEXT]]
    assert texts(report, LATER + 20 * DAY) == [["Verbeterd.", made.TEXT]]


@pytest.mark.privacy(13)
def test_parents_read_on_when_the_consent_ended(report: Report) -> None:
    say(report.request.consent, ConsentAct.WITHDRAWN)
    assert texts(report, LATER) == [[made.TEXT]]


@pytest.mark.privacy(35)
def test_parents_read_nothing_where_places_stay_unnamed(report: Report) -> None:
    GuardianFactory(child=report.child, is_secret=True)
    assert texts(report, LATER) == []


def test_parents_read_nothing_of_another_child(report: Report) -> None:
    other = made.shared()
    found = report_reading.readable(other.child.guardians.first(), LATER)
    assert [one.report for one in found] == [other]


@pytest.mark.parametrize(
    ("talks", "expected"),
    [
        ([], TENTH),
        ([date(2026, 11, 22)], TENTH),
        ([date(2026, 11, 23)], date(2026, 11, 23)),
        ([date(2026, 12, 1), date(2026, 11, 30)], date(2026, 11, 30)),
        ([date(2027, 1, 1)], TENTH),
    ],
    ids=["none", "before", "same day", "first", "later"],
)
def test_opens_on_the_first_talk_after_it_or_the_tenth_working_day(
    talks: list[date], expected: date
) -> None:
    assert report_reading.opens_on(AT, talks, ()) == expected


@pytest.mark.privacy(29)
def test_copy_for_a_program_has_the_reports_and_ones_own_view(report: Report) -> None:
    made.opinion(report)
    guardian = report.child.guardians.first()
    whole = json.loads(guardian_reading.as_json(guardian, Language.NL, LATER))
    (found,) = whole["observation_reports"]
    assert [one["text"] for one in found["versions"]] == [made.TEXT]
    assert [one["view"] for one in found["opinions"]] == ["Thuis ook."]


# --- what parents think -----------------------------------------------------------------------


def give(report: Report, view: str = "Thuis ook.", correction: str = "") -> ReportOpinion:
    said = {"view": view, "correction": correction}
    key = report.request.key
    return report_opinions.give(link=link_of(report), key=key, **said, at=LATER)


@pytest.mark.privacy(13)
def test_opinion_stands_beside_the_report_and_changes_nothing(report: Report) -> None:
    said = give(report, correction="Hij is niet alleen.")
    assert (said.view, said.correction, said.end) == ("Thuis ook.", "Hij is niet alleen.", "")
    assert list(report.versions.values_list("number", flat=True)) == [1]
    line = AuditEntry.objects.get(action="report.opinion_given")
    assert (line.user, line.details["request"]) == (None, str(report.request.key))


@pytest.mark.parametrize(
    ("view", "correction", "code"),
    [
        (" ", "", "view_empty"),
        ("x" * 5001, "", "view_long"),
        ("", "Nummer 123456782", "view_bsn"),
    ],
    ids=["empty", "long", "number"],
)
def test_opinion_is_refused_by_its_word(
    report: Report, view: str, correction: str, code: str
) -> None:
    with pytest.raises(OpinionError) as refused:
        give(report, view, correction)
    assert (refused.value.code, ReportOpinion.objects.count()) == (code, 0)
    assert all(code in READING[language] for language in Language)


def test_opinion_without_end_is_refused(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_opinions, "MOST", 1)
    give(report)
    with pytest.raises(OpinionError, match="view_many"):
        give(report)


def test_opinion_on_what_one_does_not_read_is_not_found(report: Report) -> None:
    link = link_of(report)
    given = {"view": "Zo.", "correction": "", "link": link}
    for key in (made.shared().request.key, made.begun().request.key):
        with pytest.raises(Http404):
            report_opinions.give(key=key, **given, at=LATER)  # type: ignore[arg-type]


@pytest.mark.privacy(35)
def test_opinion_is_not_shown_to_the_other_parent(report: Report) -> None:
    give(report)
    other = GuardianFactory(child=report.child)
    (found,) = report_reading.readable(other, LATER)
    assert found.opinions == ()


def answer(report: Report, said: ReportOpinion, end: str, reason: str = "", role: Role = Role.KOC) -> ReportOpinion:  # fmt: skip # noqa: E501 - one call of the tests below
    place = report.request.school if role == Role.QC else report.child.location
    to: dict[str, Any] = {"key": report.request.key, "opinion": said.key}
    by = make_actor(role, place)
    return report_opinions.answer(**to, end=end, reason=reason, by=by, at=LATER)


@pytest.mark.parametrize("role", [Role.KOC, Role.QC])
def test_answer_to_an_opinion_is_given_once(report: Report, role: Role) -> None:
    said = made.opinion(report)
    assert answer(report, said, "not_done", "Zo was het.", role).reason == "Zo was het."
    with pytest.raises(ReportError, match="al geantwoord"):
        answer(report, said, "not_done", "Nog eens.", role)


def test_answer_that_it_was_corrected_needs_a_newer_version(report: Report) -> None:
    said = made.opinion(report, said_at=LATER)
    with pytest.raises(ReportError, match="Verbeter eerst"):
        answer(report, said, "done")
    made.version(report, text="Verbeterd.", at=LATER, final_at=LATER)
    assert answer(report, said, "done").end == "done"


@pytest.mark.parametrize(("end", "words"), [("", "Kies"), ("not_done", "waarom")])
def test_answer_without_an_outcome_or_a_reason_is_refused(
    report: Report, end: str, words: str
) -> None:
    with pytest.raises(Exception, match=words):
        answer(report, made.opinion(report), end)


# --- the pages --------------------------------------------------------------------------------


def reader(report: Report) -> tuple[Client, str]:
    """Open the pages of a parent with a birth date and a code."""
    guardian, client = report.child.guardians.first(), Client()
    token = links.make(guardian_id=guardian.pk, channel=Channel.DOOR, by=None, at=LATER)
    home = f"/ouder/{token}/"
    client.post(home, {"geboren": f"{report.child.born_on:%d-%m-%Y}"})
    link = links.known(token=token)
    assert link is not None
    client.post(f"{home}code/", {"code": read_codes.make(link=link, by=None, at=LATER)})
    return client, f"{home}lezen/verslagen/"


@pytest.mark.privacy(13, 17)
def test_page_shows_the_report_and_takes_a_view(report: Report) -> None:
    client, path = reader(report)
    page = client.get(path).content.decode()
    assert made.TEXT in page
    assert "Een verslag is in het Nederlands." in page
    data = {"verslag": str(report.request.key), "mening": "Thuis ook."}
    assert client.post(path, data)["Location"] == path
    assert "Nog geen antwoord." in client.get(path).content.decode()
    parts = [row.details["part"] for row in AuditEntry.objects.filter(action="guardian.read")]
    assert parts == ["observation_reports"] * 2


def test_page_keeps_what_was_typed_when_it_is_refused(report: Report) -> None:
    client, path = reader(report)
    data = {"verslag": str(report.request.key), "mening": "Nummer 123456782", "verbetering": "Zo."}
    page = client.post(path, data).content.decode()
    assert READING[Language.NL]["view_bsn"] in page
    assert "Nummer 123456782</textarea>" in page
    assert "Zo.</textarea>" in page


def test_page_without_a_report_says_so() -> None:
    client, path = reader(made.begun())
    assert READING[Language.NL]["reports_none"] in client.get(path).content.decode()


@pytest.mark.privacy(8)
def test_page_needs_a_code(report: Report) -> None:
    token = links.make(
        guardian_id=report.child.guardians.first().pk, channel=Channel.DOOR, by=None, at=LATER
    )
    client = Client()
    client.post(f"/ouder/{token}/", {"geboren": f"{report.child.born_on:%d-%m-%Y}"})
    for page in ("", "pdf/"):
        answer = client.get(f"/ouder/{token}/lezen/verslagen/{page}")
        assert answer["Location"] == f"/ouder/{token}/code/"


# --- the PDF ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
def test_pdf_is_a4_in_the_language_of_the_parent(report: Report, language: Language) -> None:
    made.opinion(report, view="Evde de öyle. 😀")
    SignalFactory(child=report.child, noted_at=AT, text="Hij duwt bij het delen.")
    content = report_sheets.render(report.child.guardians.first(), language, LATER)
    (page,) = pypdf.PdfReader(BytesIO(content)).pages
    shown = " ".join(page.extract_text().split())
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
    assert made.TEXT in shown
    assert made.ADVICE in shown
    assert "Hij duwt bij het delen." in shown


@pytest.mark.slow
def test_pdf_is_saved_from_the_page(report: Report) -> None:
    client, path = reader(report)
    answer = client.get(f"{path}pdf/")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.privacy(13)
def test_talk_with_one_parent_opens_a_report_for_that_one_alone(report: Report) -> None:
    other = GuardianFactory(child=report.child)
    one = report.child.guardians.exclude(pk=other.pk).get()
    day = {"talked_on": AT.date(), "request": report.request, "child": report.child}
    ParentTalkFactory(guardian=one, **day)
    assert report_reading.readable(one, AT)
    assert report_reading.readable(other, AT) == []
    newest = report.versions.get()
    assert report_reading.parents_read_from(report.child, newest) == TENTH
    report.child.guardians.filter(pk=other.pk).update(has_authority=False)  # who reads nothing
    assert report_reading.parents_read_from(report.child, newest) == AT.date()
    report.child.guardians.filter(pk=other.pk).update(has_authority=True)
    ParentTalkFactory(guardian=other, **day)
    assert report_reading.readable(other, AT)
    assert report_reading.parents_read_from(report.child, newest) == AT.date()


def test_request_of_a_report_keeps_its_day() -> None:
    report = made.shared()
    assert isinstance(report.request, ObservationRequest)
    first, opens = report.versions.get(), report_reading.parents_read_from
    assert opens(report.child, first) == TENTH
    assert opens(report.child, made.begun().versions.get()) is None
    correction = made.version(report, text="Verbeterd.", at=LATER, final_at=LATER)
    assert opens(report.child, correction) == date(2026, 12, 28)
    assert timezone.localdate(AT) < TENTH
