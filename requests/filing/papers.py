"""What the papers of requests and proposals have in common: the frame of what was filed, and the receipt for it."""

from collections.abc import Iterable
from typing import Any

from qyzmet.printing.frame import channel_marks, documents_of, edition, file, instant, paper, signature
from qyzmet.printing.paper import Block, Facts, Heading, Items, Paper
from qyzmet.printing.printable import Sheet
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import CHANNEL_TITLES, N_, Party
from qyzmet.web import formats
from qyzmet.web.formats import language

from ..models import Filed
from . import receipt as receipts

# A line to write on.
_PLACE = "_" * 30
_FILERS = (Party.STATE_BODY, Party.SUPPLIER, Party.OPERATOR)


def filer(filed: Filed) -> str:
    """The name of the organisation whose request or proposal it is."""
    starters = (party for party in _FILERS if party in table_of(filed).starters)
    return next((name_of(found) for party in starters if (found := filed.party(party)) is not None), "")


def addressees(filed: Filed) -> str:
    """¶ 8.1, 8.2: to whom it is filed."""
    names = [name_of(filed.party(party)) for party in (Party.AUTHORISED_BODY, Party.INTEGRATOR)]
    return "; ".join(filter(None, names))


def filed_paper(filed: Filed, blocks: list[Block], *, title: str, marks: Iterable[str] = (), **head: Any) -> Paper:
    """What was filed, with its scans, the signature and the hash of its receipt; before that, its draft."""
    hash_ = receipts.standing_hash(filed)
    act = next((act for act in reversed(standing_acts(filed)) if act.action == "submit"), None)
    if filed.scans:
        scans = documents_of(filed, filed.scans)
        blocks = [*blocks, Heading(_("Scans of the paper")), Items(tuple(file(*each) for each in scans.items()))]
    if hash_ is not None and act is not None:
        blocks = [*blocks, signature(_("Submitted"), act)]
    elif act is None:
        blocks = [*blocks, *_places_on_paper()]
    return paper(
        filed,
        title,
        blocks,
        at=filed.received_at or filed.created_at,
        author=filer(filed),
        facts=_facts(filed),
        marks=(*(() if hash_ else (_("Draft"),)), *marks, *channel_marks(filed)),
        fingerprint=hash_,
        said=_receipt_words() if hash_ else "",
        **head,
    )


def _places_on_paper() -> tuple[Block, ...]:
    """H12: who files on paper prints the draft, signs and seals it by hand; a clerk registers it with its scans."""
    places = (_("Head: post, surname, name"), _("Handwritten signature"), _("Place of the seal"), _("Day"))
    return (Heading(_("Where it is filed on paper")), Facts(tuple((place, _PLACE) for place in places)))


def _facts(filed: Filed) -> list[tuple[str, str]]:
    return [
        (_("Number"), filed.public_number),
        (_("Filed by"), filer(filed)),
        (_("To"), addressees(filed)),
        (_("Received"), instant(filed.received_at)),
        (_("How it came"), _(CHANNEL_TITLES[filed.channel])),
        (
            _("Day on which the paper came in"),
            formats.date(filed.received_on, language()) if filed.received_on else "",
        ),
        (_("Edition of the Rules"), edition(filed)),
    ]


def _receipt_words() -> str:
    return _(
        "The hash (SHA-256) is made of the number, of all that was filled in and of the instant of receipt. Whoever "
        "holds the same gets the same hash."
    )


def has_receipt(filed: Filed) -> bool:
    """Whether it was received, and not by mistake."""
    return receipts.of(filed) is not None


def receipt(filed: Filed) -> Paper:
    """What the filer can prove: number, instant and hash of what was received."""
    received = receipts.of(filed) or {}
    act = next(act for act in reversed(standing_acts(filed)) if act.action == "submit")
    return paper(
        filed,
        _("Receipt"),
        [
            Facts(
                (
                    (_("Name of the function"), filed.title),
                    (_("Instant"), f"{instant(filed.received_at)} ({received['received_at']})"),
                    (_("Hash (SHA-256)"), received["hash"]),
                )
            ),
            signature(_("Submitted"), act),
        ],
        at=filed.received_at or filed.created_at,
        author=addressees(filed),
        facts=_facts(filed),
        marks=channel_marks(filed),
        fingerprint=received["hash"],
        said=_receipt_words(),
    )


RECEIPT = Sheet(N_("Receipt"), receipt, has_receipt)
