"""Tenders and bids of the API: what their pages show, systems read here."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api import kinds
from qyzmet.api.kinds import ApiKind

from . import kind, papers
from .announcement import api as announcement_api
from .announcement.draft import AnnouncementForm, draft
from .bids import api as bid_api
from .commission import api as commission_api
from .decision import api as decision_api
from .envelopes import api as envelope_api
from .models import Tender
from .register import api as register_api

_PARTS = (announcement_api, envelope_api, commission_api, decision_api)


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """What each part of the course says of the tender."""
    return {name: value for part in _PARTS for name, value in part.extras(tender, action).items()}


TENDERS = ApiKind(
    kind=kind.KIND,
    data_form=AnnouncementForm,
    create=lambda actor, body: draft(body.get("data") or {}),
    may_start=rights.may_start_tender,
    extras=extras,
    extra_schemas={name: schema for part in _PARTS for name, schema in part.SCHEMAS.items()},
    links=announcement_api.links,
    filters=register_api.FILTERS,
    conditions=register_api.conditions_of,
    papers=papers.TENDERS,
)


def register() -> None:
    """Serve tenders and bids."""
    kinds.register(TENDERS)
    kinds.register(bid_api.BIDS)
