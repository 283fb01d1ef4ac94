"""What an act does to the terms of its procedure: those it closes, stops, starts and lets go on."""

from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import editions
from qyzmet.procedure.kinds import kind_of, table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Move


def move_terms(procedure: Procedure, move: Move, act: Act) -> None:
    """Close, stop, start and continue the terms that the move names; the last state of a procedure ends all."""
    table = table_of(procedure)
    kind = kind_of(procedure)
    for key in move.closes:
        deadlines.close_term(procedure, key, act)
    for key in move.stops:
        deadlines.stop_term(procedure, key, act)
    for key in move.starts:
        if key in kind.waits and kind.waits[key](procedure):
            continue
        term = table.term(key)
        length = editions.working_days(term, procedure.edition_key)
        event_at = kind.events[key](procedure, act) if key in kind.events else act.at
        until = kind.untils[key](procedure, act) if key in kind.untils else None
        deadlines.open_term(procedure, term, length, event_at, act, until=until)
    for key in move.continues:
        deadlines.continue_term(procedure, table.term(key), act)
    if move.to in table.last:
        deadlines.close_all(procedure, act)
