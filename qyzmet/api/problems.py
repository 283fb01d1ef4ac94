"""Errors of the API: RFC 9457 problem+json, each saying what is wrong, by which rule, and who may do it instead."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, g, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response as AnyResponse

from qyzmet.database import db
from qyzmet.files import disk
from qyzmet.procedure.refusals import Refused
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.refusals import key_unusable
from qyzmet.translating import gettext as _

log = structlog.get_logger("qyzmet.api")
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def problem(
    status: int,
    detail: str,
    *,
    rule: str | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    who_may: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer that says what went wrong. `errors` are by field, as `data.acts.0.title`."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "status": status,
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "detail": detail,
    }
    if rule:
        said["rule"] = rule
    if who_may:
        said["who_may"] = list(who_may)
    if errors:
        said["errors"] = errors
    if g.get("request_id"):
        said["request_id"] = str(g.request_id)
    answer = Response(json.dumps(said), status=status, content_type=MEDIA_TYPE)
    answer.headers.extend(headers or {})
    return answer


def _limit_mb() -> int:
    return int(current_app.config["QYZMET"].upload_limit_mb)


def _details() -> dict[int, str]:
    return {
        400: _("The request could not be understood."),
        401: _("Send a token that is good: Authorization: Bearer TOKEN. Tokens are made on the account page."),
        403: _("This is not yours to do."),
        404: _("There is nothing at this address, or nothing that you may know of."),
        405: _("This address does not take this method."),
        413: _("What was sent is too large: a file may have up to %(limit)s MB.", limit=_limit_mb()),
        415: _("What was sent is not of a media type that this address takes."),
        429: _("Too many requests. Wait as long as Retry-After says."),
    }


def of_refusal(error: Refused) -> Response:
    """A move that was not taken, or a form that is not right."""
    headers = {} if error.retry_seconds is None else {"Retry-After": str(error.retry_seconds)}
    return problem(
        error.status, error.detail, rule=error.rule, errors=error.errors, who_may=error.who_may, headers=headers
    )


def of_http(error: HTTPException) -> AnyResponse:
    """What Flask or a view gave up with."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    if status == 401:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="qyzmet"')
    known = _details()
    return problem(status, known.get(status) or known[400 if status < 500 else 429], headers=headers)


def of_any(error: Exception) -> AnyResponse:
    """The answer to any exception; what nobody foresaw is logged and told with the number of the request."""
    if isinstance(error, Refused):
        return of_refusal(error)
    if isinstance(error, HTTPException):
        return of_http(error)
    if isinstance(error, KeyFileError):
        return problem(503, key_unusable(error))
    if disk.is_full(error):
        log.error("disk_full", error=type(error).__name__)
        return problem(
            disk.STATUS,
            _("The server's disk is full: nothing was kept. Tell the administrator, and try again later."),
        )
    if isinstance(error, StaleDataError):
        return problem(
            412,
            _(
                "This was changed in the meantime, by somebody else or by you in another tab. "
                "Look at the newest version."
            ),
        )
    if isinstance(error, IntegrityError):
        log.warning("integrity_error", error=str(error.orig))
        return problem(409, _("Somebody else did the same at this moment. Look at the newest version and try again."))
    if isinstance(error, DataError):
        log.warning("data_error", error=str(error.orig))
        return problem(422, _("Something that was sent cannot be kept: a text or a number is too long."))
    if isinstance(error, OperationalError):
        log.error("database_unavailable", error=str(error.orig))
        return problem(
            503, _("The database is busy. Try again in a moment."), headers={"Retry-After": str(RETRY_SECONDS)}
        )
    log.error("unforeseen", path=request.path, exc_info=error)
    return problem(500, _("Something went wrong here, and nothing was changed. Tell the administrator the request_id."))


def _handle(error: Exception) -> AnyResponse:
    roll_back()
    return of_any(error)


def roll_back() -> None:
    """Undo what the request has done so far; a database that is gone has undone it already."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        log.exception("rollback_failed")


def answer_with_problems(blueprint: Blueprint) -> None:
    """Let a blueprint answer every error as problem+json."""
    blueprint.register_error_handler(HTTPException, _handle)
    blueprint.register_error_handler(Exception, _handle)
