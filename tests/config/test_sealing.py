"""Sealing: what is written about children cannot be read in the database, keys can change."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from config import sealing
from config.env import ConfigurationError
from config.sealing import Seal, SealBrokenError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
WORDS = b"Levi vindt afscheid nemen spannend."


@pytest.fixture(autouse=True)
def no_keys_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHILD_KEYS")


def test_close_hides_the_words_and_open_returns_them() -> None:
    token = Seal([NEW]).close("a.words", WORDS)
    assert b"Levi" not in token
    assert Seal([NEW]).open("a.words", token) == WORDS


def test_close_seals_the_same_words_differently() -> None:
    assert Seal([NEW]).close("a.words", WORDS) != Seal([NEW]).close("a.words", WORDS)


def test_open_with_an_older_key_of_the_ring() -> None:
    token = Seal([OLD]).close("a.words", WORDS)
    assert Seal([NEW, OLD]).open("a.words", token) == WORDS
    assert not Seal([NEW, OLD]).is_newest(token)
    assert Seal([NEW, OLD]).is_newest(Seal([NEW, OLD]).close("a.words", WORDS))


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("a.other", lambda token: token),
        ("a.words", lambda token: token[:-1]),
        ("a.words", lambda token: bytes([token[0] ^ 1]) + token[1:]),
        ("a.words", lambda token: Seal([OLD]).close("a.words", WORDS)),
    ],
    ids=["another column", "shortened", "changed", "an unknown key"],
)
def test_open_refuses(column: str, change: object) -> None:
    token = change(Seal([NEW]).close("a.words", WORDS))  # type: ignore[operator]
    with pytest.raises(SealBrokenError, match="verzegelde tekst"):
        Seal([NEW]).open(column, token)


def test_seal_of_something_that_is_no_key() -> None:
    with pytest.raises(ConfigurationError, match="CHILD_KEYS bevat iets dat geen sleutel is"):
        Seal(["geheim"])


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    made = sealing.keys(tmp_path / "data")
    assert made == sealing.keys(tmp_path / "data")
    assert (tmp_path / "data" / "child_keys").stat().st_mode & 0o777 == 0o600


def test_keys_are_not_made_up_on_own_servers(tmp_path: Path, settings: Any) -> None:
    settings.IS_EMBEDDED = False
    with pytest.raises(ConfigurationError, match="CHILD_KEYS is niet gezet"):
        sealing.keys(tmp_path)


def test_keys_of_the_environment_go_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILD_KEYS", f"{NEW}, {OLD}")
    assert sealing.keys(tmp_path) == [NEW, OLD]
    assert not list(tmp_path.iterdir())


def test_keys_in_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="sleutel van de kindgegevens"):
        sealing.keys(tmp_path / "file")
