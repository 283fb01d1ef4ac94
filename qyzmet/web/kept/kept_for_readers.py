"""Answers to one reader, kept as they were written until something is done or a minute is over.

What is kept: whole pages and objects of the API, of the addresses below, in this process. For whom: the one reader for
whom it was written, in the organisation acted for, in one language and with the very same cookie, so that the form's
token is the reader's own; of the API, the user of the token, or everybody who has none. Until when: as in
`kept_pages.py`, until anything is done on the site that the audit trail tells of, and within the same minute.

Not for suppliers' people and clerks: what they do under the seal stands in no trail, and would not be right at once.
Nothing here is written anew because of what rivals do under the seal.

What a reader does leads to new pages for that reader in any case, as to have read a notification is no act: a mark in
the cookie says so. What neither the trail nor the reader tells of is right within the minute: a reminder that has come,
a count of unread notifications in another browser. The number on the navigation is as old as `badge` lets it be.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request, session

from qyzmet import context
from qyzmet.audit import service as audit
from qyzmet.vocabulary import Role
from qyzmet.web.kept.kept_pages import is_plain, this_minute
from qyzmet.web.kept.memory import Kept
from qyzmet.web.languages import chosen

PAGES = frozenset(
    {
        "deadlines.mine",
        "requests.index",
        "requests.show",
        "tenders.show",
        "web.front",
    }
)
API = frozenset({"api.list_of_kind", "api.show", "api.my_tasks"})
# So many bytes a process keeps; those that were asked for least lately make room.
MOST_BYTES = 24 * 1024 * 1024
_BESIDE_ITS_TEXT = 3_000
# When a browser was here last stands in its cookie, and says nothing of the page.
_NOT_OF_THE_PAGE = "seen"
# Another after everything that the reader has sent.
_LATELY = "lately"
_OF_EACH_ANSWER = frozenset({"content-length", "date", "set-cookie", "vary"})
_NAME = "qyzmet_kept_for_readers"
# What the request under way is answered by (`g`).
GIVEN = "given_to_reader"


@dataclass(frozen=True)
class Place:
    """Which answer for whom, and by which state of the site."""

    address: str
    reader: tuple[Any, ...]
    trail: bytes
    minute: dt.datetime


@dataclass(frozen=True)
class Answer:
    """An answer as it was written."""

    place: Place
    text: bytes
    headers: tuple[tuple[str, str], ...]


def _give() -> Response | None:
    """What is kept for whoever asks, if it is still what would be written. Nothing is kept in the demonstration."""
    g.pop("kept_for_reader", None)
    g.pop(GIVEN, None)
    if current_app.config["QYZMET"].demo:
        return None
    who = context.actor()
    of_api = request.endpoint in API
    if request.method != "GET" or not (of_api or request.endpoint in PAGES) or "lang" in request.args:
        return None
    if not is_plain(request.path):
        return None
    if not _is_kept_for(who) and (who.known or not of_api):
        return None
    reader = (chosen(), who.user.id if who.user else None) if of_api else _reader(who)
    if reader is None:
        return None
    place = Place(request.full_path, reader, audit.end_of_trail(), this_minute())
    found = found_in(current_app, place)
    if found is None and not _kept(current_app).wait_for_writer(place):
        g.kept_for_reader = place
        return None
    found = found or found_in(current_app, place)
    if found is None:
        return None
    setattr(g, GIVEN, place)
    return _conditional(Response(found.text, headers=list(found.headers)))


def found_in(app: Flask, place: Place) -> Answer | None:
    """What is kept there; None where there is nothing, or only what was written before."""
    found = _kept(app).find((place.address, place.reader))
    return found if found is not None and found.place == place else None


def _is_kept_for(who: context.Actor) -> bool:
    return who.known and not who.sealed and not who.has(Role.CLERK)


def _reader(who: context.Actor) -> tuple[Any, ...] | None:
    """Whose page it is, by the whole of the cookie; None where a message waits to be shown once."""
    if who.user is None or "_flashes" in session:
        return None
    cookie = sorted((key, repr(value)) for key, value in session.items() if key != _NOT_OF_THE_PAGE)
    organisation = who.organisation.id if who.organisation is not None else None
    return chosen(), who.user.id, organisation, hashlib.sha256(repr(cookie).encode()).digest()


def _keep(response: Response) -> Response:
    place: Place | None = g.get("kept_for_reader")
    if place is None or response.status_code != 200 or session.modified or response.is_streamed:
        return response
    text = response.get_data()
    if request.endpoint == "api.list_of_kind":
        response.set_etag(hashlib.sha256(text).hexdigest()[:32])
    headers = tuple((name, value) for name, value in response.headers if name.lower() not in _OF_EACH_ANSWER)
    size = len(text) + _BESIDE_ITS_TEXT
    _kept(current_app).keep((place.address, place.reader), Answer(place, text, headers), size)
    setattr(g, GIVEN, place)
    return _conditional(response)


def _end(_error: BaseException | None) -> None:
    place: Place | None = g.pop("kept_for_reader", None)
    if place is not None:
        _kept(current_app).done_writing(place)


def _conditional(response: Response) -> Response:
    # An object's tag is its version, by which one acts; what else is shown of it changes without it.
    if request.endpoint == "api.list_of_kind":
        response.make_conditional(request)
    return response


def _kept(app: Flask) -> Kept[Answer]:
    if _NAME not in app.extensions:
        app.extensions[_NAME] = Kept[Answer](app.config.get("KEPT_PAGES_BYTES", MOST_BYTES))
    kept: Kept[Answer] = app.extensions[_NAME]
    return kept


def keep_answers_of(blueprint: Blueprint) -> None:
    """Keep those of the API; after it has counted who calls how often."""
    blueprint.before_request(_give)
    blueprint.after_request(_keep)
    blueprint.teardown_request(_end)


def register(app: Flask) -> None:
    """Keep pages; registered once it is known who asks and that they may."""

    def begin_anew(response: Response) -> Response:
        if request.method == "POST" and request.endpoint not in API and _is_kept_for(context.actor()):
            session[_LATELY] = secrets.token_hex(4)
        return response

    def give() -> Response | None:
        return _give() if request.endpoint in PAGES else None

    def keep(response: Response) -> Response:
        return _keep(response) if request.endpoint in PAGES else response

    app.before_request(give)
    app.after_request(keep)
    app.after_request(begin_anew)
    app.teardown_request(_end)
