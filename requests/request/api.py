"""Requests of the API: what their pages show, systems read here."""

from qyzmet import rights
from qyzmet.api.json_schemas import TEXT, whole
from qyzmet.api.kinds import ApiKind

from ...programmes.citations import citing
from ..filing import on_paper
from ..models import AutomationRequest
from ..review import api as review
from .draft import draft
from .forms import RequestForm
from .kind import KIND
from .papers import PAPERS


def _warnings(request: AutomationRequest) -> list[dict[str, str]]:
    found = citing.warnings(request.data.get("programmes") or [])
    return [{"field": each.field, "text": each.text} for each in found]


REQUESTS = ApiKind(
    kind=KIND,
    data_form=RequestForm,
    start_form=on_paper.PaperForm,
    create=lambda actor, body: draft(body["data"], on_paper.read(body)),
    may_start=lambda actor: rights.may_start_request(actor) or rights.may_register_request(actor),
    extras=lambda request, action: {**review.extras(request, action), "warnings": _warnings(request)},
    extra_schemas={
        **review.SCHEMAS,
        "warnings": {
            "type": "array",
            "description": "What is doubtful and refuses nothing: a cited point that its programme does not have",
            "items": whole(field=TEXT, text=TEXT),
        },
    },
    links=review.links,
    papers=PAPERS,
)
