"""Childcare fills in the form, field by field."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from children.models import Child
from children.states import LeaveReason
from dossier.long_texts import TextError
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import make_actor
from tests.transitions.cast import HELPS, Cast
from transitions import filling
from transitions.filling import ChangedMeanwhileError, HandoverError, Typed
from transitions.models import FormEntry, Handover


def test_first_field_begins_the_handover(cast: Cast) -> None:
    handover = cast.fill()
    assert filling.values_of(handover) == {"helps": HELPS, "warm": "nee"}
    assert (handover.location, handover.begun_at) == (cast.child.location, AT)
    lines = AuditEntry.objects.filter(action__startswith="handover.").order_by("pk")
    assert [line.action for line in lines] == ["handover.begun", "handover.saved"]
    assert lines[1].details == {"handover": str(handover.key), "fields": ["helps", "warm"]}
    assert HELPS not in str(lines.values())


def test_what_did_not_change_is_no_change(cast: Cast) -> None:
    cast.fill()
    later = AT + timedelta(hours=1)
    handover = cast.fill(at=later, helps=f"  {HELPS}\r\n", warm="nee")
    assert handover.changed_at == AT
    assert cast.fill(at=later, warm="ja").changed_at == later
    assert {entry.field: entry.number for entry in cast.entries} == {"helps": 1, "warm": 2}


def test_two_people_fill_in_two_fields(cast: Cast) -> None:
    cast.fill(helps=HELPS)
    other = make_actor(Role.KCC, cast.child.location.holder)
    filling.save(key=cast.child.key, typed={"warm": Typed("ja")}, by=other, at=AT)
    assert filling.values_of(cast.handover) == {"helps": HELPS, "warm": "ja"}


def test_the_second_who_changes_a_field_is_told_and_nothing_is_lost(cast: Cast) -> None:
    cast.fill(helps=HELPS)
    other = make_actor(Role.KCC, cast.child.location.holder)
    typed = {"talents": Typed("Bouwen."), "helps": Typed("Iets anders.", seen=0)}
    with pytest.raises(ChangedMeanwhileError) as raised:
        filling.save(key=cast.child.key, typed=typed, by=other, at=AT)
    assert raised.value.field == "helps"
    assert cast.contact.user.name in raised.value.message
    assert raised.value.entry.value == HELPS
    assert filling.values_of(cast.handover) == {"helps": HELPS}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("bsn", "iets", "Dit veld staat niet op het formulier."),
        ("helps", "x" * 4001, "Wat helpt heeft 4001 tekens"),
        ("helps", "Het nummer is 111222333.", "burgerservicenummer"),
        ("warm", "misschien", "Maak een keuze bij “Warm gesprek gewenst”"),
        ("rating_language", "slecht", "Maak een keuze bij “Taal en praten”."),
        ("observed_on", "morgen", "Vul een datum in"),
        ("observed_on", "24-11-2026", "Deze dag moet nog komen"),
    ],
    ids=["unknown", "long", "bsn", "choice", "rating", "no-day", "day-to-come"],
)
def test_a_refused_field_keeps_nothing(cast: Cast, field: str, value: str, said: str) -> None:
    with pytest.raises((HandoverError, TextError), match=re.escape(said)):
        cast.fill(talents="Bouwen.", **{field: value})
    assert not Handover.objects.exists()
    assert not FormEntry.objects.exists()


def test_who_may_not_fill_in(cast: Cast) -> None:
    typed = {"helps": Typed(HELPS)}
    stranger = make_actor(Role.KOC)
    worker = make_actor(Role.KOW, cast.child.location)  # works in no group of this child
    for outsider in (stranger, worker):
        with pytest.raises(Child.DoesNotExist):
            filling.save(key=cast.child.key, typed=typed, by=outsider, at=AT)
    with pytest.raises(PermissionDenied):
        filling.save(key=cast.child.key, typed=typed, by=cast.reader, at=AT)
    Child.objects.update(left_on=AT.date(), left_because=LeaveReason.MOVED)
    with pytest.raises(HandoverError, match="weg"):
        cast.fill()
