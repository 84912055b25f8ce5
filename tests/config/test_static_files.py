"""The static files are collected again when, and only when, something about them changed."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finders

from config import static_files
from config.settings import BASE_DIR

PAGE = "css/page.css"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a checkout whose files were just collected."""
    for name in (f"static/{PAGE}", "staticfiles/css/page.1a2b.css", *static_files.DECIDING):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    manifest = {"paths": {PAGE: "css/page.1a2b.css"}}
    (tmp_path / "staticfiles/staticfiles.json").write_text(json.dumps(manifest))
    static_files.stamp(tmp_path)
    return tmp_path


def test_is_current_right_after_collecting(root: Path) -> None:
    assert static_files.is_current(root)


@pytest.mark.parametrize(
    "name",
    [
        f"static/{PAGE}",
        "static/new.css",
        *static_files.DECIDING,
        "staticfiles/.stamp",
        "staticfiles/staticfiles.json",
    ],
)
def test_is_current_not_after_a_change(root: Path, name: str) -> None:
    (root / name).write_text("changed")
    assert not static_files.is_current(root)


@pytest.mark.parametrize(
    "name",
    [f"static/{PAGE}", "staticfiles/css/page.1a2b.css", "staticfiles/.stamp"],
)
def test_is_current_not_without_a_file(root: Path, name: str) -> None:
    (root / name).unlink()
    assert not static_files.is_current(root)


def test_is_current_not_after_another_collection(root: Path) -> None:
    manifest = {"paths": {PAGE: "css/page.1a2b.css"}, "hash": "of another checkout"}
    (root / "staticfiles/staticfiles.json").write_text(json.dumps(manifest))
    assert not static_files.is_current(root)


@pytest.mark.parametrize(("code", "is_current"), [(0, True), (3, False)])
def test_main_stamps_only_what_was_collected(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_current: bool
) -> None:
    ran: list[Any] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command[1:])
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(static_files, "ROOT", root)
    monkeypatch.setattr(subprocess, "run", run)
    (root / "static" / PAGE).write_text("changed")
    assert (static_files.main(), static_files.is_current(root)) == (code, is_current)
    assert ran == [static_files.COLLECT]
    ran.clear()
    assert (static_files.main(), len(ran)) == (code, code and 1)


@pytest.mark.slow
def test_fingerprint_covers_every_file_that_is_collected() -> None:
    ours, packages = BASE_DIR / static_files.SOURCE, "site-packages"
    found = [
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    ]
    assert [path for path in found if ours not in path.parents and packages not in path.parts] == []
