"""The whole life of a service as one line: request, opinion, design assignment, tenders, protocols, contracts,
formation, suppliers, one after another. Each is there for who may know of it, with a way to it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import Any

from qyzmet import clock, context, database, rights
from qyzmet.procedure.annulment import move_of, standing_acts
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.wording import name_of
from qyzmet.reading import read_together
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...requests.assignment import replacement
from ...requests.assignment.choices import ObjectKind
from ...requests.models import DesignAssignment, Filed
from ...requests.procedure.additions import LAST
from ...requests.procedure.operator_contract import OWN
from ...tenders.decision import contracts, protocol_api
from ...tenders.models import Tender
from ...tenders.procedure.contracts import CONTRACTS
from ...tenders.rules.protocol_kinds import PROTOCOL_TITLES
from ..models import Development, Formation, Service
from ..procedure.formation import TEST_FAILED, rule_as_said
from ..procedure.service import BOTH_SIGNED
from ..procedure.states import COMMISSIONED, DECIDED
from . import reading

Step = dict[str, Any]
# Of each kind the acts that the line tells, with what they are called.
_TOLD: dict[str, dict[str, str]] = {
    "requests": {
        "submit": N_("Request"),
        "give_opinion": N_("Opinion of the integrator"),
        "agree": N_("Agreement to the automation"),
        "order_creation": N_("Order of the creation"),
    },
    "developments": {
        "submit": N_("Development request"),
        "give_opinion": N_("Opinion of the integrator"),
        "sign_decision": N_("Decision on the development"),
    },
    "assignments": {"approve": N_("Design assignment approved"), "sign_contract": N_("Contract with the operator")},
    "additions": {
        "approve": N_("Design assignment approved"),
        "sign_contract": N_("Additions to the contracts signed"),
    },
    "tenders": {"publish": N_("Tender announced"), "cancel": N_("Tender cancelled")},
    "formations": {
        "report_ready": N_("Ready for testing"),
        "equip": N_("Platform equipped"),
        "record_test": N_("Operability tested"),
        "record_security_test": N_("Information security tested"),
        "commission": N_("Put into production"),
        "give_up": N_("Given up"),
    },
    "services": {
        "enter": N_("Entered in the Catalogue"),
        "renew": N_("Next version of the entry"),
        "suspend": N_("Suspended"),
        "resume": N_("Resumed"),
        "record_failure": N_("Failure of the supplier"),
        "replace_supplier": N_("Replacement of the supplier begun"),
        "replace": N_("Replacement of the supplier decided"),
        "reactivate": N_("The new product is in place"),
        "replacement_falls": N_("The replacement came to nothing"),
        "replacement_falls_after_failure": N_("The replacement came to nothing"),
        "replacement_falls_while_suspended": N_("The replacement came to nothing"),
        "transfer": N_("Act of transfer signed"),
        "set_maintenance_price": N_("Price of the lease by the cost of maintenance"),
        "retire": N_("Retired"),
    },
}
# Of a test that was not passed the line tells that: it is why readiness stands there twice.
_NOT_PASSED = {
    "record_test": N_("Test of operability not passed"),
    "record_security_test": N_("Tests of information security not passed"),
}
# Of what several sign, the line tells the signature that brings it into force.
_SIGNED_BY_ALL: dict[str, Callable[[Act], bool]] = {
    "sign_decision": lambda act: act.to_state == DECIDED,
    "commission": lambda act: act.to_state == COMMISSIONED,
    "transfer": lambda act: act.case == BOTH_SIGNED,
    # The operator's own contract has two signatures (¶ 88), additions have the last one of all (¶ 92, H51).
    "sign_contract": lambda act: act.party is Party.OPERATOR if act.case in ("", OWN) else act.case in LAST,
}
# The acts that put a protocol in force.
_PUT_PROTOCOLS = frozenset({"open_bids", "sign_protocol", "close_voting"})
_TOLD["proposals"] = {**_TOLD["requests"], "submit": N_("Proposal")}


def line(service: Service) -> list[Step]:
    """The steps as the macro `timeline` takes them, the oldest first; what runs now stands last."""
    if database.is_reading():
        read_together.read(reading.for_line(service))
    found = [step for procedure in _of(service) if _known(procedure) for step in _steps(procedure, service)]
    found += _suppliers(service)
    # What followed at once has the same instant: there the order of the acts tells.
    found.sort(key=lambda step: (step["at"], step["act"]))
    return found


def _of(service: Service) -> Iterator[Procedure]:
    """The service, and everything that led to it and follows from it."""
    yield service
    for assignment in reading.assignments(service):
        if isinstance(assignment.source, (Filed, Development)):
            yield assignment.source
        yield assignment
        yield from assignment.tenders
    yield from service.formations


def _known(procedure: Procedure) -> bool:
    return rights.may_know(context.actor(), procedure)


def _steps(procedure: Procedure, service: Service) -> Iterator[Step]:
    adds = isinstance(procedure, DesignAssignment) and replacement.only_develops(procedure)
    told = _TOLD.get("additions" if adds else procedure.kind, {})
    href = None if procedure is service else procedure.path
    latest = {act.action: act for act in standing_acts(procedure)} if isinstance(procedure, DesignAssignment) else {}
    for act in standing_acts(procedure):
        title = _NOT_PASSED[act.action] if act.case == TEST_FAILED else told.get(act.action)
        # Of an assignment that was approved again, only the last approval tells something.
        if title is not None and _is_in_force(act) and latest.get(act.action, act) is act:
            who = name_of(act.organisation) if act.organisation is not None else None
            rule = _rule_of(procedure, act)
            yield _step(_(title), act.at, procedure, href, act=act.id, who=who, rule=rule)
    if isinstance(procedure, (Tender, Formation)):
        for protocol in protocol_api.visible(procedure):
            if protocol.published_at is not None:
                text = _(PROTOCOL_TITLES[protocol.kind])
                href = f"{procedure.path}#protocol-{protocol.number}"
                put = _last_act(procedure, protocol.published_at, _PUT_PROTOCOLS)
                yield _step(text, protocol.published_at, procedure, href, act=put)
    if isinstance(procedure, Tender):
        for kind, contract in contracts.standing(procedure).items():
            if contract.in_force_at is not None:
                text = _("%(contract)s in force", contract=_(CONTRACTS[kind]))
                yield _step(text, contract.in_force_at, procedure, f"{procedure.path}#contract-{kind}")


def _rule_of(procedure: Procedure, act: Act) -> str:
    rule = move_of(procedure, act).rule
    if isinstance(procedure, Formation):
        return rule_as_said(rule, is_product=procedure.object == ObjectKind.SSP)
    return rule


def _is_in_force(act: Act) -> bool:
    brings_into_force = _SIGNED_BY_ALL.get(act.action)
    return brings_into_force is None or brings_into_force(act)


def _step(
    text: str,
    at: dt.datetime,
    procedure: Procedure,
    href: str | None,
    *,
    act: int | None = None,
    who: str | None = None,
    rule: str | None = None,
) -> Step:
    return {
        "text": text,
        "at": at,
        "act": _last_act(procedure, at) if act is None else act,
        "on": clock.almaty(at).date(),
        "state": "done",
        "href": href,
        "note": procedure.public_number if href is not None else None,
        "who": who,
        "rule": rule,
    }


def _last_act(procedure: Procedure, at: dt.datetime, of: Collection[str] = ()) -> int:
    """The last act by then, of some where `of` says which: what followed within the same instant stands after."""
    return max((act.id for act in procedure.acts if act.at <= at and (not of or act.action in of)), default=0)


def _suppliers(service: Service) -> Iterator[Step]:
    for row in service.suppliers:
        since = clock.at(row.since, 0)
        entered = [act.at for act in service.acts if act.at >= since]
        text = _("Supplier: %(name)s", name=name_of(row.organisation))
        note = _("failed (¶ 109)") if row.failed else None
        at = entered[0] if entered else since
        state = "done" if row.until else "now"
        yield {"text": text, "at": at, "act": _last_act(service, at), "on": row.since, "state": state, "note": note}
