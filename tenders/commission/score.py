"""¶ 19: each member scores alone, unseen by others until all have or the chair closes. Nothing here commits."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Number
from qyzmet.people.models import User
from qyzmet.procedure import unshown
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import name_of
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import Score, Tender
from ..procedure.commission import ALL_HAVE_SCORED, ALL_SCORED_NONE_LEFT, SOME_STILL_SCORE
from ..rules import criteria
from ..rules.criteria import SCORES_RULE, Criterion, CriterionKind
from . import close_scoring, points, ranking, seats
from .row_key import RowKey

# As many bids as are examined at most, each by as many criteria as part 12 of the assignment takes.
MOST_SCORES = 20_000


class ScoreForm(Form):
    """¶ 19: the points for one bid by one criterion."""

    bid = RowKey(_l("Bid"), [needed()])
    criterion = RowKey(_l("Criterion"), [needed()])
    points = Number(_l("Points for the criterion"), [needed()], digits=9, places=6)


class ScoresForm(Form):
    """¶ 19: the points that a member gives; each may be given again until the scoring ends."""

    scores = Rows(ScoreForm, _l("Points of the bids"), [needed()], most=MOST_SCORES, one=_l("Points for the criterion"))


def _given(body: Body) -> Sequence[dict[str, str]]:
    return [{key: str(value) for key, value in row.items()} for row in body.get("scores") or []]


def against_scoring(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """Each scores for oneself, within the scales, the compliant bids."""
    found = [*seats.against_missing(tender), *seats.against_undeclared(tender, actor)]
    if not criteria.scorable(points.criteria_of(tender)):
        text = _("The design assignment has no criterion that members score: the chair closes the scoring.")
        found.append(Reason(text, rule=SCORES_RULE))
    if found:
        return found
    bids = [bid.public_number for bid in points.scored_bids(tender)]
    return wording.reasons_of(criteria.against_scores(points.criteria_of(tender), bids, _given(body)))


def whether_all_have_scored(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether these scores are the last that were missing."""
    if actor.user is None:
        return SOME_STILL_SCORE
    given = points.points_of(tender)
    for row in _given(body):
        given[actor.user.public_id, row["bid"], row["criterion"]] = Decimal(row["points"])
    waiting = {user.public_id for user in seats.voters_of(tender)} - set(points.have_scored(tender, given))
    return SOME_STILL_SCORE if waiting else ALL_HAVE_SCORED


def score(tender: Tender, body: Body, act: Act) -> None:
    """Keep the member's points, those given again in the place of the earlier ones.

    Until the scoring ends the act is kept nowhere; the last member's ends it and keeps everybody's points.
    """
    member = context.actor().user
    if member is None:
        raise LookupError("nobody scores as nobody")
    bids = {bid.public_number: bid for bid in points.scored_bids(tender)}
    mine = db.session.scalars(select(Score).where(Score.tender_id == tender.id, Score.user_id == member.id))
    known = {(row.bid_id, row.criterion): row for row in mine}
    for row in _given(body):
        bid = bids[row["bid"]]
        kept = known.get((bid.id, row["criterion"]))
        if kept is None:
            kept = Score(tender_id=tender.id, user=member, bid=bid, criterion=row["criterion"])
            db.session.add(kept)
        kept.points, kept.at = row["points"], act.at
    db.session.flush()
    # Who gives points anew signs them anew, or leaves them unsigned.
    unshown.forget(tender, "score", member)
    act.body = {}
    if act.case == ALL_HAVE_SCORED:
        close_scoring.end(tender, act, none_left=ALL_SCORED_NONE_LEFT)


def _has_still_to_score(tender: Tender, actor: Actor) -> bool:
    return actor.user is not None and len(points.own(tender, actor.user)) < len(points.to_give(tender))


def voter(tender: Tender) -> User | None:
    """The reader, where they vote in this Commission."""
    user = context.actor().user
    votes = user is not None and any(user.id == each.id for each in seats.voters_of(tender))
    return user if votes else None


def _given_so_far(tender: Tender) -> Mapping[str, Any]:
    """A row for each bid by each criterion, with the points that the member has given so far."""
    user = voter(tender)
    mine = points.own(tender, user) if user is not None else {}
    return {
        "scores": [
            {"bid": bid, "criterion": key, **({"points": mine[bid, key]} if (bid, key) in mine else {})}
            for bid, key in points.to_give(tender)
        ]
    }


def _scales_and_fields(tender: Tender, form: ScoresForm) -> Mapping[str, Any]:
    """The criteria with their scales, and the fields for each bid; rows left open when it was posted stand here too."""
    known = {(entry.form.bid.data, entry.form.criterion.data) for entry in form.scores.entries}
    for bid, key in points.to_give(tender):
        if (bid, key) not in known:
            form.scores.append_entry({"bid": bid, "criterion": key})
    fields = {(entry.form.bid.data, entry.form.criterion.data): entry for entry in form.scores.entries}
    bids = points.scored_bids(tender)
    return {
        "criteria": [
            {
                "criterion": each,
                "about": _scale(each),
                "met_or_not": each.kind is CriterionKind.PASS_FAIL,
                "rows": [(bid, name_of(bid.bidder), fields[bid.public_number, each.key]) for bid in bids],
            }
            for each in criteria.scorable(points.criteria_of(tender))
        ]
    }


def _scale(criterion: Criterion) -> str:
    """How points are given by a criterion: its scale, weight and pass mark."""
    if criterion.kind is CriterionKind.PASS_FAIL:
        return _("Met or not met. A bid that does not meet it is left out.")
    scale = _(
        "From 0 to %(highest)s. Weight: %(weight)s.",
        highest=ranking.exact_number(criterion.scale_max),
        weight=ranking.exact_number(criterion.weight),
    )
    if criterion.pass_mark is None:
        return scale
    return f"{scale} " + _("Pass mark: %(mark)s.", mark=ranking.exact_number(criterion.pass_mark))


SCORE = Action(
    "score",
    form=ScoresForm,
    against=against_scoring,
    awaited=_has_still_to_score,
    carry_out=score,
    which=whether_all_have_scored,
    page=ActionPage(template="tenders/commission/score.html", begun=_given_so_far, facts=_scales_and_fields),
)
