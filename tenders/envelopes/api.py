"""Tenders of the API: the part of the course that envelopes.py carries out."""

from collections.abc import Mapping
from typing import Any

from qyzmet.forms.form import Form
from qyzmet.procedure.models import Procedure

from ..models import Tender
from . import envelopes
from .forms import EnterForm, EnvelopeForm

FORMS: Mapping[str, type[Form]] = {"register_envelope": EnvelopeForm, "enter_envelope": EnterForm}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "envelope": {
        "type": "string",
        "description": "The number of the envelope, in the answer to its registration alone",
        "pattern": "^E-[0-9A-Z]{4,20}$",
    }
}


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """The number of an envelope, told to the clerk who has just registered it."""
    made = envelopes.newest(tender) if action == "register_envelope" else None
    return {} if made is None else {"envelope": made.number}


def links(tender: Tender) -> Mapping[str, Procedure | None]:
    """Nothing comes of it that has a link."""
    return {}
