"""Preparing an announcement (¶ 42): it begins, with its terms, when the design assignment is approved, and waits for
the approval where there is none any more. Nothing here commits.
"""

import datetime as dt

from qyzmet.procedure import engine
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act

from ..models import Tender


def prepare(tender: Tender, cause: Act) -> None:
    """¶ 42: the announcement is to be prepared; its terms count from the act that it follows from."""
    engine.follow(tender, "prepare", cause, {"assignment": tender.assignment.public_number, "at": cause.at.isoformat()})


def wait(tender: Tender, cause: Act) -> None:
    """It waits for the approval from now on, and its terms end; nothing happens where it waits already."""
    if not waits(tender):
        engine.follow(tender, "wait", cause, {"assignment": tender.assignment.public_number})


def waits(tender: Tender) -> bool:
    """Whether an unpublished one waits for the approval of its assignment: nothing was prepared since, or ever."""
    last = last_word(tender)
    return last is None or last.action == "wait"


def last_word(tender: Tender) -> Act | None:
    """What was last said on the consent: asked, given, declined. None before anything was."""
    said = ("prepare", "ask_again", "wait", "consent", "decline")
    return next((act for act in reversed(standing_acts(tender)) if act.action in said), None)


def counted_from(tender: Tender, act: Act) -> dt.datetime:
    """The instant from which the terms of ¶ 42 count: of the act that the preparing follows from, else of the act."""
    at = act.body.get("at")
    return dt.datetime.fromisoformat(str(at)) if at else act.at


ANNOUNCE_TERM = TermRule("announce", counts_from=counted_from)
CONSENT_TERM = TermRule("consent_to_announce", counts_from=counted_from)
