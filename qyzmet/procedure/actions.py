"""What an act does, in one object. Its row in the table says who may take it, from where and where to, and which terms
it starts; everything else that belongs to it stands in the module that makes its `Action`.

    EXTEND = Action("extend", form=ExtendForm, against=against_extending, carry_out=extend, which=whether_both_agree,
                    page=ActionPage(note=N_("…"), quiet=True, above=what_was_agreed))

An Action knows forms, refusals and models, never pages or the API: words go here, drawing goes into templates.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from qyzmet.context import Actor
from qyzmet.deadlines.models import Deadline
from qyzmet.forms.form import Form
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import Party

Body = Mapping[str, Any]


class Nothing(Form):
    """The body of an action that carries nothing: {}."""


@dataclass(frozen=True)
class ActionPage:
    """How an action is offered and asked on pages. Functions take the room's own model; texts are msgids."""

    # What the page says besides, where the action is asked and where it is confirmed.
    note: str = ""
    # The button warns: what it does ends something.
    warns: bool = False
    # Offered as a link after the buttons: what undoes or ends is apart from what leads on.
    quiet: bool = False
    # The word in the address of a page of its own, which a view of the room draws: "opinion".
    own: str = ""
    # Draws the form: it extends "procedure/ask.html" and fills its block `fields`.
    template: str = ""
    # The words of the button, translated, where they differ from the move's title.
    button: Callable[[Any], str] | None = None
    # What the form holds before anything is typed, as JSON; None where it is blank.
    begun: Callable[[Any], Mapping[str, Any] | None] | None = None
    # The same of a page whose address may say more: "contract" for /act/sign_contract?contract=lease. The second
    # argument is what stands there, or "".
    begun_with: tuple[str, Callable[[Any, str], Mapping[str, Any] | None]] | None = None
    # What the template needs besides; it may also fill in what the form offers to choose from.
    facts: Callable[[Any, Any], Mapping[str, Any]] | None = None
    # What stands above the form and the confirmation: text or Markup.
    above: Callable[[Any], str] | None = None
    # Who becomes a party by the action, and is told of it therefore.
    joins: Callable[[Any], Mapping[Party, Organisation | None]] | None = None
    # What is said once it is done, in the place of who was told.
    said: str = ""
    # What the page says of the state afterwards, where that depends on more than the move.
    afterwards: Callable[[Any], str] | None = None
    # The same of terms and of who will be told, which then stand in no list (msgid).
    follows: str = ""
    # The running terms of other procedures that it ends, which its row cannot name.
    ends: Callable[[Any], Sequence[Deadline]] | None = None
    # Whether the reader is not shown this act in the history.
    hidden: Callable[[Any, Act], bool] | None = None
    # Whether the reader of the audit trail, which names every act, is not told now what it carried.
    untold: Callable[[Any, Act], bool] | None = None


@dataclass(frozen=True)
class Action:
    """All that an act does besides what its rows in the table say. Functions take the room's own model."""

    # As in the table and in the API's address.
    name: str
    # What it carries, on pages and in the API alike.
    form: type[Form] = Nothing
    # It takes half of that too: a draft, which a later act checks whole.
    half: bool = False
    # The guard: reasons against taking it, from what is kept and what it carries. It raises Stale where the body names
    # what was read, and something else stands there now.
    against: Callable[[Any, Body, Actor], list[Reason]] | None = None
    # What of that stands whatever is written or carried, where to look for the rest costs much: it is asked where the
    # act is only offered.
    forbids: Callable[[Any, Actor], list[Reason]] | None = None
    # Why this person, who has the role, may not take it.
    not_for: Callable[[Any, Actor], Reason | None] | None = None
    # Of a specialist's act that has `not_for`: that one of these people may take it, as a condition on `Procedure`.
    for_one_of: Callable[[Select[int]], ColumnElement[bool]] | None = None
    # What it does besides changing the state. The act of a sealed move is kept nowhere.
    carry_out: Callable[[Any, Body, Act], None] | None = None
    # What it does once the votes have carried it, where the table says so of its row: `carry_out` only proposes it.
    in_force: Callable[[Any, Body, Act], None] | None = None
    # Takes that back after an annulment.
    undo: Callable[[Any, Body, Act], None] | None = None
    # The `case` of the table's rows that the facts choose, where several are open to the same person.
    which: Callable[[Any, Body, Actor], str] | None = None
    # Only the doing shows which case it is, as whether bids came in: `carry_out` says it in `act.case`.
    found_by_doing: bool = False
    # Whether somebody waits for it from this person now, where role and state do not say it: who has declared an
    # interest may declare anew, and need not.
    awaited: Callable[[Any, Actor], bool] | None = None
    # The condition on `Procedure` that it may be taken there: where it surely cannot, lists need not read it.
    may_be_taken: Callable[[], ColumnElement[bool]] | None = None
    # It files what is written meanwhile: writing on mends what stands against it, so it stays open.
    files: bool = False
    # What it puts in force besides what it carries and what the procedure's data hold, as JSON: the drafted opinion.
    # Who signs it signs that too.
    signs: Callable[[Any, Body], Any] | None = None
    # What is said in place of “it cannot be done now”, where something else can be done instead.
    instead: Callable[[Any], Reason | None] | None = None
    page: ActionPage = ActionPage()

    def reasons(self, procedure: Any, body: Body, actor: Actor) -> list[Reason]:
        """What stands against taking it with this body; nothing where no rule of its own does."""
        return [] if self.against is None else self.against(procedure, body, actor)

    def is_ready(self, procedure: Any, actor: Actor) -> bool:
        """Whether nothing stands against it that its form could not mend; of one without a form, nothing at all."""
        against = self.reasons(procedure, {}, actor) if self.form is Nothing else self.hopeless(procedure, actor)
        return not against

    def hopeless(self, procedure: Any, actor: Actor) -> list[Reason]:
        """What stands against it whatever it may carry, and whatever those who take it may still write."""
        if self.files:
            return []
        found = self.reasons(procedure, {}, actor) if self.forbids is None else self.forbids(procedure, actor)
        return [reason for reason in found if reason.is_hopeless]
