"""What the embedded services do when they are killed, told to stop, or cannot run."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

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


def kill(account: Account, data: Path, *kinds: str) -> None:
    """Kill main processes at once, as the system does when memory runs out."""
    victims = [leader(account, data, kind) for kind in kinds]
    for victim in victims:
        os.kill(victim, signal.SIGKILL)


def files(folder: Path) -> dict[str, int]:
    """Return the size of each file below a folder."""
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


# --- kill -9 --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["postgres", "valkey-server"])
def test_supervisor_starts_a_killed_server_again(account: Account, data: Path, kind: str) -> None:
    with User(account, data).joined() as user:
        first = leader(account, data, kind)
        kill(account, data, kind)
        wait_for(lambda: user.answers() and leader(account, data, kind) != first, kind)
        with user.redis() as client:
            assert (kept(user), client.get("note")) == (KEPT, b"kept")


@pytest.mark.parametrize("kinds", [["supervisor"], ["supervisor", "postgres", "valkey-server"]])
def test_join_after_a_killed_supervisor_starts_again(
    account: Account, data: Path, kinds: list[str]
) -> None:
    with User(account, data).joined() as before:
        kill(account, data, *kinds)
        with User(account, data).joined() as user, user.redis() as client:
            assert (kept(user), client.get("note")) == (KEPT, b"kept")
            assert kept(before) == KEPT


def test_servers_stop_when_their_supervisor_is_killed(account: Account, data: Path) -> None:
    with User(account, data).joined():
        kill(account, data, "supervisor")
        wait_for(lambda: not processes(account, data), "the servers to stop")
    with User(account, data).joined() as user:
        assert kept(user) == KEPT


def test_start_waits_for_the_last_process_of_a_server(account: Account, data: Path) -> None:
    with User(account, data).joined(), ExitStack() as stack:
        with lab.held(leader(account, data, "postgres")):
            kill(account, data, "supervisor")
            user = stack.enter_context(User(account, data))
            wait_for(lambda: lab.waits_for_lock(account, data), "the next supervisor to wait")
        assert kept(user.joined()) == KEPT


def test_join_outlives_a_kill_in_the_middle_of_the_first_start(account: Account, new: Path) -> None:
    draft = new / "services" / "postgres.new"
    with User(account, new) as first, ExitStack() as stack:
        wait_for((draft / "base").exists, "initdb to begin")
        with lab.held(leader(account, new, "initdb")):  # it may write a while after the kill
            kill(account, new, "supervisor")
            first.end_by(signal.SIGKILL)
            assert not (new / "services" / "postgres").exists()
            user = stack.enter_context(User(account, new))
            wait_for(lambda: lab.waits_for_lock(account, new), "the next supervisor to wait")
        assert (user.joined().answers(), draft.exists()) == (True, False)


# --- signals --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_servers_stay_when_a_user_is_stopped(
    account: Account, data: Path, number: signal.Signals
) -> None:
    user = User(account, data).joined()  # its terminal started the servers
    with User(account, data).joined() as other:
        before = processes(account, data)
        assert user.end_by(number) == -number
        assert (kept(other), processes(account, data).keys() >= before.keys()) == (KEPT, True)


def test_servers_stop_after_their_only_user_is_killed(account: Account, data: Path) -> None:
    User(account, data).joined().end_by(signal.SIGKILL)
    wait_for(lambda: lab.is_gone(account, data), "the supervisor to stop by itself", 10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_supervisor_stops_cleanly_on_a_signal(
    account: Account, data: Path, number: signal.Signals
) -> None:
    with User(account, data).joined():
        os.kill(leader(account, data, "supervisor"), number)
        wait_for(lambda: lab.is_gone(account, data), "the servers to stop")
        log = (data / "services" / "postgres.log").read_text()
    assert log.endswith("LOG:  database system is shut down\n")


# --- what others left -----------------------------------------------------------------------


@contextmanager
def process(kind: str, owner: int) -> Iterator[int]:
    """Yield the number of a process of the owner that is gone, a zombie, or not PostgreSQL."""
    seconds = 1000 if kind == "other" else 0
    with subprocess.Popen(["sleep", str(seconds)], **lab.as_account(owner)) as child:
        if kind != "other":
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        if kind == "gone":
            child.wait()
        yield child.pid
        child.kill()


@pytest.mark.parametrize("kind", ["gone", "zombie", "other"])
def test_start_takes_no_other_process_for_postgres(account: Account, data: Path, kind: str) -> None:
    pid_file = data / "services" / "postgres" / "postmaster.pid"
    with process(kind, lab.NOBODY if os.geteuid() == 0 else account.uid) as number:
        pid_file.write_text(f"{number}\n/proc/self/cwd\n1700000000\n5432\n/tmp\n\n1 1\nready\n")
        if os.geteuid() == 0:
            os.chown(pid_file, lab.NOBODY, -1)
        with User(account, data).joined() as user:
            assert kept(user) == KEPT


def test_start_refuses_a_cluster_that_a_foreign_postgres_uses(account: Account, data: Path) -> None:
    cluster = data / "services" / "postgres"
    with lab.foreign_postgres(cluster):
        refusal = User(account, data).refusal()
    assert "is still in use" in refusal
    with User(account, data).joined() as user:
        assert kept(user) == KEPT


def test_supervisor_leaves_when_its_data_folder_is_removed(account: Account, copy: Path) -> None:
    with User(account, copy).joined():
        subprocess.run(["rm", "-rf", copy], check=True)
        wait_for(lambda: lab.is_gone(account, copy), "the servers to stop", 15)
        assert not copy.exists()
    with User(account, copy).joined() as user:
        assert user.query("SELECT to_regclass('note')") == [(None,)]


def test_supervisor_leaves_when_another_data_folder_takes_its_place(
    account: Account, copy: Path
) -> None:
    place, other = (copy.with_name(f"{copy.name}-{name}") for name in ("place", "other"))
    (other / "services").mkdir(parents=True)
    (other / "services" / "users").touch()
    copy.rename(place)
    with User(account, place).joined() as before:
        place.rename(copy)
        other.rename(place)
        wait_for(lambda: lab.is_gone(account, place), "the servers to stop", 15)
        with User(account, copy).joined() as user:
            assert (kept(user), before.answers()) == (KEPT, False)
    shutil.rmtree(place)


def test_join_right_after_the_data_folder_was_made_anew_finds_it_empty(
    account: Account, copy: Path
) -> None:
    with User(account, copy).joined():
        subprocess.run(["rm", "-rf", copy], check=True)
        with User(account, copy).joined() as user:
            assert user.query("SELECT to_regclass('note')") == [(None,)]


# --- refusals -------------------------------------------------------------------------------


def test_join_refuses_data_of_another_postgres(account: Account, copy: Path) -> None:
    cluster = copy / "services" / "postgres"
    (cluster / "PG_VERSION").write_text("17\n")
    before = files(cluster)
    refusal = User(account, copy).refusal()
    assert "incompatible with server" in refusal
    assert files(cluster) == before
    assert lab.is_gone(account, copy)


def test_join_refuses_a_folder_that_cannot_be_written(account: Account, new: Path) -> None:
    account.own(new.parent).chmod(0o555)
    folder = Path("/sys/soepele-overgang") if account.uid == 0 else new
    try:
        refusal = User(account, folder).refusal()
    finally:
        new.parent.chmod(0o755)
    assert refusal.startswith("refused: [Errno ")
    assert lab.is_gone(account, folder)


def test_join_refuses_a_full_disk(account: Account, new: Path) -> None:
    with lab.full_disk(account, new) as limit:
        refusal = User(account, new, limit=limit).refusal()
        left = sorted(path.name for path in (new / "services").iterdir())
    assert "No space left on device" in refusal or "File too large" in refusal
    assert left == ["postgres.log", "ready", "turn", "users"]
    assert lab.is_gone(account, new)


def test_join_refuses_a_runtime_folder_that_is_a_link(account: Account, new: Path) -> None:
    target = account.folder / "target"
    target.mkdir()
    runtime = runtime_of(account, new)
    runtime.symlink_to(target)
    refusal = User(account, new).refusal()
    runtime.unlink()
    assert "NotADirectoryError" in refusal
    assert list(target.iterdir()) == []


def test_start_closes_a_runtime_folder_that_was_open_to_others(account: Account, new: Path) -> None:
    runtime = runtime_of(account, new)
    runtime.mkdir()
    runtime.chmod(0o777)
    (runtime / "sockets").mkdir()
    if os.geteuid() == 0:
        os.chown(runtime, lab.NOBODY, -1)  # only root may take over what another made
    with User(account, new, "valkey").joined():
        found = runtime.stat()
    assert (found.st_uid, found.st_mode & 0o777) == (account.uid, 0o711)


def test_join_refuses_the_folder_of_another_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "services").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(embedded.ServiceError, match="van een andere gebruiker"):
        embedded.join(tmp_path)


def test_join_names_the_packages_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(embedded.ServiceError, match="niet geïnstalleerd"):
        embedded.find_programs()


def test_start_copies_programs_that_its_servers_cannot_reach(account: Account, data: Path) -> None:
    closed = data.with_name(f"{data.name}-programs")
    closed.mkdir(mode=0o700)
    lab.copy_packages(account.own(closed))
    with User(account, data, PYTHONPATH=str(closed)).joined() as user:
        assert kept(user) == KEPT
        assert (runtime_of(account, data) / "programs").exists() == (account.uid == 0)
    shutil.rmtree(closed)
