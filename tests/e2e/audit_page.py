"""What every page must pass: axe-core, no sideways scroll, one heading, and a walk with Tab."""

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


def axe_faults(page: Page) -> list[str]:
    """Return the violations that axe-core finds, each with the place of the first."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations']})",
        TAGS,
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
    faults, seen = [], set()
    page.evaluate("document.activeElement && document.activeElement.blur()")
    if main_only:
        page.evaluate(BEGIN_IN_MAIN)
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(FOCUS_STOP)
        if stop is None or stop["id"] in seen or (main_only and not stop["isMain"]):
            break
        seen.add(stop["id"])
        if not stop["hasRing"]:
            faults.append(f"no focus ring: {stop['name']!r}")
        if not stop["isSeen"]:
            faults.append(f"focus hidden or covered: {stop['name']!r}")
        if not stop["isInput"] and stop["contrast"] < 4.5:
            faults.append(f"contrast {stop['contrast']:.2f} in focus: {stop['name']!r}")
    if not seen and not main_only:
        faults.append("nothing to stop at with Tab")
    return faults


def faults_of(page: Page, *, main_only: bool = False) -> list[str]:
    """Return everything that is wrong with the page as it stands now."""
    return shape_faults(page) + axe_faults(page) + tab_faults(page, main_only=main_only)
