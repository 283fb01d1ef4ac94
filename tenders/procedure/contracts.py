"""The contracts of a tender (Law 45(3), 1(3-2); ¶ 19(14), 103-1; H5), as data: which there are, who signs each in which
order, and what each signature starts and closes.

Whoever begins a contract signs first, with its terms; it is in force with the last signature.
"""

from collections.abc import Iterator
from enum import StrEnum

from qyzmet.procedure.table import Move, Term
from qyzmet.vocabulary import N_, Party

from .states import CONTRACTED, DECIDED
from .voting import TOLD

WITH_SUPPLIER = (*TOLD, Party.SUPPLIER)


class ContractParty(StrEnum):
    """Who can be a party, in the names of the contract."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    SUPPLIER = "supplier"


class ContractKind(StrEnum):
    """The contracts, in the names of the outside interface."""

    SERVICE = "service"
    LEASE = "lease"
    PPP = "ppp"
    PRODUCT = "product"


CONTRACTS: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("Contract of the IC service"),
    ContractKind.LEASE: N_("Contract of the lease"),
    ContractKind.PPP: N_("Contract of the PPP project"),
    ContractKind.PRODUCT: N_("Contract of the software product"),
}
# Who signs, in this order: the first with the terms.
SIGNERS: dict[ContractKind, tuple[ContractParty, ...]] = {
    ContractKind.SERVICE: (ContractParty.CUSTOMER, ContractParty.OPERATOR),
    ContractKind.LEASE: (ContractParty.OPERATOR, ContractParty.SUPPLIER),
    ContractKind.PPP: (ContractParty.CUSTOMER, ContractParty.OPERATOR, ContractParty.SUPPLIER),
    ContractKind.PRODUCT: (ContractParty.CUSTOMER, ContractParty.SUPPLIER),
}
RULES: dict[ContractKind, str] = {
    ContractKind.SERVICE: "Law 45(3)",
    ContractKind.LEASE: "Law 45(3)",
    ContractKind.PPP: "Law 45(3)",
    ContractKind.PRODUCT: "¶ 103-1",
}
PARTIES: dict[ContractParty, Party] = {
    ContractParty.CUSTOMER: Party.STATE_BODY,
    ContractParty.OPERATOR: Party.OPERATOR,
    ContractParty.SUPPLIER: Party.SUPPLIER,
}

# Which of the moves of one name it is: whether a contract is begun or signed by the last of its parties, and whether
# all others are in force by then. A notice knows its move by these words, so that no two parties share them.
_FIRST: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("the contract of the IC service, with its terms"),
    ContractKind.LEASE: N_("the contract of the lease, with its terms"),
    ContractKind.PPP: N_("the contract of the PPP project, with its terms"),
    ContractKind.PRODUCT: N_("the contract of the software product, with its terms"),
}
_SECOND_OF_THREE = N_("the contract of the PPP project, before the private partner")
_ONE: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("the contract of the IC service"),
    ContractKind.LEASE: N_("the contract of the lease"),
    ContractKind.PPP: N_("the contract of the PPP project"),
    ContractKind.PRODUCT: N_("the contract of the software product"),
}
_LAST: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("the contract of the IC service, the others being in force"),
    ContractKind.LEASE: N_("the contract of the lease, the others being in force"),
    ContractKind.PRODUCT: N_("the contract of the software product, the others being in force"),
}
_BEGUN: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("gave the terms of the contract of the IC service and signed it; the operator signs next"),
    ContractKind.LEASE: N_("gave the terms of the contract of the lease and signed it; the supplier signs next"),
    ContractKind.PPP: N_("gave the terms of the contract of the PPP project and signed it; the operator signs next"),
    ContractKind.PRODUCT: N_(
        "gave the terms of the contract of the software product and signed it; the supplier signs next"
    ),
}
_PASSED_ON = N_("signed the contract of the PPP project; the supplier signs next")
_IN_FORCE: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("signed the contract of the IC service: it is in force"),
    ContractKind.LEASE: N_("signed the contract of the lease: it is in force"),
    ContractKind.PPP: N_("signed the contract of the PPP project: it is in force"),
    ContractKind.PRODUCT: N_("signed the contract of the software product: it is in force"),
}
_ALL_IN_FORCE: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("signed the contract of the IC service: all contracts are in force"),
    ContractKind.LEASE: N_("signed the contract of the lease: all contracts are in force"),
    ContractKind.PRODUCT: N_("signed the contract of the software product: all contracts are in force"),
}


def term_of(kind: ContractKind, party: ContractParty) -> str:
    """The key of the term in which that party signs that contract."""
    return f"sign_{kind}_{party}"


def case_of(kind: ContractKind, party: ContractParty, *, last: bool) -> str:
    """The case of that party's signature; `last` says that with it all contracts of the tender are in force."""
    place = SIGNERS[kind].index(party)
    if place == 0:
        return _FIRST[kind]
    if place < len(SIGNERS[kind]) - 1:
        return _SECOND_OF_THREE
    return _LAST.get(kind, _ONE[kind]) if last else _ONE[kind]


# The terms that begin with the protocol (of those contracts that the tender needs), and all that can run.
BEGINNING = tuple(term_of(kind, signers[0]) for kind, signers in SIGNERS.items())
SIGNING = tuple(term_of(kind, party) for kind, signers in SIGNERS.items() for party in signers)


def _signs(kind: ContractKind, place: int) -> Iterator[Move]:
    """The rows of one signer. Whoever begins may begin anew: then the others sign anew."""
    signers = SIGNERS[kind]
    mine, following = signers[place], signers[place + 1 :]
    if following:
        done = _BEGUN[kind] if place == 0 else _PASSED_ON
        closes = tuple(term_of(kind, each) for each in ((mine, *following) if place == 0 else (mine,)))
        case = case_of(kind, mine, last=False)
        yield _signature(kind, mine, case, done, closes, starts=(term_of(kind, following[0]),))
        return
    closes = (term_of(kind, mine),)
    if kind is ContractKind.PPP:
        yield _signature(kind, mine, _ONE[kind], _IN_FORCE[kind], closes, to=CONTRACTED)
        return
    yield _signature(kind, mine, _ONE[kind], _IN_FORCE[kind], closes)
    yield _signature(kind, mine, _LAST[kind], _ALL_IN_FORCE[kind], closes, to=CONTRACTED)


def _signature(
    kind: ContractKind,
    party: ContractParty,
    case: str,
    done: str,
    closes: tuple[str, ...],
    *,
    starts: tuple[str, ...] = (),
    to: str | None = None,
) -> Move:
    return Move(
        "sign_contract",
        N_("Sign the contract"),
        from_=(DECIDED,),
        to=to,
        by=PARTIES[party],
        rule=RULES[kind],
        case=case,
        final=True,
        closes=closes,
        starts=starts,
        tells=WITH_SUPPLIER,
        done=done,
    )


CONTRACT_MOVES: tuple[Move, ...] = tuple(
    row for kind, signers in SIGNERS.items() for place in range(len(signers)) for row in _signs(kind, place)
)

_SIGN: dict[ContractKind, str] = {
    ContractKind.SERVICE: N_("Sign the contract of the IC service"),
    ContractKind.LEASE: N_("Sign the contract of the lease"),
    ContractKind.PPP: N_("Sign the contract of the PPP project"),
    ContractKind.PRODUCT: N_("Sign the contract of the software product"),
}
CONTRACT_TERMS: tuple[Term, ...] = tuple(
    Term(term_of(kind, party), _SIGN[kind], 10, PARTIES[party], "H5", "H5")
    for kind, signers in SIGNERS.items()
    for party in signers
)
