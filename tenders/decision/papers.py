"""What a Commission recorded, printed (¶ 53-1, 73; H3): minutes of openings, examinations, decisions, outcomes."""

from collections.abc import Callable, Iterator, Mapping

from flask_babel import gettext as _

from qyzmet.printing.frame import instant, paper
from qyzmet.printing.paper import Block, Paper
from qyzmet.procedure.wording import name_of
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..commission import papers
from ..models import Protocol
from ..rules.protocol_kinds import PROTOCOL_TITLES, ProtocolKind
from . import protocol_paper

_BLOCKS: Mapping[ProtocolKind, Callable[[Protocol], Iterator[Block]]] = {
    ProtocolKind.OPENING: papers.opened,
    ProtocolKind.EXAMINATION: papers.examined,
    ProtocolKind.DECISION: protocol_paper.decided,
    ProtocolKind.OUTCOME: protocol_paper.outcome,
}


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
        facts=_facts(recorded),
        marks=_marks(recorded),
        fingerprint=recorded.hash,
        said=_(
            "The hash is the SHA-256 of the canonical JSON of “data”, “protocol” and “tender”: what the Commission "
            "recorded. Signatures came after it and do not change it."
        ),
    )


def _facts(recorded: Protocol) -> Iterator[tuple[str, str]]:
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
