"""The kinds of the room that are shown on pages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qyzmet.procedure.pages import kinds

from .development.of_service import of_service
from .development.page import DEVELOPMENTS
from .entry import page as entry_page
from .formation.page import FORMATIONS
from .models import Service


def _facts_of_service(service: Service) -> Mapping[str, Any]:
    """What the page of a service says, and its developments, which the entry knows nothing of (¶ 90)."""
    return {**entry_page.facts(service), "developments": of_service(service)}


SERVICES = replace(entry_page.SERVICES, facts=_facts_of_service)


def register() -> None:
    """Show formations, services and developments."""
    for kind in (FORMATIONS, SERVICES, DEVELOPMENTS):
        kinds.register(kind)
