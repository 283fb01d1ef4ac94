"""The kinds of procedure that the rooms have registered: table, model, actions, and the rules of their terms."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import PREPARERS, Term
from qyzmet.procedure.table import Procedure as Table
from qyzmet.reading.read_together import Part
from qyzmet.signatures.pending import Pending
from qyzmet.vocabulary import Party, Role


class Keeper(Protocol):
    """Keeps procedures of a kind sealed, elsewhere than the engine does, until they are opened.

    What it gives are objects of the kind's model that no database session knows: rights, actions and pages read them
    like any other. The engine hands their moves over to it.
    """

    def holds(self, procedure: Procedure) -> bool:
        """Whether this one is kept here."""

    def find(self, number: str, actor: Actor) -> Procedure | None:
        """The one with that number, if it is the actor's own."""

    def mine(self, actor: Actor) -> Sequence[Procedure]:
        """All that are the actor's own, the oldest first."""

    def held(self, bin_: str) -> Set[str]:
        """The ids of the documents that those of the supplier with this BIN name, as far as they take no more."""

    def named(self) -> Set[str]:
        """The ids of the documents that any of them names. Raises SealBroken where one does not open."""

    def openings(self) -> Set[str]:
        """The names of the pairs for whose openings documents may be addressed."""

    def handed_over(self, procedure: Any) -> Act | None:
        """The act by which it was handed over to its head, as long as that holds."""

    def until(self, procedure: Any) -> dt.datetime | None:
        """Until when it is taken."""

    def take(
        self,
        procedure: Any,
        action: str,
        body: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
        signature: bytes | None = None,
    ) -> Act:
        """As `engine.take`."""

    def manifest_of(
        self,
        procedure: Any,
        action: str,
        body: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
    ) -> Pending:
        """As `manifests.make`; it is kept under the seal."""

    def manifests(self, procedure: Any) -> Sequence[Pending]:
        """As `manifests.of`."""

    def note_attempt(self, procedure: Any, said: Mapping[str, Any]) -> None:
        """Keep under the seal that a signature was not taken."""

    def save(
        self,
        procedure: Any,
        data: Body,
        *,
        expected_version: int | None = None,
        validate: Callable[[], None] | None = None,
    ) -> None:
        """As `engine.save`."""


@dataclass(frozen=True)
class TermRule:
    """How a term of the table is counted where the act alone does not say it. Functions take the room's own model."""

    key: str
    # The instant from which it counts, where that is not the act's.
    counts_from: Callable[[Any, Act], dt.datetime] | None = None
    # The instant before which it does not end, whatever its days say: an extension.
    not_before: Callable[[Any, Act], dt.datetime | None] | None = None
    # How many days it has, given those of the table or the house rule: it never ends after another that runs.
    length: Callable[[Any, Act, int], int] | None = None
    # Whether it is not started yet, because a fact is missing. Asked once the act is carried out.
    waits: Callable[[Any], bool] | None = None
    # The same, foreseen of an action before it is taken: pages say which terms it will start.
    will_wait: Callable[[Any, str], bool] | None = None
    # Opens its rows itself, where one act starts several, each with its own day: the reports of a programme.
    opens: Callable[[Any, Act], None] | None = None
    # Which of these rows the act closes, by its `matter`.
    closes: Callable[[Any, Act], str] | None = None
    # What a row of it is called beside the term's title, by its `matter`.
    called: Callable[[Any, str], str] | None = None


@dataclass(frozen=True)
class Beginning:
    """Another procedure that is begun from one of this kind: it leads on where no move does."""

    # The kind that is begun, and what that is called (msgid).
    kind: str
    title: str
    rule: str
    by: Party
    states: tuple[str, ...]
    # Whether it can be begun now; who may is asked besides.
    is_open: Callable[[Any], bool]
    # The condition on `Procedure` that it perhaps can: where it surely cannot, lists need not read the procedure.
    may_be_begun: Callable[[], ColumnElement[bool]]
    # The page on which it is begun.
    href: Callable[[Any], str]
    roles: tuple[Role, ...] = PREPARERS
    # The terms that it serves.
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """How a room's procedure is carried out. Functions take the room's own model."""

    tables: Mapping[str, Table]
    model: type[Procedure]
    # One for each act that somebody takes, and for each consequence that does something.
    actions: tuple[Action, ...] = ()
    # For the terms that count otherwise than from the act that starts them.
    terms: tuple[TermRule, ...] = ()
    # What follows every act, after it was carried out; a sealed act brings nothing along, so that nobody sees it.
    after_act: Callable[[Any, Body, Act], None] | None = None
    # Which move of its own follows from an act, once its state has changed: what the votes have carried.
    follows: Callable[[Any, Act], str | None] | None = None
    # Called after a change of the calendar has moved one of its terms, with the term's key and the new instant.
    moved: Callable[[Any, str, dt.datetime], None] | None = None
    # Terms of another procedure that are this one's to keep: they stand with its own where it says what is now.
    also_due: Callable[[Any], Sequence[Deadline]] | None = None
    # What is begun from it where no move of its own leads on: a tender from an approved design assignment.
    begins: tuple["Beginning", ...] = ()
    # Its procedures can be public, once they are published.
    public: bool = False
    # Where they are kept as long as they are sealed.
    keeper: Keeper | None = None
    # Keeps what lists show (the title) in step with a draft's data.
    after_save: Callable[[Any], None] | None = None
    # Called by the worker when a day has begun, maybe more than once: what rows say of today is kept in step.
    day_begins: Callable[[], None] | None = None
    # What search finds it by, besides its numbers, its title and the names of its parties.
    searched: Callable[[Any], Iterable[str]] | None = None
    # Its words are found, too, when they are typed without the Kazakh letters or with a mistake. All of it is public.
    forgiving: bool = False
    # The legal acts that it cites, each with `title`, `number` and `date` as Annex 1 has them.
    cites: Callable[[Any], Iterable[Mapping[str, Any]]] | None = None
    # The states in which it is compared with what others ask for (¶ 11): it runs, or works already.
    compared: frozenset[str] = frozenset()
    # By another kind's name: what an act in a procedure of it does to those of this kind that rest on it. The third
    # argument is the act that was annulled, where the act is an annulment.
    rests_on: Mapping[str, Callable[[Any, Act, Act | None], None]] = field(default_factory=dict)
    # What is read with one that is looked for by its number (of the model, or of an alias), and read together with it
    # afterwards (`whole`): what its page, its acts and the API ask for. What it came from and led to has its parties
    # read too.
    loads: Callable[[Any], Sequence[ORMOption]] = lambda entity: ()
    # Of a list: with each what it links to, without what that holds.
    list_loads: Callable[[Any], Sequence[ORMOption]] = lambda entity: ()
    related: Callable[[Any], Iterable[Procedure]] = lambda procedure: ()
    parts: Callable[[], Sequence[Part]] = lambda: ()
    # The related procedures by which it goes on: of these the same is read, as a page says how it stands with them.
    leads_on: Callable[[Any], Iterable[Procedure]] = lambda procedure: ()
    # What is read of these in turn, once they are there.
    parts_of_parts: Callable[[Any], Iterable[tuple[Part, Iterable[Any]]]] = lambda procedure: ()
    # The procedure that led to it.
    came_from: Callable[[Any], Procedure | None] | None = None
    # What its guards read of another procedure and its acts rest on: it is locked with it.
    locks: Callable[[Any], Sequence[Procedure]] = lambda procedure: ()

    @cached_property
    def actions_by_name(self) -> Mapping[str, Action]:
        """The actions by the names that the table has for them."""
        return {action.name: action for action in self.actions}

    @cached_property
    def rules_of_terms(self) -> Mapping[str, TermRule]:
        """The rules of terms by the terms' keys."""
        return {rule.key: rule for rule in self.terms}

    def action(self, name: str) -> Action:
        """What the act of that name does; of a mere consequence, nothing besides what the table says."""
        return self.actions_by_name.get(name) or Action(name)

    def rule_of_term(self, key: str) -> TermRule:
        """How the term is counted."""
        return self.rules_of_terms.get(key) or TermRule(key)

    @property
    def name(self) -> str:
        return next(iter(self.tables.values())).kind

    def table_of(self, procedure: Procedure) -> Table:
        """The table of the edition that the procedure started under, and keeps."""
        return self.tables[tables_key(procedure.edition_key)]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a room's kind known to the engine.

    Raises ValueError where its tables and its actions do not fit: an act that somebody takes without an action, an
    action or the rule of a term that no table knows, or two of one name.
    """
    wrong = misfits(kind)
    if wrong:
        raise ValueError(f"{kind.name}: {'; '.join(wrong)}")
    _kinds[kind.name] = kind
    return kind


def misfits(kind: Kind) -> list[str]:
    """In what the tables of a kind and its actions and rules of terms do not fit."""
    moves = [move for table in kind.tables.values() for move in table.moves]
    taken = {move.action for move in moves if not move.consequence}
    names = [action.name for action in kind.actions]
    keys = [rule.key for rule in kind.terms]
    terms = {term.key for table in kind.tables.values() for term in table.terms}
    return [
        *(f"no action for {name}" for name in sorted(taken - set(names))),
        *(f"no row of the table for {name}" for name in sorted(set(names) - {move.action for move in moves})),
        *(f"no such term {key}" for key in sorted(set(keys) - terms)),
        *(f"two of the name {name}" for names_ in (names, keys) for name, many in Counter(names_).items() if many > 1),
    ]


def kinds() -> dict[str, Kind]:
    """All registered kinds by name."""
    return dict(_kinds)


def let_know(procedure: Procedure, act: Act, *, annulled: Act | None = None) -> None:
    """Let what rests on a procedure follow an act in it, or the annulment of one; called before its state changes.

    The procedure's room need not know whose rests on it. Raises NotInThisState where that has gone too far.
    """
    for kind in _kinds.values():
        follow = kind.rests_on.get(procedure.kind)
        if follow is not None:
            follow(procedure, act, annulled)


def begin_day() -> None:
    """A day has begun: what rows say of today is kept in step. Called by the worker, maybe more than once."""
    for kind in _kinds.values():
        if kind.day_begins is not None:
            kind.day_begins()


def kind_of(procedure: Procedure) -> Kind:
    """The kind of a procedure."""
    return _kinds[procedure.kind]


def keepers() -> list[Keeper]:
    """All who keep procedures sealed."""
    return [kind.keeper for kind in _kinds.values() if kind.keeper is not None]


def keeper_of(procedure: Procedure) -> Keeper | None:
    """Who keeps this one sealed; None for one that is kept as usual, or is opened."""
    keeper = kind_of(procedure).keeper
    return keeper if keeper is not None and keeper.holds(procedure) else None


def table_of(procedure: Procedure) -> Table:
    """The table a procedure runs by."""
    return kind_of(procedure).table_of(procedure)


def term_told(procedure: Procedure, key: str) -> Term:
    """The term of which a notice tells: the procedure's own, or the one of another kind to which it was moved since.

    Raises KeyError where no kind has it.
    """
    edition = tables_key(procedure.edition_key)
    tables = [table_of(procedure), *(kind.tables[edition] for kind in _kinds.values() if edition in kind.tables)]
    found = next((term for table in tables for term in table.terms if term.key == key), None)
    if found is None:
        raise KeyError(key)
    return found


def tables_key(edition_key: str) -> str:
    """Which release's tables an edition fills with its numbers; that never changes."""
    # Lists and batches ask for the same edition with every row, and a session forgets what nobody holds.
    known: dict[str, str] = db.session.info.setdefault("editions", {})
    if edition_key not in known:
        known[edition_key] = str(editions.edition_of(edition_key).data["tables"])
    return known[edition_key]
