"""What one was told: the list on one's account, and marking it as read."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.notifications import mail_choices, texts
from qyzmet.notifications.models import Notification
from qyzmet.people.models import User
from qyzmet.translating import gettext as _
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
        said = (self.notification.facts.get("number"), texts.called(self.notification))
        return " · ".join(str(each) for each in said if each)


@dataclass(frozen=True)
class Group:
    """What was told on a day about one thing."""

    lines: list[Line]

    @property
    def path(self) -> str | None:
        """The page it is about."""
        return self.lines[0].path

    @property
    def subject(self) -> str:
        """The number and the title of what it is about."""
        return self.lines[0].subject

    @property
    def unread(self) -> list[int]:
        """The numbers of those that were not read."""
        return [line.notification.id for line in self.lines if line.notification.read_at is None]


@dataclass(frozen=True)
class Day:
    """A day's groups."""

    on: dt.date
    groups: list[Group]


def _me() -> User:
    user = context.actor().user
    if user is None:
        abort(403)
    return user


def _mine() -> int:
    return _me().id


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
    query = query.options(joinedload(Notification.procedure).lazyload("*"))
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
        days=_grouped([Line(row, said) for row, said in zip(rows, texts.sentences(rows), strict=True)]),
        newest=rows[0].id if rows else None,
        unread=unread_count(user_id),
        newer=url_for(".index", after=rows[0].id) if rows and newer else None,
        older=url_for(".index", before=rows[-1].id) if rows and older else None,
    )


def _grouped(lines: list[Line]) -> list[Day]:
    """The lines by day, and on a day by what they are about; the newest first in each."""
    days: dict[dt.date, dict[object, list[Line]]] = {}
    for line in lines:
        n = line.notification
        about = days.setdefault(clock.almaty(n.at).date(), {})
        about.setdefault(n.procedure_id or ("", line.subject, line.path), []).append(line)
    return [Day(day, [Group(group) for group in about.values()]) for day, about in days.items()]


@blueprint.get("/mail")
def mail() -> ResponseReturnValue:
    """What comes by e-mail: what one may choose, and what always does."""
    return render_template("notifications/mail.html", topics=mail_choices.TOPICS, wanted=mail_choices.wanted_by(_me()))


@blueprint.post("/mail")
def choose_mail() -> ResponseReturnValue:
    """Keep the choice."""
    mail_choices.choose(_me(), request.form.getlist("topic"))
    db.session.commit()
    flash(_("Your choice is kept. What is demanded of you goes on coming by e-mail."), "success")
    return redirect(url_for(".mail"), 303)


@blueprint.post("/group/read")
def read_group() -> ResponseReturnValue:
    """Mark as read what the page shows together."""
    numbers = {number for text in request.form.getlist("number")[:SIZE] if (number := whole_number(text)) is not None}
    db.session.execute(
        update(Notification)
        .where(Notification.user_id == _mine(), Notification.read_at.is_(None), Notification.id.in_(numbers))
        .values(read_at=clock.now())
    )
    db.session.commit()
    return redirect(url_for(".index"), 303)


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
