"""A15: what was typed outlives the session, however it ended, and comes back to the person who typed it alone."""

import html
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qyzmet.database import db
from qyzmet.people.accounts import passwords, sessions
from qyzmet.people.models import User
from qyzmet.vocabulary import Role
from tests import factories
from tests.signing_in import post, sign_in

PASSWORD = "seven wild apples of Almaty"
KEPT = passwords.hash_of(PASSWORD)
TYPED = "ұзақ мәтін «длинный»"
PAGE = "/account/tokens"


@pytest.fixture
def person(app: Flask) -> User:
    """A head with a password who reads Russian."""
    made = factories.user(Role.HEAD, factories.organisation(), password_hash=KEPT, language="ru")
    db.session.commit()
    return made


@pytest.fixture
def other(app: Flask) -> User:
    """Somebody else with a password."""
    made = factories.user(Role.HEAD, factories.organisation(), password_hash=KEPT, language="ru")
    db.session.commit()
    return made


def token_on(client: FlaskClient, path: str = PAGE) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', client.get(path).text)[-1]


def by_time(client: FlaskClient, person: User) -> None:
    sessions.end_all(person)
    db.session.commit()


def in_another_tab(client: FlaskClient, person: User) -> None:
    assert post(client, "/account/sign-out").status_code in (302, 303)


def with_the_cookie(client: FlaskClient, person: User) -> None:
    client.delete_cookie("qyzmet")


ENDS: list[Callable[[FlaskClient, User], None]] = [by_time, in_another_tab, with_the_cookie]


def kept_on(answer: TestResponse) -> str:
    assert answer.status_code == 401
    return re.search(r'name="kept" value="([^"]+)"', answer.text)[1]


def enter(client: FlaskClient, person: User, kept: str) -> TestResponse:
    return post(client, "/account/sign-in", {"email": person.email, "password": PASSWORD, "kept": kept})


@pytest.mark.slow
@pytest.mark.parametrize("ends", ENDS)
def test_the_text_comes_back_however_the_session_ended(client: FlaskClient, person: User, ends):
    """By time, by signing out in another tab, with the cookie: sign in, and one button sends what was typed.

    The page that asks to sign in is in the language of the page on which the form stood.
    """
    token = token_on(sign_in(client, person))
    ends(client, person)
    answer = client.post(PAGE, data={"csrf_token": token, "name": TYPED, "password": "hidden"})
    assert '<html lang="ru"' in answer.text
    page = enter(client, person, kept_on(answer)).text
    assert TYPED in page
    assert "hidden</textarea>" not in page
    assert f'action="{PAGE}"' in page
    assert '<html lang="ru"' in page


@pytest.mark.slow
@pytest.mark.parametrize("ends", ENDS)
def test_nobody_else_sees_it(client: FlaskClient, person: User, other: User, ends):
    """Another person who signs in at that browser neither sees what was typed nor sends it, and is told so."""
    token = token_on(sign_in(client, person))
    ends(client, person)
    kept = kept_on(client.post(PAGE, data={"csrf_token": token, "name": TYPED}))
    answer = enter(client, other, kept)
    assert answer.location == "/"
    page = client.get("/?lang=en").text
    assert TYPED not in page
    assert "qz-notice--warning" in page


def test_signed_in_again_elsewhere_it_is_sent_with_one_button(client: FlaskClient, person: User, other: User):
    """Signed out and in again in another tab: the same person has the button at once; another's form is refused."""
    token = token_on(sign_in(client, person))
    in_another_tab(client, person)
    assert enter(client, person, "").status_code == 303
    page = client.post(PAGE, data={"csrf_token": token, "name": TYPED})
    assert page.status_code == 200
    assert TYPED in page.text
    in_another_tab(client, person)
    assert enter(client, other, "").status_code == 303
    page = client.post(PAGE, data={"csrf_token": token, "name": TYPED})
    assert page.status_code == 400
    assert TYPED not in page.text


def test_files_are_named_to_be_chosen_again(client: FlaskClient, person: User):
    """A file cannot be carried along: the page names it at a place to choose it once more, and the texts stay."""
    token = token_on(sign_in(client, person))
    in_another_tab(client, person)
    sent = {"csrf_token": token, "name": TYPED, "paper-file": (io.BytesIO(b"%PDF-1.4"), "акт <1>.pdf")}
    answer = client.post(PAGE, data=sent, content_type="multipart/form-data")
    page = enter(client, person, kept_on(answer)).text
    assert TYPED in page
    assert html.escape("акт <1>.pdf") in page
    assert re.search(r'<input [^>]*name="paper-file" type="file"', page)
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.slow
def test_one_goes_on_for_the_organisation_that_one_acted_for(client: FlaskClient, person: User):
    """Who acts for several organisations signs in again for the one for which the form was typed."""
    second = factories.organisation(name="Second")
    factories.join(person, Role.HEAD, second)
    db.session.commit()
    token = token_on(sign_in(client, person, second))
    in_another_tab(client, person)
    page = enter(client, person, kept_on(client.post(PAGE, data={"csrf_token": token, "name": TYPED}))).text
    assert "Second" in page


@pytest.mark.parametrize("mark", ["", "~ru~~", "~ru~~0123456789abcdef0123456789abcdef", "~xx~~", "~ru", "~~~~~"])
def test_a_made_up_mark_keeps_nothing(client: FlaskClient, person: User, mark: str):
    """A form that stood on nobody's page, or comes from elsewhere, is never offered to whoever signs in next."""
    answer = client.post(PAGE, data={"csrf_token": f"made-up{mark}", "name": TYPED})
    if answer.status_code == 401:
        assert enter(client, person, kept_on(answer)).location == "/"
    else:
        assert answer.status_code == 400
