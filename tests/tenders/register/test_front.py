"""What the front page and the empty lists say of tenders."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.vocabulary import OrganisationKind, Role
from tests.signing_in import sign_in
from tests.tenders.register.listed import a_tender, numbers, page, world
from tests.web.reading import read
from tests.worlds import World

__all__ = ["world"]


def test_empty_lists_say_what_would_stand_there(client: FlaskClient, world: World):
    """Each in its own words, and a way out of filters that find nothing."""
    db.session.commit()
    assert "No tenders yet" in page(client)
    nothing = page(client, "q=реставрация&phase=ended")
    assert "Nothing is like this" in nothing
    assert 'href="/tenders/">Without filters' in nothing


@pytest.mark.slow
def test_the_front_page_shows_what_is_open(client: FlaskClient, world: World):
    """Signed out and signed in: the few that end soonest, with days left; the header leads to the list."""
    made = [a_tender(world, days=12 - place) for place in range(6)]
    a_tender(world, "draft")
    a_tender(world, "closed")
    db.session.commit()
    for _turn in range(2):
        text = client.get("/?lang=en").text
        read(text)
        section = text[text.index('id="open-tenders"') :]
        assert numbers(section)[:5] == [each.number for each in reversed(made[1:])]
        assert str(made[0].number) not in section[: section.index("</section>")]
        assert "working days left" in section
        assert 'href="/tenders/">Tenders</a>' in text
        sign_in(client, world.people[OrganisationKind.SUPPLIER, Role.HEAD])


def test_the_front_page_without_tenders(client: FlaskClient, world: World):
    """It says so, and leads to the list."""
    db.session.commit()
    assert "No tender accepts bids now." in client.get("/?lang=en").text
