"""What somebody is expected to do in a procedure now, and whom it waits for: the one place that says so.

Derived from the table (`turns`), from right and seat (`qyzmet.rights`), from what stands against an act (`Action`), and
from what was handed over. Front page, mails, API and the procedure's own page all ask here. Nothing is changed here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qyzmet import clock, context, rights
from qyzmet.context import Actor
from qyzmet.deadlines.models import Deadline
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.actions import Action, Nothing
from qyzmet.procedure.kinds import Beginning, kind_of, table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Move
from qyzmet.procedure.whose_turn.handed_over import HandedOver, handed_over
from qyzmet.procedure.whose_turn.preparing import HAND_OVER
from qyzmet.procedure.whose_turn.turns import Turn, follows, turns
from qyzmet.procedure.wording import term_title
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party, Role


@dataclass(frozen=True)
class Task:
    """Something that this very person can do now, and that others wait for."""

    procedure: Procedure
    party: Party
    title: str
    rule: str | None
    # The acts, one of which is expected, that which leads on first. None where another procedure is begun.
    actions: tuple[str, ...]
    # The terms that it would end.
    terms: tuple[str, ...]
    # It was made ready by somebody else, who said so.
    ready: HandedOver | None = None
    begins: Beginning | None = None

    @property
    def action(self) -> str | None:
        """The act that leads on."""
        return self.actions[0] if self.actions else None


@dataclass(frozen=True)
class Waited:
    """A party for which the others wait."""

    party: Party
    organisation: Organisation | None
    terms: tuple[str, ...]
    # By what those of the party know who does it: their head, a colleague.
    moves: tuple[Move, ...]


def tasks_in(procedure: Procedure, actor: Actor) -> list[Task]:
    """What the actor is expected to do in this procedure now, in the table's order."""
    found = [_task(procedure, turn, actor) for turn in turns(table_of(procedure), procedure.state)]
    begun = [_begun(procedure, each, actor) for each in kind_of(procedure).begins]
    return [task for task in (*found, *begun) if task is not None]


def waited_for(procedure: Procedure) -> list[Waited]:
    """The parties for which the procedure waits, as far as the reader is told what they do; none once it has ended.

    A party is waited for as long as one of its people has a task here: it is asked of them, one after the other.
    """
    table = table_of(procedure)
    has_ended = procedure.state in table.last | table.settled
    # Of what has ended nobody waits for a late signature; for what has a term one does.
    all_turns = [turn for turn in turns(table, procedure.state) if turn.terms or not has_ended]
    found = [each for turn in all_turns if (each := _waited(procedure, turn)) is not None]
    found += [
        Waited(each.by, procedure.party(each.by), each.terms, ())
        for each in kind_of(procedure).begins
        if procedure.state in each.states and each.is_open(procedure)
    ]
    if not found and not has_ended:
        rows = [move for move in follows(table, procedure.state) if not table.is_taken_by_time(move.action)]
        rows = rows or [move for turn in all_turns for move in turn.moves]
        found = [Waited(move.by, procedure.party(move.by), (), (move,)) for move in rows]
    by_party: dict[Party, Waited] = {}
    for each in found:
        earlier = by_party.get(each.party, Waited(each.party, each.organisation, (), ()))
        terms, moves = (*earlier.terms, *each.terms), (*earlier.moves, *each.moves)
        by_party[each.party] = Waited(each.party, each.organisation, terms, moves)
    return list(by_party.values())


def own_term(party: Party, terms: Sequence[str], running: Sequence[Deadline]) -> Deadline | None:
    """Of the running terms that an act of the party ends, the party's own; where it has none, that of another."""
    ended = [each for each in running if each.term in terms]
    return next((each for each in ended if each.owner is party), next(iter(ended), None))


def is_expected(procedure: Procedure, action: str, actor: Actor) -> bool:
    """Whether somebody waits for this act from the actor, who has the right to it, and nothing stands against it."""
    does = kind_of(procedure).action(action)
    return (does.awaited is None or does.awaited(procedure, actor)) and does.is_ready(procedure, actor)


def _mine(procedure: Procedure, moves: tuple[Move, ...], actor: Actor) -> list[tuple[Move, Role]]:
    """The moves that the actor has the right to, each with the role."""
    roles = ((move, rights.capacity(actor, procedure, move)) for move in moves)
    return [
        (move, role.role)
        for move, role in roles
        if role is not None and rights.excluded(actor, procedure, move) is None
    ]


def _task(procedure: Procedure, turn: Turn, actor: Actor) -> Task | None:
    mine = _mine(procedure, turn.moves, actor)
    if not mine:
        return None
    if turn.preparing:
        return _prepared(procedure, turn, mine, actor)
    actions = dict.fromkeys(move.action for move, _role in mine)
    expected = [action for action in actions if is_expected(procedure, action, actor)]
    moves = [move for move, _role in mine if move.action in expected]
    return _made(procedure, turn, moves, None) if moves else None


def _prepared(procedure: Procedure, turn: Turn, mine: list[tuple[Move, Role]], actor: Actor) -> Task | None:
    """What is written by one and taken by another: the writer's, until it is handed over; then the head's.

    A head for whom nobody writes does both.
    """
    given, is_head = handed_over(procedure, turn.party), any(role is Role.HEAD for _move, role in mine)
    if given is not None and not is_head:
        return None
    if given is None and is_head and _somebody_else_writes(procedure, turn, actor):
        return None
    leading = [move for move, _role in mine if not move.prepares]
    writing = [move for move, _role in mine if move.prepares and _can_be_written(procedure, move, actor)]
    return _made(procedure, turn, [*leading, *writing], given) if leading or writing else None


def _can_be_written(procedure: Procedure, move: Move, actor: Actor) -> bool:
    """A draft can be saved. What has a form of its own is asked for that there; to look for it here would cost much."""
    action = kind_of(procedure).action(move.action)
    return action.form is not Nothing or not action.hopeless(procedure, actor)


def _somebody_else_writes(procedure: Procedure, turn: Turn, actor: Actor) -> bool:
    table = table_of(procedure)
    rows = table.moves_of(HAND_OVER)
    if not any(row.by is turn.party and procedure.state in row.from_ for row in rows):
        return False
    organisation = procedure.party(turn.party)
    for user in _people_of(organisation, (Role.SPECIALIST,)) if organisation is not None else ():
        if actor.user is None or user.id != actor.user.id:
            other = context.actor_of(user)
            if _mine(procedure, turn.preparing, other):
                return True
    return False


def _made(procedure: Procedure, turn: Turn, moves: list[Move], ready: HandedOver | None) -> Task:
    actions = tuple(dict.fromkeys(move.action for move in moves))
    leading = [move for move in moves if not move.prepares] or moves
    titles = list(dict.fromkeys(_(move.title) for move in leading))
    title = titles[0]
    if len(titles) > 1:
        title = term_title(table_of(procedure), turn.terms[0]) if turn.terms else " / ".join(titles)
    return Task(procedure, turn.party, title, leading[0].rule or None, actions, turn.terms, ready)


def _begun(procedure: Procedure, beginning: Beginning, actor: Actor) -> Task | None:
    organisation = procedure.party(beginning.by)
    if organisation is None or procedure.state not in beginning.states:
        return None
    if not actor.roles_in(organisation.id) & frozenset(beginning.roles) or not beginning.is_open(procedure):
        return None
    return Task(procedure, beginning.by, _(beginning.title), beginning.rule, (), beginning.terms, begins=beginning)


def _waited(procedure: Procedure, turn: Turn) -> Waited | None:
    kind, reader = kind_of(procedure), context.actor()
    own = rights.works_for(reader, procedure, turn.party)
    told = [move for move in turn.moves if own or not _is_hidden(procedure, move, kind.action(move.action))]
    if not told or not (turn.preparing or any(_somebody_is_expected(procedure, move) for move in told)):
        return None
    if turn.preparing and not _is_open(procedure, turn):
        return None
    return Waited(turn.party, procedure.party(turn.party), turn.terms, tuple(told))


def _is_hidden(procedure: Procedure, move: Move, action: Action) -> bool:
    """Whether the reader would not be shown the act in the history; then nothing is told of it before either."""
    hidden = action.page.hidden
    to_state = move.to or procedure.state
    act = Act(action=move.action, party=move.by, from_state=procedure.state, to_state=to_state, body={}, at=clock.now())
    return hidden is not None and hidden(procedure, act)


def _is_open(procedure: Procedure, turn: Turn) -> bool:
    """Whether the party is there, and the paper came its way."""
    if procedure.party(turn.party) is None:
        return False
    return any(move.channel in (None, procedure.channel) for move in turn.moves)


def _somebody_is_expected(procedure: Procedure, move: Move) -> bool:
    for user in _people_for(procedure, move):
        actor = context.actor_of(user)
        with context.acting(actor):
            if _mine(procedure, (move,), actor) and is_expected(procedure, move.action, actor):
                return True
    return False


def _people_for(procedure: Procedure, move: Move) -> Iterator[User]:
    if move.channel not in (None, procedure.channel):
        return
    if move.seats:
        yield from (seat.user for seat in procedure.seats if seat.until is None and seat.seat in move.seats)
        return
    organisation = procedure.party(move.by)
    if organisation is not None:
        yield from _people_of(organisation, move.roles)


def _people_of(organisation: Organisation, roles: tuple[Role, ...]) -> Iterator[User]:
    today = clock.today()
    found = {m.user_id: m.user for m in organisation.memberships if m.role in roles and m.holds_on(today)}
    yield from (found[key] for key in sorted(found) if found[key].left_on is None)
