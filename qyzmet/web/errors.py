"""Every error as an answer that helps: pages for people, problem+json for systems. Nothing answers a bare 500."""

import structlog
from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from qyzmet.api import problems
from qyzmet.database import db
from qyzmet.files import disk
from qyzmet.procedure.refusals import Refused
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.refusals import key_unusable
from qyzmet.translating import gettext as _
from qyzmet.web import received_files

API = "/api/"
log = structlog.get_logger("qyzmet.web")

# Statuses with a page of their own; others are shown by the nearest of these.
_PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500})


# PostgreSQL ended one of two that waited for each other: deadlock, serialisation, a lock that was not had in time.
_MET_ANOTHER = frozenset({"40P01", "40001", "55P03"})
_KEPT_HEADERS = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})


def request_id() -> str:
    """The number of this answer, which logs carry too."""
    return str(g.get("request_id", ""))


def page(status: int, **facts: object) -> tuple[str, int]:
    """The error page for a status."""
    known = status if status in _PAGES else (400 if status < 500 else 500)
    if known == 500:
        # Without what pages are usually given: who is signed in is in the database, which may be what has failed.
        return current_app.jinja_env.get_template("errors/500.html").render(request_id=request_id(), **facts), status
    if known == 413:
        facts |= {"limit_mb": received_files.limit_mb(), "together_mb": received_files.limit_mb(together=True)}
    return render_template(f"errors/{known}.html", request_id=request_id(), way_back=_way_back(), **facts), status


def _way_back() -> tuple[str, str | None] | None:
    """The page from which it was tried: of the procedure, if its page was asked for by one who may know of it.

    Otherwise, of a form that was sent, the address of the form.
    """
    if "way_back" in g:
        path, number = g.way_back
        return str(path), str(number)
    return (request.path, None) if request.method == "POST" else None


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    if request.path.startswith(API):
        # No route was found there, so that no blueprint could answer.
        return problems.of_http(error)
    status = error.code or 500
    if status in (301, 302, 303, 307, 308):
        return error.get_response()
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    return (*page(status), headers)


def _refused(error: Refused) -> ResponseReturnValue:
    db.session.rollback()
    status = 409 if error.status == 412 else error.status
    headers = {} if error.retry_seconds is None else {"Retry-After": str(error.retry_seconds)}
    return (*page(status, detail=error.detail, rule=error.rule, who_may=error.who_may), headers)


def _saved_meanwhile() -> str:
    return _("This was saved in the meantime, by somebody else or by you in another tab. Open it again and repeat it.")


def _stale(error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return page(409, detail=_saved_meanwhile())


def _done_meanwhile(error: IntegrityError) -> ResponseReturnValue:
    db.session.rollback()
    log.warning("integrity_error", error=str(error.orig))
    return page(409, detail=_("Somebody else did the same at this moment. Look at the newest version and try again."))


def _not_to_be_kept(error: DataError) -> ResponseReturnValue:
    db.session.rollback()
    log.warning("data_error", error=str(error.orig))
    return page(422, detail=_("Something that was sent cannot be kept: a text or a number is too long."))


def _no_seal_key(fault: KeyFileError) -> ResponseReturnValue:
    db.session.rollback()
    return page(409, detail=key_unusable(fault))


def _disk_full(error: Exception) -> ResponseReturnValue:
    log.error("disk_full", error=type(error).__name__)
    return page(disk.STATUS, disk_full=True)


def _busy(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    if disk.is_full(error):
        return _disk_full(error)
    if getattr(error.orig, "sqlstate", None) in _MET_ANOTHER or "locked" in str(error.orig):
        log.warning("met_another", error=str(error.orig))
        return page(409, detail=_saved_meanwhile())
    log.error("database_unavailable", error=str(error.orig))
    return page(500)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    try:
        db.session.rollback()
    except SQLAlchemyError:
        log.exception("rollback_failed")
    if disk.is_full(error):
        return _disk_full(error)
    log.exception("unforeseen", path=request.path)
    return page(500)


def register(app: Flask) -> None:
    """Take every error of pages; the API's blueprint takes its own first."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _done_meanwhile)
    app.register_error_handler(DataError, _not_to_be_kept)
    app.register_error_handler(KeyFileError, _no_seal_key)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unforeseen)
