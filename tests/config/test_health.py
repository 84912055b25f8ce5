"""Is it alive, is it ready: over a real database and a real broker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.utils import timezone

from config import health, heartbeat
from partners.states import MessageState
from tests import live
from tests.factories.messages import MessageFactory

BROKER_NUMBER = 2


@pytest.fixture
def broker() -> Iterator[Any]:
    """Give the test a broker without signs of life, and its client to write them."""
    with (
        point_at(live.broker_url(BROKER_NUMBER)),
        current_app.connection_for_write() as connected,
    ):
        client: Any = connected.default_channel.client  # type: ignore[attr-defined]
        client.delete(heartbeat.BEAT, heartbeat.WORKER)
        heartbeat._written.clear()
        yield client
        client.delete(heartbeat.BEAT, heartbeat.WORKER)


@contextmanager
def point_at(url: str) -> Iterator[None]:
    """Let Celery use another broker for a while."""
    keys = ("broker_url", "broker_read_url", "broker_write_url")
    before = {key: current_app.conf[key] for key in keys}
    current_app.conf.update(broker_url=url, broker_read_url=None, broker_write_url=None)
    try:
        yield
    finally:
        current_app.conf.update(before)


def seen(client: Any, key: str, seconds_ago: float) -> None:
    client.set(key, "1", px=heartbeat.KEPT_MS - round(seconds_ago * 1000))


def alive(client: Any) -> None:
    seen(client, heartbeat.BEAT, 1)
    seen(client, heartbeat.WORKER, 1)


def test_healthz_asks_nothing_of_the_database(client: Client) -> None:
    response = client.get("/healthz")  # without the django_db mark every query fails
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_when_all_is_well(client: Client, broker: Any) -> None:
    alive(broker)
    response = client.get("/readyz")
    report = response.json()
    ages = [report[part].pop("age_seconds") for part in ("worker", "beat")]
    assert all(0 <= age < heartbeat.STALE_SECONDS for age in ages)
    assert (response.status_code, report) == (
        200,
        {
            "status": "ok",
            "database": {"status": "ok"},
            "migrations": {"status": "ok", "pending": 0},
            "messages": {"status": "ok", "oldest_waiting_seconds": 0},
            "broker": {"status": "ok"},
            "worker": {"status": "ok"},
            "beat": {"status": "ok"},
        },
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "part"), [(heartbeat.BEAT, "beat"), (heartbeat.WORKER, "worker")])
def test_readyz_when_beat_or_worker_is_silent(
    client: Client, broker: Any, key: str, part: str
) -> None:
    alive(broker)
    seen(broker, key, 91)
    response = client.get("/readyz")
    report = response.json()
    assert (response.status_code, report["status"]) == (200, "degraded")
    assert report[part]["status"] == "stale"
    assert report[part]["age_seconds"] >= 91


@pytest.mark.django_db
def test_readyz_before_anything_ever_ran(client: Client, broker: Any) -> None:
    report = client.get("/readyz").json()
    never = {"status": "never", "age_seconds": None}
    assert (report["status"], report["worker"], report["beat"]) == ("degraded", never, never)


@pytest.mark.django_db
def test_readyz_without_a_broker(client: Client) -> None:
    with point_at("redis://127.0.0.1:1/0"):
        response = client.get("/readyz")
    report = response.json()
    assert (response.status_code, report["status"], report["broker"]) == (
        503,
        "down",
        {"status": "down"},
    )
    assert report["database"] == {"status": "ok"}


@pytest.mark.django_db(transaction=True)
def test_readyz_without_a_database(client: Client, broker: Any) -> None:
    alive(broker)
    right = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "bestaat_niet"
    try:
        response = client.get("/readyz")
    finally:
        connection.settings_dict["NAME"] = right
    assert (response.status_code, response.json()["database"]) == (503, {"status": "down"})


@pytest.mark.django_db
def test_readyz_with_a_migration_that_has_not_run(
    client: Client, broker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive(broker)
    known = health.known_migrations() | {("partners", "9999_later")}
    monkeypatch.setattr(health, "known_migrations", lambda: known)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (
        503,
        {"status": "pending", "pending": 1},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(9, "ok"), (11, "degraded")])
def test_readyz_when_mail_waits(client: Client, broker: Any, minutes: int, status: str) -> None:
    alive(broker)
    MessageFactory(created_at=timezone.now() - timedelta(minutes=minutes))
    MessageFactory(state=MessageState.SENT, created_at=timezone.now() - timedelta(days=1))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, status)


@pytest.mark.django_db
def test_readyz_names_no_host_and_no_version(client: Client, broker: Any) -> None:
    text = client.get("/readyz").content.decode()
    parts = [connection.settings_dict[key] for key in ("HOST", "NAME")]
    assert not [part for part in [*parts, "valkey", "redis", "18."] if part and part in text]


@pytest.mark.django_db
def test_readyz_is_cheap(client: Client, broker: Any, django_assert_num_queries: Any) -> None:
    client.get("/readyz")
    with django_assert_num_queries(3):
        client.get("/readyz")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_refuses_to_be_posted_to(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_mark_writes_at_most_once_in_ten_seconds(broker: Any) -> None:
    heartbeat.mark_worker()
    broker.delete(heartbeat.WORKER)
    heartbeat.mark_worker()
    assert heartbeat.ages() == {"worker": None, "beat": None}


def test_mark_without_a_broker_only_logs() -> None:
    heartbeat._written.clear()
    with point_at("redis://127.0.0.1:1/0"):
        heartbeat.mark(heartbeat.BEAT)
    assert heartbeat._written == {}


def test_scheduler_shows_that_beat_ticks(broker: Any) -> None:
    scheduler = heartbeat.Scheduler(current_app)
    scheduler.tick()
    age = heartbeat.ages()["beat"]
    assert age is not None
    assert 0 <= age < heartbeat.STALE_SECONDS


def test_schedule_sweeps_every_minute_and_pulses_more_often_than_it_goes_stale() -> None:
    current_app.loader.import_default_modules()
    schedule = current_app.conf.beat_schedule
    assert schedule["messages"]["task"] == "partners.tasks.sweep_messages"
    assert schedule["messages"]["schedule"] == 60.0
    assert schedule["heartbeat"]["schedule"] * 2 < heartbeat.STALE_SECONDS
    assert set(current_app.tasks) >= {entry["task"] for entry in schedule.values()}
