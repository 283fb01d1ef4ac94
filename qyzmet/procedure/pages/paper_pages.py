"""The pages that hand out a procedure's papers: the list of them, and each as a file."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from qyzmet.printing.answer import FORMS, answer
from qyzmet.procedure.pages import page_parts, paper_links
from qyzmet.procedure.pages.loading import load


def index(number: str) -> ResponseReturnValue:
    """The papers that the reader can print now, each with the hash that it bears."""
    found = load(number)
    return render_template(
        "procedure/print.html",
        procedure=found,
        printable=[(each, each.make()) for each in paper_links.of(found)],
        forms=list(FORMS),
        **page_parts.head(found),
    )


def paper(number: str, paper: str, form: str) -> ResponseReturnValue:
    """A paper as PDF or DOCX, in the language of the page; 404 where the reader has no such paper."""
    made = paper_links.paper(load(number), paper)
    if made is None:
        abort(404)
    return answer(made, form)
