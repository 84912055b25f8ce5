"""Long texts of requests and support are kept while they are typed, until they are said."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse

from children.models import Child
from children.states import ConsentAct
from dossier import (
    child_signals,
    drafts,
    other_observations,
    requests,
    support,
    support_needs,
    support_plans,
)
from dossier.child_signals import NewSignal, NewTalk
from dossier.models import Draft, SupportPlan
from dossier.other_observations import NewOther
from dossier.request_states import SignalKind
from dossier.support_plans import Discussed
from dossier.support_states import MomentDecision
from partners.access import Actor
from partners.states import Role
from tests.dossier.request_town import DAY, Town
from tests.dossier.support_cast import LATER, TODAY, a_need, a_plan
from tests.factories.children import AT, say
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TEXT = "Nog niet klaar."


def keep(where: str, field: str, by: Actor) -> None:
    drafts.keep(where=where, field=field, text=TEXT, seen=None, by=by, at=AT)


def kept(by: Actor) -> list[str]:
    """Return the fields of which somebody has a draft."""
    return list(Draft.objects.filter(user=by.user).values_list("field", flat=True))


@pytest.mark.privacy(9, 10)
def test_notes_are_kept_for_childcare_until_they_are_noted(town: Town) -> None:
    where, by = child_signals.place(town.child.key), town.worker
    for field in ("text", "agreed"):
        keep(where, field, by)
        for other in (
            town.outsider,
            town.coordinator,
            make_actor(Role.DPO, town.child.location.holder),
        ):
            with pytest.raises(ObjectDoesNotExist):
                keep(where, field, other)
    named = {"child_key": town.child.key, "by": by, "at": AT}
    child_signals.note(new=NewSignal(SignalKind.BEHAVIOUR, text="Bijt."), **named)  # type: ignore[arg-type]
    assert kept(by) == ["agreed"]
    child_signals.note_talk(new=NewTalk(DAY, "We wachten."), **named)  # type: ignore[arg-type]
    assert kept(by) == []


@pytest.mark.privacy(9, 10)
def test_talk_about_a_request_has_a_draft_of_its_own(town: Town) -> None:
    request, by = town.sent(), town.contact
    own, sent = child_signals.place(town.child.key), child_signals.talk_place(request.key)
    keep(own, "agreed", by)
    path = reverse("request", args=[town.child.key, request.key])
    page = sign_in(Client(), by).get(path).content.decode()
    assert (f'data-autosave="{sent}"' in page, TEXT in page) == (True, False)
    keep(sent, "agreed", by)
    for other in (town.outsider, town.coordinator):
        with pytest.raises(ObjectDoesNotExist):
            keep(sent, "agreed", other)
    new = NewTalk(DAY, "We wachten.")
    named = {"child_key": town.child.key, "by": by, "at": AT}
    child_signals.note_talk(new=new, request_key=request.key, **named)  # type: ignore[arg-type]
    assert Draft.objects.get(user=by.user).place == own
    requests.give_back(key=request.key, text="Wie?", by=town.coordinator, at=AT)
    with pytest.raises(ObjectDoesNotExist):
        keep(sent, "agreed", by)


@pytest.mark.privacy(10)
def test_step_is_kept_for_who_makes_it_until_the_consent_ends(town: Town) -> None:
    request, by = town.sent(), town.coordinator
    where = requests.place(request.key)
    keep(where, "missing", by)
    for other in (town.outsider, town.worker):
        with pytest.raises(ObjectDoesNotExist):
            keep(where, "missing", other)
    say(request.consent, ConsentAct.WITHDRAWN)
    assert drafts.found(places=[where], by=by, at=AT) == {}
    say(request.consent, ConsentAct.GRANTED)
    requests.give_back(key=request.key, text="Wie is de mentor?", by=by, at=AT)
    assert kept(by) == []
    with pytest.raises(ObjectDoesNotExist):
        keep(where, "missing", by)


@pytest.mark.privacy(9)
def test_what_another_saw_is_kept_for_who_notes_it(town: Town) -> None:
    request, by = town.sent(), town.carer
    colleague = make_actor(Role.KCC, town.child.location.holder, day=DAY)
    new, named = NewOther("Auris", DAY, "Praat meer."), {"by": by, "at": AT}
    first = other_observations.note_place(request.key)
    keep(first, "text", by)
    for other in (town.coordinator, town.worker, town.outsider):
        with pytest.raises(ObjectDoesNotExist):
            keep(first, "text", other)
    row = other_observations.note(key=request.key, new=new, **named)  # type: ignore[arg-type]
    assert kept(by) == []
    where = other_observations.place(row.key)
    for act in (other_observations.correct, other_observations.remove):
        keep(where, "text", by)
        act(key=row.key, **named, **({"new": new} if act is other_observations.correct else {}))  # type: ignore[arg-type]
        assert kept(by) == []
    row = other_observations.note(key=request.key, new=new, **named)  # type: ignore[arg-type]
    where = other_observations.place(row.key)
    for other in (colleague, town.worker, town.coordinator):
        with pytest.raises(ObjectDoesNotExist):
            keep(where, "text", other)
    requests.give_back(key=request.key, text="Wie?", by=town.coordinator, at=AT)
    keep(where, "text", by)  # a correction goes on, a new one does not
    with pytest.raises(ObjectDoesNotExist):
        keep(first, "text", by)


def test_support_is_kept_until_it_is_noted(supported: Child, writer: Actor) -> None:
    named = {"child_key": supported.key, "by": writer, "at": AT}
    for what, field in (("new_need", "note"), ("new_plan", "goal")):
        keep(support.place(what, supported.key), field, writer)
    need = support_needs.add(values=a_need(), **named)  # type: ignore[arg-type]
    plan: SupportPlan = support_plans.make(values=a_plan(), **named)  # type: ignore[arg-type]
    assert kept(writer) == []
    for what, field, key in (
        ("need", "note", need.key),
        ("plan", "goal", plan.key),
        ("plan_talk", "note", plan.key),
    ):
        keep(support.place(what, key), field, writer)
    support_needs.change(key=need.key, values=a_need(), by=writer, at=AT)
    support_plans.change(key=plan.key, values=a_plan(), by=writer, at=AT)
    assert kept(writer) == ["note"]
    stop = Discussed(TODAY, MomentDecision.STOP, parents_there=True)
    support_plans.discuss(key=plan.key, said=stop, by=writer, at=AT)
    assert kept(writer) == []


@pytest.mark.privacy(9)
@pytest.mark.parametrize("what", sorted(support.TYPED))
def test_support_is_no_place_for_another_or_for_what_ended(
    supported: Child, writer: Actor, town: Town, what: str
) -> None:
    need = support_needs.add(child_key=supported.key, values=a_need(), by=writer, at=AT)
    plan = support_plans.make(child_key=supported.key, values=a_plan(), by=writer, at=AT)
    key = {"need": need.key, "plan": plan.key, "plan_talk": plan.key}.get(what, supported.key)
    with pytest.raises(ObjectDoesNotExist):
        keep(support.place(what, key), "note", town.contact)
    type(need).objects.update(until=LATER)
    type(plan).objects.update(ended_on=LATER, ended_because="reached")
    Child.objects.filter(pk=supported.pk).update(left_on=TODAY, left_because="moved")
    with pytest.raises(ObjectDoesNotExist):
        keep(support.place(what, key), "note", writer)


def test_pages_keep_their_long_texts(town: Town, supported: Child, writer: Actor) -> None:
    request = town.sent()
    plan = support_plans.make(child_key=supported.key, values=a_plan(), by=writer, at=AT)
    notes, steps = child_signals.place(town.child.key), requests.place(request.key)
    keys, new = [town.child.key, request.key], NewOther("Auris", DAY, "Praat meer.")
    row = other_observations.note(key=request.key, new=new, by=town.carer, at=AT)
    other, change = other_observations.note_place(request.key), other_observations.place(row.key)
    talks = child_signals.talk_place(request.key)
    for actor, path, where, count in (
        (town.contact, reverse("child_requests", args=[town.child.key]), notes, 2),
        (town.contact, reverse("request", args=keys), talks, 1),
        (town.coordinator, reverse("request", args=keys), steps, 1),
        (town.carer, reverse("other_note", args=keys), other, 1),
        (town.carer, reverse("other_change", args=[*keys, row.key]), change, 1),
        (writer, reverse("support_change", args=["plan", plan.key]), f"support:plan/{plan.key}", 1),
        (writer, reverse("support_discuss", args=[plan.key]), f"support:plan_talk/{plan.key}", 2),
    ):
        page = sign_in(Client(), actor).get(path).content.decode()
        assert page.count(f'data-autosave="{where}"') == count
