"""The sheets of the contracts that are concluded on a design assignment, printed (¶ 88; of additions ¶ 92, H51, H54):
parties, price, dates, file, signatures.
"""

import datetime as dt
from collections.abc import Iterator

from qyzmet.people.accounts import users
from qyzmet.printing.frame import edition, fingerprint, hashes_of, instant, money, paper, signed_at
from qyzmet.printing.paper import Block, Facts, Heading, Item, Items, Paper, Signature
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_
from qyzmet.web import formats
from qyzmet.web.formats import language

from ...models import ContractName, DesignAssignment, OperatorContract
from . import contracts
from .contracts import CUSTOMER, OPERATOR, PARTIES, PRICES, SIGNERS, SUPPLIER

_TITLES = {CUSTOMER: N_("Customer (state body)"), OPERATOR: N_("Operator"), SUPPLIER: N_("Supplier")}
# Law 1(3-2): the parties of a PPP project are partners.
_PARTNERS = {CUSTOMER: N_("State partner"), OPERATOR: N_("Operator"), SUPPLIER: N_("Private partner")}
PRICE_TITLES = {
    "price": N_("Price of the contract"),
    "price_lease": N_("Price of the lease"),
    "price_service": N_("Price of the IC service"),
}
ADDITIONS = {
    ContractName.SERVICE: N_("Addition to the contract of the IC service"),
    ContractName.LEASE: N_("Addition to the contract of the lease"),
    ContractName.PPP: N_("Addition to the contract of the PPP project"),
}


def exists(assignment: DesignAssignment) -> bool:
    """Whether a contract with the operator on a service that it creates itself stands (¶ 88)."""
    return contracts.is_own(assignment) and bool(contracts.rows_of(assignment))


def addition_exists(name: ContractName, assignment: DesignAssignment) -> bool:
    """Whether that addition stands (¶ 92, H51)."""
    return contracts.are_additions(assignment) and name in contracts.standing(assignment)


def title_of(name: ContractName, assignment: DesignAssignment) -> str:
    """What the contract is called there."""
    return _(ADDITIONS[name]) if contracts.are_additions(assignment) else _("Contract of the IC service")


def titles_of(name: ContractName) -> dict[str, str]:
    """What the parties of that contract are called (msgids)."""
    return _PARTNERS if name is ContractName.PPP else _TITLES


def contract(name: ContractName, assignment: DesignAssignment) -> Paper:
    """That contract as it stands; until all have signed it bears no hash. Raises LookupError where there is none."""
    made = contracts.standing(assignment).get(name)
    if made is None:
        raise LookupError(f"{assignment.public_number} has no such contract")
    signed = [dt.datetime.fromisoformat(each["at"]) for each in made.signatures.values()]
    is_whole = made.in_force_at is not None
    return paper(
        assignment,
        _("Sheet of the contract: %(title)s", title=title_of(name, assignment)),
        [*_blocks(assignment, made)],
        at=made.in_force_at or max(signed),
        author=name_of(assignment.party(PARTIES[SIGNERS[name][0]])),
        facts=[
            (_("Design assignment"), f"{assignment.public_number} · {assignment.called}"),
            (_("Version of the terms"), str(made.version)),
            (_("In force since"), instant(made.in_force_at)),
            (_("Legal basis"), _basis(assignment, name)),
            (_("Edition of the Rules"), edition(assignment)),
        ],
        marks=(*(() if is_whole else (_("Not in force: signatures are missing"),)), _("Local form")),
        fingerprint=_fingerprint(assignment, made) if is_whole else None,
        said=_(
            "The hash is the SHA-256 of the contract's parties, prices, dates and signatures and of the file that the "
            "parties signed."
        ),
    )


def _basis(assignment: DesignAssignment, name: ContractName) -> str:
    if contracts.are_additions(assignment):
        return "; ".join(formats.cited(rule) for rule in ("¶ 92", contracts.rule_of_contract(assignment, name)))
    return formats.cited("¶ 88")


def _fingerprint(assignment: DesignAssignment, made: OperatorContract) -> str:
    parties = {name: assignment.party(PARTIES[name]) for name in SIGNERS[made.name]}
    return fingerprint(
        {
            "number": assignment.number,
            "contract": made.name.value,
            "version": made.version,
            "parties": {name: found.bin if found is not None else "" for name, found in parties.items()},
            **{field: price for field, price in contracts.price_texts(made).items() if field in PRICES[made.name]},
            "starts_on": made.starts_on.isoformat(),
            "ends_on": made.ends_on.isoformat(),
            "files": hashes_of([made.document]),
            "signatures": made.signatures,
        }
    )


def _blocks(assignment: DesignAssignment, made: OperatorContract) -> Iterator[Block]:
    titles = titles_of(made.name)
    yield Heading(_("Parties"))
    parties = [(name, assignment.party(PARTIES[name])) for name in SIGNERS[made.name]]
    yield Items(
        tuple(
            Item(f"{_(titles[name])}: {name_of(found)}", f"{_('BIN')} {found.bin}")
            for name, found in parties
            if found is not None
        )
    )
    files = hashes_of([made.document])
    yield Heading(_("Terms of the contract"))
    yield Facts(
        (
            *((_(PRICE_TITLES[field]), money(getattr(made, field))) for field in PRICES[made.name]),
            (_("Term of the contract"), formats.date_range(made.starts_on, made.ends_on, language())),
            (_("File that the parties signed"), "".join(f"SHA-256: {hash_}" for hash_ in files.values())),
        )
    )
    yield Heading(_("Signatures"))
    for name, kept in made.signatures.items():
        user, at = users.by_public_id(kept["user"]), dt.datetime.fromisoformat(kept["at"])
        yield Signature(
            act=_(titles[name]),
            name=user.full_name if user is not None else kept["user"],
            organisation=name_of(assignment.party(PARTIES[name])),
            at=instant(at),
            **signed_at(assignment, kept["user"], at),
        )
