"""What pages need to show the fourteen parts besides their data: words, services, sums, the schedule."""

import hashlib
from collections.abc import Mapping
from typing import Any

from qyzmet.database import canonical_json

from ..services_register import register
from ..services_register.models import IntegrationService
from . import choices
from .approval import against_proposing
from .schedule import schedule_of


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """For the macros of templates/requests/assignment/contents.html, as their `facts`."""
    services = _services(data)
    return {
        "words": choices,
        "services": services,
        "told_by": _told_by(data, services),
        "schedule": schedule_of(data.get("schedule") or []),
        "weights": against_proposing.weight_sum(data.get("criteria") or []),
    }


def _told_by(data: Mapping[str, Any], services: Mapping[str, IntegrationService]) -> bytes:
    """What tells contents apart that are shown differently: a hash of the data and of the services' names."""
    shown = [[number, service.path, service.name] for number, service in sorted(services.items())]
    return hashlib.sha256(canonical_json([data, shown]).encode()).digest()


def _services(data: Mapping[str, Any]) -> dict[str, IntegrationService]:
    """The services of the register that part 6 names, by their numbers."""
    named = {each.get("register") for each in data.get("integrations") or []}
    return register.by_numbers(str(number) for number in named if number) if any(named) else {}
