"""Signing a contract (Law 45(3), ¶ 19(14), 103-1; H5): whoever begins it signs first, with the terms, then each other
party the terms that it has read. It is in force with the last signature.

A new signature of whoever begins, with other terms, is the next version: what the others had signed no longer holds.
Nothing here commits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.fields import needed
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotYours, Reason, Stale
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..models import Contract, Tender
from ..procedure.contracts import CONTRACTS, PARTIES, RULES, SIGNERS, ContractKind, ContractParty, case_of
from ..rules.contract_terms import (
    LAW,
    PRICES,
    Prices,
    against_dates,
    against_prices,
    against_signing,
    begins,
    limits_of,
    next_signer,
)
from . import choice, contract_page, contracts
from .contract_form import (
    TERMS,
    ContractForm,
    against_missing,
    money_text,
    terms_kept,
    terms_needed,
    terms_of,
    terms_taken,
    typed_terms,
)


def _chosen(tender: Tender, body: Body) -> ContractKind | None:
    """The contract that the body names, if the tender needs it."""
    name = body.get("contract")
    return next((kind for kind in contracts.needed(tender) if kind == name), None)


def against_contract(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """Law 45(3): whoever begins first, with lawful terms; then each other party, with the version that it has read.

    Raises NotYours for a contract of others, Stale for terms that have changed since they were read.
    """
    mine = contracts.signs_as(tender, actor)
    if mine is None:
        return []
    kind = _chosen(tender, body)
    if kind is None:
        return _against_any(tender, mine) if not body.get("contract") else [_not_needed(tender)]
    if mine not in SIGNERS[kind]:
        raise NotYours(
            _("This contract is not yours to sign: %(title)s.", title=_(CONTRACTS[kind])),
            rule=RULES[kind],
            who_may=[name_of(tender.party(PARTIES[each])) for each in SIGNERS[kind]],
        )
    contract = contracts.standing(tender).get(kind)
    refused = against_signing(kind, mine, contracts.signed_by(contract))
    if refused is not None:
        return [reason_of(refused)]
    if begins(kind, mine):
        return reasons_of(_against_terms(tender, kind, contract, body))
    return reasons_of(_against_reading(kind, contract, body))


def _against_any(tender: Tender, mine: ContractParty) -> list[Reason]:
    """No contract is named: something can be signed, and then the field is asked for; or nothing can."""
    if contracts.is_turn_of(tender, mine) or contracts.can_begin_anew(tender, mine):
        return [Reason(_("Say which contract is signed"), rule=LAW, field="contract")]
    left = contracts.unsigned_of(tender, mine)
    if not left:
        return [Reason(_("Your organisation has signed its contracts already."), rule=LAW)]
    text = _("It is not your turn yet. Next to sign: %(turns)s.", turns=contract_page.turns(tender, left))
    return [Reason(text, rule=LAW)]


def _not_needed(tender: Tender) -> Reason:
    titles = "; ".join(_(CONTRACTS[kind]) for kind in contracts.needed(tender))
    text = _("This tender needs no such contract. It needs: %(titles)s", titles=titles)
    return Reason(text, rule=LAW, field="contract")


def _against_terms(tender: Tender, kind: ContractKind, contract: Contract | None, body: Body) -> Iterator[Said]:
    yield from against_missing(kind, body)
    if body.get("version") is not None:
        yield Said(N_("Your organisation gives the terms: leave the version out"), {}, RULES[kind], "version")
    given, bid = terms_of(body), choice.winner_of(tender)
    if bid is not None:
        offered = Prices(bid.price_lease, bid.price_service)
        others = contracts.prices_of_others(tender, kind)
        whole = contracts.rule_of_the_whole(tender)
        yield from against_prices(kind, given, offered, contracts.ceilings_of(tender), others, whole=whole)
    if given["starts_on"] and given["ends_on"]:
        yield from against_dates(given["starts_on"], given["ends_on"], contracts.decided_on(tender), RULES[kind])
    if contract is not None and given == terms_kept(contract):
        yield Said(N_("You have signed this contract with these terms already"), {}, RULES[kind])


def _is_turn(tender: Tender, actor: Actor) -> bool:
    """Whether the actor's signature is awaited; whoever began may sign anew with other terms, and need not."""
    mine = contracts.signs_as(tender, actor)
    return mine is not None and contracts.is_turn_of(tender, mine)


def _against_reading(kind: ContractKind, contract: Contract | None, body: Body) -> Iterator[Said]:
    """What another party carries is the version that it has read, and nothing else."""
    for name in TERMS:
        if body.get(name) not in (None, ""):
            text = N_("The terms stand in the contract that you sign: leave this out")
            yield Said(text, {}, RULES[kind], name)
    version = body.get("version")
    if version is None:
        text = N_("Say which version of the terms you have read: it stands with the contract")
        yield Said(text, {}, RULES[kind], "version")
    elif contract is not None and version != contract.version:
        raise Stale(
            _("The terms of this contract were changed meanwhile. Read the newest ones before you sign."),
            rule=RULES[kind],
        )


def whose_signature(tender: Tender, body: Body, actor: Actor) -> str:
    """Which contract it is, and whether with this signature all of them are in force."""
    mine, kind = contracts.signs_as(tender, actor), _chosen(tender, body)
    if mine is None or kind is None:
        raise LookupError(f"{tender.public_number}: no contract is chosen")  # The guard has seen to it.
    stands = contracts.standing(tender)
    whole = all(
        next_signer(each, contracts.signed_by(stands.get(each)) | ({mine} if each is kind else set())) is None
        for each in contracts.needed(tender)
    )
    return case_of(kind, mine, last=whole)


def sign(tender: Tender, body: Body, act: Act) -> None:
    """The first signature makes the contract; with the last one it is in force."""
    mine = next(each for each, party in PARTIES.items() if party is act.party)
    kind = ContractKind(body["contract"])
    signature = {mine.value: {"user": act.taker.public_id, "at": clock.almaty(act.at).isoformat()}}
    contract = contracts.standing(tender).get(kind)
    if begins(kind, mine):
        contract = _conclude(tender, kind, contract, body, act)
    if contract is None:
        raise LookupError(f"{tender.public_number} has no contract to sign")  # The guard has seen to it.
    contract.signatures = {**contract.signatures, **signature}
    if next_signer(kind, contracts.signed_by(contract)) is None:
        contract.in_force_at = act.at
    db.session.flush()
    # With the last of them in force the formation begins.
    kinds.let_know(tender, act)


def _conclude(tender: Tender, kind: ContractKind, before: Contract | None, body: Body, act: Act) -> Contract:
    """The terms make the contract; other terms end the one before, whoever had signed that."""
    bid = choice.winner_of(tender)
    if bid is None:
        raise LookupError(f"{tender.public_number} has no supplier")  # In this state there is one.
    version = 1
    if before is not None:
        before.ended_at, version = act.at, before.version + 1
    terms = terms_of(body)
    made = Contract(tender=tender, bid=bid, kind=kind, version=version, **terms, signatures={})
    db.session.add(made)
    documents.adopt(tender, [terms["document"]], parties_only=True)
    return made


def _mine_first(tender: Tender, asked: str) -> ContractKind | None:
    """The contract that the page is about: the one that the link names, else the first that is the actor's turn."""
    mine, named = contracts.signs_as(tender, context.actor()), _chosen(tender, {"contract": asked})
    if mine is None:
        return None
    signed = contracts.signed_by(contracts.standing(tender).get(named)) if named is not None else ()
    if named is not None and mine in SIGNERS[named] and against_signing(named, mine, signed) is None:
        return named
    turns = contracts.next_to_sign(tender)
    mine_now = (kind for kind, party in turns.items() if party is mine)
    return next(iter((*mine_now, *(kind for kind in turns if begins(kind, mine)))), None)


def _begun(tender: Tender, asked: str) -> Mapping[str, Any] | None:
    """Whoever begins starts from the bid's prices, or from what stands already; others with the version to be read."""
    kind = _mine_first(tender, asked)
    if kind is None:
        return None
    mine, contract = contracts.signs_as(tender, context.actor()), contracts.standing(tender).get(kind)
    known: dict[str, Any] = {"contract": kind.value}
    if mine is not None and begins(kind, mine):
        return known | (typed_terms(contract) if contract is not None else _offered(tender, kind))
    return known | {"version": contract.version if contract is not None else None}


def _offered(tender: Tender, kind: ContractKind) -> dict[str, Any]:
    """The winner's prices, as far as the contract has such."""
    bid = choice.winner_of(tender)
    offered = Prices(bid.price_lease, bid.price_service) if bid is not None else Prices()
    return {path: money_text(offered.of(what)) for path, what in PRICES[kind].items() if what is not None}


def _facts(tender: Tender, form: Any) -> Mapping[str, Any]:
    """Whoever begins fills in the terms of this contract; to others the form is what stands there, without a field."""
    kind = _mine_first(tender, str(form.contract.data or ""))
    mine = contracts.signs_as(tender, context.actor())
    gives = kind is not None and mine is not None and begins(kind, mine)
    kept = terms_taken(kind) if kind is not None and gives else ("version",)
    for name in [name for name in (*TERMS, "version") if name not in kept and name in form]:
        del form[name]
    if kind is not None and gives:
        for name in terms_taken(kind):
            form[name].flags.required = name in terms_needed(kind)
            form[name].validators = [needed()] if name in terms_needed(kind) else []
    bid = choice.winner_of(tender)
    offered = Prices(bid.price_lease, bid.price_service) if bid is not None else Prices()
    return {
        "gives_terms": gives,
        "shown": contract_page.shown(tender, kind) if kind is not None else None,
        "limits": {path: limits_of(kind, path, offered, contracts.ceilings_of(tender)) for path in PRICES[kind]}
        if kind is not None
        else {},
    }


def _button(tender: Tender) -> str:
    """Whoever only may begin anew is not asked to sign."""
    mine = contracts.signs_as(tender, context.actor())
    waits = mine is None or contracts.is_turn_of(tender, mine)
    return "" if waits else _("Sign a contract anew, with other terms")


def what_is_signed(tender: Tender, body: Body) -> Mapping[str, Any] | None:
    """The terms that stand, of the contract that is named; whoever begins carries the terms itself."""
    kind = _chosen(tender, body)
    contract = contracts.standing(tender).get(kind) if kind is not None else None
    return typed_terms(contract) if contract is not None and body.get("version") is not None else None


SIGN_CONTRACT = Action(
    "sign_contract",
    signs=what_is_signed,
    form=ContractForm,
    against=against_contract,
    awaited=_is_turn,
    carry_out=sign,
    which=whose_signature,
    page=ActionPage(
        note=N_(
            "The contract is in force when all of its parties have signed. A new signature of whoever began it, with "
            "other terms, makes the next version, which the others sign anew."
        ),
        template="tenders/decision/sign_contract.html",
        button=_button,
        begun_with=("contract", _begun),
        facts=_facts,
    ),
)
