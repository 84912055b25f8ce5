"""Signs of life of beat and the workers, for /readyz.

They are two keys in the broker and not rows in the database: work gets done only with the broker,
and beat needs no database for anything else. A key says how old it is by how long it still has to
live, so only the broker's clock counts.

Beat writes its key while it ticks. Workers write theirs when they are ready and after every task,
and beat sends one that does nothing every half minute: an idle worker shows life by that one, a
busy one by its own work.
"""

import time
from typing import Any

import structlog
from celery import beat, current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)
PULSE_SECONDS = 30.0
STALE_SECONDS = 90.0
WRITE_SECONDS = 10.0
KEPT_MS = 24 * 60 * 60 * 1000
BEAT, WORKER = "soepele-overgang:beat", "soepele-overgang:worker"
_written: dict[str, float] = {}


class Scheduler(beat.Scheduler):
    """Beat's clock, in memory: it has no file that a kill can break.

    After a restart every interval starts again; the sweeps find whatever became due meanwhile.
    """

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Send what is due, and show that beat is alive."""
        wait = super().tick(*args, **kwargs)
        mark(BEAT)
        return wait


def mark_worker() -> None:
    """Show that a worker is ready, or finished a task."""
    mark(WORKER)


def mark(key: str) -> None:
    """Write a sign of life, at most once in ten seconds per process; never raises."""
    now = time.monotonic()
    if now - _written.get(key, -WRITE_SECONDS) < WRITE_SECONDS:
        return
    try:
        with current_app.connection_for_write() as connection:
            _client(connection).set(key, "1", px=KEPT_MS)
    except (KombuError, RedisError, OSError) as error:
        logger.warning("heartbeat.no_broker", error=type(error).__name__)
        return
    _written[key] = now


def ages() -> dict[str, float | None]:
    """Return how many seconds ago beat and a worker showed life; None: not within a day.

    Raises: KombuError, RedisError, OSError: the broker cannot be reached.
    """
    with current_app.connection_for_read() as connection:
        client = _client(connection)
        left = {"worker": client.pttl(WORKER), "beat": client.pttl(BEAT)}
    return {who: (KEPT_MS - ms) / 1000 if ms >= 0 else None for who, ms in left.items()}


def _client(connection: Any) -> Any:
    """Return the broker's own client, on the connection that Celery would use."""
    return connection.default_channel.client
