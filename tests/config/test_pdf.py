"""The PDF engine: the same bytes anywhere, nothing from outside, no fault in silence."""

import ctypes
import gc
import hashlib
import importlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pypdf
import pytest
import time_machine
import weasyprint
from weasyprint.css import ComputedStyle
from weasyprint.formatting_structure.boxes import Box

from config import pdf, pdf_engine, pdf_tags
from config.env import ConfigurationError
from config.settings import BASE_DIR
from tests.pdf import samples

pytestmark = pytest.mark.slow
PAGE = '<!doctype html><html lang="nl"><title>Proef</title><h1>Proef</h1>{}</html>'
PICTURE = '<img alt="Logo" src="{}">'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
SVG_URL = "data:image/svg+xml," + quote(SVG)
# What a checkout holds and a letter needs; the rest of the working tree may be large.
CHECKOUT = (
    "config",
    "partners",
    "subsidies",
    "children",
    "dossier",
    "transitions",
    "templates",
    "static",
    "tests",
)


def sha256(html: str) -> str:
    return hashlib.sha256(pdf.render(html)).hexdigest()


def cold_sha256(root: Path, page: int | str, *options: str, **variables: str) -> str:
    """Return the hash of a letter that a process of its own makes, in this checkout."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.pdf.cold", str(page), *options],
        cwd=root,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.fixture(scope="module")
def letter_sha256() -> str:
    """Return the hash of a letter made here, after some others."""
    for schools in (1, 4, 30):
        pdf.render(samples.html(samples.grant(schools)))
    return sha256(samples.html(samples.grant(20, parts=2)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder that the engine under test may read."""
    (tmp_path / "letters").mkdir()
    return tmp_path / "letters"


@pytest.fixture
def fresh_engine() -> Iterator[None]:
    """Make the process forget its engine, before and after."""
    pdf._engine.cache_clear()
    yield
    pdf._engine.cache_clear()


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_render_same_bytes_with_other_hash_seed(letter_sha256: str, seed: str) -> None:
    assert cold_sha256(BASE_DIR, 20, PYTHONHASHSEED=seed) == letter_sha256


def test_render_same_bytes_in_other_clone(letter_sha256: str, tmp_path: Path) -> None:
    clone = tmp_path / "a clone with another path, é"
    for name in CHECKOUT:
        shutil.copytree(BASE_DIR / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    other = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "HOME": str(tmp_path), "FONTCONFIG_FILE": "/none"}
    assert cold_sha256(clone, 20, **other) == letter_sha256


def test_render_same_bytes_without_shortcuts(letter_sha256: str) -> None:
    assert cold_sha256(BASE_DIR, 20, "without-shortcuts") == letter_sha256


def test_render_same_bytes_without_shortcuts_in_any_style() -> None:
    assert cold_sha256(BASE_DIR, "styles", "without-shortcuts") == sha256(samples.STYLES)


def test_render_same_bytes_at_another_time(letter_sha256: str) -> None:
    with time_machine.travel(datetime(2031, 2, 3, 4, 5, tzinfo=UTC)):
        assert sha256(samples.html(samples.grant(20, parts=2))) == letter_sha256


def test_render_other_bytes_for_other_content(letter_sha256: str) -> None:
    assert sha256(samples.html(samples.grant(20, parts=2, seed=2))) != letter_sha256


def test_render_missing_picture() -> None:
    missing = (pdf_engine.FOLDER / "no-such.svg").as_uri()
    with pytest.raises(pdf.PdfError, match="Een afbeelding in de brief kan niet worden geladen"):
        pdf.render(PAGE.format(PICTURE.format(missing)))


def test_render_picture_that_came_later(folder: Path) -> None:
    engine = pdf_engine.Engine(folder)
    html = PAGE.format(PICTURE.format((folder / "logo.svg").as_uri()))
    with pytest.raises(pdf.PdfError):
        engine.render(html)
    (folder / "logo.svg").write_text(SVG)
    assert engine.render(html) == pdf_engine.Engine(folder).render(html)


@pytest.mark.parametrize(("text", "code"), [("groep 😀", "U+1F600"), ("Школа", "U+0428")])
def test_render_missing_glyph(text: str, code: str) -> None:
    for _time in range(2):  # what is kept of a line would not complain
        with pytest.raises(pdf.PdfError) as caught:
            pdf.render(PAGE.format(f"<p>{text}</p>"))
        assert f"({code}) staat niet in het lettertype van de brief" in str(caught.value)


def test_render_every_letter_of_a_name() -> None:
    names = "Śğőéëïöüç ĳ Łódź Çelik Đorđević Ñuñez Ťažký Þór Ångström ’t Kofschip “x” € − – — … ‑ ½"
    assert pdf.render(PAGE.format(f"<p>{names} <strong>{names}</strong></p>"))


@pytest.mark.parametrize(
    "html",
    [
        PICTURE.format("{outside}"),
        PICTURE.format("{link}"),
        PICTURE.format("{folder}/../secret.svg"),
        PICTURE.format("file://otherhost{path}"),
        '<link rel="stylesheet" href="{outside}">',
        '<link rel="attachment" href="{outside}">',
        "<style>@import url({outside});</style>",
        '<p style="background: url({outside})">Tekst</p>',
        '<object data="{outside}">Tekst</object>',
    ],
)
def test_render_file_outside_folder(folder: Path, html: str) -> None:
    secret = folder.parent / "secret.svg"
    secret.write_text(SVG)
    (folder / "link.svg").symlink_to(secret)
    values = {
        "{outside}": secret.as_uri(),
        "{link}": (folder / "link.svg").as_uri(),
        "{folder}": folder.as_uri(),
        "{path}": str(folder / "link.svg"),
    }
    for key, value in values.items():
        html = html.replace(key, value)
    with pytest.raises(pdf.PdfError):
        pdf_engine.Engine(folder).render(PAGE.format(html))


def test_render_never_connects() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/logo.svg"
        with pytest.raises(pdf.PdfError):
            pdf.render(PAGE.format(PICTURE.format(url)))
        with pytest.raises(BlockingIOError):  # nobody called
            server.accept()


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (PAGE.format("").replace("<title>Proef</title>", ""), "geen titel"),
        (PAGE.format("").replace(' lang="nl"', ""), "fout: Missing required"),
        (PAGE.format("<table><tr><th>School<td>1</table>"), "niet of hij bij een rij of een kolom"),
        (PAGE.format(PICTURE.format(SVG_URL)).replace("Logo", ""), "geen beschrijving (alt)"),
        (PAGE.format("<style>p { colour: red }</style>"), "fout: Ignored"),
    ],
)
def test_render_inaccessible_letter(html: str, message: str) -> None:
    with pytest.raises(pdf.PdfError) as caught:
        pdf.render(html)
    assert message in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_render_after_a_failure(letter_sha256: str) -> None:
    with pytest.raises(pdf.PdfError):
        pdf.render(PAGE.format("<p>😀</p>"))
    assert sha256(samples.html(samples.grant(20, parts=2))) == letter_sha256


def test_render_leaves_fontconfig_of_process(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    pdf_engine.Engine(folder)
    assert "FONTCONFIG_FILE" not in os.environ


def test_page_count() -> None:
    letters = [pdf.render(samples.html(samples.grant(schools))) for schools in (1, 60)]
    counted = [len(pypdf.PdfReader(BytesIO(letter)).pages) for letter in letters]
    assert [pdf.page_count(letter) for letter in letters] == counted
    assert counted[0] < counted[1]


def test_page_count_of_something_else() -> None:
    with pytest.raises(ValueError, match="no letter"):
        pdf.page_count(b"%PDF-1.4 something else")


def test_warm_keeps_what_stays_out_of_the_collector() -> None:
    try:
        pdf.warm()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def boxes_and_styles() -> int:
    """Count them; a failure of another test may hold some by its traceback."""
    return sum(issubclass(type(item), Box | ComputedStyle) for item in gc.get_objects())


@pytest.mark.parametrize("is_enabled", [True, False])
def test_render_leaves_nothing_of_a_letter(is_enabled: bool) -> None:
    pdf.render(PAGE.format("<p>Een</p>"))
    before = boxes_and_styles()
    (gc.enable if is_enabled else gc.disable)()
    try:
        pdf.render(samples.html(samples.grant(20, parts=2)))
        assert (boxes_and_styles(), gc.isenabled()) == (before, is_enabled)
    finally:
        gc.enable()


def test_missing_libraries_none() -> None:
    assert pdf.missing_libraries() == []


@pytest.mark.usefixtures("fresh_engine")
def test_render_without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = ctypes.CDLL

    def load(name: str) -> ctypes.CDLL:
        if name in {"libpango-1.0.so.0", "libharfbuzz-subset.so.0"}:
            raise OSError(name)
        return loaded(name)

    monkeypatch.setattr(pdf.ctypes, "CDLL", load)
    with pytest.raises(
        ConfigurationError, match=r"apt-get install libpango-1\.0-0 libharfbuzz-subset0"
    ):
        pdf.render(PAGE)


@pytest.mark.usefixtures("fresh_engine")
def test_render_without_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf_engine, "FONTS", tmp_path)
    with pytest.raises(ConfigurationError, match=r"Regular\.ttf, SemiBold\.ttf.*make setup"):
        pdf.render(PAGE)


def test_tags_refuse_another_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(weasyprint, "__version__", "71.0")
        with pytest.raises(ConfigurationError, match=r"71\.0 is geïnstalleerd"):
            importlib.reload(pdf_tags)
    importlib.reload(pdf_tags)


def test_render_keeps_no_document() -> None:
    pdf.render(samples.html(samples.grant(5)))
    kept = []
    for seed in (2, 3):
        pdf.render(samples.html(samples.grant(30, seed=seed)))
        gc.collect()
        kept.append(sum(issubclass(type(item), ComputedStyle) for item in gc.get_objects()))
    assert kept[1] <= kept[0] < 10
