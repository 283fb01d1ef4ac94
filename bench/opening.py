"""Opening 200 bids with two files each: `python -m bench.opening`.

A demonstration in this process, on SQLite and on PostgreSQL. 200 suppliers hand a bid in under the seal; then the chair
opens them all over the API, by one request. Seconds and statements of that request, and whether every bid is opened,
its files can be read and the audit trail holds.
"""

import copy
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from bench._servers import measure_on_both
from qyzmet import clock, context, database, schema
from qyzmet.audit import verify
from qyzmet.config import settings_from
from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.demo import people, sample
from qyzmet.documents import service as documents
from qyzmet.factory import create_app
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.sealing.key import start_check
from qyzmet.tenders.bids.draft import draft
from qyzmet.tenders.models import Bid
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories, tender_course
from tests.own_database import own_database

BIDS, SIZE, MOST_SECONDS = 200, 100_000, 6.0


class Site:
    """A demonstration in this process, called as its people; one to a `tender_course`."""

    def __init__(self, client: FlaskClient, tokens: Mapping[str, str], users: Mapping[str, str]) -> None:
        self._client, self._tokens, self._users = client, tokens, users

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer to a person of the demonstration. Raises RuntimeError for a refusal."""
        headers = {"Authorization": f"Bearer {self._tokens[key]}"} if key else {}
        method = "GET" if body is None else "POST"
        answer = self._client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
        if answer.status_code >= 300:
            raise RuntimeError(f"{key} {path}: {answer.text}")
        found: dict[str, Any] = answer.get_json()
        return found

    def user(self, key: str) -> str:
        """The public id of the person."""
        return self._users[key]

    def register(self) -> dict[str, str]:
        """The numbers of the register's working services, by their names."""
        found = self.call("integrator_head", "/integration-services?limit=200&state=working")["items"]
        return {each["data"]["name"]: each["number"] for each in found}

    def ordered(self) -> str:
        """A design assignment that is still to be written."""
        return str(self.call("integrator_head", "/assignments?state=draft&limit=200")["items"][0]["number"])

    def upload(self, key: str, name: str, content: bytes) -> str:
        """No person of the demonstration uploads here."""
        raise NotImplementedError


def prepare(app: Flask) -> tuple[Site, str]:
    """The demonstration with a tender for which the bids came in, and its number."""
    with app.app_context():
        schema.upgrade()
        start_check.make_where_free(app.config["QYZMET"])
        sample.make()
        people.ensure_tokens()
        users = {key: user.public_id for key, user in people.users().items()}
        tokens = {key: people.token_of(key) for key in users}
        heads = []
        for _number in range(BIDS):
            head = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
            heads.append(head.id)
        db.session.commit()
    site = Site(app.test_client(), tokens, users)
    tender = tender_course.published(site)
    with app.app_context():
        for number, head in enumerate(heads):
            _hand_in(tender, head, number)
            db.session.commit()
            db.session.expunge_all()
    return site, tender


def _hand_in(tender: str, head: int, number: int) -> None:
    user = db.session.get_one(User, head)
    with context.acting(actor_of(user)):
        files = [documents.upload(_pdf(), f"offer-{number}-{part}.pdf").public_id for part in "ab"]
        price = f"{40_000_000 + number}.00"
        bid = draft(tender, copy.deepcopy(tender_course.a_bid(files, lease=price)))
        engine.take(bid, "submit", {})


def _pdf() -> io.BytesIO:
    head = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n% "
    return io.BytesIO(head + os.urandom(SIZE))


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many statements are sent to the database within the block: the list's one number."""
    found = [0]

    def one_more(*_given: object) -> None:
        found[0] += 1

    event.listen(db.engine, "before_cursor_execute", one_more)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", one_more)


def measure(name: str, url: str) -> bool:
    """One database; says whether everything was opened, and in time."""
    clock.use(clock.wall)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_from({}, ENVIRONMENT="demo", INSTANCE=folder, DATABASE_URL=url, LOG_LEVEL="error"))
        database.read_only(False)
        site, tender = prepare(app)
        tender_course.move_clock(site, str(site.call("chair", f"/tenders/{tender}")["opening_at"]))
        body = {"present": [site.user(key) for key in tender_course.PERSONS]}
        with app.app_context(), counted() as statements:
            before = clock.elapsed()
            answer = site.call("chair", f"/tenders/{tender}/open_bids", body)
            seconds = clock.elapsed() - before
        with app.app_context():
            opened = db.session.scalar(select(func.count()).select_from(Bid).where(Bid.number.in_(_numbers(answer))))
            whole = verify.verify().fault is None
            db.session.remove()
            db.engine.dispose()
    protocol = next(each for each in answer["protocols"] if each["kind"] == "opening")["data"]
    checks = [
        ("every bid is opened, and every file can be read", opened == BIDS and not protocol["unreadable"]),
        ("the audit trail holds", whole),
        (f"at most {MOST_SECONDS:.0f} seconds", seconds <= MOST_SECONDS),
    ]
    print(f"\n{name}: {BIDS} bids with two files each opened in {seconds:.1f} s, {statements[0]} statements")
    for text, kept in checks:
        print(f"  {text:<62} {'met' if kept else 'MISSED'}")
    return all(kept for _text, kept in checks)


def _numbers(answer: Mapping[str, Any]) -> list[str]:
    return [each["number"] for each in answer["bids"]]


def main() -> None:
    """Measure on both databases; exit 1 where it took longer, or something was left closed."""

    def on_sqlite() -> bool:
        return measure("SQLite", "")

    def on_postgresql(server: str) -> bool:
        with own_database(server, "opening") as url:
            return measure("PostgreSQL", url)

    chosen: tuple[Callable[[], bool], Callable[[str], bool]] = (on_sqlite, on_postgresql)
    measure_on_both("bench.opening", *chosen)


if __name__ == "__main__":
    main()
