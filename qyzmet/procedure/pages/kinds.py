"""How each kind of procedure is shown on pages. A room registers each of its kinds once, beside the API's.

Addresses, drafting section by section, acting, annulling and reading are the same for every kind; what differs stands
here. Forms are those of the `ApiKind`: pages and API take the same ones.

    register(PagesKind(api=api.REQUESTS, tones={"draft": "neutral", …}, now_text=…, timeline=…,
                       template="requests/request/show.html", untitled=N_("Request without a name yet"), …))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qyzmet.api.kinds import ApiKind
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.actions import ActionPage
from qyzmet.procedure.form_sections import Section, numbered
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import Move
from qyzmet.translating import gettext as _


@dataclass(frozen=True)
class Link:
    """A link in the head of a page: a print, a feed, a file."""

    text: str
    href: str


def _has_rule(reason: Reason) -> bool:
    return reason.rule is not None


@dataclass(frozen=True)
class LongForm:
    """A form that is filled in section by section, before the filing action; its reasons are that action's guard."""

    # What the task list is called (msgid).
    title: str
    sections: Sequence[Section]
    # Extends "procedure/section.html": its block `fields` draws the fields of `section`.
    section_template: str
    # Extends "procedure/check.html": its block `answers` shows each of `sections` with a way to change it.
    check_template: str
    # The fields that a section's page shows.
    fields_of: Callable[[Any, Section], tuple[str, ...]] | None = None
    # Fills in what a form offers to choose from; for kept and for typed ones.
    offer: Callable[[Any, Any], None] | None = None
    # Adds the blank entries that invite to fill in what is kept.
    prepare: Callable[[Any, Any], None] | None = None
    # Completes a section's data before it is saved: keys that people do not see.
    complete: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    # Whether a reason asks for attention, and not just for more to be filled in.
    crossing: Callable[[Reason], bool] = _has_rule
    # What the section's and the check page's templates need besides.
    facts: Callable[[Any], Mapping[str, Any]] | None = None
    # What follows from what a section now says, where that stands against the whole: told as soon as it is saved.
    follows: Callable[[Any, Section], Sequence[str]] | None = None

    def fields(self, procedure: Any, section: Section) -> tuple[str, ...]:
        """The fields that the section's page shows: all of its keys, unless the kind leaves some out."""
        return section.keys if self.fields_of is None else self.fields_of(procedure, section)

    def offer_choices(self, procedure: Any, form: Any) -> None:
        """Fill in what the form offers to choose from."""
        if self.offer is not None:
            self.offer(procedure, form)

    def shown_with(self, procedure: Any) -> Mapping[str, Any]:
        """What the templates of section and check need besides."""
        return self.facts(procedure) if self.facts is not None else {}

    def what_follows(self, procedure: Any, section: Section) -> Sequence[str]:
        """What is told as soon as the section is saved."""
        return self.follows(procedure, section) if self.follows is not None else ()

    def section(self, number: int) -> Section:
        """The section of that number. Raises KeyError."""
        return numbered(self.sections, number)


@dataclass(frozen=True)
class PagesKind:
    """How a kind of procedure is shown. Functions take the room's own model and give translated texts."""

    api: ApiKind
    # The colour of each state's tag: neutral, active, done, ended.
    tones: Mapping[str, str]
    # Who does what now.
    now_text: Callable[[Any], str]
    # The course as the macro `timeline` takes it; made of `shown.step`.
    timeline: Callable[[Any], list[dict[str, Any]]]
    # Extends "procedure/show.html": the blocks `contents`, and `nav` and `more` for what stands before them.
    template: str
    # The name of one that has none yet, and of the room's list (msgids).
    untitled: str
    list_title: str
    form: LongForm | None = None
    # The action that files what the long form holds.
    filing: str | None = None
    # What one is called where its title is not the whole of it: an IC service has a name in each language.
    called: Callable[[Any], str] = lambda procedure: str(procedure.called)
    # More for the templates of the show page.
    facts: Callable[[Any], Mapping[str, Any]] | None = None
    # Where the matter goes on while nobody has to act here, the furthest first: a replacement of the supplier.
    goes_on_in: Callable[[Any], Sequence[Procedure | None]] | None = None
    # The actions that are offered first, in this order; the others follow in the table's.
    order: tuple[str, ...] = ()
    # Links in the head beside the one to the papers that can be printed: an .ics, a comparison.
    papers: Callable[[Any], Sequence[Link]] | None = None

    @property
    def name(self) -> str:
        return self.api.kind.name

    def name_of(self, procedure: Procedure) -> str:
        """What the procedure is called on its pages."""
        return self.called(procedure) or _(self.untitled)

    def page_of(self, action: str) -> ActionPage:
        """How the action is offered and asked."""
        return self.api.kind.action(action).page

    def due_beside(self, procedure: Procedure) -> Sequence[Deadline]:
        """The terms of other procedures that are to be kept here."""
        also_due = self.api.kind.also_due
        return also_due(procedure) if also_due is not None else ()

    def starts_of(self, procedure: Procedure, move: Move) -> tuple[str, ...]:
        """The terms that the move would start now: those of its row which wait for nothing."""
        rules = self.api.kind.rules_of_terms
        return tuple(key for key in move.starts if not _will_wait(rules.get(key), procedure, move.action))


def _will_wait(rule: TermRule | None, procedure: Procedure, action: str) -> bool:
    return rule is not None and rule.will_wait is not None and rule.will_wait(procedure, action)


_kinds: dict[str, PagesKind] = {}


def register(kind: PagesKind) -> PagesKind:
    """Show a kind. Raises ValueError for states without a tone and for actions that the kind does not have."""
    tables = kind.api.kind.tables.values()
    toneless = {state for table in tables for state in table.states} - set(kind.tones)
    named = {*kind.order, *([kind.filing] if kind.filing else [])}
    unknown = named - set(kind.api.actions())
    if toneless or unknown:
        raise ValueError(f"{kind.name}: states without a tone {sorted(toneless)}, no such actions {sorted(unknown)}")
    _kinds[kind.name] = kind
    return kind


def of(procedure: Procedure) -> PagesKind:
    """How this procedure is shown. Raises KeyError for a kind without pages."""
    return _kinds[procedure.kind]


def named(name: str) -> PagesKind:
    """How procedures of this kind are shown. Raises KeyError for a kind without pages."""
    return _kinds[name]


def of_room(room: str) -> list[PagesKind]:
    """The kinds whose pages are in a room."""
    return [kind for kind in _kinds.values() if kind.api.kind.model.room == room]
