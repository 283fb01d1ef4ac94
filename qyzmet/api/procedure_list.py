"""The list of a kind's procedures: those that the caller may know of, the oldest first, page by page."""

from sqlalchemy import select

from qyzmet import context
from qyzmet.api.kinds import ApiKind
from qyzmet.api.lists import ListParameters, Page, cursor, wrong_cursor
from qyzmet.database import db
from qyzmet.procedure import whole
from qyzmet.search import lists as search


def page(kind: ApiKind, asked: ListParameters) -> Page:
    """The procedures of a kind that were asked for and that the current actor may know of. Raises Invalid."""
    if asked.beyond:
        raise wrong_cursor()
    wanted = search.ListQuery(
        kinds=(kind.kind.name,),
        states=(asked.state,) if asked.state else (),
        organisations=asked.organisations,
        query=asked.query,
        submitted_from=asked.submitted_from,
        submitted_to=asked.submitted_to,
        term=asked.term,
    )
    more = kind.conditions(asked.more) if kind.conditions is not None else ()
    ids = search.ids(
        search.statement_of(context.actor(), wanted, asked.limit + 1, beyond=asked.after, newest_first=False, more=more)
    )
    model = kind.kind.model
    rows = (
        select(model).options(*kind.kind.list_loads(model)).where(model.id.in_(ids[: asked.limit])).order_by(model.id)
    )
    found = list(db.session.scalars(rows).unique())
    whole.read_for_list(found)
    return Page(found, cursor(found[-1].id) if len(ids) > asked.limit else None)
