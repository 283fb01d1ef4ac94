"""Kept pages that are answered before the application begins: to whom, with what, and until when."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qyzmet import clock, context, database
from qyzmet.audit import service as audit
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.factory import create_app
from tests.conftest import START
from tests.operations.places import prepared_database
from tests.own_database import SERVER, copied_database

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """An application of its own, on a database that other connections see."""
    before = clock.use(lambda: START)
    try:
        prepared = prepared_database("postgresql" if SERVER else "sqlite")
        with copied_database(prepared, tmp_path / "test.sqlite3") as url:
            yield from _site(url.render_as_string(hide_password=False), tmp_path)
    finally:
        clock.use(before)


def _site(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(settings_from({}, ENVIRONMENT="test", DATABASE_URL=url, INSTANCE=str(folder / "instance")))
    database.read_only(False)
    yield app
    app.wsgi_app._trail._close()  # type: ignore[attr-defined]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def asked(site: Flask, path: str = "/tenders/", **headers: str) -> tuple[TestResponse, bool]:
    """The answer to a stranger, and whether the application has seen the question."""
    return asked_of(site.test_client(use_cookies=False), path, **headers)


def asked_of(client: FlaskClient, path: str, **headers: str) -> tuple[TestResponse, bool]:
    """The answer to that browser or system, and whether the application has seen the question."""
    seen = []

    def note(_app: Flask, **_given: object) -> None:
        seen.append(True)

    with request_started.connected_to(note, client.application):
        return client.get(path, headers={"Accept-Language": "en", **headers}), bool(seen)


def test_a_stranger_who_asks_again_does_not_reach_the_application(site: Flask):
    """The same page under the same heads, but for the number of the request; 304 to who has it."""
    first, seen = asked(site)
    again, seen_again = asked(site)
    assert (first.status_code, seen, again.status_code, seen_again) == (200, True, 200, False)
    assert again.data == first.data

    def heads(answer: TestResponse) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name not in ("X-Request-ID", "Date")}

    assert heads(again) == heads(first)
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    tag = first.headers["ETag"]
    for known in (tag, f'"another", {tag}', f"W/{tag}"):
        had, seen = asked(site, **{"If-None-Match": known})
        assert (had.status_code, had.data, seen) == (304, b"", False)
    assert asked(site, **{"If-None-Match": '"another"'})[0].status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("Cookie", "qyzmet=x"), ("Authorization", "Bearer x"), ("Range", "bytes=0-9"), ("X-Request-ID", "of-a-proxy")],
)
def test_who_may_be_somebody_is_seen_by_the_application(site: Flask, name: str, value: str):
    """A cookie, a token, a part of a page, a number of a proxy: nothing of that is decided here."""
    asked(site)
    assert asked(site, **{name: value})[1]


def test_other_languages_and_addresses_have_pages_of_their_own(site: Flask):
    """What was kept for one is given for no other, and a change of the language is the application's."""
    english = asked(site)[0].text
    kazakh, seen = asked(site, **{"Accept-Language": "kk"})
    assert seen
    assert kazakh.text != english
    assert asked(site, "/tenders/?q=x")[1]
    assert [asked(site, "/tenders/?lang=ru")[1] for _each in range(2)] == [True, True]


def test_a_path_that_looks_like_a_query_is_another_address(site: Flask):
    """`%3F` in a path is no question mark: what is kept of the list is not given for what is not there."""
    for _each in range(2):
        assert asked(site, "/tenders/?q=x?")[0].status_code == 200
        assert asked(site, "/tenders/%3Fq=x")[0].status_code == 404


def test_an_act_and_the_end_of_the_minute_make_it_anew(site: Flask):
    """As soon as an act is committed, by whichever process, and within the minute alone."""
    asked(site)
    with site.app_context(), context.acting(context.COMMAND_LINE, "test"):
        audit.record("sign_in", chain="user:0", subject="U-0")
        assert not asked(site)[1]
        db.session.commit()
        db.session.remove()
    assert [asked(site)[1] for _each in range(2)] == [True, False]
    before = clock.use(lambda: START.replace(minute=START.minute + 1))
    assert [asked(site)[1] for _each in range(2)] == [True, False]
    clock.use(before)


def test_a_lost_connection_leads_to_the_application(site: Flask):
    """Whatever is wrong with the database is the application's to say; afterwards it goes on."""
    asked(site)
    assert not asked(site)[1]
    site.wsgi_app._trail._connection.driver_connection  # type: ignore[attr-defined] # noqa: B018
    site.wsgi_app._trail._connection.dbapi_connection.close()  # type: ignore[attr-defined]
    assert [asked(site)[1] for _each in range(2)] == [True, False]
