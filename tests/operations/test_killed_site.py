"""The whole site killed at random moments while people act: nothing acknowledged is lost, nothing is done twice.

The same walk is made once more in this process, where nobody is killed. Then all that both left is laid side by side:
states and versions, acts, terms with what fell due, notices, e-mails, the trail, contracts, reports, files.
"""

import base64
import copy
import datetime as dt
import json
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from qyzmet import clock, database, schema
from qyzmet.audit import verify
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.demo import keys, people, sample
from qyzmet.demo.keys import RSA, Keys
from qyzmet.factory import create_app
from qyzmet.sealing.key import start_check
from tests import tender_course
from tests.catalog import forming
from tests.demo.conftest import leave
from tests.demo.site import Site
from tests.operations.killed_site import PATIENCE_SECONDS, SECRET_KEY, Caller, Killer, Servers
from tests.own_database import SERVER, copied_database, own_database
from tests.programmes.conftest import SMALL

pytestmark = pytest.mark.soak

KILLS = 30
LEASE = {"contract": "lease", "price": "49000000.00", "starts_on": "2026-04-01", "ends_on": "2028-12-14"}
_NUMBER = "coalesce(procedure.number, procedure.kind)"
_OF = "JOIN procedure ON procedure.id = procedure_id"
# What is left, as far as it is the same whoever made it: without random names, keys and hours of the machine.
LEFT = {
    "procedures": f"SELECT {_NUMBER}, state, version FROM procedure",
    "acts": f"SELECT {_NUMBER}, action, to_state, user_id FROM act {_OF}",
    "terms": f"SELECT {_NUMBER}, term, matter, starts_on, due_on, d.state, closed_at, overdue_at FROM deadline d {_OF}",
    "firings": f"SELECT {_NUMBER}, term, matter, stage, skipped FROM deadline_firing"
    f" JOIN deadline ON deadline.id = deadline_id {_OF}",
    "notices": f"SELECT {_NUMBER}, user_id, n.kind, at FROM notification n {_OF}",
    # A worker that starts anew asks the administrator for the calendar of years to come; the clock alone does not.
    "e-mails": 'SELECT "to", subject, sent_at IS NOT NULL, last_error FROM outbox_message'
    " WHERE subject NOT LIKE 'Нужно внести календарь%'",
    "trail": "SELECT action, actor FROM audit_record",
    "contracts": "SELECT kind, price FROM contract",
    "reports": "SELECT key, annulled_at FROM programme_report",
    "signatures of protocols": "SELECT count(*) FROM protocol_signature",
    "signatures": "SELECT action, act.user_id FROM signature JOIN act ON act.id = act_id",
    "manifests": "SELECT action, count(*), count(used_at) FROM kept_manifest GROUP BY action",
    "services": "SELECT number, version FROM service JOIN procedure USING (id)",
    "prices": "SELECT price_lease, price_service FROM service_price",
    "documents": "SELECT name, media_type FROM document",
}
_RANDOM = re.compile(r"-draft-[0-9A-Z]+|\bB-[0-9A-Z]{12}\b")


def opened(folder: Path, url: str) -> Flask:
    """The demonstration in this process."""
    app = create_app(
        settings_from({}, ENVIRONMENT="demo", INSTANCE=str(folder), DATABASE_URL=url, SECRET_KEY=SECRET_KEY)
    )
    database.read_only(False)
    return app


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[tuple[tuple[Path, str], tuple[Path, str]]]:
    """Two copies of one demonstration, each a folder and a database: SQLite, or PostgreSQL where there is a server."""
    before = clock.use(clock.wall)
    made = tmp_path / "made"
    made.mkdir()
    with ExitStack() as closing:
        url = closing.enter_context(own_database(SERVER, "site")) if SERVER else f"sqlite:///{made / 'qyzmet.sqlite3'}"
        app = opened(made, url)
        with app.app_context():
            schema.upgrade()
            start_check.make_where_free(app.config["QYZMET"])
            keys.make(app.config["QYZMET"])
            sample.make()
            people.ensure_tokens()
            db.session.commit()
            kept = db.engine.url
        leave(app)
        found = []
        for name in ("killed", "quiet"):
            folder = tmp_path / name
            shutil.copytree(made, folder)
            copied = closing.enter_context(copied_database(kept, folder / "qyzmet.sqlite3"))
            found.append((folder, copied.render_as_string(hide_password=False)))
        yield found[0], found[1]
    clock.use(before)


def signed(caller: Site | Caller, held: Keys, key: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The person takes the act with an electronic signature."""
    made = caller.call(key, f"{path}/manifest", body)
    at = dt.datetime.fromisoformat(str(caller.call("", "/demo")["now"]))
    content = base64.b64decode(made["manifest"])
    signature = base64.b64encode(held.identity(key, RSA).sign(content, at)).decode()
    return caller.call(key, path, {**body, "signature": signature})


def added(caller: Site | Caller, held: Keys) -> None:
    """The additions that the demonstration has begun are signed to the last, and lead to the service's next version."""
    development = caller.call("integrator_head", "/developments?state=decided")["items"][0]
    path = str(development["links"]["assignment"]).removeprefix("/api/v1")
    signed(caller, held, "operator_head", f"{path}/sign_contract", {"contract": "service", "version": 1})
    terms = LEASE | {"document": caller.upload("operator_head", "addition.pdf", tender_course.PDF)}
    signed(caller, held, "operator_head", f"{path}/sign_contract", terms)
    last = signed(caller, held, "supplier1_head", f"{path}/sign_contract", {"contract": "lease", "version": 1})
    formation = last["links"]["formation"].rpartition("/")[2]
    tender_course.tested(caller, formation)
    tender_course.presented(caller, formation)
    tender_course.decided_to_form(caller, formation)
    tender_course.commissioned(caller, formation)
    tender_course.notified(caller, formation, tender_course.an_entry(forming.KIND, forming.RECIPIENT))
    signed(caller, held, "authorised_body_head", f"/formations/{formation}/include", {})


def walk(caller: Site | Caller, held: Keys) -> None:
    """A programme with its report, additions that are signed, then a need from its assignment to the Catalogue; then
    weeks go by.
    """
    added(caller, held)
    data = copy.deepcopy(SMALL) | {
        "from": "2025",
        "to": "2026",
        "act": {"body": "", "number": "1", "date": "2024-12-30"},
    }
    programme = str(caller.call("state_body_specialist", "/programmes", {"data": data})["number"])
    programme = str(caller.call("state_body_head", f"/programmes/{programme}/approve", {})["number"])
    file = caller.upload("state_body_specialist", "report.pdf", tender_course.PDF)
    report = {"report": "1-2025-Q1", "measures": [], "indicators": [], "text": "По плану.", "documents": [file]}
    caller.call("state_body_specialist", f"/programmes/{programme}/report", report)
    tender = tender_course.published(caller)
    bid = tender_course.a_bid([caller.upload("supplier1_specialist", "bid.pdf", tender_course.PDF)])
    tender_course.submitted_bid(caller, "supplier1", tender, bid)
    tender_course.opened(caller, tender)
    formation = tender_course.contracted(caller, tender)["links"]["formation"].rpartition("/")[2]
    tender_course.tested(caller, formation)
    tender_course.presented(caller, formation)
    tender_course.decided_to_form(caller, formation)
    tender_course.commissioned(caller, formation)
    tender_course.notified(caller, formation, tender_course.an_entry(forming.KIND, forming.RECIPIENT))
    assert caller.call("authorised_body_head", f"/formations/{formation}/include", {})["state"] == "included"
    now = dt.datetime.fromisoformat(str(caller.call("", "/demo")["now"]))
    for days in (10, 30):
        tender_course.move_clock(caller, now + dt.timedelta(days))


def left(url: str) -> dict[str, Counter[str]]:
    """All that is there, by what it is."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: Counter(_RANDOM.sub("", str(tuple(map(str, row)))) for row in connection.execute(text(query)))
            for name, query in LEFT.items()
        }
    engine.dispose()
    return found


def test_a_site_killed_again_and_again_loses_nothing_and_does_nothing_twice(
    sides: tuple[tuple[Path, str], tuple[Path, str]],
) -> None:
    """30 kills of pages, worker or all at once; over PostgreSQL of two servers, to which calls go by turns."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails.
    (folder, url), (quiet_folder, quiet_url) = sides
    app = opened(quiet_folder, quiet_url)
    site = Site(app)
    held = keys.load(quiet_folder)
    walk(site, held)
    ids, tokens = site.ids, site.tokens
    leave(app)
    # A worker may be writing for a while on a busy machine.
    engine = create_engine(url, connect_args={} if SERVER else {"timeout": PATIENCE_SECONDS})
    servers = Servers(folder, url, seed)
    caller = Caller(servers, engine, ids, tokens, seed)
    killer = Killer(servers, caller.under_way, KILLS, seed)
    try:
        killer.start()
        walk(caller, held)
        killer.stop()
        for port in servers.ports:
            servers.wait_for(port)
        wait_until_sent(url)
        # Before anybody looks: who opens a document is written into the trail.
        found, expected = left(url), left(quiet_url)
        for number, (key, content) in caller.files.items():
            assert caller.once(key, f"/documents/{number}/content") == (200, content)
        for path, (key, version) in caller.versions.items():
            status, shown = caller.once(key, path)
            assert status == 200, path
            assert json.loads(shown)["version"] >= version, path
    finally:
        killer.stop()
        servers.end()
        engine.dispose()
    assert sum(servers.killed.values()) >= KILLS // 2, "the walk was over too soon"
    assert caller.lost > 0
    assert {
        name: (found[name] - rows, rows - found[name]) for name, rows in expected.items() if found[name] != rows
    } == {}
    app = opened(folder, url)
    with app.app_context():
        assert verify.verify().fault is None
    leave(app)


def wait_until_sent(url: str) -> None:
    """The worker sends what was queued."""
    engine = create_engine(url)
    until = time.monotonic() + PATIENCE_SECONDS
    waiting = text("SELECT count(*) FROM outbox_message WHERE next_try_at IS NOT NULL")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(waiting).scalar():
            assert time.monotonic() < until, "e-mails are left"
            time.sleep(0.2)
    engine.dispose()
