"""What a supervisor asks: does the process live (/healthz), can it work (/readyz), how does it go (/metrics)."""

import hmac
import os

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from qyzmet import schema
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.deadlines.worker import signs_of_life
from qyzmet.operations import metrics
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import file, usage
from qyzmet.signatures import checking
from qyzmet.signatures.trust import lists

log = structlog.get_logger("qyzmet.operations")
blueprint = Blueprint("operations", __name__)

OK = "ok"
_ASKS = {"WWW-Authenticate": 'Bearer realm="qyzmet-metrics"', "Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers. Asks neither the database nor anything else."""
    return _answer({"process": OK})


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether work can be done: each check with `ok` or what is wrong, 503 if anything is.

    What hinders no work yet is a warning, and no reason for 503. Anybody may ask, so the answer names no address, path
    or person; the log says more.
    """
    database = _database()
    unknown = "Unknown while the database does not answer."
    worker = _worker() if database == OK else unknown
    seal_key = {"seal_key": _seal_key()} if _needs_seal_key(database == OK) else {}
    return _answer(
        {"database": database, "storage": _storage(), **seal_key, "worker": worker},
        _warnings(),
    )


@blueprint.get("/metrics", endpoint="metrics")
def metrics_text() -> ResponseReturnValue:
    """Prometheus's text format, for whoever has the token; in production there are none without one."""
    settings: Settings = current_app.config["QYZMET"]
    if settings.metrics_token:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode()):
            abort(401, response=Response("A token is needed: Authorization: Bearer TOKEN\n", 401, _ASKS))
    elif settings.production:
        abort(404)
    return Response(metrics.text(), content_type=CONTENT_TYPE_LATEST)


def _answer(checks: dict[str, str], warnings: dict[str, str] | None = None) -> ResponseReturnValue:
    ready = all(said == OK for said in checks.values())
    more = {"warnings": warnings} if warnings else {}
    answer = jsonify(status=OK if ready else "failing", checks=checks, **more)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if ready else 503


def _database() -> str:
    try:
        schema.check(db.session.connection())
    except schema.SchemaError as error:
        log.error("not_ready", check="database", error=str(error))
        return str(error)
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("not_ready", check="database", error=type(error).__name__)
        return "The database does not answer."
    return OK


def _storage() -> str:
    settings: Settings = current_app.config["QYZMET"]
    probe = settings.documents / f".ready-{os.getpid()}"
    try:
        probe.write_bytes(b"ready")
        probe.unlink()
    except OSError as error:
        log.error("not_ready", check="storage", error=error.strerror)
        return f"The folder for documents cannot be written to: {error.strerror}."
    return OK


def _needs_seal_key(database_answers: bool) -> bool:
    """Whether a key is named, or anything is sealed: before that nobody needs one."""
    settings: Settings = current_app.config["QYZMET"]
    if settings.seal_key_file is not None:
        return True
    try:
        return database_answers and bool(usage.in_use())
    except SQLAlchemyError:
        db.session.rollback()
        return False


def _seal_key() -> str:
    settings: Settings = current_app.config["QYZMET"]
    try:
        file.read(file.place_of(settings))
    except KeyFileError as error:
        log.error("not_ready", check="seal_key", error=str(error))
        return "The seal key cannot be used. The log says why, and so does: qyzmet seal-key check"
    return OK


def _warnings() -> dict[str, str]:
    try:
        stale = lists.stale_now() if checking.is_offered() else 0
    except SQLAlchemyError:
        db.session.rollback()
        return {}  # The checks say that the database does not answer.
    if not stale:
        return {}
    log.warning("revocation_lists_stale", stale=stale)
    return {"revocation_lists": "Lists of revoked certificates are missing or stale. See: qyzmet signatures lists"}


def _worker() -> str:
    try:
        state = signs_of_life.worker_state()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("not_ready", check="worker", error=type(error).__name__)
        return "The database does not answer."
    if state.ready:
        return OK
    log.error("not_ready", check="worker", problems=state.problems)
    if not state.alive:
        return "No deadline worker is running. Start one with: qyzmet worker"
    if state.lost:
        return "A deadline worker ended without being asked to; another one runs. The log says why."
    return "The deadline worker fails in its work. The log says why."


def register(app: Flask) -> None:
    """Add the three addresses."""
    app.register_blueprint(blueprint)
