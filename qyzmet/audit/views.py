"""The audit trail for auditors and administrators, and the published heads of its days for everybody."""

import datetime as dt
import json
import re
from dataclasses import dataclass

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select

from qyzmet.audit import filters
from qyzmet.audit.models import AuditHead, AuditRecord
from qyzmet.audit.withheld import not_told, withheld
from qyzmet.audit.wording import Wording, Words, acts
from qyzmet.database import db
from qyzmet.identity import is_bin, is_iin, masked
from qyzmet.search import table_file
from qyzmet.translating import gettext as _
from qyzmet.web.paging import Page, first_of, whole_number

audit = Blueprint("audit", __name__)
PAGE = 50
HEADS = 366
PATH = "/admin/audit"
_TWELVE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


@dataclass(frozen=True)
class Line:
    """A record with its words."""

    record: AuditRecord
    words: Words
    # What it carried is not shown to the reader now.
    withheld: bool = False

    @property
    def at(self) -> dt.datetime:
        """When it was done."""
        return dt.datetime.fromisoformat(self.record.at)

    @property
    def before(self) -> str:
        """What stood there before, to be read."""
        return _pretty(self.record.before)

    @property
    def after(self) -> str:
        """What stands there since, to be read."""
        return "" if self.withheld else _pretty(self.record.after)


@audit.get(PATH)
def trail() -> str:
    """Records, the newest first, by person, organisation, procedure, act and day."""
    asked, conditions = filters.read(request.args)
    before = whole_number(request.args.get("before", ""))
    page = _read(conditions, PAGE, before)
    return render_template(
        "audit/trail.html",
        lines=page.rows,
        not_told=not_told(),
        filters=asked,
        acts=acts(),
        file_hrefs={form.value: asked.href(f"{PATH}/list.{form}") for form in table_file.Form},
        first_href=asked.href(PATH) if before is not None else None,
        next_href=asked.href(PATH, before=str(page.rows[-1].record.number)) if page.more else None,
    )


@audit.get(f"{PATH}/list.<any(csv, xlsx):form>")
def export(form: str) -> ResponseReturnValue:
    """What is filtered, as a file for spreadsheets, the newest first."""
    _asked, conditions = filters.read(request.args)
    head = [_("No."), _("When"), _("Who"), _("Organisation"), _("BIN"), _("Role"), _("Act"), _("Subject")]

    def read(size: int, last: Line | None) -> Page[Line]:
        return _read(conditions, size, last.record.number if last is not None else None)

    head += [_("Code of the act"), _("History"), _("Origin"), _("Before"), _("After"), _("Hash")]
    return table_file.download("audit", table_file.Form(form), head, read, _cells)


def _cells(line: Line) -> table_file.Line:
    r, words = line.record, line.words
    said = [words.who, words.organisation, table_file.Digits(r.organisation), words.capacity, words.act, words.subject]
    values = [_without_iins(r.before), not_told() if line.withheld else _without_iins(r.after)]
    return [str(r.number), line.at, *said, r.action, r.chain, r.origin, *values, r.hash.hex()]


def _without_iins(text: str) -> str:
    """The text with every IIN masked: a file goes further than a page. A BIN stays, it is public."""
    return _TWELVE.sub(lambda found: masked(found[0]) if is_iin(found[0]) and not is_bin(found[0]) else found[0], text)


def _read(conditions: list[ColumnElement[bool]], size: int, before: int | None) -> Page[Line]:
    query = select(AuditRecord).where(*conditions).order_by(AuditRecord.number.desc()).limit(size + 1)
    if before is not None:
        query = query.where(AuditRecord.number < before)
    page = first_of(db.session.scalars(query).all(), size)
    wording, untold = Wording(page.rows), withheld(page.rows)
    lines = [Line(record, wording.of(record), withheld=record.number in untold) for record in page.rows]
    return Page(lines, more=page.more)


def _pretty(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) if text else ""


@audit.get("/about/audit")
def heads() -> str:
    """The published head of each day: with it nobody can rebuild the trail unseen."""
    rows = db.session.scalars(select(AuditHead).order_by(AuditHead.day.desc()).limit(HEADS)).all()
    return render_template("audit/heads.html", heads=rows)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(audit)
