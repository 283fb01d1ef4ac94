"""The kinds of the room that are shown on pages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.pages import kinds

from .development.of_service import of_service
from .development.page import DEVELOPMENTS
from .entry import page as entry_page
from .formation.page import FORMATIONS
from .models import Service
from .under_way.models import Need
from .under_way.rows import PATH


def _facts_of_service(service: Service) -> Mapping[str, Any]:
    """What the page of a service says, and its developments, which the entry knows nothing of (¶ 90)."""
    return {**entry_page.facts(service), "developments": of_service(service), "need": _need(service)}


def _need(service: Service) -> tuple[str, str] | None:
    """Number and public page of what the service was asked for by, for those who may read no other of it."""
    source = service.source
    if source is None or rights.may_know(context.actor(), source) or db.session.get(Need, source.id) is None:
        return None
    return source.public_number, f"{PATH}{source.public_number}"


SERVICES = replace(entry_page.SERVICES, facts=_facts_of_service)


def register() -> None:
    """Show formations, services and developments."""
    for kind in (FORMATIONS, SERVICES, DEVELOPMENTS):
        kinds.register(kind)
