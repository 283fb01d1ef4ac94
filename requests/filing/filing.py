"""Filing a request or a proposal: its addressees, its number and its receipt (¶ 8.1, 8.2). Nothing here commits."""

from collections.abc import Mapping

from sqlalchemy import select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure import numbers
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party

from ..models import Filed
from . import receipt


def file(filed: Filed, parties: Mapping[Party, Organisation | None], act: Act) -> None:
    """The filing itself: parties, number and receipt. Raises NotInThisState where there is nobody to file it to."""
    _need(parties)
    for party, organisation in parties.items():
        if organisation is not None:
            _make_party(filed, party, organisation)
    table = table_of(filed)
    # What was filed by mistake, or returned, and is filed again keeps its number: people have quoted it.
    filed.number = filed.number or numbers.next_number(table.prefix)
    filed.submitted_at = filed.submitted_at or act.at
    filed.received_at = act.at
    filed.receipt_hash = receipt.hash_of(filed)
    act.body = {**act.body, "number": filed.number, "receipt": filed.receipt_hash}


def _make_party(filed: Filed, party: Party, organisation: Organisation) -> None:
    """What is filed again, after its filing was annulled, may concern another organisation than before."""
    row = next((each for each in filed.party_rows if each.party == party), None)
    if row is None:
        filed.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    else:
        row.organisation = organisation


def take_back(filed: Filed, body: Body, act: Act) -> None:
    """Its receipt is of something that no longer counts; that of an earlier filing which stands counts again."""
    earlier = next((each for each in reversed(standing_acts(filed)) if each.action == act.action), None)
    filed.receipt_hash = None if earlier is None else str(earlier.body["receipt"])
    filed.received_at = None if earlier is None else earlier.at
    for opinion in filed.opinions:
        if opinion.annulled_at is None:
            opinion.annulled_at = clock.now()


def working(party: Party) -> Organisation | None:
    """The organisation that works as this party now: there is one of its kind at a time."""
    return db.session.scalars(
        select(Organisation).where(
            Organisation.kind == OrganisationKind(party.value),
            Organisation.closed_on.is_(None),
            Organisation.checked_at.is_not(None),
        )
    ).first()


def addressees() -> dict[Party, Organisation | None]:
    """¶ 8.1, 8.2: the integrator and the authorised body."""
    return {party: working(party) for party in (Party.INTEGRATOR, Party.AUTHORISED_BODY)}


def _need(parties: Mapping[Party, Organisation | None]) -> None:
    for party, organisation in parties.items():
        if organisation is None:
            raise NotInThisState(
                _(
                    "Nobody works as this party yet: %(party)s. An administrator enters it.",
                    party=_(PARTY_TITLES[party]),
                ),
                rule="¶ 8.1",
            )
