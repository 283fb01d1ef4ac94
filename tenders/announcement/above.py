"""What stands above the forms and confirmations of an announcement's acts: the dates that will follow, the question."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from qyzmet import clock

from ..models import Tender
from ..procedure.states import CONSENTED, DRAFT, PUBLISHED
from . import dates, dates_shown, design_assignment, extend, questions


def above(tender: Tender, action: str) -> str:
    """Text or Markup for the page of that action; empty where nothing is to be said."""
    if action in ("publish", "consent") and tender.state in (DRAFT, CONSENTED):
        return _dates(tender, publishing=action == "publish")
    if action == "answer":
        return _drawn("tenders/announcement/_asked.html", questions=questions.unanswered(tender))
    if action == "amend" and tender.state == PUBLISHED:
        return _versions(tender)
    if action == "extend":
        return _agreed(tender)
    return ""


def _dates(tender: Tender, *, publishing: bool) -> str:
    window = dates.expected(tender, clock.now())
    shown = dates_shown.shown(window, dates.lengths_of(tender))
    return _drawn("tenders/announcement/_expected.html", moments=shown, publishing=publishing)


def _versions(tender: Tender) -> str:
    approved = design_assignment.approved_now(tender.assignment)
    return _drawn(
        "tenders/announcement/_amending.html",
        tender=tender,
        approved=approved if approved is not None and approved != tender.frozen else None,
        moments=dates_shown.shown(dates.expected(tender, clock.now()), dates.lengths_now(tender.edition_key)),
    )


def _agreed(tender: Tender) -> str:
    agreement = extend.agreement_of(tender)
    return _drawn("tenders/announcement/_extending.html", tender=tender, agreement=agreement)


def _drawn(template: str, **facts: Any) -> Markup:
    return Markup(render_template(template, **facts))  # noqa: S704 - the template has escaped what it shows.
