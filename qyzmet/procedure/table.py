"""The procedure as data: states, moves and terms, written so that a lawyer can read them beside the order.

Pure: standard library and the vocabulary. Rooms fill these in in their `procedure/`; the engine, the pages,
the API, the printed procedure and the tests all read the same tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import combinations

from qyzmet.vocabulary import ROLE_TITLES, SEAT_TITLES, Channel, Party, Role, Seat

HEADS = (Role.HEAD,)
PREPARERS = (Role.HEAD, Role.SPECIALIST)


class Audience(IntEnum):
    """Who can read what an act changes, each with those above; to others not even the version may tell of it."""

    EVERYBODY = 0
    PARTIES = 1  # The procedure's parties, its Commission and auditors.
    COMMISSION = 2


@dataclass(frozen=True)
class Move:
    """One act: who may take it from which states, where it leads, what it starts and closes.

    `to` of None leaves the state as it is. `rule` is a paragraph (¶ 13), an article of the Law or a house rule (H1).
    A term that is stopped goes on, with the days that were left, when a later move continues it. Several moves may
    have one name: the taker and the state choose among them, and where these leave more than one, the facts (`case`).
    """

    action: str
    title: str
    from_: tuple[str, ...]
    to: str | None
    by: Party
    rule: str
    roles: tuple[Role, ...] = HEADS
    starts: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    # Of those that it closes: what it merely ends, though their owner takes it. What they wait for was not done.
    drops: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    tells: tuple[Party, ...] = ()
    # What the history says once it is done.
    done: str = ""
    # Open only in procedures that came this way: a clerk acts on what came on paper.
    channel: Channel | None = None
    # It is nobody's to take: it follows from an act in another procedure, or the end of a term brings it (`at_end`).
    consequence: bool = False
    # A consequence that the votes of the Commission bring, on what its chair has proposed by the move of that name.
    by_vote: bool = False
    # Binds the organisation although a specialist may take it.
    binding: bool = False
    # The Commission's moves are open to persons by their seats, not to an organisation's roles.
    seats: tuple[Seat, ...] = ()
    # Open to every organisation of that kind, not only to the one that is a party: any supplier may ask.
    any_of_kind: bool = False
    # Which fact this move needs where several of one name are open to the same person: "no bid came".
    case: str = ""
    # It leaves no trace in the procedure: no act, no version, no audit record, no notice. What it does is shown later.
    sealed: bool = False
    # Who can see that it was taken: for all others the version stays, by which they could count such acts.
    shown_to: Audience = Audience.EVERYBODY
    # Nobody learns who took it: the act names no person and no organisation.
    anonymous: bool = False
    # It can be signed although it binds no organisation: a member's points, on which the ranking rests, and whether a
    # member has an interest, on which the vote does.
    signable: bool = False
    # It cannot be annulled: what it let out cannot be taken back, or others have relied on it at once.
    final: bool = False
    # Somebody waits for it, as it leads on. Where not, it is merely possible: it undoes, ends, or is offered.
    expected: bool = True
    # The terms that it brings nearer to their end, which what follows from it is: a vote, those of what it carries.
    towards: tuple[str, ...] = ()
    # The act for which it makes ready: a draft is written before it is filed, by somebody else perhaps.
    prepares: str = ""
    # Though it follows from elsewhere, it falls with what came before it: whatever undoes that undoes its cause too.
    falls: bool = False
    # What it means that the same person takes it once more; without a word of its own it is refused if it says the same
    # again (`repetition`).
    again: str = ""

    @property
    def leads_on(self) -> bool:
        """Whether the procedure stands elsewhere afterwards: of several at once one alone is taken then."""
        return self.to is not None and self.to not in self.from_

    @property
    def takers(self) -> tuple[str, ...]:
        """The titles of the roles or seats that may take it."""
        return (*(ROLE_TITLES[role] for role in self.roles), *(SEAT_TITLES[seat] for seat in self.seats))

    @property
    def binds(self) -> bool:
        """Whether it binds the organisation: such moves are asked twice, will be signed, and can be annulled."""
        return (self.binding or self.roles == HEADS) and not self.consequence

    @property
    def annullable(self) -> bool:
        """Whether its act can be annulled."""
        return self.binds and not (self.final or self.sealed or self.anonymous)


@dataclass(frozen=True)
class Term:
    """A time limit in working days. The number is the edition's or a house rule's, found by `key`."""

    key: str
    title: str
    working_days: int
    owner: Party
    rule: str
    # H1: an administrator may change the number; a term of the Rules comes with the edition only.
    house_rule: str | None = None
    # A number of the Rules that can be read in two ways: the setting says which is taken.
    setting: str | None = None
    # What stands beside the deadline on its page.
    note: str = ""
    # The move that time itself takes when the term ends. Without one an overdue term is marked and stays open. A term
    # that ends by itself never ends earlier than was once said.
    at_end: str | None = None
    # The number counts calendar days; a last day that is off moves to the next working day.
    calendar_days: bool = False
    # The number counts calendar months: it ends on the same day of that month, or the next working day.
    months: bool = False
    # The number stands in a protocol of the procedure itself: no edition brings another.
    by_protocol: bool = False


@dataclass(frozen=True, eq=False)
class Procedure:
    """All of a kind's procedure under one edition. It never changes: what is read from it can be kept beside it."""

    kind: str
    edition: str
    title: str
    prefix: str
    states: Mapping[str, str]
    first: str
    last: frozenset[str]
    moves: tuple[Move, ...]
    terms: tuple[Term, ...] = ()
    # Who becomes a party of it when it leaves its first state, the starter among them.
    parties: tuple[Party, ...] = field(default=())
    # Who knows of it while it is in its first state.
    starters: tuple[Party, ...] = (Party.STATE_BODY,)
    # The states with which a new stage begins, where one picture of the whole would be too large: a picture each.
    stages: tuple[str, ...] = ()
    # States beside the last ones in which what it was for is decided, although something may still follow.
    settled: frozenset[str] = frozenset()
    # Where nobody has to act by a certain day, or not always: why not, by the state. Last states need no reason.
    without_term: Mapping[str, str] = field(default_factory=dict)

    def moves_of(self, action: str) -> tuple[Move, ...]:
        """The moves of that name: one action may be open to several parties."""
        return self._moves_by_action.get(action, ())

    @cached_property
    def _moves_by_action(self) -> Mapping[str, tuple[Move, ...]]:
        names = dict.fromkeys(move.action for move in self.moves)
        return {name: tuple(move for move in self.moves if move.action == name) for name in names}

    @cached_property
    def not_for_everybody(self) -> tuple[Move, ...]:
        """The moves that not everybody can see."""
        return tuple(move for move in self.moves if move.shown_to is not Audience.EVERYBODY)

    @cached_property
    def has_commission(self) -> bool:
        """Whether a Commission acts in it, or what it does elsewhere follows here: those with seats know of it."""
        return any(move.by is Party.COMMISSION for move in self.moves)

    def term(self, key: str) -> Term:
        """The term of that name. Raises KeyError."""
        for term in self.terms:
            if term.key == key:
                return term
        raise KeyError(key)

    def fulfils(self, move: Move, key: str) -> bool:
        """Whether the move does what the term waits for, and not merely ends the term.

        That is what the term's owner is expected to do, whoever records it on its behalf, and what follows from it
        elsewhere. A term that falls away, that somebody else starts anew, or that time ends is fulfilled by nobody.
        """
        term = self.term(key)
        begins_anew = key in move.starts and move.by is not term.owner
        by_time = term.at_end is not None or self.is_taken_by_time(move.action)
        if key not in move.closes or key in move.drops or begins_anew or by_time:
            return False
        return any(
            each.by is term.owner and key in each.closes and (each.expected or (each.consequence and not each.leads_on))
            for each in self.moves_of(move.action)
        )

    def alternatives(self, move: Move, state: str) -> tuple[Move, ...]:
        """The moves of that name and taker in that state, the move among them: the facts choose by their `case`."""
        return tuple(each for each in self.moves_of(move.action) if state in each.from_ and _same_takers(move, each))

    def is_taken_by_time(self, action: str) -> bool:
        """Whether the end of a term takes that move, and nobody else."""
        return any(term.at_end == action for term in self.terms)

    def actions(self) -> tuple[str, ...]:
        """Every action's name once, in the table's order."""
        return tuple(self._moves_by_action)


def check(procedure: Procedure) -> list[str]:
    """What is wrong with a table: unknown states or terms, terms that nothing closes, states nobody reaches, moves
    that nobody may take or between which nothing chooses.
    """
    wrong = [*_wrong_takers(procedure), *_wrong_cases(procedure), *_wrong_ends(procedure), *_wrong_drafts(procedure)]
    term_keys = {term.key for term in procedure.terms}
    for move in procedure.moves:
        for state in (*move.from_, *((move.to,) if move.to else ())):
            if state not in procedure.states:
                wrong.append(f"{move.action}: no such state {state}")
        for term in (*move.starts, *move.closes, *move.stops, *move.continues, *move.towards):
            if term not in term_keys:
                wrong.append(f"{move.action}: no such term {term}")
        if move.starts and move.to in procedure.last:
            wrong.append(f"{move.action}: starts a term in {move.to}, where all terms end")
    for key in sorted(term_keys):
        if not any(key in move.starts for move in procedure.moves):
            wrong.append(f"the term {key} is never started")
        if not any(key in move.closes for move in procedure.moves):
            wrong.append(f"the term {key} is never closed")
        stopped = any(key in move.stops for move in procedure.moves)
        if stopped != any(key in move.continues for move in procedure.moves):
            wrong.append(f"the term {key} is stopped and never continued, or the other way round")
    reached = {procedure.first} | {move.to for move in procedure.moves if move.to}
    wrong += [f"no move leads to {state}" for state in procedure.states if state not in reached]
    wrong += [f"no term is missed in {state}" for state in procedure.without_term if state in procedure.last]
    leaves = {state for move in procedure.moves if move.to for state in move.from_}
    wrong += [
        f"nothing leads on from {state}"
        for state in procedure.states
        if state not in leaves and state not in procedure.last
    ]
    return wrong


def _same_takers(one: Move, other: Move) -> bool:
    """Whether somebody could take either of the two."""
    if one.by is not other.by or (one.channel and other.channel and one.channel is not other.channel):
        return False
    if one.consequence or other.consequence:
        return one.consequence and other.consequence
    return bool(set(one.roles) & set(other.roles) or set(one.seats) & set(other.seats))


def _wrong_takers(procedure: Procedure) -> Iterator[str]:
    if Party.COMMISSION in (*procedure.parties, *procedure.starters):
        yield "the Commission is no organisation that could be a party from the start"
    for move in procedure.moves:
        of_commission = move.by is Party.COMMISSION
        if not move.consequence and (bool(move.seats) != of_commission or bool(move.roles) == of_commission):
            yield f"{move.action}: the Commission acts by its seats, an organisation by its roles"
        if move.any_of_kind and of_commission:
            yield f"{move.action}: the Commission has no kind"
        if move.by_vote and not (of_commission and move.consequence):
            yield f"{move.action}: only what follows from the Commission's votes follows by vote"


def _wrong_cases(procedure: Procedure) -> Iterator[str]:
    for action in procedure.actions():
        moves = procedure.moves_of(action)
        for one, other in combinations(moves, 2):
            shared = sorted(set(one.from_) & set(other.from_))
            if not shared or not _same_takers(one, other):
                continue
            if one.case == other.case or not (one.case and other.case):
                yield f"{action}: nothing chooses between two moves in {', '.join(shared)}"
            if one.binds != other.binds:
                yield f"{action}: in {', '.join(shared)} it binds in one case and not in the other"
        for move in moves:
            if move.case and not any(other is not move and set(other.from_) & set(move.from_) for other in moves):
                yield f"{action}: the case “{move.case}” has no other beside it"


def _wrong_drafts(procedure: Procedure) -> Iterator[str]:
    for move in procedure.moves:
        if move.prepares and not any(each.by is move.by for each in procedure.moves_of(move.prepares)):
            yield f"{move.action}: makes ready for what its party never does: {move.prepares}"


def _wrong_ends(procedure: Procedure) -> Iterator[str]:
    for term in procedure.terms:
        if term.at_end is None:
            continue
        moves = procedure.moves_of(term.at_end)
        if not moves:
            yield f"the term {term.key} ends with no such move: {term.at_end}"
        for move in moves:
            if not move.consequence or term.key not in move.closes:
                yield f"{move.action}: time takes it, so it is nobody's and closes {term.key}"
