"""What others saw stands with the request; who entered it corrects it or takes it away."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from children.file_contents import FileRefusedError
from children.models import Attachment
from children.states import ConsentAct, ConsentScope, FileKind
from dossier import other_observations, request_lists, requests
from dossier.long_texts import TextError
from dossier.models import ObservationRequest, OtherObservation
from dossier.other_observations import NewOther, OtherError
from dossier.request_states import LONGEST_OBSERVER, LONGEST_SEEN
from dossier.requests import RequestError
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.children import samples
from tests.dossier.request_town import DAY, Town
from tests.factories.children import AT, ask, say
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
WHO, SEEN = "Auris, logopedist", "Hij volgt een verhaal met plaatjes."


def note(town: Town, request: ObservationRequest, by: Actor | None = None, **columns: Any) -> Any:
    new = NewOther(**{"observer": WHO, "seen_on": DAY, "text": SEEN, **columns})
    return other_observations.note(key=request.key, new=new, by=by or town.carer, at=AT)


def seen_by(actor: Actor) -> list[OtherObservation]:
    return list(OtherObservation.objects.visible_to(actor))


def actions() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="other_observation.")
    return list(rows.order_by("pk").values_list("action", flat=True))


@pytest.mark.privacy(9, 15)
def test_note_is_seen_by_who_sees_the_request(town: Town) -> None:
    request = town.prepared()
    row = note(town, request, raw=samples.photo())
    Attachment.objects.update(scan="clean")
    assert (seen_by(town.worker), seen_by(town.coordinator)) == ([row], [])
    assert not Attachment.objects.visible_to(town.coordinator).exists()
    consent = town.sign()
    requests.send(key=request.key, by=town.contact, at=AT)
    assert (seen_by(town.coordinator), seen_by(town.outsider)) == ([row], [])
    file = Attachment.objects.visible_to(town.coordinator).get()
    assert (file.kind, b"Exif" in file.content) == (FileKind.OBSERVATION, False)
    town.stop(consent)
    assert seen_by(town.coordinator) == []
    assert not Attachment.objects.visible_to(town.coordinator).exists()


@pytest.mark.privacy(5, 17)
def test_note_about_health_needs_its_own_yes(town: Town) -> None:
    row = note(town, town.sent(), is_health=True, raw=samples.photo())
    Attachment.objects.update(scan="clean")
    assert (seen_by(town.worker), seen_by(town.coordinator)) == ([row], [])
    assert not Attachment.objects.visible_to(town.coordinator).exists()
    health = ask(town.child, ConsentScope.HEALTH, town.school)
    say(health, ConsentAct.GRANTED)
    assert seen_by(town.coordinator) == [row]
    request_lists.one(town.coordinator, town.child.key, row.request.key, at=AT)
    line = AuditEntry.objects.get(action="child.read", role="qc")
    assert line.ground == f"{row.request.consent_id}+{health.pk}"


@pytest.mark.parametrize(
    ("columns", "error", "field"),
    [
        ({"observer": " "}, TextError, "observer"),
        ({"observer": "x" * (LONGEST_OBSERVER + 1)}, TextError, "observer"),
        ({"text": "x" * (LONGEST_SEEN + 1)}, TextError, "text"),
        ({"text": "Nummer 123456782"}, TextError, "text"),
        ({"text": " "}, OtherError, "text"),
        ({"seen_on": DAY + timedelta(days=1)}, OtherError, "seen_on"),
        ({"seen_on": DAY - timedelta(days=731)}, OtherError, "seen_on"),
        ({"raw": b"geen plaatje"}, FileRefusedError, "file"),
    ],
    ids=["nobody", "long name", "long", "number", "nothing", "tomorrow", "long ago", "no picture"],
)
def test_note_says_what_is_wrong(
    town: Town, columns: dict[str, Any], error: Any, field: str
) -> None:
    with pytest.raises(error) as refusal:
        note(town, town.prepared(), **columns)
    assert refusal.value.field == field
    assert not OtherObservation.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("who", ["worker", "contact", "coordinator"])
def test_note_is_for_the_care_coordinator(town: Town, who: str) -> None:
    with pytest.raises(PermissionDenied):
        note(town, town.sent(), by=getattr(town, who))


def test_note_with_what_ended_or_is_of_another_is_refused(town: Town) -> None:
    request = town.sent()
    other = make_actor(Role.KCC, day=DAY)
    with pytest.raises(ObjectDoesNotExist):
        note(town, request, by=other)
    requests.give_back(key=request.key, text="Wie?", by=town.coordinator, at=AT)
    with pytest.raises(RequestError, match="al afgesloten"):
        note(town, request)


def test_correct_and_remove_by_who_entered_it_alone(town: Town) -> None:
    row = note(town, town.sent(), raw=samples.photo())
    first = Attachment.objects.get()
    new = NewOther("JGZ, jeugdverpleegkundige", DAY, "", samples.photo(), is_health=True)
    colleague = make_actor(Role.KCC, town.child.location.holder, day=DAY)
    for act in (other_observations.correct, other_observations.remove):
        given: dict[str, Any] = {"key": row.key, "by": colleague, "at": AT}
        with pytest.raises(ObjectDoesNotExist):
            act(**given, **({"new": new} if act is other_observations.correct else {}))
    other_observations.correct(key=row.key, new=new, by=town.carer, at=AT)
    row.refresh_from_db()
    assert (row.observer, row.text, row.corrected_at) == ("JGZ, jeugdverpleegkundige", "", AT)
    file = Attachment.objects.get()
    assert (file == first, file.is_health, file.sent_to) == (False, True, town.school)
    other_observations.remove(key=row.key, by=town.carer, at=AT)
    assert (OtherObservation.objects.count(), Attachment.objects.count()) == (0, 0)
    assert actions() == [
        other_observations.NOTED, other_observations.CORRECTED, other_observations.REMOVED
    ]  # fmt: skip


def test_correct_keeps_the_file_and_goes_on_after_the_end(town: Town) -> None:
    row = note(town, town.sent(), raw=samples.photo())
    requests.give_back(key=row.request.key, text="Wie?", by=town.coordinator, at=AT)
    other_observations.correct(
        key=row.key, new=NewOther(WHO, DAY, "Beter gezegd."), by=town.carer, at=AT
    )
    row.refresh_from_db()
    assert (row.text, row.file) == ("Beter gezegd.", Attachment.objects.get())


# --- the pages --------------------------------------------------------------------------------


def post(by: Actor, name: str, *keys: UUID, **data: Any) -> Any:
    return sign_in(Client(), by).post(reverse(name, args=keys), data, follow=True)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def typed() -> dict[str, Any]:
    """Return what somebody fills in today."""
    return {"observer": WHO, "seen_on": f"{timezone.localdate():%-d-%-m-%Y}", "text": SEEN}


def test_page_to_note_says_what_is_wrong(town: Town) -> None:
    keys, said = (town.child.key, town.sent().key), typed()
    wrong = post(town.carer, "other_note", *keys, **said | {"seen_on": ""})
    assert ("seen_on" in wrong.context["form"].errors, SEEN in text(wrong)) == (True, True)
    file = SimpleUploadedFile("brief.pdf", b"geen pdf")
    assert "file" in post(town.carer, "other_note", *keys, file=file, **said).context["form"].errors


def test_pages_note_correct_and_take_away(town: Town) -> None:
    keys, said = (town.child.key, town.sent().key), typed()
    shown = text(post(town.carer, "other_note", *keys, **said))
    row = OtherObservation.objects.get()
    change = reverse("other_change", args=[*keys, row.key])
    assert (SEEN in shown, change in shown) == (True, True)
    for by in (town.worker, town.coordinator):
        shown = text(sign_in(Client(), by).get(reverse("request", args=keys)))
        assert (SEEN in shown, change in shown) == (True, False)
    assert SEEN in text(sign_in(Client(), town.carer).get(change))
    said["text"] = "Beter gezegd."
    assert "Beter gezegd." in text(post(town.carer, "other_change", *keys, row.key, **said))
    assert WHO not in text(post(town.carer, "other_remove", *keys, row.key))


@pytest.mark.parametrize("name", ["other_change", "other_remove"])
def test_pages_of_another_request_do_not_exist(town: Town, name: str) -> None:
    row = note(town, town.sent())
    other = town.prepared()
    answer = post(town.carer, name, town.child.key, other.key, row.key, observer=WHO)
    assert (answer.status_code, OtherObservation.objects.count()) == (404, 1)


def test_page_to_note_is_closed_when_the_request_ended_and_loses_nothing(town: Town) -> None:
    request = town.sent()
    keys = (town.child.key, request.key)
    requests.give_back(key=request.key, text="Wie?", by=town.coordinator, at=AT)
    assert sign_in(Client(), town.carer).get(reverse("other_note", args=keys)).status_code == 403
    answer = post(town.carer, "other_note", *keys, **typed())
    assert ("al afgesloten" in text(answer), SEEN in text(answer)) == (True, True)
    assert not OtherObservation.objects.exists()
