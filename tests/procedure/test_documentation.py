"""What is drawn and written of the procedure comes from its table."""

from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import paths
from qyzmet.procedure.diagram import BOX_HEIGHT, BOX_WIDTH, draw
from qyzmet.procedure.documentation import files
from qyzmet.requests.procedure.request import REQUESTS


def test_the_documentation_is_as_the_tables_say(app: Flask) -> None:
    """docs/procedure.md and the pictures are what `make docs` would write now."""
    folder = paths.PACKAGE.parent / "docs"
    for name, text in files().items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"{name} is out of date: make docs"


def test_every_state_and_move_is_drawn_once() -> None:
    """The diagram shows every state, and one arrow for each way a move leads on; nothing lies on a box."""
    drawing = draw(REQUESTS)
    assert [box.state for box in drawing.boxes] == list(REQUESTS.states)
    due = [(move.action, state) for move in REQUESTS.moves if move.to for state in move.from_]
    assert [(arrow.move.action, arrow.from_) for arrow in drawing.arrows] == due
    for box in drawing.boxes:
        for other in drawing.boxes:
            if box is not other:
                assert abs(box.x - other.x) >= BOX_WIDTH or abs(box.y - other.y) >= BOX_HEIGHT


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_and_the_picture_are_public_in_three_languages(client: FlaskClient, language: str) -> None:
    """Anybody reads the procedure; the picture is well-formed, with nothing that the content policy forbids."""
    page = client.get(f"/about/procedure?lang={language}")
    assert page.status_code == 200
    assert {"kk": "13-тармақ", "ru": "п. 13", "en": "¶ 13"}[language] in page.text
    assert f'lang="{language}"' in page.text
    picture = client.get(f"/about/procedure/requests.svg?lang={language}")
    assert picture.status_code == 200
    ElementTree.fromstring(picture.data)
    assert b"style=" not in picture.data


def test_a_picture_of_nothing_is_not_found(client: FlaskClient) -> None:
    """A kind of procedure that is not there has no picture."""
    assert client.get("/about/procedure/wishes.svg").status_code == 404
