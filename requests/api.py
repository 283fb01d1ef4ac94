"""Requests and proposals of the API: what their pages show, systems read here."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock, rights
from qyzmet.api import kinds
from qyzmet.api.kinds import ApiKind
from qyzmet.forms.form import Form
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid
from qyzmet.vocabulary import Channel

from . import papers
from .assignment import api
from .assignment import kind as assignment_kind
from .filing import filing
from .filing.on_paper import Paper
from .models import Filed, Opinion
from .proposal import kind as proposal_kind
from .proposal.forms import ProposalForm
from .request import forms
from .request import kind as request_kind
from .review import forms as review_forms
from .review import review

_RECEIPT = {
    "type": ["object", "null"],
    "description": "What proves the submission: SHA-256 over the canonical JSON of number, data and received_at",
    "properties": {"hash": {"type": "string"}, "received_at": {"type": "string", "format": "date-time"}},
    "required": ["hash", "received_at"],
}
_OPINION = {
    "type": ["object", "null"],
    "description": "The opinion of ¶ 11; its draft is shown to the integrator's people alone",
    "properties": {
        "favourable": {"type": "boolean"},
        "text": {"type": "string"},
        "criteria": {"type": "array", "items": {"type": "object"}},
        "findings": {"type": "array", "items": {"type": "object"}},
        "drafted_by": {"type": "string"},
        "drafted_at": {"type": "string", "format": "date-time"},
        "given_by": {"type": ["string", "null"]},
        "given_at": {"type": ["string", "null"], "format": "date-time"},
    },
}
_DECISION = {
    "type": ["object", "null"],
    "description": "The decision of ¶ 13 with its grounds, or the withdrawal with its reason",
    "properties": {
        "act": {"type": "string", "description": "The name that annul takes, A-…"},
        "action": {"type": "string", "enum": ["agree", "refuse", "withdraw"]},
        "grounds": {"type": "string"},
        "decided_by": {"type": "string"},
        "decided_at": {"type": "string", "format": "date-time"},
    },
}
DECISIONS = ("agree", "refuse", "withdraw")


def decision(filed: Filed) -> dict[str, Any] | None:
    """The standing decision, or the withdrawal, from its act."""
    act = next((act for act in reversed(standing_acts(filed)) if act.action in DECISIONS), None)
    if act is None:
        return None
    return {
        "act": f"A-{act.id}",
        "action": act.action,
        "grounds": act.body.get("grounds") or act.body.get("reason") or "",
        "decided_by": act.taker.public_id,
        "decided_at": clock.almaty(act.at).isoformat(),
    }


def opinion(shown: Opinion | None) -> dict[str, Any] | None:
    """An opinion with its criteria, who drafted it and who gave it."""
    if shown is None:
        return None
    return {
        "favourable": shown.favourable,
        "text": shown.text,
        "criteria": shown.criteria,
        "findings": shown.findings,
        "drafted_by": shown.drafted_by.public_id,
        "drafted_at": clock.almaty(shown.drafted_at).isoformat(),
        "given_by": shown.given_by.public_id if shown.given_by else None,
        "given_at": clock.almaty(shown.given_at).isoformat() if shown.given_at else None,
    }


def extras(filed: Filed, action: str | None) -> Mapping[str, Any]:
    """Receipt, executor, opinion and decision beside what every procedure has."""
    return {
        "receipt": filing.receipt(filed),
        "received_on": filed.received_on.isoformat() if filed.received_on else None,
        "scans": filed.scans,
        "executor": filed.executor.public_id if filed.executor and review.may_see_draft_opinion(filed) else None,
        "opinion": opinion(review.visible_opinion(filed)),
        "decision": decision(filed),
    }


def _links(filed: Filed) -> Mapping[str, Procedure | None]:
    assignment = assignment_kind.of_source(filed)
    return {"assignment": assignment, "tender": assignment_kind.tender_of(assignment)}


def _paper(body: Mapping[str, Any]) -> Paper | None:
    """H12: what stands beside the data of what came on paper. Raises Invalid where it came through the portal."""
    given = {name: body.get(name) for name in ("received_on", "scans", "filed_by")}
    if body.get("channel") != Channel.PAPER:
        errors = {name: [_("This is given for what came on paper only.")] for name, value in given.items() if value}
        if errors:
            raise Invalid(_("Only what came on paper has a day of receipt and scans."), rule="H12", errors=errors)
        return None
    day = given["received_on"]
    return Paper(
        received_on=dt.date.fromisoformat(str(day)) if day else None,
        scans=tuple(given["scans"] or ()),
        filed_by=str(given["filed_by"] or ""),
    )


_REVIEW_FORMS: dict[str, type[Form]] = {
    "withdraw": review_forms.WithdrawForm,
    "assign": review_forms.AssignForm,
    "draft_opinion": review_forms.OpinionForm,
    "agree": review_forms.GroundsForm,
    "refuse": review_forms.GroundsForm,
}
_SCHEMAS: dict[str, Mapping[str, Any]] = {
    "receipt": _RECEIPT,
    "received_on": {"type": ["string", "null"], "format": "date", "description": "The day of receipt of a paper"},
    "scans": {"type": "array", "items": {"type": "string"}, "description": "The scans of a paper"},
    "executor": {"type": ["string", "null"], "description": "Who examines it; shown to the integrator's people"},
    "opinion": _OPINION,
    "decision": _DECISION,
}

REQUESTS = ApiKind(
    kind=request_kind.KIND,
    data_form=forms.RequestForm,
    start_form=review_forms.PaperForm,
    create=lambda actor, body: request_kind.draft(body["data"], _paper(body)),
    may_start=lambda actor: rights.may_start_request(actor) or rights.may_register_request(actor),
    forms={**_REVIEW_FORMS, "return": review_forms.ReturnForm},
    extras=extras,
    extra_schemas=_SCHEMAS,
    links=_links,
    papers=papers.REQUESTS,
)
PROPOSALS = ApiKind(
    kind=proposal_kind.KIND,
    data_form=ProposalForm,
    start_form=review_forms.PaperForm,
    create=lambda actor, body: proposal_kind.draft(body["data"], _paper(body)),
    may_start=lambda actor: rights.may_start_proposal(actor) or rights.may_register_proposal(actor),
    forms=_REVIEW_FORMS,
    extras=extras,
    extra_schemas=_SCHEMAS,
    links=_links,
    papers=papers.PROPOSALS,
)


def register() -> None:
    """Serve requests, proposals and design assignments."""
    for kind in (REQUESTS, PROPOSALS, api.ASSIGNMENTS):
        kinds.register(kind)
