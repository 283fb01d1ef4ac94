"""Beginning a programme: a state body's own draft, or the draft of an amended version (H49). Nothing here commits."""

from collections.abc import Mapping
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

from ..models import Programme
from ..procedure.house_rules import RULE
from ..procedure.programme import PROGRAMMES


def draft(data: Body) -> Programme:
    """A new draft of the state body that the actor works for, with whatever is known. Raises NotYours, Invalid."""
    role = rights.may_start_programme(context.actor())
    if role is None:
        raise NotYours(not_yours(), rule=RULE, who_may=[_(PARTY_TITLES[Party.STATE_BODY])])
    made = begin(role.organisation, {})
    if data:
        engine.save(made, data)
    return made


def begin(organisation: Organisation, data: Mapping[str, Any], previous: Programme | None = None) -> Programme:
    """A draft of that state body; an amended version has what the version before it holds."""
    made = Programme(
        kind=PROGRAMMES.kind,
        draft_number=numbers.draft_number(PROGRAMMES.prefix),
        state=PROGRAMMES.first,
        edition_key=editions.current_edition().key,
        channel=Channel.PORTAL,
        title=previous.title if previous is not None else "",
        data=dict(data),
        created_by=context.actor().user,
        created_at=clock.now(),
        previous=previous,
        root_id=previous.root_id if previous is not None else None,
    )
    made.party_rows.append(ProcedureParty(party=Party.STATE_BODY, organisation=organisation))
    db.session.add(made)
    db.session.flush()
    made.root_id = made.root_id or made.id
    after = {"state": made.state, "edition": made.edition_key, "organisation": organisation.bin}
    if previous is not None:
        after["amends"] = previous.public_number
    audit.record("create", chain=engine.chain_of(made), subject=made.public_number, after=after)
    indexing.index(made)
    return made


def not_yours() -> str:
    """What others are told."""
    return _("A programme is entered in the register by a specialist or the head of a state body.")
