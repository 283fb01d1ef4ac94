"""A bid printed (¶ 49; Annex 4 is not printed in the order: a local form), and the receipt for it.

Printing a bid leaves no trace, sealed or opened: it is read, and nothing is written.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.people.organisations import organisations
from qyzmet.printing.frame import (
    channel_marks,
    documents_of,
    edition,
    file,
    instant,
    money,
    paper,
    signature,
    text,
    yes_or_no,
)
from qyzmet.printing.paper import Block, Facts, Heading, Item, Items, Paper, Paragraph
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.models import Act
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Channel, Party

from ..models import Bid
from ..procedure.bid import BIDS
from ..procedure.states import UNCONFIRMED, WITHDRAWN
from ..rules.qualification import STATEMENTS
from ..sealed_models import Envelope
from . import receipt as bid_receipts
from .bid_form import documents_in
from .requirements import criteria
from .sealed import sealed_bids

Documents = Mapping[str, AnyDocument | None]
# What must not be overlooked of a bid.
_MARKED = frozenset({WITHDRAWN, UNCONFIRMED})
_HANDED_IN = {"submit": N_("Submitted"), "replace": N_("Replaced"), "enter": N_("Entered from its envelope")}
CARRIERS = {"paper": N_("on paper"), "carrier": N_("on an electronic carrier")}


def bid(each: Bid) -> Paper:
    """The bid as it stands: prices, group, statements, answers, each with its files. A draft is marked as one."""
    found = documents_of(each, documents_in(each.data))
    blocks = [*_prices(each), *_group(each), *_statements(each, found), *_answers(each, found), *_mended(each)]
    return _paper(each, _(BIDS.title), blocks, bid_receipts.of(each))


def has_receipt(each: Bid) -> bool:
    """Whether it was ever handed in."""
    return bid_receipts.of(each) is not None


def receipt(each: Bid) -> Paper:
    """What the bidder can prove: number, instant and hash of what was handed in. Raises LookupError for a draft."""
    given = bid_receipts.of(each)
    if given is None:
        raise LookupError(f"{each.public_number} was not handed in")
    facts = Facts(
        (
            (_("Instant"), f"{_received(given)} ({given['received_at']})"),
            (_("Hash of the receipt (HMAC-SHA-256)"), given["hash"]),
        )
    )
    return _paper(each, _("Receipt for a bid"), [facts], given)


def _paper(each: Bid, title: str, blocks: list[Block], given: Mapping[str, str] | None) -> Paper:
    act = _handed_in(each)
    if act is not None:
        blocks = [*blocks, signature(_(_HANDED_IN[act.action]), act)]
    at = act.at if act is not None else each.created_at
    return paper(
        each,
        title,
        blocks,
        at=at,
        author=name_of(sealed_bids.leader_of(each)),
        facts=_facts(each, given),
        marks=(
            *(() if given else (_("Draft"),)),
            _("Local form"),
            *((state_word(BIDS, each.state),) if each.state in _MARKED else ()),
            *channel_marks(each),
        ),
        fingerprint=given["hash"] if given else None,
        hashed=_("Hash of the receipt (HMAC-SHA-256)"),
        said=_(
            "The hash is that of the receipt: it is made of all that was handed in, the files too, with a key that "
            "stays sealed with the bid. After the opening the page /tenders/receipt says whether it is a bid's."
        ),
    )


def _handed_in(each: Bid) -> Act | None:
    """The act by which it was handed in last; of a sealed one the acts lie under the seal with it."""
    found = (act for act in reversed(each.acts) if act.action in _HANDED_IN and act.annulled_by_id is None)
    return next(found, None)


def _facts(each: Bid, given: Mapping[str, str] | None) -> Iterator[tuple[str, str]]:
    bidder, tender = sealed_bids.leader_of(each), each.tender
    yield _("Number"), each.public_number
    yield _("Tender"), f"{tender.public_number} · {tender.title}"
    yield _("Bidder"), name_of(bidder)
    yield _("BIN"), bidder.bin
    yield _("To"), name_of(tender.party(Party.INTEGRATOR))
    yield _("Received"), _received(given) if given else ""
    yield _("How it came"), _way(each)
    yield _("Edition of the Rules"), edition(each)


def _received(given: Mapping[str, str]) -> str:
    return instant(dt.datetime.fromisoformat(given["received_at"]))


def _way(each: Bid) -> str:
    """¶ 49, H9: through the platform, or in an envelope on paper or a carrier."""
    if each.channel != Channel.PAPER or each.envelope_id is None:
        return _("through the electronic platform")
    envelope = db.session.scalars(select(Envelope).where(Envelope.id == each.envelope_id)).one()
    way = _("in the envelope %(number)s, %(carrier)s", number=envelope.number, carrier=_(CARRIERS[envelope.carrier]))
    return f"{way}, {instant(envelope.received_at)}"


def _prices(each: Bid) -> Iterator[Block]:
    yield Heading(_("Prices"))
    yield Facts(
        (
            (_("Price of the lease"), money(each.data.get("price_lease")) or "–"),
            (_("Price of the IC service"), money(each.data.get("price_service")) or "–"),
        )
    )


def _group(each: Bid) -> Iterator[Block]:
    members = [str(member) for member in each.data.get("group") or ()]
    if members:
        yield Heading(_("Other members of the group"))
        yield Items(tuple(Item(name_of(organisations.by_bin(member)) or member, member) for member in members))


def _statements(each: Bid, found: Documents) -> Iterator[Block]:
    yield Heading(_("Statements on the qualification"))
    given = {str(row.get("key")): row for row in each.data.get("statements") or ()}
    for statement in STATEMENTS:
        row = given.get(statement.key) or {}
        yield Paragraph(_(statement.text), strong=True)
        yield Paragraph(yes_or_no(True) if row.get("confirmed") is True else _("Not stated"))
        yield from _files(row, found)


def _answers(each: Bid, found: Documents) -> Iterator[Block]:
    names = {criterion.key: criterion.name for criterion in criteria(each.tender)}
    given = {str(row.get("criterion")): row for row in each.data.get("answers") or ()}
    if names or given:
        yield Heading(_("Answers by the criteria"))
    for key in dict.fromkeys((*names, *given)):
        row = given.get(key) or {}
        yield Paragraph(names.get(key, key), strong=True)
        yield text(row.get("text"))
        yield from _files(row, found)


def _files(row: Mapping[str, Any], found: Documents) -> Iterator[Block]:
    named = tuple(file(number, found.get(number)) for number in row.get("documents") or ())
    if named:
        yield Items(named)


def _mended(each: Bid) -> Iterator[Block]:
    """H23: what mends a formal defect stands beside what was handed in, which never changes."""
    if sealed_bids.is_sealed(each):
        return
    for act in each.acts:
        if act.action == "correct" and act.annulled_by_id is None:
            yield Heading(_("Documents that mend a formal defect (H23, house rule)"))
            found = documents_of(each, act.body.get("documents") or ())
            yield Items(tuple(file(number, document) for number, document in found.items()))
            yield signature(_("Mended"), act)


def _read_whole(each: Bid) -> bool:
    """A member of the group reads group and prices of a sealed bid, and nothing else (H39)."""
    return sealed_bids.member_of(each) is None


PAPERS = papers({"bid": Sheet(N_("Bid"), bid, _read_whole), "receipt": Sheet(N_("Receipt"), receipt, has_receipt)})
