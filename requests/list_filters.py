"""What the list of the room may be asked for: a view, kinds and states, organisation, days, term, words."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from werkzeug.datastructures import MultiDict

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms import Date, Form, Select, Text, bind_post, optional
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import kinds
from qyzmet.search.axes import Term
from qyzmet.search.lists import Wanted

from .assignment_procedure import ASSIGNMENTS
from .procedure import REQUESTS
from .proposal_procedure import PROPOSALS

MOST_ORGANISATIONS = 50


class View(StrEnum):
    """Which of them."""

    WAITS = "waits"
    MINE = "mine"
    ALL = "all"


class Kind(StrEnum):
    """Of which kind."""

    REQUESTS = "requests"
    PROPOSALS = "proposals"
    ASSIGNMENTS = "assignments"


VIEWS = tuple(View)
KINDS: dict[str, Any] = {
    Kind.REQUESTS: _l("Request"),
    Kind.PROPOSALS: _l("Proposal"),
    Kind.ASSIGNMENTS: _l("Design assignment"),
}
TERMS = {
    Term.OVERDUE: _l("Overdue"),
    Term.SOON: _l("Due within 3 working days"),
    Term.RUNNING: _l("A term is running"),
    Term.NONE: _l("No term is running"),
}
# A state of several kinds is named as the first of them names it.
_STATES: dict[str, str] = {}
for _table in (REQUESTS, PROPOSALS, ASSIGNMENTS):
    _STATES = {**_table.states, **_STATES}
State = StrEnum("State", {key.upper(): key for key in _STATES})  # type: ignore[misc]  # its members are the tables'.


class ListForm(Form):
    """The filters. Whatever is left open narrows nothing."""

    view = Select(_l("View"), [optional()], kind=View, titles=dict.fromkeys(View, ""))
    q = Text(
        _l("Search"),
        [optional()],
        most=200,
        description=_l("Number, function, organisation or act; in any form of the words"),
    )
    kind = Select(_l("Kind"), [optional()], kind=Kind, titles=KINDS)
    state = Select(_l("State"), [optional()], kind=State, titles={each: _l(_STATES[each]) for each in State})
    organisation = Text(_l("Organisation"), [optional()], most=200, description=_l("BIN or a part of the name"))
    term = Select(_l("Term"), [optional()], kind=Term, titles=TERMS)
    submitted_from = Date(_l("Submitted from"), [optional()])
    submitted_to = Date(_l("Submitted to"), [optional()])


def read(arguments: Any) -> ListForm:
    """The filters of an address."""
    return bind_post(ListForm, MultiDict(arguments.items(multi=True)), draft=True)


def asked(actor: Actor, view: View, form: ListForm) -> Wanted:
    """The same as a search takes it."""
    return Wanted(
        kinds=(form.kind.data,) if form.kind.data else tuple(kind for kind in Kind if kind in kinds()),
        states=(form.state.data,) if form.state.data else (),
        mine=tuple(rights.works_in(actor)) if view is View.MINE else None,
        organisations=organisations(form.organisation.data) if form.organisation.data else None,
        query=form.q.data or None,
        submitted_from=form.submitted_from.data,
        submitted_to=form.submitted_to.data,
        term=Term(form.term.data) if form.term.data else None,
    )


def organisations(text: str) -> tuple[int, ...]:
    """The organisations with that BIN, or whose name in any language holds the text, capital letters or not."""
    names = (Organisation.name_kk, Organisation.name_ru, Organisation.name_en)
    if db.engine.dialect.name == "sqlite":
        found = [func.fold(name).contains(text.casefold(), autoescape=True) for name in names]
    else:
        found = [func.lower(name.collate("kk-x-icu")).contains(text.lower(), autoescape=True) for name in names]
    query = select(Organisation.id).where(or_(Organisation.bin == text, *found)).limit(MOST_ORGANISATIONS)
    # None of them: then nothing is found, and not everything.
    return tuple(db.session.scalars(query)) or (0,)
