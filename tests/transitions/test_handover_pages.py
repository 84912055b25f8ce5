"""The pages of a handover: childcare fills in and shares, the school reads, both find it back."""

from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from children.models import Child
from children.states import ConsentAct, FormSection
from partners.access import Actor
from partners.models import AuditEntry, Message
from partners.states import MessageState, Role
from tests.factories.children import make_child, say
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in
from tests.transitions.cast import HELPS, SOON, Cast
from transitions import handover_lists, handover_mails
from transitions.models import FormEntry, FormVersion, Handover, ReadReceipt

LIST, SHARED = "/overdrachten/", "/overdrachten/gedeeld/"


def as_(actor: Actor) -> Client:
    return sign_in(Client(), actor)


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode().partition("<main")[2]


def at(child: Child, part: str = "") -> str:
    return f"/kinderen/{child.key}/overdracht/{part}"


def typed(**values: str) -> dict[str, str]:
    """Return what the whole form sends with a few fields filled in."""
    return {"helps": HELPS, "warm": "nee", **values}


def test_form_is_filled_in_and_says_what_is_next(cast: Cast) -> None:
    client = as_(cast.contact)
    assert "Vraag de ouders of de school het formulier mag lezen" in page(client, at(cast.child))
    client.post(at(cast.child), typed(rating_play="ahead"))
    shown = page(client, at(cast.child))
    assert HELPS in shown
    assert "nog geen toestemming om het formulier te lezen" in shown
    assert {entry.field for entry in FormEntry.objects.all()} == {"helps", "warm", "rating_play"}


def test_second_editor_is_told_and_then_chooses(cast: Cast) -> None:
    client = as_(cast.contact)
    client.post(at(cast.child), typed())
    stale = client.post(at(cast.child), typed(helps="Zingen.", n_warm="1", n_helps="0"))
    shown = stale.content.decode()
    assert "Intussen veranderde" in shown
    assert HELPS in shown
    assert 'name="n_helps" value="1"' in shown
    client.post(at(cast.child), typed(helps="Zingen.", n_warm="1", n_helps="1"))
    assert FormEntry.objects.get(field="helps").value == "Zingen."


def test_a_field_is_kept_by_itself(cast: Cast) -> None:
    client, where = as_(cast.contact), at(cast.child, "veld/")
    first = client.post(where, {"field": "helps", "value": HELPS, "seen": "0"})
    assert (first.status_code, first.json()["number"]) == (200, 1)
    late = client.post(where, {"field": "helps", "value": "Zingen.", "seen": "0"})
    assert (late.status_code, late.json()["value"]) == (409, HELPS)
    for wrong in ({"field": "bsn", "value": "1"}, {"value": "1"}):
        assert "number" not in client.post(where, wrong).json()
    assert FormEntry.objects.count() == 1


def test_talk_is_noted(cast: Cast) -> None:
    cast.fill()
    client = as_(cast.contact)
    wrong = client.post(at(cast.child, "besproken/"), {"on": "1-1-2020"}, follow=True)
    assert "Kies de dag van het gesprek" in wrong.content.decode()
    client.post(at(cast.child, "besproken/"), {"on": f"{SOON:%d-%m-%Y}"})
    assert Handover.objects.get().discussed_on == SOON.date()


def test_sharing_shows_what_the_school_reads_first(cast: Cast) -> None:
    cast.ready()
    client, where = as_(cast.contact), at(cast.child, "delen/")
    shown = page(client, where)
    assert HELPS in shown
    seen = cast.handover.changed_at.isoformat()
    answer = client.post(where, {"seen": "2020-01-01"}, follow=True).content.decode()
    assert "Lees het formulier nog eens na" in answer
    client.post(where, {"seen": seen})
    assert FormVersion.objects.get().number == 1
    assert "Deze tekst is al gedeeld" in page(client, where)


def test_sharing_without_a_consent_says_why(cast: Cast) -> None:
    cast.fill()
    cast.talk()
    client, where = as_(cast.contact), at(cast.child, "delen/")
    assert "Delen kan nog niet" in page(client, where)
    seen = cast.handover.changed_at.isoformat()
    answer = client.post(where, {"seen": seen}, follow=True).content.decode()
    assert "nog geen toestemming" in answer
    assert not FormVersion.objects.exists()


@pytest.mark.privacy(26)
def test_mail_names_nobody_and_goes_only_while_something_is_unread(cast: Cast) -> None:
    cast.ready()
    version = cast.share()
    mail = Message.objects.get(cause__startswith="handover:")
    assert mail.recipient == cast.reader.user
    said = mail.subject + mail.body
    assert not [word for word in (cast.child.first_name, "Waterval", HELPS) if word in said]
    assert handover_mails.KINDS["handover"].is_still_needed(mail)
    client = as_(cast.reader)
    assert HELPS in page(client, at(cast.child, "lezen/"))
    assert ReadReceipt.objects.get().version == version
    assert not handover_mails.KINDS["handover"].is_still_needed(mail)


def test_mail_is_dropped_when_the_consent_ended(cast: Cast) -> None:
    cast.ready()
    question = cast.share().question
    mail = Message.objects.get(cause__startswith="handover:")
    say(question, ConsentAct.WITHDRAWN)
    assert mail.state == MessageState.QUEUED
    assert not handover_mails.KINDS["handover"].is_still_needed(mail)


def test_school_reads_in_two_clicks_what_helps_first(cast: Cast) -> None:
    cast.fill(helps=HELPS, watch="Eet langzaam.", warm="ja")
    cast.ready()
    cast.share()
    client = as_(cast.reader)
    shown = page(client, SHARED)
    assert "1 kind heb je nog niet gelezen" in shown
    assert at(cast.child, "lezen/") in shown
    read = page(client, at(cast.child, "lezen/"))
    order = [read.index(words) for words in ("Wat helpt", "Let op", "Warm gesprek", "Kind, ouders")]
    assert order == sorted(order)
    assert at(cast.child, "lezen/") in page(client, f"{SHARED}?state=gelezen")
    assert "Geen kinderen gevonden" in page(client, f"{SHARED}?state=nieuw")


def test_a_later_version_shows_what_changed(cast: Cast) -> None:
    cast.ready()
    cast.share()
    later = SOON + timedelta(hours=1)
    cast.fill(at=later, helps="Eerst kijken, dan alleen beginnen.", talents="Bouwen.")
    cast.talk(at=later)
    cast.share(at=later)
    client = as_(cast.reader)
    shown = page(client, at(cast.child, "lezen/"))
    assert "Veranderd sinds versie 1" in shown
    assert "<del>" in shown
    older = page(client, at(cast.child, "lezen/?versie=1"))
    assert "Dit is een oudere versie." in older
    assert "Veranderd sinds" not in older


@pytest.mark.privacy(10)
def test_pdf_holds_what_may_be_read_and_nothing_after_a_stop(cast: Cast) -> None:
    cast.ready()
    question = cast.share().question
    client, where = as_(cast.reader), at(cast.child, "versie-1.pdf")
    answer = client.get(where)
    assert answer.content[:5] == b"%PDF-"
    root = pypdf.PdfReader(BytesIO(answer.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert client.get(at(cast.child, "versie-2.pdf")).status_code == 404
    say(question, ConsentAct.WITHDRAWN)
    assert client.get(where).status_code == 404
    assert client.get(at(cast.child, "lezen/")).status_code == 404


def test_list_of_childcare_opens_on_what_it_has_to_do(cast: Cast) -> None:
    Child.objects.update(born_on=date(2023, 3, 1))
    make_child(cast.child.location, first_name="Zoë", last_name="Later", born_on=date(2023, 4, 1))
    cast.ready()
    cast.share()
    client = as_(cast.contact)
    shown = page(client, LIST)
    assert shown.index("Zoë Later") < shown.index("Levi Waterval")
    assert "Zoë" not in page(client, f"{LIST}?turn=school")
    assert "Geen kinderen gevonden" in page(client, f"{LIST}?turn=parents")
    by_name = page(client, f"{LIST}?volgorde=naam")
    assert by_name.index("Levi") < by_name.index("Zoë")


@pytest.mark.parametrize("path", [LIST, SHARED])
def test_lists_ask_as_much_for_many_as_for_one(cast: Cast, path: str) -> None:
    Child.objects.update(born_on=date(2023, 3, 1))
    cast.ready()
    cast.share()
    client = as_(cast.contact if path == LIST else cast.reader)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(3):
        _another(cast, number)
    with CaptureQueriesContext(connection) as many:
        shown = page(client, path)
    assert shown.count("Kind Nummer") == 3
    assert len(one) == len(many)


def _another(cast: Cast, number: int) -> None:
    """Share the form of one more child of the same location with the same school."""
    child = make_child(
        cast.child.location, school=cast.school, first_name="Kind", last_name=f"Nummer{number}",
        born_on=date(2023, 3, 2),
    )  # fmt: skip
    beside = Cast(child, cast.school, cast.contact, cast.reader)
    beside.ready(FormSection.BASICS, FormSection.REPORT)
    beside.share()


def test_every_name_on_a_list_is_noted(cast: Cast) -> None:
    Child.objects.update(born_on=date(2023, 3, 1))
    cast.ready()
    question = cast.share().question
    as_(cast.contact).get(LIST)
    as_(cast.reader).get(SHARED)
    lines = AuditEntry.objects.filter(action="child.read", details__section="list")
    found = {(line.user, line.ground) for line in lines}
    assert (cast.reader.user, str(question.pk)) in found
    assert cast.contact.user in {user for user, _ground in found}


def test_a_worker_fills_in_and_a_teacher_of_elsewhere_reads_nothing(cast: Cast) -> None:
    cast.ready()
    cast.share()
    worker = make_actor(Role.KOW, cast.child.location)
    assert as_(worker).get(at(cast.child, "delen/")).status_code == 403
    stranger = make_actor(Role.SCH)
    for path in (at(cast.child), at(cast.child, "lezen/"), LIST):
        assert as_(stranger).get(path).status_code in {403, 404}


def test_card_of_the_start_page_counts_what_is_unread(cast: Cast) -> None:
    cast.ready()
    cast.share()
    client = as_(cast.reader)
    assert "1 overdracht om te lezen." in page(client, "/")
    client.get(at(cast.child, "lezen/"))
    assert "om te lezen" not in page(client, "/")


def test_only_childcare_lists_what_it_has_to_do(cast: Cast) -> None:
    assert list(handover_lists.children(cast.contact)) == [cast.child]
    with pytest.raises(PermissionDenied):
        handover_lists.children(cast.reader)
