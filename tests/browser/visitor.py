"""What somebody does at the site with a browser: open pages, play people, fill forms; each page seen is checked."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.browser.places import faults

# Longer than a page, or what is waited for on it, takes on a busy machine.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)

# Sections that open are looked into, and stand as they did before.
OPENING = """() => {
  document.querySelectorAll("main details:not([open])").forEach((section) => {
    section.dataset.opened = "";
    section.open = true;
  });
}"""
# The page's language and its width, then with all sections open: asked at once, for each question takes its time.
LOOKING = f"""() => {{
  const width = () => [document.documentElement.scrollWidth, innerWidth];
  const found = [document.documentElement.lang, width()];
  ({OPENING})();
  return [...found, width()];
}}"""
CLOSING = """() => document.querySelectorAll("main details[data-opened]").forEach((section) => {
  delete section.dataset.opened;
  section.open = false;
})"""

# Of what make the fields of a name are; null where there is none. One question instead of three, of each field.
KIND = "([first]) => first ? first.getAttribute('type') || first.localName : null"


class Visitor:
    """A person at the demonstration in one language."""

    def __init__(self, page: Page, site: str, language: str, scripts: bool) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        self.site = site
        self.language = language
        self.scripts = scripts
        self.errors: list[str] = []
        # The address at which this visitor has just become somebody: that page need not be opened once more.
        self._became_at = ""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        # A page that answers 422 with its errors is told as a failed resource, and is none.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.errors.append(said.text)

    def open(self, path: str) -> None:
        """Open a page in the visitor's language, unless one stands there as the person just become."""
        if self._became_at and self.page.url == self._became_at and self._path() == path:
            return
        self._became_at = ""
        mark = "&" if "?" in path else "?"
        answer = self.page.goto(f"{self.site}{path}{mark}lang={self.language}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.check()

    def check(self) -> None:
        """The page has no fault that axe finds, no sideways scrolling, no script error, and the right language.

        So also with all of its sections open, as axe looks at it.
        """
        self.page.wait_for_load_state()
        where = self.page.url
        language, *widths = self.page.evaluate(LOOKING)
        assert language == self.language, where
        assert not self.errors, f"{where}: {self.errors}"
        # Nothing scrolls sideways but a table in its own frame.
        for inner, outer in widths:
            assert inner <= outer, f"{where} is {inner} wide in {outer}"
        self._has_no_fault()
        self.page.evaluate(CLOSING)

    def _has_no_fault(self) -> None:
        if not self.scripts:
            return  # axe is a script itself.
        said = [(each["id"], each["help"], [node["html"] for node in each["nodes"]]) for each in faults(self.page)]
        assert not said, f"{self.page.url}: {said}"

    def play(self, key: str) -> None:
        """Become somebody, by the bar: two clicks. The same page follows, where that person may see it."""
        if not self.page.url.startswith(self.site):
            self.open("/")
        self.page.locator(".qz-demo__who > summary").click()
        self.press(f".qz-demo [formaction='/demo/sign-in/{key}']")
        self._became_at = self.page.url

    def _path(self) -> str:
        return self.page.url.removeprefix(self.site).removesuffix(f"?lang={self.language}")

    def press(self, selector: str) -> None:
        """Press a link or a button that leads to another page, and check that page."""
        self._became_at = ""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.check()

    def take(
        self,
        path: str,
        action: str,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Path] | None = None,
    ) -> None:
        """Take an action from the procedure's page: fill what it asks, confirm it, and see that it is recorded."""
        self.open(path)
        self.press(f"main a[href='{path}/act/{action}']")
        if self.page.locator(".qz-confirm").count() == 0:
            self.fill(data or {})
            for name, file in (files or {}).items():
                self.attach(name, file)
            self.go_on()
        if self.page.locator(".qz-confirm").count() == 1:
            self.confirm()
        assert self.page.locator(".qz-notice--success").count() == 1, f"{action}: {self.text()}"

    def go_on(self) -> None:
        """Send the form on the page: what is wrong is marked, else it goes on."""
        self.press("main form .govuk-button-group button:not([name])")

    def confirm(self) -> None:
        """Say once more that the act is taken."""
        self.press(".qz-confirm button[type='submit']")

    def save(self) -> None:
        """Save the section on the page and go on to the next one."""
        self.press("main .govuk-button-group button:not([name])")
        where = self.page.url
        assert self.page.locator(".govuk-error-summary [role='alert']").count() == 0, f"{where}: {self.text()}"

    def clock_to_next_deadline(self) -> None:
        """Let the running deadline that ends next run out."""
        self.press(".qz-demo form[action='/demo/clock/next'] button")

    def fill(self, data: Mapping[str, Any]) -> None:
        """Fill the form on the page, field by field, adding rows where the list has more."""
        for name, value in _flat(data):
            field = self.page.locator(f"main [name='{name}']")
            while (kind := field.evaluate_all(KIND)) is None:
                self._add_row(name)
            if kind == "hidden":
                continue
            if kind == "radio":
                self._named(name, _choice(value)).check()
            elif kind == "checkbox":
                for each in value:
                    self._named(name, each).check()
            elif kind == "select":
                # A result names its problem, whose key the page has chosen itself: they stand in the same order.
                problem = name.endswith("-problem")
                field.select_option(index=int(str(value)[1:])) if problem else field.select_option(str(value))
            elif isinstance(value, list):
                field.fill("\n".join(value))
            else:
                field.fill(str(value))

    def _named(self, name: str, value: str) -> Locator:
        return self.page.locator(f"main [name='{name}'][value='{value}']")

    def attach(self, name: str, path: Path) -> None:
        """Choose a file for a field that takes a document."""
        self.page.locator(f"main [name='{name}-file']").set_input_files(path)

    def marked(self) -> list[str]:
        """The fields that the page marks as wrong, by the ids to which the summary of errors leads."""
        links = self.page.locator(".govuk-error-summary__list a")
        return [str(each.get_attribute("href")).removeprefix("#") for each in links.all()]

    def _add_row(self, name: str) -> None:
        """Add a row to the innermost list that is there and that the field belongs to."""
        parts = name.split("-")
        places = [place for place, part in enumerate(parts) if part.isdigit()]
        for place in reversed(places):
            button = self.page.locator(f"main button[name='add'][value='{'-'.join(parts[:place])}']")
            if button.count() == 1:
                break
        else:
            raise AssertionError(f"{self.page.url} has no {name} and no list to add it to")
        if self.scripts and button.evaluate("e => e.closest('[data-qz-rows]') !== null"):
            rows = self.page.locator(f"[data-qz-rows][data-name='{button.get_attribute('value')}'] > [data-qz-row]")
            if rows.count() > 0:
                button.click()
                return
        # The first row, and one that holds documents, is added by the server.
        self.press(f"main button[name='add'][value='{button.get_attribute('value')}']")

    def text(self) -> str:
        """What the page says, in closed sections too."""
        self.page.evaluate(OPENING)
        said = self.page.locator("main").inner_text()
        self.page.evaluate(CLOSING)
        return said


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The form's fields of nested data, by their names; what is empty is left as the page has it."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(each, f"{name}-{key}" if name else key)
    elif isinstance(value, list) and not _is_one_field(name, value):
        for place, each in enumerate(value):
            yield from _flat(each, f"{name}-{place}")
    elif value is not None and value != "" and value != [] and not name.endswith("-key"):
        yield name, value


def _is_one_field(name: str, value: Sequence[Any]) -> bool:
    """Whether a list is typed into one field: lines of a box, or ticks."""
    return name.rpartition("-")[2] in ("roles", "consulted", "informed")


def _choice(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
