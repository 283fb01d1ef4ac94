"""Law 45-2, 45-3, H14: which bids are compliant; each rejection with its ground and reason.

The chair proposes all results at once, and the Commission votes on them as one. Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qyzmet.context import Actor
from qyzmet.forms.choices import Select, YesNo
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.procedure import editions, engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import name_of
from qyzmet.sentences import wording
from qyzmet.sentences.sentence import Said
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ..announcement import design_assignment
from ..bids import envelopes, opened_bids
from ..models import Bid, Tender
from ..procedure.commission import NO_BID_COMPLIANT, SOME_COMPLIANT
from ..procedure.house_rules import YES
from ..rules import qualification
from ..rules.criteria import CEILING_RULE, above_ceilings
from ..rules.protocol_kinds import ProtocolKind
from ..rules.qualification import GROUND_RULES, GROUNDS, STATEMENTS, Ground, Result
from . import request_correction, seats
from .row_key import RowKey
from .voting import proposals

# As many as a Commission could examine in its term, and more.
MOST_BIDS = 1000
_GROUNDS = {ground: _l(title) for ground, title in GROUNDS.items()}


class ResultForm(Form):
    """Law 45-2: what the Commission found of one bid."""

    bid = RowKey(_l("Bid"), [needed()])
    compliant = YesNo(_l("Does the bid comply?"), [needed()])
    ground = Select(_l("Ground of the rejection"), [depends()], kind=Ground, titles=_GROUNDS)
    reason = TextArea(_l("Reason of the rejection"), [depends()], most=10_000)


class ExaminationForm(Form):
    """Law 45-2: what the Commission found of each bid; those above the ceiling may be left out (H14)."""

    results = Rows(ResultForm, _l("The bids"), most=MOST_BIDS, one=_l("Bid"))


@dataclass(frozen=True, slots=True)
class Finding:
    """What the examination finds of one bid: a ground of rejection with its reason, or none."""

    bid: Bid
    ground: Ground | None
    reason: str = ""

    def written(self) -> dict[str, Any]:
        """As the protocol keeps it, in the names of the contract."""
        bidder = self.bid.bidder
        return {
            "bid": self.bid.public_number,
            "supplier": bidder.bin,
            "names": {language: bidder.name(language) for language in ("kk", "ru", "en")},
            "compliant": self.ground is None,
            "ground": self.ground.value if self.ground else None,
            "reason": self.reason,
        }


def ceilings_of(data: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """The ceilings of parts 2 and 3 of the assignment, in tenge: of the lease, of the IC service."""
    lease, service = data.get("ceiling_lease"), data.get("ceiling_service")
    return Decimal(str(lease)) if lease else None, Decimal(str(service)) if service else None


def above(tender: Tender) -> dict[str, tuple[Said, ...]]:
    """H14: the bids that wait for the examination and are above a ceiling, with which price; none where H14 says no."""
    if int(editions.house_rule(CEILING_RULE, tender.edition_key)) != YES:
        return {}
    lease, service = ceilings_of(design_assignment.assignment_data(tender))
    found = {
        bid.public_number: above_ceilings(bid.price_lease, bid.price_service, lease, service)
        for bid in opened_bids.unexamined(tender)
    }
    return {number: said for number, said in found.items() if said}


def results_of(body: Body) -> list[Result]:
    """The Commission's findings as the rules take them."""
    return [
        Result(
            bid=str(row.get("bid") or ""),
            compliant=row.get("compliant") is True,
            ground=Ground(row["ground"]) if row.get("ground") else None,
            reason=str(row.get("reason") or ""),
        )
        for row in body.get("results") or []
    ]


def against_examining(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """What stands against proposing the examination: who meets, what still comes, what the results lack."""
    found = [*seats.against_meeting(tender, actor), *_against_waiting(tender)]
    bids = [bid.public_number for bid in opened_bids.unexamined(tender)]
    return found or wording.reasons_of(qualification.against_results(results_of(body), bids, above(tender)))


def _against_waiting(tender: Tender) -> list[Reason]:
    closed = [each.number for each in envelopes.of(tender) if each.entered_at is None]
    found = []
    if closed:
        numbers = ", ".join(closed)
        text = _("The integrator's clerk still has to enter the content of envelopes: %(numbers)s.", numbers=numbers)
        found.append(Reason(text, rule="¶ 49"))
    for bid, until in request_correction.running(tender):
        text = _("Bid %(number)s is being mended %(until)s.", number=bid.public_number, until=until)
        found.append(Reason(text, rule=request_correction.RULE))
    return found


def whether_one_complies(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether what the votes have carried leaves a bid to be scored."""
    protocol = proposals.open_of(tender)
    left = protocol is not None and any(each["compliant"] for each in protocol.data["results"])
    return SOME_COMPLIANT if left else NO_BID_COMPLIANT


def propose(tender: Tender, body: Body, act: Act) -> None:
    """Record what the chair proposes of each bid, with those that the system rejects."""
    written = [finding.written() for finding in _findings(tender, body)]
    data = {"announcement": tender.announcement, "commission": seats.written(tender), "results": written}
    proposals.propose(tender, ProtocolKind.EXAMINATION, data, act)


def examine(tender: Tender, body: Body, act: Act) -> None:
    """What was carried is in force: accept and reject the bids, each told to its bidder."""
    protocol = proposals.put_in_force(tender, act)
    for each in protocol.data["results"]:
        bid = opened_bids.by_number(tender, each["bid"])
        if bid is None:
            raise LookupError(f"{tender.public_number} has no bid {each['bid']}")
        _record(Finding(bid, Ground(each["ground"]) if each["ground"] else None, each["reason"]), act)


def _findings(tender: Tender, body: Body) -> list[Finding]:
    given = {result.bid: result for result in results_of(body)}
    rejected = above(tender)
    found = []
    for bid in opened_bids.unexamined(tender):
        result = given.get(bid.public_number)
        ground, reason = (result.ground, result.reason) if result is not None else (None, "")
        if bid.public_number in rejected and ground in (None, Ground.ABOVE_CEILING):
            ground = Ground.ABOVE_CEILING
        found.append(Finding(bid, ground, reason))
    return found


def _record(finding: Finding, act: Act) -> None:
    bid, ground = finding.bid, finding.ground
    bid.ground, bid.reason = (ground.value if ground else None), finding.reason
    if ground is None:
        engine.follow(bid, "accept", act, {})
        return
    engine.follow(bid, "reject", act, {"ground": ground.value, "reason": finding.reason})
    if ground is Ground.FALSE_INFORMATION:
        # The customer's 30 calendar days to sue run from the day on which the Commission established it.
        engine.follow(bid, "find_false", act, {"reason": finding.reason})


def ground_said(bid: Bid) -> Said | None:
    """Why a bid was rejected, as a rule says it; None for one that was not."""
    if bid.ground is None:
        return None
    ground = Ground(bid.ground)
    return Said(GROUNDS[ground], {}, GROUND_RULES[ground])


def _rows_to_fill_in(tender: Tender) -> Mapping[str, Any]:
    """A row for each bid that the Commission judges; those above the ceiling the system rejects."""
    return {"results": [{"bid": number} for number in _judged_by_the_commission(tender)]}


def _judged_by_the_commission(tender: Tender) -> list[str]:
    rejected = above(tender)
    waiting = [bid.public_number for bid in opened_bids.unexamined(tender)]
    return [number for number in waiting if number not in rejected]


def _about_bids(tender: Tender, form: ExaminationForm) -> Mapping[str, Any]:
    """What the page says of each bid, the ceilings, and the bids that are above them."""
    # Rows in which nothing was filled in were left out of what was posted: the page shows them again.
    known = {entry.form.bid.data for entry in form.results.entries}
    for number in _judged_by_the_commission(tender):
        if number not in known:
            form.results.append_entry({"bid": number})
    lease, service = ceilings_of(design_assignment.assignment_data(tender))
    return {
        "judged": {bid.public_number: _about_bid(bid) for bid in opened_bids.unexamined(tender)},
        "above_ceiling": {number: [wording.text_of(each) for each in said] for number, said in above(tender).items()},
        "ceiling_lease": lease,
        "ceiling_service": service,
    }


def _about_bid(bid: Bid) -> dict[str, Any]:
    missing = set(qualification.without_documents(bid.data.get("statements") or []))
    return {
        "bid": bid,
        "supplier": name_of(bid.bidder),
        "received": formats.instant(bid.received_at, formats.language()),
        "without_documents": [_(each.text) for each in STATEMENTS if each.key in missing],
    }


EXAMINE = Action(
    "examine",
    form=ExaminationForm,
    against=against_examining,
    carry_out=propose,
    in_force=examine,
    awaited=proposals.none_is_open,
    which=whether_one_complies,
    page=ActionPage(
        note=N_(
            "The Commission votes on it. Once it is in force each bidder is told. Bids that could not be opened are "
            "not among them and stay unexamined."
        ),
        hidden=proposals.hides,
        untold=proposals.untold,
        template="tenders/commission/examine.html",
        begun=_rows_to_fill_in,
        facts=_about_bids,
    ),
)
