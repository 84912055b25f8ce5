"""What surrounds a command, with the real manage.py on data folders of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from config import embedded, startup
from tests import live

COUNT = "from partners.models import User; print(User.objects.count())"
pytestmark = pytest.mark.slow


def start(data: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start a management command as in a fresh checkout."""
    names = {"DATABASE_URL", "BROKER_URL", "SECRET_KEY"}
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    own = {"SO_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=startup.BASE_DIR,
        env={**inherited, **own, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(data: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Run a management command: exit code, output and errors."""
    process = start(data, *arguments, **variables)
    output, errors = process.communicate()
    return process.returncode, output, errors


@pytest.fixture
def empty_database(db: None) -> Iterator[str]:
    """Yield the URL of an empty database on a server that is not the command's own."""
    name = f"empty_{os.getpid()}"
    server = live.database_url()
    identifier = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {}").format(identifier))


@pytest.mark.parametrize(
    ("line", "servers"),
    [
        ("", []),
        ("help", []),
        ("--version", []),
        ("check", []),
        ("collectstatic --noinput", []),
        ("migrate --help", []),
        ("check --database default", ["postgres", "valkey"]),
        ("makemigrations --check", ["postgres", "valkey"]),
        ("migrate", ["postgres", "valkey"]),
        ("demo --json", ["postgres", "valkey"]),
    ],
)
def test_servers_for_a_command(
    line: str, servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("BROKER_URL", raising=False)
    assert startup.servers_for(["manage.py", *line.split()]) == servers


@pytest.mark.parametrize(
    ("named", "servers"),
    [
        ({"DATABASE_URL": "postgresql:///x"}, ["valkey"]),
        ({"BROKER_URL": "redis://x"}, ["postgres"]),
        ({"DATABASE_URL": "postgresql:///x", "BROKER_URL": "redis://x"}, []),
        ({"DATABASE_URL": "", "BROKER_URL": ""}, ["postgres", "valkey"]),
    ],
)
def test_servers_for_variables_that_name_other_servers(
    named: dict[str, str], servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DATABASE_URL", "BROKER_URL"):
        monkeypatch.setenv(variable, named.get(variable, ""))
    assert startup.servers_for(["manage.py", "demo"]) == servers


@pytest.mark.parametrize(
    ("said", "reason", "remedy"),
    [
        (
            "x\n2026-01-01 [1] FATAL:  could not write: No space left on device\nLOG:  shut down",
            "de schijf is vol",
            "maak ruimte vrij",
        ),
        (
            "x [1] FATAL:  database files are incompatible with server\n",
            "geschreven door een andere versie van PostgreSQL",
            "gebruik die versie",
        ),
        ("x [1] FATAL:  something new.\nLOG:  shut down\n", "something new", "verhelp dat"),
        ("Traceback\n\nOSError: [Errno 7] unknown\n", "OSError: [Errno 7] unknown", "verhelp dat"),
        ("", "onbekende oorzaak", "verhelp dat"),
    ],
)
def test_explain_is_one_sentence(said: str, reason: str, remedy: str) -> None:
    assert startup.explain(Path("/d"), said) == (
        f"De gegevensmap /d is niet te gebruiken ({reason}): "
        f"{remedy} of kies een andere map met SO_DATA_DIR."
    )


def test_first_commands_at_once_migrate_the_embedded_database_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with embedded.join(data, fsync=False):
        before = run(data, "showmigrations", "--plan")
        both = [start(data, "shell", "-v0", "-c", COUNT) for _ in range(2)]
        answers = [(process.communicate(), process.returncode) for process in both]
        after = run(data, "showmigrations", "--plan")
    assert answers == [(("0\n", ""), 0)] * 2
    assert ("[X]" in before[1], "[ ]" in after[1]) == (False, False)


def test_command_does_not_migrate_another_database(empty_database: str, tmp_path: Path) -> None:
    urls = {"DATABASE_URL": empty_database, "BROKER_URL": live.broker_url(4)}
    program = "from django.db import connection; print(connection.introspection.table_names())"
    answer = run(tmp_path, "shell", "-v0", "-c", program, **urls)
    assert answer == (0, "[]\n", "")
    assert not (tmp_path / "services").exists()


def test_command_with_a_database_of_its_own_starts_the_broker_only(
    empty_database: str, tmp_path: Path
) -> None:
    program = "from config import celery_app; print(celery_app.control.ping(timeout=0.1))"
    answer = run(tmp_path, "shell", "-v0", "-c", program, DATABASE_URL=empty_database)
    assert answer == (0, "[]\n", "")
    assert not (tmp_path / "services" / "postgres").exists()


def test_command_says_that_a_migration_fails(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with embedded.join(data, fsync=False):
        with psycopg.connect(embedded.urls(data)[0], autocommit=True) as connection:
            connection.execute("CREATE TABLE django_content_type ()")  # the very first of all
        code, output, errors = run(data, "shell", "-c", COUNT)
    assert (code, output) == (1, "")
    assert errors == (
        'De database kon niet worden bijgewerkt (relation "django_content_type" already exists): '
        "verhelp dat of kies een lege map met SO_DATA_DIR.\n"
    )


def test_command_says_that_another_uses_the_folder_without_a_database(tmp_path: Path) -> None:
    with embedded.join(tmp_path, fsync=False, servers=["valkey"]):
        answer = run(tmp_path, "shell", "-c", COUNT)
    sentence = (
        f"Een andere opdracht gebruikt {tmp_path} met een eigen DATABASE_URL of BROKER_URL: "
        "wacht tot die klaar is of kies een andere map met SO_DATA_DIR.\n"
    )
    assert answer == (1, "", sentence)


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_command_says_that_the_folder_cannot_be_used(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    data = tmp_path / "file" / "data"
    code, output, errors = run(data, command)
    assert (code, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith(f"De gegevensmap {data} is niet te gebruiken (")
