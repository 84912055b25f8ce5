"""What every page must pass: axe-core, no sideways scroll, one heading, and a walk with Tab.

On a desk the walk presses Tab, and every stop must be reached. On a phone nobody does: there the
same stops, those that a keyboard or a switch would reach, take the focus from a script. The script
(audit_page.js) does the looking inside the page: a question from here costs more than its answer.
"""

from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, CDPSession, Page

from config.settings import BASE_DIR

AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
LOOKING = Path(__file__).with_suffix(".js")
MAX_STOPS = 400
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
HANDS: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


def hands_of(page: Page) -> CDPSession:
    """Return what presses keys and touches, without Playwright's waiting in between."""
    if page not in HANDS:
        HANDS[page] = page.context.new_cdp_session(page)
    return HANDS[page]


def prepare(context: BrowserContext) -> None:
    """Let every page of a browser bring along what it is looked at with."""
    for script in (AXE, LOOKING):
        context.add_init_script(path=script)


def tab_faults(page: Page, where: str) -> list[str]:
    """Walk through the page with Tab and return the stops that a keyboard user cannot see.

    `where` is body, or main: that begins in the content and ends where it ends.
    """
    expected: int = page.evaluate("where => pageAudit.begin(where)", where)
    for press in range(MAX_STOPS):
        hands_of(page).send("Input.dispatchKeyEvent", TAB | {"type": "rawKeyDown"})
        if press >= expected and page.evaluate("pageAudit.isOver()"):
            break
    hands_of(page).send("Input.dispatchKeyEvent", TAB | {"type": "keyUp"})
    faults: list[str] = page.evaluate("pageAudit.walkFaults()")
    return faults


def faults_of(page: Page, *, main_only: bool = False, is_known: bool = False) -> list[str]:
    """Return everything that is wrong with the page as it stands now.

    Args: main_only: the frame of header, menu and footer was looked at on another page;
        is_known: this page was already, on a desk, and is now as wide as a phone.
    """
    if not page.evaluate("Boolean(window.pageAudit)"):
        for script in (AXE, LOOKING):
            page.evaluate(script.read_text(encoding="utf-8"))
    focus = "main" if main_only else "body"
    faults: list[str] = page.evaluate(
        "async ([axe, focus]) => [...pageAudit.shapeFaults(), ...await pageAudit.axeFaults(axe),"
        " ...(focus ? pageAudit.focusFaults(focus) : [])]",
        ["main" if main_only and is_known else "html", focus if is_known else None],
    )
    return faults if is_known else faults + tab_faults(page, focus)
