"""How the page of a tender shows the part of the course that examining.py carries out."""

from collections.abc import Callable, Mapping
from typing import Any

from .models import Tender

# By the state: who does what now.
NOW: Mapping[str, Callable[[Tender], str]] = {}
# Actions with a page of their own, and what a confirm page says besides.
OWN_PAGES: Mapping[str, str] = {}
CONFIRM_NOTES: Mapping[str, str] = {}


def steps(tender: Tender) -> list[dict[str, Any]]:
    """The steps of this part of the course."""
    return []


def facts(tender: Tender) -> Mapping[str, Any]:
    """What this part's template shows."""
    return {}
