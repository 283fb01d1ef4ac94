"""What somebody does at the site with a browser: open pages, play people, fill forms; each page seen is checked."""

from collections.abc import Iterator, Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

# WCAG 2.2 level AA, which holds the earlier ones.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Visitor:
    """A person at the demonstration in one language."""

    def __init__(self, page: Page, site: str, language: str, scripts: bool) -> None:
        self.page = page
        self.site = site
        self.language = language
        self.scripts = scripts
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        # A page that answers 422 with its errors is told as a failed resource, and is none.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.errors.append(said.text)

    def open(self, path: str) -> None:
        """Open a page in the visitor's language."""
        mark = "&" if "?" in path else "?"
        answer = self.page.goto(f"{self.site}{path}{mark}lang={self.language}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.check()

    def check(self) -> None:
        """The page has no fault that axe finds, no sideways scrolling, no script error, and the right language."""
        self.page.wait_for_load_state()
        where = self.page.url
        assert self.page.locator("html").get_attribute("lang") == self.language, where
        assert not self.errors, f"{where}: {self.errors}"
        if not self.scripts:
            return  # axe is a script itself.
        found = Axe().run(self.page, options={"runOnly": TAGS}).response["violations"]
        said = [(each["id"], each["help"], [node["html"] for node in each["nodes"]]) for each in found]
        assert not said, f"{where}: {said}"
        inner, outer = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert inner <= outer, f"{where} is {inner} wide in {outer}"

    def play(self, key: str) -> None:
        """Become somebody, by the bar: two clicks."""
        if not self.page.url.startswith(self.site):
            self.open("/")
        self.page.locator(".qz-demo__who > summary").click()
        self.press(f".qz-demo [formaction='/demo/sign-in/{key}']")

    def press(self, selector: str) -> None:
        """Press a link or a button that leads to another page, and check that page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.check()

    def clock_to_next_deadline(self) -> None:
        """Let the running deadline that ends next run out."""
        self.press(".qz-demo form[action='/demo/clock/next'] button")

    def fill(self, data: Mapping[str, Any], rows: Mapping[str, int] | None = None) -> None:
        """Fill the form on the page, field by field, adding rows where the list has more."""
        for name, value in _flat(data):
            field = self.page.locator(f"main [name='{name}']")
            while field.count() == 0:
                self._add_row(name)
            kind = field.first.get_attribute("type") or field.first.evaluate("e => e.localName")
            if kind == "hidden":
                continue
            if kind == "radio":
                self.page.locator(f"main [name='{name}'][value='{_choice(value)}']").check()
            elif field.first.evaluate("e => e.localName") == "select":
                # A result names its problem, whose key the page has chosen itself: they stand in the same order.
                problem = name.endswith("-problem")
                field.select_option(index=int(str(value)[1:])) if problem else field.select_option(str(value))
            else:
                field.fill(str(value))

    def _add_row(self, name: str) -> None:
        """Add a row to the list that the field belongs to."""
        parts = name.split("-")
        index = next(place for place, part in enumerate(parts) if part.isdigit())
        rows = "-".join(parts[:index])
        button = self.page.locator(f"main button[name='add'][value='{rows}']")
        if self.scripts:
            button.click()
        else:
            with self.page.expect_navigation():
                button.click()

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The form's fields of nested data, by their names; what is empty is left as the page has it."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(each, f"{name}-{key}" if name else key)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _flat(each, f"{name}-{place}")
    elif value is not None and value != "" and not name.endswith("-key"):
        yield name, value


def _choice(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
