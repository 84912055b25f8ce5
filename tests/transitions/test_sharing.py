"""Sharing the form: under a consent, discussed, complete; frozen, and read with a receipt."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404

from children import consents
from children.models import ConsentQuestion
from children.states import ConsentAct, ConsentScope, FormSection
from dossier.support_states import SupportDomain
from partners.models import AuditEntry, FixedContact, School
from partners.states import Role
from tests.factories.children import AT, AttachmentFactory, ask, say, switch_on
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.support import SupportNeedFactory
from tests.transitions.cast import HELPS, SOON, Cast
from transitions import reads, sharing, snapshots
from transitions.filling import HandoverError
from transitions.models import FormVersion, Handover, ReadReceipt

LATER = SOON + timedelta(hours=1)


def codes(cast: Cast, at: object = LATER) -> list[str]:
    """Return what the school reads now."""
    found = reads.read(cast.reader, cast.child.key, number=None, at=at)  # type: ignore[arg-type]
    return [line.code for line in found.lines]


def test_an_ordinary_child_is_shared_and_read(cast: Cast) -> None:
    cast.ready()
    version = cast.share()
    assert (version.number, version.question.school) == (1, cast.school)
    found = reads.read(cast.reader, cast.child.key, number=None, at=LATER)
    assert [(line.code, line.value) for line in found.first] == [("helps", HELPS), ("warm", "Nee")]
    assert [part.code for part in found.parts] == [FormSection.REPORT, "about"]
    receipt = ReadReceipt.objects.get()
    assert (receipt.membership.user, receipt.at) == (cast.reader.user, LATER)
    line = AuditEntry.objects.get(action="child.read", details__thing="handover")
    assert (line.ground, line.user) == (str(version.question.pk), cast.reader.user)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("nothing", "Er is nog niets ingevuld."),
        ("no consent", "nog geen toestemming"),
        ("not filled", "Vul in: Wat helpt dit kind?"),
        ("no report", "Voeg het verslag van jullie observaties toe"),
        ("not rated", "Kies bij elk onderdeel van de ontwikkeling"),
        ("not discussed", "Bespreek het formulier met de ouders"),
        ("no contact", "geen vaste contactpersoon"),
        ("no school", "welke school het wordt"),
        ("changed", "Intussen is het formulier veranderd"),
    ],
    ids=lambda value: value if " " not in value[-1:] else "",
)
@pytest.mark.privacy(1)
def test_what_is_missing_is_told_and_nothing_is_shared(cast: Cast, before: str, said: str) -> None:
    _prepare(cast, before)
    seen = AT - timedelta(days=1) if before == "changed" else _changed_at(cast)
    with pytest.raises(HandoverError, match=re.escape(said)):
        cast.share(seen=seen)
    assert not FormVersion.objects.exists()
    assert not Handover.objects.filter(shared_at__isnull=False).exists()


def _changed_at(cast: Cast) -> object:
    found = Handover.objects.filter(child=cast.child).first()
    return found.changed_at if found else AT


def _prepare(cast: Cast, before: str) -> None:
    """Do all but one thing."""
    if before == "nothing":
        return
    if before not in {"no consent", "not rated"}:
        cast.allow()
    if before == "not rated":
        cast.allow(FormSection.BASICS, FormSection.DEVELOPMENT)
    if before not in {"no report", "not rated"}:
        cast.attach()
    cast.fill(**({"talents": "Bouwen."} if before == "not filled" else {}))
    if before != "not discussed":
        cast.talk()
    if before == "no contact":
        FixedContact.objects.all().delete()
    if before == "no school":
        type(cast.child).objects.update(school=None)


@pytest.mark.privacy(1)
def test_a_version_holds_only_what_the_consent_allows(cast: Cast) -> None:
    SupportNeedFactory(child=cast.child, domain=SupportDomain.LANGUAGE)
    cast.allow(FormSection.BASICS)
    cast.fill(helps=HELPS, warm="nee", support="Logopedie.", health="Astma.", rating_play="ahead")
    cast.talk()
    held = {line.code for line in snapshots.thawed(cast.share().content)}
    assert {"helps", "name", "guardian1", "contact"} <= held
    assert not held & {"support", "health", "rating_play"}
    assert not any(code.startswith("need") for code in held)


@pytest.mark.privacy(1)
def test_health_goes_with_a_yes_of_its_own_and_stops_with_it(cast: Cast) -> None:
    cast.allow(FormSection.BASICS, FormSection.SUPPORT, health=True)
    cast.fill(helps=HELPS, warm="nee", health="Astma.")
    cast.talk()
    cast.share()
    assert "health" in codes(cast)
    say(ConsentQuestion.objects.get(scope=ConsentScope.HEALTH), ConsentAct.WITHDRAWN)
    assert "health" not in codes(cast)
    grounds = AuditEntry.objects.filter(details__thing="handover", action="child.read")
    assert ["+" in line.ground for line in grounds.order_by("pk")] == [True, False]


def test_what_is_known_can_be_left_out(cast: Cast) -> None:
    need = SupportNeedFactory(child=cast.child, domain=SupportDomain.LANGUAGE)
    cast.allow(FormSection.BASICS, FormSection.SUPPORT)
    leave = {f"leave_need{need.pk}": "ja", "leave_guardian1": "ja", "leave_name": "ja"}
    cast.fill(helps=HELPS, warm="nee", **leave)
    cast.talk()
    held = {line.code for line in snapshots.thawed(cast.share().content)}
    assert not held & {f"need{need.pk}", "guardian1"}
    assert "name" in held  # nobody can be handed over without a name


def test_no_way_to_reach_a_parent_with_a_secret_address(cast: Cast) -> None:
    cast.child.guardians.update(is_secret=True, phone="0612345678")
    cast.ready()
    lines = {line.code: line.value for line in snapshots.thawed(cast.share().content)}
    guardian = cast.child.guardians.get()
    assert lines["guardian1"] == f"{guardian.name}, ouder"


@pytest.mark.privacy(10)
def test_a_withdrawn_consent_closes_the_form_at_once(cast: Cast) -> None:
    cast.ready()
    question = cast.share().question
    assert codes(cast)
    say(question, ConsentAct.WITHDRAWN)
    with pytest.raises(Http404):
        codes(cast)
    with pytest.raises(HandoverError, match="toestemming"):
        cast.share()
    assert not reads.rows(cast.reader).exists()


def test_a_later_version_stands_beside_the_first(cast: Cast) -> None:
    cast.ready()
    cast.share()
    with pytest.raises(HandoverError, match="al gedeeld"):
        cast.share()
    cast.fill(at=LATER, talents="Bouwen.")
    with pytest.raises(HandoverError, match="Bespreek"):
        cast.share(at=LATER)
    cast.talk(at=LATER)
    cast.share(at=LATER)
    found = reads.read(cast.reader, cast.child.key, number=1, at=LATER)
    assert (found.numbers, found.version.number) == ((2, 1), 1)
    assert not reads.rows(cast.reader).get().is_read  # the newest


def test_versions_are_never_changed(cast: Cast) -> None:
    cast.ready()
    version = cast.share()
    for change in ({"content": "{}"}, {"number": 2}, {"shared_at": LATER}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            FormVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        version.delete()


def test_another_school_gets_a_handover_of_its_own(cast: Cast) -> None:
    cast.ready()
    cast.share()
    other: School = SchoolFactory(municipality=cast.school.municipality)
    switch_on(other)
    old = ConsentQuestion.objects.get(scope=ConsentScope.SHARE_FORM)
    consents.close(question_id=old.pk, act=ConsentAct.SUPERSEDED, by=None, at=SOON)
    type(cast.child).objects.update(school=other)
    cast.child.refresh_from_db()
    question = ask(cast.child, ConsentScope.SHARE_FORM, other, sections=["basics"])
    say(question, ConsentAct.GRANTED)
    version = cast.share(at=LATER)
    ended, going_on = Handover.objects.order_by("pk")
    assert (ended.school, ended.ended_at) == (cast.school, LATER)
    assert (going_on.school, version.number) == (other, 1)
    assert not Handover.objects.visible_to(cast.reader).exists()
    assert Handover.objects.visible_to(make_actor(Role.SCH, other)).get() == going_on


def test_a_worker_fills_in_and_does_not_share(cast: Cast) -> None:
    cast.ready()
    worker = make_actor(Role.KOW, cast.child.location)
    with pytest.raises(PermissionDenied):
        cast.share(by=worker)


def test_parents_read_along_or_let_it_pass(cast: Cast) -> None:
    cast.allow()
    cast.attach()
    cast.fill()
    sharing.offer(key=cast.child.key, by=cast.contact, at=AT)
    with pytest.raises(HandoverError, match="Bespreek"):
        cast.share()
    assert cast.share(at=AT + timedelta(days=7)).number == 1


def test_an_attachment_that_waits_does_not_count(cast: Cast) -> None:
    cast.allow()
    AttachmentFactory(child=cast.child, scan="waiting", added_by=cast.contact.memberships[0])
    cast.fill()
    cast.talk()
    with pytest.raises(HandoverError, match="Voeg het verslag"):
        cast.share()
