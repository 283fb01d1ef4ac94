"""¶ 19, H22: the chair closes the scoring once a quorum has scored everything; what its end keeps. Nothing commits."""

from qyzmet.context import Actor
from qyzmet.procedure import unshown
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..models import Tender
from ..procedure.commission import NONE_LEFT
from ..rules import criteria
from ..rules.commission import is_quorum, needed
from . import points, ranking, seats


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


def close(tender: Tender, body: Body, act: Act) -> None:
    """The points of those who have scored everything count."""
    end(tender, act, none_left=NONE_LEFT)


def end(tender: Tender, act: Act, *, none_left: str) -> None:
    """Keep with the act what the ranking rests on: who was to score, the points given, the house rule on prices.

    Whether a bid can be named is known only now: `none_left` is the case where none can.
    """
    act.body = {**ranking.basis(tender), "scores": points.written(tender)}
    unshown.show(tender, "score")
    if ranking.leaves_nobody(tender):
        act.case = none_left


def _ends_nothing_early(tender: Tender, actor: Actor) -> bool:
    """While members score the chair may close it, and need not: it closes itself with the last of them."""
    return not criteria.scorable(points.criteria_of(tender))


CLOSE_SCORING = Action(
    "close_scoring",
    against=against_closing,
    awaited=_ends_nothing_early,
    carry_out=close,
    # Whether a bid can be named is known when the points are counted.
    found_by_doing=True,
    page=ActionPage(
        note=N_(
            "Everybody's points and the ranking are published. The points of members who have not scored everything do "
            "not count."
        )
    ),
)
