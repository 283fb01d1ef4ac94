"""Readers whom the application has just seen: by the very heads that they sent, what is kept for them.

To find a session or a token, and what its owner may, costs several times the page that is kept. All that says so stands
in the audit trail: a session that is ended, a token that is revoked, a right, a demand of a second factor. As long as
the trail ends where it ended when the application saw these heads and gave the answer, it would find the same; what
ends by the clock alone, a session's or a token's time, is asked here. So whoever sends the very same cookie or token,
for the very same address, is given the same answer under the same heads (`at_once.py`).

Known by a hash: no cookie and no token is kept. Nothing is noted of what the log hides, nor of readers for whom
nothing is kept (`kept_for_readers.py`), who are all that work under the seal.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, has_request_context, request

from qyzmet import clock, context
from qyzmet.operations import metrics
from qyzmet.operations.sealed_lines import is_hidden
from qyzmet.web.kept.kept_for_readers import GIVEN, Answer, Place, found_in
from qyzmet.web.kept.kept_pages import this_minute
from qyzmet.web.kept.memory import Kept

# So many bytes a process keeps of them, by what one takes at most.
MOST_BYTES, _BYTES_EACH = 4 * 1024 * 1024, 2_000
# What the answer rests on besides the address; and with what the application is to see the question in any case.
_SAYS_WHO = ("PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE")
_NOT_AT_ONCE = ("HTTP_RANGE", "HTTP_X_REQUEST_ID", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
# Another each time, and written anew.
_OF_EACH_ANSWER = frozenset({"x-request-id", "date"})
_NAME = "qyzmet_seen_readers"


@dataclass(frozen=True)
class Seen:
    """What the application gave to these heads, and until when by the machine's clock they say who asks."""

    place: Place
    endpoint: str
    label: str | None
    until: dt.datetime | None
    # Counts the call of a token: 0 where it may go on.
    count: Callable[[], int] | None
    headers: tuple[tuple[str, str], ...]

    def is_good(self) -> bool:
        """Whether it is still the same minute, and the session or token has not ended by its time."""
        return self.place.minute == this_minute() and (self.until is None or clock.wall() < self.until)

    def is_refused(self) -> bool:
        """Whether a token calls too often: the application says so. Counts the call."""
        return self.count is not None and self.count() > 0


def note(app: Flask, environ: Mapping[str, Any], status: str, headers: Sequence[tuple[str, str]]) -> None:
    """Keep that the request under way was answered by what is kept, if it was, and under which heads."""
    place: Place | None = g.get(GIVEN) if has_request_context() else None
    if place is None or not status.startswith("200 ") or any(name.lower() == "set-cookie" for name, _value in headers):
        return
    who, until = context.actor(), g.get("known_until")
    hidden = is_hidden() or metrics.is_a_bidders_route(request.endpoint, request.path)
    if hidden or (who.known and until is None):
        return
    same = tuple((name, value) for name, value in headers if name.lower() not in _OF_EACH_ANSWER)
    label = who.label if who.known else None
    seen = Seen(place, str(request.endpoint), label, until, g.get("count_call"), same)
    _kept(app).keep(_mark(environ), seen, _BYTES_EACH)


def find(app: Flask, environ: Mapping[str, Any]) -> tuple[Seen, Answer] | None:
    """What the application gave to these heads, if it is kept and good. The trail is still to be asked."""
    if any(name in environ for name in _NOT_AT_ONCE):
        return None
    seen = _kept(app).find(_mark(environ))
    if seen is None or not seen.is_good():
        return None
    answer = found_in(app, seen.place)
    return None if answer is None else (seen, answer)


def _mark(environ: Mapping[str, Any]) -> bytes:
    said = "\0".join(environ.get(name, "") for name in _SAYS_WHO)
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=32).digest()


def _kept(app: Flask) -> Kept[Seen]:
    if _NAME not in app.extensions:
        app.extensions[_NAME] = Kept[Seen](MOST_BYTES)
    kept: Kept[Seen] = app.extensions[_NAME]
    return kept
