// Put into the pages of the browser tests; audit_page.py asks what it finds.
window.pageAudit = (() => {
  const MAY_STOP = "a[href], button, input, select, textarea, summary, [tabindex]";
  const MAX_INSIDE = 20;
  const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const name = (e) => `'${(e.textContent || e.id || e.name || "").trim().slice(0, 40)}'`;
  const numbers = (text) => text.match(/[\d.]+/g).map(Number);
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const inside = (value, end) => Math.min(Math.max(value, 1), end - 1);

  const shapeFaults = () => {
    const faults = [], headings = document.querySelectorAll("h1").length;
    const {scrollWidth, clientWidth} = document.documentElement;
    if (!document.title.includes(" - Soepele overgang") || document.title.startsWith(" "))
      faults.push(`title: '${document.title}'`);
    if (headings !== 1) faults.push(`${headings} h1`);
    if (scrollWidth > clientWidth) faults.push("scrolls sideways");
    return faults;
  };

  const axeFaults = async (where) => {
    const options = {runOnly: {type: "tag", values: TAGS}, resultTypes: ["violations"]};
    const {violations} = await axe.run(where, options);
    return violations.map(
      ({id, nodes}) => `axe: ${id} (${nodes.length}x) ${nodes[0].target.join(" ")}`);
  };

  const groundOf = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.9) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };

  // What is wrong with an element that has the focus: is it seen, ringed and readable?
  const stopFaults = (element) => {
    const faults = [];
    const ring = getComputedStyle(element.closest(".app-choice") || element);
    if (ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 2)
      faults.push(`no focus ring: ${name(element)}`);
    const box = element.getBoundingClientRect();
    const hit = document.elementFromPoint(
      inside(box.left + box.width / 2, innerWidth),
      inside(box.top + Math.min(box.height, 40) / 2, innerHeight));
    if (!hit || !(element === hit || element.contains(hit) || hit.contains(element)))
      faults.push(`focus hidden or covered: ${name(element)}`);
    const colour = numbers(getComputedStyle(element).color).slice(0, 3);
    const pair = [light(colour), light(groundOf(element))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (element.tagName !== "INPUT" && contrast < 4.5)
      faults.push(`contrast ${contrast.toFixed(2)} in focus: ${name(element)}`);
    return faults;
  };

  const groupOf = (e) => document.querySelectorAll(
    `input[type=radio][name="${CSS.escape(e.name)}"]`);
  const isOpen = (e) => !e.disabled && e.tabIndex >= 0
    && e.checkVisibility({visibilityProperty: true})
    && (e.type !== "radio" || e.checked || ![...groupOf(e)].some((other) => other.checked));
  const stopsIn = (where) => [...document.querySelectorAll(where)]
    .flatMap((root) => [...root.querySelectorAll(MAY_STOP)]).filter(isOpen);
  const takesFocus = (e) => {
    e.focus({focusVisible: true});
    return document.activeElement === e;
  };

  // A phone has no Tab: a script gives the focus to each stop in turn.
  const focusFaults = (where) =>
    stopsIn(where).flatMap((e) => takesFocus(e) ? stopFaults(e) : []);

  // A walk with Tab: each stop is looked at when the next Tab comes, so when all is at rest.
  let walk = null;
  const begin = (where) => {
    document.activeElement?.blur();
    if (where === "main") {  // the next Tab goes to the first stop in the content
      const start = document.createElement("span");
      start.tabIndex = -1;
      document.querySelector("main").prepend(start);
      start.focus();
      start.remove();
    }
    walk = {where, seen: new Set(), faults: [], last: null, stays: 0, isBegun: false, isOver: false};
    return stopsIn(where).length;
  };
  const look = () => {
    if (!walk || walk.isOver) return;
    const element = document.activeElement;
    const isInside = element === walk.last;  // a field for a date has several stops inside
    walk.stays = isInside ? walk.stays + 1 : 0;
    walk.last = element;
    if (!walk.isBegun) walk.isBegun = true;
    else if (isInside && walk.seen.has(element) && walk.stays < MAX_INSIDE) return;
    else if (!element || element === document.body || walk.seen.has(element)
        || !element.closest(walk.where)) walk.isOver = true;
    else {
      walk.seen.add(element);
      walk.faults.push(...stopFaults(element));
    }
  };
  const isOver = () => {
    look();
    return walk.isOver;
  };
  const wasReached = (e) => walk.seen.has(e)
    || (e.type === "radio" && [...groupOf(e)].some((other) => walk.seen.has(other)));
  const walkFaults = () => {
    const {faults, seen, where} = walk;
    walk.isOver = true;
    if (!seen.size && where === "body") faults.push("nothing to stop at with Tab");
    const [first] = seen;  // a page with errors begins at the first of them
    const isAfter = (e) => !first || first.compareDocumentPosition(e) & 4;
    const missed = stopsIn(where).filter((e) => isAfter(e) && !wasReached(e) && takesFocus(e));
    return faults.concat(missed.map((e) => `not reached with Tab: ${name(e)}`));
  };

  addEventListener("keydown", (key) => key.key === "Tab" && look(), true);
  return {shapeFaults, axeFaults, focusFaults, begin, isOver, walkFaults};
})();
