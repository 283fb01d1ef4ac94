"""The demonstration's own pages and addresses: whom one plays, the clock, the e-mails. Registered there only."""

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from qyzmet import clock, context, rights
from qyzmet.api import problems
from qyzmet.api.bodies import read_object
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.demo import clock as demo_clock
from qyzmet.demo import openapi, people, signer
from qyzmet.demo.next_stop import Stop, next_stop
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.accounts import caller
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.vocabulary import N_, ROLE_TITLES
from qyzmet.web import formats
from qyzmet.web.languages import current_language
from qyzmet.web.local_paths import local_or
from qyzmet.web.paging import first_of, whole_number
from qyzmet.web.security import csrf
from qyzmet.web.typed_dates import read_date

pages = Blueprint("demo", __name__, url_prefix="/demo")
api = Blueprint("demo_api", __name__, url_prefix="/api/v1/demo")
problems.answer_with_problems(api)

MAILS_SHOWN = 30
MORNING = "09:00"
_SPECIAL_TITLES = {"chair": N_("Chair of the commission"), "secretary": N_("Secretary of the commission")}


@dataclass(frozen=True)
class Shown:
    """A person to play, in the words of the page."""

    key: str
    name: str
    role: str
    post: str


@dataclass(frozen=True)
class Group:
    """The people of one organisation."""

    organisation: str
    people: tuple[Shown, ...]


class Bar:
    """What the bar above every page and the list of people ask for; looked up when they do."""

    @property
    def now(self) -> dt.datetime:
        """The demonstration's time."""
        return clock.now()

    @property
    def next_stop(self) -> Stop | None:
        """Where the clock goes by one click."""
        return next_stop()

    @property
    def playing(self) -> Shown | None:
        """Whom the visitor plays, if it is one of the people."""
        user = context.actor().user
        found = next((person for person in people.PEOPLE if user is not None and person.iin == user.iin), None)
        return _shown(found) if found else None

    @property
    def groups(self) -> list[Group]:
        """Everybody by organisation."""
        language = current_language()
        return [
            Group(getattr(body, language), tuple(_shown(person) for person in people.PEOPLE if person.body == name))
            for name, body in people.BODIES.items()
        ]

    @property
    def password(self) -> str:
        """Everybody's password, for signing in as usual."""
        return people.PASSWORD

    @property
    def everybody(self) -> tuple[people.Person, ...]:
        """Everybody with the e-mail address."""
        return people.PEOPLE

    @property
    def back(self) -> str:
        """The page that the forms of the bar lead back to."""
        return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _shown(person: people.Person) -> Shown:
    title = _SPECIAL_TITLES.get(person.key) or ROLE_TITLES[person.role]
    return Shown(person.key, f"{person.given_name} {person.surname}", _(title), person.post)


@pages.post("/sign-in/<key>")
def sign_in(key: str) -> ResponseReturnValue:
    """Become one of the people by one click; lead back to the page where that person may see it."""
    user = people.find(key)
    if user is None:
        abort(404)
    if current_user.is_authenticated:
        caller.leave()
    # Whoever looks at the site in a language goes on in it, whomever they play.
    session[caller.LANGUAGE] = current_language()
    caller.enter(user, second_factor_given=user.totp_confirmed_at is not None)
    db.session.commit()
    return redirect(_arrival(request.form.get("next"), context.actor()), 303)


def _arrival(path: str | None, who: Actor) -> str:
    """The page to lead to: the one asked for, the procedure it belongs to, or the front page."""
    wanted = local_or(path, "/")
    try:
        endpoint, values = current_app.create_url_adapter(request).match(wanted.partition("?")[0], "GET")  # type: ignore[union-attr]
    except HTTPException:
        return "/"
    if "number" in values:
        number = values["number"]
        found = db.session.scalar(
            select(Procedure).where((Procedure.number == number) | (Procedure.draft_number == number))
        )
        return found.path if found is not None and rights.may_know(who, found) else "/"
    access = rights.ROUTES.get(endpoint, rights.Access.SIGNED_OUT)
    if access is rights.Access.SIGNED_OUT or endpoint.startswith("account.") or not rights.may_open(who, access):
        return "/"
    return wanted


@pages.get("/people")
def list_people() -> str:
    """Everybody one can play, with the password for signing in as usual."""
    return render_template("demo/all_people.html")


@pages.post("/clock")
def move_clock() -> ResponseReturnValue:
    """Move the clock to an hour of a date."""
    try:
        day = read_date(request.form.get("to", ""))
    except (ValueError, OverflowError):
        flash(_("Choose the date to move the clock to."), "warning")
        return _back()
    try:
        at = dt.time.fromisoformat((request.form.get("at", "").strip() or MORNING).rjust(5, "0"))
        to = clock.at(day, at.hour, at.minute)
    except (ValueError, OverflowError):
        flash(_("Write the time to move the clock to as 10:00."), "warning")
        return _back()
    return _move(to)


@pages.post("/clock/next")
def move_to_next() -> ResponseReturnValue:
    """Move the clock to the end of the deadline that ends next, or to an hour of something before it."""
    following = next_stop()
    if following is None:
        flash(_("No deadline is running, so there is none to move to."), "info")
        return _back()
    return _move(following.at)


def _move(to: dt.datetime) -> ResponseReturnValue:
    try:
        moved = demo_clock.move(to)
    except (demo_clock.Backwards, demo_clock.TooFar) as refused:
        flash(_why_not(refused), "warning")
    else:
        flash(_what_happened(moved), "success")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(_arrival(request.form.get("next"), context.actor()), 303)


def _why_not(refused: demo_clock.Backwards | demo_clock.TooFar) -> str:
    if isinstance(refused, demo_clock.TooFar):
        return _("The calendar has no days so far ahead. Choose an earlier date.")
    now = formats.instant(refused.now, formats.language())
    return _("The demonstration's clock goes forward only. It stands at %(now)s.", now=now)


def _what_happened(moved: demo_clock.Move) -> str:
    said = [_("It is now %(now)s.", now=formats.instant(moved.now, formats.language()))]
    if moved.reminders:
        said.append(ngettext("%(num)s reminder was sent.", "%(num)s reminders were sent.", moved.reminders))
    if moved.overdue:
        said.append(ngettext("%(num)s deadline became overdue.", "%(num)s deadlines became overdue.", moved.overdue))
    if moved.mails:
        said.append(ngettext("%(num)s e-mail was sent.", "%(num)s e-mails were sent.", moved.mails))
    return " ".join(said)


@pages.get("/mail")
def mail() -> str:
    """The e-mails that were sent, with what they say, the newest first."""
    query = select(OutboxMessage).where(OutboxMessage.sent_at.is_not(None)).order_by(OutboxMessage.id.desc())
    before = request.args.get("before", "")
    if (number := whole_number(before)) is not None:
        query = query.where(OutboxMessage.id < number)
    page = first_of(db.session.scalars(query.limit(MAILS_SHOWN + 1)).all(), MAILS_SHOWN)
    older = page.rows[-1].id if page.more else None
    return render_template("demo/mail.html", mails=page.rows, older=older, newest=not before)


pages.add_url_rule("/signer", "signer", signer.sign, methods=["POST"])


@api.get("")
def show() -> Response:
    """The clock, the next deadline and the people with their tokens. Needs no token."""
    following = demo_clock.next_deadline()
    shown = {
        "now": _iso(clock.now()),
        "next_deadline": _iso(following.due_at) if following is not None else None,
        "people": [_described(key, user) for key, user in people.users().items()],
    }
    return Response(json.dumps(shown, ensure_ascii=False), content_type="application/json")


def _iso(instant: dt.datetime) -> str:
    return clock.almaty(instant).isoformat()


def _described(key: str, user: User) -> dict[str, Any]:
    person = people.BY_KEY[key]
    organisation = _organisation(user, people.BODIES[person.body].bin)
    return {
        "key": key,
        "user": user.public_id,
        "name": user.full_name,
        "role": person.role.value,
        "organisation": {"bin": organisation.bin, "kind": organisation.kind.value},
        "token": people.token_of(key),
    }


def _organisation(user: User, number: str) -> Organisation:
    """The organisation that the person belongs to, or the one that has taken its place."""
    held = [membership.organisation for membership in user.memberships if membership.organisation.works]
    return next((each for each in held if each.bin == number), held[0] if held else user.memberships[0].organisation)


@api.post("/clock")
def set_clock() -> Response:
    """Move the clock to `now`; answers as `show` when all that falls due until then is done."""
    try:
        demo_clock.move(_asked(read_object()))
    except (demo_clock.Backwards, demo_clock.TooFar) as refused:
        raise Invalid(_why_not(refused), errors={"now": [_why_not(refused)]}) from refused
    return show()


def _asked(body: dict[str, Any]) -> dt.datetime:
    errors = {name: [_("There is no such field")] for name in body if name != "now"}
    asked: dt.datetime | None = None
    with suppress(KeyError, TypeError, ValueError, OverflowError):
        given = dt.datetime.fromisoformat(body["now"])
        asked = given.astimezone(dt.UTC) if given.tzinfo else None
    if asked is None:
        errors["now"] = [_("Give an instant with its offset, for example 2026-03-16T09:00:00+05:00.")]
    if errors or asked is None:
        raise Invalid(_("Something is missing or not right. Correct what is marked and send it again."), errors=errors)
    return asked


def register(app: Flask) -> None:
    """Register all of it and let the clock be the demonstration's."""
    csrf.exempt(api)  # It takes no cookie, and only JSON: another site's form cannot send that.
    app.register_blueprint(pages)
    app.register_blueprint(api)
    app.config["API_MORE_PATHS"] = openapi.PATHS
    demo_clock.install(app)

    @app.context_processor
    def _bar() -> dict[str, Any]:
        return {"demo": Bar(), "demo_people": people.PEOPLE}
