"""Tenders of the API: the part of the course that announcement.py carries out."""

from collections.abc import Callable, Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.kinds import Take
from qyzmet.context import Actor
from qyzmet.forms import Form
from qyzmet.people.models import Membership
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


def may_start(actor: Actor) -> Membership | None:
    """¶ 42: the integrator's specialist or head drafts an announcement."""
    return rights.may_start_tender(actor)


def create(actor: Actor, body: Mapping[str, Any]) -> Tender:
    """A new draft of an announcement."""
    raise NotImplementedError
