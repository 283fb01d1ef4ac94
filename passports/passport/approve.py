"""H48: the head approves a passport: everybody may read it then, and it takes the place of the version before."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.binding import bind_json, lacks_of
from qyzmet.procedure import engine, numbers
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..choices import CHANNELS
from ..models import FunctionPassport
from ..procedure.passport import IN_FORCE, PASSPORTS, REPLACED, RULE
from ..rules import steps
from .forms import ApproveForm, PassportForm
from .save import against_saving

# An approved version may begin to hold so many days later at most.
LATEST = 366


def against_approving(passport: FunctionPassport, body: Body, actor: Actor) -> list[Reason]:
    """It is complete, its steps are a way to a result, and it begins to hold today or later."""
    return [
        *_missing(passport.data),
        *against_steps(passport.data),
        *against_saving(passport, passport.data, actor),
        *_against_day(body),
    ]


def _missing(data: Body) -> Iterator[Reason]:
    form = bind_json(PassportForm, data)
    if not form.validate():
        for path, texts in lacks_of(form, "data.").items():
            yield from (Reason(text, field=path) for text in texts)


def against_steps(data: Body) -> Iterator[Reason]:
    """What is wrong with the steps, each at its field."""
    for fault in steps.faults(data):
        about = dict(fault.about)
        if "channel" in about:
            about["channel"] = str(CHANNELS.get(about["channel"], about["channel"]))  # type: ignore[call-overload]
        yield Reason(_(fault.text, **about), field=f"data.{fault.path}", rule=RULE)


def _against_day(body: Body) -> Iterator[Reason]:
    if not body.get("from"):
        return
    day, today = dt.date.fromisoformat(str(body["from"])), clock.today()
    if day < today:
        yield Reason(
            _("A version holds from today or a later day: what was in force before stays as it was."),
            field="from",
            stands=False,
        )
    elif day > today + dt.timedelta(LATEST):
        yield Reason(_("Name a day within a year."), field="from", stands=False)


def approve(passport: FunctionPassport, body: Body, act: Act) -> None:
    """It gets its number and is published; the version before holds until the day before."""
    passport.number = passport.number or numbers.next_number(PASSPORTS.prefix)
    passport.submitted_at = passport.submitted_at or act.at
    passport.in_force_from = dt.date.fromisoformat(str(body["from"])) if body.get("from") else clock.today()
    passport.is_public = True
    act.body = {**act.body, "number": passport.number, "from": passport.in_force_from.isoformat()}
    before = passport.predecessor
    if before is not None and before.state == IN_FORCE:
        until = passport.in_force_from - dt.timedelta(1)
        engine.follow(before, "replace", act, {"by": passport.number, "until": until.isoformat()})


def take_back(passport: FunctionPassport, body: Body, act: Act) -> None:
    """The approval is annulled: it is a draft again, and the version before holds on."""
    passport.is_public, passport.in_force_from = False, None
    before = passport.predecessor
    if before is not None and before.state == REPLACED:
        engine.follow(before, "restore", act, {"of": passport.public_number})


def replace(passport: FunctionPassport, body: Body, act: Act) -> None:
    """Until when it holds."""
    passport.in_force_until = dt.date.fromisoformat(str(body["until"]))


def restore(passport: FunctionPassport, body: Body, act: Act) -> None:
    """It holds without end again."""
    passport.in_force_until = None


def _begun(passport: FunctionPassport) -> dict[str, Any]:
    return {"from": clock.today().isoformat()}


APPROVE = Action(
    "approve",
    form=ApproveForm,
    against=against_approving,
    carry_out=approve,
    undo=take_back,
    files=True,
    page=ActionPage(
        note=N_(
            "The passport gets its number, and everybody may read it. A version before it holds until the day before."
        ),
        begun=_begun,
    ),
)
REPLACE = Action("replace", carry_out=replace)
RESTORE = Action("restore", carry_out=restore)
