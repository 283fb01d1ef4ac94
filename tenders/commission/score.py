"""¶ 19: each member scores alone, unseen by others until all have or the chair closes. Nothing here commits."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences import wording

from ..models import Score, Tender
from ..procedure.commission import ALL_HAVE_SCORED, SOME_STILL_SCORE
from ..rules import criteria
from ..rules.commission import is_quorum, needed
from ..rules.criteria import SCORES_RULE
from . import points, ranking, seats


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


def case(tender: Tender, body: Body, actor: Actor) -> str:
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
    known = {(row.bid_id, row.criterion): row for row in points.rows_of(tender) if row.user_id == member.id}
    for row in _given(body):
        bid = bids[row["bid"]]
        kept = known.get((bid.id, row["criterion"]))
        if kept is None:
            kept = Score(tender_id=tender.id, user=member, bid=bid, criterion=row["criterion"])
            db.session.add(kept)
        kept.points, kept.at = row["points"], act.at
    db.session.flush()
    if act.case == ALL_HAVE_SCORED:
        end(tender, act)


def against_closing(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """At least a quorum has scored everything there was to score."""
    found = [*seats.against_missing(tender), *seats.against_undeclared(tender, actor)]
    if found or not criteria.scorable(points.criteria_of(tender)):
        return found
    all_of, thirds = len(seats.commission_of(tender).voters), seats.thirds(tender)
    done = len(points.have_scored(tender))
    if is_quorum(done, all_of, thirds):
        return []
    text = _(
        "The scoring is closed when at least %(least)s of %(all)s have scored every bid by every criterion; now it is "
        "%(number)s.",
        least=needed(all_of, thirds),
        all=all_of,
        number=done,
    )
    return [Reason(text, rule="H22")]


def end(tender: Tender, act: Act) -> None:
    """Keep with the act what the ranking rests on: who was to score, the points given, the house rule on prices."""
    act.body = {**ranking.basis(tender), "scores": points.written(tender)}
