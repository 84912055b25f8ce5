"""What every page must pass: axe-core, no sideways scroll, one heading, and a walk with Tab.

On a desk the walk presses Tab. On a phone nobody does: there the same stops, those that a keyboard
or a switch would reach, take the focus from a script, which costs a tenth of the time.
"""

from typing import Any

from playwright.sync_api import Page

from config.settings import BASE_DIR

AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MAX_STOPS = 400
# Runs in the page and describes the element that has the focus: is it seen, ringed and readable?
FOCUS_STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  let ground = [255, 255, 255];
  for (let node = element; node; node = node.parentElement) {
    const colour = numbers(getComputedStyle(node).backgroundColor);
    if (colour.length < 4 || colour[3] > 0.9) { ground = colour.slice(0, 3); break; }
  }
  const style = getComputedStyle(element);
  const pair = [light(numbers(style.color).slice(0, 3)), light(ground)];
  const box = element.getBoundingClientRect();
  const inside = (value, end) => Math.min(Math.max(value, 1), end - 1);
  const hit = document.elementFromPoint(
    inside(box.left + box.width / 2, innerWidth),
    inside(box.top + Math.min(box.height, 40) / 2, innerHeight));
  const ring = getComputedStyle(element.closest(".app-choice") || element);
  element.dataset.stop = element.dataset.stop || String(Math.random());
  return {
    id: element.dataset.stop,
    name: (element.textContent || element.id || element.name).trim().slice(0, 40),
    isInput: element.tagName === "INPUT",
    isMain: Boolean(element.closest("main")),
    contrast: (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05),
    hasRing: ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2,
    isSeen: Boolean(hit && (element === hit || element.contains(hit) || hit.contains(element))),
  };
}"""

# The next Tab goes to the first stop in the content.
BEGIN_IN_MAIN = """() => {
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.querySelector("main").prepend(start);
  start.focus();
  start.remove();
}"""


# Gives the focus to each stop of a phone in turn; the argument is where they are looked for.
STOPS_BY_SCRIPT = (
    """where => {
  const stop = """
    + FOCUS_STOP
    + """;
  const may = "a[href], button, input, select, textarea, summary, [tabindex]";
  const isShown = (e) => e.checkVisibility({visibilityProperty: true});
  const isOpen = (e) => !e.disabled && e.tabIndex >= 0 && isShown(e)
    && (e.type !== "radio" || e.checked || !document.querySelector(
      `input[type=radio][name="${CSS.escape(e.name)}"]:checked`));
  return [...document.querySelectorAll(where)].flatMap((root) => [...root.querySelectorAll(may)])
    .filter(isOpen).map((e) => {
      e.focus({focusVisible: true});
      return document.activeElement === e ? stop() : null;
    }).filter(Boolean);
}"""
)


def axe_faults(page: Page, *, main_only: bool = False) -> list[str]:
    """Return the violations that axe-core finds, each with the place of the first."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "([where, tags]) => axe.run(where, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations']})",
        ["main" if main_only else "html", TAGS],
    )
    faults = []
    for found in result["violations"]:
        nodes = found["nodes"]
        faults.append(
            f"axe: {found['id']} ({len(nodes)}x) {' '.join(map(str, nodes[0]['target']))}"
        )
    return faults


def shape_faults(page: Page) -> list[str]:
    """Return what is wrong with title, heading and width."""
    faults = []
    if " - Soepele overgang" not in page.title() or page.title().startswith(" "):
        faults.append(f"title: {page.title()!r}")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} h1")
    root = "document.documentElement"
    if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        faults.append("scrolls sideways")
    return faults


def tab_faults(page: Page, *, main_only: bool) -> list[str]:
    """Walk through the page with Tab and return the stops that a keyboard user cannot see.

    `main_only` begins in the content and ends where it ends: the frame around it is the same.
    """
    faults: list[str] = []
    seen = set()
    page.evaluate("document.activeElement && document.activeElement.blur()")
    if main_only:
        page.evaluate(BEGIN_IN_MAIN)
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(FOCUS_STOP)
        if stop is None or stop["id"] in seen or (main_only and not stop["isMain"]):
            break
        seen.add(stop["id"])
        faults += stop_faults(stop)
    if not seen and not main_only:
        faults.append("nothing to stop at with Tab")
    return faults


def stop_faults(stop: dict[str, Any]) -> list[str]:
    """Return what is wrong with an element that has the focus."""
    faults = []
    if not stop["hasRing"]:
        faults.append(f"no focus ring: {stop['name']!r}")
    if not stop["isSeen"]:
        faults.append(f"focus hidden or covered: {stop['name']!r}")
    if not stop["isInput"] and stop["contrast"] < 4.5:
        faults.append(f"contrast {stop['contrast']:.2f} in focus: {stop['name']!r}")
    return faults


def focus_faults(page: Page, *, main_only: bool) -> list[str]:
    """Give the focus to every stop, without a keyboard, and return what is wrong there."""
    stops: list[dict[str, Any]] = page.evaluate(STOPS_BY_SCRIPT, "main" if main_only else "body")
    return [fault for stop in stops for fault in stop_faults(stop)]


def faults_of(page: Page, *, main_only: bool = False, is_known: bool = False) -> list[str]:
    """Return everything that is wrong with the page as it stands now.

    Args: main_only: the frame of header, menu and footer was looked at on another page;
        is_known: this page was already, on a desk, and is now as wide as a phone.
    """
    faults = shape_faults(page) + axe_faults(page, main_only=main_only and is_known)
    walk = focus_faults if is_known else tab_faults
    return faults + walk(page, main_only=main_only)
