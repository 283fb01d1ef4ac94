"""200 bids of 5 MB in the last minute of a window, from parallel clients: `python -m bench.bids`.

A demonstration runs as its own processes, on SQLite and on PostgreSQL. Its clock stands at one minute before the end
and goes on as any clock does. 200 suppliers send at once each its file, its draft and the submission: all are in time,
or the minute was not enough. The baseline is the same bytes sent by the same number of clients as ordinary documents,
which are not sealed. What a sealed file is filled up with, some 3 % of it, is counted with it.

Then 40 more come, and the clock passes the end when a quarter of them have a receipt. The bids are opened, and it is
counted over both: every submission answered with a receipt was received before the end and is opened; every other was
answered with 409; nothing was answered with a 5xx.
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
# Those who come as the time ends.
LATEST = 40
LAST_MINUTE = dt.timedelta(minutes=1)
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
    """The demonstration's data with so many suppliers more; tokens and users by key, and the suppliers' tokens."""
    app = create_app(settings_from({}, **{name.removeprefix("QYZMET_"): value for name, value in environ.items()}))
    database.read_only(False)
    with app.app_context():
        schema.upgrade()
        start_check.make_where_free(app.config["QYZMET"])
        sample.make()
        people.ensure_tokens()
        made = []
        for _number in range(SUPPLIERS + LATEST):
            head = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
            made.append(tokens.create(head, "measurement")[1])
        db.session.commit()
        users = {key: user.public_id for key, user in people.users().items()}
        known = {key: people.token_of(key) for key in users}
        db.session.remove()
        db.engine.dispose()
    return known, users, made


@dataclass
class Rush:
    """What became of bids that came at once: receipts by number, the status of every refusal, how long it took."""

    receipts: dict[str, dt.datetime] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    seconds: float = 0.0


def rush(
    site: Site, tender: str, suppliers: list[str], enough: int = 0, then: Callable[[], None] | None = None
) -> Rush:
    """All of them at once; `then` is done beside them when so many have a receipt."""
    found, reached = Rush(), threading.Event()

    def one(token: str, number: int) -> None:
        document = site.sent(token, f"offer-{number}.pdf", content_of(number))
        status, made = site.ask(token, "/bids", {"tender": tender, "data": tender_course.a_bid([document])})
        if status == 201:
            status, answer = site.ask(token, f"/bids/{made['number']}/submit", {})
        if status == 200:
            found.receipts[made["number"]] = dt.datetime.fromisoformat(answer["receipt"]["received_at"])
        else:
            found.refused.append(status)
        if len(found.receipts) >= enough:
            reached.set()

    def wait() -> None:
        reached.wait(600)
        if then is not None:
            then()

    beside = threading.Thread(target=wait)
    beside.start()
    before = clock.elapsed()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(one, suppliers, range(len(suppliers))))
    found.seconds = clock.elapsed() - before
    reached.set()
    beside.join()
    return found


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
    plain = ordinary(site)
    tender_course.move_clock(site, ends_at - LAST_MINUTE)
    site.answers.clear()
    first = rush(site, tender, suppliers[:SUPPLIERS])
    last = rush(site, tender, suppliers[SUPPLIERS:], LATEST // 4, lambda: tender_course.move_clock(site, ends_at))
    opened = {each["number"] for each in tender_course.opened(site, tender)["bids"]}
    receipts = first.receipts | last.receipts
    checks: list[tuple[str, bool]] = [
        ("all who came in the last minute were in time", len(first.receipts) == SUPPLIERS),
        ("every submission with a receipt was received before the end", all(at < ends_at for at in receipts.values())),
        ("every one of them was opened, and nothing else", opened == set(receipts)),
        ("every other was refused with 409", {*first.refused, *last.refused} <= {409}),
        ("all were answered", len(last.receipts) + len(last.refused) == LATEST),
        ("no answer was a 5xx", not any(status >= 500 for status in site.answers)),
        (f"at most {MOST:.0f} times the unsealed bytes", first.seconds <= MOST * plain),
    ]
    print(f"\n{name}: {SUPPLIERS} bids of {SIZE // 2**20} MB from {CLIENTS} clients at a time, then {LATEST}")
    print(f"  in time {len(first.receipts)}; as it ended {len(last.receipts)}, too late {len(last.refused)}")
    print(f"  answers {dict(sorted(site.answers.items()))}")
    print(f"  the same bytes unsealed {plain:.1f} s, bids {first.seconds:.1f} s: {first.seconds / plain:.2f} times")
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
