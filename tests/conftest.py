"""Real services for all tests, PostgreSQL and a broker, and what they really were."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis
from django.core.management.commands.flush import Command as FlushCommand
from django.db import connection
from hypothesis import settings

from config import embedded
from config.settings import BASE_DIR, DATA_DIR
from tests import migrated

SERVICES = pytest.StashKey[ExitStack]()

settings.register_profile("untimed", deadline=None)  # a slow machine is no fault
settings.load_profile("untimed")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Call bytes by their argument: files that hold a moment would differ from worker to worker."""
    return argname if isinstance(val, bytes) else None


def pytest_configure(config: pytest.Config) -> None:
    """Join the embedded services, unless other servers are named."""
    config.stash[SERVICES] = stack = ExitStack()
    servers = [
        name
        for name, variable in (("postgres", "DATABASE_URL"), ("valkey", "BROKER_URL"))
        if not os.environ.get(variable)
    ]
    if os.environ.get("SO_TESTS_OWNER") == str(os.getpid()):
        stack.callback(shutil.rmtree, DATA_DIR, ignore_errors=True)
        if "postgres" not in servers:
            stack.callback(migrated.drop)
    if servers:
        stack.enter_context(embedded.join(DATA_DIR, fsync=False, servers=servers))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage less often.

    A fifth of the time of a test that asks many queries went to looking through all other tests.
    """
    gc.set_threshold(50_000, 50, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the services; the last one out removes the folder, and the supervisor the rest."""
    config.stash[SERVICES].close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the versions of the servers and the browser that were really used."""
    terminalreporter.section("gebruikt")
    for line in used_versions():
        terminalreporter.line(line)


def used_versions() -> list[str]:
    """Ask each server and the browser for its version."""
    from django.conf import settings  # noqa: PLC0415 - after pytest-django has set them up

    database = settings.DATABASES["default"]
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    address = {name: database[key] for name, key in named.items() if database[key]}
    options = {name: database["OPTIONS"][name] for name in named if name in database["OPTIONS"]}
    with psycopg.connect(dbname="postgres", **address, **options) as postgres:
        version = postgres.execute("SHOW server_version").fetchone()
    with redis.Redis.from_url(broker_url_for_redis(settings.CELERY_BROKER_URL)) as broker:
        info = broker.info("server")
    name = "Valkey" if "valkey_version" in info else "Redis"
    number = info.get("valkey_version") or info["redis_version"]
    return [
        f"PostgreSQL {version[0] if version else '?'}",
        f"Broker: {name} {number}",
        f"Browser: {browser_version()}",
    ]


def broker_url_for_redis(url: str) -> str:
    """Return the broker's address as the redis client writes it."""
    return url.replace("redis+socket://", "unix://", 1).partition("?")[0]


def browser_version() -> str:
    """Return the version of the browser, as the e2e tests noted it when they used it."""
    noted = Path(os.environ["SO_TESTS_DATA_DIR"]) / "browser-version"
    return noted.read_text() if noted.exists() else "niet gebruikt in deze selectie"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let each process copy its database from one that was migrated."""
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template_name()


@pytest.fixture(autouse=True, scope="session")
def _flush_can_empty_guarded_tables() -> Iterator[None]:
    """Let only the tests' own flush pass the triggers that guard tables, as their owner.

    The product has no such way: TRUNCATE is refused for everybody while the triggers are on.
    """
    real = FlushCommand.handle

    def handle(self: FlushCommand, **options: object) -> None:
        tables = (
            "partners_auditentry", "partners_auditseal",
            "subsidies_allocation", "subsidies_allocationkey", "subsidies_allocationrun",
            "subsidies_subsidyyear", "subsidies_decisionletter", "subsidies_letterpdf",
            "children_consentevent", "children_consentquestion",
            "subsidies_lettertext", "subsidies_amendedamount", "subsidies_letteropening",
            "dossier_reportversion", "dossier_teamreport", "transitions_formversion",
        )  # fmt: skip
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            try:
                real(self, **options)
            finally:
                for table in tables:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    FlushCommand.handle = handle  # type: ignore[method-assign]
    yield
    FlushCommand.handle = real  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def base_dir() -> Path:
    """Return the folder of the checkout."""
    return BASE_DIR
