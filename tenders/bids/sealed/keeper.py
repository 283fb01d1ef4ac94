"""How the moves of a sealed bid are taken: as the engine takes others, but leaving no trace. Nothing here commits."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.people.models import Membership
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.procedure.table import Move
from qyzmet.procedure.whose_turn.preparing import HAND_OVER
from qyzmet.reading.read_once import nothing_is_written
from qyzmet.sentences.wording import text_of
from qyzmet.signatures.kept import as_data
from qyzmet.signatures.pending import Pending
from qyzmet.signatures.signing import Signing
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Role

from ...models import Bid
from ...procedure.bid import BIDS
from ...procedure.states import DRAFT, SUBMITTED, UNCONFIRMED, WITHDRAWN
from .. import acceptance
from . import named_documents, sealed_bids
from .sealed_content import KeptAct
from .sealed_manifests import SealedManifests

_BEFORE_THE_OPENING = frozenset({DRAFT, SUBMITTED, UNCONFIRMED})
# What a bidder does until the end of acceptance, and what comes too late after it.
_BEFORE_THE_END = frozenset(
    move.action for move in BIDS.moves if not move.consequence and _BEFORE_THE_OPENING.issuperset(move.from_)
)
# So many signatures that were not taken are told after the opening, the newest.
MOST_ATTEMPTS = 100
# H55: so many acts one bid has, but for what ends it.
MOST_ACTS = 200


class Sealed:
    """Keeps bids until their opening."""

    def holds(self, procedure: Procedure) -> bool:
        """Whether it is kept sealed."""
        return sealed_bids.is_sealed(procedure)

    def find(self, number: str, actor: Actor) -> Bid | None:
        """The one with that number, if it is the actor's own."""
        return sealed_bids.find(number, actor)

    def mine(self, actor: Actor) -> Sequence[Bid]:
        """All that are the actor's own, the oldest first."""
        return sealed_bids.mine(actor)

    def held(self, bin_: str) -> Set[str]:
        """The ids of the documents that a supplier's bids name for which no more is taken."""
        return named_documents.held(bin_)

    def named(self) -> Set[str]:
        """The ids of the documents that any sealed bid names. Raises SealBroken."""
        return named_documents.named()

    def openings(self) -> Set[str]:
        """The numbers of the tenders that have a pair."""
        return named_documents.openings()

    def handed_over(self, procedure: Bid) -> Act | None:
        """What the bidder's own people read of a draft: that it is with the head."""
        kept = sealed_bids.content_of(procedure).handed_over
        if kept is None or procedure.state != DRAFT or sealed_bids.member_of(procedure) is not None:
            return None
        return sealed_bids.act_of(kept, procedure.bidder)

    def until(self, procedure: Bid) -> dt.datetime | None:
        """The end of acceptance (¶ 47)."""
        return procedure.tender.accepts_until

    def take(
        self,
        procedure: Bid,
        action: str,
        body: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
        signature: bytes | None = None,
    ) -> Act:
        """Take a move as the current actor: right, version, time, state, form, guard. The act is kept under the seal,
        and its signature with it.

        Raises NotYours, Stale, NotInThisState, Invalid.
        """
        sealed_bids.lock(procedure)
        with nothing_is_written():
            move, role, actor = _ready(procedure, action, body, expected_version, validate)
            signed = Signing(procedure, move, role, body, actor, SealedManifests(procedure)).check(signature)
        act = Act(
            action=action,
            case=move.case,
            party=move.by,
            user=actor.user,
            organisation=role.organisation,
            acting_for=role.acting_for,
            from_state=procedure.state,
            to_state=move.to or procedure.state,
            body={},
            at=context.received_at(),
        )
        carry_out = kind_of(procedure).action(action).carry_out
        if carry_out is not None:
            carry_out(procedure, body, act)
        act.to_state = sealed_bids.state_now(procedure)
        member = sealed_bids.member_of(procedure)
        kept = KeptAct(
            action=action,
            user=actor.label,
            acting_for=role.acting_for.public_id if role.acting_for else None,
            at=act.at.isoformat(),
            from_state=act.from_state,
            to_state=act.to_state,
            body=act.body,
            supplier=member or "",
            signature=None if signed is None else as_data(signed),
        )
        sealed_bids.keep(procedure, shows=_note(procedure, kept))
        act.signature, act.manifest_sha256 = signed, None if signed is None else signed.sha256
        return act

    def manifest_of(
        self,
        procedure: Bid,
        action: str,
        body: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
    ) -> Pending:
        """What is signed to take the move; it is kept under the seal. Raises as `take`."""
        sealed_bids.lock(procedure)
        with nothing_is_written():
            move, role, actor = _ready(procedure, action, body, expected_version, validate)
            made = Signing(procedure, move, role, body, actor, SealedManifests(procedure)).make()
        sealed_bids.keep(procedure, shows=False)
        return made

    def manifests(self, procedure: Bid) -> Sequence[Pending]:
        """What the current actor has asked to sign, the newest first."""
        return SealedManifests(procedure).pending()

    def note_attempt(self, procedure: Bid, said: Mapping[str, Any]) -> None:
        """Keep under the seal that a signature was not taken, and when."""
        sealed_bids.lock(procedure)
        attempts = sealed_bids.content_of(procedure).attempts
        attempts.append(dict(said))
        # With every act all of it is sealed anew: what nobody needs as often must not make it grow.
        del attempts[:-MOST_ATTEMPTS]
        sealed_bids.keep(procedure, shows=False)

    def save(
        self,
        procedure: Bid,
        data: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
    ) -> None:
        """Keep what is given of a draft's data. Raises as `take`."""
        sealed_bids.lock(procedure)
        with nothing_is_written():
            _move, role, _actor = _ready(procedure, "save", data, expected_version, validate)
        content = sealed_bids.content_of(procedure)
        taken_back = content.handed_over is not None and role.role is not Role.HEAD
        if taken_back:
            content.handed_over = None
        if taken_back or any(key not in content.data or content.data[key] != value for key, value in data.items()):
            content.fill({**content.data, **data})
            sealed_bids.keep(procedure)


def _note(bid: Bid, kept: KeptAct) -> bool:
    """Put the act where it belongs in the content; whether the bidder is to see it.

    What a member says before it takes part the leader does not see: that it did and the bid is refused all the same
    would tell of the member's own bid.
    """
    content = sealed_bids.content_of(bid)
    if kept.action == HAND_OVER:
        content.handed_over = kept
        return True
    if kept.supplier and kept.action == "join_group":
        content.confirmed[kept.supplier] = kept
        return False
    if kept.supplier and not kept.body.get("took_part"):
        return False
    content.acts.append(kept)
    return True


def _ready(
    bid: Bid, action: str, body: Body, expected_version: int | None, validate: Callable[[], None] | None
) -> tuple[Move, Membership, Actor]:
    """The move, the role and the actor; the bid is locked, and nothing is written here. Raises as `take`."""
    actor = context.actor()
    move, role = _permit(bid, action, actor, expected_version)
    if action not in ("withdraw", "leave_group", "save") and len(sealed_bids.content_of(bid).acts) >= MOST_ACTS:
        raise NotInThisState(
            _(
                "So much was done to this bid already (%(most)s acts) that it takes no more: it stands as it is, or it "
                "is withdrawn and another one begun.",
                most=MOST_ACTS,
            ),
            rule="H55",
        )
    if validate is not None:
        validate()
    engine.guard(bid, move, body, actor)
    return move, role, actor


def _permit(bid: Bid, action: str, actor: Actor, expected_version: int | None) -> tuple[Move, Membership]:
    """As the engine permits it; what is too late is told so, and when the acceptance ended."""
    said = acceptance.late(bid.tender) if action in _BEFORE_THE_END and not _is_over(bid) else None
    try:
        permitted = engine.permit(bid, action, actor, expected_version)
    except NotInThisState as refused:
        if said is None:
            raise
        raise NotInThisState(text_of(said), rule=said.rule) from refused
    if said is not None:
        raise NotInThisState(text_of(said), rule=said.rule)
    return permitted


def _is_over(bid: Bid) -> bool:
    """Whether it ended by something else than the end of acceptance."""
    withdrawn = sealed_bids.content_of(bid).stands == WITHDRAWN
    return withdrawn or acceptance.acceptance_of(bid.tender).is_cancelled


KEEPER = Sealed()
