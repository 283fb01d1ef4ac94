"""What is kept for one reader, answered before the application begins: to whom, under which heads, and until when."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qyzmet import clock, context
from qyzmet.api import throttling
from qyzmet.database import db
from qyzmet.people.accounts import sessions, tokens
from qyzmet.people.models import User
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import START
from tests.signing_in import bearer, csrf_token, sign_in
from tests.web.test_at_once import asked_of, site  # noqa: F401 - a fixture.

pytestmark = pytest.mark.slow
PAGE, OBJECTS = "/deadlines/mine", "/api/v1/requests"


@dataclass
class Reader:
    """Somebody with a browser and a system."""

    id: int
    browser: FlaskClient
    heads: dict[str, str]

    def page(self, path: str = PAGE, **heads: str) -> tuple[TestResponse, bool]:
        """The answer to the browser, and whether the application has seen the question."""
        return asked_of(self.browser, path, **heads)

    def objects(self, path: str = OBJECTS, **heads: str) -> tuple[TestResponse, bool]:
        """The same for the system."""
        return asked_of(self.browser.application.test_client(use_cookies=False), path, **self.heads, **heads)


@pytest.fixture
def reader(site: Flask) -> Callable[..., Reader]:  # noqa: F811
    """Somebody with that role in an organisation of that kind."""
    throttling.forget()

    def made(role: Role = Role.HEAD, kind: OrganisationKind = OrganisationKind.STATE_BODY) -> Reader:
        with site.app_context(), context.acting(context.COMMAND_LINE, "test"):
            user = factories.user(role, factories.organisation(kind))
            browser = sign_in(site.test_client(), user)
            csrf_token(browser)  # As after the first page with a form.
            found = Reader(user.id, browser, bearer(user))
            db.session.remove()
        return found

    return made


def in_the_office(site: Flask, act: Callable[[User], object], reader: Reader) -> None:  # noqa: F811
    """Somebody does something about the reader meanwhile, in another process."""
    with site.app_context(), context.acting(context.COMMAND_LINE, "test"):
        act(db.session.get_one(User, reader.id))
        db.session.commit()
        db.session.remove()


def test_a_reader_who_asks_again_does_not_reach_the_application(reader: Callable[..., Reader]):
    """The same answer under the same heads, but for the number of the request; kept nowhere on the way."""
    head = reader()
    for ask in (head.page, head.objects):
        answers = [ask() for _each in range(3)]
        assert [answer.status_code for answer, _seen in answers] == [200, 200, 200]
        assert [seen for _answer, seen in answers] == [True, False, False]
        first, again = answers[0][0], answers[1][0]
        assert again.data == first.data
        heads = [
            {name: value for name, value in each.headers if name not in ("X-Request-ID", "Date")}
            for each in (first, again)
        ]
        assert heads[0] == heads[1]
        assert again.headers["Cache-Control"] == "no-store"
        assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_nobody_else_is_given_it(site: Flask, reader: Callable[..., Reader]):  # noqa: F811
    """Another person, a cookie that was changed, none at all, another address or language: the application decides."""
    head, other = reader(), reader()
    assert [head.page()[1] for _each in range(2)] == [True, False]
    assert [head.objects()[1] for _each in range(2)] == [True, False]
    assert other.page()[1]
    assert other.objects()[1]
    assert head.page(f"{PAGE}?overdue=1")[1]
    assert head.page(**{"Accept-Language": "kk"})[1]
    assert head.objects(Range="bytes=0-9")[1]
    stranger = site.test_client(use_cookies=False)
    cookie = head.browser.get_cookie("qyzmet")
    assert cookie is not None
    for heads in ({}, {"Cookie": f"qyzmet={cookie.value}x"}, {"Cookie": "qyzmet=x"}):
        answer, seen = asked_of(stranger, PAGE, **heads)
        assert (answer.status_code, seen) == (302, True)
    for bad in ("Bearer x", head.heads["Authorization"] + "x"):
        answer, seen = asked_of(stranger, OBJECTS, Authorization=bad)
        assert (answer.status_code, seen) == (401, True)


def test_an_act_of_anybody_makes_it_anew(site: Flask, reader: Callable[..., Reader]):  # noqa: F811
    """At once after it is committed, and with the next minute."""
    head = reader()
    assert [head.page()[1] for _each in range(2)] == [True, False]
    reader()
    assert [head.page()[1] for _each in range(2)] == [True, False]
    before = clock.use(lambda: START + dt.timedelta(minutes=1))
    assert [head.page()[1] for _each in range(2)] == [True, False]
    clock.use(before)


def test_an_ended_session_and_a_revoked_token_are_given_nothing(
    site: Flask,  # noqa: F811
    reader: Callable[..., Reader],
):
    """Signed out elsewhere, revoked, or with the last day behind: the next question is refused."""
    head = reader()

    def revoke(user: User) -> None:
        for each in tokens.of(user):
            tokens.revoke(each)

    for ask, act, refused in ((head.page, sessions.end_all, 302), (head.objects, revoke, 401)):
        assert [ask()[1] for _each in range(2)] == [True, False]
        in_the_office(site, act, head)
        assert ask()[0].status_code == refused


def test_what_ends_by_its_time_ends_within_the_minute(site: Flask, reader: Callable[..., Reader]):  # noqa: F811
    """A session that was not used for long, a token with a last day: to the second, though pages are good a minute."""
    head = reader()
    in_the_office(site, lambda user: setattr(tokens.of(user)[0], "expires_at", clock.wall()), head)
    assert head.objects()[0].status_code == 401
    soon = clock.wall() + dt.timedelta(hours=1)
    in_the_office(site, lambda user: setattr(tokens.of(user)[0], "expires_at", soon), head)
    for ask in (head.page, head.objects):
        assert [ask()[1] for _each in range(2)] == [True, False]
    before = clock.use_wall(lambda: soon)
    try:
        assert head.objects()[0].status_code == 401
        assert head.page()[0].status_code == 200
        clock.use_wall(lambda: soon + dt.timedelta(days=8))
        assert head.page()[0].status_code == 302
    finally:
        clock.use_wall(before)


def test_whoever_works_under_the_seal_is_seen_by_the_application(reader: Callable[..., Reader]):
    """What suppliers and clerks do stands in no trail: nothing is kept for them, and nothing noted."""
    for one in (reader(kind=OrganisationKind.SUPPLIER), reader(Role.CLERK)):
        for ask in (lambda one=one: one.page("/"), lambda one=one: one.objects("/api/v1/tenders")):
            answers = [ask() for _each in range(2)]
            assert [(answer.status_code, seen) for answer, seen in answers] == [(200, True)] * 2


def test_calls_are_counted(site: Flask, reader: Callable[..., Reader]):  # noqa: F811
    """What is answered before the application begins is a call as any other."""
    site.config["API_CALLS_A_MINUTE"] = 3
    head = reader()
    answers = [head.objects() for _each in range(4)]
    assert [(answer.status_code, seen) for answer, seen in answers] == [
        (200, True),
        (200, False),
        (200, False),
        (429, True),
    ]


def test_the_log_says_who_asked(reader: Callable[..., Reader], capsys: pytest.CaptureFixture[str]):
    """With the same line as of every question."""
    head = reader()
    head.page()
    capsys.readouterr()
    assert not head.page()[1]
    said = capsys.readouterr().err
    assert PAGE in said
    assert "U-" in said
