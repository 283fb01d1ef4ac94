"""A programme's contents and money as files, and its contents from a file."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import wtforms
from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from qyzmet import context
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, json_of, lacks_of
from qyzmet.forms.form import Form
from qyzmet.procedure import engine
from qyzmet.procedure.pages.loading import load
from qyzmet.search import table_file
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.translating import ngettext
from qyzmet.web.paging import Page

from ..models import Programme
from ..programme import money as money_by_year
from ..programme.forms import ProgrammeForm
from . import contents_file, tables, writing
from .contents_file import Contents, LineError

SHOWN = 200


class FileForm(wtforms.Form):
    """The file to import."""

    file = wtforms.FileField(_l("File with the contents (CSV or XLSX)"))


def import_file(number: str) -> ResponseReturnValue:
    """Goals, points, indicators and money from a file: they take the place of what the draft holds."""
    programme: Programme = load(number)
    _permit(programme)
    form = FileForm()
    lines: list[str] = []
    if request.method == "POST":
        data, form.file.errors, lines = read(request.files.get("file"))
        if not form.file.errors:
            _permit(programme)
            engine.save(programme, data)
            db.session.commit()
            flash(_("The contents of the file stand in the draft now."), "success")
            return redirect(programme.path)
    page = render_template(
        "programmes/import.html", form=form, lines=lines, procedure=programme, columns=contents_file.COLUMNS
    )
    return page, 422 if form.file.errors else 200


def _received(sent: FileStorage | None) -> bytes:
    if sent is None:
        return b""
    with closing(sent):
        return sent.stream.read(tables.LARGEST_FILE + 1)


def _permit(programme: Programme) -> None:
    """Who fills in the draft may import. Raises NotYours, NotInThisState."""
    engine.permit(programme, "save", context.actor())


def read(file: FileStorage | None) -> tuple[Mapping[str, Any], list[str], list[str]]:
    """The data of the file that was sent, or what is wrong: in a word, and line by line."""
    sent = _received(file)
    if not sent:
        return {}, [_("Choose a file")], []
    try:
        found = contents_file.read(tables.read(sent))
    except tables.NotReadable as refused:
        return {}, [refused.detail], []
    except contents_file.Wrong as wrong:
        lines = [_said(each) for each in wrong.errors]
        return {}, [_how_many(len(lines))], lines[:SHOWN]
    form = bind_json(ProgrammeForm, found.data, draft=True)
    if not form.validate():
        lines = _not_taken(form, found)
        return {}, [_how_many(len(lines))], lines[:SHOWN]
    return json_of(form), [], []


def _not_taken(form: Form, found: Contents) -> list[str]:
    """What of the lines a programme cannot hold, as a text that is too long: each with its line, if it is of one."""
    wrong = sorted((found.line_of(path) or 0, text) for path, texts in lacks_of(form).items() for text in texts)
    return [_("Line %(line)s: %(wrong)s", line=line, wrong=text) if line else text for line, text in wrong]


def _how_many(number: int) -> str:
    return ngettext(
        "%(num)s line is wrong. Nothing was imported", "%(num)s lines are wrong. Nothing was imported", number
    )


def _said(error: LineError) -> str:
    return _("Line %(line)s: %(wrong)s", line=error.line, wrong=_(error.text, **error.values))


def contents(number: str, form: str) -> Response:
    """Goals, points, indicators and money as the import takes them."""
    programme: Programme = load(number)
    head, *rows = writing.lines_of(programme.data)
    return _file(f"{programme.public_number}-contents", table_file.Form(form), head, rows)


def money(number: str) -> Response:
    """The money by year and source, as the page's table has it."""
    programme: Programme = load(number)
    table = money_by_year.table_of(programme.data)
    head = [_("Year"), *table.sources, _("Total")]
    rows: list[table_file.Line] = [[year, *given, total] for year, given, total in table.rows]
    rows.append([_("Printed in all"), *table.totals, table.total])
    return _file(f"{programme.public_number}-money", table_file.Form.CSV, head, rows)


def _file(name: str, form: table_file.Form, head: list[str], rows: list[Any]) -> Response:
    left = list(rows)

    def read(size: int, _last: Any) -> Page[Any]:
        found, left[:size] = left[:size], []
        return Page(found, more=bool(left))

    return table_file.download(name, form, head, read, lambda row: row)
