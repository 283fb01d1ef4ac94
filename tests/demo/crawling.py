"""Reading all that a reader can reach of the site, so that two sites can be laid side by side."""

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient

# What differs each time it is made, whatever happened: keys of forms, of requests and of scripts, hashes, random names.
_RANDOM = (
    (re.compile(r'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"'), "csrf"),
    (re.compile(r'nonce="[^"]*"|nonce-[A-Za-z0-9_+/=-]+'), "nonce"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "hash"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "uuid"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "request"),
    (re.compile(r"-draft-[0-9A-Z]{10}"), "-draft-"),
)
# Of one address with different questions so many are read: lists ask for more and more.
MOST_QUESTIONS = 2
MOST_PAGES = 200


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get("href") or values.get("src")
        if tag in ("a", "link", "script", "img", "iframe") and address:
            self.found.append(address)


def crawl(client: FlaskClient, start: Iterable[str], leave: Callable[[str], object]) -> dict[str, str]:
    """Every page, file and feed that can be reached from there by links, by address, without what is random.

    Addresses to which `leave` says yes are not asked for.
    """
    waiting, read, questions = deque(start), dict[str, str](), dict[str, int]()
    while waiting and len(read) < MOST_PAGES:
        address = waiting.popleft()
        path = urlsplit(address).path
        if address in read or leave(address) or questions.get(path, 0) >= MOST_QUESTIONS:
            continue
        questions[path] = questions.get(path, 0) + 1
        answer = client.get(address)
        text = answer.get_data(as_text=True) if _is_text(answer.mimetype) else _told_apart(answer.data)
        read[address] = f"{answer.status_code} {answer.headers.get('Location', '')}\n{without_random(text)}"
        answer.close()
        if answer.mimetype == "text/html":
            links = _Links()
            links.feed(text)
            here = (urldefrag(urljoin(f"http://localhost{address}", each))[0] for each in links.found)
            waiting += (each.removeprefix("http://localhost") for each in here if _is_ours(each))
        elif answer.status_code in (301, 302, 303):
            waiting.append(answer.headers["Location"].removeprefix("http://localhost"))
    return read


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    return parts.netloc == "localhost" and not parts.path.startswith("/static/")


def _is_text(media_type: str) -> bool:
    # A DOCX is made of XML, and is none.
    return media_type.startswith("text/") or media_type.endswith(("json", "xml"))


def _told_apart(content: bytes) -> str:
    """A file that is no text, such as a printed paper: the same record gives the same file, byte for byte."""
    return f"{len(content)} bytes {hashlib.sha256(content).hexdigest()[:32]}"


def without_random(text: str) -> str:
    """A text without what differs each time it is made."""
    for pattern, word in _RANDOM:
        text = pattern.sub(word, text)
    return text
