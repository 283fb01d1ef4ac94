"""Where axe has looked already: elements of one make in one place differ in their words alone, and are looked at once.

axe takes as long as a page takes to come, and a journey sees the same pages again and again with another state on them.
"""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 level AA, which holds the earlier ones.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What is right is not written down element by element: that takes longer than looking.
AXE = {"runOnly": TAGS, "resultTypes": ["violations"]}

# Each place on the page: the element's ancestors with their classes, and of itself what can be at fault. What names or
# leads to something counts by whether it does, whatever the name. The first element of each place is kept for axe.
PLACES = r"""() => {
  const words = new Set(["id", "name", "value", "href", "src", "action", "formaction", "title", "alt", "aria-label",
    "placeholder", "content", "datetime", "d", "points", "x", "y", "width", "height", "viewBox", "transform"]);
  const leads = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"]);
  const isThere = (ids) => ids.split(/\s+/).every((id) => document.getElementById(id) !== null);
  const said = ({ name, value }) => {
    if (leads.has(name)) return `${name}:${isThere(value)}`;
    if (name === "href" && value.startsWith("#")) return `href#${value === "#" || isThere(value.slice(1))}`;
    return words.has(name) ? `${name}:${value.trim() !== ""}` : `${name}=${value}`;
  };
  const ids = new Map();
  document.querySelectorAll("[id]").forEach(({ id }) => ids.set(id, (ids.get(id) ?? 0) + 1));
  const found = new Map();
  const look = (element, above) => {
    const way = `${above}>${element.localName}.${element.getAttribute("class") ?? ""}`;
    const scrolls = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible";
    const place = [
      way,
      [...element.attributes].map(said).sort().join(" "),
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "") ? "text" : "",
      [...new Set([...element.children].map((child) => child.localName))].sort().join(),
      element.checkVisibility() ? "" : "hidden",
      scrolls ? `scrolls ${element.querySelector("a, button, input, [tabindex]") !== null}` : "",
      ids.get(element.id) > 1 ? "twice" : "",
      element.labels ? `labels ${element.labels.length > 0}` : "",
    ].join("|");
    if (!found.has(place)) found.set(place, element);
    [...element.children].forEach((child) => look(child, way));
  };
  look(document.documentElement, innerWidth);
  window.placesForAxe = found;
  return [...found.keys()];
}"""

# axe looks at the elements of these places and at what is in them; at the whole page where its frame is new.
LOOK = """async ([places, options]) => {
  const elements = places.map((place) => window.placesForAxe.get(place));
  const whole = elements.some((each) => each === document.body || !document.body.contains(each));
  elements.forEach((each) => each.setAttribute("data-for-axe", ""));
  const found = await axe.run(whole ? document : { include: [["[data-for-axe]"]] }, options);
  elements.forEach((each) => each.removeAttribute("data-for-axe"));
  return found.violations;
}"""

# In the language of the page, which is an attribute of its root; one process has one site.
_without_fault: set[str] = set()


def faults(page: Page) -> Sequence[Any]:
    """What axe finds on the page in places where it has not looked yet."""
    language = page.locator("html").get_attribute("lang")
    new = [place for place in page.evaluate(PLACES) if f"{language} {place}" not in _without_fault]
    if not new:
        return ()
    page.evaluate(Axe().axe_script)
    found: list[Any] = page.evaluate(LOOK, [new, AXE])
    if not found:
        _without_fault.update(f"{language} {place}" for place in new)
    return found
