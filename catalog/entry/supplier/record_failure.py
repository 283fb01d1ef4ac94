"""¶ 109, H19: the supplier refuses to perform, or terminates or breaks the contract: the operator goes on running the
product or ICI object, with migration of the data, until a new one is in production. The entry stays, marked.

Nothing here commits.
"""

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party

from ....deadlines import service as deadlines
from ...models import Service

RULE = "¶ 109"


class FailureForm(Form):
    """What the supplier did, with the operator's plan of migration."""

    reason = TextArea(_l("What the supplier refused, terminated or broke"), [needed()], most=10_000)
    migration_plan = DocumentRef(
        _l("The operator's migration plan"), [needed(_l("Attach the operator's plan of migration"))]
    )


class MigrationForm(Form):
    """What was migrated."""

    text = TextArea(_l("What was migrated, and whereto"), [needed()], most=10_000)
    document = DocumentRef(_l("Paper"))


def against_recording(service: Service, body: Body, actor: Actor) -> list[Reason]:
    """There is a supplier who can have failed."""
    if service.party(Party.SUPPLIER) is not None:
        return []
    return [Reason(_("This service has no supplier: the operator created it itself (¶ 88)."), rule=RULE)]


def record(service: Service, body: Body, act: Act) -> None:
    """The supplier's row is marked; the plan is the parties' own. What counts on the supplier learns of it."""
    documents.adopt(service, [str(body["migration_plan"])], parties_only=True)
    current = next((row for row in reversed(service.suppliers) if row.until is None), None)
    if current is not None:
        current.failed, current.until = True, clock.today()
    kinds.let_know(service, act)


def take_back(service: Service, body: Body, act: Act) -> None:
    """The record was a mistake: the supplier supplies on."""
    failed = next((row for row in reversed(service.suppliers) if row.failed), None)
    if failed is not None:
        failed.failed, failed.until = False, None


def keep_paper(service: Service, body: Body, act: Act) -> None:
    """The paper is the parties' own."""
    if body.get("document"):
        documents.adopt(service, [str(body["document"])], parties_only=True)


def is_migrating(service: Service, actor: Actor) -> bool:
    """Whether nothing is recorded of the migration yet; more may be, and nobody waits for it."""
    return bool(deadlines.open_deadlines(service, "migrate"))


RECORD_FAILURE = Action(
    "record_failure",
    form=FailureForm,
    against=against_recording,
    carry_out=record,
    undo=take_back,
    page=ActionPage(
        note=N_("The operator runs the service on until a new product is in production; the entry stays, marked."),
        warns=True,
        quiet=True,
    ),
)
RECORD_MIGRATION = Action("record_migration", form=MigrationForm, awaited=is_migrating, carry_out=keep_paper)
