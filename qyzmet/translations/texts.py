"""Which texts the project shows to people: collected from Python and from the templates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from qyzmet.files import paths

KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
ROOMS = ("requests", "tenders", "catalog", "passports", "programmes", "deadlines")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]")


@dataclass(frozen=True)
class Text:
    """A text as the code asks for it and the first place that does."""

    plural: str | None
    place: str


def placeholders(text: str) -> set[str]:
    """The names of the %(name)s in a text."""
    return set(_PLACEHOLDER.findall(text.replace("%%", "")))


def files() -> Iterator[tuple[str, Path]]:
    """Every file that may hold a text, with Babel's method for it."""
    for folder in (paths.PACKAGE, *(_room(name) for name in ROOMS)):
        for path in sorted(folder.rglob("*.py")):
            yield "python", path
    for path in sorted(paths.TEMPLATES.rglob("*")):
        if path.is_file() and path.suffix in {".html", ".txt", ".typ", ".xml", ".svg", ".jinja"}:
            yield "jinja2", path


def _room(name: str) -> Path:
    return (paths.PACKAGE.parent if paths.IN_CHECKOUT else paths.PACKAGE) / name


@cache
def collect() -> dict[tuple[str | None, str], Text]:
    """Every text of the project by (context, id), looked for once in a process."""
    found: dict[tuple[str | None, str], Text] = {}
    for method, path in files():
        options = {"silent": "false"} if method == "jinja2" else None
        # Comments are not wanted; the encoding is ours.
        for line, message, _, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            if not singular:
                continue
            place = f"{path.relative_to(paths.TEMPLATES.parent)}:{line}"
            known = found.get((context, singular))
            if known is None or (known.plural is None and plural is not None):
                found[context, singular] = Text(plural, place)
    return found
