"""Reading the environment: the data folder, the secret key, the mail server."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.env import ConfigurationError, data_dir, mail_server, secret_key


def test_data_dir_is_var_beside_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SO_DATA_DIR")
    assert data_dir(tmp_path) == tmp_path / "var"


def test_data_dir_follows_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SO_DATA_DIR", str(tmp_path / "elders" / ".." / "hier"))
    assert data_dir(tmp_path) == tmp_path / "hier"


def test_secret_key_of_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    assert secret_key(tmp_path) == "geheim"
    assert list(tmp_path.iterdir()) == []


def test_secret_key_is_made_once_and_readable_by_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = secret_key(tmp_path / "new")
    assert (len(first) >= 50, secret_key(tmp_path / "new")) == (True, first)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
    assert (tmp_path / "new/secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_secret_key_of_two_first_starts_is_the_same(tmp_path: Path, base_dir: Path) -> None:
    program = "from config.env import *; print(secret_key(data_dir(Path('.'))))"
    environment = {**os.environ, "SO_DATA_DIR": str(tmp_path / "shared")}
    environment.pop("SECRET_KEY", None)

    def start(_place: int) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.check_output(command, cwd=base_dir, env=environment, text=True)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1


def test_secret_key_without_a_usable_folder_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="kies een andere met SO_DATA_DIR"):
        secret_key(tmp_path / "file")


@pytest.mark.parametrize("url", ["", "dummy://"])
def test_mail_server_without_a_variable_is_the_mailbox(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    assert mail_server()["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"


def test_mail_server_reads_the_parts_of_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "submission://naam:wachtwoord@post.example.org:587")
    found = mail_server()
    parts = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS")
    assert [found[name] for name in parts] == [
        "post.example.org", 587, "naam", "wachtwoord", True,
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["post.example.org", "https://post.example.org"])
def test_mail_server_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ConfigurationError, match="geen adres van een mailserver"):
        mail_server()
