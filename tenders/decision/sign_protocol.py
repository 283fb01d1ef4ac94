"""Each member votes for oneself on what the chair proposes, and so signs its protocol (Law 45-1; H22, H43).

Who was late signs a protocol that is in force until the end of the next working day: marked, and not counted. Nothing
here commits.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason, Stale
from qyzmet.sentences.wording import reasons_of, until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Seat

from ...deadlines.calendar import in_force as calendars
from ..commission import seats
from ..commission.voting import proposals
from ..commission.voting.hash_field import HashOfRead
from ..models import Protocol, ProtocolSignature, WithCommission
from ..procedure.voting import LATE, VOTES
from ..rules.commission import HOUSE
from ..rules.votes import against_voting
from . import shown_protocol


class VoteForm(Form):
    """How the member votes on the protocol that was read."""

    for_ = YesNo(_l("Are you for what is proposed?"), [needed()], name="for")
    dissent = TextArea(
        _l("Dissenting opinion"),
        [depends()],
        most=4000,
        description=_l("Needed where you vote against. The protocol keeps it and names you."),
    )
    hash = HashOfRead(_l("Hash of the protocol"), [needed()])


def late_until(protocol: Protocol) -> dt.datetime:
    """Until when a protocol that is in force is signed by who was late: 24:00 of the next working day."""
    if protocol.published_at is None:
        raise LookupError(f"protocol {protocol.number} is not in force")
    return calendars.current().explain(clock.almaty(protocol.published_at).date(), 1).due_at


def signable(procedure: WithCommission, actor: Actor) -> list[Protocol]:
    """What the actor can sign now: the open proposal first, then what came in force without them, the newest first."""
    found = proposals.open_of(procedure)
    late = [each for each in reversed(procedure.protocols) if _can_be_late(each, actor)]
    return [each for each in ([found] if found is not None else []) + late if not _has_signed(each, actor)]


def _can_be_late(protocol: Protocol, actor: Actor) -> bool:
    """Whether the actor sat in the Commission that carried it, and the time for being late has not passed."""
    return _carried_with(protocol, actor) and clock.now() < late_until(protocol)


def _carried_with(protocol: Protocol, actor: Actor) -> bool:
    """Whether it came in force by the votes of a Commission in which the actor had a vote."""
    if protocol.published_at is None or protocol.outcome is None or actor.user is None:
        return False
    return any(
        each["user"] == actor.user.public_id and each["seat"] != Seat.SECRETARY for each in protocol.data["commission"]
    )


def _has_signed(protocol: Protocol, actor: Actor) -> bool:
    return actor.user is not None and any(each.user_id == actor.user.id for each in protocol.signatures)


def against_signing(procedure: WithCommission, body: Body, actor: Actor) -> list[Reason]:
    """There is a protocol, and the member has declared no interest and not voted yet. Raises Stale for another hash."""
    undeclared = seats.against_undeclared(procedure, actor)
    if undeclared:
        return undeclared
    hash_ = str(body.get("hash") or "")
    named = next((each for each in procedure.protocols if hash_ and each.hash == hash_), None)
    found = signable(procedure, actor)
    # A withdrawn one is not what is voted on now, whoever had voted on it.
    withdrawn = named is not None and named.annulled_at is not None and bool(found)
    if named is not None and not withdrawn and _has_signed(named, actor):
        return [_signed_already()]
    if not found:
        return [_nothing_to_sign(procedure, actor)]
    if hash_ and all(each.hash != hash_ for each in found):
        raise Stale(_("This is not the protocol that is voted on now: read that one, and vote on what you have read."))
    if not body:
        return []
    return reasons_of([against_voting(body.get("for") is True, str(body.get("dissent") or ""))])


def _signed_already() -> Reason:
    return Reason(_("You have voted on this protocol already: each votes once."), rule=HOUSE)


def _nothing_to_sign(procedure: WithCommission, actor: Actor) -> Reason:
    found = proposals.open_of(procedure)
    if found is not None:
        return _signed_already()
    missed = [each for each in procedure.protocols if _carried_with(each, actor) and not _has_signed(each, actor)]
    if missed:
        text = _(
            "There is nothing to vote on now. Protocol %(number)s, which is in force, could be signed late until "
            "%(until)s.",
            number=missed[-1].number,
            until=until_text(late_until(missed[-1])),
        )
        return Reason(text, rule=HOUSE)
    return Reason(_("There is no protocol to sign: the chair proposes first."), rule=HOUSE)


def whether_late(procedure: WithCommission, body: Body, actor: Actor) -> str:
    """Whether it is a vote on the open proposal, or a late signature under what is in force already."""
    found = _chosen(procedure, body, actor)
    return VOTES if found is None or found.published_at is None else LATE


def _chosen(procedure: WithCommission, body: Body, actor: Actor) -> Protocol | None:
    """The protocol whose hash was given; where none was, what the member is expected to sign first."""
    found, given = signable(procedure, actor), str(body.get("hash") or "")
    return next((each for each in found if each.hash == given or not given), None)


def sign(procedure: WithCommission, body: Body, act: Act) -> None:
    """Keep the vote, which is the signature. What follows from it the engine asks afterwards."""
    found = _chosen(procedure, body, context.actor())
    if found is None:
        raise LookupError(f"{procedure.public_number} has no protocol to sign")  # The guard has seen to it.
    found.signatures.append(
        ProtocolSignature(
            user=act.taker,
            at=act.at,
            in_favour=body["for"] is True,
            dissent=str(body.get("dissent") or ""),
            late=found.published_at is not None,
        )
    )
    act.body = {**act.body, "protocol": found.number}
    db.session.flush()


def _has_still_to_vote(procedure: WithCommission, actor: Actor) -> bool:
    """On the open proposal: a late signature is taken, and nobody waits for it."""
    found = proposals.open_of(procedure)
    return found is not None and not _has_signed(found, actor)


def _begun(procedure: WithCommission) -> Mapping[str, Any] | None:
    found = _chosen(procedure, {}, context.actor())
    return {"hash": found.hash} if found is not None else None


def _facts(procedure: WithCommission, form: VoteForm) -> Mapping[str, Any]:
    """The whole protocol, as it is voted on, and until when a late signature is taken."""
    found = _chosen(procedure, {"hash": form.hash.data}, context.actor())
    if found is None:
        return {"protocol": None}
    late = until_text(late_until(found)) if found.published_at is not None else ""
    return {"protocol": shown_protocol.shown(found), "late": late}


def _untold(procedure: WithCommission, act: Act) -> bool:
    """How somebody voted is told to nobody before the voting has ended; of what did not come in force, to few."""
    found = next((each for each in procedure.protocols if each.number == act.body.get("protocol")), None)
    if found is None or found.outcome is None:
        return True
    return found.published_at is None and proposals.hides(procedure, act)


def state_afterwards(procedure: WithCommission) -> str:
    """How others have voted shows to nobody before the end, so neither does what this vote would lead to."""
    return _("it stays until all have voted or the chair closes the voting; what is carried then follows at once")


SIGN_PROTOCOL = Action(
    "sign_protocol",
    form=VoteForm,
    against=against_signing,
    carry_out=sign,
    awaited=_has_still_to_vote,
    which=whether_late,
    page=ActionPage(
        note=N_(
            "Your vote is your signature under the protocol. Others see that you have voted, and not how, until the "
            "protocol is in force."
        ),
        template="tenders/decision/sign_protocol.html",
        begun=_begun,
        facts=_facts,
        afterwards=state_afterwards,
        follows=N_(
            "What the votes carry starts its terms at once, and all who take part are told of it; where it falls, the "
            "Commission alone is told, and nothing starts."
        ),
        hidden=proposals.hides,
        untold=_untold,
    ),
)
