"""Pages for those who are not signed in, kept as they were written until something is done or a minute is over.

What is kept: whole pages of the addresses below, in this process, each with its language. For whom: readers of whom the
site knows nothing; a page with a form's token or a message for its reader is not kept. Until when: every act on the
site makes the audit trail longer, in the act's own transaction; a page is good as long as the trail ends where it ended
before the page was written, and within the same minute, on which all times end that pages tell of.

What is done under the seal stands in no trail. Everything else that is done makes a page be written anew, whether it
shows there or not; the tag by which browsers ask for it again is made of the page's text alone. So it tells of nothing
that the page does not say itself.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request, session

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.web.kept.memory import Kept
from qyzmet.web.languages import chosen

ENDPOINTS = frozenset(
    {
        "barred.index",
        "catalog.index",
        "deadlines.calculator",
        "deadlines.year",
        "procedure.diagram",
        "procedure.house_rules",
        "procedure.of_kind",
        "procedure.words",
        "requests.ppp",
        "statistics.index",
        "tenders.index",
        "tenders.show",
        "under_way.index",
        "under_way.show",
        "web.front",
    }
)
# So many bytes a process keeps; those that were asked for least lately make room.
MOST_BYTES = 16 * 1024 * 1024
CONTENT_TYPE, CACHE_CONTROL, VARY = "text/html; charset=utf-8", "no-cache", ("Accept-Language", "Cookie")
_NAME = "qyzmet_kept_pages"


@dataclass(frozen=True)
class Place:
    """Which page in which language, and by which state of the site."""

    address: str
    language: str
    trail: bytes
    minute: dt.datetime


@dataclass(frozen=True)
class Page:
    """A page as it was written."""

    place: Place
    endpoint: str
    text: bytes
    tag: str


def find(place: Place) -> Page | None:
    """The page of that place; None where there is none, or only one of before."""
    page = written(current_app, place.address, place.language)
    return page if page is not None and page.place == place else None


def written(app: Flask, address: str, language: str) -> Page | None:
    """What was written there last, whatever has been done since."""
    return _kept(app).find((address, language))


def keep(page: Page) -> None:
    """Keep it in place of the one of before."""
    _kept(current_app).keep((page.place.address, page.place.language), page, len(page.text))


def _give() -> Response | None:
    """The page that is kept, if it may be read by whoever asks and is still what would be written."""
    if not _is_for_all():
        return None
    place = Place(request.full_path, chosen(), audit.end_of_trail(), this_minute())
    page = find(place)
    if page is None and not _kept(current_app).wait_for_writer(place):
        g.kept_page = place
        return None
    page = page or find(place)
    return None if page is None else _answer(Response(page.text, content_type=CONTENT_TYPE), page.tag)


def is_plain(path: str) -> bool:
    """Whether a path and a query are told apart in an address: not where the path holds `?` itself, written `%3F`."""
    return "?" not in path


def this_minute() -> dt.datetime:
    """When the minute began by the procedure's clock."""
    return clock.now().replace(second=0, microsecond=0)


def _is_for_all() -> bool:
    """Whether the page is the same for everybody who is not signed in."""
    return (
        request.endpoint in ENDPOINTS
        and request.method == "GET"
        and is_plain(request.path)
        and not context.actor().known
        and "lang" not in request.args
        and "_flashes" not in session
    )


def _keep(response: Response) -> Response:
    place: Place | None = g.get("kept_page")
    if place is None or not _is_as_for_all(response):
        return response
    text = response.get_data()
    tag = hashlib.sha256(text).hexdigest()[:32]
    keep(Page(place, str(request.endpoint), text, tag))
    return _answer(response, tag)


def _end(_error: BaseException | None) -> None:
    place: Place | None = g.pop("kept_page", None)
    if place is not None:
        _kept(current_app).done_writing(place)


def _is_as_for_all(response: Response) -> bool:
    # A form's token is its reader's own, and so is what was written into the cookie.
    written_for_one = "csrf_token" in g or session.modified
    return response.status_code == 200 and response.mimetype == "text/html" and not written_for_one


def _answer(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.update(VARY)
    response.make_conditional(request)
    return response


def _kept(app: Flask) -> Kept[Page]:
    if _NAME not in app.extensions:
        app.extensions[_NAME] = Kept[Page](app.config.get("KEPT_PAGES_BYTES", MOST_BYTES))
    kept: Kept[Page] = app.extensions[_NAME]
    return kept


def register(app: Flask) -> None:
    """Keep the pages; registered once it is known who asks. Every page of the demonstration has forms on top."""
    if not app.config["QYZMET"].demo:
        app.before_request(_give)
        app.after_request(_keep)
        app.teardown_request(_end)
