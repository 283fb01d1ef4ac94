"""What the log may not say: who prepares a bid, and for which tender.

A line of a supplier's request says that there was one, how it ended and how long it took: neither who nor which address
nor any number. Suppliers' reading of tenders, bids and documents is hidden too, since a bid is prepared by reading.
"""

import re
import sys
import traceback

from flask import has_request_context, request
from structlog.typing import EventDict, WrappedLogger

from qyzmet import context
from qyzmet.routes import ROUTES, Access

SEALED = "sealed"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BIDS = ("bids", "documents")
_NEAR_BIDS = ("tenders", *_BIDS)
# How many envelopes a tender has is seen by the clerk who registers them alone.
_ENVELOPES = re.compile(r"/tenders/[^/]*/(?:act/)?(?:register_envelope|envelopes)(?:/|$)")
# Of a hidden line nothing else is written: what somebody adds to a line one day is not to tell more by mistake.
_KEPT = frozenset(
    {"event", "level", "logger", "time", "request_id", "method", "status", "ms", "error", "exception", "exc_info"}
)
# Numbers of procedures, documents and people; BINs, IINs and the random numbers of what is sealed.
_NUMBER = re.compile(r"\b[A-Z]{1,8}-(?:draft-)?[0-9A-Z][0-9A-Z-]*\b|\b[0-9]{12,15}\b", re.ASCII)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MASK = "…"
_MOST_CAUSES = 10


def is_hidden() -> bool:
    """Whether the request under way is one of which the log must not tell."""
    if not has_request_context():
        return False
    who, reading = context.actor(), request.method in _SAFE
    if _ENVELOPES.search(request.path):
        return True
    if who.sealed:
        public = ROUTES.get(request.endpoint or "") is Access.ANYBODY
        return not (reading and public) or _leads_to(_NEAR_BIDS)
    # Whose session has ended, or whose token is not good any more, may be a supplier.
    return not who.known and (_leads_to(_BIDS) or (not reading and _leads_to(_NEAR_BIDS)))


def _leads_to(rooms: tuple[str, ...]) -> bool:
    room = request.path.removeprefix("/api/v1").removeprefix("/").partition("/")[0]
    return room in rooms


def hide(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A step of the log's chain, the last one before a line is written out."""
    if not is_hidden():
        return event
    # Names with a bar in front are the chain's own.
    shown = {key: value for key, value in event.items() if key in _KEPT or key.startswith("_")}
    if "path" in event:
        shown["path"] = SEALED
    if "user" in event:
        shown["user"] = None
    if isinstance(shown.get("event"), str):
        shown["event"] = _NUMBER.sub(_MASK, shown["event"])
    if "error" in shown:
        shown["error"] = _without_values(str(shown["error"]))
    found = _exception(shown.pop("exc_info", None))
    if found is not None:
        shown["exception"] = _traceback(found)
    return shown


def _without_values(text: str) -> str:
    """The first line of an error, without what stands in quotes: databases quote there what they were given."""
    return _NUMBER.sub(_MASK, _QUOTED.sub(_MASK, text.partition("\n")[0]))


def _exception(given: object) -> BaseException | None:
    if isinstance(given, tuple):
        given = given[1]
    elif given is True:
        given = sys.exception()
    return given if isinstance(given, BaseException) else None


def _traceback(error: BaseException | None) -> str:
    """Where it happened, and of what kind it is: what the exception says may be anybody's data."""
    parts: list[str] = []
    while error is not None and len(parts) < _MOST_CAUSES:
        kind = type(error)
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.insert(0, f"Traceback (most recent call last):\n{frames}{kind.__module__}.{kind.__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(parts)
