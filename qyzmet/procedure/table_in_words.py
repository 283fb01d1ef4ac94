"""The procedure in words: each move as a row that a lawyer can read beside the order. Pure but for translation."""

from dataclasses import dataclass

from qyzmet.procedure.table import Move, Procedure, Term
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import CHANNEL_TITLES, PARTY_TITLES
from qyzmet.web import formats


@dataclass(frozen=True)
class TermWords:
    """A term as the table says it; a house rule is called so."""

    title: str
    length: str
    owner: str
    rule: str


@dataclass(frozen=True)
class MoveWords:
    """A move as the table says it; all texts are in the language of the page."""

    action: str
    title: str
    who: str
    from_: str
    to: str
    rule: str
    binds: bool
    starts: list[TermWords]
    closes: list[str]
    stops: list[str]
    continues: list[str]
    told: str


def length(term: Term, days: int) -> str:
    """How long a term is: in working days, in calendar days or in months, as it counts them."""
    if term.months:
        return formats.months(days)
    return formats.calendar_days(days) if term.calendar_days else formats.working_days(days)


def term_words(term: Term, days: int) -> TermWords:
    """A term with its length, in working days or in calendar days as the term counts them."""
    return TermWords(
        title=_(term.title),
        length=length(term, days),
        owner=_(PARTY_TITLES[term.owner]),
        rule=formats.cited(term.rule),
    )


def move_words(table: Procedure, move: Move, lengths: dict[str, int]) -> MoveWords:
    """A move in words; `lengths` are the terms' days now in force, by key."""
    roles = ", ".join(map(_, move.takers))
    who = f"{_(PARTY_TITLES[move.by])}: {roles}"
    if move.channel is not None:
        who = f"{who} ({_(CHANNEL_TITLES[move.channel])})"
    if move.consequence:
        by_time = table.is_taken_by_time(move.action)
        who = _("nobody: time itself") if by_time else _("nobody: it follows from an act in another procedure")
    if move.by_vote:
        who = _("the Commission, by its votes on what the chair has proposed")
    if move.any_of_kind:
        who = _("%(who)s (of any organisation of the kind)", who=who)
    if move.case:
        who = _("%(who)s; when: %(case)s", who=who, case=_(move.case))
    if move.again:
        who = _("%(who)s; once more: %(again)s", who=who, again=_(move.again))
    return MoveWords(
        action=move.action,
        title=_(move.title),
        who=who,
        from_=", ".join(_(table.states[state]) for state in move.from_),
        to=_(table.states[move.to]) if move.to else _("the state stays"),
        rule=formats.cited(move.rule),
        binds=move.binds,
        starts=[term_words(table.term(key), lengths[key]) for key in move.starts],
        closes=[_(table.term(key).title) for key in move.closes],
        stops=[_(table.term(key).title) for key in move.stops],
        continues=[_(table.term(key).title) for key in move.continues],
        told=", ".join(_(PARTY_TITLES[party]) for party in move.tells),
    )


def without_term(table: Procedure) -> list[tuple[str, str]]:
    """The states in which nobody has to act by a certain day, or not always, each with why not."""
    return [(_(table.states[state]), _(why)) for state, why in table.without_term.items()]


def in_words(table: Procedure, lengths: dict[str, int]) -> list[MoveWords]:
    """Every move of a procedure, in the table's order."""
    return [move_words(table, move, lengths) for move in table.moves]
