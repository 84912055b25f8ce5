"""The embedded services with real servers, as the account that runs the tests and, when that is
root, as an ordinary one with a checkout of its own."""

import fcntl
import os
import signal
from contextlib import ExitStack, suppress
from pathlib import Path

import dj_database_url
import pytest

from config import embedded
from tests.config import embedded_lab as lab
from tests.config.embedded_lab import (
    KEPT,
    Account,
    User,
    kept,
    leader,
    processes,
    runtime_of,
    wait_for,
)

pytestmark = pytest.mark.slow


def supervisors(account: Account, data: Path) -> int:
    """Count the supervisors of a data folder."""
    return list(processes(account, data).values()).count("supervisor")


# --- the addresses --------------------------------------------------------------------------


def test_urls_create_nothing(tmp_path: Path) -> None:
    database, broker = embedded.urls(tmp_path / "data")
    assert list(tmp_path.iterdir()) == []
    assert not Path(broker.removeprefix("redis+socket://")).parent.parent.exists()
    assert database != embedded.urls(tmp_path / "other")[0]


def test_urls_fit_django(tmp_path: Path) -> None:
    settings = dj_database_url.parse(embedded.urls(tmp_path)[0])
    socket = embedded.find_runtime(tmp_path) / "sockets"
    found = tuple(settings[name] for name in ("USER", "HOST", "PORT", "NAME"))
    assert found == ("app", str(socket), 5432, "soepele_overgang")


def test_urls_are_short_for_a_long_path(tmp_path: Path) -> None:
    socket = embedded.find_runtime(tmp_path / ("long" * 60)) / "sockets" / ".s.PGSQL.5432"
    assert len(os.fsencode(socket)) < 100


# --- starting and stopping ------------------------------------------------------------------


def test_join_on_a_new_folder_gives_the_application_its_database(
    account: Account, new: Path
) -> None:
    with User(account, new).joined() as user:
        role = user.query(
            "SELECT rolsuper, rolcreatedb, rolname FROM pg_roles WHERE rolname = current_user"
        )
        database = user.query(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate"
            " FROM pg_database WHERE datname = current_database()"
        )
        for extension in ("unaccent", "pg_trgm", "btree_gist"):
            user.query(f"CREATE EXTENSION {extension}")
    assert (role, database) == ([(False, True, "app")], [("app", "UTF8", "C.UTF-8")])


def test_join_opens_no_port_and_only_private_sockets(account: Account, data: Path) -> None:
    with User(account, data).joined() as user, user.redis() as client:
        listens = user.query("SHOW listen_addresses")
        settings = client.config_get("port", "appendonly", "appendfsync", "maxmemory-policy")
        sockets = runtime_of(account, data) / "sockets"
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert listens == [("",)]
    assert settings == {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }


def test_supervisor_leaves_nothing_after_its_last_user(account: Account, data: Path) -> None:
    with User(account, data).joined() as user:
        assert kept(user) == KEPT
    assert leader(account, data, "supervisor")  # it waits a moment for the next user
    wait_for(lambda: lab.is_gone(account, data), "the supervisor to stop by itself", 10)
    with User(account, data).joined() as user, user.redis() as client:
        assert (kept(user), client.get("note")) == (KEPT, b"kept")


def test_supervisor_stays_for_a_user_that_comes_in_time(account: Account, data: Path) -> None:
    with User(account, data).joined():
        first = leader(account, data, "supervisor")
    with User(account, data).joined():
        assert leader(account, data, "supervisor") == first


def test_join_of_many_at_once_starts_one_supervisor(account: Account, data: Path) -> None:
    with ExitStack() as stack:
        users = [stack.enter_context(User(account, data)) for _ in range(5)]
        assert all(user.joined().answers() for user in users)
        assert supervisors(account, data) == 1


def test_join_beside_a_running_user_leaves_it_alone(account: Account, data: Path) -> None:
    with User(account, data).joined() as demo:
        before = processes(account, data)
        with User(account, data).joined() as command:
            command.query("CREATE TABLE beside ()")
        demo.query("DROP TABLE beside")
        assert before.items() <= processes(account, data).items()


def test_join_of_two_folders_keeps_them_apart(account: Account, data: Path, copy: Path) -> None:
    with User(account, data).joined() as one, User(account, copy).joined() as two:
        two.query("DELETE FROM note")
        assert (kept(one), kept(two)) == (KEPT, [])


def test_join_waits_for_a_supervisor_that_was_told_to_stop(account: Account, data: Path) -> None:
    with User(account, data).joined(), ExitStack() as stack:
        first = leader(account, data, "supervisor")
        with lab.held(leader(account, data, "postgres")):
            os.kill(first, signal.SIGTERM)
            user = stack.enter_context(User(account, data))
            wait_for(lambda: lab.waits_for_lock(account, data), "the next supervisor to wait")
        assert kept(user.joined()) == KEPT
        assert leader(account, data, "supervisor") != first


def test_join_waits_for_a_supervisor_that_stops_by_itself(account: Account, data: Path) -> None:
    with User(account, data).joined():
        first = leader(account, data, "supervisor")
    with (data / "services" / "users").open() as users:

        def is_stopping() -> bool:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.flock(users, fcntl.LOCK_UN)
                return False
            return first in processes(account, data)

        wait_for(is_stopping, "the supervisor to stop", pause=0.001)
    with User(account, data).joined() as user:
        assert kept(user) == KEPT


def test_join_needs_no_short_path(account: Account, copy: Path) -> None:
    deep = copy / ("m" * 120) / ("n" * 120)
    deep.mkdir(parents=True)
    (copy / "services").rename(account.own(deep) / "services")
    with User(account, deep).joined() as user:
        assert kept(user) == KEPT
    lab.stop(account, deep)


def test_join_ignores_variables_of_other_servers(account: Account, data: Path) -> None:
    with User(account, data, PGPORT="1", PGDATA="/nowhere", TMPDIR="/nowhere").joined() as user:
        assert kept(user) == KEPT


def test_join_of_the_broker_alone_starts_no_database(account: Account, new: Path) -> None:
    with User(account, new, "valkey").joined() as user, user.redis() as client:
        assert client.ping()
        assert sorted(processes(account, new).values()) == ["supervisor", "valkey-server"]
    assert not (new / "services" / "postgres").exists()
