"""Joining the group of a bid (¶ 49; H39, house rule): whom a bid names takes part once its own head has confirmed.

What a member has confirmed is for this group and these prices; others are confirmed anew. Until the bid is submitted
the member's word blocks nothing, and the leader does not see it: its bidding elsewhere could be told from it. Nothing
here commits.
"""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Integer
from qyzmet.people.organisations import organisations
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason, Stale
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...models import Bid
from ...rules.qualification import ONE_BID_RULE, STATEMENTS
from .. import acceptance, requirements
from ..sealed import sealed_bids
from .members import has_joined, not_for_the_leader


class JoinForm(Form):
    """Which version of the bid's group and prices the member has read."""

    version = Integer(_l("Version that was read"), [needed()], least=1)


def against_joining(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """In time (¶ 47), and by a supplier who may bid and stands in no bid yet (¶ 49; Law 45-3)."""
    today = clock.almaty(context.received_at()).date()
    return acceptance.against_late(bid.tender) or requirements.against_bidder(
        bid.tender, bid.bidder.bin, {}, on=today, but_for=sealed_bids.row_of(bid)
    )


def join(bid: Bid, body: Body, act: Act) -> None:
    """The member takes part when the bid is submitted, with the statements of the Law made for itself.

    Raises Stale where the group or a price has changed since the version that was read.
    """
    content, version = sealed_bids.content_of(bid), int(body["version"])
    if not content.terms_since <= version <= content.version:
        raise Stale(
            _("The group or a price has changed since you read it. Look at the newest version and join again."),
            rule=ONE_BID_RULE,
        )
    act.body = {"version": version, "statements": [each.key for each in STATEMENTS]}


def _has_still_to_join(bid: Bid, actor: Actor) -> bool:
    """For the group and the prices as they are, of each who is named in it."""
    return sealed_bids.member_of(bid) is not None and not has_joined(bid)


def _group_and_prices(bid: Bid, form: JoinForm) -> Mapping[str, Any]:
    """What the member confirms, to be read before it does."""
    names = [name_of(each) for each in map(organisations.by_bin, bid.data.get("group") or ()) if each is not None]
    return {
        "leader": name_of(sealed_bids.leader_of(bid)),
        "members": names,
        "price_lease": bid.data.get("price_lease"),
        "price_service": bid.data.get("price_service"),
    }


def _version(bid: Bid) -> dict[str, int]:
    return {"version": bid.version}


JOIN_GROUP = Action(
    "join_group",
    form=JoinForm,
    against=against_joining,
    not_for=not_for_the_leader,
    awaited=_has_still_to_join,
    carry_out=join,
    page=ActionPage(
        note=N_(
            "You confirm that your organisation bids in this group and at these prices, and make for it each "
            "statement of the Law on the qualification (Law 45-2). It takes part when the bid is submitted, and "
            "then in no other; until then nothing is blocked, and you can leave."
        ),
        template="tenders/bids/join_group.html",
        begun=_version,
        facts=_group_and_prices,
    ),
)
