"""Sealing what is written about children: encrypted before it reaches the database (ADR 0017).

The keys are not in the database: CHILD_KEYS names them, newest first, or the file `child_keys` of
the data folder holds one that was made at first use. The newest seals, all of them open. A text is
sealed for one column: a token that was put into another column does not open.
"""

from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from config.env import ConfigurationError, env, kept_once

FILE_NAME = "child_keys"


class SealBrokenError(Exception):
    """What was sealed cannot be opened: a key is missing, or somebody changed it."""


class Seal:
    """A ring of keys: the first one seals, each of them opens."""

    def __init__(self, keys: list[str]) -> None:
        """Take the keys, newest first. Raises: ConfigurationError: one of them is no key."""
        try:
            fernets = [Fernet(key) for key in keys]
        except ValueError as error:
            raise ConfigurationError(
                "CHILD_KEYS bevat iets dat geen sleutel is: maak er een zoals .env.example zegt."
            ) from error
        self.newest, self.ring = fernets[0], MultiFernet(fernets)

    def close(self, column: str, content: bytes) -> bytes:
        """Return the content, sealed with the newest key for one column."""
        return self.newest.encrypt(_name(column) + content)

    def open(self, column: str, token: bytes) -> bytes:
        """Return what was sealed for this column. Raises: SealBrokenError."""
        return _without_name(column, self._decrypt(self.ring, token))

    def is_newest(self, token: bytes) -> bool:
        """Say whether the newest key sealed this."""
        try:
            self.newest.decrypt(token)
        except InvalidToken:
            return False
        return True

    def _decrypt(self, ring: MultiFernet, token: bytes) -> bytes:
        try:
            return ring.decrypt(token)
        except InvalidToken as error:
            raise SealBrokenError(
                "Een verzegelde tekst gaat niet open: de sleutel ontbreekt in CHILD_KEYS, "
                "of de tekst is buiten het programma om veranderd."
            ) from error


def _name(column: str) -> bytes:
    return column.encode() + b"\0"


def _without_name(column: str, content: bytes) -> bytes:
    if not content.startswith(_name(column)):
        raise SealBrokenError(f"Een verzegelde tekst hoort niet bij {column}.")
    return content.removeprefix(_name(column))


def seal() -> Seal:
    """Return the seal of this installation. Raises: ConfigurationError."""
    return _seal(tuple(keys(settings.DATA_DIR)))


@lru_cache(maxsize=4)
def _seal(ring: tuple[str, ...]) -> Seal:
    return Seal(list(ring))


def keys(folder: Path) -> list[str]:
    """Return the keys, newest first; without any, make one and keep it in the data folder.

    Raises: ConfigurationError: the folder cannot be written, or production names no key.
    """
    given: list[str] = env.list("CHILD_KEYS", [])
    if given:
        return [key.strip() for key in given]
    if not settings.IS_EMBEDDED:  # two containers would make two keys
        raise ConfigurationError(
            "CHILD_KEYS is niet gezet: maak een sleutel zoals .env.example zegt."
        )
    try:
        return kept_once(folder / FILE_NAME, lambda: Fernet.generate_key().decode()).split()
    except OSError as error:
        raise ConfigurationError(
            f"De sleutel van de kindgegevens in {folder} is niet te gebruiken "
            f"({error.strerror}): maak de map schrijfbaar of zet CHILD_KEYS."
        ) from error
