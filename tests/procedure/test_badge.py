"""The badge in the navigation: kept for a while, forgotten when its reader does something, counted anew by the page."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.vocabulary import OrganisationKind, Role
from tests.signing_in import post, sign_in
from tests.worlds import a_request, a_world


@pytest.fixture
def keeping(app: Flask) -> Iterator[Flask]:
    """An application that keeps what it counted, as in production."""
    app.config["BADGE_SECONDS"] = 30
    app.extensions.pop("qyzmet_badge", None)
    yield app
    app.config["BADGE_SECONDS"] = 0


def shown(client: FlaskClient, path: str = "/deadlines/") -> str:
    page = client.get(f"{path}?lang=en").text
    return page.split('<span class="qz-badge">')[1].split("<")[0] if "qz-badge" in page else ""


def test_a_count_is_kept_for_a_while(keeping: Flask, client: FlaskClient):
    """Other people's acts show within half a minute, on the front page at once, and one's own at once."""
    world = a_world()
    request = a_request(world)
    db.session.commit()
    sign_in(client, world.people[OrganisationKind.STATE_BODY, Role.SPECIALIST])
    assert shown(client) == "1"
    a_request(world)
    db.session.commit()
    assert shown(client) == "1"
    assert shown(client, "/") == "2"
    assert shown(client) == "2"
    post(client, f"{request.path}/act/hand_over", {"note": "", "version": str(request.version)})
    assert shown(client) == "1"


def test_many_are_told_as_many(keeping: Flask, client: FlaskClient):
    """From ten on it says that there are more, and counts no further."""
    world = a_world()
    for _each in range(12):
        a_request(world)
    db.session.commit()
    sign_in(client, world.people[OrganisationKind.STATE_BODY, Role.SPECIALIST])
    assert shown(client) == "10+"
    assert shown(client, "/") == "10+"
