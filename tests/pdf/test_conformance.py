"""Every size of letter passes the three judges, and the judges do catch broken letters."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from children.states import Language
from config import pdf, pdf_engine, pdf_tags
from config.font_families import LETTER, SHEET, Family
from tests.pdf import conformance, logos, samples, sheets

pytestmark = [pytest.mark.slow, pytest.mark.jvm, pytest.mark.xdist_group("jvm")]

LONG_BOARD = replace(samples.BOARD, name=samples.LONG_NAME, address=[])
BRANDED = {"municipality": replace(samples.MUNICIPALITY, logo=samples.LOGO)}
SCHEDULE = {"instalments": samples.instalments(samples.grant(9, parts=2))}
GOOD = {
    "one-school": samples.grant(1),
    "three-schools": samples.grant(3),
    "twenty-schools": samples.grant(20),
    "sixty-schools": samples.grant(60),
    "final-one-school": samples.final(1),
    "final-sixty-schools": samples.final(60),
    "two-components": samples.grant(9, parts=2),
    "five-components": samples.grant(30, parts=5),
    "five-components-one-school": samples.grant(1, parts=5),
    "long-board": samples.grant(3, board=LONG_BOARD),
    "one-row-on-a-page": samples.grant(12),
    "logo": samples.final(2, **BRANDED),
    "logo-five-components": samples.final(3, parts=5, **BRANDED),
    "standard-with-schedule": samples.final(
        9, parts=2, regime="standard", budget_condition="€ 1,00", **SCHEDULE
    ),
    "standard-one-day": samples.grant(
        1, regime="standard", instalments=samples.instalments(samples.grant(1))[:1]
    ),
    "amendment": samples.change(3, **samples.SIGNED, **BRANDED),
    "amendment-sixty-schools": samples.change(60),
    "amendment-one-school": samples.change(1),
    "withdrawal": samples.change(2, kind="withdrawal", **samples.SIGNED),
    "withdrawal-long-board": samples.change(1, kind="withdrawal", board=LONG_BOARD),
    "settlement": samples.settlement(4, **samples.SIGNED),
    "settlement-one-school": samples.settlement(1, **BRANDED),
}
TABLE = (
    "<table><tr><th{}>School</th><td>Uren</td></tr><tr><th{}>De Linde</th><td>60</td></tr></table>"
)
PAGE = '<!doctype html><html lang="nl"><title>Proef</title><h1>Proef</h1>{}</html>'


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that renders HTML to a named file."""
    folder = tmp_path_factory.mktemp("letters")

    def write(name: str, html: str, family: Family = LETTER) -> Path:
        file = folder / f"{name}.pdf"
        file.write_bytes(pdf.render(html, family))
        return file

    return write


def broken(make: Callable[..., Path]) -> Iterator[Path]:
    """Make a file of each kind that veraPDF must catch, with one of our own safeguards off."""
    svg = quote('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    silent = (pdf_engine.Complaints, "emit", lambda self, record: None)
    untitled = PAGE.format("<p>Tekst</p>").replace("<title>Proef</title>", "")
    for name, html, (owner, attribute, value) in (
        ("no-title", untitled, (pdf_tags, "require_title", lambda document: None)),
        ("no-glyph", PAGE.format("<p>Школа</p>"), silent),
        ("no-alt", PAGE.format(f'<img alt="" src="data:image/svg+xml,{svg}">'), silent),
        ("no-pdfua", PAGE.format("<p>Tekst</p>"), (pdf_tags, "UA_XMP", b"")),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, attribute, value)
            yield make(name, html)


@pytest.fixture(scope="module")
def verdict(make: Callable[..., Path]) -> dict[str, list[str]]:
    """Return what the judges say of all letters, sheets and broken files, in one Java machine."""
    files = [make(name, samples.html(content)) for name, content in GOOD.items()]
    files += [make(f"logo-{name}", logos.letter(logo)) for name, logo in logos.LOGOS.items()]
    files += [make(f"annex-{size}", samples.college_annex(size)) for size in (1, 41)]
    files += [make(f"sheet-{language}", sheets.html(language), SHEET) for language in Language]
    files.append(make("sheets-of-a-group", sheets.html(*sheets.GROUP), SHEET))
    return conformance.broken_rules([*files, *broken(make)])


def vera_says(verdict: dict[str, list[str]], name: str) -> str:
    return "\n".join(rule for rule in verdict[f"{name}.pdf"] if rule.startswith("veraPDF"))


def test_broken_rules_none_in_any_letter_or_sheet(verdict: dict[str, list[str]]) -> None:
    assert {name: rules for name, rules in verdict.items() if not name.startswith("no-")} == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [("no-title", "title"), ("no-glyph", "notdef"), ("no-alt", "Figure"), ("no-pdfua", "ua1")],
)
def test_vera_broken_rules_of_a_broken_file(
    verdict: dict[str, list[str]], name: str, words: str
) -> None:
    assert words in vera_says(verdict, name)


def test_semantic_errors_without_scope(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_tags, "set_scope", lambda cell: None)
    file = make("no-scope", PAGE.format(TABLE.format("", "")))
    assert any("scope" in error.lower() for error in conformance.semantic_errors(file))


def test_semantic_errors_with_footer_as_content(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_tags, "mark_margins", lambda document: None)
    file = make("footer", samples.html(samples.grant(20)))
    assert conformance.semantic_errors(file)


def test_java_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(conformance.MissingToolError, match="apt-get install openjdk-17"):
        conformance.java()


def test_class_path_without_jaxb(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(conformance, "JAVA_LIBRARIES", tmp_path)
    with pytest.raises(conformance.MissingToolError, match="apt-get install libjaxb-java"):
        conformance.class_path()
