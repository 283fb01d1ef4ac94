"""How bids are shown, to their bidders alone until the opening: what happens now, the course, sections, warnings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation
from qyzmet.procedure.form_sections import Section
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages import kinds
from qyzmet.procedure.pages.kinds import Link, LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.sentences.wording import text_of, until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ..models import Bid
from ..procedure.bid import BIDS as TABLE
from ..procedure.states import DRAFT, NOT_CHOSEN, OPENED, REJECTED, SUBMITTED, UNCONFIRMED, WINNER, WITHDRAWN
from ..rules import criteria, qualification
from ..rules.qualification import GROUNDS, Ground
from . import acceptance, api, filling, receipt, sections
from .bid_form import documents_in
from .group import members
from .sealed import sealed_bids
from .sealed.sealed_content import NO_WINDOW

# The prices of a bid, each with the key of its ceiling in the design assignment.
CEILINGS = {"price_lease": "ceiling_lease", "price_service": "ceiling_service"}

TONES = {
    **dict.fromkeys(TABLE.states, "active"),
    DRAFT: "neutral",
    UNCONFIRMED: "active",
    WINNER: "done",
    **dict.fromkeys((WITHDRAWN, REJECTED, NOT_CHOSEN), "ended"),
}


def now_text(bid: Bid) -> str:
    """Who does what now."""
    sealed = sealed_bids.is_sealed(bid)
    until = until_text(bid.tender.accepts_until) if bid.tender.accepts_until else ""
    if sealed_bids.member_of(bid) is not None:
        return _for_a_member(bid)
    if bid.state == DRAFT:
        return _(
            "Nobody but your organisation knows of this bid. Its head submits it. Bids are taken until %(until)s.",
            until=until,
        )
    if bid.state == UNCONFIRMED and sealed and sealed_bids.content_of(bid).window == NO_WINDOW:
        return _(
            "The group is not complete: a member has left it, or the members have not joined anew since group or "
            "prices were changed. When all have joined, confirm the bid, or replace it, until %(until)s: otherwise "
            "it counts as withdrawn (H39, house rule).",
            until=until,
        )
    if bid.state == UNCONFIRMED:
        return _(
            "The announcement was amended. Confirm or replace the bid until %(until)s: otherwise it counts as "
            "withdrawn (H30, house rule).",
            until=until,
        )
    if bid.state == SUBMITTED and bid.tender.opened_at is not None:
        return _("The bid could not be opened. The minutes say so; it is tried again when the cause is found.")
    if bid.state == SUBMITTED and acceptance.late(bid.tender) is None:
        return _(
            "The bid is submitted and sealed. It can be replaced or withdrawn until %(until)s. The opening reads it.",
            until=until,
        )
    if bid.state == SUBMITTED:
        return _("The acceptance of bids has ended. The bid stays sealed until the opening.")
    texts = {
        WITHDRAWN: _("The bid did not come in: it was withdrawn, or not handed in until the end."),
        OPENED: _("The Commission examines the bid."),
        REJECTED: _("The bid was rejected."),
        WINNER: _("The bidder is named the supplier."),
        NOT_CHOSEN: _("The tender was cancelled before the opening; nobody has read the bid.")
        if sealed
        else _("The bid was not chosen."),
    }
    return texts.get(bid.state) or state_word(TABLE, bid.state)


def _for_a_member(bid: Bid) -> str:
    """H39: what a supplier reads whom the bid names in its group."""
    leader = name_of(sealed_bids.leader_of(bid))
    if bid.state == SUBMITTED:
        return _("The bid of %(leader)s is submitted, and your organisation takes part in it.", leader=leader)
    if bid.state in (DRAFT, UNCONFIRMED) and members.has_joined(bid):
        return _(
            "Your organisation has joined the group of this bid. It takes part when %(leader)s submits the bid; until "
            "then it can leave. If the group or a price is changed, it is to join anew.",
            leader=leader,
        )
    if bid.state in (DRAFT, UNCONFIRMED):
        return _(
            "%(leader)s names your organisation in the group of this bid. It takes part only once its head has joined "
            "(H39, house rule). You see the group and the prices, and nothing else of the bid.",
            leader=leader,
        )
    return _("The bid of %(leader)s did not come in.", leader=leader)


def timeline(bid: Bid) -> list[dict[str, Any]]:
    """The course of the bid: handed in, opened, examined, decided."""
    acts: dict[str, Act] = {act.action: act for act in bid.acts if act.annulled_by_id is None}
    running = {each.term: each for each in deadlines.open_deadlines(bid)} if not sealed_bids.is_sealed(bid) else {}
    opening, found = acts.get("open") or acts.get("enter"), acts.get("accept") or acts.get("reject")
    handed_in = acts.get("submit") or acts.get("enter")
    steps = [
        step(bid, _("Bid handed in"), "¶ 49", Party.SUPPLIER, handed_in),
        step(bid, _("Opening"), "H3", Party.COMMISSION, opening),
        step(bid, _("Examination"), "Law 45-2", Party.COMMISSION, found, None, opening),
        step(bid, _("Decision"), "¶ 73", Party.COMMISSION, acts.get("choose") or acts.get("pass_by"), None, found),
    ]
    if asked := acts.get("request_correction"):
        mended = acts.get("correct")
        title = _("Mending a formal defect")
        steps.insert(2, step(bid, title, "H23", Party.SUPPLIER, mended, running.get("correct"), asked))
    steps[0]["who"] = name_of(sealed_bids.leader_of(bid))
    if bid.state == DRAFT:
        steps[0]["state"] = "now"
    if bid.state in TABLE.last:
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    if withdrawal := acts.get("withdraw"):
        steps.append(step(bid, _("Withdrawn"), "H29", Party.SUPPLIER, withdrawal))
    return steps


def facts(bid: Bid) -> Mapping[str, Any]:
    """The contents read back, the receipt, what the examination found."""
    return {
        **reading(bid),
        "parts": sections.PARTS if sealed_bids.member_of(bid) is None else sections.FOR_MEMBERS,
        "tender": bid.tender,
        "receipt": receipt.of(bid),
        "sealed": sealed_bids.is_sealed(bid),
        "ground": _(GROUNDS[Ground(bid.ground)]) if bid.ground else None,
        "reason": _reason(bid),
    }


def _reason(bid: Bid) -> str:
    """Why it was rejected: the Commission's words, or the prices that the system found above their ceilings (H14)."""
    if bid.reason or bid.ground != Ground.ABOVE_CEILING:
        return bid.reason
    most = ceilings_of(bid)
    found = criteria.above_ceilings(
        bid.price_lease, bid.price_service, most.get("price_lease"), most.get("price_service")
    )
    return "; ".join(text_of(each) for each in found)


def reading(bid: Bid) -> dict[str, Any]:
    """What the templates need to read a bid back: words, names of documents and members, warnings."""
    group = [str(each) for each in bid.data.get("group") or ()]
    members = db.session.scalars(select(Organisation).where(Organisation.bin.in_(group))) if group else ()
    files = list(documents_in(bid.data))
    documents.read_ahead(files)
    named = ((each, documents.readable(each)) for each in files)
    return {
        **filling.words(bid),
        "named": {public_id: document.name for public_id, document in named if document is not None},
        "members": {each.bin: name_of(each) for each in members},
        "warnings": warnings(bid),
        "ceilings": ceilings_of(bid),
        "rejected": above_ceilings(bid),
    }


def warnings(bid: Bid) -> list[str]:
    """What forbids no bid and may lead to its rejection: statements without papers."""
    if sealed_bids.member_of(bid) is not None:
        return []
    bare = qualification.without_documents(bid.data.get("statements") or ())
    titles = {each.key: each.text for each in qualification.STATEMENTS}
    return [_("No document shows this statement: %(statement)s.", statement=_(titles[key])) for key in bare]


def ceilings_of(bid: Bid) -> dict[str, Decimal]:
    """The ceilings of parts 2 and 3 of the design assignment, by the price that each is of."""
    frozen = bid.tender.frozen.data if bid.tender.frozen is not None else {}
    found = {price: frozen.get(ceiling) for price, ceiling in CEILINGS.items()}
    return {price: Decimal(str(ceiling)) for price, ceiling in found.items() if ceiling is not None}


def above_ceilings(bid: Bid) -> dict[str, str]:
    """H14: for which prices the bid will be rejected, by field: each is above its ceiling."""
    if sealed_bids.member_of(bid) is not None:
        return {}
    most, given = ceilings_of(bid), {key: bid.data.get(key) for key in CEILINGS}
    lease, service = (Decimal(str(given[key] or 0)) for key in CEILINGS)
    found = criteria.above_ceilings(lease, service, most.get("price_lease"), most.get("price_service"))
    ends = _("Such a bid is rejected at the examination (H14, house rule).")
    return {str(each.path): f"{text_of(each)} {ends}" for each in found}


def follows(bid: Bid, part: Section) -> list[str]:
    """H14: that a price is above its ceiling is told when it is given."""
    return [text for field, text in above_ceilings(bid).items() if field in part.keys]


def papers(bid: Bid) -> Sequence[Link]:
    """The receipt."""
    return [Link(_("Receipt"), f"{bid.path}/receipt")] if receipt.of(bid) is not None else []


def register() -> None:
    """Show bids."""
    kinds.register(BIDS)


BIDS = PagesKind(
    api=api.BIDS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="tenders/bids/show.html",
    untitled=N_("Bid without a tender"),
    list_title=N_("Tenders"),
    form=LongForm(
        title=N_("The sections of the bid"),
        sections=sections.PARTS,
        section_template="tenders/bids/section.html",
        check_template="tenders/bids/check.html",
        offer=filling.offer,
        prepare=filling.prepare,
        complete=filling.without_blank,
        facts=reading,
        follows=follows,
    ),
    filing="submit",
    facts=facts,
    order=("submit", "confirm", "replace", "join_group", "correct", "withdraw", "leave_group"),
    papers=papers,
)
