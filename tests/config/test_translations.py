"""The check of texts: what it finds in a small tree, and that ours is in order."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.translations import Entry, TranslationsError, check, entries, replaced

SOURCE = 'from django.utils.translation import gettext as _\n\nTEXT = _("%(count)s brieven")\n'
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
MARKED = '#, python-format\nmsgid "%(count)s brieven"\n'


def checkout(
    folder: Path, *, source: str = SOURCE, catalogue: str = "", locale: str = "tr"
) -> Path:
    """Make a checkout with one module, and one catalogue where asked."""
    (folder / "partners").mkdir()
    (folder / "partners/texts.py").write_text(source, encoding="utf-8")
    if catalogue:
        file = folder / f"locale/{locale}/LC_MESSAGES/django.po"
        file.parent.mkdir(parents=True)
        file.write_text(HEADER + catalogue, encoding="utf-8")
    return folder


def test_entries_joins_lines_and_knows_every_field() -> None:
    text = (
        '#, fuzzy, python-format\nmsgctxt "brief"\nmsgid ""\n"Eén "\n"brief"\n'
        'msgid_plural "%s brieven"\nmsgstr[0] "one"\nmsgstr[1] ""\n"two"\n'
    )
    assert entries(HEADER + text) == [
        Entry("brief", "Eén brief", "%s brieven", ["one", "two"], is_fuzzy=True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "catalogue",
    ["", f'{MARKED}msgstr "%(count)s mektup"\n'],
    ids=["without a catalogue", "with a whole one"],
)
def test_check_of_good_texts_finds_nothing(tmp_path: Path, catalogue: str) -> None:
    assert check(checkout(tmp_path, catalogue=catalogue)) == (1, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("catalogue", "problem"),
    [
        (f'{MARKED}msgstr ""\n', "“%(count)s brieven” heeft geen vertaling."),
        ('msgid "Iets anders"\nmsgstr "Baska"\n', "“%(count)s brieven” heeft geen vertaling."),
        (
            f'#, fuzzy, {MARKED[3:]}msgstr "%(count)s mektup"\n',
            "“%(count)s brieven” is onzeker (fuzzy).",
        ),
    ],
    ids=["empty", "absent", "fuzzy"],
)
def test_check_of_an_incomplete_catalogue_names_the_text(
    tmp_path: Path, catalogue: str, problem: str
) -> None:
    found = check(checkout(tmp_path, catalogue=catalogue))[1]
    assert found == [f"locale/tr/LC_MESSAGES/django.po: {problem}"]


@pytest.mark.slow
def test_check_of_another_placeholder_is_refused(tmp_path: Path) -> None:
    [found] = check(checkout(tmp_path, catalogue=f'{MARKED}msgstr "%(aantal)s mektup"\n'))[1]
    assert "msgfmt weigert een bestand" in found


@pytest.mark.slow
def test_check_of_a_dutch_catalogue_is_refused(tmp_path: Path) -> None:
    catalogue = f'{MARKED}msgstr "%(count)s brieven"\n'
    assert check(checkout(tmp_path, catalogue=catalogue, locale="nl"))[1] == [
        "locale/nl/LC_MESSAGES/django.po: Nederlands is de brontaal en heeft geen catalogus."
    ]


@pytest.mark.slow
def test_check_of_a_text_that_cannot_be_extracted_says_what_is_wrong(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    (root / "templates").mkdir()
    (root / "templates/page.html").write_text("{% load i18n %}{% blocktranslate %}{% if x %}")
    assert any("page.html" in problem for problem in check(root)[1])


def test_replaced_finds_a_text_that_a_library_shows_as_another() -> None:
    assert replaced(Entry(text="Download")) == [
        "“Download” wordt op het scherm “Downloaden”: gebruik een langer opschrift, of pgettext."
    ]
    assert replaced(Entry(text="%(n)s brief", plural="%(n)s brieven", context="brief")) == []


def test_check_without_gettext_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TranslationsError, match="apt-get install gettext"):
        check(checkout(tmp_path))


@pytest.mark.slow
def test_main_without_gettext_exits_with_one_sentence(tmp_path: Path, base_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.translations"],
        cwd=base_dir,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_check_of_this_checkout_finds_nothing(base_dir: Path) -> None:
    texts, problems = check(base_dir)
    assert problems == []
    assert texts > 100
