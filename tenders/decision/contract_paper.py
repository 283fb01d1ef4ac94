"""The sheet of each contract printed (Law 45(3), ¶ 19(14), 103-1, 103-2): parties, prices, dates, signatures, what
three years bring.
"""

import datetime as dt
from collections.abc import Iterator

from qyzmet.api import objects
from qyzmet.people.accounts import users
from qyzmet.printing.frame import edition, fingerprint, hashes_of, instant, money, paper, signed_at
from qyzmet.printing.paper import Block, Facts, Heading, Item, Items, Paper, Paragraph, Signature
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.formats import language

from ..models import Contract, Tender
from ..procedure.contracts import CONTRACTS, PARTIES, RULES, SIGNERS, ContractKind, ContractParty
from ..rules.contract_terms import titles_of
from . import contracts
from .contract_form import PRICE_TITLES, money_text


def contract(kind: ContractKind, tender: Tender) -> Paper:
    """That contract as it stands; until all have signed it bears no hash. Raises LookupError where there is none."""
    made = contracts.standing(tender).get(kind)
    if made is None:
        raise LookupError(f"{tender.public_number} has no such contract")
    signed = [dt.datetime.fromisoformat(each["at"]) for each in made.signatures.values()]
    return paper(
        tender,
        _("Sheet of the contract: %(title)s", title=_(CONTRACTS[kind])),
        [*_parties(tender, made), *_terms(made), *_years(tender, made), *_signatures(tender, made)],
        at=made.in_force_at or max(signed),
        author=_name(tender, SIGNERS[kind][0]),
        facts=_facts(tender, made),
        marks=(
            *(() if made.in_force_at is not None else (_("Not in force: signatures are missing"),)),
            _("Local form"),
        ),
        fingerprint=_fingerprint(tender, made) if made.in_force_at is not None else None,
        said=_(
            "The hash is the SHA-256 of the contract's parties, prices, dates and signatures and of the file that the "
            "parties signed."
        ),
    )


def _fingerprint(tender: Tender, made: Contract) -> str:
    """Of a contract in force: parties, prices, dates, signatures, and the file that they signed."""
    parties = {party.value: tender.party(PARTIES[party]) for party in SIGNERS[made.kind]}
    return fingerprint(
        {
            "number": tender.number,
            "contract": made.kind.value,
            "version": made.version,
            "bid": made.bid.public_number,
            "parties": {name: found.bin if found is not None else "" for name, found in parties.items()},
            **{name: money_text(getattr(made, name)) for name in PRICE_TITLES},
            "starts_on": made.starts_on.isoformat(),
            "ends_on": made.ends_on.isoformat(),
            "files": hashes_of([made.document]),
            "signatures": made.signatures,
            "in_force_at": objects.instant(made.in_force_at),
        }
    )


def _facts(tender: Tender, made: Contract) -> Iterator[tuple[str, str]]:
    yield _("Tender"), f"{tender.public_number} · {tender.title}"
    yield _("Bid"), made.bid.public_number
    yield _("Version of the terms"), str(made.version)
    yield _("In force since"), instant(made.in_force_at)
    yield _("Legal basis"), formats.cited(RULES[made.kind])
    yield _("Edition of the Rules"), edition(tender)


def _parties(tender: Tender, made: Contract) -> Iterator[Block]:
    titles = titles_of(made.kind)
    yield Heading(_("Parties"))
    yield Items(
        tuple(
            Item(f"{_(titles[party])}: {_name(tender, party)}", f"{_('BIN')} {_bin(tender, party)}")
            for party in SIGNERS[made.kind]
        )
    )


def _name(tender: Tender, party: ContractParty) -> str:
    return name_of(tender.party(PARTIES[party]))


def _bin(tender: Tender, party: ContractParty) -> str:
    organisation = tender.party(PARTIES[party])
    return organisation.bin if organisation is not None else ""


def _terms(made: Contract) -> Iterator[Block]:
    files = hashes_of([made.document])
    rows = (
        *((_(title), money(getattr(made, name))) for name, title in PRICE_TITLES.items()),
        (_("Term of the contract"), formats.date_range(made.starts_on, made.ends_on, language())),
        (_("File that the parties signed"), "".join(f"SHA-256: {hash_}" for hash_ in files.values())),
    )
    yield Heading(_("Terms of the contract"))
    yield Facts(tuple((label, value) for label, value in rows if value))


def _years(tender: Tender, made: Contract) -> Iterator[Block]:
    found = contracts.three_years(tender, made)
    if found:
        yield Heading(_("What three years bring"))
        yield Items(tuple(Item(text_of(each.said), formats.cited(each.said.rule or "")) for each in found))


def _signatures(tender: Tender, made: Contract) -> Iterator[Block]:
    titles = titles_of(made.kind)
    yield Heading(_("Signatures"))
    for party in SIGNERS[made.kind]:
        kept = made.signatures.get(party.value)
        if kept is None:
            continue
        user, at = users.by_public_id(kept["user"]), dt.datetime.fromisoformat(kept["at"])
        yield Signature(
            act=_(titles[party]),
            name=user.full_name if user is not None else kept["user"],
            organisation=_name(tender, party),
            at=instant(at),
            **signed_at(tender, kept["user"], at),
        )
    missing = [_name(tender, party) for party in SIGNERS[made.kind] if party.value not in made.signatures]
    if missing:
        yield Paragraph(_("Have not signed: %(names)s.", names=", ".join(missing)))
