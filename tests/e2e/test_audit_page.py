"""What every page must pass is itself put to the test: each fault is found, and no other."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.audit_page import faults_of
from tests.e2e.conftest import SIZES, hold, open_page
from tests.e2e.test_pages import Desk

PAGE = """<!doctype html><html lang="nl"><head><title>Proef - Soepele overgang</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css"><script src="/page.js" defer></script></head><body>
<header><a href="/">Begin</a></header><main tabindex="-1"><h1>Proef</h1>{body}
<p><a href="/1" id="one">Een</a></p><p><a href="/2">Twee</a></p></main></body></html>"""
STYLE = ":focus-visible { outline: 3px solid } a, button { color: #00c; background: #fff; "
STYLE += "display: inline-block; padding: 12px } "
POLICY = "default-src 'self'; img-src 'self' data:"
BUTTON = "<button type=button>Knop</button>"
NAME, RING = "axe: button-name (1x) button", "no focus ring: 'Knop'"
PALE = "contrast 1.61 in focus: 'Knop'"
ONE, TWO = "not reached with Tab: 'Een'", "not reached with Tab: 'Twee'"
TRAP = "document.querySelector('button').onkeydown = () => false"
SKIP = "one.onfocus = () => document.querySelector('header a').focus()"


@dataclass(frozen=True)
class Fault:
    """A page with a fault, what is found at both widths, and how often the console complains."""

    body: str = ""
    style: str = ""
    script: str = ""
    desk: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    complaints: int = 0


FAULTS = {
    "nothing": Fault(),
    "nothing in a date": Fault("<label>Dag <input type=date></label>"),
    "width": Fault("<p>breed</p>", "p { min-width: 600px }", phone=("scrolls sideways",)),
    "heading": Fault("<h1>Nog een</h1>", desk=("2 h1",), phone=("2 h1",)),
    "name": Fault("<button></button>", desk=(NAME,), phone=(NAME,)),
    "ring": Fault(BUTTON, "button:focus-visible { outline: 0 }", desk=(RING,), phone=(RING,)),
    "colour": Fault(BUTTON, "button:focus { color: #ccc }", desk=(PALE,), phone=(PALE,)),
    "trap": Fault(BUTTON, script=TRAP, desk=(ONE, TWO)),
    "skip": Fault(script=SKIP, desk=(TWO,)),
    "script": Fault(script="nowhere()", complaints=1),
    "console": Fault(script="console.error('stuk')", complaints=1),
    "policy": Fault("<p onclick='x()'>Tekst</p>", complaints=1),
    "file": Fault("<img src='/gone.png' alt='weg'>", complaints=1),
}


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Desk]:
    """Open the tab in which all faults are looked at."""
    page = open_page(browser, 1440)
    yield Desk(page)
    page.context.close()


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name: str, desk: Desk) -> None:
    fault = FAULTS[name]
    files = {
        "page.css": (STYLE + fault.style, "text/css"),
        "page.js": (fault.script, "text/javascript"),
    }

    def answer(route: Route) -> None:
        file = route.request.url.rpartition("/")[2]
        text, kind = files.get(file, (PAGE.format(body=fault.body), "text/html; charset=utf-8"))
        headers = {"content-type": kind, "content-security-policy": POLICY}
        route.fulfill(status=404 if file == "gone.png" else 200, body=text, headers=headers)

    hold(desk.page, 1440)
    desk.faults.clear()
    desk.page.route("**/*", answer)
    desk.page.goto("http://proef.example/")
    found = []
    for width in SIZES:
        hold(desk.page, width)
        found.append(tuple(faults_of(desk.page, main_only=True, is_known=width < 600)))
    assert (*found, len(desk.faults)) == (fault.desk, fault.phone, fault.complaints)
