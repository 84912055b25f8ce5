"""What may stand in a committed file."""

import json
import re
from pathlib import Path

from tests.sources import files, listed, read, text_files

LOCK_FILES = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
# In pieces, so that this file does not hold what it forbids.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
MACHINE_PATH = re.compile(r"(?<![\w.~}*-])/" + r"(?:work|root|home)/[\w.]")
BINARY = {".ico", ".icc", ".png", ".pdf", ".gz", ".mo"}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in text_files()
        for number, line in enumerate(read(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    found = lines_with(re.compile("|".join(map(re.escape, HOSTS))))
    assert found == [], listed(found)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = lines_with(MACHINE_PATH)
    assert found == [], listed(found)


def test_every_todo_has_an_issue_number() -> None:
    words = "TO" + "DO|FIX" + "ME"
    found = lines_with(re.compile(rf"\b(?:{words})\b(?!\(#\d+\))"))
    found = [place for place in found if not place.startswith("CONTRIBUTING.md:")]
    assert found == [], listed(found)


def test_lock_files_pin_every_package_by_hash() -> None:
    for name in LOCK_FILES:
        text = read(Path(name)).replace("\\\n", " ")
        entries = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        pinned = [line for line in entries if re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:", line)]
        assert (name, [e for e in entries if e not in pinned]) == (name, [])
        assert entries != []


def test_lock_file_of_npm_has_no_addresses() -> None:
    packages = json.loads(read(Path("package-lock.json")))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed != {}
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if "integrity" not in entry] == []


def test_lock_files_have_no_addresses() -> None:
    found = lines_with(re.compile(r"https?://|--(?:extra-)?index-url|--find-links"))
    found = [place for place in found if place.startswith(LOCK_FILES)]
    assert found == [], listed(found)


def test_third_party_files_are_not_committed() -> None:
    fonts = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
    found = [
        str(path)
        for path in files()
        if path.suffix in fonts
        or ".min." in path.name
        or {"vendor", "node_modules", "staticfiles"} & set(path.parts)
    ]
    assert found == [], listed(found)


def test_every_exception_to_a_checker_has_a_code_and_a_reason() -> None:
    marks = r"#\s*(?:ruff:\s*)?noqa\b(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* - \w)"
    types = r"#\s*type:\s*ignore\b(?!\[[a-z-]+(?:, ?[a-z-]+)*\])"
    python = [place for place in lines_with(re.compile(f"{marks}|{types}")) if ".py:" in place]
    assert python == [], listed(python)
