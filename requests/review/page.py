"""How the review of a request or proposal is shown: who does what now; opinion, decision and receipt."""

from collections.abc import Mapping, Sequence
from typing import Any

from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.pages.kinds import Link
from qyzmet.procedure.pages.page_parts import title_of
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _

from ..filing import receipt
from ..models import Filed
from ..procedure.review import AGREED, CANCELLED, COMPLETED, CREATION_ORDERED, OPINION_GIVEN, REFUSED, SUBMITTED
from . import opinion
from .api import DECISIONS
from .criteria import CRITERIA, CRITERIA_MEANINGS, LEVELS_OF


def now_text(filed: Filed) -> str:
    """Who does what during the review, of requests and proposals alike."""
    return {
        SUBMITTED: _(
            "The integrator writes its opinion on the three criteria: a specialist drafts it, the head gives it."
        ),
        OPINION_GIVEN: _("The authorised body decides: it agrees to the automation or refuses it."),
        AGREED: _(
            "The authorised body has agreed to the automation. It notifies the integrator of the need to organise the "
            "creation of the IC service."
        ),
        # What becomes of it then is said beside: the panel follows it on.
        CREATION_ORDERED: _("The creation of the IC service is ordered."),
        COMPLETED: _("The IC service stands in the Catalogue."),
        REFUSED: _("The authorised body has refused the automation."),
        CANCELLED: _cancelled_text(filed),
    }[filed.state]


def _cancelled_text(filed: Filed) -> str:
    if any(act.action == "end_creation" for act in filed.acts):
        return _("The authorised body has cancelled the creation of the IC service: the operator gave it up (¶ 88).")
    return _("The Commission has cancelled the creation of the IC service: no tender named a supplier (¶ 53-1).")


def facts(filed: Filed) -> Mapping[str, Any]:
    """What the page of a request or proposal shows beside its contents: opinion, decision, receipt."""
    return {
        "opinion": opinion.visible(filed),
        "criteria": CRITERIA,
        "meanings": CRITERIA_MEANINGS,
        "levels": LEVELS_OF,
        "decision": _decision(filed),
        "receipt": receipt.of(filed),
        "executor": filed.executor if opinion.may_see_draft(filed) else None,
    }


def links(filed: Filed) -> Sequence[Link]:
    """The receipt."""
    return [Link(_("Receipt"), f"{filed.path}/receipt")] if receipt.of(filed) else []


def _decision(filed: Filed) -> dict[str, object] | None:
    act = next((act for act in reversed(standing_acts(filed)) if act.action in DECISIONS), None)
    if act is None:
        return None
    return {
        "action": act.action,
        "title": title_of(filed, act.action),
        "words": act.body.get("grounds") or act.body.get("reason") or "",
        "by": act.taker.full_name,
        "acting_for": act.acting_for.full_name if act.acting_for else None,
        "organisation": name_of(act.organisation),
        "at": act.at,
    }
