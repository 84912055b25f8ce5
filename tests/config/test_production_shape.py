"""Dockerfile and docker-compose.yml are right, and the commands in them work.

Where this machine has `docker compose`, that reads the file; elsewhere the same checks run on what
PyYAML reads, with the variables filled in by `fill_in`. No container is built or started here.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message as Headers
from pathlib import Path
from typing import Any

import pytest
import yaml
from kombu import Connection

from config import pdf
from partners import tasks
from partners.models import Message
from partners.states import MessageState
from tests import live
from tests.factories.messages import MessageFactory
from tests.partners.smtp_sink import Sink, smtp_sink

BROKER_NUMBER = 3
VARIABLES = {
    "SECRET_KEY": "geheim",
    "BASE_URL": "https://overgang.example.org",
    "ALLOWED_HOSTS": "overgang.example.org",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "CHILD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "POSTGRES_PASSWORD": "letters1",
    "VALKEY_PASSWORD": "letters2",
}
OURS = {"migrate", "web", "worker", "beat"}
ALL = OURS | {"postgres", "valkey"}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def fill_in(text: str, values: dict[str, str]) -> str:
    """Do with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` what docker compose does."""

    def value(found: re.Match[str]) -> str:
        name, way, rest = found.groups()
        if values.get(name):
            return values[name]
        if way == "?":
            raise LookupError(rest)
        return rest or ""

    return VARIABLE.sub(value, text)


def has_docker_compose() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def compose(base_dir_of_module: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the services as docker compose reads them."""
    text = (base_dir_of_module / "docker-compose.yml").read_text()
    if not has_docker_compose():
        return yaml.safe_load(fill_in(text, VARIABLES))
    folder = tmp_path_factory.mktemp("compose")
    (folder / "docker-compose.yml").write_text(text)
    (folder / ".env").write_text("".join(f"{k}={v}\n" for k, v in VARIABLES.items()))
    done = subprocess.run(
        ["docker", "compose", "config", "--format", "json"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def base_dir_of_module(base_dir: Path) -> Path:
    return base_dir


def test_compose_has_the_parts_of_the_product(compose: Any) -> None:
    assert set(compose["services"]) == ALL


@pytest.mark.parametrize("name", sorted(OURS))
def test_compose_runs_our_parts_without_privileges(compose: Any, name: str) -> None:
    service = compose["services"][name]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (
        True,
        ["ALL"],
        ["no-new-privileges:true"],
    )
    assert "user" not in service  # the image's own, which is not root


@pytest.mark.parametrize("name", sorted(OURS))
def test_compose_gives_our_parts_the_same_settings(compose: Any, name: str) -> None:
    environment = compose["services"][name]["environment"]
    assert {key: environment[key] for key in ("DATABASE_URL", "BROKER_URL", "SECRET_KEY")} == {
        "DATABASE_URL": "postgresql://app:letters1@postgres:5432/soepele_overgang",
        "BROKER_URL": "redis://:letters2@valkey:6379/0",
        "SECRET_KEY": "geheim",
    }


@pytest.mark.parametrize("name", sorted(ALL - {"migrate"}))
def test_compose_watches_every_part_that_keeps_running(compose: Any, name: str) -> None:
    service = compose["services"][name]
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_compose_starts_in_order(compose: Any, name: str) -> None:
    waits = compose["services"][name]["depends_on"]
    assert {other: waits[other]["condition"] for other in waits} == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "valkey": "service_healthy",
    }


def test_compose_keeps_the_data_in_volumes(compose: Any) -> None:
    services = compose["services"]
    kept = {
        name: [
            volume if isinstance(volume, str) else f"{volume['source']}:{volume['target']}"
            for volume in services[name]["volumes"]
        ]
        for name in ("postgres", "valkey")
    }
    assert kept == {"postgres": ["postgres:/var/lib/postgresql"], "valkey": ["valkey:/data"]}
    assert set(compose["volumes"]) == {"postgres", "valkey"}


def test_compose_shows_the_servers_to_nobody_outside(compose: Any) -> None:
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"web"}
    assert compose["networks"]["data"]["internal"] is True


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_compose_does_not_start_without_a_required_setting(base_dir: Path, name: str) -> None:
    text = (base_dir / "docker-compose.yml").read_text()
    with pytest.raises(LookupError, match=f"zet {name} in .env"):
        fill_in(text, {**VARIABLES, name: ""})


def used_variables(base_dir: Path) -> set[str]:
    """Return every variable that the settings, gunicorn and docker compose read."""
    found = set(VARIABLE.findall((base_dir / "docker-compose.yml").read_text()))
    names = {name for name, _way, _rest in found}
    read = re.compile(r"(?:env\.\w+|environ\.get)\(\s*\"([A-Z_]+)\"")
    for file in ("config/settings.py", "config/env.py", "gunicorn.conf.py"):
        names |= set(read.findall((base_dir / file).read_text()))
    return names


def test_env_example_lists_exactly_the_variables_that_are_used(base_dir: Path) -> None:
    lines = (base_dir / ".env.example").read_text().splitlines()
    listed = [found.group(1) for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]
    assert sorted(listed) == sorted(used_variables(base_dir))


def test_dockerfile_ends_as_an_ordinary_user(base_dir: Path) -> None:
    lines = (base_dir / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM")) :]
    assert [line for line in last_stage if line.startswith("USER")] == ["USER app"]


def test_dockerfile_installs_the_libraries_of_the_letters(base_dir: Path) -> None:
    text = (base_dir / "Dockerfile").read_text()
    assert [name for name in sorted(pdf.LIBRARIES.values()) if name not in text] == []


def test_dockerfile_serves_as_docker_compose_does(base_dir: Path, compose: Any) -> None:
    lines = (base_dir / "Dockerfile").read_text().splitlines()
    (command,) = (line.removeprefix("CMD ") for line in lines if line.startswith("CMD"))
    assert json.loads(command) == compose["services"]["web"]["command"]


def test_dockerignore_keeps_secrets_and_data_out_of_the_image(base_dir: Path) -> None:
    ignored = set((base_dir / ".dockerignore").read_text().split())
    assert ignored >= {".env", ".git", "var", ".venv", "node_modules"}


# --- the same commands, as processes on the services of the test ------------------------------


class Product:
    """Web, worker and beat, started with the commands of docker-compose.yml."""

    def __init__(self, compose: Any, folder: Path, sink: Sink) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.services = folder, compose["services"]
        self.variables = live.environment(
            BROKER_NUMBER,
            **VARIABLES
            | {
                "BIND": f"127.0.0.1:{self.port}",
                "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
                "LOG_LEVEL": "INFO",
                "HOSTNAME": socket.gethostname(),
                "PYTHONWARNINGS": "ignore",  # Celery warns who is root, as tests may be
            },
        )
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        for name in names:
            self.running[name] = live.start(
                self.services[name]["command"], self.variables, self.log(name)
            )

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def lines(self, name: str) -> list[Any]:
        """Return a part's log; any line that is no JSON object is a failure.

        But for the farewell that Celery prints itself, past every logger.
        """
        lines = self.log(name).read_text().splitlines()
        return [json.loads(line) for line in lines if line and not line.startswith("worker: ")]

    def get(self, path: str, **headers: str) -> tuple[int, Headers, bytes]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Host": VARIABLES["ALLOWED_HOSTS"], **headers},
        )
        opener = urllib.request.build_opener(StayHere)
        try:
            with opener.open(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def report(self) -> Any:
        try:
            return json.loads(self.get("/readyz")[2])
        except OSError:
            return {"status": "not listening"}

    def wait_until(self, status: str) -> Any:
        deadline = time.monotonic() + 40
        while (report := self.report())["status"] != status and time.monotonic() < deadline:
            time.sleep(0.1)
        return report

    def check(self, name: str) -> int:
        """Run the health check of a part; returns its exit code."""
        kind, *command = self.services[name]["healthcheck"]["test"]
        if kind == "CMD-SHELL":  # docker compose writes $$ for a $ that the shell should see
            command = ["bash", "-c", f"exec {command[0].replace('$$', '$')}"]
        path = f"{live.PROGRAMS}{os.pathsep}{os.environ['PATH']}"
        variables = {**self.variables, "PATH": path}
        return subprocess.run(command, env=variables, capture_output=True, timeout=60).returncode


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


@pytest.fixture
def product(compose: Any, tmp_path: Path, transactional_db: None) -> Iterator[Product]:
    broker: Any
    with smtp_sink() as sink, Connection(live.broker_url(BROKER_NUMBER)) as connected:
        broker = connected.default_channel
        broker.client.flushdb()
        made = Product(compose, tmp_path, sink)
        made.sink = sink  # type: ignore[attr-defined]
        yield made
        for process in made.running.values():
            live.kill_group(process)
        broker.client.flushdb()


@pytest.mark.slow
def test_the_commands_of_docker_compose_serve_the_product(product: Product, base_dir: Path) -> None:
    product.start("web")
    assert product.wait_until("degraded")["worker"]["status"] == "never"
    product.start("worker", "beat")
    report = product.wait_until("ok")
    parts = ("database", "migrations", "messages", "broker", "worker", "beat")
    assert {name: report[name]["status"] for name in parts} == dict.fromkeys(parts, "ok")
    assert [product.check(name) for name in ("web", "worker", "beat")] == [0, 0, 0]
    stopped = {name: live.stop(process) for name, process in product.running.items()}
    assert stopped == {"web": 0, "worker": 0, "beat": 0}
    assert not list(base_dir.glob("celerybeat*"))


@pytest.mark.slow
def test_the_website_of_docker_compose_is_for_https_only(product: Product) -> None:
    product.start("web")
    product.wait_until("degraded")
    status, headers, _ = product.get("/account/")
    assert (status, headers["Location"]) == (301, "https://overgang.example.org/account/")
    status, headers, _ = product.get("/bestaat-niet/", **{"X-Forwarded-Proto": "https"})
    assert (status, headers["Strict-Transport-Security"]) == (404, "max-age=31536000")
    assert product.get("/healthz", Host="iemand-anders.example")[0] == 400


@pytest.mark.slow
def test_the_worker_of_docker_compose_sends_mail_and_logs_no_address(product: Product) -> None:
    message = MessageFactory(address="noor.zomerdijk@example.org", subject="Welkom Noor")
    product.start("worker")
    with Connection(live.broker_url(BROKER_NUMBER)) as broker:
        tasks.send_messages.apply_async(connection=broker)
        deadline = time.monotonic() + 40
        while Message.objects.get().state != MessageState.SENT and time.monotonic() < deadline:
            time.sleep(0.1)
    live.stop(product.running["worker"])
    lines = product.lines("worker")
    assert product.sink.subjects == ["Welkom Noor"]  # type: ignore[attr-defined]
    assert {"outbox.settled", "task.ended"} <= {line["event"] for line in lines}
    assert message.pk in [line.get("message") for line in lines]
    assert "noor" not in json.dumps(lines).lower()


def test_probe_of_something_else_says_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    from config import probe  # noqa: PLC0415 - Celery's settings are read at its first use

    assert (probe.main(["kat"]), capsys.readouterr().err) == (
        2,
        "python -m config.probe web|beat\n",
    )


@pytest.mark.parametrize("name", ["web", "beat"])
def test_probe_without_its_part(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from config import heartbeat, probe  # noqa: PLC0415 - as above

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("BIND", f"127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setattr(heartbeat, "ages", lambda: {"beat": None})
        assert probe.main([name]) == 1
