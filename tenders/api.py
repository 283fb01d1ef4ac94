"""Tenders and bids of the API: what their pages show, systems read here."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api import kinds
from qyzmet.api.kinds import ApiKind
from qyzmet.procedure.models import Procedure

from . import announcement_api, bid_api, deciding_api, envelope_api, examining_api, list_api, papers, service
from .announcement_forms import AnnouncementForm
from .models import Tender

_PARTS = (announcement_api, envelope_api, examining_api, deciding_api)


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """What each part of the course says of the tender."""
    return {name: value for part in _PARTS for name, value in part.extras(tender, action).items()}


def links(tender: Tender) -> Mapping[str, Procedure | None]:
    """What the tender came from and led to."""
    return {name: value for part in _PARTS for name, value in part.links(tender).items()}


TENDERS = ApiKind(
    kind=service.KIND,
    data_form=AnnouncementForm,
    create=announcement_api.create,
    may_start=announcement_api.may_start,
    forms={name: form for part in _PARTS for name, form in part.FORMS.items()},
    extras=extras,
    extra_schemas={name: schema for part in _PARTS for name, schema in part.SCHEMAS.items()},
    links=links,
    filters=list_api.FILTERS,
    narrow=list_api.narrow,
    loads=list_api.LOADS,
    papers=papers.TENDERS,
)


def register() -> None:
    """Serve tenders and bids."""
    kinds.register(TENDERS)
    kinds.register(bid_api.BIDS)
