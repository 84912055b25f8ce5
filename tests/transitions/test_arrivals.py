"""What a school does with a handover that it may read, and what childcare sees of that."""

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from children.models import Child, Group
from children.placement import PlacementError
from children.states import ConsentAct, ConsentScope, FormSection
from dossier.long_texts import TextError
from partners.models import AuditEntry, Message
from partners.refusals import RefusedError
from partners.states import Role
from tests.factories.children import AT, KleuterGroupFactory, say
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.registrations import SchoolRegistrationFactory, expect
from tests.transitions.cast import SOON, Cast
from transitions import arrival_mails, arrival_page, arrivals, registrations, standings
from transitions.arrivals import ArrivalError, IntakeDays, WarmTalk
from transitions.models import Arrival, Handover, SchoolRegistration
from transitions.registration_states import Preschool
from transitions.states import HandoverStand, PlacementReason, Turn

LATER = SOON + timedelta(hours=1)
TODAY = AT.date()
SOON_ON = TODAY + timedelta(days=9)


@pytest.fixture
def shared(cast: Cast) -> Cast:
    """Return a child whose form was shared with its school."""
    cast.ready()
    cast.share()
    return cast


def standing(cast: Cast) -> standings.Standing:
    return standings.of(Child.objects.filter(pk=cast.child.pk), at=LATER)[0]


def do(cast: Cast, verb: Any, **more: Any) -> Arrival:
    made: Arrival = verb(**{"key": cast.child.key, "by": cast.reader, "at": LATER, **more})
    return made


def linked(cast: Cast) -> SchoolRegistration:
    line = expect(cast.child, preschool=Preschool.NONE, location=None)
    do(cast, arrivals.link, line_key=line.key)
    return line


def placed(cast: Cast, reason: str = PlacementReason.TEACHER) -> Group:
    group: Group = KleuterGroupFactory(school=cast.school)
    do(cast, arrivals.place, group_id=group.pk, reason=reason)
    return group


def test_the_stand_follows_from_what_the_school_notes(shared: Cast) -> None:
    assert (standing(shared).stand, standing(shared).turn) == (
        HandoverStand.SUBMITTED,
        Turn.SCHOOL,
    )
    linked(shared)
    found = []
    for verb, more in (
        (arrivals.note_days, {"days": IntakeDays(SOON_ON)}),
        (arrivals.note_days, {"days": IntakeDays(SOON_ON, TODAY)}),
        (arrivals.note_days, {"days": IntakeDays(SOON_ON, TODAY, TODAY)}),
        (arrivals.note_warm, {"talk": WarmTalk(SOON_ON, "Fatma")}),
        (arrivals.note_warm, {"talk": WarmTalk(SOON_ON, "Fatma", TODAY, "Ze belt dinsdag.")}),
    ):
        do(shared, verb, **more)
        found.append(standing(shared).stand)
    placed(shared)
    found.append(standing(shared).stand)
    do(shared, arrivals.give_feedback, text="Het gaat goed.")
    found.append(standing(shared).stand)
    do(shared, arrivals.close)
    found.append(standing(shared).stand)
    do(shared, arrivals.close)
    names = ["intake_planned", "intake_held", "enrolled", "warm_planned", "warm_held"]
    assert found == [*names, "placed", "feedback_given", "closed"]
    assert standing(shared).turn == Turn.NOBODY
    do(shared, arrivals.reopen)
    assert standing(shared).stand == HandoverStand.FEEDBACK_GIVEN
    log = AuditEntry.objects.filter(target_key=str(shared.child.key), role=Role.SCH)
    assert set(log.values_list("organisation", flat=True)) == {shared.school.pk}
    assert log.filter(action=arrivals.CLOSED).count() == 1


def test_a_line_of_the_own_list_is_proposed_by_birth_date_and_name(shared: Cast) -> None:
    other = expect(shared.child, first_name="Aad")
    own = expect(shared.child)
    expect(shared.child, first_name="Bas", born_on=shared.child.born_on + timedelta(days=1))
    expect(shared.child, first_name="Cor", ended_on=TODAY, ended_because="moved")
    strange = SchoolRegistrationFactory(school=SchoolFactory(), born_on=shared.child.born_on)
    assert arrivals.proposed(shared.handover, by=shared.reader) == [own, other]
    with pytest.raises(SchoolRegistration.DoesNotExist):
        do(shared, arrivals.link, line_key=strange.key)
    with pytest.raises(ArrivalError, match="dezelfde geboortedatum"):
        do(shared, arrivals.link, line_key=SchoolRegistration.objects.get(first_name="Bas").key)
    do(shared, arrivals.link, line_key=own.key)
    do(shared, arrivals.link, line_key=other.key)
    assert Arrival.objects.get().registration == other
    do(shared, arrivals.link, line_key=None)
    assert Arrival.objects.get().registration is None


def test_days_of_the_intake_are_on_the_line_and_nowhere_else(shared: Cast) -> None:
    with pytest.raises(ArrivalError, match="Kies eerst"):
        do(shared, arrivals.note_days, days=IntakeDays(SOON_ON))
    line = linked(shared)
    do(shared, arrivals.note_days, days=IntakeDays(SOON_ON))
    line.refresh_from_db()
    assert (line.intake_on, line.first_name) == (SOON_ON, shared.child.first_name)
    assert registrations.intake_on(shared.child) == SOON_ON
    with pytest.raises(RefusedError, match="die is geweest"):
        do(shared, arrivals.note_days, days=IntakeDays(SOON_ON, SOON_ON))
    registrations.end(key=line.key, because="moved", by=shared.reader, at=LATER)
    with pytest.raises(ArrivalError, match="Kies eerst"):
        do(shared, arrivals.note_days, days=IntakeDays())
    assert registrations.intake_on(shared.child) is None


def test_a_child_is_placed_with_a_reason_and_only_there(shared: Cast) -> None:
    group = KleuterGroupFactory(school=shared.school)
    with pytest.raises(ArrivalError, match="Kies waarom"):
        do(shared, arrivals.place, group_id=group.pk, reason="")
    with pytest.raises(PlacementError):
        do(shared, arrivals.place, group_id=KleuterGroupFactory().pk, reason=PlacementReason.MIX)
    assert Child.objects.get(pk=shared.child.pk).school_group is None
    chosen = placed(shared)
    assert standing(shared).facts.placed
    Child.objects.filter(pk=shared.child.pk).update(school_group=group)
    assert not standing(shared).facts.placed
    Child.objects.filter(pk=shared.child.pk).update(school_group=chosen)
    do(shared, arrivals.place, group_id=None, reason="")
    arrival = Arrival.objects.get()
    assert (arrival.group, arrival.reason) == (None, "")


@pytest.mark.privacy(10)
def test_withdrawal_hides_all_of_it_from_the_school_at_once(shared: Cast) -> None:
    linked(shared)
    question = shared.child.consent_questions.get(scope=ConsentScope.SHARE_FORM)
    assert Arrival.objects.visible_to(shared.reader).exists()
    say(question, ConsentAct.WITHDRAWN)
    assert not Arrival.objects.visible_to(shared.reader).exists()
    assert Arrival.objects.visible_to(shared.contact).exists()
    with pytest.raises(Child.DoesNotExist):
        do(shared, arrivals.give_feedback, text="Het gaat goed.")
    assert standing(shared).stand == HandoverStand.WITHDRAWN


def test_only_the_school_that_reads_it_notes_anything(shared: Cast) -> None:
    text = {"prepares": "Een vaste plek.", "prepared_by": "Marit"}
    for role in (Role.KOC, Role.TEA):
        place = shared.child.location if role == Role.KOC else shared.school
        with pytest.raises(PermissionDenied):
            do(shared, arrivals.prepare, **text, by=make_actor(role, place))
    with pytest.raises(Child.DoesNotExist):
        do(shared, arrivals.prepare, **text, by=make_actor(Role.QC, SchoolFactory()))
    do(shared, arrivals.prepare, **text)
    assert Arrival.objects.get().prepares == "Een vaste plek."
    with pytest.raises(TextError, match="burgerservicenummer"):
        do(shared, arrivals.prepare, prepares="111222333", prepared_by="")
    with pytest.raises(TextError, match="één zin"):
        do(shared, arrivals.give_feedback, text=" ")


def test_days_of_a_talk_can_be(shared: Cast) -> None:
    for talk in (
        WarmTalk(shared.child.born_on),
        WarmTalk(TODAY + timedelta(days=900)),
        WarmTalk(None, "", TODAY + timedelta(days=1)),
        WarmTalk(None, "", shared.child.born_on),
    ):
        with pytest.raises(ArrivalError):
            do(shared, arrivals.note_warm, talk=talk)
    do(shared, arrivals.note_warm, talk=WarmTalk(SOON_ON, "", TODAY))
    assert not Message.objects.filter(cause__startswith="arrival:").exists()


@pytest.mark.privacy(26)
def test_childcare_gets_one_mail_a_day_with_nothing_of_a_child(shared: Cast) -> None:
    do(shared, arrivals.note_warm, talk=WarmTalk(SOON_ON, "Fatma"))
    do(shared, arrivals.note_warm, talk=WarmTalk(SOON_ON, "Fatma en Bo"))
    do(shared, arrivals.give_feedback, text="Het gaat goed.")
    sent = Message.objects.filter(cause__startswith="arrival:")
    message = sent.get(recipient=shared.contact.user)
    words = f"{message.subject} {message.body}"
    for secret in ("Levi", "Waterval", "Fatma", "goed.", shared.school.name):
        assert secret not in words
    is_needed = arrival_mails.KINDS[arrival_mails.CAUSE].is_still_needed
    assert is_needed(message)
    Arrival.objects.update(feedback_at=None)
    assert is_needed(message)
    Arrival.objects.update(warm_on=None, warm_noted_at=None)
    assert not is_needed(message)


def test_a_talk_is_proposed_when_the_form_asks_it_of_what_may_be_read(cast: Cast) -> None:
    cast.allow()
    cast.attach()
    cast.fill(helps="Eerst kijken.", warm="nee")
    cast.talk()
    cast.share()
    page = arrival_page.of(cast.reader, cast.child.key, at=LATER)
    assert (page.is_warm, page.stand) == (False, HandoverStand.READ)
    cast.fill(at=LATER, warm="ja")
    cast.talk(at=LATER)
    cast.share(at=LATER)
    assert arrival_page.of(cast.reader, cast.child.key, at=LATER).is_warm
    cast.allow(FormSection.REPORT)
    assert not arrival_page.of(cast.reader, cast.child.key, at=LATER).is_warm


def test_it_is_upcoming_until_four_months_before(cast: Cast) -> None:
    on_the_day = timezone.localdate(LATER) - relativedelta(months=38)
    Child.objects.filter(pk=cast.child.pk).update(born_on=on_the_day)
    assert standing(cast).stand == HandoverStand.SCHOOL_KNOWN
    Child.objects.filter(pk=cast.child.pk).update(born_on=on_the_day + timedelta(days=3))
    assert standing(cast).stand == HandoverStand.UPCOMING
    assert Handover.objects.count() == 0
