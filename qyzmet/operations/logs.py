"""The log: one line an event on stderr, JSON in production, readable in the terminal; a number for every request.

What the libraries log (alembic, gunicorn, apscheduler) goes the same way. No line holds personal data or a secret:
paths are written without their query, and without the pieces that open something. What a supplier asks is hidden
(`sealed_lines`).
"""

import logging
import re
import sys
import uuid
from typing import IO, Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, WrappedLogger

from qyzmet import clock, context
from qyzmet.config import Settings
from qyzmet.operations import metrics
from qyzmet.operations.sealed_lines import hide, is_hidden

log = structlog.get_logger("qyzmet.access")

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
# A piece of a path as long as this is a secret (a mailed link's has 43 letters), or as good as one.
_SECRET_LENGTH = 24
_MASK = "…"
_SECRET_PIECE = re.compile(rf"(?<=/)[A-Za-z0-9_-]{{{_SECRET_LENGTH},}}", re.ASCII)
# What gunicorn and waitress say of a request that failed outside of the application names its address, whosever it is.
_ADDRESS = re.compile(
    r"^(Error handling request|Invalid request|Exception while serving|Client disconnected while serving)\b.*",
    re.DOTALL,
)
# Libraries that tell of every step; their warnings are enough.
_TALKATIVE = ("alembic", "apscheduler", "asyncio", "sqlalchemy", "waitress", "werkzeug")


class _Stderr(logging.StreamHandler[IO[str]]):
    """Writes to whatever stderr is at that moment, as a process that replaces it expects."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> IO[str]:
        """The process's stderr; stdout belongs to the answers of commands."""
        return sys.stderr

    @stream.setter
    def stream(self, value: IO[str]) -> None:
        raise AttributeError("The log goes to stderr.")


def safe_path(path: str) -> str:
    """A path as it may stand in a log: what could open something is masked, what could forge a line is spelt out."""
    shown = "/".join(_MASK if len(piece) >= _SECRET_LENGTH else piece for piece in path.split("/"))
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in shown)


def _stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["time"] = clock.wall().isoformat(timespec="milliseconds")
    return event


def _mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if isinstance(event.get("path"), str):
        event["path"] = safe_path(event["path"])
    if isinstance(event.get("event"), str):
        # Libraries write paths into their sentences.
        event["event"] = _SECRET_PIECE.sub(_MASK, _ADDRESS.sub(r"\1", event["event"]))
    return event


def configure(settings: Settings) -> None:
    """Send all that this process logs to stderr in the form that the settings name. Safe to repeat."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        _stamp,
        _mask,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            hide,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(), hide],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(settings.log_format)],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, _Stderr)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=settings.environment != "test")


def _rendering(log_format: str) -> list[Any]:
    if log_format == "json":
        write = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        return [structlog.processors.format_exc_info, write]
    return [
        # Without the values of local variables, which may be anybody's data.
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
        )
    ]


def _begin() -> None:
    g.started = clock.elapsed()
    g.request_id = _request_id()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _request_id() -> str:
    """A new number, or the one that a proxy of ours gave."""
    given = request.headers.get("X-Request-ID", "")
    if request.environ.get("qyzmet.behind_proxy") and _SANE_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex[:16]


def _finish(response: Response) -> Response:
    number = g.get("request_id")
    if number is None:
        return response
    response.headers["X-Request-ID"] = number
    seconds = clock.elapsed() - g.started
    # With one open tender a count of bidders' routes would say that somebody bids.
    if not (is_hidden() or metrics.is_a_bidders_route(request.endpoint, request.path)):
        metrics.count_request(request.endpoint, request.method, response.status_code, seconds)
    who = context.actor()
    quiet = request.endpoint == "static" or request.blueprint == "operations"
    (log.debug if quiet else log.info)(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        user=who.label if who.known else None,
    )
    return response


def note_at_once(endpoint: str, path: str, status: int, since: float, user: str | None = None) -> str:
    """Count and log a page that was answered before the application began; gives the request's number."""
    number, seconds = uuid.uuid4().hex[:16], clock.elapsed() - since
    metrics.count_request(endpoint, "GET", status, seconds)
    ms = round(seconds * 1000, 1)
    log.info("request", request_id=number, method="GET", path=path, status=int(status), ms=ms, user=user)
    return number


def _forget(_error: BaseException | None) -> None:
    # A thread serves many requests.
    structlog.contextvars.unbind_contextvars("request_id")


def register(app: Flask) -> None:
    """Log every request, with its number, once; the first part to be registered, so that its line comes last."""
    settings: Settings = app.config["QYZMET"]
    configure(settings)
    behind_proxy = settings.trusted_proxies > 0

    def begin() -> None:
        request.environ["qyzmet.behind_proxy"] = behind_proxy
        _begin()

    app.before_request(begin)
    app.after_request(_finish)
    app.teardown_request(_forget)
