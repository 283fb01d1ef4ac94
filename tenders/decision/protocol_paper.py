"""What a Commission recorded, printed (¶ 53-1, 73; H3; Law 45-1): minutes of openings, examinations, and decisions with
bids, rejections, scores with every step, votes with dissent, who signed.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.printing.frame import edition, file, hashes_of, instant, paper, signature, signed_at
from qyzmet.printing.paper import Block, Column, Facts, Heading, Item, Items, Paper, Paragraph, Signature, Table
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.kept import from_json
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, SEAT_TITLES, Party, Seat
from qyzmet.web import formats
from qyzmet.web.formats import language

from ..commission import papers, ranking
from ..models import Protocol, ProtocolSignature, Tender
from ..rules.protocol_kinds import PROTOCOL_TITLES, ProtocolKind
from ..rules.qualification import GROUNDS, Ground
from ..rules.reannouncement import TITLES as DECISIONS
from ..rules.reannouncement import Decision
from . import end_of_formation_text, shown_protocol

Data = Mapping[str, Any]


def title_of(protocol: Protocol) -> str:
    """What the protocol is called, with its number: a tender has several."""
    return _("%(title)s, No. %(number)s", title=_(PROTOCOL_TITLES[protocol.kind]), number=protocol.number)


def protocol(recorded: Protocol) -> Paper:
    """The protocol with everything that it records, and who signed it."""
    return paper(
        recorded.procedure,
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
    tender = recorded.procedure
    title = _("Tender") if isinstance(tender, Tender) else _("Formation of the IC service")
    yield title, f"{tender.public_number} · {tender.title}"
    yield _("Customer"), name_of(tender.party(Party.STATE_BODY))
    yield _("Protocol"), _("No. %(number)s", number=recorded.number)
    yield _("Made by"), formats.cited(shown_protocol.rule_of(recorded))
    yield (
        (_("Recorded") if recorded.kind is ProtocolKind.OPENING else _("Proposed by the chair")),
        instant(recorded.made_at),
    )
    yield from papers.recorded(recorded)
    if recorded.kind is not ProtocolKind.OPENING and recorded.published_at is not None:
        yield _("In force since"), instant(recorded.published_at)
    yield _("Edition of the Rules"), edition(tender)


def _marks(recorded: Protocol) -> Iterator[str]:
    if recorded.annulled_at is not None:
        fell = recorded.outcome is not None
        yield _("did not get a majority, or no quorum voted") if fell else _("withdrawn")
    elif recorded.published_at is None:
        yield _("proposal, not in force")
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
    yield from _votes(protocol)
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
    yield from _votes(protocol)
    yield from _signatures(protocol)


def _silence(protocol: Protocol) -> Iterator[Block]:
    """H25: the supplier who did not sign the contract in time."""
    data = protocol.data
    silent = data["silent"]
    yield Heading(_("The Commission records that the supplier did not sign the contract in time"))
    yield Facts(
        (
            (_("Supplier"), silent["names"][language()]),
            (_("BIN"), silent["supplier"]),
            (_("Bid"), silent["bid"]),
            (_("The contract could be signed until"), until_text(dt.datetime.fromisoformat(data["until"]))),
        )
    )
    yield from _grounds(data)
    yield from _votes(protocol)
    yield from _signatures(protocol)


def _forming(protocol: Protocol) -> Iterator[Block]:
    """¶ 85: whether the IC service is formed, what is mended first, and the papers that were presented."""
    data = protocol.data
    yield Heading(_("The Commission decides on forming the IC service"))
    if data["form"]:
        yield Paragraph(_("The IC service is formed."), strong=True)
    elif data["mend"]:
        days = formats.working_days(data["mend_working_days"])
        yield Paragraph(
            _("The IC service is not formed yet: it is mended first, within %(days)s.", days=days), strong=True
        )
        yield Paragraph(data["mend"])
    else:
        yield Paragraph(_("The IC service is not formed, and the formation ends."), strong=True)
        yield Paragraph(end_of_formation_text.what_follows(data))
    supplier = data["supplier"]
    yield Facts(
        tuple(
            (label, value)
            for label, value in (
                (_("Supplier"), f"{supplier[language()]}, {_('BIN')} {supplier['bin']}" if supplier else ""),
                *_presented(data["presented"]),
            )
            if value
        )
    )
    yield from _grounds(data)
    yield from _votes(protocol)
    yield from _signatures(protocol)


def _presented(given: Data) -> Iterator[tuple[str, str]]:
    """What the integrator presented, each by what it is called: the minutes, and the papers with their hashes."""
    named = list(given.get("minutes") or [])
    numbers = [int(each.removeprefix("P-")) for each in named]
    rows = {each.public_id: each for each in db.session.scalars(select(Protocol).where(Protocol.id.in_(numbers)))}
    minutes = (title_of(rows[each]) if each in rows else each for each in named)
    yield _("Minutes of the earlier meetings"), "\n".join(minutes)
    titles = {
        "test_protocol": _("Protocol of the test of operability"),
        "security_act": _("Act of the information-security tests"),
    }
    ids = {key: given[key] for key in titles if given.get(key)}
    hashes = hashes_of(ids.values())
    for key, number in ids.items():
        entry = file(number, documents.readable(number))
        yield titles[key], f"{entry.text}\nSHA-256: {hashes.get(number, '')}"


def _examined(protocol: Protocol) -> Iterator[Block]:
    """Law 45-2, 45-3: what was found of each bid, and the vote on all of it."""
    yield from papers.examined(protocol)
    yield from _votes(protocol)
    yield from _signatures(protocol)


def _opened(protocol: Protocol) -> Iterator[Block]:
    """H3: the minutes, signed by chair and secretary."""
    yield from papers.opened(protocol)
    yield from _signatures(protocol)


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
        names = ", ".join(shown_protocol.name_of_user(each) for each in data["not_counted"])
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


def _votes(protocol: Protocol) -> Iterator[Block]:
    """How each voted, once the voting has ended, with the count."""
    outcome = protocol.outcome
    if outcome is None:
        return
    yield Heading(_("Votes"))
    yield Table(
        columns=(Column(_("Member of the Commission"), 4), Column(_("Vote"), 2), Column(_("Dissent"), 5)),
        rows=tuple(
            (each["name"], _("for") if each["for"] else _("against"), each["dissent"]) for each in outcome["votes"]
        ),
    )
    tally = outcome["tally"]
    yield Paragraph(
        _("For: %(yes)s. Against: %(no)s.", yes=len(tally["for"]), no=len(tally["against"]))
        + (f" {_('The votes were equal: the voice of the chair decided.')}" if tally["by_chair"] else "")
    )
    voted = {each["user"] for each in outcome["votes"]}
    aside = {each["user"]: each["name"] for each in outcome["aside"]}
    if aside:
        yield Paragraph(_("Stepped aside because of an interest: %(names)s.", names=", ".join(aside.values())))
    silent = [
        each["name"]
        for each in protocol.data.get("commission", ())
        if each["user"] not in voted | set(aside) and each["seat"] != Seat.SECRETARY
    ]
    if silent:
        yield Paragraph(_("Did not vote: %(names)s.", names=", ".join(silent)))


def _signatures(protocol: Protocol) -> Iterator[Block]:
    """Who signed and when; who was late is marked, with the vote that was not counted."""
    held = {row.user_id: row for row in protocol.procedure.seats}
    yield Heading(_("Signatures"))
    for each in protocol.signatures:
        seat = held.get(each.user_id)
        title = _(SEAT_TITLES[seat.seat]) if seat is not None else ""
        yield Signature(
            act=" · ".join(filter(None, (_("Signed"), title, _late(each) if each.late else ""))),
            name=each.user.full_name,
            organisation=name_of(seat.organisation) if seat is not None else "",
            at=instant(each.at),
            **signed_at(protocol.procedure, each.user.public_id, each.at),
        )
    if not protocol.signatures and protocol.published_at is not None and protocol.act is not None:
        # Minutes that wait for their signatures, and what was recorded before members voted for themselves.
        yield signature(_("Recorded"), protocol.act)
    elif not protocol.signatures:
        yield Paragraph(_("Nobody has signed yet."))


def _late(given: ProtocolSignature) -> str:
    vote = _("for") if given.in_favour else _("against")
    said = _("late, not counted (%(vote)s)", vote=vote)
    return f"{said}: {given.dissent}" if given.dissent else said


_BLOCKS: Mapping[ProtocolKind, Callable[[Protocol], Iterator[Block]]] = {
    ProtocolKind.OPENING: _opened,
    ProtocolKind.EXAMINATION: _examined,
    ProtocolKind.DECISION: _decided,
    ProtocolKind.OUTCOME: _outcome,
    ProtocolKind.SILENCE: _silence,
    ProtocolKind.FORMING: _forming,
}
