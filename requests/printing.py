"""The page that hands out a procedure's papers as files."""

from flask import abort
from flask.typing import ResponseReturnValue

from qyzmet.printing.answer import answer

from . import papers
from .loading import load_any


def paper(number: str, paper: str, form: str) -> ResponseReturnValue:
    """A paper as PDF or DOCX, in the language of the page; 404 where the caller has no such paper."""
    made = papers.paper(load_any(number), paper)
    if made is None:
        abort(404)
    return answer(made, form)
