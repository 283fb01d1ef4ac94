"""How many procedures stand in which state, by kind, and how many services of which kind stand in the Catalogue (Law
46), without those that were retired; of a year those that were begun in it, which of a service is to be entered.

Of what is public the needs of the public register of running procedures are told besides, by the stage that the
register tells: what they go through is no public procedure itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union_all

from qyzmet.catalog.models import Service
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.catalog.procedure.states import RETIRED
from qyzmet.catalog.under_way.models import Need
from qyzmet.database import db
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.statistics import kept_blocks
from qyzmet.statistics.kept_blocks import BLOCK, Blocks
from qyzmet.statistics.scope import Scope, View
from qyzmet.vocabulary import Party

# A bid is a procedure of its bidder's: how many a tender had is told where bids are.
_BIDS = "bids"
_SERVICES = Service.__table__
# What a row of the question counts.
_IN_STATE, _OF_KIND, _AT_STAGE = "state", "service", "need"


@dataclass(frozen=True)
class InState:
    """So many procedures of a kind in one state."""

    kind: str
    state: str
    count: int


@dataclass(frozen=True)
class OfKind:
    """So many services of one kind, which is a key of the classifier."""

    kind: str
    count: int


@dataclass(frozen=True)
class AtStage:
    """So many needs of the public register at one stage."""

    stage: str
    count: int


@dataclass(frozen=True)
class Standing:
    """Where procedures stand, what stands in the Catalogue, and how far the needs of the public register are."""

    states: tuple[InState, ...]
    services: tuple[OfKind, ...]
    needs: tuple[AtStage, ...] = ()


@dataclass(frozen=True)
class Row:
    """A count as the question gives it: what is counted, by which kind and state."""

    what: str
    kind: str
    state: str
    count: int


def count(scope: Scope) -> Standing:
    """All of these procedures, by one question to the database."""
    return standing(in_all(row for rows in count_blocks(scope).values() for row in rows))


def standing(rows: Iterable[Row]) -> Standing:
    """What the counts say."""
    every = list(rows)
    return Standing(
        tuple(InState(row.kind, row.state, row.count) for row in every if row.what == _IN_STATE),
        tuple(OfKind(row.kind, row.count) for row in every if row.what == _OF_KIND),
        tuple(AtStage(row.state, row.count) for row in every if row.what == _AT_STAGE),
    )


def in_all(rows: Iterable[Row]) -> list[Row]:
    """The counts of several blocks of procedures."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        found[row.what, row.kind, row.state] += row.count
    return [Row(*by, number) for by, number in found.items()]


def count_blocks(scope: Scope, blocks: Blocks = None) -> dict[int, list[Row]]:
    """The counts by blocks of procedures, all or these, by one question to the database."""
    counts = [_states(scope, blocks), _services(scope, blocks)]
    if scope.view is View.PUBLIC:
        counts.append(_needs(scope, blocks))
    found: dict[int, list[Row]] = {}
    for what, kind, state, block, number in db.session.execute(union_all(*counts)):
        found.setdefault(int(block), []).append(Row(what, kind, state, number))
    return found


def _states(scope: Scope, blocks: Blocks) -> Select[Any]:
    by: list[Any] = [Procedure.kind, Procedure.state, kept_blocks.block()]
    return (
        select(literal(_IN_STATE), *by, func.count())
        .where(
            scope.condition,
            scope.in_year(Procedure.submitted_at),
            Procedure.kind != _BIDS,
            *kept_blocks.among(blocks),
        )
        .group_by(*by)
    )


def _services(scope: Scope, blocks: Blocks) -> Select[Any]:
    entered = scope.ids.where(
        Procedure.kind == SERVICES.kind,
        Procedure.state != RETIRED,
        scope.in_year(Procedure.submitted_at),
        *kept_blocks.among(blocks),
    )
    kind, block = _SERVICES.c.kind_key, _SERVICES.c.id // BLOCK
    query = select(literal(_OF_KIND), kind, literal(""), block, func.count()).where(_SERVICES.c.id.in_(entered))
    return query.group_by(kind, block)


def _needs(scope: Scope, blocks: Blocks) -> Select[Any]:
    """Of a year those that were agreed to in it; of an organisation those whose customer it is."""
    by: list[Any] = [Need.stage, kept_blocks.block()]
    query = (
        select(literal(_AT_STAGE), literal(""), *by, func.count())
        .select_from(Need)
        .join(Procedure, Procedure.id == Need.id)
        .where(scope.in_year(Need.agreed_at), _of_customer(scope.organisation), *kept_blocks.among(blocks))
    )
    return query.group_by(*by)


def _of_customer(organisation: int | None) -> ColumnElement[bool]:
    if organisation is None:
        return true()
    of_it = ProcedureParty.organisation_id == organisation, ProcedureParty.party == Party.STATE_BODY
    return Need.id.in_(select(ProcedureParty.procedure_id).where(*of_it))
