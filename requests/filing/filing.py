"""Drafting and filing, the same for requests and proposals (¶ 8.1, 8.2; H12). Nothing here commits."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import canonical_json, db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions, engine, numbers
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.procedure.table import Procedure as Table
from qyzmet.search import indexing
from qyzmet.vocabulary import PARTY_TITLES, Channel, OrganisationKind, Party

from ..models import Filed
from .on_paper import Paper

AnyFiled = TypeVar("AnyFiled", bound=Filed)
TITLE_LENGTH = 300


def begin(
    model: type[AnyFiled], table: Table, filer: Organisation, paper: Paper | None, registrar: Organisation
) -> AnyFiled:
    """A new draft of the organisation that files it, begun by the current actor; on paper also the registrar's."""
    actor = context.actor()
    made = model(
        kind=table.kind,
        draft_number=numbers.draft_number(table.prefix),
        state=table.first,
        edition_key=editions.current_edition().key,
        channel=Channel.PORTAL if paper is None else Channel.PAPER,
        data={},
        scans=[] if paper is None else list(paper.scans),
        received_on=None if paper is None else paper.received_on,
        created_by=actor.user,
        created_at=clock.now(),
    )
    made.party_rows.append(ProcedureParty(party=Party(filer.kind.value), organisation=filer))
    if registrar.id != filer.id:
        made.party_rows.append(ProcedureParty(party=Party(registrar.kind.value), organisation=registrar))
    db.session.add(made)
    db.session.flush()
    documents.adopt(made, made.scans)
    after: dict[str, Any] = {"state": made.state, "edition": made.edition_key, "organisation": filer.bin}
    if paper is not None and made.received_on is not None:
        after |= {"channel": "paper", "received_on": made.received_on.isoformat(), "scans": made.scans}
    audit.record("create", chain=engine.chain_of(made), subject=made.public_number, after=after)
    indexing.index(made)
    return made


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
    filed.receipt_hash = receipt_of(filed)
    act.body = {**act.body, "number": filed.number, "receipt": filed.receipt_hash}


def tie_documents(filed: Filed, ids: Iterable[str]) -> None:
    """The documents that the data name, beside the scans. What is taken out again before the first filing is let go."""
    named = [*filed.scans, *ids]
    documents.adopt(filed, named)
    if filed.submitted_at is None:
        documents.let_go(filed, named)


def _make_party(filed: Filed, party: Party, organisation: Organisation) -> None:
    """What is filed again, after its filing was annulled, may concern another organisation than before."""
    row = next((each for each in filed.party_rows if each.party == party), None)
    if row is None:
        filed.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    else:
        row.organisation = organisation


def take_back(filed: Filed, body: Mapping[str, Any], act: Act) -> None:
    """Its receipt is of something that no longer counts; that of an earlier filing which stands counts again."""
    earlier = next((each for each in reversed(standing_acts(filed)) if each.action == act.action), None)
    filed.receipt_hash = None if earlier is None else str(earlier.body["receipt"])
    filed.received_at = None if earlier is None else earlier.at
    for opinion in filed.opinions:
        if opinion.annulled_at is None:
            opinion.annulled_at = clock.now()


def receipt_of(filed: Filed) -> str:
    """SHA-256 over the canonical JSON of number, data and the instant of receipt: what the filer can prove."""
    received = {
        "number": filed.number,
        "data": filed.data,
        "received_at": None if filed.received_at is None else clock.almaty(filed.received_at).isoformat(),
    }
    return hashlib.sha256(canonical_json(received).encode()).hexdigest()


def receipt(filed: Filed) -> dict[str, str] | None:
    """The receipt as it is shown: hash and instant; None before it was filed."""
    if filed.receipt_hash is None or filed.received_at is None:
        return None
    return {"hash": filed.receipt_hash, "received_at": clock.almaty(filed.received_at).isoformat()}


def title_of(text: object) -> str:
    """A function's name as lists show it: in one line, not too long."""
    return " ".join(str(text or "").split())[:TITLE_LENGTH]


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
