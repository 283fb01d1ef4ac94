"""Tenders: how their moves are carried out, gathered from the modules that each part of the course has."""

from qyzmet.procedure.kinds import Kind

from . import acting, announcement, deciding, envelopes, examining, listed, waiting
from .models import Tender
from .procedure import TENDERS

KIND = Kind(
    tables={TENDERS.edition: TENDERS},
    model=Tender,
    guards={**announcement.GUARDS, **envelopes.GUARDS, **examining.GUARDS, **deciding.GUARDS},
    exclusions={**examining.EXCLUSIONS, **deciding.EXCLUSIONS},
    changes={**announcement.CHANGES, **envelopes.CHANGES, **examining.CHANGES, **deciding.CHANGES},
    after_act=acting.keep_and_tell,
    cases={**announcement.CASES, **examining.CASES, **deciding.CASES},
    found_by_doing=examining.FOUND_BY_DOING,
    refused_first=deciding.REFUSED_FIRST,
    instead=deciding.lawful_instead,
    events=announcement.EVENTS,
    untils=announcement.UNTILS,
    waits=announcement.WAITS,
    rests_on=announcement.RESTS_ON,
    moved=announcement.moved,
    after_save=announcement.after_save,
    seat_tasks=waiting.tasks_of,
    public=True,
    searched=listed.searched,
    came_from=lambda tender: tender.assignment,
)
