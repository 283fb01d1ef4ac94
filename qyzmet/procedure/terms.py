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
        which = kind.rule_of_term(key).closes
        matter = which(procedure, act) if which is not None else None
        deadlines.close_term(procedure, key, act, fulfilled=table.fulfils(move, key), matter=matter)
    for key in move.stops:
        deadlines.stop_term(procedure, key, act)
    for key in move.starts:
        rule = kind.rule_of_term(key)
        if rule.waits is not None and rule.waits(procedure):
            continue
        if rule.opens is not None:
            rule.opens(procedure, act)
            continue
        term = table.term(key)
        length = editions.working_days(term, procedure.edition_key)
        length = rule.length(procedure, act, length) if rule.length is not None else length
        event_at = rule.counts_from(procedure, act) if rule.counts_from is not None else act.at
        until = rule.not_before(procedure, act) if rule.not_before is not None else None
        deadlines.open_term(procedure, term, length, event_at, act, until=until)
    for key in move.continues:
        deadlines.continue_term(procedure, table.term(key), act)
    if move.to in table.last:
        deadlines.close_all(procedure, act)
