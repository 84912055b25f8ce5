"""Check of all texts, part of `make check`: `python -m config.translations`.

Dutch is the source language, so there is no `nl` catalogue. The check extracts every text as
`makemessages` does, in a copy, so that no file of the checkout changes. It refuses a text that the
catalogue of another package would replace, and a catalogue under `locale/` that is not complete.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("config", "partners", "subsidies", "children", "dossier", "transitions", "templates")
PROGRAMS = ("xgettext", "msguniq", "msgmerge", "msgattrib", "msgcat", "msgfmt")
NOISE = ("processing locale",)
KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


class TranslationsError(Exception):
    """The texts cannot be checked; the message is one sentence that says what to do."""


@dataclass
class Entry:
    """One text of a catalogue: its context, forms and flags."""

    context: str = ""
    text: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)
    is_fuzzy: bool = False


def main() -> int:
    """Check the texts of this checkout. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        texts, problems = check(ROOT)
    except TranslationsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if not problems:
        sys.stdout.write(f"De {texts} teksten kloppen.\n")
    return 1 if problems else 0


def check(root: Path) -> tuple[int, list[str]]:
    """Return how many texts there are, and what is wrong with them or their translations.

    Raises: TranslationsError: gettext is missing.
    """
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        raise TranslationsError(
            f"De teksten zijn niet te controleren omdat {', '.join(missing)} ontbreekt: installeer "
            "gettext (Debian: apt-get install gettext) en probeer het opnieuw."
        )
    with tempfile.TemporaryDirectory(prefix="so-texts-") as folder:
        template, problems = extract(root, Path(folder))
        texts = entries(run("msgcat", "--no-wrap", template)) if template.exists() else []
        problems += [problem for entry in texts for problem in replaced(entry)]
        for catalogue in sorted(root.glob("locale/*/LC_MESSAGES/django.po")):
            problems += incomplete(catalogue, template, catalogue.relative_to(root))
    return len(texts), problems


def extract(root: Path, folder: Path) -> tuple[Path, list[str]]:
    """Extract all texts of a checkout in an empty folder; return the template and complaints."""
    (folder / "locale").mkdir()
    for name in SOURCES:
        if (root / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__", "migrations")
            shutil.copytree(root / name, folder / name, ignore=skipped)
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=en", "--keep-pot"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = f"{done.stdout}\n{done.stderr}".splitlines()
    said = [line for line in lines if line.strip() and not line.startswith(NOISE)]
    return folder / "locale/django.pot", said


def run(program: str, *arguments: str | Path) -> str:
    """Run a program of gettext and return its output.

    Raises: TranslationsError: it refuses its input.
    """
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise TranslationsError(f"{program} weigert een bestand: {done.stderr.strip()}")
    return done.stdout


def entries(text: str) -> list[Entry]:
    """Return the entries of a catalogue, without its header and without obsolete ones."""
    blocks = (block.splitlines() for block in text.split("\n\n"))
    found = [_entry(lines) for lines in blocks]
    return [entry for entry in found if entry.text]


def _entry(lines: list[str]) -> Entry:
    entry = Entry(is_fuzzy=any(line.startswith("#,") and "fuzzy" in line for line in lines))
    for keyword, value in _values(lines):
        if keyword == "msgctxt":
            entry.context = value
        elif keyword == "msgid":
            entry.text = value
        elif keyword == "msgid_plural":
            entry.plural = value
        else:
            entry.translations.append(value)
    return entry


def _values(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Return keyword and whole text of each field; a text may go on over lines."""
    keyword, value = "", ""
    for line in lines:
        if line.startswith(KEYWORDS):
            if keyword:
                yield keyword, value
            name, _space, rest = line.partition(" ")
            keyword, value = name.partition("[")[0], ast.literal_eval(rest)
        elif line.startswith('"'):
            value += ast.literal_eval(line)
    if keyword:
        yield keyword, value


def replaced(entry: Entry) -> list[str]:
    """Say so when the Dutch catalogue of Django or a library turns a text into another."""
    with translation.override("nl"):
        shown = [_shown(entry, number) for number in (1, 2)]
    wanted = [entry.text, entry.plural or entry.text]
    return [
        f"“{want}” wordt op het scherm “{show}”: gebruik een langer opschrift, of pgettext."
        for want, show in dict(zip(wanted, shown, strict=True)).items()
        if want != show
    ]


def _shown(entry: Entry, number: int) -> str:
    if entry.plural and entry.context:
        return translation.npgettext(entry.context, entry.text, entry.plural, number)
    if entry.plural:
        return translation.ngettext(entry.text, entry.plural, number)
    if entry.context:
        return translation.pgettext(entry.context, entry.text)
    return translation.gettext(entry.text)


def incomplete(catalogue: Path, template: Path, name: Path) -> list[str]:
    """Say what a catalogue lacks: texts, certainty, or the placeholders of the source."""
    if name.parts[1] == "nl":
        return [f"{name}: Nederlands is de brontaal en heeft geen catalogus."]
    try:
        run("msgfmt", "--check-format", "--output-file=/dev/null", catalogue)
        merged = run("msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", catalogue, template)
    except TranslationsError as error:
        return [f"{name}: {error}"]
    doubtful = [e.text for e in entries(run("msgcat", "--no-wrap", catalogue)) if e.is_fuzzy]
    missing = [e.text for e in entries(merged) if not all(e.translations) and not e.is_fuzzy]
    problems = [f"{name}: “{text}” is onzeker (fuzzy)." for text in doubtful]
    return problems + [f"{name}: “{text}” heeft geen vertaling." for text in missing]


if __name__ == "__main__":
    sys.exit(main())
