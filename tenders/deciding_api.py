"""Tenders of the API: the part of the course that deciding.py carries out."""

from collections.abc import Callable, Mapping
from typing import Any

from qyzmet.api.kinds import Take
from qyzmet.forms import Form
from qyzmet.printing.paper import Paper
from qyzmet.procedure.models import Procedure

from .models import Tender

FORMS: Mapping[str, type[Form]] = {}
TAKES: Mapping[str, Take] = {}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {}
PAPERS: Mapping[str, Callable[[Tender], Paper | None]] = {}


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """The fields of this part."""
    return {}


def links(tender: Tender) -> Mapping[str, Procedure | None]:
    """What this part leads to or came from."""
    return {}
