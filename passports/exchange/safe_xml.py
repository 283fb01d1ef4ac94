"""XML that somebody sends: read without any document type, so that no entity is ever expanded, and within limits."""

import xml.parsers.expat as expat
from collections.abc import Iterator
from dataclasses import dataclass, field

from qyzmet.translating import gettext as _

MOST_BYTES = 2 * 1024 * 1024
MOST_ELEMENTS = 20_000
DEEPEST = 40


class NotTaken(ValueError):
    """A file that is not taken; the message says why and what to do, translated."""


@dataclass
class Element:
    """An element: its namespace and name, attributes (its own alone, none of another namespace), what it holds."""

    namespace: str
    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> Iterator["Element"]:
        """The children of that name."""
        return (each for each in self.children if each.name == name)

    def first(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next(self.all(name), None)

    def get(self, name: str) -> str:
        """An attribute; "" where there is none."""
        return self.attributes.get(name, "")


def read(raw: bytes) -> Element:
    """The root element. Raises NotTaken for what is too large, broken, or declares a document type."""
    if len(raw) > MOST_BYTES:
        raise NotTaken(_("The file is too large: at most %(megabytes)s MB are taken.", megabytes=MOST_BYTES // 1024**2))
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.EntityDeclHandler = reading.refuse
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.words
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise NotTaken(
            _(
                "The file is no XML that can be read: line %(line)s, column %(column)s. Export it anew.",
                line=error.lineno,
                column=error.offset + 1,
            )
        ) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, NotTaken):
            raise
        # An encoding that nobody knows.
        raise NotTaken(_("The file is not written in UTF-8. Export it anew.")) from None
    if reading.root is None:
        raise NotTaken(_("The file is empty."))
    return reading.root


class _Reading:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def refuse(self, *_declared: object) -> None:
        """A document type could declare entities, which can be made to fill the memory or to read files."""
        raise NotTaken(
            _(
                "The file declares a document type (DOCTYPE) or entities: such a file is not taken. Export it "
                "without them."
            )
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise NotTaken(_("The file holds more than a passport can: too many elements, or nested too deep."))
        namespace, _blank, local = name.rpartition(" ")
        # An attribute of another vocabulary has a namespace: what it says is no part of what is read here.
        said = {key: value for key, value in attributes.items() if " " not in key}
        element = Element(namespace, local, said)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        """An element ends."""
        self.open.pop()

    def words(self, text: str) -> None:
        """What stands in an element."""
        self.open[-1].text += text
