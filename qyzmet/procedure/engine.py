"""The one function that takes moves, in one transaction: right, version, state, guards, change, deadlines,
audit, notifications. It never commits; what it refuses says why, by which paragraph, and who may do it instead.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext

from sqlalchemy import select

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.context import ANONYMOUS, Actor
from qyzmet.database import db
from qyzmet.people.models import Membership
from qyzmet.procedure import unshown
from qyzmet.procedure.actions import Body
from qyzmet.procedure.cases import of_case
from qyzmet.procedure.kinds import keeper_of, kind_of, table_of
from qyzmet.procedure.models import CHAIN as CHAIN
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.models import chain_of as chain_of
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Reason, Stale
from qyzmet.procedure.repetition import is_repetition
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.table import Move
from qyzmet.procedure.taken_moves import TakenMove, act_of_nobody, carry_out, carry_out_all
from qyzmet.procedure.whose_turn.handed_over import handed_over
from qyzmet.procedure.whose_turn.preparing import TAKE_BACK
from qyzmet.procedure.wording import state_word, who_may
from qyzmet.reading.read_once import nothing_is_written
from qyzmet.search import indexing
from qyzmet.signatures.kept import Rows
from qyzmet.signatures.signing import Signing
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Role


def lock(procedure: Procedure) -> None:
    """Let nobody else change the procedure until this transaction ends, and see it as it is now."""
    db.session.flush()
    for seat in procedure.__dict__.get("seats", ()):
        db.session.expire(seat)
    if db.engine.dialect.name == "postgresql":  # On SQLite a writer is alone already.
        rested_on = kind_of(procedure).locks(procedure)
        ids = [procedure.id, *(each.id for each in rested_on)]
        db.session.execute(select(Procedure.id).where(Procedure.id.in_(ids)).order_by(Procedure.id).with_for_update())
        for each in rested_on:
            db.session.refresh(each)
    # The refresh shows what was committed since the row was read.
    db.session.refresh(procedure)


def lock_all(procedures: Sequence[Procedure]) -> None:
    """The same for several at once."""
    db.session.flush()
    for seat in (seat for each in procedures for seat in each.__dict__.get("seats", ())):
        db.session.expire(seat)
    ids = [each.id for each in procedures]
    db.session.execute(select(Procedure.id).where(Procedure.id.in_(ids)).order_by(Procedure.id).with_for_update())
    for model in {type(each) for each in procedures}:
        db.session.scalars(select(model).where(model.id.in_(ids)).execution_options(populate_existing=True)).all()


def permit(
    procedure: Procedure, action: str, actor: Actor, expected_version: int | None = None
) -> tuple[Move, Membership]:
    """The move and the role by which the actor takes it now.

    Raises NotYours, Stale, NotInThisState, in this order. That one may know of the procedure was checked before.
    """
    table = table_of(procedure)
    moves = table.moves_of(action)
    if not moves:
        raise NotInThisState(_("There is no such action: %(action)s.", action=action))
    roles = [(move, rights.capacity(actor, procedure, move)) for move in moves]
    mine = [(move, role) for move, role in roles if role is not None]
    if not mine:
        raise NotYours(
            _("This is not yours to do: %(title)s.", title=_(moves[0].title)),
            rule=moves[0].rule or None,
            who_may=[who_may(move, procedure) for move in moves if not move.consequence],
        )
    reason = rights.excluded(actor, procedure, mine[0][0])
    if reason is not None:
        raise NotYours(reason.text, rule=reason.rule or mine[0][0].rule, who_may=[who_may(mine[0][0], procedure)])
    if expected_version is not None and expected_version != shown_version(procedure, actor):
        raise Stale(
            _(
                "This was changed in the meantime, by somebody else or by you in another tab. "
                "Look at the newest version."
            ),
            rule=mine[0][0].rule,
        )
    for move, role in mine:
        # Where several of one name are open here, `of_case` chooses by the facts.
        if procedure.state in move.from_:
            return move, role
    raise NotInThisState(_not_now(procedure, [move for move, _role in mine]), rule=mine[0][0].rule)


def _not_now(procedure: Procedure, moves: list[Move]) -> str:
    table = table_of(procedure)
    return _(
        "“%(title)s” cannot be done now: the state is “%(state)s”. It can be done in: %(states)s.",
        title=_(moves[0].title),
        state=state_word(table, procedure.state),
        states=", ".join(dict.fromkeys(state_word(table, state) for move in moves for state in move.from_)),
    )


def actions(procedure: Procedure, actor: Actor) -> list[str]:
    """The actions that the actor may take now, in the table's order: those against which nothing stands whatever they
    may carry.
    """
    kind = kind_of(procedure)
    return [action for action in open_to(procedure, actor) if not kind.action(action).hopeless(procedure, actor)]


def open_to(procedure: Procedure, actor: Actor) -> list[str]:
    """The actions that state and role leave to the actor now, whatever else may stand against them."""
    table = table_of(procedure)
    open_to_me = {
        move.action
        for move in table.moves
        if procedure.state in move.from_
        and rights.capacity(actor, procedure, move) is not None
        and rights.excluded(actor, procedure, move) is None
    }
    return [action for action in table.actions() if action in open_to_me]


def take(
    procedure: Procedure,
    action: str,
    body: Body,
    *,
    expected_version: int | None = None,
    validate: Callable[[], None] | None = None,
    signature: bytes | None = None,
) -> Act:
    """Take a move as the current actor and return the act.

    `validate` checks what the move carries, after right and state and before anything changes; it raises
    Invalid. `signature` is the CMS with which it is signed: of a manifest that `manifests.make` gave. The act of a
    sealed move is kept nowhere. Raises NotYours, Stale, NotInThisState, Invalid.
    """
    keeper = keeper_of(procedure)
    if keeper is not None:
        return keeper.take(
            procedure, action, body, expected_version=expected_version, validate=validate, signature=signature
        )
    move, role, actor = choose(procedure, action, body, expected_version, validate)
    signed = Signing(procedure, move, role, body, actor, Rows(procedure, actor)).check(signature)
    named = {} if move.anonymous else {"user": actor.user, "organisation": role.organisation}
    act = Act(
        action=action,
        case=move.case,
        party=move.by,
        acting_for_id=None if move.anonymous else role.acting_for_id,
        from_state=procedure.state,
        to_state=move.to or procedure.state,
        body=dict(body),
        at=clock.now(),
        signature=signed,
        manifest_sha256=signed.sha256 if signed is not None else None,
        **named,
    )
    if move.sealed:
        return _carry_out_sealed(procedure, act, body)
    act.procedure = procedure
    # The trail says neither who nor from where: a network address would name the organisation.
    with context.acting(ANONYMOUS, "") if move.anonymous else nullcontext():
        return carry_out(procedure, move, act, body)


def choose(
    procedure: Procedure,
    action: str,
    body: Body,
    expected_version: int | None,
    validate: Callable[[], None] | None,
) -> tuple[Move, Membership, Actor]:
    """The move that the current actor can take now, of its name the one that the facts choose, the role by which, and
    the actor. The procedure is locked then. Raises as `take`.
    """
    lock(procedure)
    with nothing_is_written():
        try:
            move, role, actor = _ready(procedure, action, body, expected_version, validate)
        except NotInThisState as refused:
            raise _instead(procedure, action) or refused from None
        move = of_case(procedure, move, body, actor)
        if is_repetition(procedure, move, body, actor):
            raise NotInThisState(
                _("This is recorded already, with the same content: “%(title)s”.", title=_(move.title)), rule=move.rule
            )
        return move, role, actor


def _instead(procedure: Procedure, action: str) -> NotInThisState | None:
    """The refusal that says what can be done instead, where the action has such a word."""
    instead = kind_of(procedure).action(action).instead
    reason = instead(procedure) if instead is not None else None
    return NotInThisState(reason.text, rule=reason.rule) if reason is not None else None


def _carry_out_sealed(procedure: Procedure, act: Act, body: Body) -> Act:
    """Do what the move does, and leave no trace of it in the procedure: it shows when the seal is opened, and so does
    its signature.
    """
    carried = kind_of(procedure).action(act.action).carry_out
    if carried is not None:
        carried(procedure, body, act)
    unshown.keep(procedure, act)
    return act


def follow(procedure: Procedure, action: str, cause: Act, body: Body) -> Act:
    """Take a move that follows from an act in another procedure, in the name of whoever took that act.

    Raises NotInThisState where the procedure has gone too far for it.
    """
    lock(procedure)
    return _follow([(procedure, body)], action, cause)[0]


def follow_all(each_with_body: Sequence[tuple[Procedure, Body]], action: str, cause: Act) -> list[Act]:
    """The same for several procedures of one kind, written at one stroke: an opening brings out hundreds of bids."""
    lock_all([procedure for procedure, _body in each_with_body])
    return _follow(each_with_body, action, cause)


def _follow(each_with_body: Sequence[tuple[Procedure, Body]], action: str, cause: Act) -> list[Act]:
    taken = []
    for procedure, body in each_with_body:
        move = _consequence(procedure, action)
        act = Act(
            procedure=procedure,
            action=action,
            case=move.case,
            party=cause.party,
            user_id=cause.user_id,
            organisation_id=cause.organisation_id,
            acting_for_id=cause.acting_for_id,
            from_state=procedure.state,
            to_state=move.to or procedure.state,
            body=dict(body),
            at=clock.now(),
        )
        taken.append(TakenMove(procedure, move, act, body))
    carry_out_all(taken)
    return [each.act for each in taken]


def end_by_time(procedure: Procedure, action: str, at: dt.datetime) -> Act:
    """Take the move that the end of a term brings, as nobody, at the instant of that end.

    Raises NotInThisState where somebody has taken the procedure on meanwhile.
    """
    lock(procedure)
    move = _consequence(procedure, action)
    return carry_out(procedure, move, act_of_nobody(procedure, move, at), {})


def _consequence(procedure: Procedure, action: str) -> Move:
    """The move of that name that is nobody's to take and can follow now; the procedure is locked."""
    table = table_of(procedure)
    moves = [move for move in table.moves_of(action) if move.consequence]
    move = next((move for move in moves if procedure.state in move.from_), None)
    if move is None:
        raise NotInThisState(_not_now(procedure, list(table.moves_of(action))), rule=moves[0].rule)
    return move


def save(
    procedure: Procedure,
    data: Body,
    *,
    expected_version: int | None = None,
    validate: Callable[[], None] | None = None,
) -> None:
    """Take the move `save`: the given top-level keys of the draft's data replace those kept.

    Saving is audited with what changed, but it is no act: it binds nobody and is not annulled. Raises as `take`.
    """
    keeper = keeper_of(procedure)
    if keeper is not None:
        keeper.save(procedure, data, expected_version=expected_version, validate=validate)
        return
    lock(procedure)
    with nothing_is_written():
        move, role, actor = _ready(procedure, "save", data, expected_version, validate)
    _take_back(procedure, move, role, actor)
    changed = {key for key, value in data.items() if procedure.data.get(key) != value}
    if not changed:
        return
    audit.record(
        "save",
        chain=chain_of(procedure),
        subject=procedure.public_number,
        before={key: procedure.data[key] for key in sorted(changed) if key in procedure.data},
        after={key: data[key] for key in sorted(changed)},
    )
    procedure.data = {**procedure.data, **data}
    after_save = kind_of(procedure).after_save
    if after_save is not None:
        after_save(procedure)
    indexing.index(procedure)


def _take_back(procedure: Procedure, move: Move, role: Membership, actor: Actor) -> None:
    """What was handed over to the head is not any more once somebody else writes at it again."""
    if role.role is Role.HEAD or handed_over(procedure, move.by) is None:
        return
    row = next(each for each in table_of(procedure).moves_of(TAKE_BACK) if each.by is move.by)
    act = Act(
        procedure=procedure,
        action=TAKE_BACK,
        party=move.by,
        user=actor.user,
        organisation=role.organisation,
        acting_for_id=role.acting_for_id,
        from_state=procedure.state,
        to_state=procedure.state,
        body={},
        at=clock.now(),
    )
    carry_out(procedure, row, act, {})


def _ready(
    procedure: Procedure,
    action: str,
    body: Body,
    expected_version: int | None,
    validate: Callable[[], None] | None,
) -> tuple[Move, Membership, Actor]:
    actor = context.actor()
    move, role = permit(procedure, action, actor, expected_version)
    # What no body could mend is said before the body is looked at.
    _refuse(kind_of(procedure).action(action).hopeless(procedure, actor), move)
    if validate is not None:
        validate()
    guard(procedure, move, body, actor)
    return move, role, actor


def guard(procedure: Procedure, move: Move, body: Body, actor: Actor) -> None:
    """Ask what stands against the move. Raises Invalid for what it has against a field, else NotInThisState."""
    _refuse(kind_of(procedure).action(move.action).reasons(procedure, body, actor), move)


def _refuse(reasons: list[Reason], move: Move) -> None:
    if not reasons:
        return
    rule = next((reason.rule for reason in reasons if reason.rule), move.rule)
    errors = _by_field(reasons)
    if errors:
        raise Invalid(" ".join(reason.text for reason in reasons), rule=rule, errors=errors)
    raise NotInThisState(" ".join(reason.text for reason in reasons), rule=rule)


def _by_field(reasons: Iterable[Reason]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for reason in reasons:
        if reason.field is not None:
            errors.setdefault(reason.field, []).append(reason.text)
    return errors
