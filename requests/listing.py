"""The list of the requests that one may know of."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.pages.loading import by_number
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.vocabulary import Party

from ..deadlines import service as deadlines
from ..deadlines.presenting import present
from .models import AutomationRequest
from .pages import TONES
from .procedure import REQUESTS

PAGE = 20


def index() -> ResponseReturnValue:
    """The requests that the caller may know of, newest first, by state; a page at a time."""
    actor = context.actor()
    state = request.args.get("state", "")
    if state and state not in REQUESTS.states:
        abort(404)
    before = request.args.get("before", "")
    query = select(AutomationRequest).where(rights.known_to(actor)).order_by(AutomationRequest.id.desc())
    if state:
        query = query.where(AutomationRequest.state == state)
    if before:
        last_seen = by_number(before, "requests")
        if last_seen is None:
            abort(404)
        query = query.where(AutomationRequest.id < last_seen.id)
    found = list(db.session.scalars(query.limit(PAGE + 1)))
    here = found[:PAGE]
    return render_template(
        "requests/index.html",
        requests=[_line(each) for each in here],
        states=[(key, state_word(REQUESTS, key)) for key in REQUESTS.states],
        state=state,
        first_href=url_for("requests.index", state=state or None) if before else None,
        next_href=(
            url_for("requests.index", state=state or None, before=here[-1].draft_number) if len(found) > PAGE else None
        ),
        may_start=rights.may_start_request(actor) is not None,
    )


def _line(each: AutomationRequest) -> dict[str, object]:
    now = deadlines.open_deadlines(each)
    return {
        "path": each.path,
        "number": each.public_number,
        "title": each.title,
        "state": state_word(REQUESTS, each.state),
        "tone": TONES[each.state],
        "organisation": name_of(each.party(Party.STATE_BODY)),
        "on": each.submitted_at or each.created_at,
        "deadline": present(now[0]) if now else None,
    }
