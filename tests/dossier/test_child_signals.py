"""Signals and talks are noted in seconds, and stay with childcare until they go along."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from children.models import Child
from dossier import child_signals
from dossier.child_signals import LONGEST, LONGEST_LINE, NewSignal, NewTalk, NoteError
from dossier.long_texts import TextError
from dossier.models import ParentTalk, Signal
from dossier.request_states import SignalKind, SignalPick
from partners.access import Actor
from partners.models import AuditEntry
from tests.dossier.request_town import DAY, Town, make_town
from tests.factories.children import AT, make_child
from tests.factories.requests import ObservationRequestFactory

pytestmark = pytest.mark.django_db
REMOVE: dict[str, Any] = {
    "signal": partial(child_signals.remove, kind=Signal),
    "talk": partial(child_signals.remove, kind=ParentTalk),
}
BOXES = NewSignal(SignalKind.BEHAVIOUR, (SignalPick.PUSHING, SignalPick.BITING))


def note(town: Town, new: NewSignal = BOXES, by: Actor | None = None) -> Signal:
    return child_signals.note(child_key=town.child.key, new=new, by=by or town.worker, at=AT)


def talk(town: Town, by: Actor | None = None, **columns: Any) -> ParentTalk:
    said = {"talked_on": DAY, "agreed": "Een vaste plek in de kring.", **columns}
    key = said.pop("request_key", None)
    return child_signals.note_talk(
        child_key=town.child.key, new=NewTalk(**said), request_key=key, by=by or town.worker, at=AT
    )


def test_note_takes_boxes_alone(town: Town) -> None:
    signal = note(town)
    assert (signal.picks, signal.text) == (["biting", "pushing"], "")
    assert signal.pick_labels == ["bijten", "duwen"]
    assert AuditEntry.objects.filter(action=child_signals.NOTED).count() == 1


def test_note_takes_a_sentence_alone(town: Town) -> None:
    assert note(town, NewSignal(SignalKind.TRIED, text=" Een rustige plek. ")).text == (
        "Een rustige plek."
    )


@pytest.mark.parametrize("text", ["  ", "x" * (LONGEST + 1)], ids=["nothing", "long"])
def test_note_refuses_nothing_and_too_much(town: Town, text: str) -> None:
    with pytest.raises((NoteError, TextError)) as refusal:
        note(town, NewSignal(SignalKind.TRIED, text=text))
    assert refusal.value.field == "text"


@pytest.mark.privacy(9)
def test_note_is_seen_by_childcare_only(town: Town) -> None:
    town.sign()
    note(town)
    talk(town)
    for model in (Signal, ParentTalk):
        assert not model.objects.visible_to(town.coordinator).exists()
        assert model.objects.visible_to(town.carer).exists()


def test_remove_takes_away_what_one_noted_oneself(town: Town) -> None:
    given = {"child_key": town.child.key, "at": AT}
    signal, spoken = note(town), talk(town)
    other = make_child(town.child.location, group=town.child.group)
    for remove, row in ((REMOVE["signal"], signal), (REMOVE["talk"], spoken)):
        with pytest.raises(ObjectDoesNotExist):
            remove(number=row.pk, by=town.contact, **given)
        with pytest.raises(ObjectDoesNotExist):
            remove(number=row.pk, by=town.worker, **given | {"child_key": other.key})
        remove(number=row.pk, by=town.worker, **given)
    assert [*Signal.objects.all(), *ParentTalk.objects.all()] == []
    lines = AuditEntry.objects.filter(action__endswith=".removed").order_by("pk")
    assert [(line.action, line.details) for line in lines] == [
        ("signal.removed", {"signal": signal.pk}),
        ("parent_talk.removed", {"talk": spoken.pk}),
    ]


def test_remove_of_what_went_along_finds_nothing(town: Town) -> None:
    rows = {"signal": note(town), "talk": talk(town)}
    town.sent()
    for what, row in rows.items():
        with pytest.raises(ObjectDoesNotExist):
            REMOVE[what](child_key=town.child.key, number=row.pk, by=town.worker, at=AT)


@pytest.mark.parametrize("what", REMOVE)
def test_remove_by_a_coordinator_is_refused(town: Town, what: str) -> None:
    town.sign()
    row = note(town) if what == "signal" else talk(town)
    with pytest.raises(PermissionDenied):
        REMOVE[what](child_key=town.child.key, number=row.pk, by=town.coordinator, at=AT)


def test_note_by_a_coordinator_is_refused(town: Town) -> None:
    town.sign()
    with pytest.raises(PermissionDenied):
        note(town, by=town.coordinator)


def test_note_about_the_child_of_another(town: Town) -> None:
    with pytest.raises(ObjectDoesNotExist):
        note(town, by=make_town().worker)


def test_note_about_a_child_that_left(town: Town) -> None:
    Child.objects.update(left_on=DAY, left_because="moved")
    with pytest.raises(NoteError, match="niet meer op de opvang"):
        note(town)


def test_note_talk_with_one_guardian(town: Town) -> None:
    guardian = town.child.guardians.get()
    found = talk(town, guardian_id=guardian.pk)
    assert (found.guardian, found.agreed) == (guardian, "Een vaste plek in de kring.")


def test_note_talk_with_the_guardian_of_another(town: Town) -> None:
    other = make_town().child.guardians.get()
    with pytest.raises(ObjectDoesNotExist):
        talk(town, guardian_id=other.pk)


@pytest.mark.parametrize(
    "day", [DAY + timedelta(days=1), DAY - timedelta(days=366)], ids=["tomorrow", "long ago"]
)
def test_note_talk_on_a_day_that_cannot_be(town: Town, day: date) -> None:
    with pytest.raises(NoteError) as refusal:
        talk(town, talked_on=day)
    assert refusal.value.field == "talked_on"


@pytest.mark.parametrize("text", [" ", "x" * (LONGEST_LINE + 1)], ids=["nothing", "long"])
def test_note_talk_says_what_was_agreed_in_one_line(town: Town, text: str) -> None:
    with pytest.raises(TextError) as refusal:
        talk(town, agreed=text)
    assert refusal.value.field == "agreed"


def test_note_talk_about_a_request(town: Town) -> None:
    request = town.prepared()
    assert talk(town, request_key=request.key).request == request


def test_note_talk_about_the_request_of_another_child(town: Town) -> None:
    with pytest.raises(ObjectDoesNotExist):
        talk(town, request_key=ObservationRequestFactory().key)
