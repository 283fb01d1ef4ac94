"""Signing the protocol that names the supplier (¶ 73): with a quorum of signatures it is the decision.

Nothing here commits.
"""

from flask_babel import gettext as _

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import Party

from ..bids import opened_bids
from ..commission import protocols, seats
from ..models import Bid, Protocol, ProtocolSignature, Tender
from ..procedure.decision import QUORUM_SIGNED, SIGNATURES_MISSING
from ..procedure.states import COMPLIANT
from ..rules.protocol_kinds import ProtocolKind
from ..rules.votes import PROTOCOL_RULE, has_signed_quorum
from . import choice


def pending(tender: Tender) -> Protocol | None:
    """The protocol that waits for signatures."""
    found = protocols.of_kind(tender, ProtocolKind.DECISION)
    return found[-1] if found and found[-1].published_at is None else None


def in_force(tender: Tender) -> Protocol | None:
    """The signed protocol that names the supplier, as long as the supplier has not fallen away."""
    winner = choice.winner_of(tender)
    signed = [each for each in protocols.of_kind(tender, ProtocolKind.DECISION) if each.published_at is not None]
    if winner is None or not signed or signed[-1].data["winner"]["bid"] != winner.public_number:
        return None
    return signed[-1]


def signed_by(tender: Tender, protocol: Protocol) -> list[str]:
    """Who has signed and still votes; somebody who stepped aside since is not counted."""
    aside = seats.aside_of(tender)
    return [person for each in protocol.signatures if (person := each.user.public_id) not in aside]


def against_signing(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 73: there is a protocol, the member has no interest to declare, and has not signed it yet."""
    found = pending(tender)
    if found is None:
        return [Reason(_("There is no protocol to sign: the chair names the supplier first."), rule=PROTOCOL_RULE)]
    undeclared = seats.against_undeclared(tender, actor)
    if undeclared:
        return undeclared
    if actor.user is not None and any(each.user_id == actor.user.id for each in found.signatures):
        return [Reason(_("You have signed this protocol already."), rule=PROTOCOL_RULE)]
    return []


def whether_quorum_signs(tender: Tender, body: Body, actor: Actor) -> str:
    """H22: whether the actor's signature makes the quorum."""
    found = pending(tender)
    signed = signed_by(tender, found) if found is not None else []
    mine = [actor.user.public_id] if actor.user is not None else []
    whole = has_signed_quorum(seats.commission_of(tender), [*signed, *mine], seats.thirds(tender))
    return QUORUM_SIGNED if whole else SIGNATURES_MISSING


def sign(tender: Tender, body: Body, act: Act) -> None:
    """One more signature; that of the quorum publishes the protocol, and the supplier is named."""
    protocol = pending(tender)
    if protocol is None:
        raise LookupError(f"{tender.public_number} has no protocol to sign")  # The guard has seen to it.
    protocol.signatures.append(ProtocolSignature(user=act.taker, at=act.at))
    act.body = {**act.body, "protocol": protocol.number}
    if act.case == QUORUM_SIGNED:
        protocol.published_at = act.at
        _name(tender, protocol, act)
    db.session.flush()


def _name(tender: Tender, protocol: Protocol, act: Act) -> None:
    """The bids learn who was chosen, and the supplier becomes a party of the tender."""
    number = str(protocol.data["winner"]["bid"])
    for bid in opened_bids.all_of(tender):
        said = {"protocol": protocol.number}
        if bid.public_number == number:
            engine.follow(bid, "choose", act, said)
            _make_party(tender, bid)
        elif bid.state == COMPLIANT:
            engine.follow(bid, "pass_by", act, said)


def _make_party(tender: Tender, bid: Bid) -> None:
    """The bidder is the tender's supplier; whoever was before, and fell away, is its party no more."""
    supplier = bid.bidder
    for row in [row for row in tender.party_rows if row.party is Party.SUPPLIER and row.organisation != supplier]:
        tender.party_rows.remove(row)
        db.session.delete(row)
    if tender.party(Party.SUPPLIER) is None:
        tender.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=supplier))
    db.session.flush()


SIGN_PROTOCOL = Action("sign_protocol", against=against_signing, carry_out=sign, which=whether_quorum_signs)
