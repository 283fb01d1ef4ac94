"""Tenders: how their moves are carried out, gathered from the modules that each part of the course has."""

from qyzmet.procedure.kinds import Kind

from . import after_act
from .announcement import actions as announcement_actions
from .commission import actions as commission_actions
from .commission import tasks
from .decision import actions as decision_actions
from .envelopes import envelopes
from .models import Tender
from .procedure.tender import TENDERS
from .register import assignment_facts

KIND = Kind(
    tables={TENDERS.edition: TENDERS},
    model=Tender,
    guards={**announcement_actions.GUARDS, **envelopes.GUARDS, **commission_actions.GUARDS, **decision_actions.GUARDS},
    exclusions={**commission_actions.EXCLUSIONS, **decision_actions.EXCLUSIONS},
    changes={
        **announcement_actions.CHANGES,
        **envelopes.CHANGES,
        **commission_actions.CHANGES,
        **decision_actions.CHANGES,
    },
    after_act=after_act.keep_and_tell,
    cases={**announcement_actions.CASES, **commission_actions.CASES, **decision_actions.CASES},
    found_by_doing=commission_actions.FOUND_BY_DOING,
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
    searched=assignment_facts.searched,
    came_from=lambda tender: tender.assignment,
)
