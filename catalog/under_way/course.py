"""The course of a need, as the public register tells it: what was done on which day, where it stands, what is to come.

Days and the names of steps alone: no text, no document, no person and no supplier. What has a public page is linked.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure.annulment import move_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ...requests.models import DesignAssignment
from ...requests.procedure import additions
from ...tenders.decision.contracts import are_standing
from ...tenders.models import Contract, Protocol, Tender
from ...tenders.procedure.contracts import CONTRACTS
from ...tenders.rules.protocol_kinds import PROTOCOL_RULES, PROTOCOL_TITLES
from ..models import Formation, Service
from ..procedure.states import COMMISSIONED, DECIDED
from .rows import NeedRow
from .stages import Stage

Step = dict[str, Any]
# Of each kind the acts that everybody may know the day of. One that was taken again is told once, the last time.
_TOLD: Mapping[str, Mapping[str, str]] = {
    "requests": {
        "submit": N_("Request"),
        "give_opinion": N_("Opinion of the integrator"),
        "agree": N_("Agreement to the automation"),
        "order_creation": N_("Order of the creation"),
        "cancel": N_("Creation cancelled"),
        "end_creation": N_("Creation cancelled"),
    },
    "developments": {
        "submit": N_("Development asked for (¶ 90)"),
        "give_opinion": N_("Opinion of the integrator on the development"),
        "sign_decision": N_("Development decided"),
        "complete": N_("Next version of the IC service in the Catalogue"),
        "cancel": N_("Development cancelled"),
        "end": N_("Development cancelled"),
    },
    "assignments": {
        "approve": N_("Design assignment approved"),
        "sign_contract": N_("Additions to the contracts in force"),
    },
    "tenders": {"publish": N_("Tender announced"), "cancel": N_("Tender cancelled")},
    "formations": {
        "form_by_operator": N_("Contract with the operator in force"),
        "report_ready": N_("Ready for testing"),
        "equip": N_("Platform equipped"),
        "notify_passed": N_("Tests passed"),
        "commission": N_("Put into production"),
    },
    "services": {"enter": N_("Entered in the Catalogue")},
}
# What is to come, and the stage at which it is not any more.
_TO_COME: tuple[tuple[Stage, str, str], ...] = (
    (Stage.ANNOUNCING, N_("Design assignment approved"), "Law 7(33)"),
    (Stage.CREATING, N_("Contracts in force"), "Law 45(3)"),
    (Stage.ENTERING, N_("Put into production"), "¶ 87"),
    (Stage.ENTERED, N_("Entered in the Catalogue"), "Law 7(29)"),
)
# The same steps of what is developed.
_OF_DEVELOPMENTS = {_TO_COME[-1][1]: _TOLD["developments"]["complete"]}
_ORDER = list(Stage)


def line(need: NeedRow) -> list[Step]:
    """The steps as the macro `timeline` takes them."""
    procedures = _procedures(need)
    done = [*_acts(need, procedures), *_protocols(procedures), *_contracts(procedures)]
    done.sort(key=lambda step: (step["at"], step["act"]))
    if need.ended:
        return done
    late = need.due is not None and need.due.overdue
    now = {"text": need.stage_word, "state": "late" if late else "now", "on": clock.almaty(need.since).date()}
    return [*done, now, *_to_come(need.stage, develops=bool(need.develops))]


def _to_come(stage: Stage, *, develops: bool) -> Iterator[Step]:
    for until, text, rule in _TO_COME:
        if _ORDER.index(stage) < _ORDER.index(until):
            yield {"text": _(_OF_DEVELOPMENTS.get(text, text) if develops else text), "state": "next", "rule": rule}


def _procedures(need: NeedRow) -> dict[int, Procedure]:
    """The need's own procedure and all that it led to, without tenders that are not published."""
    assignments = select(DesignAssignment.id).where(DesignAssignment.source_id == need.id)
    formations = select(Formation.id).where(Formation.assignment_id.in_(assignments))
    ids = (
        select(Tender.id).where(Tender.assignment_id.in_(assignments), Tender.is_public),
        assignments,
        formations,
        select(Service.id).where(Service.source_id == need.id),
    )
    wanted = Procedure.id == need.id
    for each in ids:
        wanted = wanted | Procedure.id.in_(each)
    # Who takes part in them is not told here.
    query = select(Procedure).where(wanted).options(lazyload(Procedure.party_rows))
    return {each.id: each for each in db.session.scalars(query)}


def _acts(need: NeedRow, procedures: Mapping[int, Procedure]) -> list[Step]:
    query = select(Act).where(Act.procedure_id.in_(procedures), Act.annulled_by_id.is_(None)).order_by(Act.id)
    found: dict[tuple[int, str], Step] = {}
    for act in db.session.scalars(query):
        procedure = procedures[act.procedure_id]
        kind = "requests" if procedure.kind == "proposals" else procedure.kind
        text = _TOLD.get(kind, {}).get(act.action)
        if text is None or not _is_last_signature(act):
            continue
        if procedure.kind == "proposals" and act.action == "submit":
            text = N_("Proposal")
        rule = move_of(procedure, act).rule
        step = _step(_(text), act.at, procedure, act.id, rule=rule)
        if act.action == "complete" and need.develops:
            step |= {"href": need.service_path, "note": need.develops}
        found[procedure.id, act.action] = step
    return list(found.values())


def _is_last_signature(act: Act) -> bool:
    """What several sign counts with the last signature: the protocols of putting into production and of the decision
    on a development, and additions to contracts. The contract of ¶ 88 is told with its formation.
    """
    if act.action == "sign_contract":
        return act.case in additions.LAST
    ends = {"commission": COMMISSIONED, "sign_decision": DECIDED}
    return act.to_state == ends.get(act.action, act.to_state)


def _protocols(procedures: Mapping[int, Procedure]) -> Iterator[Step]:
    """Of tenders alone: what is recorded of a formation is its parties'."""
    query = select(Protocol).where(
        Protocol.procedure_id.in_(_tenders(procedures)),
        Protocol.published_at.is_not(None),
        Protocol.annulled_at.is_(None),
    )
    for each in db.session.scalars(query.order_by(Protocol.id)):
        tender = procedures[each.procedure_id]
        if each.published_at is not None:
            text, place = _(PROTOCOL_TITLES[each.kind]), f"protocol-{each.number}"
            yield _step(text, each.published_at, tender, each.act_id or 0, rule=PROTOCOL_RULES[each.kind], place=place)


def _contracts(procedures: Mapping[int, Procedure]) -> Iterator[Step]:
    query = select(Contract).where(are_standing(_tenders(procedures)), Contract.in_force_at.is_not(None))
    for each in db.session.scalars(query.order_by(Contract.id)):
        tender = procedures[each.tender_id]
        if each.in_force_at is not None:
            text = _("%(contract)s in force", contract=_(CONTRACTS[each.kind]))
            yield _step(text, each.in_force_at, tender, 0, place=f"contract-{each.kind.value}")


def _tenders(procedures: Mapping[int, Procedure]) -> Sequence[int]:
    return [each.id for each in procedures.values() if each.kind == "tenders"]


def _step(
    text: str, at: dt.datetime, procedure: Procedure, act: int, *, rule: str | None = None, place: str = ""
) -> Step:
    href = (f"{procedure.path}#{place}" if place else procedure.path) if procedure.is_public else None
    return {
        "text": text,
        "at": at,
        "act": act,
        "on": clock.almaty(at).date(),
        "state": "done",
        "href": href,
        "note": procedure.public_number if href is not None else None,
        "rule": rule,
    }
