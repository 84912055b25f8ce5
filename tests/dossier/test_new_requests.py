"""A request is made with a question and who is asked; signed by parents it is sent at once."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404

from children.models import Attachment, Child
from children.states import ConsentScope, FileKind
from dossier import new_requests
from dossier.child_signals import LONGEST, NoteError
from dossier.long_texts import TextError
from dossier.models import ObservationRequest
from dossier.request_states import RequestedOf, StepOwner
from dossier.requests import RequestError
from partners.models import AuditEntry, LocationAgreement
from tests.children import samples
from tests.dossier.request_town import QUESTION, Town, make_town
from tests.factories.children import AT
from tests.factories.dossier import LookQuestionFactory
from tests.factories.requests import AskedTeamFactory

pytestmark = pytest.mark.django_db


def test_prepare_waits_for_the_signature(town: Town) -> None:
    request = town.prepared()
    assert (request.question, request.school, request.requested_at) == (QUESTION, town.school, None)
    assert AuditEntry.objects.filter(action=new_requests.PREPARED).count() == 1


@pytest.mark.privacy(9)
def test_prepare_is_not_seen_by_the_school_until_it_is_sent(town: Town) -> None:
    town.prepared()
    assert not ObservationRequest.objects.visible_to(town.coordinator).exists()


def test_prepare_sends_at_once_where_parents_signed(town: Town) -> None:
    question = town.sign()
    request = town.prepared()
    assert (request.consent, request.requested_at) == (question, AT)


def test_prepare_by_the_worker_of_its_group(town: Town) -> None:
    request = new_requests.prepare(new=town.new(), by=town.worker, at=AT)
    assert request.prepared_by == town.worker.memberships[0]


def test_prepare_by_a_coordinator_is_refused(town: Town) -> None:
    town.sign()
    with pytest.raises(PermissionDenied):
        new_requests.prepare(new=town.new(), by=town.coordinator, at=AT)


def test_prepare_about_the_child_of_another(town: Town) -> None:
    with pytest.raises(ObjectDoesNotExist):
        new_requests.prepare(new=town.new(), by=make_town().contact, at=AT)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "x" * (LONGEST + 1)}, "question"),
        ({"asked": RequestedOf.TEAM}, "asked"),
        ({"asked": RequestedOf.OWN_COORDINATOR, "owner": StepOwner.SCHOOL_COORDINATOR}, "owner"),
    ],
    ids=["empty", "long", "no team", "owner"],
)
def test_prepare_says_what_is_missing(town: Town, columns: dict[str, Any], field: str) -> None:
    with pytest.raises((RequestError, TextError)) as refusal:
        town.prepared(**columns)
    assert refusal.value.field == field
    assert not ObservationRequest.objects.exists()


@pytest.mark.parametrize("what", ["no school", "practice", "no agreement", "left"])
def test_prepare_to_a_school_that_cannot_be_asked(town: Town, what: str) -> None:
    rows = Child.objects.filter(pk=town.child.pk)
    if what == "no agreement":
        LocationAgreement.objects.all().delete()
    changes: dict[str, dict[str, Any]] = {
        "no school": {"school": None},
        "practice": {"is_practice": True},
        "left": {"left_on": AT.date(), "left_because": "moved"},
        "no agreement": {"school": town.school},
    }
    rows.update(**changes[what])
    with pytest.raises((RequestError, NoteError)):
        town.prepared()


def test_prepare_to_a_team_is_taken_up_by_the_care_coordinator(town: Town) -> None:
    team = AskedTeamFactory(municipality=town.child.location.municipality)
    request = town.sent(asked=RequestedOf.TEAM, team_id=team.pk)
    assert (request.team, request.school, request.requested_at) == (team, None, AT)


@pytest.mark.parametrize("columns", [{"is_on": False}, {"elsewhere": True}], ids=["off", "town"])
def test_prepare_to_a_team_that_cannot_be_asked(town: Town, columns: dict[str, Any]) -> None:
    here = {"municipality": town.child.location.municipality, "is_on": False}
    team = AskedTeamFactory(**({} if "elsewhere" in columns else here))
    with pytest.raises(RequestError):
        town.prepared(asked=RequestedOf.TEAM, team_id=team.pk)


def test_prepare_grows_out_of_a_look_question(town: Town) -> None:
    look = LookQuestionFactory(location=town.child.location, child=town.child)
    assert town.prepared(look_key=look.key).look == look


@pytest.mark.parametrize("about", ["another child", "nothing"])
def test_prepare_points_at_no_foreign_look_question(town: Town, about: str) -> None:
    key = LookQuestionFactory().key if about == "another child" else uuid4()
    with pytest.raises(ObjectDoesNotExist):
        town.prepared(look_key=key)


@pytest.mark.privacy(9, 10)
def test_prepare_keeps_a_screening_form_that_the_school_sees_once_it_was_sent(town: Town) -> None:
    request = town.prepared(screening=samples.photo())
    file = Attachment.objects.get(kind=FileKind.SCREENING)
    assert (request.screening, file.sent_to) == (file, None)
    Attachment.objects.update(scan="clean")
    town.sign()
    assert not Attachment.objects.visible_to(town.coordinator).exists()


def test_prepare_of_a_child_in_another_group_adds_no_file(town: Town) -> None:
    Child.objects.filter(pk=town.child.pk).update(group=None)
    with pytest.raises((ObjectDoesNotExist, Http404)):
        new_requests.prepare(new=town.new(screening=samples.photo()), by=town.worker, at=AT)
    assert not Attachment.objects.exists()


def test_prepare_to_the_own_coordinator_needs_one(town: Town) -> None:
    town.carer.memberships[0].delete()
    with pytest.raises(RequestError, match="nog geen zorgcoördinator"):
        town.prepared(asked=RequestedOf.OWN_COORDINATOR)


def test_scope_of_the_signature_follows_who_is_asked(town: Town) -> None:
    town.sign(ConsentScope.OBSERVE_OWN)
    assert town.prepared().requested_at is None
    assert town.prepared(asked=RequestedOf.OWN_COORDINATOR).requested_at == AT
