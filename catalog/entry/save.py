"""The integrator keeps the entry (Law 12(19)): all of it but description and prices, which the operator publishes."""

from collections.abc import Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason

from ..models import Service
from . import against_entry, enter
from .form import EntryForm


class KeptForm(EntryForm):
    """What the integrator keeps of an entry."""

    descriptions = None  # type: ignore[assignment]  # so WTForms takes a field out.
    price_lease = None  # type: ignore[assignment]
    price_service = None  # type: ignore[assignment]


def against_saving(service: Service, body: Body, actor: Actor) -> list[Reason]:
    """The given keys fit classifiers, register and Catalogue."""
    return list(against_entry.against(body, "data", service))


def after_save(service: Service) -> None:
    """Relations and what lists show follow the entry."""
    enter.keep(service, {})


def shown(service: Service) -> Mapping[str, Any]:
    """The entry as it is kept, for a form."""
    return {name: service.data.get(name) for name in KeptForm()._fields}


SAVE = Action("save", form=KeptForm, against=against_saving)
