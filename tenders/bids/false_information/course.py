"""Law 45-3: what follows on false information in a bid: the suit, the court's final decision, its forwarding.

The Commission establishes it with the rejection; the customer sues within 30 calendar days. The supplier is barred from
the court's finding on, by an entry of the register (barred/register.py), and not before. Here stands what the three
acts share. Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock
from qyzmet.documents import service as documents
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...models import Bid
from ...rules.qualification import FALSE_RULE

ESTABLISHED = "find_false"
STEPS = ("record_suit", "record_judgment", "forward_judgment")


def acts_of(bid: Bid) -> dict[str, Act]:
    """The acts that stand, by action."""
    return {act.action: act for act in standing_acts(bid)}


def day_in(body: Body, name: str) -> dt.date | None:
    """The day that an act carries under that name, if it does."""
    text = body.get(name)
    return dt.date.fromisoformat(str(text)) if text else None


def against_the_future(body: Body, *names: str) -> Iterator[Reason]:
    """The days of these names have come already."""
    for name in names:
        day = day_in(body, name)
        if day is not None and day > clock.today():
            yield Reason(_("This day has not come yet."), rule=FALSE_RULE, field=name)


def against_none_established(done: Mapping[str, Act]) -> Iterator[Reason]:
    """The Commission has established false information."""
    if ESTABLISHED not in done:
        yield Reason(_("The Commission has established no false information in this bid."), rule=FALSE_RULE)


def keep_documents(bid: Bid, body: Body, act: Act) -> None:
    """The documents that the act carries become the bid's."""
    named = [body.get("document"), *(body.get("documents") or ())]
    documents.adopt(bid, [str(each) for each in named if each])


def shown(bid: Bid) -> dict[str, Any] | None:
    """What became of it, as the API shows it; None where no false information was established."""
    done = acts_of(bid)
    if ESTABLISHED not in done:
        return None
    return {
        "established_at": clock.almaty(done[ESTABLISHED].at).isoformat(),
        **{name: dict(done[name].body) if name in done else None for name in STEPS},
    }
