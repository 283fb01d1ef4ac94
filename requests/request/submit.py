"""Submitting a request (¶ 8.1), on paper too (H12), and again with what was missing (H20). Nothing here commits."""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.people.models import Organisation
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ..filing import filing
from ..models import AutomationRequest
from .forms import missing
from .save import against_saving

EXCLUDED = "¶ 3"


def against_submitting(request: AutomationRequest, body: Body, actor: Actor) -> list[Reason]:
    """¶ 8.1: all rows of Annex 1 are complete; ¶ 3: the object is not one of those that the Rules leave out."""
    return [
        *left_out(request.data, request.party(Party.STATE_BODY)),
        *missing(request.data),
        *unanswered(request.data),
        *against_saving(request, request.data, actor),
    ]


def left_out(data: Mapping[str, Any], state_body: Organisation | None) -> Iterator[Reason]:
    """¶ 3 and H10: objects with state secrets, and the National Bank's own ones that are not integrated.

    Restricted information in the function alone (row 7) leaves nothing out: ¶ 3 speaks of objects.
    """
    if data.get("object_holds_state_secrets") is True:
        yield Reason(
            _(
                "The Rules do not apply to objects that hold, process or transmit state secrets (¶ 3), so the request "
                "cannot be filed (H10, house rule). The draft is kept."
            ),
            rule=EXCLUDED,
            field="data.object_holds_state_secrets",
        )
    bank = data.get("national_bank") or {}
    own = bank.get("own_system") is True or (state_body is not None and state_body.national_bank)
    if own and bank.get("integrated") is not True:
        yield Reason(
            _(
                "The Rules do not apply to the National Bank's own systems, except those that are integrated with "
                "objects of the “electronic government” (¶ 3), so the request cannot be filed. The draft is kept."
            ),
            rule=EXCLUDED,
            field="data.national_bank.integrated",
        )


def unanswered(data: Mapping[str, Any]) -> Iterator[Reason]:
    """Each result of row 6 names a problem of row 5, and each problem has its result."""
    keys = [str(problem.get("key", "")) for problem in data.get("problems") or []]
    for index, key in enumerate(keys):
        if key and key in keys[:index]:
            yield Reason(_("Two problems have the same key: %(key)s.", key=key), field=f"data.problems.{index}.key")
    answered = set()
    for index, result in enumerate(data.get("results") or []):
        key = str(result.get("problem", ""))
        answered.add(key)
        if key and key not in keys:
            yield Reason(
                _("This result answers a problem that row 5 does not have: %(key)s.", key=key),
                field=f"data.results.{index}.problem",
            )
    for index, problem in enumerate(data.get("problems") or []):
        if keys[index] and keys[index] not in answered:
            yield Reason(
                _("Say in row 6 how this problem will be solved: %(problem)s", problem=str(problem.get("text", ""))),
                field="data.results",
            )


def submit(request: AutomationRequest, body: Body, act: Act) -> None:
    """It is filed to the integrator and the authorised body, gets its number, and its receipt is made."""
    filing.file(request, filing.addressees(), act)


def _addressees(request: AutomationRequest) -> Mapping[Party, Organisation | None]:
    return filing.addressees()


SUBMIT = Action(
    "submit",
    against=against_submitting,
    carry_out=submit,
    undo=filing.take_back,
    files=True,
    page=ActionPage(
        note=N_("The request gets its number, and you get a receipt: the instant and a hash of what was received."),
        button=lambda request: _("Check and submit"),
        joins=_addressees,
    ),
)
