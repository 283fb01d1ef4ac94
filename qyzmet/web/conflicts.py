"""The same thing was saved twice, by two people or in two tabs: the later one sees both versions and loses no text.

A view that saves catches `Stale` and answers with `page`. The page shows field by field what differs and sends
everything that was typed along in hidden fields, with the newest version's number: "Save my version" posts it to the
same address, "Change my version first" posts it with `again`, upon which the view shows its form filled with it:

    if request.method == "POST" and not conflicts.again():
        ...
        except Stale:
            db.session.rollback()
            return conflicts.page(rows, version=newest.version, theirs_href=...)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from qyzmet.web.paging import whole_number

# Not typed by the person: the page puts its own in.
_OWN = frozenset({"csrf_token", "version", "again"})


@dataclass(frozen=True)
class Row:
    """One field: its label, what this person typed and what the other one saved, as people read them."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.mine.strip() != self.theirs.strip()


def again() -> bool:
    """Whether the person wants to go on changing what they typed, instead of saving it."""
    return "again" in request.form


def version_sent() -> int | None:
    """The version that the form was opened at; None where the form does not say."""
    return whole_number(request.form.get("version", ""), 9)


def page(
    rows: Iterable[Row],
    *,
    version: int | str,
    theirs_href: str,
    action: str | None = None,
    form: MultiDict[str, Any] | None = None,
) -> tuple[str, int]:
    """The page with both versions, status 409.

    `version` names the newest version, `theirs_href` is where it can be read, `action` where the form posts (this
    same address by default), `form` what was typed, where the view has added to it.
    """
    typed = request.form if form is None else form
    sent = [(key, value) for key, value in typed.items(multi=True) if key not in _OWN]
    return (
        render_template(
            "layout/conflict.html",
            rows=list(rows),
            sent=sent,
            version=version,
            theirs_href=theirs_href,
            action=action or request.path,
        ),
        409,
    )
