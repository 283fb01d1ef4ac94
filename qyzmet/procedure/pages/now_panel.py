"""The panel “Now”: what happens, whose turn it is, what the reader may do about it, and where the matter is by now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qyzmet import context, rights
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import Deadline
from qyzmet.deadlines.shown_deadline import ShownDeadline, present_all
from qyzmet.procedure import engine
from qyzmet.procedure.kinds import kind_of, table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import ahead, kinds
from qyzmet.procedure.pages.page_parts import title_of
from qyzmet.procedure.table import Move
from qyzmet.procedure.whose_turn.handed_over import HandedOver, handed_over
from qyzmet.procedure.whose_turn.preparing import HAND_OVER
from qyzmet.procedure.whose_turn.tasks import Task, Waited, is_expected, own_term, tasks_in, waited_for
from qyzmet.procedure.whose_turn.turns import turns
from qyzmet.procedure.wording import name_of, term_title
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party, Role
from qyzmet.web import formats


@dataclass(frozen=True)
class Button:
    """An action that the reader may take now: its words, its page and how it is drawn."""

    action: str
    text: str
    href: str
    # primary, secondary, or link.
    look: str


@dataclass(frozen=True)
class Now:
    """Who does what now, until when, and what the reader may do about it."""

    text: str
    deadlines: list[ShownDeadline]
    # What the reader is expected to do.
    tasks: Sequence[Task]
    # The same in words.
    asked: Sequence[str]
    # Whose turn it is, in a sentence, where it is not the reader's.
    turn: str
    # What leads on, and apart from it what is merely possible.
    buttons: list[Button]
    apart: list[Button]
    may_save: bool
    # What the reader's own people handed over, and whether the reader may do so now.
    ready: HandedOver | None
    with_head: bool
    may_hand_over: bool
    # What is missing before the reader can do what is theirs to do.
    lacks: Sequence[str]
    # Where the matter is by now, further on.
    ahead: ahead.Ahead | None
    # Why a move that the reader's role allows is not the reader's.
    excluded: str | None


def now(procedure: Procedure) -> Now:
    """The panel on top of the page."""
    actor = context.actor()
    mine, tasks = engine.actions(procedure, actor), tasks_in(procedure, actor)
    running = [*deadlines.open_deadlines(procedure), *kinds.of(procedure).due_beside(procedure)]
    ready = _ready(procedure)
    buttons = _buttons(procedure, mine, tasks)
    further = ahead.of(procedure)
    return Now(
        text=kinds.of(procedure).now_text(procedure),
        deadlines=present_all(running),
        tasks=tasks,
        asked=_asked(procedure, tasks, running),
        turn="" if tasks else _turn(procedure, ready, running, further),
        buttons=[each for each in buttons if each.look != "link"],
        apart=[each for each in buttons if each.look == "link"],
        may_save="save" in mine,
        ready=ready,
        with_head=ready is not None and not any(task.ready for task in tasks),
        may_hand_over=HAND_OVER in mine,
        lacks=_lacks(procedure, tasks, mine),
        ahead=further,
        excluded=_excluded(procedure),
    )


def _excluded(procedure: Procedure) -> str | None:
    """Why an act that the reader has the role for is not the reader's. Told where somebody waits for the act: there one
    wonders.
    """
    actor = context.actor()
    for move in table_of(procedure).moves:
        if procedure.state in move.from_ and move.expected and rights.capacity(actor, procedure, move) is not None:
            reason = rights.excluded(actor, procedure, move)
            awaited = kind_of(procedure).action(move.action).awaited
            if reason is not None and (awaited is None or awaited(procedure, actor)):
                return reason.text
    return None


def _lacks(procedure: Procedure, tasks: Sequence[Task], mine: Sequence[str]) -> list[str]:
    """Why what is the reader's to do cannot be done yet: the head's, of what a specialist has half written."""
    waiting = [task.action for task in tasks if task.action is not None and task.action not in mine]
    kind = kind_of(procedure)
    return [reason.text for each in waiting for reason in kind.action(each).reasons(procedure, {}, context.actor())]


def _ready(procedure: Procedure) -> HandedOver | None:
    """What was handed over, for those who work for the party whose affair it is."""
    rows = [row for row in table_of(procedure).moves_of(HAND_OVER) if procedure.state in row.from_]
    own = (row.by for row in rows if rights.works_for(context.actor(), procedure, row.by))
    return next((found for party in own if (found := handed_over(procedure, party)) is not None), None)


def _asked(procedure: Procedure, tasks: Sequence[Task], running: Sequence[Deadline]) -> list[str]:
    """What the reader is to do; of a task that several terms end, by the reader's terms that run here."""
    table, found = table_of(procedure), dict[str, None]()
    for task in tasks:
        named = {term: term_title(table, term) for term in task.terms}
        own = [named[each.term] for each in running if each.term in named and each.owner is task.party]
        found.update(dict.fromkeys(own if own and task.title in named.values() else [task.title]))
    return list(found)


def _turn(
    procedure: Procedure, ready: HandedOver | None, running: Sequence[Deadline], further: ahead.Ahead | None
) -> str:
    """For whom the reader waits; for those whom it does not concern, who is next. Where all is done here and the matter
    goes on elsewhere, whose turn it is there, and not that nothing is left to do.
    """
    waited = waited_for(procedure)
    if not waited:
        table = table_of(procedure)
        # A service that lives has terms that run, though what is done in them may be another's.
        if further is not None and further.goes_on:
            owners = dict.fromkeys(each.owner_name for each in further.deadlines)
            return _("Next: %(who)s.", who="; ".join(owners)) if owners and not running else ""
        if procedure.state in table.last | table.settled and not running:
            return _("Nothing is left to do here.")
        return ""
    goes_on_in = kinds.of(procedure).goes_on_in
    if goes_on_in is not None and goes_on_in(procedure) and not any(each.terms for each in waited):
        # Nobody has to do anything here: what is under way elsewhere says whose turn it is there.
        return ""
    who = "; ".join(_who(procedure, each, running) for each in waited)
    if ready is not None:
        return ""
    if not rights.is_party(context.actor(), procedure) and rights.seat_of(context.actor(), procedure) is None:
        return _("Next: %(who)s.", who=who)
    return _("You wait for: %(who)s. You will be told.", who=who)


def _who(procedure: Procedure, waited: Waited, running: Sequence[Deadline]) -> str:
    last = own_term(waited.party, waited.terms, running)
    name = _name(procedure, waited)
    return name if last is None else f"{name}, {formats.until(last.due_on, last.due_at)}"


def _name(procedure: Procedure, waited: Waited) -> str:
    if waited.party is Party.COMMISSION:
        return _(PARTY_TITLES[Party.COMMISSION])
    organisation = waited.organisation
    if organisation is not None and context.actor().roles_in(organisation.id):
        return _("your head") if _is_the_heads(procedure, waited.moves) else _("your colleagues")
    return name_of(organisation) or _(PARTY_TITLES[waited.party])


def _is_the_heads(procedure: Procedure, moves: Iterable[Move]) -> bool:
    found = [move for move in moves if not move.prepares]
    if any(move.prepares for move in moves) and handed_over(procedure, next(iter(moves)).by) is None:
        return False
    return bool(found) and all(move.roles == (Role.HEAD,) for move in found)


def _buttons(procedure: Procedure, mine: list[str], tasks: Sequence[Task]) -> list[Button]:
    """The tasks' first, then what else leads on; as links what is merely possible."""
    kind, actor = kinds.of(procedure), context.actor()
    table = table_of(procedure)
    leading = {move.action for turn in turns(table, procedure.state) for move in turn.leading}
    offered = [action for action in mine if action not in ("save", HAND_OVER)]
    asked = [action for task in tasks for action in task.actions]
    leads_on = {task.action for task in tasks}
    order = {action: place for place, action in enumerate(kind.order)}
    offered.sort(key=lambda action: (action not in asked, order.get(action, len(order))))
    found = [_beginning(task, first=place == 0) for place, task in enumerate(tasks) if task.begins is not None]
    for action in offered:
        own = kind_of(procedure).action(action)
        leads = action in asked or (
            action in leading and (own.awaited is None or is_expected(procedure, action, actor))
        )
        apart = not leads or (kind.page_of(action).quiet and action not in leads_on)
        found.append(_button(procedure, action, "link" if apart else "secondary" if found else "primary"))
    return found


def _beginning(task: Task, *, first: bool) -> Button:
    href = task.begins.href(task.procedure) if task.begins is not None else task.procedure.path
    return Button("", task.title, href, "primary" if first else "secondary")


def _button(procedure: Procedure, action: str, look: str) -> Button:
    page = kinds.of(procedure).page_of(action)
    words = page.button(procedure) if page.button is not None else None
    return Button(action, words or _title_here(procedure, action), address_of(procedure, action), look)


def _title_here(procedure: Procedure, action: str) -> str:
    """What it is called for the reader in this state: the integrator opens a discussion, the others are heard."""
    actor = context.actor()
    rows = (move for move in table_of(procedure).moves_of(action) if procedure.state in move.from_)
    own = next((move for move in rows if rights.capacity(actor, procedure, move) is not None), None)
    return title_of(procedure, action) if own is None else _(own.title)


def address_of(procedure: Procedure, action: str) -> str:
    """The page on which the action is taken."""
    kind = kinds.of(procedure)
    if action == kind.filing and kind.form is not None:
        return f"{procedure.path}/check"
    return f"{procedure.path}/{kind.page_of(action).own or f'act/{action}'}"
