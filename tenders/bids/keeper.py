"""How the moves of a sealed bid are taken: as the engine takes others, but leaving no trace. Nothing here commits."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from sqlalchemy import or_, select

from qyzmet import clock, context, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Membership
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.procedure.table import Move
from qyzmet.procedure.wording import who_may
from qyzmet.sentences.wording import text_of

from ..models import Bid, Tender
from ..procedure.bid import BIDS
from ..procedure.states import CLOSED, DRAFT, PUBLISHED, UNCONFIRMED, WITHDRAWN
from . import against, sealed_bids
from .sealed_content import Content, KeptAct
from .sealed_moves import CHANGES

# What a bidder does before the opening, and what comes too late after the end of acceptance.
_BEFORE_THE_END = ("save", *CHANGES)


def draft(number: str, data: Body) -> Bid:
    """¶ 49: a new draft of a bid for the tender with that number, of the supplier that the actor works for.

    Raises NotYours, NotInThisState, Invalid.
    """
    actor = context.actor()
    role = rights.may_start_bid(actor)
    if role is None or actor.user is None:
        save = BIDS.moves_of("save")[0]
        raise NotYours(
            _("A bid is drafted by a specialist or the head of a supplier."), rule=save.rule, who_may=[who_may(save)]
        )
    tender = _tender(number, actor)
    wrong = {str(reason.field): [reason.text] for reason in against.against_documents(role.organisation, data)}
    if wrong:
        raise Invalid(" ".join(text for texts in wrong.values() for text in texts), rule="¶ 49", errors=wrong)
    content = Content(
        bidder=role.organisation.bin,
        edition=tender.edition_key,
        created_by=actor.user.public_id,
        created_at=clock.now().isoformat(),
        data=dict(data),
    )
    return sealed_bids.add(tender, role.organisation, content)


def _tender(number: str, actor: Actor) -> Tender:
    named = or_(Tender.number == number, Tender.draft_number == number)
    tender = db.session.scalars(select(Tender).where(named)).one_or_none() if number.isprintable() else None
    if tender is None or not rights.may_know(actor, tender):
        text = _("There is no tender with this number.")
        raise Invalid(text, errors={"tender": [text]})
    if tender.accepts_until is not None and (said := against.late(tender)) is not None:
        raise NotInThisState(text_of(said), rule=said.rule)
    if tender.state not in (PUBLISHED, CLOSED):
        raise NotInThisState(_("This tender takes no bids."), rule="¶ 47")
    return tender


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

    def waits(self, procedure: Bid) -> bool:
        """A draft waits to be submitted, and after an amendment a bid to be confirmed or replaced."""
        return procedure.state in (DRAFT, UNCONFIRMED)

    def take(
        self,
        procedure: Bid,
        action: str,
        body: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
    ) -> Act:
        """Take a move as the current actor: right, version, time, state, form, guard. The act is kept under the seal.

        Raises NotYours, Stale, NotInThisState, Invalid.
        """
        move, role, actor = _ready(procedure, action, body, expected_version, validate)
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
        CHANGES[action](procedure, body, act)
        sealed_bids.content_of(procedure).acts.append(
            KeptAct(
                action=action,
                user=actor.label,
                acting_for=role.acting_for.public_id if role.acting_for else None,
                at=act.at.isoformat(),
                from_state=act.from_state,
                to_state=act.to_state,
                body=act.body,
            )
        )
        sealed_bids.keep(procedure)
        return act

    def save(
        self,
        procedure: Bid,
        data: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
    ) -> None:
        """Keep what is given of a draft's data. Raises as `take`."""
        _ready(procedure, "save", data, expected_version, validate)
        content = sealed_bids.content_of(procedure)
        if any(key not in content.data or content.data[key] != value for key, value in data.items()):
            content.data = {**content.data, **data}
            sealed_bids.keep(procedure)


def _ready(
    bid: Bid, action: str, body: Body, expected_version: int | None, validate: Callable[[], None] | None
) -> tuple[Move, Membership, Actor]:
    actor = context.actor()
    sealed_bids.lock(bid)
    move, role = _permit(bid, action, actor, expected_version)
    if validate is not None:
        validate()
    engine.guard(bid, move, body, actor)
    return move, role, actor


def _permit(bid: Bid, action: str, actor: Actor, expected_version: int | None) -> tuple[Move, Membership]:
    """As the engine permits it; what is too late is told so, and when the acceptance ended."""
    said = against.late(bid.tender) if action in _BEFORE_THE_END and not _is_over(bid) else None
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
    return withdrawn or against.acceptance_of(bid.tender).is_cancelled


KEEPER = Sealed()
