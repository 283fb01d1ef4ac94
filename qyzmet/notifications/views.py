"""What one was told: the list on one's account, and marking it as read."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, update

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.web.paging import first_of, whole_number

SIZE = 30
_LARGEST = 2**62

blueprint = Blueprint("notifications", __name__, url_prefix="/account/notifications")


@dataclass(frozen=True)
class Line:
    """A notification as the list shows it."""

    notification: Notification
    sentence: str

    @property
    def path(self) -> str | None:
        """The page it is about."""
        facts, procedure = self.notification.facts, self.notification.procedure
        if facts.get("path"):
            return str(facts["path"])
        return procedure.path if procedure is not None else None

    @property
    def subject(self) -> str:
        """The number and the title of what it is about."""
        facts = self.notification.facts
        return " · ".join(str(facts[key]) for key in ("number", "title") if facts.get(key))


def _mine() -> int:
    user = context.actor().user
    if user is None:
        abort(403)
    return user.id


def _now() -> dt.datetime:
    """What is kept of when somebody reads: of a supplier's people, who may read before they bid, the day."""
    return clock.to_the_day(clock.now()) if context.actor().sealed else clock.now()


def unread_count(user_id: int) -> int:
    """How many notifications a user has not read."""
    query = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return db.session.scalar(query) or 0


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The newest first; `before` and `after` are numbers of notifications, so that nothing is shown twice."""
    user_id = _mine()
    before, after = (whole_number(request.args.get(name, "")) for name in ("before", "after"))
    query = select(Notification).where(Notification.user_id == user_id).limit(SIZE + 1)
    if after is not None:
        query = query.where(Notification.id > after).order_by(Notification.id)
    else:
        query = query.where(Notification.id < (before or _LARGEST)).order_by(Notification.id.desc())
    page = first_of(db.session.scalars(query).all(), SIZE)
    rows = sorted(page.rows, key=lambda row: -row.id)
    newer = page.more if after is not None else before is not None
    older = True if after is not None else page.more
    return render_template(
        "notifications/index.html",
        lines=[Line(row, texts.sentence(row)) for row in rows],
        unread=unread_count(user_id),
        newer=url_for(".index", after=rows[0].id) if rows and newer else None,
        older=url_for(".index", before=rows[-1].id) if rows and older else None,
    )


@blueprint.post("/<int:number>/read")
def read(number: int) -> ResponseReturnValue:
    """Mark one as read."""
    row = db.session.get(Notification, number)
    if row is None or row.user_id != _mine():
        abort(404)
    row.read_at = row.read_at or _now()
    db.session.commit()
    return redirect(url_for(".index"), 303)


@blueprint.post("/read")
def read_all() -> ResponseReturnValue:
    """Mark as read whatever was there when the list was shown."""
    upto = whole_number(request.form.get("newest", "")) or 0
    db.session.execute(
        update(Notification)
        .where(Notification.user_id == _mine(), Notification.read_at.is_(None), Notification.id <= upto)
        .values(read_at=_now())
    )
    db.session.commit()
    return redirect(url_for(".index"), 303)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
