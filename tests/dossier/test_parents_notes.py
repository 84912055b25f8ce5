"""What parents read of signals, talks and meetings: from when, and nothing of another's talk."""

import json
from datetime import date, datetime, timedelta

import pytest

from children import guardian_reading
from children.models import Child, Guardian
from children.reading_texts import READING
from children.states import Language
from dossier import child_signals, drafts, parents_notes, parents_requests, report_sheets
from dossier.forms.requests import TOGETHER, TalkForm
from dossier.meeting_states import PLANNED_BY_HAND
from dossier.models import AgendaLine, Meeting, ParentTalk, Signal
from dossier.request_states import SignalKind, SignalPick
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, make_child
from tests.factories.meetings import AgendaLineFactory, MeetingFactory
from tests.factories.partners import MembershipFactory, make_actor
from tests.factories.requests import ParentTalkFactory, SignalFactory, sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVE, TENTH = AT + 13 * DAY, AT + 14 * DAY  # of the tenth working day after Monday 23 November 2026
SEEN, AGREED = "Hij duwt bij het delen.", "Om de beurt, ook thuis."
SAID = "Hij zoekt steeds vaker een ander kind op."


@pytest.fixture
def child(db: None) -> Child:
    """Return a child with two parents, of whom something was seen."""
    child = make_child()
    GuardianFactory(child=child)
    by = MembershipFactory(organisation=child.location.organisation, role=Role.KOW)
    SignalFactory(child=child, text=SEEN, noted_by=by)
    return child


def talked(child: Child, on: datetime = AT, **columns: object) -> ParentTalk:
    by = child.signals.first().noted_by
    more = {"agreed": AGREED, "noted_by": by, "noted_at": on, **columns}
    return ParentTalkFactory(child=child, talked_on=on.date(), **more)


def texts(guardian: Guardian, at: datetime, language: Language = Language.NL) -> list[str]:
    notes = parents_notes.shown(guardian, language, at)
    return [one.text for one in (*notes.signals, *notes.talks, *notes.meetings)]


def everywhere(guardian: Guardian, at: datetime) -> str:
    """Return all that a guardian can read of it: the page's, the PDF's and the program's."""
    page = repr(parents_notes.shown(guardian, Language.NL, at))
    pdf = report_sheets.html_of(guardian, Language.NL, at)
    return page + pdf + guardian_reading.as_json(guardian, Language.NL, at)


@pytest.mark.privacy(13)
def test_signal_is_read_when_discussed_and_at_the_latest_after_ten_working_days(
    child: Child,
) -> None:
    guardian, _other = child.guardians.all()
    assert (texts(guardian, EVE), texts(guardian, TENTH)) == ([], [SEEN])
    talked(child, AT + 2 * DAY)
    assert texts(guardian, AT + 2 * DAY) == [SEEN, AGREED]
    Signal.objects.update(noted_at=AT + 3 * DAY)
    assert texts(guardian, AT + 3 * DAY) == [AGREED]
    (signal,) = parents_notes.shown(guardian, Language.NL, TENTH + 3 * DAY).signals
    assert (signal.title, signal.role, signal.day) == (
        "gedrag: duwen", "pedagogisch medewerker", "26 november 2026"
    )  # fmt: skip
    assert signal.organisation == child.location.organisation.name


@pytest.mark.privacy(13, 35)
def test_talk_with_one_parent_alone_is_nothing_to_the_other(child: Child) -> None:
    guardian, other = child.guardians.all()
    request = sent(child=child, report_begun_at=AT, report_shared_at=AT, planned_on=AT.date())
    talked(child, guardian=guardian, request=request)
    assert texts(guardian, AT) == [SEEN, AGREED]
    assert texts(other, AT) == []  # of the signal neither: it would tell of the talk
    assert AGREED not in everywhere(other, TENTH)
    (read,) = parents_requests.shown(other, Language.NL, TENTH)
    (own,) = parents_requests.shown(guardian, Language.NL, TENTH)
    stands = (read.lines[0].value, own.lines[0].value)
    assert stands == ("het verslag is klaar", "besproken met ouders")
    titles = [one.title for one in parents_notes.shown(guardian, Language.NL, AT).talks]
    assert titles == ["Gesprek met u"]


@pytest.mark.privacy(13, 35)
@pytest.mark.parametrize("apart", ["lives_apart", "is_secret"])
def test_talk_with_parents_who_live_apart_is_read_where_all_were_there(
    child: Child, apart: str
) -> None:
    one, other = child.guardians.all()
    talk = talked(child)
    assert texts(one, AT) == texts(other, AT) == [SEEN, AGREED]
    child.guardians.filter(pk=other.pk).update(**{apart: True}, ended_on=date(2026, 11, 1))
    assert not any(AGREED in everywhere(who, TENTH) for who in (one, other))
    ParentTalk.objects.filter(pk=talk.pk).update(is_together=True)
    assert AGREED in texts(other, AT)
    assert (AGREED in texts(one, AT)) == (apart != "is_secret")  # it may name a place
    child.guardians.filter(pk=one.pk).delete()
    ParentTalk.objects.update(is_together=False)
    assert AGREED in texts(other, AT)  # there is nobody else


@pytest.mark.privacy(35)
def test_nothing_is_read_where_places_stay_unnamed(child: Child) -> None:
    guardian, other = child.guardians.all()
    talked(child, guardian=guardian)
    child.guardians.filter(pk=other.pk).update(is_secret=True)
    assert texts(guardian, TENTH) == []
    assert not any(text in everywhere(guardian, TENTH) for text in (SEEN, AGREED))


@pytest.mark.privacy(13, 29)
def test_copy_and_pdf_have_signals_and_talks_and_no_draft(child: Child) -> None:
    guardian = child.guardians.first()
    assert guardian is not None
    talked(child)
    SignalFactory(noted_at=AT, text="Van een ander kind.")
    by = make_actor(Role.KOC, child.location)
    draft = {"where": child_signals.place(child.key), "field": "text", "text": "Half geschreven"}
    drafts.keep(**draft, seen=None, by=by, at=AT)
    found = json.loads(guardian_reading.as_json(guardian, Language.EN, AT))
    assert [one["text"] for one in found["signals"]] == [SEEN]
    assert (found["parent_talks"][0]["what"], found["parent_talks"][0]["text"]) == (
        "Gesprek met de ouders", AGREED
    )  # fmt: skip
    pdf = report_sheets.html_of(guardian, Language.NL, AT)
    assert all(text in pdf for text in (SEEN, AGREED, "Wat de groep zag", "Gesprekken met u"))
    whole = everywhere(guardian, TENTH)
    assert not any(text in whole for text in ("Half geschreven", "Van een ander kind."))


def discussed(
    child: Child, text: str = SAID, meeting: Meeting | None = None, **columns: object
) -> AgendaLine:
    """Return the line of a child in a meeting of a week ago that was closed today."""
    week_ago = AT - 7 * DAY
    closed = {"state": "closed", "held_at": week_ago, "spent_minutes": 45, "closed_at": AT}
    given = {"location": child.location, "planned_at": week_ago, **closed, **columns}
    meeting = meeting or MeetingFactory(**given)
    written = {"version": 1, "written_by": meeting.made_by, "written_at": week_ago}
    return AgendaLineFactory(meeting=meeting, child=child, text=text, **written)


@pytest.mark.privacy(13)
def test_line_of_a_meeting_is_read_when_discussed_or_ten_working_days_after_its_close(
    child: Child,
) -> None:
    Signal.objects.all().delete()
    guardian, other = child.guardians.all()
    discussed(child)
    assert (texts(guardian, EVE), texts(guardian, TENTH)) == ([], [SAID])
    (read,) = parents_notes.shown(guardian, Language.NL, TENTH).meetings
    place = child.location.organisation.name
    assert (read.title, read.role, read.organisation, read.day) == (
        "bespreking van de kinderen van de groep", "contactpersoon van de opvang", place,
        "16 november 2026",
    )  # fmt: skip
    ParentTalkFactory(child=child, guardian=guardian, talked_on=(AT + DAY).date(), agreed=AGREED)
    assert (texts(guardian, AT + DAY), texts(other, AT + DAY)) == ([AGREED, SAID], [])
    found = json.loads(guardian_reading.as_json(guardian, Language.EN, AT + DAY))
    assert [one["text"] for one in found["meetings"]] == [SAID]
    pdf = report_sheets.html_of(guardian, Language.NL, AT + DAY)
    assert all(text in pdf for text in (SAID, "Wat in overleg is besproken"))
    child.guardians.filter(pk=other.pk).update(is_secret=True)
    assert texts(guardian, TENTH) == []


@pytest.mark.privacy(13)
def test_line_that_was_added_to_later_is_read_from_its_own_day(child: Child) -> None:
    Signal.objects.all().delete()
    guardian, other = child.guardians.all()
    line = discussed(child)
    ParentTalkFactory(child=child, guardian=guardian, talked_on=(AT + DAY).date(), agreed=AGREED)
    AgendaLine.objects.filter(pk=line.pk).update(written_at=AT + 2 * DAY, text="Meer erover.")
    assert texts(guardian, AT + 2 * DAY) == [AGREED]  # nobody spoke of it yet
    assert texts(other, TENTH) == []
    assert texts(other, TENTH + 2 * DAY) == ["Meer erover."]


@pytest.mark.privacy(13)
def test_parents_read_the_line_of_their_child_alone(child: Child) -> None:
    guardian = child.guardians.first()
    assert guardian is not None
    discussed(child, text="")
    discussed(child, text="Over het SOT.", kind="support_team")
    both = discussed(child).meeting
    discussed(make_child(child.location), meeting=both, text="Van een ander kind.")
    shown = parents_notes.shown(guardian, Language.NL, TENTH).meetings
    assert [one.text for one in shown] == [SAID]


@pytest.mark.privacy(13)
def test_line_of_an_open_meeting_is_read_by_no_parent(child: Child) -> None:
    guardian = child.guardians.first()
    assert guardian is not None
    discussed(child, state="held", closed_at=None)
    assert parents_notes.shown(guardian, Language.NL, TENTH).meetings == ()


@pytest.mark.parametrize("language", Language)
def test_words_are_there_in_every_language(child: Child, language: Language) -> None:
    words, guardian = READING[language], child.guardians.first()
    assert guardian is not None
    wanted = {f"signal.kind.{one}" for one in SignalKind}
    wanted |= {f"signal.pick.{one}" for one in SignalPick}
    wanted |= {f"meeting.kind.{one}" for one in PLANNED_BY_HAND}
    assert wanted - set(words) == set()
    talked(child)
    notes = parents_notes.shown(guardian, language, AT)
    assert notes.talks[0].title == words["talk_with_parents"]
    assert words["signal.pick.pushing"] in notes.signals[0].title
    pdf = report_sheets.html_of(guardian, language, AT)
    assert words["signals_heading"] in pdf
    assert (f'dir="{"rtl" if language == Language.AR else "ltr"}"><h1>') in pdf


@pytest.mark.privacy(35)
def test_form_asks_who_was_there_only_where_parents_live_apart(child: Child) -> None:
    typed = {"talked_on": "23-11-2026", "agreed": AGREED}
    one, other = child.guardians.all()
    assert TalkForm(typed, child=child).is_valid()
    child.guardians.filter(pk=other.pk).update(lives_apart=True)
    child = Child.objects.get(pk=child.pk)
    assert list(TalkForm(typed, child=child).errors) == ["guardian"]
    for chosen, stored in ((TOGETHER, (None, True)), (str(one.pk), (one.pk, False))):
        form = TalkForm(typed | {"guardian": chosen}, child=child)
        assert form.is_valid()
        assert (form.new_talk().guardian_id, form.new_talk().is_together) == stored
    by = make_actor(Role.KOC, child.location)
    new = child_signals.NewTalk(AT.date(), AGREED, is_together=True)
    assert child_signals.note_talk(child_key=child.key, new=new, by=by, at=AT).is_together
    alone = make_child()
    assert TalkForm(child=alone).fields["guardian"].initial == str(alone.guardians.get().pk)
