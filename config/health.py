"""Is the process alive, and can the product do its work? Two addresses, without sensitive details.

`/healthz` answers while the process can answer at all: restart on anything else. `/readyz` is 200
while pages can be served: database, migrations and broker. Without beat or a worker the pages still
work and messages and letters wait as rows, so that is `degraded` with 200: taking the website away
would help nobody, but somebody must look (docs/operations.md).
"""

from datetime import timedelta
from functools import cache
from typing import Any

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from config import heartbeat
from partners.models import Message

LATE = timedelta(minutes=10)
ESSENTIAL = ("database", "migrations", "broker")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that this process answers; asks nothing of database or broker."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the product works, part by part."""
    report = {**_database(), **_broker()}
    is_ready = all(report[part]["status"] == "ok" for part in ESSENTIAL)
    is_whole = all(part["status"] == "ok" for part in report.values())
    status = "ok" if is_whole else "degraded" if is_ready else "down"
    return JsonResponse({"status": status, **report}, status=200 if is_ready else 503)


def _database() -> dict[str, dict[str, Any]]:
    try:
        connection.ensure_connection()
        pending = len(known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
        messages = _messages() if not pending else {"status": "unknown"}
    except Error:
        unknown = {"status": "unknown"}
        return {"database": {"status": "down"}, "migrations": unknown, "messages": unknown}
    migrations = {"status": "pending" if pending else "ok", "pending": pending}
    return {"database": {"status": "ok"}, "migrations": migrations, "messages": messages}


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations of this release; read from disk once per process."""
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(set(loader.disk_migrations) - replaced)


def _messages() -> dict[str, Any]:
    """Say how long the oldest mail has been waiting: the sum of broker, beat, worker and server."""
    now = timezone.now()
    oldest = Message.objects.due(now).order_by("not_before").values_list("not_before", flat=True)
    waiting = now - (oldest.first() or now)
    return {
        "status": "late" if waiting > LATE else "ok",
        "oldest_waiting_seconds": round(waiting.total_seconds()),
    }


def _broker() -> dict[str, dict[str, Any]]:
    try:
        ages = heartbeat.ages()
    except (KombuError, RedisError, OSError):
        unknown = {"status": "unknown", "age_seconds": None}
        return {"broker": {"status": "down"}, "worker": unknown, "beat": unknown}
    return {"broker": {"status": "ok"}, **{who: _sign_of_life(age) for who, age in ages.items()}}


def _sign_of_life(age: float | None) -> dict[str, Any]:
    if age is None:
        return {"status": "never", "age_seconds": None}
    is_fresh = age <= heartbeat.STALE_SECONDS
    return {"status": "ok" if is_fresh else "stale", "age_seconds": round(age)}
