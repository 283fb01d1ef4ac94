"""The pages that hand out a procedure's papers: the list of them, and each as a file."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from qyzmet.printing.answer import FORMS, answer
from qyzmet.procedure.pages import shown
from qyzmet.procedure.pages.loading import load

from . import papers


def index(number: str) -> ResponseReturnValue:
    """The papers that the reader can print now, each with the hash that it bears."""
    found = load(number)
    known = papers.papers_of(found)
    made = {key: papers.paper(found, key) for key, _title in known}
    return render_template(
        "requests/print.html",
        procedure=found,
        printable=[(key, title, made[key]) for key, title in known],
        forms=list(FORMS),
        **shown.head(found),
    )


def paper(number: str, paper: str, form: str) -> ResponseReturnValue:
    """A paper as PDF or DOCX, in the language of the page; 404 where the reader has no such paper."""
    made = papers.paper(load(number), paper)
    if made is None:
        abort(404)
    return answer(made, form)
