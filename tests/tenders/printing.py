"""Papers of tenders for tests: printed by a person, in a language; signed out where nobody is named."""

import contextlib
from collections.abc import Iterator

from flask import current_app
from flask_babel import force_locale

from qyzmet import context
from qyzmet.printing.paper import Paper
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import paper_links as pages
from tests.printing.papers import words_of
from tests.tenders.house import TenderHouse

LANGUAGES = ("kk", "ru", "en")


@contextlib.contextmanager
def reading(house: TenderHouse, key: str | None) -> Iterator[None]:
    """Within the block that person reads in English, or somebody who is not signed in.

    There alone is a request, as of the browser: a world that is made in one would be another than everybody's.
    """
    reader = house.as_(key) if key is not None else context.acting(context.NOBODY)
    with current_app.test_request_context(), force_locale("en"), reader:
        yield


def keys(house: TenderHouse, procedure: Procedure, key: str | None = None) -> list[str]:
    """The papers that the person can print."""
    with reading(house, key):
        return [each.key for each in pages.of(procedure)]


def printed(
    house: TenderHouse, procedure: Procedure, paper: str, key: str | None = None, language: str = "en"
) -> Paper:
    """A paper that the person prints."""
    with reading(house, key), force_locale(language):
        made = pages.paper(procedure, paper)
    assert made is not None
    return made


def text_of(paper: Paper) -> str:
    """All that stands on the paper, with spaces that break."""
    return words_of(paper).replace("\xa0", " ")
