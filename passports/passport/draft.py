"""Beginning a passport: a state body's own draft, the next version of one in force. Nothing commits."""

from typing import Any

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions, engine, numbers
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import ProcedureParty
from qyzmet.procedure.refusals import NotYours
from qyzmet.search import indexing
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Channel, Party

from ..models import FunctionPassport
from ..procedure.passport import PASSPORTS, RULE


def draft(data: Body) -> FunctionPassport:
    """A new draft of the actor's state body, with what is known already. Raises NotYours, Invalid."""
    role = rights.may_start_request(context.actor())
    if role is None:
        raise NotYours(
            _("A function passport is written by a specialist or the head of a state body."),
            rule=RULE,
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    made = begin(role.organisation)
    if data:
        engine.save(made, data)
    return made


def begin(organisation: Organisation, **version: Any) -> FunctionPassport:
    """An empty draft of that state body, begun by the current actor; `version` says which one it is to follow."""
    made = FunctionPassport(
        kind=PASSPORTS.kind,
        draft_number=numbers.draft_number(PASSPORTS.prefix),
        state=PASSPORTS.first,
        edition_key=editions.current_edition().key,
        channel=Channel.PORTAL,
        data={},
        created_by=context.actor().user,
        created_at=clock.now(),
        **version,
    )
    made.party_rows.append(ProcedureParty(party=Party.STATE_BODY, organisation=organisation))
    db.session.add(made)
    db.session.flush()
    after = {"state": made.state, "edition": made.edition_key, "passport_version": made.passport_version}
    audit.record("create", chain=engine.chain_of(made), subject=made.public_number, after=after)
    indexing.index(made)
    return made
