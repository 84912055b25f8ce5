"""What parents read of requests: discussed or ten working days old, in six languages."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from children import guardian_reading, links, read_codes
from children.models import Attachment, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import Channel, FileKind, Language
from dossier import parents_requests
from dossier.models import ObservationRequest
from dossier.request_states import RequestEnd, RequestOutcome, RequestStand, StepOwner
from partners import outbox
from partners.models import AuditEntry
from tests.factories.children import AT, AttachmentFactory, GuardianFactory
from tests.factories.requests import (
    ObservationRequestFactory,
    OtherObservationFactory,
    ParentTalkFactory,
    SignalFactory,
    sent,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVE, TENTH = AT + 13 * DAY, AT + 14 * DAY  # of the tenth working day after Monday 23 November 2026
SENT = set(RequestStand) - {
    RequestStand.SIGNALS_MAPPED, RequestStand.CONSULTED, RequestStand.PARENTS_THINKING,
    RequestStand.PREPARED, RequestStand.DECLINED_BY_PARENTS,
}  # fmt: skip


@pytest.fixture
def request_sent() -> ObservationRequest:
    """Return a request with a screening form and what another saw, weighed."""
    made = sent(planned_on=AT.date(), outcome=RequestOutcome.ADVICE)
    for field, kind in (("screening", FileKind.SCREENING), ("file", FileKind.OBSERVATION)):
        file = AttachmentFactory(child=made.child, kind=kind)
        if field == "screening":
            ObservationRequest.objects.filter(pk=made.pk).update(screening=file)
        else:
            OtherObservationFactory(request=made, file=file)
    made.refresh_from_db()
    return made


def parent_of(request: ObservationRequest) -> Guardian:
    return request.child.guardians.get()


def read(guardian: Guardian, at: Any = TENTH, language: Language = Language.NL) -> Any:
    return parents_requests.shown(guardian, language, at)


@pytest.mark.privacy(13)
def test_parents_read_what_was_sent_at_the_latest_after_ten_working_days(
    request_sent: ObservationRequest,
) -> None:
    parent = parent_of(request_sent)
    assert read(parent, EVE) == []
    (found,) = read(parent)
    said = {line.label: line.value for line in found.lines}
    assert (found.question, found.goal, found.outcome) == (
        request_sent.question, "samen spelen", "Zo helpen we."
    )  # fmt: skip
    assert (said["Stand"], said["Wie beslist"], said["Kijken op"]) == (
        "samen besloten", "de zorgcoördinator van de opvang", "23 november 2026"
    )  # fmt: skip
    assert [other.text for other in found.others] == ["Hij volgt een verhaal met plaatjes."]


@pytest.mark.privacy(13)
@pytest.mark.parametrize("is_together", [True, False])
def test_talk_opens_a_request_for_who_took_part(
    request_sent: ObservationRequest, is_together: bool
) -> None:
    one = parent_of(request_sent)
    other = GuardianFactory(child=request_sent.child, lives_apart=is_together)
    whom = {"is_together": True} if is_together else {"guardian": one}
    ParentTalkFactory(child=request_sent.child, request=request_sent, talked_on=AT.date(), **whom)
    assert [bool(read(each, AT)) for each in (one, other)] == [True, is_together]


@pytest.mark.privacy(13)
def test_parents_read_what_was_discussed_and_what_came_later_by_its_own_day(
    request_sent: ObservationRequest,
) -> None:
    parent, later = parent_of(request_sent), AT + 3 * DAY
    ObservationRequest.objects.update(weighed_at=later)
    request_sent.other_observations.update(noted_at=later)
    ParentTalkFactory(child=request_sent.child, request=request_sent, talked_on=AT.date())
    (found,) = read(parent, AT)
    assert (found.goal, found.outcome, found.others) == ("samen spelen", "", ())
    assert read(parent, TENTH + 3 * DAY)[0].outcome == "Zo helpen we."


@pytest.mark.privacy(13)
def test_parents_keep_reading_what_was_corrected(request_sent: ObservationRequest) -> None:
    request_sent.other_observations.update(corrected_at=TENTH)
    assert len(read(parent_of(request_sent))[0].others) == 1


@pytest.mark.privacy(13)
def test_parents_read_nothing_that_was_not_sent(request_sent: ObservationRequest) -> None:
    ObservationRequestFactory(child=request_sent.child, prepared_at=AT - 30 * DAY)
    assert len(read(parent_of(request_sent))) == 1


@pytest.mark.privacy(35)
def test_parents_read_nothing_where_places_stay_unnamed(request_sent: ObservationRequest) -> None:
    parent = parent_of(request_sent)
    GuardianFactory(child=request_sent.child, is_secret=True)
    assert read(parent) == []


@pytest.mark.privacy(34)
def test_parents_hear_that_it_stopped_and_not_that_the_other_said_no() -> None:
    request = sent(end=RequestEnd.DECLINED_BY_PARENTS)
    (found,) = read(parent_of(request))
    assert found.lines[0].value == "gestopt"


@pytest.mark.privacy(29)
def test_copy_for_a_program_has_the_requests(request_sent: ObservationRequest) -> None:
    parent = parent_of(request_sent)
    (found,) = json.loads(guardian_reading.as_json(parent, Language.EN, TENTH))[
        "observation_requests"
    ]
    assert (found["question"], found["screening"], len(found["others"])) == (
        request_sent.question, True, 1
    )  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_words_are_there_in_every_language(
    request_sent: ObservationRequest, language: Language
) -> None:
    words = READING[language]
    wanted = {f"request.stand.{one}" for one in SENT}
    wanted |= {f"request.owner.{one}" for one in StepOwner}
    wanted |= {f"request.outcome.{one}" for one in RequestOutcome}
    assert wanted - set(words) == set()
    assert request_sent.school is not None
    assert request_sent.school.name in read(parent_of(request_sent), language=language)[0].title


# --- the pages --------------------------------------------------------------------------------


@pytest.fixture
def reader(request_sent: ObservationRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a parent who filled in a birth date and a code, and the address of the pages."""
    cache.clear()
    monkeypatch.setattr(outbox, "ring", lambda: None)
    with time_machine.travel(TENTH, tick=False):
        client, parent = Client(), parent_of(request_sent)
        token = links.make(guardian_id=parent.pk, channel=Channel.DOOR, by=None, at=TENTH)
        home, born = f"/ouder/{token}/", request_sent.child.born_on
        client.post(home, {"geboren": f"{born:%d-%m-%Y}"})
        code = read_codes.make(link=GuardianLink.objects.latest("pk"), by=None, at=TENTH)
        client.post(f"{home}code/", {"code": code})
        yield client, f"{home}lezen/"


def test_page_leads_to_the_requests_and_their_files(
    reader: Any, request_sent: ObservationRequest
) -> None:
    client, home = reader
    SignalFactory(child=request_sent.child, text="Hij duwt bij het delen.")
    page = client.get(home).content.decode()
    assert f"{home}verzoeken/" in page
    page = client.get(f"{home}verzoeken/").content.decode()
    for file in Attachment.objects.all():
        path = f"{home}verzoeken/bestand/{file.key}/"
        answer = client.get(path)
        assert (path in page, answer.status_code, answer.content) == (True, 200, file.content)
        assert answer["X-Content-Type-Options"] == "nosniff"
    parts = AuditEntry.objects.filter(action="guardian.read").values_list(
        "details__part", flat=True
    )
    assert list(parts.order_by("pk"))[-3:] == ["observation_requests", "file", "file"]
    told = (request_sent.question, "Hij duwt bij het delen.", f"{home}verslagen/pdf/")
    assert [text for text in told if text not in page] == []


@pytest.mark.privacy(13, 36)
@pytest.mark.parametrize("what", ["waiting", "other child", "not open"])
def test_file_that_a_parent_may_not_read_is_not_found(
    reader: Any, request_sent: ObservationRequest, what: str
) -> None:
    client, home = reader
    file = request_sent.screening
    if what == "waiting":
        Attachment.objects.update(scan="waiting")
    elif what == "other child":
        other = sent()
        file = AttachmentFactory(child=other.child, kind=FileKind.SCREENING)
        ObservationRequest.objects.filter(pk=other.pk).update(screening=file)
    else:
        ObservationRequest.objects.update(requested_at=TENTH)
    assert file is not None
    assert client.get(f"{home}verzoeken/bestand/{file.key}/").status_code == 404
