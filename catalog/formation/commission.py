"""The Commission of a formation (¶ 36, 85; Law 45-1): it is the tender's, whose people have declared already. Who has
stepped aside, has left or, of the chair, is absent is replaced; everybody may declare once more. Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ...tenders.bids import opened_bids
from ...tenders.commission import declare, seats, set_commission, step_aside
from ...tenders.models import Bid
from ...tenders.rules import interests
from ...tenders.rules.commission import LAW
from ..models import Formation
from . import mechanism
from .naming_tender import naming_tender


def _judged(formation: Formation) -> list[Bid]:
    tender = naming_tender(formation)
    return opened_bids.all_of(tender) if tender is not None else []


def against_replacing(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Only those are replaced who cannot go on; where the service had no Commission before (H51), one is set up."""
    found = mechanism.only_with_supplier(formation)
    if found or not body:
        return found
    if not seats.is_set_up(formation):
        return set_commission.against_composition(formation, body)
    return set_commission.against_composition(formation, body) or set_commission.against_replacing(
        formation, body, _judged(formation)
    )


def _needs_people(formation: Formation, actor: Actor) -> bool:
    return not seats.is_set_up(formation) or bool(seats.aside_of(formation) | seats.gone(formation))


def _facts(formation: Formation, form: set_commission.CommissionForm) -> Mapping[str, Any]:
    return {**set_commission.choices(formation, form), "timing": "", "only_replacing": seats.is_set_up(formation)}


def against_declaring(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Who has declared here gives another answer, or none; what was declared for the tender may be said once more."""
    found = mechanism.only_with_supplier(formation)
    row = rights.seat_of(actor, formation)
    if found or not body or row is None:
        return found
    said_here = any(act.action == "declare" and act.user_id == row.user_id for act in standing_acts(formation))
    if said_here and row.interest is (body.get("interest") is True):
        return [Reason(_("You have declared this already. Declare again only if it has changed."), rule=LAW)]
    return wording.reasons_of(
        [interests.against_declaring(body.get("interest") is True, str(body.get("reason") or ""))]
    )


def keep_declaration(formation: Formation, body: Body, act: Act) -> None:
    """Keep what the person declared; who has an interest steps aside at once."""
    row = rights.seat_of(context.actor(), formation)
    if row is None:
        raise LookupError(f"{act.taker.public_id} has no seat in the Commission of {formation.public_number}")
    row.interest, row.declared_at = body["interest"] is True, act.at
    if row.interest:
        row.until, row.reason = act.at, str(body.get("reason") or "")
        step_aside.tell(formation, [row.user], "stepped_aside")
    act.body = {"interest": row.interest}


def _has_still_to_declare(formation: Formation, actor: Actor) -> bool:
    row = rights.seat_of(actor, formation)
    return row is not None and row.interest is None


SET_COMMISSION = Action(
    "set_commission",
    form=set_commission.CommissionForm,
    against=against_replacing,
    awaited=_needs_people,
    carry_out=set_commission.give_seats,
    page=ActionPage(
        note=N_("Only those who stepped aside or left are replaced, and a chair who is absent."),
        quiet=True,
        template="tenders/commission/set_commission.html",
        begun=set_commission.as_it_is,
        facts=_facts,
    ),
)
DECLARE = replace(
    declare.DECLARE,
    against=against_declaring,
    awaited=_has_still_to_declare,
    carry_out=keep_declaration,
    page=ActionPage(quiet=True),
)
