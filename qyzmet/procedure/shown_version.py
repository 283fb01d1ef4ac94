"""The version of a procedure as its reader sees it: it rises with what the reader can read, and with nothing else.

The row's own version is everybody's. What the parties alone see, or the Commission's votes before they have carried
anything, raises the version for those who see it: their acts are added to it. So nobody else can count them, and
`If-Match` holds for each by what that person has read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flask import Flask
from sqlalchemy import func, inspect, select

from qyzmet import context, database, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Audience

# An act by its name, its case, and the state in which it was taken.
Key = tuple[str, str, str]


def shown_version(procedure: Procedure, actor: Actor | None = None) -> int:
    """The version that the actor sees; without one, who acts now."""
    (version,) = shown_versions([procedure], actor)
    return version


def shown_versions(procedures: Sequence[Procedure], actor: Actor | None = None) -> list[int]:
    """The same for the procedures of a list, in its order: by one query at most."""
    reader = actor or context.actor()
    seen = [(each, _seen_beside(reader, each)) for each in procedures]
    counted = _acts_of([each for each, moves in seen if moves])
    return [each.version + sum(counted[each.id][key] for key in moves) for each, moves in seen]


def _seen_beside(actor: Actor, procedure: Procedure) -> frozenset[Key]:
    """The acts that the actor sees and not everybody does."""
    moves = table_of(procedure).not_for_everybody
    if not moves or not actor.known:
        return frozenset()
    audience = _audience_of(actor, procedure)
    seen = [each for each in moves if each.shown_to <= audience]
    return frozenset((each.action, each.case, state) for each in seen for state in each.from_)


def _audience_of(actor: Actor, procedure: Procedure) -> Audience:
    if rights.may_see_unpublished(actor, procedure):
        return Audience.COMMISSION
    return Audience.PARTIES if rights.reads_as_party(actor, procedure) else Audience.EVERYBODY


def _acts_of(procedures: Iterable[Procedure]) -> Mapping[int, Counter[Key]]:
    """How many acts of each kind these procedures have; those that a page has read whole are not asked for again."""
    counted: defaultdict[int, Counter[Key]] = defaultdict(Counter)
    unread = []
    for each in procedures:
        if database.is_reading() and "acts" not in inspect(each).unloaded:
            counted[each.id] = Counter((act.action, act.case, act.from_state) for act in each.acts)
        else:
            unread.append(each.id)
    if unread:
        what = (Act.procedure_id, Act.action, Act.case, Act.from_state)
        rows = db.session.execute(select(*what, func.count()).where(Act.procedure_id.in_(unread)).group_by(*what))
        for procedure_id, action, case, state, number in rows:
            counted[procedure_id][action, case, state] = number
    return counted


def register(app: Flask) -> None:
    """Make the filter `shown_version` known to the templates."""
    app.jinja_env.filters["shown_version"] = shown_version
