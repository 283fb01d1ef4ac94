"""Asking the customer for its consent (¶ 42; H35): once the announcement says what bidders need, and anew after it has
declined and something was changed. Nobody is late before being asked. Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock, context, texts
from qyzmet.procedure import engine
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ...deadlines import service as deadlines
from ...deadlines.calendar import in_force as calendars
from ...deadlines.models import Deadline
from ..models import Tender
from . import announce_term

CONSENT = "consent_to_announce"
# What was said on the consent: that it is to be prepared, asked, given, declined, and that it waits.
_SAID = frozenset({"prepare", "prepare_again", "ask_consent", "ask_again", "wait", "consent", "decline"})
_BEGUN = frozenset({"prepare", "prepare_again"})


def last_word(tender: Tender) -> Act | None:
    """What was last said on the consent. None before anything was."""
    return next((act for act in reversed(standing_acts(tender)) if act.action in _SAID), None)


def waits(tender: Tender) -> bool:
    """Whether an unpublished one waits for its design assignment: nothing was prepared since, or ever."""
    last = last_word(tender)
    return last is None or last.action == "wait"


def was_asked(tender: Tender) -> bool:
    """Whether the customer was asked for its consent to what is prepared now."""
    last = last_word(tender)
    return last is not None and last.action != "wait" and last.action not in _BEGUN


def lacking(data: Mapping[str, Any]) -> Iterator[Reason]:
    """What bidders need and an announcement does not say yet: whom to ask, and where to bring a bid on paper."""
    if not texts.leaves_ink(str(data.get("contact") or "")):
        yield Reason(_("The announcement does not say yet whom to ask."), rule="¶ 42", field="data.contact")
    if not texts.leaves_ink(str(data.get("paper_address") or "")):
        text = _("The announcement does not say yet where bids on paper and carriers are taken.")
        yield Reason(text, rule="¶ 49", field="data.paper_address")


def ask_where_complete(tender: Tender, cause: Act) -> None:
    """Put a complete announcement before the customer, in the name of whoever took the cause; another waits."""
    if not any(lacking(tender.data)):
        engine.follow(tender, "ask_consent", cause, {})


def ask_after_saving(tender: Tender) -> None:
    """What was completed, or changed after the customer had declined, is put before the customer (¶ 42)."""
    last = last_word(tender)
    if last is not None and last.action == "decline":
        engine.follow(tender, "ask_again", by_actor(tender), {"declined": f"A-{last.id}"})
    elif last is not None and last.action in _BEGUN:
        ask_where_complete(tender, by_actor(tender))


def by_actor(tender: Tender) -> Act:
    """Whoever drafts or saves, as the cause of what follows: neither is an act. Belongs to no session."""
    actor = context.actor()
    organisation = tender.party(Party.INTEGRATOR)
    return Act(
        party=Party.INTEGRATOR,
        user_id=actor.user.id if actor.user else None,
        organisation_id=organisation.id if organisation else None,
        at=clock.now(),
    )


def _within_the_announcement(tender: Tender, act: Act, days: int) -> int:
    """H35: never past the term of the announcement, which may end on the day of asking; after its end, in full."""
    return days_until_consent(announce_term.running(tender), act.at, days)


def days_until_consent(term: Deadline | None, at: dt.datetime, days: int) -> int:
    """How many working days the customer has, asked at that instant, within the term of the announcement."""
    if term is None or at >= term.due_at:
        return days
    return min(days, calendars.current().between(clock.almaty(at).date(), term.due_on))


def _is_asked_already(tender: Tender) -> bool:
    return bool(deadlines.open_deadlines(tender, CONSENT))


CONSENT_TERM = TermRule(CONSENT, length=_within_the_announcement, waits=_is_asked_already)
