"""What surrounds every command: the services it needs, and one sentence when these refuse."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from config import embedded
from config.env import ConfigurationError, data_dir

BASE_DIR = Path(__file__).resolve().parent.parent
SERVERS = {"postgres": "DATABASE_URL", "valkey": "BROKER_URL"}
SOCKETS = {"postgres": ".s.PGSQL.5432", "valkey": "valkey.sock"}
WITHOUT_SERVICES = frozenset({
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help",
    "makemessages", "startapp", "startproject", "vendor", "version",
})  # fmt: skip
HELP_OPTIONS = frozenset({"-h", "--help", "--version"})
WITHOUT_MIGRATION = frozenset({
    "dbshell", "inspectdb", "makemigrations", "migrate", "optimizemigration", "showmigrations",
    "sqlflush", "sqlmigrate", "sqlsequencereset", "squashmigrations",
})  # fmt: skip
MIGRATION_LOCK = 0x536F65706C  # any number that nothing else locks
# What the system and the servers say, in words of somebody who has to do something about it.
REMEDIES = (
    ("No space left", "de schijf is vol", "maak ruimte vrij"),
    ("Disk quota exceeded", "de schijfruimte is op", "maak ruimte vrij"),
    ("File too large", "bestanden mogen niet zo groot worden", "verruim die grens"),
    ("Read-only file system", "alleen-lezen", "maak hem schrijfbaar"),
    ("Permission denied", "geen toegang", "maak hem schrijfbaar"),
    ("Operation not permitted", "geen toegang", "maak hem schrijfbaar"),
    (
        "incompatible with server",
        "geschreven door een andere versie van PostgreSQL",
        "gebruik die versie",
    ),
    ("is still in use", "een andere PostgreSQL gebruikt de gegevens", "stop die"),
    ("niet geïnstalleerd", "de databaseprogramma's ontbreken", "voer `make setup` uit"),
)


@contextmanager
def services_for(argv: Sequence[str]) -> Iterator[None]:
    """Run a command with the services that it needs and that no variable names.

    The embedded database, and no other, is migrated first. Raises SystemExit with one sentence.
    """
    folder = data_dir(BASE_DIR)
    servers = servers_for(argv)
    with ExitStack() as stack:
        try:
            if servers:
                stack.enter_context(join(folder, servers))
            if "postgres" in servers and argv[1] not in WITHOUT_MIGRATION:
                migrate()
            yield
        except ConfigurationError as error:
            raise SystemExit(str(error)) from error


def servers_for(argv: Sequence[str]) -> list[str]:
    """Return the embedded servers that a command line needs."""
    is_help = len(argv) < 2 or not HELP_OPTIONS.isdisjoint(argv)
    if is_help or (argv[1] in WITHOUT_SERVICES and not _names_database(argv)):
        return []
    return [name for name, variable in SERVERS.items() if not os.environ.get(variable)]


def _names_database(argv: Sequence[str]) -> bool:
    return any(argument.startswith("--database") for argument in argv)


def join(folder: Path, servers: list[str]) -> ExitStack:
    """Join the services of a data folder. Raises SystemExit with one sentence."""
    try:
        membership = embedded.join(folder, servers=servers)
    except (embedded.ServiceError, OSError) as error:
        raise SystemExit(explain(folder, str(error))) from error
    sockets = embedded.find_runtime(folder) / "sockets"
    if not all((sockets / SOCKETS[name]).exists() for name in servers):
        membership.close()
        raise SystemExit(
            f"Een andere opdracht gebruikt {folder} met een eigen DATABASE_URL of BROKER_URL: "
            "wacht tot die klaar is of kies een andere map met SO_DATA_DIR."
        )
    return membership


def explain(folder: Path, text: str) -> str:
    """Return one sentence that says what is wrong with a data folder and what to do."""
    lines = [line for line in text.splitlines() if line.strip()] or ["onbekende oorzaak"]
    said = next((line for line in lines if "FATAL:" in line), lines[-1])
    default = said.rpartition("FATAL:")[2].strip().rstrip("."), "verhelp dat"
    known = ((reason, remedy) for words, reason, remedy in REMEDIES if words in text)
    reason, remedy = next(known, default)
    return (
        f"De gegevensmap {folder} is niet te gebruiken ({reason}): "
        f"{remedy} of kies een andere map met SO_DATA_DIR."
    )


def migrate() -> None:
    """Bring the embedded database up to date; commands that come at the same time wait.

    Raises SystemExit with one sentence: a migration fails (and is rolled back).
    """
    django.setup()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
    except (CommandError, DatabaseError, InconsistentMigrationHistory) as error:
        raise SystemExit(
            f"De database kon niet worden bijgewerkt ({str(error).splitlines()[0]}): "
            "verhelp dat of kies een lege map met SO_DATA_DIR."
        ) from error
    finally:
        connection.close()  # which frees the lock, and nothing is shared with a fork
