"""What an order of creation begins: a design assignment (¶ 18); and what cancels or ends that. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine, kinds, numbers
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act, Procedure, ProcedureParty
from qyzmet.vocabulary import Channel, Party

from ..filing import filing
from ..models import DesignAssignment, Filed
from ..procedure.assignment import ASSIGNMENTS
from . import led_to
from .save import keep_mechanism

# The operator may itself be the proposer; it is a party of the assignment as the operator in any case.
_OF_THE_SOURCE = frozenset({Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY})


def order(
    source: Procedure,
    cause: Act,
    *,
    adds_to: Mapping[str, Any] | None = None,
    supplier: Organisation | None = None,
) -> DesignAssignment:
    """¶ 18: the integrator is to develop a design assignment; its 20 working days run from the notification.

    `source` is a request or proposal, a development (¶ 92), or the service whose supplier is replaced (¶ 109). Of a
    development that replaces no supplier, `adds_to` says to what contracts it adds (H51), and `supplier` who signs one.
    """
    author = db.session.get_one(User, cause.user_id)
    made = DesignAssignment(
        kind=ASSIGNMENTS.kind,
        draft_number=numbers.draft_number(ASSIGNMENTS.prefix),
        number=numbers.next_number(ASSIGNMENTS.prefix),
        state=ASSIGNMENTS.first,
        edition_key=source.edition_key,
        channel=Channel.PORTAL,
        title=source.title,
        titles=source.titles,
        data=_begun_with(source, adds_to),
        adds_to=dict(adds_to) if adds_to is not None else None,
        created_by=author,
        created_at=clock.now(),
        submitted_at=clock.now(),
        source=source,
    )
    for party in ASSIGNMENTS.parties:
        organisation = supplier if party is Party.SUPPLIER else _organisation(source, party)
        if organisation is not None:
            made.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    keep_mechanism(made)
    db.session.add(made)
    db.session.flush()
    engine.follow(made, "order", cause, {"source": source.public_number})
    # Each of them lists what it led to.
    db.session.expire(source, ["assignments"])
    return made


def _organisation(source: Procedure, party: Party) -> Organisation | None:
    return source.party(party) if party in _OF_THE_SOURCE else filing.working(party)


def _begun_with(source: Procedure, adds_to: Mapping[str, Any] | None) -> dict[str, Any]:
    """What only develops a service begins with what that is; discussed again, with what was written the last time."""
    if adds_to is None:
        return {}
    earlier: list[DesignAssignment] = getattr(source, "assignments", [])
    before = earlier[-1].data if earlier else {}
    general = {key: adds_to[key] for key in ("mechanism", "object") if adds_to[key]}
    return {**before, "general": {**(before.get("general") or {}), **general}}


def cancel(source: Procedure, cause: Act) -> None:
    """The order was annulled: what was begun on it is cancelled. Raises NotInThisState once it is approved."""
    assignment = led_to.assignment_of(source)
    if assignment is not None:
        engine.follow(assignment, "cancel", cause, {"source": source.public_number})


def end(assignment: DesignAssignment, cause: Act, tender: str) -> None:
    """¶ 53-1: the creation is cancelled: the assignment ends, and with it what it was ordered for.

    `tender` is the number of the tender that named no supplier. Raises NotInThisState where either has gone too far.
    """
    engine.follow(assignment, "end", cause, {"tender": tender})
    if isinstance(assignment.source, Filed):
        body = {"tender": tender, "assignment": assignment.public_number}
        engine.follow(assignment.source, "cancel", cause, body)


def let_know(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the assignment, in other rooms, learns that it is cancelled."""
    kinds.let_know(assignment, act)


END = Action("end", carry_out=let_know)
