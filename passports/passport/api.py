"""Function passports of the API: what their pages show, systems read here."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.json_schemas import TEXT, TEXT_OR_NULL, whole
from qyzmet.api.kinds import ApiKind
from qyzmet.procedure.models import Procedure

from ..models import FunctionPassport
from ..rules import durations, steps
from ..rules.durations import Span
from . import from_request
from .draft import draft
from .forms import PassportForm, StartForm
from .kind import KIND
from .papers import PAPERS

_NUMBER = {"type": "integer"}
_SPAN = whole(working_days=_NUMBER, days=_NUMBER, minutes=_NUMBER)
_SPAN_OR_NULL = {**_SPAN, "type": ["object", "null"]}


def _span(said: Span) -> dict[str, int]:
    return {"working_days": said.working_days, "days": said.days, "minutes": said.minutes}


def times(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How long the longest way of each channel takes, beside the printed term."""
    term, found = durations.printed_term(data), []
    for channel in steps.channels(data):
        way = durations.way(steps.entries(data), channel)
        how, apart = durations.compared(way.total, term)
        found.append(
            {
                "channel": channel,
                "steps": len(way.steps),
                "without_time": len(way.without_time),
                "total": _span(way.total),
                "compared": how.value,
                "difference": None if term is None else _span(apart),
            }
        )
    return found


def extras(passport: FunctionPassport, action: str | None) -> Mapping[str, Any]:
    """Its version, the days on which it holds, and how long it takes."""
    from_, until = passport.in_force_from, passport.in_force_until
    return {
        "passport_version": passport.passport_version,
        "in_force_from": from_.isoformat() if from_ else None,
        "in_force_until": until.isoformat() if until else None,
        "durations": times(passport.data),
    }


def links(passport: FunctionPassport) -> Mapping[str, Procedure | None]:
    """The next version."""
    return {"next": passport.successor}


def _begun(body: Mapping[str, Any]) -> FunctionPassport:
    """A draft of its own, or from the request that the body names."""
    number, data = str(body.get("request") or ""), body.get("data") or {}
    return from_request.make(number, data) if number else draft(data)


PASSPORTS = ApiKind(
    kind=KIND,
    data_form=PassportForm,
    start_form=StartForm,
    create=lambda actor, body: _begun(body),
    may_start=rights.may_start_request,
    extras=extras,
    extra_schemas={
        "passport_version": {"type": "integer", "description": "Which version of the same passport it is, from 1"},
        "in_force_from": {**TEXT_OR_NULL, "format": "date", "description": "The first day on which it holds"},
        "in_force_until": {**TEXT_OR_NULL, "format": "date", "description": "The last day on which it holds"},
        "durations": {
            "type": "array",
            "description": "The longest way of each channel, and by how much it differs from the printed term",
            "items": whole(
                channel=TEXT,
                steps=_NUMBER,
                without_time=_NUMBER,
                total=_SPAN,
                compared={"type": "string", "enum": [each.value for each in durations.Compared]},
                difference=_SPAN_OR_NULL,
            ),
        },
    },
    links=links,
    papers=PAPERS,
)
