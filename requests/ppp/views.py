"""The public page of the PPP projects (¶ 32): the draft list, the list, and the three conditions of each."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ..models import DesignAssignment
from . import projects as ppp


@dataclass(frozen=True)
class Project:
    """A project as the page shows it."""

    assignment: DesignAssignment
    customer: str
    conditions: list[tuple[str, ppp.Condition]]
    into_budget: bool


def projects() -> ResponseReturnValue:
    """Everybody may read the list; papers and texts are the parties'."""
    shown = [_shown(each) for each in ppp.projects()]
    return render_template(
        "requests/ppp/index.html",
        drafts=[each for each in shown if each.assignment.listed_at is None],
        listed=[each for each in shown if each.assignment.listed_at is not None],
    )


def _shown(assignment: DesignAssignment) -> Project:
    conditions = ppp.conditions(assignment)
    return Project(
        assignment=assignment,
        customer=name_of(assignment.party(Party.STATE_BODY)),
        conditions=[(_(condition.text), condition) for condition in conditions],
        into_budget=all(condition.met for condition in conditions),
    )
