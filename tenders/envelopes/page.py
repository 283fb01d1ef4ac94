"""How the page of a tender shows the part of the course that envelopes.py carries out: on a page of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from ..models import Tender

NOW: Mapping[str, Callable[[Tender], str]] = {}
OWN_PAGES: Mapping[str, str] = {"register_envelope": "envelopes", "enter_envelope": "envelopes"}
CONFIRM_NOTES: Mapping[str, str] = {}


def steps(tender: Tender) -> list[dict[str, Any]]:
    """No step of its own."""
    return []


def facts(tender: Tender) -> Mapping[str, Any]:
    """Nothing on the tender's page: who registered envelopes sees them on their page."""
    return {}
