"""Writing an Atom feed (RFC 4287): what it must have is what these dataclasses ask for. Pure."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
# What XML 1.0 cannot hold, however it is escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """What the feed says of itself; `others` are the same feed in other languages, by code. Addresses are absolute."""

    id: str
    title: str
    language: str
    updated: dt.datetime
    self_href: str
    page_href: str
    author: str
    next_href: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One thing; categories are pairs of a term and its label."""

    id: str
    title: str
    href: str
    updated: dt.datetime
    published: dt.datetime | None
    author: str
    summary: str
    categories: Sequence[tuple[str, str]] = ()


def feed(about: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed as UTF-8. Signs that XML cannot hold are left out, everything else is escaped."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": about.language})
    _text(root, "id", about.id)
    _text(root, "title", about.title)
    _text(root, "updated", _instant(about.updated))
    _author(root, about.author)
    _link(root, "self", about.self_href, MEDIA_TYPE)
    _link(root, "alternate", about.page_href, "text/html")
    for code, href in about.others.items():
        _link(root, "alternate", href, MEDIA_TYPE, hreflang=code)
    if about.next_href is not None:
        _link(root, "next", about.next_href, MEDIA_TYPE)
    for entry in entries:
        _entry(root, entry)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, _name("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _instant(entry.updated))
    if entry.published is not None:
        _text(element, "published", _instant(entry.published))
    if entry.author:
        _author(element, entry.author)
    _link(element, "alternate", entry.href, "text/html")
    for term, label in entry.categories:
        ET.SubElement(element, _name("category"), {"term": _plain(term), "label": _plain(label)})
    _text(element, "summary", entry.summary)


def _author(parent: ET.Element, name: str) -> None:
    _text(ET.SubElement(parent, _name("author")), "name", name)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = _plain(text)


def _link(parent: ET.Element, rel: str, href: str, media_type: str, **more: str) -> None:
    ET.SubElement(parent, _name("link"), {"rel": rel, "href": _plain(href), "type": media_type, **more})


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
