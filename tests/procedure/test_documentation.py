"""What is drawn and written of the procedure comes from its table."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from qyzmet.database import db
from qyzmet.files import paths
from qyzmet.procedure import editions
from qyzmet.procedure.about.documentation import files
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Edition
from qyzmet.procedure.wording import in_force_words


def test_the_documentation_is_as_the_tables_say(app: Flask) -> None:
    """docs/procedure.md and the pictures are what `make docs` would write now."""
    folder = paths.PACKAGE.parent / "docs"
    for name, text in files().items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"{name} is out of date: make docs"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_and_the_picture_are_public_in_three_languages(client: FlaskClient, language: str) -> None:
    """Anybody reads the procedure; the picture is well-formed, with nothing that the content policy forbids."""
    for path in ("", "/house-rules", *(f"/{kind}" for kind in kinds())):
        assert client.get(f"/about/procedure{path}?lang={language}").status_code == 200
    page = client.get(f"/about/procedure/requests?lang={language}")
    assert {"kk": "13-тармақ", "ru": "п. 13", "en": "¶ 13"}[language] in page.text
    assert f'lang="{language}"' in page.text
    picture = client.get(f"/about/procedure/requests.svg?lang={language}")
    assert picture.status_code == 200
    ElementTree.fromstring(picture.data)
    assert b"style=" not in picture.data


def test_a_picture_of_nothing_is_not_found(client: FlaskClient) -> None:
    """A kind of procedure that is not there has neither page nor picture, and a kind has only its own stages."""
    for path in ("wishes", "wishes.svg", "tenders.svg?stage=9", "tenders.svg?stage=0", "tenders.svg?stage=x"):
        assert client.get(f"/about/procedure/{path}").status_code == 404
    assert client.get("/about/procedure/tenders.svg?stage=2").status_code == 200


def test_a_house_rule_and_calendar_days_are_called_so(app: Flask) -> None:
    """What the office decided is no paragraph, and the 30 days of Law 45-2 are calendar days."""
    page = files()["procedure.md"]
    assert "Sue over false information, 30 calendar days" in page
    assert page.count("H38, house rule |") == 3
    assert "| H39 | One bid a supplier, alone or in a group | – |" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "күнтізбелік 30 күн"), ("ru", "30 календарных дней"), ("en", "30 calendar days")],
)
def test_the_page_calls_calendar_days_so(client: FlaskClient, language: str, said: str) -> None:
    """The table and the picture on /about/procedure say of which kind a term's days are."""
    assert client.get(f"/about/procedure/bids?lang={language}").text.count(said) >= 1


def test_the_first_edition_is_in_force_from_a_day_that_is_not_held(app: Flask) -> None:
    """Signed and registered on 31 March 2022; in force ten calendar days after a publication whose date is not held."""
    first = db.session.get_one(Edition, editions.FIRST_EDITION)
    with app.test_request_context(), force_locale("en"):
        assert in_force_words(first) == (
            "signed and registered on 31\u00a0March 2022, in force ten calendar days after its first official "
            "publication, a date that is not held"
        )
        later = Edition(key="kz-2027-01-15", in_force_from=dt.date(2027, 1, 15))
        assert in_force_words(later) == "in force from 15\u00a0January 2027"
