"""Drafting what is to be filed, the same for requests and proposals (¶ 8.1, 8.2; H12). Nothing here commits."""

from collections.abc import Iterable
from typing import Any, TypeVar

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions, engine, numbers
from qyzmet.procedure.models import ProcedureParty
from qyzmet.procedure.table import Procedure as Table
from qyzmet.search import indexing
from qyzmet.vocabulary import Channel, Party

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


def tie_documents(filed: Filed, ids: Iterable[str]) -> None:
    """The documents that the data name, beside the scans. What is taken out again before the first filing is let go."""
    named = [*filed.scans, *ids]
    documents.adopt(filed, named)
    if filed.submitted_at is None:
        documents.let_go(filed, named)


def title_of(text: object) -> str:
    """A function's name as lists show it: in one line, not too long."""
    return " ".join(str(text or "").split())[:TITLE_LENGTH]
