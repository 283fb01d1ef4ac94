"""Minutes of an opening and the protocol of an examination printed: who was there, what was opened, found, rejected.

A protocol is kept as data in no language; the paper says all of it in the reader's.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from qyzmet.people.accounts import users
from qyzmet.printing.frame import instant, money
from qyzmet.printing.paper import Block, Column, Heading, Item, Items, Paragraph, Table
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import SEAT_TITLES
from qyzmet.web import formats
from qyzmet.web.formats import language

from ..announcement import papers as announcement_papers
from ..bids import opened_bids
from ..bids import papers as bid_papers
from ..models import Protocol
from ..rules.interests import Interest, Tie
from ..rules.qualification import GROUND_RULES, GROUNDS, Ground

Data = Mapping[str, Any]


def opened(protocol: Protocol) -> Iterator[Block]:
    """H3: the minutes of an opening, or an addition to them."""
    data = protocol.data
    yield from _people(_("Present"), data["present"])
    yield from _people(_("Absent"), data.get("absent") or ())
    yield from _bids(data)
    yield from _envelopes(data.get("envelopes") or ())
    if data["not_opened"]:
        yield Heading(_("Could not be opened"))
        yield Items(tuple(Item(number) for number in data["not_opened"]))
        yield Paragraph(_("They stay as they are, and opening them is tried again."))
    yield from _aside(data["stepped_aside"])
    if data.get("questions"):
        yield Heading(_("Questions and answers"))
        for each in data["questions"]:
            yield from announcement_papers.question(each["id"], each["text"], each["answer"])


def _people(title: str, people: Any) -> Iterator[Block]:
    if people:
        yield Heading(title)
        yield Items(tuple(Item(each["name"], _seat(each)) for each in people))


def _seat(each: Data) -> str:
    title = SEAT_TITLES[each["seat"]] if "seat" in each else ""
    return ", ".join(filter(None, (_(title) if title else "", (each.get("organisation") or {}).get(language()))))


def _bids(data: Data) -> Iterator[Block]:
    yield Heading(_("Bids as they were read out"))
    bids = data["bids"]
    if not bids:
        came = bool(data.get("envelopes") or data["not_opened"] or data.get("addition_to"))
        yield Paragraph(_("None") if came else _("No bid had come in."))
        return
    yield table_of_bids(bids, _bidder)
    yield Paragraph(_("Receipts"), strong=True)
    yield Items(tuple(Item(each["number"], each["receipt"]) for each in bids))


def table_of_bids(bids: Iterable[Data], bidder: Callable[[Data], Iterable[str]]) -> Table:
    """Bids with bidders, prices and instants of receipt; minutes and protocols name the bidder each in its way."""
    return Table(
        columns=(
            Column(_("Bid"), 5),
            Column(_("Lease"), 3, numeric=True),
            Column(_("IC service"), 3, numeric=True),
            Column(_("Received"), 3),
        ),
        rows=tuple(
            (
                "\n".join(bidder(each)),
                money(each["price_lease"]),
                money(each["price_service"]),
                _at(each["received_at"]),
            )
            for each in bids
        ),
    )


def _bidder(each: Data) -> Iterator[str]:
    yield each["name"][language()]
    yield f"{_('BIN')} {each['supplier']}"
    yield each["number"]
    if each["group"]:
        yield _("Group with BIN: %(bins)s", bins=", ".join(each["group"]))
    if each["in_envelope"]:
        yield _("in an envelope")


def _at(text: str) -> str:
    return instant(dt.datetime.fromisoformat(text))


def _envelopes(envelopes: Any) -> Iterator[Block]:
    if not envelopes:
        return
    yield Heading(_("Envelopes registered"))
    yield Items(tuple(Item(each["envelope"], _registered(each)) for each in envelopes))
    yield Paragraph(_("Their content is entered after the opening, and the minutes get an addition."))


def _registered(each: Data) -> str:
    clerk = users.by_public_id(each["registered_by"])
    name = clerk.full_name if clerk is not None else each["registered_by"]
    carrier = bid_papers.CARRIERS[each["carrier"]]
    return ", ".join((_(carrier), _at(each["received_at"]), name))


def _aside(interests: Any) -> Iterator[Block]:
    if not interests:
        return
    yield Heading(_("Stepped aside because of an interest"))
    found = [Interest(each["user"], each["bidder"], Tie(each["tie"])) for each in interests]
    people = {each.person: users.by_public_id(each.person) for each in found}
    yield Items(
        tuple(
            Item(user.full_name if (user := people[each.person]) is not None else each.person, text_of(each.said))
            for each in found
        )
    )


def examined(protocol: Protocol) -> Iterator[Block]:
    """Law 45-2, 45-3: what was found of each bid; each rejection with its ground and the reason."""
    yield Heading(_("What was found"))
    yield Table(
        columns=(Column(_("Bid"), 4), Column(_("Result of the examination"), 3), Column(_("Ground and reason"), 6)),
        rows=tuple(
            (
                "\n".join((_name(protocol, each), f"{_('BIN')} {each['supplier']}", each["bid"])),
                _("compliant") if each["compliant"] else _("rejected"),
                "\n".join(_why(each)),
            )
            for each in protocol.data["results"]
        ),
    )


def _name(protocol: Protocol, each: Data) -> str:
    bid = opened_bids.by_number(protocol.tender, each["bid"])
    return name_of(bid.bidder) if bid is not None else ""


def _why(each: Data) -> Iterator[str]:
    if each["ground"]:
        ground = Ground(each["ground"])
        yield f"{_(GROUNDS[ground])} ({formats.cited(GROUND_RULES[ground])})"
    if each["reason"]:
        yield each["reason"]


def recorded(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """Facts for the head of the paper: when, by whom, and what it adds to."""
    data = protocol.data
    first = data.get("addition_to")
    return (
        (_("Addition to the minutes"), _("No. %(number)s", number=first) if first else ""),
        (_("Opened by"), (data.get("opened_by") or {}).get("name", "")),
    )
