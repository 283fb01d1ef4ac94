"""Whoever must act has a term with an owner, in every state that is not a last one, or the table says why not."""

import pytest
from flask import Flask

from qyzmet.procedure.kinds import Kind, kinds
from qyzmet.procedure.table import Move, Procedure
from qyzmet.tenders.rules.contract_terms import needed_contracts

pytestmark = pytest.mark.once


def may_wait(kind: Kind, key: str) -> bool:
    """Whether a fact can keep the term from starting."""
    rule = kind.rules_of_terms.get(key)
    return rule is not None and rule.waits is not None


def after(kind: Kind, table: Procedure, move: Move, running: frozenset[str]) -> frozenset[str]:
    """The terms that surely run after a move, where these ran before it."""
    if move.to in table.last:
        return frozenset()
    started = {key for key in move.starts if not may_wait(kind, key)}
    return (running - set(move.closes) - set(move.stops)) | started | set(move.continues)


def without_term(kind: Kind, table: Procedure) -> set[str]:
    """The states in which a procedure can stand with no term running: every way is walked."""
    begins = table.moves[0]
    # What is nobody's to begin begins with what it follows from.
    running = after(kind, table, begins, frozenset()) if begins.consequence else frozenset[str]()
    seen = {(table.first, running)}
    waiting = list(seen)
    while waiting:
        state, running = waiting.pop()
        for move in table.moves:
            if state in move.from_:
                reached = (move.to or state, after(kind, table, move, running))
                if reached not in seen:
                    seen.add(reached)
                    waiting.append(reached)
    return {state for state, running in seen if not running} - table.last


@pytest.mark.parametrize("ppp", [True, False])
@pytest.mark.parametrize("becomes_property", [True, False])
def test_every_tender_needs_a_contract(ppp: bool, becomes_property: bool) -> None:
    """Law 45(3): whatever its mechanism, a contract is begun by a party whose term runs from the protocol."""
    assert needed_contracts(ppp=ppp, becomes_property=becomes_property)


def test_no_state_is_without_a_term_or_a_reason(app: Flask) -> None:
    """Each state that is not a last one has a term whatever the way into it, or says in the table why not."""
    for name, kind in kinds().items():
        for table in kind.tables.values():
            assert without_term(kind, table) <= set(table.without_term), name


def test_a_reason_stands_only_where_a_term_can_be_missing(app: Flask) -> None:
    """What the table excuses is needed: a state that always has a term has no note that says otherwise."""
    for name, kind in kinds().items():
        for table in kind.tables.values():
            assert set(table.without_term) <= without_term(kind, table), name
