"""What is read with a tender that is shown: what it came from and led to, and all that its course keeps."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import inspect, or_
from sqlalchemy.orm import aliased, joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure import whole
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_once import remember
from qyzmet.reading.read_together import Part, of_relationship

from ..requests.models import DesignAssignment
from ..requests.with_formations import formed, with_formations
from .announcement import family
from .bids import opened_bids
from .commission import open_bids
from .decision import contracts
from .models import Amendment, Bid, Contract, Protocol, ProtocolSignature, Tender
from .sealed_models import SealedBid


@cache
def loads(tender: Any) -> Sequence[ORMOption]:
    """By the first question: what it came from; the parties of all are read together afterwards."""
    assignment = joinedload(tender.assignment)
    return (
        lazyload(tender.party_rows),
        joinedload(tender.frozen),
        joinedload(tender.successors).lazyload(Tender.party_rows),
        assignment.lazyload(DesignAssignment.party_rows),
        assignment.joinedload(DesignAssignment.source).lazyload(Procedure.party_rows),
        *with_formations(assignment),
    )


@cache
def list_loads(tender: Any) -> Sequence[ORMOption]:
    """The same without what the design assignment and its request hold: a list names them."""
    assignment = joinedload(tender.assignment)
    source = assignment.joinedload(DesignAssignment.source)
    following = joinedload(tender.successors)
    return (
        lazyload(tender.party_rows),
        following.lazyload(Tender.party_rows),
        following.defer(Tender.data),
        assignment.lazyload(DesignAssignment.party_rows),
        assignment.defer(DesignAssignment.data),
        source.lazyload(Procedure.party_rows),
        source.defer(Procedure.data),
        *with_formations(assignment),
    )


def related(tender: Tender) -> Iterator[Procedure]:
    """The design assignment, what led to that, the formations that followed, and later announcements."""
    yield tender.assignment
    yield tender.assignment.source
    yield from formed(tender.assignment)
    yield from tender.successors


@cache
def parts() -> Sequence[Part]:
    """Its family, questions, amendments, documents, opened bids, protocols and contracts."""
    relative, bid = aliased(Tender, flat=True), aliased(Bid, flat=True)
    return (
        Part(
            entity=relative,
            belongs=lambda keys: or_(relative.id.in_(keys), relative.first_id.in_(keys)),
            owner=lambda row: row.family_id,
            key=lambda tender: tender.family_id,
            order=(relative.id,),
            keep=lambda tender, rows: remember(family.of, rows, tender),
            options=(lazyload(relative.party_rows),),
        ),
        of_relationship(Tender.questions),
        of_relationship(Tender.amendments, joinedload(Amendment.version)),
        whole.documents_part(),
        Part(
            entity=bid,
            belongs=bid.tender_id.in_,
            owner=lambda row: row.tender_id,
            order=(bid.received_at, bid.number),
            keep=lambda tender, rows: remember(opened_bids.all_of, rows, tender),
            options=(lazyload(bid.party_rows),),
            wanted=lambda tender: tender.opened_at is not None,
        ),
        Part(
            entity=SealedBid,
            belongs=open_bids.are_unopened,
            owner=lambda row: row.tender_id,
            order=(SealedBid.number,),
            keep=lambda tender, rows: remember(open_bids.unopened, rows, tender),
            wanted=lambda tender: tender.opened_at is not None,
        ),
        protocols(),
        standing_contracts(),
    )


def parts_of_parts(tender: Tender) -> Iterator[tuple[Part, Iterable[Any]]]:
    """Parties and Commission of the family and of the opened bids; the signatures under the protocols."""
    bids = opened_bids.all_of(tender) if tender.opened_at is not None else []
    yield from whole.known_by([*family.of(tender), *bids])
    yield whole.acts_of(bids)
    yield signatures(), tender.protocols


@cache
def protocols() -> Part:
    """The protocols of a tender or a formation."""
    return Part(
        entity=Protocol,
        belongs=Protocol.procedure_id.in_,
        owner=lambda row: row.procedure_id,
        order=(Protocol.number,),
        keep=lambda procedure, rows: set_committed_value(procedure, "protocols", rows),
        options=(joinedload(Protocol.act),),
        wanted=lambda procedure: "protocols" in inspect(procedure).unloaded,
    )


@cache
def standing_contracts() -> Part:
    """The contracts of a tender that stand."""
    return Part(
        entity=Contract,
        belongs=contracts.are_standing,
        owner=lambda row: row.tender_id,
        order=(Contract.id,),
        keep=lambda tender, rows: remember(contracts.rows_of, rows, tender),
    )


@cache
def signatures() -> Part:
    """The signatures under protocols."""
    return of_relationship(Protocol.signatures, joinedload(ProtocolSignature.user))
