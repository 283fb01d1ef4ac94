"""Tenders: how their moves are carried out, gathered from the modules that each part of the course has."""

from qyzmet.procedure.kinds import Kind

from . import after_act
from .announcement import actions as announcement_actions
from .commission import tasks
from .commission.actions import COMMISSION
from .commission.set_commission import COMMISSION_TERM
from .decision import actions as decision_actions
from .envelopes import envelopes
from .models import Tender
from .procedure.tender import TENDERS
from .register import listed

KIND = Kind(
    tables={TENDERS.edition: TENDERS},
    model=Tender,
    actions=(*COMMISSION,),
    terms=(COMMISSION_TERM,),
    guards={**announcement_actions.GUARDS, **envelopes.GUARDS, **decision_actions.GUARDS},
    exclusions=decision_actions.EXCLUSIONS,
    changes={
        **announcement_actions.CHANGES,
        **envelopes.CHANGES,
        **decision_actions.CHANGES,
    },
    after_act=after_act.keep_and_tell,
    cases={**announcement_actions.CASES, **decision_actions.CASES},
    refused_first=decision_actions.REFUSED_FIRST,
    instead=decision_actions.lawful_instead,
    events=announcement_actions.EVENTS,
    untils=announcement_actions.UNTILS,
    waits=announcement_actions.WAITS,
    rests_on=announcement_actions.RESTS_ON,
    moved=announcement_actions.moved,
    after_save=announcement_actions.after_save,
    seat_tasks=tasks.tasks_of,
    public=True,
    searched=listed.searched,
    came_from=lambda tender: tender.assignment,
)
