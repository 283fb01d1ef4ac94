"""The pages that show requests: the list of those that one may know of, one request, its receipt."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.procedure import editions, engine
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Edition
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.vocabulary import Party

from ..deadlines import service as deadlines
from ..deadlines.presenting import present
from . import annex1, api, filing, loading, papers, review, rows, shown
from .choices import CRITERIA, CRITERIA_MEANINGS, LEVELS_OF
from .loading import load
from .models import AutomationRequest
from .procedure import DRAFT, REQUESTS

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
        last_seen = loading.by_number(before)
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
        "tone": shown.TONES[each.state],
        "organisation": name_of(each.party(Party.STATE_BODY)),
        "on": each.submitted_at or each.created_at,
        "deadline": present(now[0]) if now else None,
    }


def show(number: str) -> ResponseReturnValue:
    """One request: a draft as a task list for those who fill it in, for others all that was said and done."""
    found, actor = load(number), context.actor()
    now = shown.now(found, actor)
    edition = db.session.get_one(Edition, found.edition_key)
    facts = {
        "request_": found,
        "organisation": name_of(found.party(Party.STATE_BODY)),
        "state": state_word(REQUESTS, found.state),
        "tone": shown.TONES[found.state],
        "now": now,
        "history": shown.history(found, actor),
        "edition": edition,
        "lapsed": editions.has_lapsed(edition),
        "newer": editions.newer_than(edition),
        "printable": papers.papers_of(found),
        "checked": papers.checked(found, request.args.get("sha256", "")),
    }
    if found.state == DRAFT and "save" in now.actions:
        return render_template("requests/draft.html", sections=rows.sections(found), **facts)
    return render_template(
        "requests/show.html",
        rows=annex1.ROWS,
        form_title=annex1.FORM_TITLE,
        timeline=shown.timeline(found),
        opinion=review.visible_opinion(found),
        criteria=CRITERIA,
        meanings=CRITERIA_MEANINGS,
        levels=LEVELS_OF,
        decision=_decision(found),
        terms=shown.terms(found),
        receipt=filing.receipt(found),
        documents=documents_of(found),
        **facts,
    )


def documents_of(found: AutomationRequest) -> dict[str, str]:
    """The names of the papers that go with a request, by their ids."""
    return {each.public_id: each.name for each in documents.of_procedure(found)}


def _decision(found: AutomationRequest) -> dict[str, object] | None:
    act = next((act for act in reversed(standing_acts(found)) if act.action in api.DECISIONS), None)
    if act is None:
        return None
    return {
        "action": act.action,
        "title": shown.act_title(found, act.action),
        "words": act.body.get("grounds") or act.body.get("reason") or "",
        "by": act.user.full_name,
        "acting_for": act.acting_for.full_name if act.acting_for else None,
        "organisation": name_of(act.organisation),
        "at": act.at,
    }


def receipt(number: str) -> ResponseReturnValue:
    """What the state body can prove: number, instant and hash of what was received."""
    found = load(number)
    shown_receipt = filing.receipt(found)
    if shown_receipt is None:
        abort(404)
    return render_template(
        "requests/receipt.html",
        request_=found,
        receipt=shown_receipt,
        organisation=name_of(found.party(Party.STATE_BODY)),
        may_act=bool(engine.actions(found, context.actor())),
    )
