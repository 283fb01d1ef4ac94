"""What the pages of a design assignment need besides its data: words, services of the register, sums, the schedule;
and what its form's pages offer and complete.
"""

from collections.abc import Mapping
from typing import Any

from ..services_register import register
from ..services_register.models import IntegrationService
from . import against_proposing, choices
from .schedule import schedule_of

# The lists to which a page gives a blank entry where there is none.
_INVITED = frozenset({"stages", "processes", "performance", "technical_documents", "criteria", "schedule"})


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """For the macros of templates/requests/assignment/contents.html, as their `facts`."""
    return {
        "words": choices,
        "services": _services(data),
        "schedule": schedule_of(data.get("schedule") or []),
        "weights": against_proposing.weight_sum(data.get("criteria") or []),
    }


def page_facts(assignment: Any) -> dict[str, Any]:
    """The same by its name, for the templates of one assignment."""
    return {"facts": facts(assignment.data)}


def _services(data: Mapping[str, Any]) -> dict[str, IntegrationService]:
    """The services of the register that part 6 names, by their numbers."""
    named = {each.get("register") for each in data.get("integrations") or []}
    found = {number: register.by_number(str(number)) for number in named if number}
    return {number: service for number, service in found.items() if service is not None}


def prepare(assignment: Any, form: Any) -> None:
    """Give a blank entry to each list that is begun with one. `assignment` is not needed, whatever it is."""
    for field in form:
        entries = getattr(field, "entries", None)
        if entries == [] and field.short_name in _INVITED:
            field.append_entry()
        elif hasattr(field, "form"):
            prepare(assignment, field.form)


def offer(assignment: Any, form: Any) -> None:
    """Part 6 chooses among the register's working services."""
    if "integrations" in form:
        working = register.working()
        for entry in form.integrations.entries:
            entry.form.register.offer(working)


def complete(data: dict[str, Any]) -> dict[str, Any]:
    """A part's data with a key for each criterion that was typed on a page: bids answer criteria by their keys."""
    criteria = data.get("criteria")
    if not criteria:
        return data
    taken = {criterion["key"] for criterion in criteria}
    free = (f"c{number}" for number in range(1, 10_000) if f"c{number}" not in taken)
    return data | {"criteria": [each | {"key": each["key"] or next(free)} for each in criteria]}
