"""How a service of the Catalogue is shown: its state, what happens now, its whole life."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet.procedure.pages.kinds import PagesKind
from qyzmet.vocabulary import N_

from ..models import Service
from ..procedure.states import ACTIVE, BEING_REPLACED, RETIRED, SUPPLIER_FAILED, SUSPENDED
from . import api, classifiers, confirm

TONES = {
    ACTIVE: "active",
    SUPPLIER_FAILED: "active",
    SUSPENDED: "neutral",
    BEING_REPLACED: "active",
    RETIRED: "ended",
}


def now_text(service: Service) -> str:
    """Who does what now."""
    return {
        ACTIVE: _("The service runs. The integrator keeps the entry, the operator publishes description and price."),
        SUPPLIER_FAILED: _("The supplier has failed: the operator runs the service on, with migration of the data."),
        SUSPENDED: _("The service is suspended."),
        BEING_REPLACED: _("The supplier is being replaced; the operator runs the service on."),
        RETIRED: _("The service is retired."),
    }[service.state]


def timeline(service: Service) -> list[dict[str, Any]]:
    """A service has no course of its own: its page shows its life as a line."""
    return []


def facts(service: Service) -> Mapping[str, Any]:
    """The entry in words, and whether it may be out of date."""
    return {"stale": confirm.is_stale(service), "names": classifiers.names_of(service)}


SERVICES = PagesKind(
    api=api.SERVICES,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="catalog/entry/show.html",
    untitled=N_("Service without a name yet"),
    list_title=N_("Catalogue"),
    facts=facts,
    order=("confirm", "publish", "transfer"),
)
