"""The page that shows two versions of a design assignment side by side."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.translating import gettext as _
from qyzmet.web.paging import whole_number

from ...models import DesignAssignment
from . import differences


@dataclass(frozen=True)
class Version:
    """A version as the page offers it: proposed, or the text as it stands now."""

    number: int
    data: dict[str, Any]
    proposed_at: dt.datetime | None = None
    hash: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """What the page calls it."""
        if self.proposed_at is None:
            return _("Version %(number)s, as it stands now", number=self.number)
        return _("Version %(number)s", number=self.number)


def versions_of(assignment: DesignAssignment) -> list[Version]:
    """Every version that was proposed and stands, then the text as it is now where it is another one."""
    found = [
        Version(each.number, each.data, each.proposed_at, each.hash, each.reason)
        for each in assignment.versions
        if each.annulled_at is None
    ]
    if not found or found[-1].number != assignment.assignment_version:
        found.append(Version(assignment.assignment_version, dict(assignment.data)))
    return found


def compare(number: str) -> str:
    """Two versions: those that the address asks for, or the newest and the one before it."""
    assignment = _load(number)
    versions = versions_of(assignment)
    numbers = [each.number for each in versions]
    before = _asked("from", numbers, numbers[-2] if len(numbers) > 1 else numbers[-1])
    after = _asked("to", numbers, numbers[-1])
    left, right = versions[numbers.index(before)], versions[numbers.index(after)]
    everything = "all" in request.args
    return render_template(
        "requests/assignment/compare.html",
        assignment=assignment,
        versions=versions,
        left=left,
        right=right,
        everything=everything,
        differences=differences.compare(left.data, right.data, everything=everything),
    )


def _load(number: str) -> DesignAssignment:
    found = db.session.scalars(
        select(DesignAssignment).where((DesignAssignment.number == number) | (DesignAssignment.draft_number == number))
    ).first()
    if found is None or not rights.may_know(context.actor(), found):
        raise NotFound
    return found


def _asked(name: str, numbers: list[int], usual: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return usual
    number = whole_number(text)
    if number not in numbers:
        raise NotFound
    return number
