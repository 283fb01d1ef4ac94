"""What a Commission recorded, printed (¶ 53-1, 73; H3; Law 45-1): minutes of openings, examinations, and decisions with
bids, rejections, scores with every step, votes with dissent, who signed.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from qyzmet.people.organisations import organisations
from qyzmet.printing.frame import instant, paper, signature
from qyzmet.printing.paper import Block, Column, Facts, Heading, Item, Items, Paper, Paragraph, Signature, Table
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.kept import from_json
from qyzmet.vocabulary import PARTY_TITLES, SEAT_TITLES, Party, Seat
from qyzmet.web import formats
from qyzmet.web.formats import language

from ..commission import papers, ranking
from ..models import Protocol
from ..rules.protocol_kinds import PROTOCOL_TITLES, ProtocolKind
from ..rules.qualification import GROUNDS, Ground
from ..rules.reannouncement import TITLES as DECISIONS
from ..rules.reannouncement import Decision
from . import ballots

Data = Mapping[str, Any]


def title_of(protocol: Protocol) -> str:
    """What the protocol is called, with its number: a tender has several."""
    return _("%(title)s, No. %(number)s", title=_(PROTOCOL_TITLES[protocol.kind]), number=protocol.number)


def protocol(recorded: Protocol) -> Paper:
    """The protocol with everything that it records, and who signed it."""
    return paper(
        recorded.tender,
        title_of(recorded),
        _BLOCKS[recorded.kind](recorded),
        at=max([recorded.made_at, *(each.at for each in recorded.signatures)]),
        author=_(PARTY_TITLES[Party.COMMISSION]),
        facts=_head(recorded),
        marks=_marks(recorded),
        fingerprint=recorded.hash,
        said=_("The hash (SHA-256) is made of all that the Commission recorded; signatures do not change it."),
    )


def _head(recorded: Protocol) -> Iterator[tuple[str, str]]:
    tender = recorded.tender
    yield _("Tender"), f"{tender.public_number} · {tender.title}"
    yield _("Customer"), name_of(tender.party(Party.STATE_BODY))
    yield _("Protocol"), _("No. %(number)s", number=recorded.number)
    yield _("Recorded"), instant(recorded.made_at)
    yield from papers.recorded(recorded)
    if recorded.kind is ProtocolKind.DECISION:
        yield _("Signed by a quorum"), instant(recorded.published_at)
    yield _("Edition of the Rules"), tender.edition_key


def _marks(recorded: Protocol) -> Iterator[str]:
    if recorded.annulled_at is not None:
        yield _("replaced by a later protocol")
    elif recorded.published_at is None:
        yield _("waits for signatures")
    yield _("Local form")


def _decided(protocol: Protocol) -> Iterator[Block]:
    """¶ 73: the protocol that names the supplier, with the term for the notice of readiness."""
    data = protocol.data
    winner = data["winner"]
    yield Heading(_("The Commission names the supplier"))
    yield Facts(
        (
            (_("Supplier"), winner["names"][language()]),
            (_("BIN"), winner["supplier"]),
            (_("Bid"), winner["bid"]),
            (_("Notice of readiness for testing (¶ 73)"), _within(data["ready_within_working_days"])),
        )
    )
    if data["single"]:
        yield Paragraph(f"{_('One bid is compliant; it may be accepted.')} {formats.cited('H24')}")
    if data["differs_from_ranking"]:
        yield Paragraph(_("The decision differs from the ranking, by a recorded vote."), strong=True)
    yield from _grounds(data)
    yield from _bids(data)
    yield from _ranking(data)
    yield from _fell_away(data)
    yield from _votes(data)
    yield from _signatures(protocol)


def _within(days: int) -> str:
    return _("within %(days)s", days=formats.working_days(days))


def _outcome(protocol: Protocol) -> Iterator[Block]:
    """¶ 53-1: what the Commission decided where nobody could be named, and why that was lawful."""
    data = protocol.data
    yield Heading(_("The Commission decides"))
    yield Paragraph(_(DECISIONS[Decision(data["decision"])]), strong=True)
    yield Paragraph(ranking.in_words(from_json(data["lawful"])))
    yield Facts(
        ((_("Bids that came in"), str(data["came_in"])), (_("Compliant ones among them"), str(data["compliant"])))
    )
    yield from _grounds(data)
    yield from _bids(data)
    yield from _rejected(data)
    yield from _votes(data)
    if protocol.act is not None:
        yield signature(_("Recorded"), protocol.act)


def _grounds(data: Data) -> Iterator[Block]:
    if data["grounds"]:
        yield Heading(_("Grounds"))
        yield Paragraph(data["grounds"])


def _bids(data: Data) -> Iterator[Block]:
    yield Heading(_("Bids"))
    if not data["bids"]:
        yield Paragraph(_("No bid had come in."))
        return
    yield papers.table_of_bids(data["bids"], _bidder)


def _bidder(each: Data) -> Iterator[str]:
    yield each["names"][language()]
    yield f"{_('BIN')} {each['supplier']}"
    yield each["bid"]
    if each["group"]:
        yield _("Group with BIN: %(bins)s", bins=", ".join(each["group"]))


def _called(data: Data, number: str) -> str:
    names = {each["bid"]: each["names"][language()] for each in data["bids"]}
    return f"{names[number]}, {number}" if number in names else number


def _ranking(data: Data) -> Iterator[Block]:
    if data["ranking"]:
        totals = ranking.in_figures([Fraction(each["exact"]) for each in data["ranking"]])
        yield Heading(_("Ranking"))
        yield Table(
            columns=(Column(_("Rank"), 1), Column(_("Bid"), 6), Column(_("Total points"), 3, numeric=True)),
            rows=tuple(
                (str(each["rank"]), _called(data, each["bid"]), total)
                for each, total in zip(data["ranking"], totals, strict=True)
            ),
        )
        yield Heading(_("How it was counted"))
    for each in data["ranking"]:
        yield Heading(_called(data, each["bid"]), 2)
        yield from _steps(each["steps"])
        if each["tie"]:
            yield Paragraph(_said(each["tie"]))
    yield from _rejected(data)
    rejected = {each["bid"] for each in data["rejected"]}
    left_out = [each for each in data["left_out"] if each["bid"] not in rejected]
    if left_out:
        yield Heading(_("Not ranked"))
    for each in left_out:
        yield Heading(_called(data, each["bid"]), 2)
        yield from _steps(each["steps"])
        yield Items(tuple(Item(_said(reason)) for reason in each["reasons"]))
    if data["not_counted"]:
        names = ", ".join(ballots.name_of_user(each) for each in data["not_counted"])
        yield Paragraph(_("Points that do not count, as some are missing: %(names)s.", names=names))


def _steps(steps: Any) -> Iterator[Block]:
    if steps:
        yield Items(tuple(Item(_said(step["said"])) for step in steps), numbered=True)


def _said(kept: Data) -> str:
    return ranking.in_words(from_json(kept))


def _rejected(data: Data) -> Iterator[Block]:
    if data["rejected"]:
        yield Heading(_("Rejected"))
        yield Items(
            tuple(
                Item(f"{_called(data, each['bid'])}: {_(GROUNDS[Ground(each['ground'])])}", each["reason"])
                for each in data["rejected"]
            )
        )


def _fell_away(data: Data) -> Iterator[Block]:
    names = {each["bid"]: each["names"][language()] for each in data["bids"]}
    for each in data["fell_away"]:
        name = names.get(each["bid"], "")
        yield Paragraph(_("Was named before and fell away: %(name)s, bid %(bid)s.", name=name, bid=each["bid"]))


def _votes(data: Data) -> Iterator[Block]:
    yield Heading(_("Votes"))
    yield Table(
        columns=(Column(_("Member of the Commission"), 4), Column(_("Vote"), 2), Column(_("Dissent"), 5)),
        rows=tuple(
            (each["name"], _("for") if each["for"] else _("against"), each["dissent"]) for each in data["votes"]
        ),
    )
    tally = data["tally"]
    yield Paragraph(
        _("For: %(yes)s. Against: %(no)s.", yes=len(tally["for"]), no=len(tally["against"]))
        + (f" {_('The votes were equal: the voice of the chair decided.')}" if tally["by_chair"] else "")
    )
    voted = {each["user"] for each in data["votes"]}
    aside = {each["user"]: each["name"] for each in data["aside"]}
    if aside:
        yield Paragraph(_("Stepped aside because of an interest: %(names)s.", names=", ".join(aside.values())))
    silent = [
        each["name"]
        for each in data["commission"]
        if each["user"] not in voted | set(aside) and each["seat"] != Seat.SECRETARY
    ]
    if silent:
        yield Paragraph(_("Did not vote: %(names)s.", names=", ".join(silent)))


def _signatures(protocol: Protocol) -> Iterator[Block]:
    seats = {each["user"]: each for each in protocol.data["commission"]}
    yield Heading(_("Signatures"))
    for each in protocol.signatures:
        seat = seats.get(each.user.public_id)
        title = SEAT_TITLES[Seat(seat["seat"])] if seat else ""
        yield Signature(
            act=f"{_('Signed')}: {_(title)}" if title else _("Signed"),
            name=each.user.full_name,
            organisation=name_of(organisations.by_bin(seat["organisation"])) if seat else "",
            at=instant(each.at),
        )
    signed = {each.user.public_id for each in protocol.signatures}
    missing = [each["name"] for each in seats.values() if each["user"] not in signed and each["seat"] != Seat.SECRETARY]
    if missing:
        yield Paragraph(_("Have not signed: %(names)s.", names=", ".join(missing)))


_BLOCKS: Mapping[ProtocolKind, Callable[[Protocol], Iterator[Block]]] = {
    ProtocolKind.OPENING: papers.opened,
    ProtocolKind.EXAMINATION: papers.examined,
    ProtocolKind.DECISION: _decided,
    ProtocolKind.OUTCOME: _outcome,
}
