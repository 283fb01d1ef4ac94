"""No page and no object of the demonstration asks the database more than so many times, for whoever may see it.

Its database is opened by the application as it is run elsewhere: the demonstration's clock and bar ask for themselves.
"""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from qyzmet import clock, database
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.demo import people
from qyzmet.factory import create_app
from qyzmet.procedure.models import Procedure
from tests.counting import counted, hold, too_many
from tests.demo import crawling
from tests.demo.conftest import leave
from tests.demo.crawling import crawl
from tests.signing_in import bearer, sign_in

pytestmark = [pytest.mark.once, pytest.mark.slow]

# What ends the session, and the same page in another language.
_LEAVE = re.compile(r"/static/|sign-out|lang=")
# The file of the trail is written portion by portion, and each asks as much as a page.
PORTIONS = "/admin/audit/list."
# A paper asks for the same things whoever it is written for, and as PDF or DOCX: here one of each kind is written once,
# in the long tests all for everybody.
_PAPER = re.compile(r"/(\w+)/[^/]+/print/([\w-]+)\.(?:pdf|docx)$")
# The calendar has a page and two files for each of 84 years, and every year asks for the same things: here three years.
_YEAR = re.compile(r"/deadlines/calendar/(?!202[567])\d{4}\b")
SOME = (None, "state_body_head", "integrator_head", "supplier1_head", "chair", "auditor", "administrator")
EVERYBODY = (None, *(person.key for person in people.PEOPLE))
READERS = [
    *((key, False) for key in SOME),
    *(pytest.param(key, True, marks=pytest.mark.soak) for key in EVERYBODY),
]


@pytest.fixture(scope="module")
def site(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a copy of the demonstration's database, at the demonstration's hour."""
    folder = tmp_path_factory.mktemp("queries") / "instance"
    shutil.copytree(made, folder)
    before = clock.use(clock.wall)
    url = f"sqlite:///{folder / 'qyzmet.sqlite3'}"
    app = create_app(settings_from({}, ENVIRONMENT="test", DATABASE_URL=url, INSTANCE=str(folder)))
    database.read_only(False)
    with app.app_context():
        kept = str(db.session.scalar(text("SELECT instant FROM demo_clock")))
        instant = dt.datetime.fromisoformat(kept).replace(tzinfo=dt.UTC)
    clock.use(lambda: instant)
    yield app
    leave(app)
    clock.use(before)


class Counting(FlaskClient):
    """A browser that notes which of the pages it opens ask too much."""

    wrong: list[str]
    handed_out: set[tuple[str, ...]]

    def get(self, address: str, **options: object) -> object:  # type: ignore[override]
        with counted() as statements:
            answer = super().get(address, **options)  # type: ignore[arg-type]
        if (paper := _PAPER.match(address)) and answer.status_code == 200:
            self.handed_out.add(paper.groups())
        if not address.startswith(PORTIONS):
            self.wrong += filter(None, [too_many(address, statements)])
        return answer


@pytest.fixture(scope="module")
def handed_out() -> set[tuple[str, ...]]:
    """The papers that a reader was handed out so far, by their rooms and names."""
    return set()


@pytest.mark.parametrize(("key", "every_paper"), READERS)
def test_no_page_asks_too_much(
    site: Flask,
    key: str | None,
    *,
    every_paper: bool,
    handed_out: set[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twelve questions a page and six an object of the API, the sign-in and the token counted.

    Here some people read; a paper of which one of them was handed out its like is not asked for, nor the calendar of
    every year. In the long tests everybody reads everything.
    """

    def left(address: str) -> object:
        paper = _PAPER.match(address)
        seen = _YEAR.match(address) or (paper is not None and paper.groups() in handed_out)
        return _LEAVE.search(address) or (not every_paper and seen)

    monkeypatch.setattr(crawling, "MOST_PAGES", 600)
    browser = Counting(site, site.response_class)
    browser.wrong, browser.handed_out = [], handed_out
    with site.app_context():
        numbers = [(each.kind, each.public_number) for each in db.session.scalars(select(Procedure))]
        pages = [each.path for each in db.session.scalars(select(Procedure))]
        headers: dict[str, str] = {}
        if key is not None:
            user = people.find(key)
            assert user is not None
            headers = bearer(user)
            sign_in(browser, user)
    # The front page counts what waits for the reader; the badge of the others keeps that for half a minute.
    start = ["/", *pages, "/tenders/", "/requests/", "/deadlines/", "/about/procedure"]
    read = crawl(browser, start, left)
    system = Counting(site, site.response_class)
    system.wrong, system.handed_out = [], set()
    lists = [f"/api/v1/{kind}?limit=200" for kind in ("requests", "proposals", "assignments", "tenders", "bids")]
    for address in [*(f"/api/v1/{kind}/{number}" for kind, number in numbers), *lists, "/api/v1/me/tasks"]:
        system.get(address, headers=headers)
    hold([*browser.wrong, *system.wrong])
    assert len(read) > 20
