"""How each kind of procedure is shown on pages. A room registers each of its kinds once, beside the API's.

Addresses, drafting section by section, acting, annulling and reading are the same for every kind; what differs stands
here. Forms are those of the `ApiKind`: pages and API take the same ones.

    register(PagesKind(api=api.REQUESTS, tones={"draft": "neutral", …}, now_text=…, timeline=…,
                       template="requests/show.html", untitled=N_("Request without a name yet"), …))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.api.kinds import ApiKind, Nothing
from qyzmet.forms import Form
from qyzmet.people.models import Organisation
from qyzmet.procedure.form_sections import Section, numbered
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import Move
from qyzmet.vocabulary import Party


@dataclass(frozen=True)
class Link:
    """A link in the head of a page: a print, a feed, a file."""

    text: str
    href: str


def _its_keys(procedure: Any, section: Section) -> tuple[str, ...]:
    return section.keys


def _as_it_is(procedure: Any, form: Any) -> None:
    """Leave the form as it was bound."""


def _complete(data: dict[str, Any]) -> dict[str, Any]:
    return data


def _has_rule(reason: Reason) -> bool:
    return reason.rule is not None


def _no_facts(procedure: Any) -> Mapping[str, Any]:
    return {}


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
    fields_of: Callable[[Any, Section], tuple[str, ...]] = _its_keys
    # Fills in what a form offers to choose from; for kept and for typed ones.
    offer: Callable[[Any, Any], None] = _as_it_is
    # Adds the blank entries that invite to fill in what is kept.
    prepare: Callable[[Any, Any], None] = _as_it_is
    # Completes a section's data before it is saved: keys that people do not see.
    complete: Callable[[dict[str, Any]], dict[str, Any]] = _complete
    # Whether a reason asks for attention, and not just for more to be filled in.
    crossing: Callable[[Reason], bool] = _has_rule
    # What the section's and the check page's templates need besides.
    facts: Callable[[Any], Mapping[str, Any]] = _no_facts

    def section(self, number: int) -> Section:
        """The section of that number. Raises KeyError."""
        return numbered(self.sections, number)


def _nothing_hidden(procedure: Any) -> frozenset[str]:
    return frozenset()


def _no_words(procedure: Any) -> Mapping[str, str]:
    return {}


def _nobody_joins(procedure: Any, action: str) -> Mapping[Party, Organisation | None]:
    return {}


def _by_the_table(procedure: Any, move: Move) -> tuple[str, ...]:
    return move.starts


def _nothing_above(procedure: Any, action: str) -> str:
    return ""


def _nothing_yet(procedure: Any, action: str) -> Mapping[str, Any] | None:
    return None


def _nothing_besides(procedure: Any, action: str, form: Any) -> Mapping[str, Any]:
    return {}


def _no_papers(procedure: Any) -> Sequence[Link]:
    return ()


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
    # More for the templates of the show page.
    facts: Callable[[Any], Mapping[str, Any]] = _no_facts
    # Actions whose acts the reader is not shown in the history.
    hidden_acts: Callable[[Any], frozenset[str]] = _nothing_hidden
    # Actions with a page of their own, by its word in the address: {"draft_opinion": "opinion"}.
    own_pages: Mapping[str, str] = field(default_factory=dict)
    # What a confirm page says besides (msgids).
    confirm_notes: Mapping[str, str] = field(default_factory=dict)
    # Actions whose button warns; those offered as a link only, after the buttons; those offered first.
    warnings: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    # The words of a button where they differ from the move's title.
    action_words: Callable[[Any], Mapping[str, str]] = _no_words
    # Actions whose form a template of the room draws: it extends "procedure/ask.html" and fills its block `fields`.
    ask_templates: Mapping[str, str] = field(default_factory=dict)
    # What an action's form holds before anything is typed, as JSON; None where it is blank.
    begun: Callable[[Any, str], Mapping[str, Any] | None] = _nothing_yet
    # What such a template needs besides; it may also fill in what the form offers to choose from.
    ask_facts: Callable[[Any, str, Any], Mapping[str, Any]] = _nothing_besides
    # What stands above an action's form: text or Markup.
    above: Callable[[Any, str], str] = _nothing_above
    # Who becomes a party by an action, and is told of it therefore.
    joins: Callable[[Any, str], Mapping[Party, Organisation | None]] = _nobody_joins
    # The terms that a move starts, where not all of the table's wait for nothing.
    starts: Callable[[Any, Move], tuple[str, ...]] = _by_the_table
    # Links in the head beside the one to the papers that can be printed: an .ics, a comparison.
    papers: Callable[[Any], Sequence[Link]] = _no_papers

    @property
    def name(self) -> str:
        return self.api.kind.name

    def form_of(self, action: str) -> type[Form]:
        """What an action carries: the form of the API."""
        return self.api.forms.get(action, Nothing)


_kinds: dict[str, PagesKind] = {}


def register(kind: PagesKind) -> PagesKind:
    """Show a kind. Raises ValueError for states without a tone and for actions that the kind does not have."""
    tables = kind.api.kind.tables.values()
    toneless = {state for table in tables for state in table.states} - set(kind.tones)
    named = {*kind.own_pages, *kind.ask_templates, *kind.confirm_notes, *kind.warnings, *kind.quiet, *kind.order}
    named |= {kind.filing} if kind.filing else set()
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
