"""What a notification says, in the language of whoever reads it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import Select, select

from qyzmet import translating
from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

Writer = Callable[[Notification], str]


def sentence(notification: Notification) -> str:
    """The notification in one sentence, as lists show it."""
    return _WRITERS[notification.kind](notification)


def headline(notification: Notification) -> str:
    """The notification in a few words, as the subject of an e-mail says it; the sentence where there are none."""
    return _HEADLINES.get(notification.kind, sentence)(notification)


def called(notification: Notification) -> str:
    """What the procedure that it is about is called in the reader's language; "" where it is about none."""
    facts = notification.facts
    return str((facts.get("titles") or {}).get(translating.language() or "") or facts.get("title") or "")


def mail_text(notification: Notification, to_do: Sequence[str] = ()) -> tuple[str, str]:
    """Subject and body of the e-mail that says the same, and what the reader is to do now."""
    said = sentence(notification)
    facts = notification.facts
    words = headline(notification)
    subject = f"{facts['number']}: {words}" if "number" in facts else words
    lines = [said]
    if to_do:
        lines += ["", _("You are to do now: %(what)s.", what="; ".join(to_do))]
    if facts.get("title"):
        lines += ["", f"{facts['number']} · {called(notification)}"]
    if facts.get("path"):
        lines += ["", current_app.config["QYZMET"].base_url + str(facts["path"])]
    if notification.kind in _FOOTERS:
        lines += ["", _FOOTERS[notification.kind](notification)]
    lines += ["", _("This message was sent by Qyzmet. Please do not reply to it.")]
    return subject[:500], "\n".join(lines) + "\n"


def sentences(notifications: Sequence[Notification]) -> list[str]:
    """The sentence of each; the organisations that they name are read by one question."""
    offices = {each.facts["by"] for each in notifications if each.facts.get("by") is not None}
    # As long as these are held, nobody asks for one of them.
    organisations = _read(select(Organisation).where(Organisation.id.in_(offices))) if offices else []
    said = [sentence(each) for each in notifications]
    del organisations
    return said


def _read(query: Select[Any]) -> list[Any]:
    return list(db.session.scalars(query))


def _procedure(notification: Notification) -> Procedure:
    return db.session.get_one(Procedure, notification.procedure_id)


def _by(notification: Notification) -> str:
    """Who did it: an organisation; without one it was the Commission's, or nobody's whose name is told."""
    by = notification.facts["by"]
    return name_of(db.session.get(Organisation, by)) if by is not None else ""


def _act(notification: Notification) -> str:
    moves = table_of(_procedure(notification)).moves_of(notification.facts["action"])
    case, state = notification.facts.get("case", ""), notification.facts.get("from")
    here = [each for each in moves if state in each.from_] or list(moves)
    move = next((each for each in here if each.case == case), here[0])
    by = _("Commission") if move.by is Party.COMMISSION else _by(notification)
    done = _(move.done or move.title)
    return _("%(organisation)s: %(done)s.", organisation=by, done=done) if by else f"{done[:1].upper()}{done[1:]}."


def _annulment(notification: Notification) -> str:
    move = table_of(_procedure(notification)).moves_of(notification.facts["action"])[0]
    return _(
        "%(organisation)s annulled the act “%(title)s”. Grounds: %(grounds)s",
        organisation=_by(notification),
        title=_(move.title),
        grounds=notification.facts["grounds"],
    )


def _ready(notification: Notification) -> str:
    said = _("%(name)s says that this is ready for you.", name=notification.facts["person"])
    note = notification.facts["note"]
    return f"{said} «{note}»" if note else said


_WRITERS: dict[str, Writer] = {"act": _act, "annulment": _annulment, "ready_for_the_head": _ready}
_HEADLINES: dict[str, Writer] = {"ready_for_the_head": lambda _notification: _("ready for you")}
_FOOTERS: dict[str, Writer] = {}


def add_writers(writers: Mapping[str, Writer]) -> None:
    """Say how kinds of notifications read; each part of the application adds its own when it is registered."""
    _WRITERS.update(writers)


def add_headlines(writers: Mapping[str, Writer]) -> None:
    """Say how the subject of an e-mail reads, for kinds whose sentence would be too long for one."""
    _HEADLINES.update(writers)


def add_footers(writers: Mapping[str, Writer]) -> None:
    """Say what stands at the end of an e-mail, for kinds that people asked for themselves and may end."""
    _FOOTERS.update(writers)
