"""Every part of support: who may write, where it is on, and what is taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from children.models import Child
from dossier import (
    arrangement_places,
    doubts,
    indications,
    scores,
    support,
    support_leads,
    support_needs,
    support_plans,
    support_undo,
    waiting_places,
)
from dossier.models import SupportChoice
from dossier.models.support import ChildFact
from dossier.support import SupportError
from dossier.support_states import (
    Destination,
    DevelopmentDomain,
    IndicationKind,
    IndicationOutcome,
    Outflow,
    PlanEnd,
    SupportForm,
    SupportPart,
    WaitingEnd,
)
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.dossier.support_cast import TODAY, TOMORROW, a_need, a_plan
from tests.factories.children import AT, ArrangementFactory, GroupFactory, make_child, work_in
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db
Write = Callable[[Child, Actor], Any]


def _place(child: Child, by: Actor) -> Any:
    arrangement = ArrangementFactory(
        municipality=child.location.municipality, from_months=18, until_months=60
    )
    return arrangement_places.place(
        child_key=child.key, arrangement_id=arrangement.pk, from_day=TODAY, by=by, at=AT
    )


ADDS: dict[str, Write] = {
    SupportPart.NEEDS: lambda child, by: support_needs.add(
        child_key=child.key, values=a_need(), by=by, at=AT
    ),
    SupportPart.PLANS: lambda child, by: support_plans.make(
        child_key=child.key, values=a_plan(), by=by, at=AT
    ),
    SupportPart.INDICATIONS: lambda child, by: indications.ask(
        child_key=child.key, kind=IndicationKind.VE, asked_on=TODAY, is_health=False, by=by, at=AT
    ),
    SupportPart.WAITING: lambda child, by: waiting_places.wait(
        child_key=child.key, form=SupportForm.SPEECH, since=TODAY, is_health=False, by=by, at=AT
    ),
    SupportPart.DOUBT: lambda child, by: doubts.raise_(
        child_key=child.key, since=TODAY, consulted="CJG", by=by, at=AT
    ),
    SupportPart.PLACES: _place,
    SupportPart.SCORES: lambda child, by: scores.note(
        child_key=child.key, seen_on=TODAY, phases={DevelopmentDomain.MOTOR: 4}, by=by, at=AT
    )[0],
    support_undo.LEAD: lambda child, by: support_leads.name_outsider(
        child_key=child.key, name="Sanne de Wit", organisation="CJG", since=TODAY, by=by, at=AT
    ),
}
ENDS: dict[str, Callable[[Any, Actor], Any]] = {
    SupportPart.NEEDS: lambda row, by: support_needs.end(key=row.key, until=TODAY, by=by, at=AT),
    SupportPart.PLANS: lambda row, by: support_plans.end(
        key=row.key, on=TODAY, because=PlanEnd.REACHED, by=by, at=AT
    ),
    SupportPart.INDICATIONS: lambda row, by: indications.decide(
        key=row.key, on=TODAY, outcome=IndicationOutcome.GRANTED, decided_by="JGZ", by=by, at=AT
    ),
    SupportPart.WAITING: lambda row, by: waiting_places.end(
        key=row.key, until=TODAY, because=WaitingEnd.PLACED, by=by, at=AT
    ),
    SupportPart.DOUBT: lambda row, by: doubts.close(
        key=row.key, on=TODAY, destination=Destination.SBO, stays_until=None, by=by, at=AT
    ),
    SupportPart.PLACES: lambda row, by: arrangement_places.end(
        key=row.key, until=TODAY, outflow=Outflow.BAO, by=by, at=AT
    ),
    support_undo.LEAD: lambda row, by: support_leads.end(key=row.key, until=TODAY, by=by, at=AT),
}
EVERY = pytest.mark.parametrize("kind", ADDS)
ENDING = pytest.mark.parametrize("kind", ENDS)


def fresh(row: ChildFact) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


# --- adding and ending --------------------------------------------------------------------------


@EVERY
@pytest.mark.parametrize("role", [Role.KOC, Role.KCC, Role.KOW])
def test_add_by_childcare_says_who_and_stands_in_its_log(
    supported: Child, kind: str, role: Role
) -> None:
    holder = supported.location.holder
    by = make_actor(role, holder if role == Role.KCC else supported.location)
    if role == Role.KOW:
        supported.group = GroupFactory(location=supported.location)
        supported.save()
        work_in(supported.group, by.memberships[0])
    row = ADDS[kind](supported, by)
    entry = AuditEntry.objects.get(action="support.added")
    assert row.added_by == by.memberships[0]
    assert (entry.organisation_id, entry.target_key) == (holder.pk, str(supported.key))
    assert entry.details == {"part": kind, "row": str(row.key)}


@EVERY
@pytest.mark.parametrize("role", [Role.QC, Role.SCH, Role.TEA, Role.GEM])
def test_add_by_others_is_refused(supported: Child, kind: str, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        ADDS[kind](supported, make_actor(role))


@EVERY
def test_add_by_another_childcare_finds_no_child(supported: Child, kind: str) -> None:
    with pytest.raises(Child.DoesNotExist):
        ADDS[kind](supported, make_actor(Role.KOC, make_child().location))


@EVERY
def test_add_to_a_child_that_left_is_refused(supported: Child, writer: Actor, kind: str) -> None:
    Child.objects.filter(pk=supported.pk).update(left_on=TODAY, left_because="moved")
    with pytest.raises(SupportError, match="niet meer op de opvang"):
        ADDS[kind](supported, writer)


@pytest.mark.parametrize("part", SupportPart)
def test_add_to_a_part_that_is_off_is_refused(
    supported: Child, writer: Actor, part: SupportPart
) -> None:
    others = [other.value for other in SupportPart if other != part]
    SupportChoice.objects.update(parts=others)
    with pytest.raises(SupportError, match="staat uit"):
        ADDS[part](supported, writer)


@ENDING
def test_end_happens_once(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    ENDS[kind](row, writer)
    assert support_undo.ended_on(kind, fresh(row)) == TODAY
    with pytest.raises(SupportError):
        ENDS[kind](row, writer)


@ENDING
def test_end_where_the_part_went_off_is_allowed(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    SupportChoice.objects.update(parts=[])
    ENDS[kind](row, writer)
    assert support_undo.ended_on(kind, fresh(row)) == TODAY


@ENDING
def test_end_by_another_childcare_finds_nothing(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    with pytest.raises(ObjectDoesNotExist):
        ENDS[kind](row, make_actor(Role.KOC, make_child().location))
    with pytest.raises(PermissionDenied):
        ENDS[kind](row, make_actor(Role.QC))


# --- taking back --------------------------------------------------------------------------------


@EVERY
def test_remove_of_a_mistake_leaves_a_line_in_the_log(
    supported: Child, writer: Actor, kind: str
) -> None:
    row = ADDS[kind](supported, writer)
    support_undo.remove(kind=kind, key=row.key, by=writer, at=AT + timedelta(days=14))
    assert not type(row).objects.exists()
    assert AuditEntry.objects.get(action="support.removed").details["row"] == str(row.key)


@EVERY
def test_remove_after_fourteen_days_is_refused(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    with pytest.raises(SupportError, match="14 dagen"):
        support_undo.remove(kind=kind, key=row.key, by=writer, at=AT + timedelta(days=15))


@EVERY
def test_remove_by_others_is_refused(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    with pytest.raises(PermissionDenied):
        support_undo.remove(kind=kind, key=row.key, by=make_actor(Role.QC), at=AT)
    stranger = make_actor(Role.KOC, make_child().location)
    with pytest.raises(ObjectDoesNotExist):
        support_undo.remove(kind=kind, key=row.key, by=stranger, at=AT)


def test_remove_of_a_need_with_a_plan_is_refused(supported: Child, writer: Actor) -> None:
    need = ADDS[SupportPart.NEEDS](supported, writer)
    values = a_plan(need_key=need.key)
    support_plans.make(child_key=supported.key, values=values, by=writer, at=AT)
    with pytest.raises(SupportError, match="haal dat eerst weg"):
        support_undo.remove(kind=SupportPart.NEEDS, key=need.key, by=writer, at=AT)


@ENDING
def test_reopen_undoes_an_end(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    ENDS[kind](row, writer)
    support_undo.reopen(kind=kind, key=row.key, by=writer, at=AT)
    assert support_undo.ended_on(kind, fresh(row)) is None
    with pytest.raises(SupportError, match="14 dagen"):
        support_undo.reopen(kind=kind, key=row.key, by=writer, at=AT)


@ENDING
def test_reopen_after_fourteen_days_is_refused(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    ENDS[kind](row, writer)
    with pytest.raises(SupportError, match="14 dagen"):
        support_undo.reopen(kind=kind, key=row.key, by=writer, at=AT + timedelta(days=15))


@pytest.mark.parametrize(
    "kind", [SupportPart.INDICATIONS, SupportPart.WAITING, SupportPart.DOUBT, support_undo.LEAD]
)
def test_reopen_beside_a_new_one_is_refused(supported: Child, writer: Actor, kind: str) -> None:
    row = ADDS[kind](supported, writer)
    ENDS[kind](row, writer)
    ADDS[kind](supported, writer)
    with pytest.raises(SupportError, match="Intussen"):
        support_undo.reopen(kind=kind, key=row.key, by=writer, at=AT)


# --- which parts are on -------------------------------------------------------------------------


def test_parts_on_are_the_plainest_two_at_first() -> None:
    assert support.parts_on(0) == [SupportPart.NEEDS, SupportPart.PLANS]


def test_choose_parts_is_noted_once(supported: Child) -> None:
    holder = supported.location.holder
    by = make_actor(Role.KCC, holder)
    for _time in range(2):
        support.choose_parts(holder_id=holder.pk, parts=[SupportPart.SCORES], by=by, at=AT)
    assert support.parts_on(holder.pk) == [SupportPart.SCORES]
    assert AuditEntry.objects.filter(action="support_choice.saved").count() == 1


def test_choose_parts_of_another_organisation_finds_none(supported: Child) -> None:
    stranger = make_actor(Role.KCC, make_child().location.holder)
    given: dict[str, Any] = {"holder_id": supported.location.holder_id, "parts": [], "at": AT}
    with pytest.raises(ObjectDoesNotExist):
        support.choose_parts(**given, by=stranger)
    officer = make_actor(Role.DPO, supported.location.holder)
    with pytest.raises(PermissionDenied):
        support.choose_parts(**given, by=officer)


# --- days and texts -----------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, -4000])
def test_day_that_cannot_be_is_refused(supported: Child, writer: Actor, days: int) -> None:
    values = replace(a_need(), since=TODAY + timedelta(days=days))
    with pytest.raises(SupportError) as refusal:
        support_needs.add(child_key=supported.key, values=values, by=writer, at=AT)
    assert refusal.value.field == "since"


def test_last_day_after_today_is_refused(supported: Child, writer: Actor) -> None:
    need = ADDS[SupportPart.NEEDS](supported, writer)
    with pytest.raises(SupportError, match="niet later dan vandaag"):
        support_needs.end(key=need.key, until=TOMORROW, by=writer, at=AT)


def test_text_that_is_too_long_says_how_long(supported: Child, writer: Actor) -> None:
    with pytest.raises(SupportError, match="1001 tekens"):
        support_needs.add(child_key=supported.key, values=a_need(note="a" * 1001), by=writer, at=AT)
