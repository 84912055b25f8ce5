"""The logo of the letters: what is kept of a drawing, what is refused, and that nothing runs."""

import re
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from config import pdf
from partners import logos
from partners.logos import LogoError, checked

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
)
BOX = 'viewBox="0 0 120 40"'
SQUARE = '<path d="M0 0h9v9H0z"/>'
FOREIGN = 'xmlns:h="http://www.w3.org/1999/xhtml"'


def svg(inside: str = SQUARE, size: str = BOX) -> bytes:
    return HEAD.format(size, inside).encode()


def refusal(raw: bytes) -> str:
    """Return the sentence a file is refused with."""
    with pytest.raises(LogoError) as caught:
        checked(raw)
    assert caught.value.field == "logo"
    return caught.value.message


def nested(levels: int) -> str:
    return "<g>" * levels + SQUARE + "</g>" * levels


def doubling(levels: int) -> str:
    """Return a drawing that repeats itself twice at each level."""
    steps = (
        f'<g id="g{n}"><use href="#g{n - 1}"/><use href="#g{n - 1}"/></g>' for n in range(1, levels)
    )
    return f'<defs><g id="g0">{SQUARE}</g>{"".join(steps)}</defs><use href="#g{levels - 1}"/>'


def chain(links: int) -> str:
    steps = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(links))
    return f'{steps}<g id="a{links}">{SQUARE}</g>'


# --- what is kept ---------------------------------------------------------------------------


def test_checked_writes_one_text_for_one_drawing() -> None:
    one = '<?xml version="1.0" encoding="UTF-8"?><!-- door ons -->\n' + svg().decode()
    other = svg(f"<title>Logo</title>\n  {SQUARE.replace('0 0', '0,0')}\n").decode()
    assert checked(one.encode()) == checked(b"\xef\xbb\xbf" + other.encode())


def test_checked_again_changes_nothing() -> None:
    inside = (
        '<defs><linearGradient id="a"><stop offset="50%" stop-color="#F00"/></linearGradient>'
        '</defs><g transform="translate(1 2) rotate(3)"><circle r="4" fill="url(#a)"/></g>'
    )
    once = checked(svg(inside))
    assert checked(once.encode()) == once
    assert 'fill="url(#a)"' in once


def test_checked_drops_what_drawing_programs_add() -> None:
    inside = (
        '<metadata><r:RDF xmlns:r="urn:r"><r:x>1</r:x></r:RDF></metadata><e:view xmlns:e="urn:e">'
        f'<path d="M1 1"/></e:view><g data-name="Laag 1" xmlns:e="urn:e" e:label="x">{SQUARE}</g>'
    )
    assert checked(svg(inside)) == checked(svg(f"<g>{SQUARE}</g>"))


def test_checked_writes_a_style_sheet_as_attributes() -> None:
    inside = (
        "<style>/* a */ .s0{fill:#F00;font-family:Arial} .s1,.s2{stroke:blue}</style>"
        '<rect class="s0 s2" width="9" height="9" fill="green" style="stroke: red; opacity: .5"/>'
    )
    kept = checked(svg(inside))
    assert 'fill="#F00"' in kept
    assert ('stroke="red"' in kept, 'opacity="0.5"' in kept) == (True, True)
    assert not re.search("style|class|Arial|green", kept)


def test_checked_drops_a_doctype_without_entities() -> None:
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.example/svg11.dtd">'
    assert checked(doctype + svg()) == checked(svg())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('viewBox="0 0 120 40" width="100%"', ("0 0 120 40", "120", "40")),
        ('viewBox="0,0,60,60" width="9mm" height="1mm"', ("0 0 60 60", "60", "60")),
        ('width="120" height="40px"', ("0 0 120 40", "120", "40")),
        ('width="1in" height="72pt"', ("0 0 96 96", "96", "96")),
        ('width="25.4mm" height="2.54cm"', ("0 0 96 96", "96", "96")),
        ('viewBox="-5 -5.50 10 1e1"', ("-5 -5.5 10 10", "10", "10")),
    ],
)
def test_checked_gives_every_drawing_a_size(given: str, kept: tuple[str, str, str]) -> None:
    root = ElementTree.fromstring(checked(svg(size=given)))  # noqa: S314 - our own text
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("M0 0L1 1 2 2", "M 0 0 L 1 1 L 2 2"),
        ("m.5.5-1-1z", "m 0.5 0.5 l -1 -1 z"),
        ("M1,1a2 2 0 01.5 3", "M 1 1 a 2 2 0 0 1 0.5 3"),
        ("M1e1+1H3V4", "M 10 1 H 3 V 4"),
    ],
)
def test_checked_writes_every_command_of_a_path(written: str, kept: str) -> None:
    assert f'd="{kept}"' in checked(svg(f'<path d="{written}"/>'))


# --- what is refused ------------------------------------------------------------------------

NO_SVG = "geen svg"
OUTSIDE = "haalt iets van elders op"
POINTS = "verwijst naar"
SIZE = "geen maat"
MANY = "te veel onderdelen"
REFUSED = {
    "empty": (b"", NO_SVG),
    "png": (b"\x89PNG\r\n\x1a\n\0\0<svg", NO_SVG),
    "html": (b"<!doctype html><html><body><svg></svg></body></html>", NO_SVG),
    "text": (b"Het logo van Wilgenstad", NO_SVG),
    "utf-16": (svg().decode().encode("utf-16"), NO_SVG),
    "latin-1": (svg("<title>\u00e9</title>").decode().encode("latin-1"), NO_SVG),
    "no-namespace": (b'<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>', NO_SVG),
    "other-root": (b'<g xmlns="http://www.w3.org/2000/svg"/>', NO_SVG),
    "broken": (svg("<g>"), "beschadigd"),
    "cut-off": (svg()[:-9], "beschadigd"),
    "twice": (svg() + svg(), "beschadigd"),
    "large": (svg(SQUARE + "<!--" + "x" * 100_000 + "-->"), "groter dan 100 kB"),
    "script": (svg("<script>alert(1)</script>"), "script"),
    "script-capitals": (svg("<SCRIPT>alert(1)</SCRIPT>"), "script"),
    "script-in-metadata": (svg("<metadata><script/></metadata>"), "script"),
    "script-elsewhere": (svg('<x:script xmlns:x="urn:x"/>'), "script"),
    "script-address": (svg('<g fill=" JavaScript:alert(1)"/>'), "script"),
    "event": (svg('<g onclick="alert(1)"/>'), "script"),
    "event-capitals": (svg('<g ONLOAD="alert(1)"/>'), "script"),
    "event-on-root": (svg(size=BOX + ' onload="alert(1)"'), "script"),
    "event-namespaced": (svg('<g xlink:onload="alert(1)"/>'), "script"),
    "web-page": (svg(f"<h:body {FOREIGN}/>"), "webpagina"),
    "foreign-object": (svg("<foreignObject/>"), "webpagina"),
    "motion": (svg('<rect><animate attributeName="x"/></rect>'), "beweging"),
    "set": (svg('<rect><set attributeName="href" to="x"/></rect>'), "beweging"),
    "letters": (svg("<text>Wilgenstad</text>"), "zet de letters"),
    "photo": (svg('<image href="#a"/>'), "foto"),
    "link": (svg(f'<a href="#a">{SQUARE}</a>'), "koppeling"),
    "mask": (svg('<mask id="a"/>'), "“mask”"),
    "filter": (svg('<filter id="a"/>'), "“filter”"),
    "pattern": (svg('<pattern id="a"/>'), "“pattern”"),
    "href": (svg('<use href="https://elders.example/a.svg#b"/>'), OUTSIDE),
    "xlink": (svg('<use xlink:href="/a.svg#b"/>'), OUTSIDE),
    "href-script": (svg('<use href="javascript:alert(1)"/>'), "script"),
    "href-data": (svg('<use href="data:image/svg+xml,x#y"/>'), OUTSIDE),
    "href-file": (svg('<use href="file:///etc/passwd"/>'), OUTSIDE),
    "url": (svg('<g fill="url(https://elders.example/#a)"/>'), OUTSIDE),
    "url-in-style": (svg('<g style="background: URL(//elders.example)"/>'), OUTSIDE),
    "url-by-escape": (svg('<g style="fill:u\\72l(//elders.example)"/>'), OUTSIDE),
    "import": (svg("<style>@import '//elders.example/a.css';</style>"), OUTSIDE),
    "font": (svg("<style>@font-face{src:url(//elders.example)}</style>"), OUTSIDE),
    "url-in-sheet": (svg("<style>.a{fill:url(//elders.example)}</style>"), OUTSIDE),
    "sheet-of-elements": (svg(f"<style>path{{fill:red}}</style>{SQUARE}"), "Bij style"),
    "sheet-broken": (svg("<style>.a{fill}</style>"), "Bij style"),
    "style-broken": (svg('<g style="fill"/>'), "Bij style"),
    "stylesheet": (b'<?xml-stylesheet href="a.css"?>' + svg(), "opmaakbestand"),
    "entity": (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg(), "entiteiten"),
    "entity-file": (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<g>&a;</g>"),
        "entiteiten",
    ),
    "entity-unknown": (b'<!DOCTYPE svg SYSTEM "a.dtd">' + svg("<g>&a;</g>"), "entiteiten"),
    "deep": (svg(nested(100)), MANY),
    "many": (svg(SQUARE * 2_001), MANY),
    "doubling": (svg(doubling(24)), MANY),
    "chain": (svg(chain(100)), POINTS),
    "self": (svg(f'<g id="a"><use href="#a"/>{SQUARE}</g>'), POINTS),
    "circle-of-two": (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), POINTS),
    "clip-of-itself": (svg('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>'), POINTS),
    "nowhere": (svg('<use href="#a"/>'), POINTS),
    "paint-nowhere": (svg('<rect fill="url(#a)"/>'), POINTS),
    "same-name": (svg('<g id="a"/><g id="a"/>'), "heten"),
    "no-size": (svg(size=""), SIZE),
    "half-a-size": (svg(size='width="9"'), SIZE),
    "share-of-a-page": (svg(size='width="100%" height="100%"'), SIZE),
    "flat": (svg(size='viewBox="0 0 9 0"'), SIZE),
    "negative": (svg(size='viewBox="0 0 -9 9"'), SIZE),
    "short-box": (svg(size='viewBox="0 0 9"'), SIZE),
    "wide": (svg(size='viewBox="0 0 130 10"'), "te smal of te breed"),
    "tall": (svg(size='viewBox="0 0 10 31"'), "te smal of te breed"),
    "nothing": (svg("<g/>"), "niets getekend"),
    "path-of-words": (svg('<path d="M0 0 L x y z 1e400 5"/>'), "Bij d staat"),
    "path-half": (svg('<path d="M0 0L1"/>'), "Bij d staat"),
    "path-start": (svg('<path d="L1 1"/>'), "Bij d staat"),
    "path-flag": (svg('<path d="M0 0a1 1 0 2 1 3 3"/>'), "Bij d staat"),
    "path-number-first": (svg('<path d="9 9"/>'), "Bij d staat"),
    "huge": (svg('<path d="M0 0h1000000"/>'), "Bij d staat"),
    "points-odd": (svg('<polygon points="1 2 3"/>'), "Bij points staat"),
    "turn": (svg('<g transform="rotate(a b)"/>'), "Bij transform staat"),
    "turn-two": (svg('<g transform="rotate(1 2)"/>'), "Bij transform staat"),
    "ink": (svg('<g fill="device-cmyk(0 1 1 0)"/>'), "Bij fill staat"),
    "no-colour": (svg('<g fill="#12"/>'), "Bij fill staat"),
    "no-length": (svg('<rect width="1em"/>'), "Bij width staat"),
    "below-zero": (svg('<circle r="-1"/>'), "Bij r staat"),
    "dashes": (svg('<path d="M0 0h9" stroke-dasharray="0 0"/>'), "Bij stroke-dasharray staat"),
    "odd-name": (svg('<g id="a&quot;b"/>'), "Bij id staat"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_checked_refuses_with_one_sentence(name: str) -> None:
    raw, says = REFUSED[name]
    sentence = refusal(raw)
    assert says in sentence
    assert re.fullmatch(r"[A-Z][^\n]{20,159}\.", sentence)


def test_checked_reads_no_more_than_a_hundred_thousand_bytes() -> None:
    room = logos.MAX_BYTES - len(svg(SQUARE + "<!---->"))
    assert checked(svg(f"{SQUARE}<!--{'x' * room}-->")) == checked(svg())
    assert "100 kB" in refusal(svg(f"{SQUARE}<!--{'x' * (room + 1)}-->"))


def test_checked_refuses_what_the_letter_cannot_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> bytes:
        raise pdf.PdfError("kapot")

    monkeypatch.setattr(pdf, "render", fail)
    assert "kan niet in een brief worden getekend" in refusal(svg())


# --- whatever comes in ----------------------------------------------------------------------

SEED = svg(
    '<style>.a{fill:#0A454B}</style><defs><linearGradient id="g"><stop offset="0"/>'
    '</linearGradient><clipPath id="c"><circle r="9"/></clipPath></defs><g class="a" '
    'clip-path="url(#c)"><path d="M0 0h9v9H0z" transform="rotate(3)" style="fill:url(#g)"/>'
    '<use xlink:href="#g2"/><g id="g2"><rect width="3" height="4"/></g></g>'
)
BAD = [
    b"<script>alert(1)</script>", b' onload="alert(1)"', b"javascript:alert(1)",
    b"url(//x.example)",
    b"@import '//x.example'", b"<!ENTITY a SYSTEM 'x'>", b"]]>", b"<![CDATA[<script>]]>", b"&a;",
    b"\xff\xfe", b"\0", b"<?php ?>", b"&#60;script&#62;", b'" onclick="x', b"</svg>", b"<svg>",
    b"1e99", b"-", b'"', b">", b"#", b"<foreignObject>", b"\xc3\xa9", b"xlink:href='http://x'",
]  # fmt: skip
ACTIVE = re.compile(
    r"<(?:\w+:)?(?:script|style|image|foreignObject|a|animate|set)\b|\son\w+=|javascript:|//(?!www\.w3\.org/2000/svg)"
    r"|@import|&(?!amp;|lt;|gt;|quot;)|<[!?]|url\((?!#)|href=\"(?!#)",
    re.IGNORECASE,
)


def mutated(draw: Random) -> bytes:
    """Return the seed with a few bytes taken out, doubled, changed or put in."""
    raw = bytearray(SEED)
    for _ in range(draw.randint(1, 4)):
        place, size = draw.randrange(len(raw)), draw.randint(1, 12)
        kind = draw.randrange(4)
        if kind == 0:
            del raw[place : place + size]
        elif kind == 1:
            raw[place:place] = raw[place : place + size]
        elif kind == 2:
            raw[place] = draw.randrange(256)
        else:
            raw[place:place] = draw.choice(BAD)
    return bytes(raw)


@pytest.mark.parametrize("start", range(0, 4_000, 500))
def test_checked_keeps_or_refuses_any_mutation(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "render", lambda html: b"")  # drawn in the test below
    kept = 0
    for number in range(start, start + 500):
        try:
            drawing = checked(mutated(Random(number)))  # noqa: S311 - mutations, no secret
        except LogoError:
            continue
        kept += 1
        assert ACTIVE.search(drawing) is None, drawing
        ElementTree.fromstring(drawing)  # noqa: S314 - our own text
    assert kept > 0


@pytest.mark.slow
def test_checked_mutations_that_are_kept_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []
    for number in range(600):
        try:
            checked(mutated(Random(number)))  # noqa: S311 - mutations, no secret
        except LogoError as error:
            refused.append(error.message)
    assert [text for text in refused if "worden getekend" in text] == []


def test_data_address_is_an_image_without_markup() -> None:
    address = logos.data_address(checked(svg()))
    assert re.fullmatch(r"data:image/svg\+xml;base64,[A-Za-z0-9+/]+=*", address)


def test_checked_takes_a_file_as_drawing_programs_save_one() -> None:
    raw = Path(__file__).with_name("logo_wide.svg").read_bytes()
    kept = checked(raw)
    assert 'width="300"' in kept
    assert kept.count("#0A454B") == 3
