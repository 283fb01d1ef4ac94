"""From the ranking to the contract, or to the next announcement (¶ 53-1, 73; Law 45(3); H5, H24, H25). Nothing here
commits.

The chair records the choice in a protocol; the members sign it, and with a quorum of signatures it is the decision.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Exclusion, Guard
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.vocabulary import N_, Party

from ..bids import opened_bids
from ..commission import protocols, seats
from ..models import Bid, Protocol, ProtocolSignature, Tender
from ..procedure.commission import QUORUM_SIGNED, SIGNATURES_MISSING
from ..procedure.states import COMPLIANT, NO_BIDS, NONE_COMPLIANT, RANKED
from ..rules import reannouncement
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import Decision
from ..rules.votes import PROTOCOL_RULE, against_choice, has_signed_quorum
from . import choice, contracts, outcomes, protocol_data
from . import votes as voting


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


def against_deciding(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 73; H22, H24, H25: what stands against naming this bid."""
    meeting = seats.against_meeting(tender, actor)
    if meeting:
        return meeting
    order = choice.order(tender)
    if not order:
        return [reason_of(choice.lawful_now(tender).reason)]
    return reasons_of(_against_naming(tender, order, body))


def _against_naming(tender: Tender, order: list[str], body: Body) -> Iterator[Said]:
    winner, votes = str(body.get("winner") or ""), voting.votes_of(body)
    yield from voting.against_undeclared(tender, votes)
    yield from against_choice(
        order, winner, seats.commission_of(tender), votes, seats.thirds(tender), seats.aside_of(tender)
    )
    if winner in order[1:] and not str(body.get("grounds") or "").strip():
        text = N_("Another bid than the first by rank is chosen: give the grounds")
        yield Said(text, {}, PROTOCOL_RULE, "grounds")


def _decide(tender: Tender, body: Body, act: Act) -> None:
    """A new protocol; one that was not signed yet stays, marked, and is signed by nobody any more."""
    for earlier in protocols.of_kind(tender, ProtocolKind.DECISION):
        if earlier.published_at is None:
            earlier.annulled_at = act.at
    made = protocols.make(tender, ProtocolKind.DECISION, protocol_data.of(tender, body), act, publish=False)
    act.body = {**act.body, "protocol": made.number}


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


def signed_by(tender: Tender, protocol: Protocol) -> list[str]:
    """Who has signed and still votes; somebody who stepped aside since is not counted."""
    aside = seats.aside_of(tender)
    return [person for each in protocol.signatures if (person := each.user.public_id) not in aside]


def _case_of_signing(tender: Tender, body: Body, actor: Actor) -> str:
    found = pending(tender)
    signed = signed_by(tender, found) if found is not None else []
    mine = [actor.user.public_id] if actor.user is not None else []
    whole = has_signed_quorum(seats.commission_of(tender), [*signed, *mine], seats.thirds(tender))
    return QUORUM_SIGNED if whole else SIGNATURES_MISSING


def _sign(tender: Tender, body: Body, act: Act) -> None:
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
            make_party(tender, bid)
        elif bid.state == COMPLIANT:
            engine.follow(bid, "pass_by", act, said)


def make_party(tender: Tender, bid: Bid) -> None:
    """The bidder is the tender's supplier; whoever was before, and fell away, is its party no more."""
    supplier = opened_bids.supplier_of(bid)
    for row in [row for row in tender.party_rows if row.party is Party.SUPPLIER and row.organisation != supplier]:
        tender.party_rows.remove(row)
        db.session.delete(row)
    if tender.party(Party.SUPPLIER) is None:
        tender.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=supplier))
    db.session.flush()


def against_declining(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H25: who has signed is bound."""
    return contracts.against_signed_by_supplier(tender)


def _decline(tender: Tender, body: Body, act: Act) -> None:
    _fall_away(tender, act, {"reason": str(body.get("reason") or "")})


def against_silence(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H5, H25: the term is over, and the supplier could have signed within it."""
    return contracts.against_silence(tender, clock.now())


def _record_silence(tender: Tender, body: Body, act: Act) -> None:
    _fall_away(tender, act, {"note": str(body.get("note") or "")})


def _fall_away(tender: Tender, act: Act, said: dict[str, Any]) -> None:
    """H25: back to the ranking without this bid. Its bidder stays a party, to be told, until the next one is named."""
    contracts.end(tender, act)
    winner = choice.winner_of(tender)
    if winner is None:
        raise LookupError(f"{tender.public_number} has no supplier")  # In this state there is one.
    act.body = {**act.body, "bid": winner.public_number}
    engine.follow(winner, "fall_away", act, {"tender": tender.public_number, "action": act.action, **said})


def lawful_instead(tender: Tender, action: str) -> Reason | None:
    """¶ 53-1: of a decision that is not lawful here, which one is, whatever the state."""
    if action not in list(Decision) or tender.state not in (NO_BIDS, NONE_COMPLIANT, RANKED):
        return None
    said = reannouncement.against(Decision(action), choice.facts_of(tender))
    return reason_of(said) if said is not None else None


# What no body could mend, such as an unlawful decision, is said before the body is looked at.
REFUSED_FIRST = frozenset({"decide", "decline_contract", "record_silence", "sign_contract", *Decision})
GUARDS: Mapping[str, Guard] = {
    "decide": against_deciding,
    "sign_protocol": against_signing,
    "decline_contract": against_declining,
    "record_silence": against_silence,
    **contracts.GUARDS,
    **outcomes.GUARDS,
}
CHANGES: Mapping[str, Change] = {
    "decide": _decide,
    "sign_protocol": _sign,
    "decline_contract": _decline,
    "record_silence": _record_silence,
    **contracts.CHANGES,
    **outcomes.CHANGES,
}
CASES: Mapping[str, Callable[..., str]] = {"sign_protocol": _case_of_signing, **contracts.CASES}
EXCLUSIONS: Mapping[str, Exclusion] = {}
