"""What operators see: logs that tell no secrets, a number for every request, /healthz, /readyz and /metrics."""

import dataclasses
import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import DatabaseError

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.config import Settings, settings_from
from qyzmet.database import db
from qyzmet.deadlines.models import WorkerBeat
from qyzmet.deadlines.worker import signs_of_life
from qyzmet.factory import create_app
from qyzmet.operations import logs, metrics
from qyzmet.sealing.key import file
from qyzmet.sealing.key.generations import new_key
from tests import factories
from tests.signing_in import sign_in

SECRET = "8Gm2kHnUQ0r3rWq5f9ZJ4yq1v7a6Xc2TtBbNnMmLlKk"


class Log:
    """What was written to stderr since the test began."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._text = ""

    def text(self) -> str:
        """All of it."""
        self._text += self._capsys.readouterr().err
        return self._text

    def lines(self) -> list[dict[str, Any]]:
        """Its lines, each one JSON object."""
        return [json.loads(line) for line in self.text().splitlines()]

    def requests(self) -> list[dict[str, Any]]:
        """The lines that tell of requests."""
        return [line for line in self.lines() if line["event"] == "request"]


@pytest.fixture
def written(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """What is logged, as production writes it."""
    logs.configure(replace(settings, log_format="json", log_level="info"))
    yield Log(capsys)
    logs.configure(settings)


def test_every_request_is_one_line_with_its_number(client: FlaskClient, written: Log) -> None:
    """Method, path, status, duration and the number that the answer carries; neither query nor address."""
    answer = client.get("/about/contact?token=hidden&lang=ru", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    (line,) = written.requests()
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"], line["user"]) == ("GET", "/about/contact", 200, None)
    assert line["ms"] > 0
    assert dt.datetime.fromisoformat(line["time"]).tzinfo is not None
    assert "hidden" not in written.text()
    assert "203.0.113.9" not in written.text()


def test_a_line_names_the_user_by_number_alone(app: Flask, client: FlaskClient, written: Log) -> None:
    """Who asked is U- and a number: no name, e-mail or IIN stands in the log."""
    person = factories.user(surname="Қасымова", email="kasymova@example.kz")
    sign_in(client, person)
    client.get("/about/contact")
    (line,) = written.requests()
    assert line["user"] == person.public_id
    for private in (person.surname, person.email, person.iin):
        assert private not in written.text()


@pytest.mark.parametrize("path", ["/account/password/new/", "/account/invitation/", "/nowhere/"])
def test_a_secret_in_a_path_is_masked(client: FlaskClient, written: Log, path: str) -> None:
    """Mailed links open something: the log shows the path without them, whatever became of the request."""
    client.get(path + SECRET)
    assert [each["path"] for each in written.requests()] == [path + "…"]
    assert SECRET not in written.text()


def test_libraries_log_the_same_way_and_in_readable_letters(written: Log) -> None:
    """The standard library's logging ends in the same lines; Kazakh stays readable; secrets in sentences are masked."""
    logging.getLogger("gunicorn.error").warning("Жұмысшы %s: /invitation/%s", 7, SECRET)
    structlog.get_logger("qyzmet.test").info("қызмет", path=f"/x/{SECRET}")
    first, second = written.lines()
    assert first["event"] == "Жұмысшы 7: /invitation/…"
    assert (first["logger"], first["level"]) == ("gunicorn.error", "warning")
    assert second["path"] == "/x/…"
    assert "Жұмысшы" in written.text()


def test_an_exception_is_one_json_line(written: Log) -> None:
    """With its traceback inside, so that a line is an event also when something fails."""
    try:
        raise ValueError("бұзылды")
    except ValueError:
        structlog.get_logger("qyzmet.test").exception("failed")
    (line,) = written.lines()
    assert "ValueError: бұзылды" in line["exception"]


def test_an_error_of_the_database_shows_no_values(app: Flask) -> None:
    """The text of a failed statement, which is logged, holds no values: they may be anybody's data."""
    with pytest.raises(DatabaseError) as caught, db.session.begin_nested():
        db.session.execute(db.text("SELECT * FROM nowhere WHERE iin = :iin"), {"iin": "850312400017"})
    assert "850312400017" not in str(caught.value)


def test_a_path_forges_no_line(client: FlaskClient, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Line breaks and a terminal's control characters in an address are spelt out; Kazakh letters stand as they are."""
    logs.configure(replace(settings, log_format="text", log_level="info"))
    client.get("/қ%0Aforged%1B[31m%E2%80%AE")
    written = capsys.readouterr().err
    logs.configure(settings)
    assert r"path=/қ\nforged\x1b[31m\u202e" in written
    assert written.count("\n") == 1


@pytest.mark.parametrize("given", ["0123456789abcdef", "short", "x" * 65, "a b c d e f g h", "naïve-naïve"])
def test_a_number_from_outside_is_not_believed(client: FlaskClient, given: str) -> None:
    """Without a proxy of ours every request gets a number of its own."""
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 16


@pytest.mark.parametrize(
    ("given", "believed"), [("0123456789abcdef", True), ("x" * 65, False), ("a\tb c d e f g", False)]
)
def test_a_proxy_of_ours_gives_the_number(settings: Settings, given: str, believed: bool) -> None:
    """Behind a trusted proxy a sane number is taken over, so that both logs can be read together."""
    app = Flask("behind")
    app.config["QYZMET"] = replace(settings, trusted_proxies=1)
    logs.register(app)
    app.add_url_rule("/", view_func=lambda: "")
    answer = app.test_client().get("/", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is believed
    logs.configure(settings)


def test_healthz_asks_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that lives says so, also with a cookie and without any database."""
    monkeypatch.setattr(db.session, "execute", None)
    monkeypatch.setattr(db.session, "scalar", None)
    monkeypatch.setattr(db.session, "scalars", None)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = SECRET
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "checks": {"process": "ok"}})


@pytest.fixture
def ready(app: Flask) -> WorkerBeat:
    """The schema's revision and a worker that has just been seen."""
    from qyzmet import schema

    db.session.execute(db.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
    db.session.execute(db.text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": schema.newest()})
    beat = WorkerBeat(worker="host:1", started_at=clock.wall(), seen_at=clock.wall())
    db.session.add(beat)
    db.session.commit()
    return beat


def test_readyz_is_green_when_all_is_well(client: FlaskClient, ready: WorkerBeat) -> None:
    """Database, storage, seal key and worker are named, each ok."""
    answer = client.get("/readyz")
    assert answer.json == {"status": "ok", "checks": dict.fromkeys(("database", "storage", "seal_key", "worker"), "ok")}
    assert answer.status_code == 200


def test_readyz_says_that_the_worker_is_gone(client: FlaskClient, ready: WorkerBeat) -> None:
    """A worker that was not seen for a while, none at all, or one that fails: 503, and which check it is."""
    ready.seen_at = clock.wall() - 2 * signs_of_life.silence()
    db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "No deadline worker is running" in answer.json["checks"]["worker"]
    assert answer.json["checks"]["database"] == "ok"
    ready.seen_at = clock.wall()
    ready.last_error = "OperationalError: password=hidden"
    db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "fails in its work" in answer.text
    assert "hidden" not in answer.text


def test_readyz_says_that_the_storage_is_not_writable(
    client: FlaskClient, ready: WorkerBeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that takes no file: 503, without the folder's name."""

    def refuse(*_arguments: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["storage"] == "The folder for documents cannot be written to: Read-only file system."


def test_readyz_says_that_the_schema_is_not_this_releases(client: FlaskClient, ready: WorkerBeat) -> None:
    """An older or newer schema is no database to work with."""
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "9999 is newer" in answer.text


def gauges(client: FlaskClient) -> dict[str, float]:
    """The numbers without labels."""
    text = client.get("/metrics").text
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.labels
    }


def test_metrics_tell_how_the_work_stands(client: FlaskClient, ready: WorkerBeat) -> None:
    """Deadlines, outbox, workers and audit records as numbers; requests by route, method and status."""
    before = gauges(client)
    audit.record("act", chain="a", subject="a")
    db.session.commit()
    after = gauges(client)
    assert after["qyzmet_audit_records"] == before["qyzmet_audit_records"] + 1
    assert (after["qyzmet_database_up"], after["qyzmet_workers_alive"], after["qyzmet_workers_lost"]) == (1, 1, 0)
    for name in ("deadlines_open", "deadlines_overdue", "deadlines_oldest_unfired_seconds"):
        assert after[f"qyzmet_{name}"] >= 0
    for name in ("waiting", "given_up"):
        assert after[f"qyzmet_outbox_{name}"] >= 0
    text = client.get("/metrics").text
    assert 'qyzmet_requests_total{endpoint="operations.metrics",method="GET",status="200"}' in text
    assert 'qyzmet_request_duration_seconds_bucket{endpoint="operations.metrics",le="0.5"}' in text


def test_metrics_count_nothing_of_bidders(app: Flask, client: FlaskClient) -> None:
    """B28: no series names a route of bids, receipts or documents, whoever asks, and none counts what the log hides."""
    before = client.get("/metrics").text
    for path in ("/tenders/T-2026-000001/bid", "/tenders/B-7K2M9QXA4T22/receipt", "/tenders/receipt?hash=1"):
        client.get(path)
        client.post(path)
    for path in ("/api/v1/bids", "/api/v1/bids/B-7K2M9QXA4T22", "/api/v1/documents/D-1", "/documents/D-1"):
        client.get(path)
        client.post(path, json={})
    seen = [line for line in client.get("/metrics").text.splitlines() if line.startswith("qyzmet_request")]
    assert not [line for line in seen if re.search(r"tenders\.(bid|receipt)|api\.document|api\.upload", line)]
    kept = re.compile(r'^qyzmet_requests_total\{endpoint="(?!operations)[^"]*",.*$', re.MULTILINE)
    assert kept.findall("\n".join(seen)) == kept.findall(before)


def test_metrics_ask_for_their_token(app: Flask, client: FlaskClient) -> None:
    """B28: with QYZMET_METRICS_TOKEN for its bearer alone; in production without one there are none."""
    settings = app.config["QYZMET"]
    try:
        app.config["QYZMET"] = dataclasses.replace(settings, metrics_token="a-token-of-prometheus")
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer қате"}).status_code == 401
        right = {"Authorization": "Bearer a-token-of-prometheus"}
        assert "qyzmet_build_info" in client.get("/metrics", headers=right).text
        app.config["QYZMET"] = dataclasses.replace(settings, environment="production")
        assert client.get("/metrics").status_code == 404
    finally:
        app.config["QYZMET"] = settings


def test_paths_and_methods_make_no_series_of_their_own(client: FlaskClient) -> None:
    """Whatever a caller sends, the number of series stays bounded: routes, known methods, statuses."""
    client.get("/nowhere/1")
    client.open("/nowhere/2", method="BREW")
    text = client.get("/metrics").text
    assert "/nowhere" not in text
    assert "BREW" not in text
    assert 'endpoint="none",method="GET",status="404"' in text


def test_counting_never_fails_a_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """When counting breaks, as on a full disk, the page is answered all the same."""

    def broken(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(metrics.REQUESTS, "labels", broken)
    assert client.get("/about/contact").status_code == 200


@pytest.mark.slow
def test_without_a_database_the_process_still_answers(tmp_path: Path) -> None:
    """/healthz stays green, /readyz is 503 and names the database alone, /metrics says that it is down."""
    url = "postgresql://someone:hidden@127.0.0.1:1/nothing"
    app = create_app(settings_from({}, ENVIRONMENT="test", INSTANCE=str(tmp_path), DATABASE_URL=url))
    file.create(tmp_path / "seal-key", new_key(clock.wall()))
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"] == {
        "database": "The database does not answer.",
        "storage": "ok",
        "seal_key": "ok",
        "worker": "Unknown while the database does not answer.",
    }
    assert gauges(client)["qyzmet_database_up"] == 0
    with app.app_context():
        db.engine.dispose()
