"""Typed reading of the environment; every variable is listed in .env.example."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dj_email_url
from environs import Env

env = Env()


class ConfigurationError(Exception):
    """A setting or folder is unusable; the message is one sentence that says what to do."""


def data_dir(base_dir: Path) -> Path:
    """Return the folder that holds everything the embedded services and the demo write."""
    return Path(env.str("SO_DATA_DIR", "") or base_dir / "var").resolve()


def mail_server() -> dict[str, Any]:
    """Return Django's EMAIL settings; without EMAIL_URL mails go to the mailbox of the demo.

    Raises: ConfigurationError: EMAIL_URL is no address of a mail server.
    """
    found: dict[str, Any] = dj_email_url.parse(env.str("EMAIL_URL", "") or "dummy://")
    if "EMAIL_BACKEND" not in found:
        raise ConfigurationError(
            "EMAIL_URL is geen adres van een mailserver: schrijf het als "
            "submission://naam:wachtwoord@server:587."
        )
    return found


def secret_key(folder: Path) -> str:
    """Return SECRET_KEY, or the key that is made once and kept in the data folder.

    Raises: ConfigurationError: the folder cannot be written.
    """
    if key := env.str("SECRET_KEY", ""):
        return key
    try:
        return kept_once(folder / "secret_key", lambda: secrets.token_urlsafe(50))
    except OSError as error:
        raise ConfigurationError(
            f"De gegevensmap {folder} is niet te gebruiken ({error.strerror}): "
            "maak hem schrijfbaar of kies een andere met SO_DATA_DIR."
        ) from error


def kept_once(file: Path, make: Callable[[], str]) -> str:
    """Return the text of a private file that is made when it is not there yet.

    Raises: OSError: it cannot be read, or its folder not be written.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(make())
        try:
            os.link(draft, file)  # atomic: of two first starts one wins, both read the same
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text()
