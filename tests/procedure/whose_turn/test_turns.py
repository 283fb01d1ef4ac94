"""Whose turn it is, walked over every state of every table: nothing here is listed by hand."""

import pytest

from qyzmet.procedure.table import Procedure
from qyzmet.procedure.whose_turn.preparing import HAND_OVER, TAKE_BACK
from qyzmet.procedure.whose_turn.turns import follows, turns, waited_for
from qyzmet.vocabulary import Party
from tests.procedure.test_triples import TABLES

STATES = [pytest.param(table, state, id=f"{table.kind} {state}") for table in TABLES for state in table.states]
TERMS = [pytest.param(table, term.key, id=f"{table.kind} {term.key}") for table in TABLES for term in table.terms]


def parties_of(table: Procedure) -> set[Party]:
    """All that take part in such a procedure, those too who only act in it."""
    return {*table.starters, *table.parties, *(move.by for move in table.moves if not move.consequence)}


@pytest.mark.once
@pytest.mark.parametrize(("table", "state"), STATES)
def test_every_party_is_to_do_something_or_waits_for_somebody(table: Procedure, state: str):
    """In a state that is no last one each party has a turn, or waits for others, for time or for another procedure."""
    taking = {turn.party for turn in turns(table, state)}
    waited = waited_for(table, state)
    if state in table.last:
        assert waited == []
        return
    by_time = any(state in move.from_ for term in table.terms if term.at_end for move in table.moves_of(term.at_end))
    elsewhere = bool(follows(table, state)) and not taking
    for party in parties_of(table) - taking:
        assert [other for other in waited if other is not party] or by_time or elsewhere, (state, party)
    assert waited or by_time


@pytest.mark.once
@pytest.mark.parametrize(("table", "key"), TERMS)
def test_a_term_runs_for_somebody_who_can_end_it(table: Procedure, key: str):
    """Each term is in the turn of its owner in some state, or time ends it, or acts of another procedure alone do."""
    term = table.term(key)
    closing = [move for move in table.moves if key in move.closes and move.expected and not move.consequence]
    owners = {turn.party for state in table.states for turn in turns(table, state) if key in turn.terms}
    assert term.owner in owners or term.at_end or not [move for move in closing if move.by is term.owner]


@pytest.mark.once
@pytest.mark.parametrize(("table", "state"), STATES)
def test_what_is_written_by_one_and_taken_by_another_can_be_handed_over(table: Procedure, state: str):
    """Wherever a specialist makes ready for the head's act there is handing over, and what takes it back."""
    for turn in turns(table, state):
        writers = [move for move in turn.preparing if "specialist" in move.roles]
        for move in writers:
            rows = [row for row in table.moves if row.by is turn.party and state in row.from_]
            handing = [row for row in rows if row.action == HAND_OVER and row.prepares == move.prepares]
            assert handing, (state, turn.party)
            assert [row for row in rows if row.action == TAKE_BACK], (state, turn.party)
            assert not any(row.tells or row.to for row in handing)


@pytest.mark.once
@pytest.mark.parametrize(("table", "state"), STATES)
def test_what_is_merely_possible_is_nobodys_turn(table: Procedure, state: str):
    """A turn holds acts that somebody waits for, each open in the state; no act stands in two of a party's turns."""
    for party in parties_of(table):
        mine = [turn for turn in turns(table, state) if turn.party is party]
        assert all(move.expected and state in move.from_ for turn in mine for move in turn.moves)
        names = [name for turn in mine for name in {move.action for move in turn.moves}]
        assert len(names) == len(set(names)), names
