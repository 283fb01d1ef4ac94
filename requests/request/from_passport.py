"""H48: rows 1, 2, 5 and 9 of a request are filled from the passport of its function, which stays linked to it.

What somebody has written stays: only rows that are empty are filled.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet import context, rights
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party
from qyzmet.web import formats

from ...passports.diagram import said
from ...passports.models import FunctionPassport
from ...passports.procedure.passport import IN_FORCE, RULE
from ..models import AutomationRequest
from . import choices

# As many letters as row 5 takes.
_LONGEST = 10_000
_MOST_OFFERED = 500
# How a portal is called in the three languages.
_PORTALS = ("портал", "portal")


def find(number: str) -> FunctionPassport | None:
    """The passport with that registered or draft number, if the actor may know of it."""
    if not number.isprintable():
        return None
    model = FunctionPassport
    query = select(model).where((model.number == number) | (model.draft_number == number))
    found = db.session.scalars(query).first()
    return found if found is not None and rights.may_know(context.actor(), found) else None


def offered(request: AutomationRequest) -> list[tuple[str, str]]:
    """The passports in force of the request's state body: numbers and names, the newest first."""
    body = request.party(Party.STATE_BODY)
    if body is None:
        return []
    model = FunctionPassport
    theirs = select(ProcedureParty.procedure_id).where(
        ProcedureParty.party == Party.STATE_BODY, ProcedureParty.organisation_id == body.id
    )
    query = select(model.number, model.title).where(model.state == IN_FORCE, model.id.in_(theirs))
    rows = db.session.execute(query.order_by(model.id.desc()).limit(_MOST_OFFERED))
    return [(str(number), str(title)) for number, title in rows]


def against(request: AutomationRequest, data: Body) -> Iterator[Reason]:
    """The passport that the data name exists, and is known to whoever names it."""
    number = str(data.get("passport") or "")
    if number and not is_linked(request, number) and find(number) is None:
        yield Reason(
            _("There is no such function passport: %(number)s.", number=number), rule=RULE, field="data.passport"
        )


def is_linked(request: AutomationRequest, number: str) -> bool:
    """Whether the request is linked to the passport of that number already, by whichever of its numbers."""
    linked = request.passport
    return linked is not None and number in (linked.number, linked.draft_number)


def follow(request: AutomationRequest) -> None:
    """The request is linked to the passport that its data name, and its empty rows are filled from it."""
    number = str(request.data.get("passport") or "")
    if not number:
        if "passport" in request.data:
            request.passport = None
        return
    passport = find(number)
    if passport is None or passport is request.passport:
        return
    request.passport = passport
    filled = {key: value for key, value in rows(passport).items() if value and not request.data.get(key)}
    if not filled:
        return
    audit.record(
        "save",
        chain=engine.chain_of(request),
        subject=request.public_number,
        before={},
        after={**filled, "from": passport.public_number},
    )
    request.data = {**request.data, **filled}


def rows(passport: FunctionPassport) -> dict[str, Any]:
    """What the rows say by the passport: name, acts, how it is done today, systems."""
    data = passport.data
    names = data.get("names") or {}
    return {
        "function": str(names.get(formats.language()) or passport.title),
        "acts": [
            {
                "title": str(each.get("title") or ""),
                "number": str(each.get("number") or ""),
                "date": each.get("date"),
                "url": "",
                "points": str(each.get("points") or ""),
            }
            for each in data.get("acts") or ()
        ],
        "current_way": current_way(passport),
        "existing_systems": [_system(str(each)) for each in data.get("systems") or ()],
    }


def _system(name: str) -> dict[str, Any]:
    """Kind and coverage, which a passport does not say, are proposed: a part, as something is asked for."""
    is_portal = any(word in name.casefold() for word in _PORTALS)
    kind = choices.SystemKind.PORTAL if is_portal else choices.SystemKind.INFORMATION_SYSTEM
    return {"name": name[:500], "kind": kind.value, "service": None, "covers": choices.Covers.PART.value}


def current_way(passport: FunctionPassport) -> str:
    """Row 5: the steps of each channel in words, with their times and refusals."""
    lines: list[str] = []
    for channel in said.channels(passport.data):
        lines.append(f"{channel.title}:")
        for line in channel.lines:
            about = ", ".join(filter(None, (line.by, line.time)))
            lines.append(f"{line.number}. {line.name}{f' ({about})' if about else ''}")
            lines += [f"   {answer}: {where}" for answer, where, _is_refusal in line.answers]
        total = channel.total or _("no time is printed")
        lines.append(f"{_('Altogether')}: {total}. {channel.difference}")
        lines.append("")
    text = "\n".join(lines).strip()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def shown(request: AutomationRequest) -> FunctionPassport | None:
    """The passport that the request is linked to, if the reader may know of it."""
    found = request.passport
    return found if found is not None and rights.may_know(context.actor(), found) else None


def may_make(request: AutomationRequest) -> bool:
    """Whether the reader could write the passport of this request's function: of its own state body."""
    role, body = rights.may_start_request(context.actor()), request.party(Party.STATE_BODY)
    return role is not None and body is not None and role.organisation_id == body.id


def load(request: Any) -> ORMOption:
    """The passport is read with the request."""
    return joinedload(request.passport).lazyload(Procedure.party_rows)


def related(request: AutomationRequest) -> Iterator[Procedure]:
    """The passport, whose parties are read with the request's."""
    if request.passport is not None:
        yield request.passport
