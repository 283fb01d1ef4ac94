"""Formations of the API. They begin with the contracts, not by a draft."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api.json_schemas import INSTANT_OR_NULL, TEXT, TEXT_OR_NULL
from qyzmet.api.kinds import ApiKind
from qyzmet.api.objects import instant
from qyzmet.procedure.models import Procedure

from ...tenders.decision import protocol_api
from ..models import Formation
from . import papers, present, put_into_production
from .kind import KIND
from .notify_authority import NoticeForm


def extras(formation: Formation, action: str | None) -> Mapping[str, Any]:
    """By whom it is created and what, when the Commission meets, what it lacks, and its protocols."""
    return {
        "mechanism": formation.mechanism,
        "object": formation.object,
        "meets_at": instant(formation.meets_at),
        "missing": present.missing(formation),
        "to_present": present.there_is(formation),
        "commissioning": put_into_production.protocol_given(formation),
        **protocol_api.extras(formation),
    }


def _links(formation: Formation) -> Mapping[str, Procedure | None]:
    return {
        "request": formation.assignment.source,
        "assignment": formation.assignment,
        "tender": formation.tender,
        "service": formation.service,
    }


FORMATIONS = ApiKind(
    kind=KIND,
    data_form=NoticeForm,
    create=None,
    extras=extras,
    extra_schemas={
        "mechanism": {**TEXT, "description": "lease, operator or ppp"},
        "object": {**TEXT, "description": "ssp or ici"},
        "meets_at": {**INSTANT_OR_NULL, "description": "When the Commission meets, by its newest call"},
        "missing": {"type": "array", "items": TEXT, "description": "What the Commission lacks of what ¶ 85 asks for"},
        "to_present": {
            "type": "object",
            "description": "What there is to present to the Commission now, in the words of `present`",
            "properties": {
                "minutes": {"type": "array", "items": TEXT},
                "test_protocol": TEXT_OR_NULL,
                "security_act": TEXT_OR_NULL,
            },
        },
        "commissioning": {
            "type": ["object", "null"],
            "description": "The protocol of putting into production as the operator has signed it",
        },
        **protocol_api.SCHEMAS,
    },
    links=_links,
    papers=papers.FORMATIONS,
)
