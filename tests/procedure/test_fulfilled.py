"""Which moves do what a term waits for: the statistics count these alone."""

import pytest
from flask import Flask

from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.table import Procedure as Table

_TABLES = (
    *("requests", "proposals", "assignments", "tenders", "bids"),
    *("formations", "services", "developments", "passports", "programmes"),
)


def _table(kind: str) -> Table:
    return next(iter(kinds()[kind].tables.values()))


@pytest.mark.parametrize("kind", _TABLES)
def test_every_term_is_fulfilled_by_some_move(app: Flask, kind: str):
    """But one that time itself ends: nobody keeps it and nobody misses it."""
    table = _table(kind)
    kept = {term.key for term in table.terms for move in table.moves if table.fulfils(move, term.key)}
    assert kept == {term.key for term in table.terms if term.at_end is None}


@pytest.mark.parametrize("kind", _TABLES)
def test_what_undoes_or_ends_fulfils_nothing(app: Flask, kind: str):
    """A withdrawal, an amendment, a cancellation that follows and a contract that is declined let a term fall away."""
    table = _table(kind)
    for move in table.moves:
        if move.action in ("withdraw", "amend", "decline_contract", "record_silence"):
            assert [key for key in move.closes if table.fulfils(move, key)] == []


def test_whoever_records_it_the_step_is_done(app: Flask):
    """What the integrator records on paper for the State Technical Service is the step of that service."""
    table = _table("assignments")
    assert all(table.fulfils(move, "agree_security") for move in table.moves_of("agree_security"))
    assert all(table.fulfils(move, "announce") for move in table.moves_of("announced"))


def test_a_term_that_begins_anew_was_not_kept(app: Flask):
    """Whoever signs other terms starts the others' days again: they have signed nothing yet."""
    table = _table("tenders")
    first = next(move for move in table.moves_of("sign_contract") if "sign_service_operator" in move.starts)
    assert not table.fulfils(first, "sign_service_operator")
    assert table.fulfils(first, "sign_service_customer")
