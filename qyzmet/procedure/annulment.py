"""Undoing a mistaken act: a recorded annulment. Nothing is deleted; the history shows both.

The head whose act it was annuls it until another party has acted on it, afterwards the authorised body. With
an act fall those that came after it: they rest on it.
"""

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import flag_modified

from qyzmet import clock, context, database, rights, texts
from qyzmet.audit import service as audit
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.notifications import service as notifications
from qyzmet.people.models import Membership
from qyzmet.procedure.engine import chain_of, lock
from qyzmet.procedure.kinds import keeper_of, kind_of, table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Stale
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.table import HEADS, Move
from qyzmet.procedure.whose_turn.preparing import OWN_AFFAIR
from qyzmet.procedure.wording import name_of
from qyzmet.search import indexing
from qyzmet.signatures.demanded import must_be_signed as signed_only
from qyzmet.signatures.kept import Rows
from qyzmet.signatures.kept_models import Signature
from qyzmet.signatures.pending import Pending
from qyzmet.signatures.signing import Signing
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

ANNUL = "annul"
# A house rule: the paragraphs that we hold do not speak of acts that were mistaken.
RULE = "H46"
# As the table has its rows: a head's act of whichever party. No table holds it, as every state may be its own.
MOVE = Move(
    ANNUL,
    N_("Annul an act"),
    from_=(),
    to=None,
    by=Party.AUTHORISED_BODY,
    rule=RULE,
    roles=HEADS,
)


# Every act asks for it several times: it is put together once.
_ACTS = select(Act).where(Act.procedure_id == bindparam("procedure")).order_by(Act.id)


def standing_acts(procedure: Procedure) -> list[Act]:
    """The acts that hold, oldest first: neither annulled nor annulments themselves, nor a party's own affair."""
    if keeper_of(procedure) is not None:
        return []  # What is kept sealed has no row, and no act of it is annulled.
    acts = procedure.acts if database.is_reading() else db.session.scalars(_ACTS, {"procedure": procedure.id})
    return [act for act in acts if act.annulled_by_id is None and act.action not in (ANNUL, *OWN_AFFAIR)]


def move_of(procedure: Procedure, act: Act) -> Move:
    """The row of the table that the act took: of its party, from and to the states that it led, in its case."""
    moves = table_of(procedure).moves_of(act.action)
    theirs = [move for move in moves if move.by == act.party] or list(moves)
    here = [move for move in theirs if act.from_state in move.from_] or theirs
    led = [move for move in here if (move.to or act.from_state) == act.to_state] or here
    return next((move for move in led if move.case == act.case), led[0])


def annullable(procedure: Procedure, actor: Actor) -> list[Act]:
    """The acts that the actor may annul now, newest first."""
    standing = standing_acts(procedure)
    return [
        act
        for act in reversed(standing)
        if move_of(procedure, act).annullable
        and not _held(procedure, act, standing)
        and _role_for(procedure, act, standing, actor) is not None
    ]


def _acted_on(act: Act, standing: list[Act]) -> bool:
    return any(later.id > act.id and later.party != act.party for later in standing)


def _held(procedure: Procedure, act: Act, standing: list[Act]) -> bool:
    """Whether something came after it that cannot fall with it.

    A consequence of another procedure's act is undone where it came from, first, unless it falls; a final act stands.
    """
    later = (move_of(procedure, each) for each in standing if each.id > act.id)
    return any((move.consequence and not move.falls) or move.final for move in later)


def _role_for(procedure: Procedure, act: Act, standing: list[Act], actor: Actor) -> Membership | None:
    """The head's role by which the actor may annul the act."""
    # The Commission is no organisation with a head: what it did by mistake is the authorised body's to annul.
    by_others = _acted_on(act, standing) or act.party is Party.COMMISSION
    entitled = Party.AUTHORISED_BODY if by_others else act.party
    organisation = procedure.party(entitled)
    return next(
        (m for m in rights.annuls_as(actor, procedure) if organisation and m.organisation_id == organisation.id),
        None,
    )


def annul(
    procedure: Procedure,
    action: str,
    grounds: str,
    *,
    expected_version: int | None = None,
    signature: bytes | None = None,
) -> Act:
    """Annul the newest standing act of that name, and those after it, as the current actor.

    The state goes back to where it was before the act. A term the act had closed runs on as if it had not been
    closed; one it had started ends. `signature` is the CMS with which it is signed. Raises NotYours, Stale,
    NotInThisState, Invalid.
    """
    act, standing, role = _ready(procedure, action, grounds, expected_version)
    signed = _signing(procedure, role, action, grounds).check(signature)
    return _annul(procedure, act, standing, role, grounds, signed)


def manifest_of(procedure: Procedure, action: str, grounds: str, *, expected_version: int | None = None) -> Pending:
    """What is signed to annul it. Nothing is annulled yet; raises as `annul`."""
    _act, _standing, role = _ready(procedure, action, grounds, expected_version)
    return _signing(procedure, role, action, grounds).make()


def must_be_signed(procedure: Procedure, actor: Actor) -> bool:
    """Whether the actor annuls only with a signature (H47)."""
    return any(
        signed_only(MOVE, role.organisation, procedure.edition_key) for role in rights.annuls_as(actor, procedure)
    )


def _signing(procedure: Procedure, role: Membership, action: str, grounds: str) -> Signing:
    actor = context.actor()
    return Signing(procedure, MOVE, role, {"act": action, "grounds": grounds}, actor, Rows(procedure, actor))


def _ready(
    procedure: Procedure, action: str, grounds: str, expected_version: int | None
) -> tuple[Act, list[Act], Membership]:
    actor = context.actor()
    # What is kept sealed has no row to lock, and no act that could be annulled before its opening.
    sealed = keeper_of(procedure) is not None
    if not sealed:
        lock(procedure)
    standing = [] if sealed else standing_acts(procedure)
    act = next((a for a in reversed(standing) if action in (a.action, f"A-{a.id}")), None)
    role = _permit(procedure, act, standing, actor, expected_version)
    if act is None or not move_of(procedure, act).annullable or _held(procedure, act, standing):
        raise NotInThisState(_("There is no such act that could be annulled."), rule=RULE)
    if not texts.leaves_ink(grounds):
        raise Invalid(_("Say on what grounds."), rule=RULE, errors={"grounds": [_("Say on what grounds.")]})
    return act, standing, role


def _annul(
    procedure: Procedure,
    act: Act,
    standing: list[Act],
    role: Membership,
    grounds: str,
    signed: Signature | None,
) -> Act:
    fallen = [a for a in standing if a.id >= act.id]
    annulment = Act(
        procedure=procedure,
        action=ANNUL,
        party=next(row.party for row in procedure.party_rows if row.organisation_id == role.organisation_id),
        user=context.actor().user,
        organisation=role.organisation,
        acting_for_id=role.acting_for_id,
        from_state=procedure.state,
        to_state=act.from_state,
        body={"act": act.action, "grounds": grounds, "fallen": [f"A-{a.id}" for a in fallen]},
        at=clock.now(),
        signature=signed,
        manifest_sha256=signed.sha256 if signed is not None else None,
    )
    db.session.add(annulment)
    db.session.flush()
    for each in reversed(fallen):
        each.annulled_by_id = annulment.id
        undo = kind_of(procedure).action(each.action).undo
        if undo is not None:
            undo(procedure, each.body, each)
    _undo_terms(procedure, fallen, annulment)
    procedure.state = act.from_state
    flag_modified(procedure, "state")
    audit.record(
        ANNUL,
        chain=chain_of(procedure),
        subject=procedure.public_number,
        before={"state": annulment.from_state},
        after={
            "state": annulment.to_state,
            "act": annulment.id,
            "body": annulment.body,
            **({"manifest": annulment.manifest_sha256} if annulment.manifest_sha256 else {}),
        },
    )
    notifications.tell_of_annulment(procedure, act, annulment)
    indexing.index(procedure)
    return annulment


def _permit(
    procedure: Procedure, act: Act | None, standing: list[Act], actor: Actor, expected_version: int | None
) -> Membership:
    if act is not None:
        role = _role_for(procedure, act, standing, actor)
    else:
        role = next(iter(rights.annuls_as(actor, procedure)), None)
    if role is None:
        untouched = act is not None and not _acted_on(act, standing) and act.party is not Party.COMMISSION
        entitled = act.organisation if act and untouched else procedure.party(Party.AUTHORISED_BODY)
        raise NotYours(
            _(
                "An act is annulled by the head whose act it was until another party has acted on it, "
                "afterwards by the authorised body."
            ),
            rule=RULE,
            who_may=[_("The head of: %(name)s", name=name_of(entitled))] if entitled else [],
        )
    if expected_version is not None and expected_version != shown_version(procedure, actor):
        raise Stale(
            _(
                "This was changed in the meantime, by somebody else or by you in another tab. "
                "Look at the newest version."
            ),
            rule=RULE,
        )
    return role


def _undo_terms(procedure: Procedure, fallen: list[Act], annulment: Act) -> None:
    deadlines.undo(procedure, fallen, annulment)
