"""200 bids of 5 MB in the last minute of a window, from parallel clients: `python -m bench.bids`.

A demonstration runs as its own processes, on SQLite and on PostgreSQL. Each of 200 suppliers sends its file, its draft
and the submission; when a quarter of them have theirs in, the clock passes the end. Then the bids are opened, and it is
counted: every submission answered with a receipt was received before the end and is opened; every other was answered
with 409; nothing was answered with 500. The baseline is the same bytes sent by the same number of clients as ordinary
documents, which are not sealed.
"""

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._servers import measure_on_both
from qyzmet import clock, database, schema
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.demo import people, sample
from qyzmet.factory import create_app
from qyzmet.people.accounts import tokens
from qyzmet.sealing.key import start_check
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories, tender_course
from tests.own_database import own_database

SUPPLIERS, SIZE, CLIENTS = 200, 5 * 1024 * 1024, 200
# A bid is three calls and its file is sealed; an ordinary document is one.
MOST = 2.0
BOUNDARY = "----a-boundary-of-the-measurement"
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Site:
    """A demonstration over HTTP."""

    address: str
    tokens: dict[str, str]
    users: dict[str, str]
    answers: Counter[int] = field(default_factory=Counter)

    def send(self, token: str, path: str, body: bytes | None, kind: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON of an answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Content-Type": kind} if body is not None else {}
        asked = urllib.request.Request(f"{self.address}/api/v1{path}", data=body, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=300) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            status, text = refused.code, refused.read()
        self.answers[status] += 1
        return status, json.loads(text or b"{}")

    def ask(self, token: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """The same for JSON."""
        sent = None if body is None else json.dumps(body).encode()
        return self.send(token, path, sent, "application/json")

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer to a person of the demonstration. Raises RuntimeError for a refusal."""
        status, found = self.ask(self.tokens.get(key, ""), path, body)
        if status >= 300:
            raise RuntimeError(f"{key} {path}: {status} {found}")
        return found

    def user(self, key: str) -> str:
        """The public id of the person."""
        return self.users[key]

    def upload(self, key: str, name: str, content: bytes) -> str:
        """The id of a document that the person uploads."""
        return self.sent(self.tokens[key], name, content)

    def sent(self, token: str, name: str, content: bytes) -> str:
        """The same with a token. Raises RuntimeError for a refusal."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        status, found = self.send(token, "/documents", body, f"multipart/form-data; boundary={BOUNDARY}")
        if status != 201:
            raise RuntimeError(f"a document: {status} {found}")
        return str(found["id"])

    def register(self) -> dict[str, str]:
        """The numbers of the register's working services, by their names."""
        found = self.call("integrator_head", "/integration-services?limit=200&state=working")["items"]
        return {each["data"]["name"]: each["number"] for each in found}

    def ordered(self) -> str:
        """A design assignment that is still to be written."""
        return str(self.call("integrator_head", "/assignments?state=draft&limit=200")["items"][0]["number"])


def content_of(number: int) -> bytes:
    """A PDF of 5 MB that no other supplier sends."""
    head = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n" + f"% {number} ".encode()
    return head + os.urandom(SIZE - len(head))


def prepare(environ: dict[str, str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The demonstration's data with 200 suppliers more; tokens and users by key, and the suppliers' tokens."""
    app = create_app(settings_from({}, **{name.removeprefix("QYZMET_"): value for name, value in environ.items()}))
    database.read_only(False)
    with app.app_context():
        schema.upgrade()
        start_check.make_where_free(app.config["QYZMET"])
        sample.make()
        people.ensure_tokens()
        made = []
        for _number in range(SUPPLIERS):
            head = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
            made.append(tokens.create(head, "measurement")[1])
        db.session.commit()
        users = {key: user.public_id for key, user in people.users().items()}
        known = {key: people.token_of(key) for key in users}
        db.session.remove()
        db.engine.dispose()
    return known, users, made


def last_minute(site: Site, tender: str, suppliers: list[str], ends_at: dt.datetime) -> dict[str, Any]:
    """All of them at once; the clock passes the end when a quarter of them have a receipt."""
    receipts: dict[str, dt.datetime] = {}
    late: list[int] = []
    a_quarter = threading.Event()

    def one(token: str, number: int) -> None:
        document = site.sent(token, f"offer-{number}.pdf", content_of(number))
        status, made = site.ask(token, "/bids", {"tender": tender, "data": tender_course.a_bid([document])})
        if status == 201:
            status, found = site.ask(token, f"/bids/{made['number']}/submit", {})
        if status == 200:
            receipts[made["number"]] = dt.datetime.fromisoformat(found["receipt"]["received_at"])
        else:
            late.append(status)
        if len(receipts) >= SUPPLIERS // 4:
            a_quarter.set()

    def pass_the_end() -> None:
        a_quarter.wait(600)
        tender_course.move_clock(site, ends_at)

    mover = threading.Thread(target=pass_the_end)
    mover.start()
    before = clock.elapsed()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(one, suppliers, range(len(suppliers))))
    seconds = clock.elapsed() - before
    a_quarter.set()
    mover.join()
    return {"receipts": receipts, "late": late, "seconds": seconds}


def ordinary(site: Site) -> float:
    """Seconds that the same bytes take as documents of the integrator, sent by as many clients."""
    token = site.tokens["integrator_specialist"]
    before = clock.elapsed()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda number: site.sent(token, f"paper-{number}.pdf", content_of(number)), range(SUPPLIERS)))
    return clock.elapsed() - before


def measure(name: str, database_url: str) -> bool:
    """One database; says whether nothing was lost and the ratio was met."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environ = {
            "QYZMET_ENVIRONMENT": "demo",
            "QYZMET_INSTANCE": folder,
            "QYZMET_DATABASE_URL": database_url,
            "QYZMET_SECRET_KEY": "of-this-measurement-alone-0123456789",
            "QYZMET_BASE_URL": f"http://127.0.0.1:{port}",
        }
        known, users, suppliers = prepare(environ)
        clock.use(clock.wall)
        command = [sys.executable, "-m", "qyzmet", "serve", "--port", str(port)]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environ, stdout=log, stderr=log)
        try:
            site = Site(f"http://127.0.0.1:{port}", known, users)
            _wait(site)
            return _counted(name, site, suppliers)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def _counted(name: str, site: Site, suppliers: list[str]) -> bool:
    tender = tender_course.published(site)
    ends_at = dt.datetime.fromisoformat(str(site.call("integrator_head", f"/tenders/{tender}")["accepts_until"]))
    tender_course.move_clock(site, ends_at - dt.timedelta(seconds=30))
    plain = ordinary(site)
    site.answers.clear()
    found = last_minute(site, tender, suppliers, ends_at)
    opened = {each["number"] for each in tender_course.opened(site, tender)["bids"]}
    receipts: dict[str, dt.datetime] = found["receipts"]
    checks: list[tuple[str, bool]] = [
        ("every submission with a receipt was received before the end", all(at < ends_at for at in receipts.values())),
        ("every one of them was opened, and nothing else", opened == set(receipts)),
        ("every other was refused with 409", set(found["late"]) <= {409}),
        ("all were answered", len(receipts) + len(found["late"]) == SUPPLIERS),
        ("no answer was a 5xx", not any(status >= 500 for status in site.answers)),
        (f"at most {MOST:.0f} times the unsealed bytes", found["seconds"] <= MOST * plain),
    ]
    print(f"\n{name}: {SUPPLIERS} bids of {SIZE // 2**20} MB from {CLIENTS} clients at a time")
    print(f"  in time {len(receipts)}, too late {len(found['late'])}; answers {dict(sorted(site.answers.items()))}")
    print(
        f"  the same bytes unsealed {plain:.1f} s, bids {found['seconds']:.1f} s: {found['seconds'] / plain:.2f} times"
    )
    for text, kept in checks:
        print(f"  {text:<62} {'met' if kept else 'MISSED'}")
    return all(kept for _text, kept in checks)


def _wait(site: Site) -> None:
    until = clock.elapsed() + 120
    while clock.elapsed() < until:
        try:
            with urllib.request.urlopen(f"{site.address}/healthz", timeout=5):
                return
        except OSError:
            clock.sleep(0.2)
    raise RuntimeError("The demonstration did not start.")


def main() -> None:
    """Measure on both databases; exit 1 where anything was lost, or the ratio was missed."""

    def on_sqlite() -> bool:
        return measure("SQLite", "")

    def on_postgresql(server: str) -> bool:
        with own_database(server, "bids") as url:
            return measure("PostgreSQL", url)

    chosen: tuple[Callable[[], bool], Callable[[str], bool]] = (on_sqlite, on_postgresql)
    measure_on_both("bench.bids", *chosen)


if __name__ == "__main__":
    main()
