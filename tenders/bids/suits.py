"""Law 45-3: what follows on false information in a bid: the suit, the court's final decision, its forwarding.

The Commission establishes it with the rejection; the customer sues within 30 calendar days. The supplier is barred from
the court's finding on, by an entry of the register (barred/register.py), and not before. Nothing here commits.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason

from ..models import Bid
from ..rules.qualification import FALSE_RULE

ESTABLISHED = "find_false"


def _acts(bid: Bid) -> dict[str, Act]:
    return {act.action: act for act in standing_acts(bid)}


def _day(body: Body, name: str) -> dt.date | None:
    text = body.get(name)
    return dt.date.fromisoformat(str(text)) if text else None


def _not_in_future(body: Body, *names: str) -> Iterator[Reason]:
    for name in names:
        day = _day(body, name)
        if day is not None and day > clock.today():
            yield Reason(_("This day has not come yet."), rule=FALSE_RULE, field=name)


def _against_established(done: Mapping[str, Act]) -> Iterator[Reason]:
    if ESTABLISHED not in done:
        yield Reason(_("The Commission has established no false information in this bid."), rule=FALSE_RULE)


def against_suing(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """The Commission established false information, and no suit is recorded yet."""
    done = _acts(bid)
    found = list(_against_established(done))
    if "record_suit" in done:
        found.append(Reason(_("The suit is recorded already."), rule=FALSE_RULE))
    return found or list(_not_in_future(body, "filed_on"))


def against_judging(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """A suit is recorded and its final decision is not; no date lies in the future or before the suit."""
    done = _acts(bid)
    found = list(_against_established(done))
    if "record_suit" not in done:
        found.append(Reason(_("No suit is recorded yet."), rule=FALSE_RULE))
    elif "record_judgment" in done:
        found.append(Reason(_("The court's final decision is recorded already."), rule=FALSE_RULE))
    if found:
        return found
    return [*_not_in_future(body, "finding_on", "final_on"), *_out_of_order(done["record_suit"], body)]


def _out_of_order(suit: Act, body: Body) -> Iterator[Reason]:
    filed_on, finding_on, final_on = _day(suit.body, "filed_on"), _day(body, "finding_on"), _day(body, "final_on")
    if filed_on and finding_on and finding_on < filed_on:
        yield Reason(_("The court's finding cannot be before the suit."), rule=FALSE_RULE, field="finding_on")
    if finding_on and final_on and final_on < finding_on:
        yield Reason(_("The decision cannot become final before the finding."), rule=FALSE_RULE, field="final_on")


def against_forwarding(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """The final decision is recorded and was not forwarded yet."""
    done = _acts(bid)
    if "record_judgment" not in done:
        return [Reason(_("The court's final decision is not recorded yet."), rule=FALSE_RULE)]
    if "forward_judgment" in done:
        return [Reason(_("The court's final decision was forwarded already."), rule=FALSE_RULE)]
    return []


def _keep(bid: Bid, body: Body, act: Act) -> None:
    named = [body.get("document"), *(body.get("documents") or ())]
    documents.adopt(bid, [str(each) for each in named if each])


def _final_at(bid: Bid, act: Act) -> dt.datetime:
    """The five working days run from the day on which the decision became final, once that is recorded."""
    day = _day(act.body, "final_on")
    return clock.at(day) if day is not None else act.at


GUARDS: Mapping[str, Guard] = {
    "record_suit": against_suing,
    "record_judgment": against_judging,
    "forward_judgment": against_forwarding,
}
CHANGES: Mapping[str, Change] = dict.fromkeys(GUARDS, _keep)
EVENTS: Mapping[str, Callable[[Any, Act], dt.datetime]] = {"forward_judgment": _final_at}


def shown(bid: Bid) -> dict[str, Any] | None:
    """What became of the suit, as the API shows it; None where no false information was established."""
    done = _acts(bid)
    if ESTABLISHED not in done:
        return None
    return {
        "established_at": clock.almaty(done[ESTABLISHED].at).isoformat(),
        **{
            name: dict(done[name].body) if name in done else None
            for name in ("record_suit", "record_judgment", "forward_judgment")
        },
    }
