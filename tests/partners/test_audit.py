"""The audit trail: it only grows, and a change behind its back shows."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from partners import audit
from partners.models import AuditEntry, AuditSeal
from partners.states import Role
from tests.factories.partners import make_actor

AT = datetime(2026, 2, 16, 9, 42, tzinfo=UTC)


def record(**values: Any) -> AuditEntry:
    return audit.record(**({"by": None, "action": "year.saved", "at": AT} | values))


def sealed() -> None:
    """Do what a commit does: run the deferred triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partners_auditentry SET action = 'x'",
        "UPDATE partners_auditentry SET action = 'x' WHERE false",
        "DELETE FROM partners_auditentry",
        "TRUNCATE partners_auditentry CASCADE",
        "UPDATE partners_auditseal SET hash = 'x'",
        "DELETE FROM partners_auditseal",
        "TRUNCATE partners_auditseal",
    ],
)
def test_change_of_the_audit_trail_is_refused_with_its_own_code(statement: str) -> None:
    record()
    sealed()
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(caught.value.__cause__, psycopg.errors.RaiseException)
    assert caught.value.__cause__.sqlstate == "P0001"


@pytest.mark.django_db
def test_delete_through_the_model_is_refused() -> None:
    entry = record()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()


@pytest.mark.django_db
def test_record_keeps_person_role_membership_and_organisation() -> None:
    actor = make_actor(Role.GEM)
    entry = record(by=actor, target=actor.user)
    assert (entry.user, entry.role, entry.membership) == (
        actor.user,
        Role.GEM,
        actor.memberships[0],
    )
    assert entry.organisation == actor.memberships[0].organisation
    assert (entry.target_type, entry.target_key) == ("partners.User", str(actor.user.pk))


@pytest.mark.django_db
def test_record_chains_the_lines_of_a_month() -> None:
    for _ in range(3):
        record()
    sealed()
    seals = list(AuditSeal.objects.order_by("number"))
    assert [seal.number for seal in seals] == [1, 2, 3]
    assert [seal.previous_hash for seal in seals] == ["", seals[0].hash, seals[1].hash]


@pytest.mark.django_db
def test_record_begins_a_new_chain_in_a_new_month_of_amsterdam() -> None:
    record(at=datetime(2026, 2, 28, 22, 59, tzinfo=UTC))
    record(at=datetime(2026, 2, 28, 23, 0, tzinfo=UTC))  # midnight, 1 March
    sealed()
    found = AuditSeal.objects.order_by("month").values_list("month__month", "number")
    assert list(found) == [(2, 1), (3, 1)]


@pytest.mark.django_db
def test_broken_seals_of_an_honest_trail_is_empty() -> None:
    for minute in range(5):
        record(at=AT + timedelta(minutes=minute), details={"budget": "1.00"})
    assert audit.broken_seals() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE partners_auditentry SET action = 'x' WHERE id = {second}", "changed"),
        ("UPDATE partners_auditentry SET at = at + interval '1us' WHERE id = {second}", "changed"),
        ("UPDATE partners_auditseal SET hash = repeat('0', 64) WHERE entry_id = {second}", "order"),
        ("DELETE FROM partners_auditseal WHERE entry_id = {second}", "no seal"),
    ],
)
def test_broken_seals_finds_what_an_owner_changed_with_the_trigger_off(
    statement: str, reason: str
) -> None:
    second = [record() for _ in range(3)][1]
    sealed()
    with connection.cursor() as cursor:
        for table in ("partners_auditentry", "partners_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement.format(second=second.pk))
        for table in ("partners_auditentry", "partners_auditseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert reason in {broken.reason for broken in audit.broken_seals()}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_record_from_many_connections_makes_one_chain_without_gaps() -> None:
    def write() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    record()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = list(AuditSeal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 41))
    assert audit.broken_seals() == []
