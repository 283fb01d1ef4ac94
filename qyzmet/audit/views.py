"""The audit trail for auditors and administrators, and the published heads of its days for everybody."""

import datetime as dt
import json
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditHead, AuditRecord
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.wording import name_of
from qyzmet.vocabulary import N_, ROLE_TITLES, Role
from qyzmet.web.paging import first_of, whole_number
from qyzmet.web.widgets import NotUnderstood, read_date

audit = Blueprint("audit", __name__)
PAGE = 50
HEADS = 366
# Those who act without being anybody, as the trail names them.
SYSTEMS = (N_("deadline worker"), N_("command line"))
_FILTERS = ("chain", "subject", "actor")


@audit.get("/admin/audit")
def trail() -> str:
    """Records, the newest first, by chain, subject, actor and day."""
    wanted = {key: request.args.get(key, "").replace("\0", "").strip()[:120] for key in _FILTERS}
    query = select(AuditRecord)
    for key, value in wanted.items():
        if value:
            query = query.where(getattr(AuditRecord, key) == value)
    typed, problem = request.args.get("day", "").strip(), ""
    if typed:
        try:
            # Texts in ISO form and UTC sort as the instants do.
            day = read_date(typed)
            first, last = clock.at(day).isoformat(), clock.end_of(day).isoformat()
            query = query.where(AuditRecord.at >= first, AuditRecord.at < last)
        except (NotUnderstood, OverflowError) as error:
            problem = str(error.args[0]) if isinstance(error, NotUnderstood) else _("There is no such date.")
    before = request.args.get("before", "")
    if (number := whole_number(before)) is not None:
        query = query.where(AuditRecord.number < number)
    page = first_of(db.session.scalars(query.order_by(AuditRecord.number.desc()).limit(PAGE + 1)).all(), PAGE)
    filters = {**wanted, "day": typed}
    return render_template(
        "audit/trail.html",
        records=[_shown(record) for record in page.rows],
        names=_names(page.rows),
        filters=filters,
        problem=problem,
        older=page.rows[-1].number if page.more else None,
        begun=bool(before),
    )


def _shown(record: AuditRecord) -> dict[str, Any]:
    return {
        "record": record,
        "capacity": _capacity(record.capacity),
        "at": dt.datetime.fromisoformat(record.at),
        "before": _pretty(record.before),
        "after": _pretty(record.after),
    }


def _capacity(roles: str) -> str:
    """The roles that a record names, in the reader's language; what is no role stays as it is."""
    return ", ".join(map(_role, roles.split(", "))) if roles else ""


def _role(name: str) -> str:
    plain = name.removeprefix("acting ")
    if plain not in tuple(Role):
        return name
    role = _(ROLE_TITLES[Role(plain)])
    return role if plain == name else _("%(role)s, acting", role=role)


def _pretty(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) if text else ""


def _names(records: list[AuditRecord]) -> dict[str, str]:
    """Names for the people and organisations that the records tell by number."""
    users = {int(r.actor[2:]) for r in records if r.actor.startswith("U-") and r.actor[2:].isdigit()}
    bins = {r.organisation for r in records if r.organisation}
    found = {u.public_id: u.full_name for u in db.session.scalars(select(User).where(User.id.in_(users)))}
    found |= {label: _(label) for label in SYSTEMS}
    return found | {
        o.bin: name_of(o) for o in db.session.scalars(select(Organisation).where(Organisation.bin.in_(bins)))
    }


@audit.get("/about/audit")
def heads() -> str:
    """The published head of each day: with it nobody can rebuild the trail unseen."""
    rows = db.session.scalars(select(AuditHead).order_by(AuditHead.day.desc()).limit(HEADS)).all()
    return render_template("audit/heads.html", heads=rows)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(audit)
