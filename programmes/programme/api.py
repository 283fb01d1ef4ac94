"""Programmes of the API: the register, which needs no token for what is or was in force."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock, context, rights
from qyzmet.api.json_schemas import TEXT, TEXT_OR_NULL, whole
from qyzmet.api.kinds import ApiKind
from qyzmet.procedure.models import Procedure

from ..citations import cited_by
from ..models import Programme
from ..register import api as register
from ..reports import keeping
from ..reports.keeping import Standing
from ..rules.checks import Check, checks_of, cited_points
from .draft import draft
from .forms import ProgrammeForm
from .kind import KIND
from .papers import PAPERS


def extras(programme: Programme, action: str | None) -> Mapping[str, Any]:
    """What does not agree, what cites it, and its reports with their days."""
    citing = cited_by.cited_by(programme, context.actor())
    found = [*checks_of(programme.data), *cited_points(programme.data, cited_by.of_requests(citing))]
    return {
        "checks": [_check(each) for each in found],
        "cited_by": [
            {
                "kind": each.kind,
                "number": each.number,
                "title": each.title,
                "state": each.state,
                "points": list(each.points),
            }
            for each in citing
        ],
        "reports": [_report(each) for each in keeping.standing(programme)],
        "replaces": programme.previous.public_number if programme.previous is not None else None,
    }


def _check(check: Check) -> dict[str, str | None]:
    return {
        "rule": check.rule,
        "place": check.place,
        "printed": check.printed,
        "counted": check.counted,
        "difference": check.difference,
    }


def _report(each: Standing) -> dict[str, Any]:
    period, report = each.period, each.report
    return {
        "report": period.key,
        "line": period.line,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "due_on": period.due_on.isoformat(),
        "next_working_day": each.next_working_day.isoformat() if each.next_working_day is not None else None,
        "filed_on": clock.almaty(report.at).date().isoformat() if report is not None else None,
        "overdue": each.is_overdue,
        "content": report.data if report is not None else None,
        "corrected": [
            {"filed_on": clock.almaty(one.at).date().isoformat(), "content": one.data} for one in each.corrected
        ],
    }


def _links(programme: Programme) -> Mapping[str, Procedure | None]:
    """The version that takes or took its place."""
    standing = [each for each in programme.following if each.state != "withdrawn"]
    return {"next": next((each for each in reversed(standing) if rights.may_know(context.actor(), each)), None)}


PROGRAMMES = ApiKind(
    kind=KIND,
    data_form=ProgrammeForm,
    create=lambda actor, body: draft(body.get("data") or {}),
    may_start=rights.may_start_programme,
    extras=extras,
    extra_schemas={
        "checks": {
            "type": "array",
            "description": "What does not agree, with both numbers and the place; it warns and never refuses",
            "items": whole(rule=TEXT, place=TEXT, printed=TEXT_OR_NULL, counted=TEXT_OR_NULL, difference=TEXT_OR_NULL),
        },
        "cited_by": {
            "type": "array",
            "description": "Requests, tenders and services that cite its points: what the reader may see",
            "items": whole(kind=TEXT, number=TEXT, title=TEXT, state=TEXT, points={"type": "array", "items": TEXT}),
        },
        "reports": {
            "type": "array",
            "description": "Its reports by period; none where the programme names no days",
            "items": whole(
                report=TEXT,
                line={"type": "integer"},
                starts_on=TEXT,
                ends_on=TEXT,
                due_on=TEXT,
                next_working_day=TEXT_OR_NULL,
                filed_on=TEXT_OR_NULL,
                overdue={"type": "boolean"},
                content={
                    "type": ["object", "null"],
                    "description": "What was filed last; `reason` where it corrects what was filed before",
                },
                corrected={
                    "type": "array",
                    "description": "What was filed before it for the same period, the oldest first",
                    "items": whole(filed_on=TEXT, content={"type": "object"}),
                },
            ),
        },
        "replaces": {**TEXT_OR_NULL, "description": "The version before this one"},
    },
    links=_links,
    filters=register.FILTERS,
    conditions=register.conditions_of,
    papers=PAPERS,
)
