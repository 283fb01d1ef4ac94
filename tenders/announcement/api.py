"""What the API says of a tender's announcement: window, questions, amendments, the design assignment, its family."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api.objects import instant
from qyzmet.procedure.models import Procedure

from ...requests.assignment import led_to
from ..models import Amendment, Question, Tender
from . import design_assignment, extend, family

_INSTANT = {"type": ["string", "null"], "format": "date-time"}
_MONEY = {"type": ["string", "null"], "description": "Tenge with two decimals"}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "announcement": {"type": "integer", "description": "¶ 53-1: its place in the chain", "minimum": 1, "maximum": 3},
    "family": {
        "type": "array",
        "description": "The announcements of its family that the caller may know of, the first of them first",
        "items": {"type": "string"},
    },
    "assignment_version": {
        "type": ["integer", "null"],
        "description": "The version of the design assignment that it was published with; before, the approved one",
    },
    "published_at": {**_INSTANT, "description": "¶ 42"},
    "window": {"type": "integer", "description": "How many times the acceptance of bids began, in full (H30)"},
    "accepts_until": {**_INSTANT, "description": "¶ 47: the first instant that is too late for a bid"},
    "paper_until": {**_INSTANT, "description": "H9: the same for paper and carriers, which the office takes"},
    "questions_until": {**_INSTANT, "description": "H21: the same for questions"},
    "opening_at": {**_INSTANT, "description": "H3: from then on the bids may be opened"},
    "extended": {"type": "boolean", "description": "Whether the acceptance was extended after an outage"},
    "extensions": {
        "type": "array",
        "description": "H38: until when, and why",
        "items": {
            "type": "object",
            "properties": {
                "at": {"type": "string", "format": "date-time"},
                "until": {"type": "string", "format": "date-time"},
                "reason": {"type": "string"},
            },
            "required": ["at", "until", "reason"],
        },
    },
    "questions": {
        "type": "array",
        "description": "H21: questions of suppliers, anonymous, and the answers",
        "items": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "text": {"type": "string"},
                "asked_at": {"type": "string", "format": "date-time"},
                "answer": {"type": ["string", "null"]},
                "answered_at": _INSTANT,
            },
            "required": ["id", "text", "asked_at", "answer", "answered_at"],
        },
    },
    "amendments": {
        "type": "array",
        "description": "H30: clarifications and material amendments while bids were taken",
        "items": {
            "type": "object",
            "properties": {
                "at": {"type": "string", "format": "date-time"},
                "material": {"type": "boolean"},
                "text": {"type": "string"},
                "documents": {"type": "array", "items": {"type": "string"}},
                "assignment_version": {"type": ["integer", "null"]},
                "accepted_until": {**_INSTANT, "description": "The end of the acceptance before it began again"},
            },
            "required": ["at", "material", "text", "documents", "assignment_version", "accepted_until"],
        },
    },
    "ceilings": {
        "type": "object",
        "description": "Parts 2 and 3 of the design assignment",
        "properties": {"lease": _MONEY, "service": _MONEY},
        "required": ["lease", "service"],
    },
    "criteria": {
        "type": "array",
        "description": "Part 12 of the design assignment, as bids are judged",
        "items": {"type": "object"},
    },
    "documents": {
        "type": "array",
        "description": "The files that stand with the announcement",
        "items": {
            "type": "object",
            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            "required": ["id", "name"],
        },
    },
    "mechanism": {"type": "string", "enum": ["lease", "ppp"]},
    "object": {"type": "string", "description": "ssp or ici"},
    "assignment": {
        "type": "object",
        "description": "The design assignment as the tender has it: frozen with the publication",
        "properties": {"number": {"type": "string"}, "data": {"type": "object"}},
        "required": ["number", "data"],
    },
}


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """The fields of this part."""
    version = design_assignment.version_for(tender)
    data = version.data if version is not None else {}
    return {
        "announcement": tender.announcement,
        "family": [each.public_number for each in family.known(tender)],
        "assignment_version": version.number if version is not None else None,
        "published_at": instant(tender.published_at),
        "window": tender.window,
        "accepts_until": instant(tender.accepts_until),
        "paper_until": instant(tender.paper_until),
        "questions_until": instant(tender.questions_until),
        "opening_at": instant(tender.opening_at),
        "extended": tender.extended,
        "extensions": [
            {"at": instant(act.at), "until": act.body["until"], "reason": act.body["reason"]}
            for act in extend.extensions_of(tender)
        ],
        "questions": [_question(each) for each in tender.questions],
        "amendments": [_amendment(each) for each in tender.amendments],
        "ceilings": {"lease": data.get("ceiling_lease"), "service": data.get("ceiling_service")},
        "criteria": data.get("criteria") or [],
        "documents": [{"id": each.public_id, "name": each.name} for each in design_assignment.documents_of(tender)],
        "mechanism": tender.mechanism,
        "object": tender.object,
        "assignment": {"number": tender.assignment.public_number, "data": data},
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.public_id,
        "text": question.text,
        "asked_at": instant(question.asked_at),
        "answer": question.answer,
        "answered_at": instant(question.answered_at),
    }


def _amendment(amendment: Amendment) -> dict[str, Any]:
    return {
        "at": instant(amendment.at),
        "material": amendment.material,
        "text": amendment.text,
        "documents": amendment.documents,
        "assignment_version": amendment.version.number if amendment.version is not None else None,
        "accepted_until": instant(amendment.accepted_until),
    }


def links(tender: Tender) -> Mapping[str, Procedure | None]:
    """The design assignment, what that came from, the formation and the service that it led to, and the next
    announcement of the family.
    """
    formation = led_to.formation_of_tender(tender.assignment, tender.id)
    return {
        "formation": formation,
        "service": getattr(formation, "service", None),
        "request": tender.assignment.source,
        "assignment": tender.assignment,
        "next": family.next_of(tender),
    }
