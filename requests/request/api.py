"""Requests of the API: what their pages show, systems read here."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.json_schemas import TEXT, whole
from qyzmet.api.kinds import ApiKind

from ...programmes.citations import citing
from ..filing import on_paper
from ..models import AutomationRequest
from ..review import api as review
from . import from_passport
from .draft import draft
from .forms import RequestForm
from .kind import KIND
from .papers import PAPERS


def extras(request: AutomationRequest, action: str | None) -> Mapping[str, Any]:
    """What was said of it, the passport from which it was filled, and what is doubtful in what it cites."""
    passport = from_passport.shown(request)
    doubtful = citing.warnings(request.data.get("programmes") or [])
    return {
        **review.extras(request, action),
        "passport": passport.public_number if passport else None,
        "warnings": [{"field": each.field, "text": each.text} for each in doubtful],
    }


REQUESTS = ApiKind(
    kind=KIND,
    data_form=RequestForm,
    start_form=on_paper.PaperForm,
    create=lambda actor, body: draft(body["data"], on_paper.read(body)),
    may_start=lambda actor: rights.may_start_request(actor) or rights.may_register_request(actor),
    extras=extras,
    extra_schemas={
        **review.SCHEMAS,
        "passport": {
            "type": ["string", "null"],
            "description": "Number of the function passport from which rows were filled, where you may know of it",
        },
        "warnings": {
            "type": "array",
            "description": "What is doubtful and refuses nothing: a cited point that its programme does not have",
            "items": whole(field=TEXT, text=TEXT),
        },
    },
    links=review.links,
    papers=PAPERS,
)
