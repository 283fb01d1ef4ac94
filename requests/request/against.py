"""What stands against a move of a request: reasons with the field and the rule, found from what is kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import Party

from ...deadlines import service as deadlines
from ..models import AutomationRequest
from . import annex1
from .forms import missing

EXCLUDED = "¶ 3"


def against_saving(request: AutomationRequest, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the services that it names exist."""
    return list(_unknown_services(data))


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


def against_returning(request: AutomationRequest, body: Body, actor: Actor) -> list[Reason]:
    """H20: an incomplete request is returned once, and what is missing is named by the form's own fields."""
    returned = [act for act in standing_acts(request) if act.action == "return"]
    most = int(editions.house_rule("H20", request.edition_key))
    if len(returned) >= most:
        return [
            Reason(
                ngettext(
                    "An incomplete request is returned at most %(num)s time (H20, house rule). Give the opinion on "
                    "what there is.",
                    "An incomplete request is returned at most %(num)s times (H20, house rule). Give the opinion on "
                    "what there is.",
                    most,
                ),
                rule="H20",
            )
        ]
    if any(clock.now() >= term.due_at for term in deadlines.open_deadlines(request, "opinion")):
        return [
            Reason(
                _(
                    "The term of the opinion has run out, so the request is not returned any more: give the opinion on "
                    "what there is (H20, house rule)."
                ),
                rule="H20",
            )
        ]
    return [
        Reason(_("The form has no such field."), field=f"missing.{index}.field")
        for index, missing_ in enumerate(body.get("missing") or [])
        if annex1.row_of(str(missing_.get("field", ""))) is None
    ]


def _unknown_services(data: Mapping[str, Any]) -> Iterator[Reason]:
    for index, system in enumerate(data.get("existing_systems") or []):
        number = system.get("service")
        if number and not _exists(str(number), "services"):
            yield Reason(
                _("There is no such service in the catalogue: %(number)s.", number=number),
                field=f"data.existing_systems.{index}.service",
            )


def _exists(number: str, kind: str) -> bool:
    return db.session.scalar(select(Procedure.id).where(Procedure.number == number, Procedure.kind == kind)) is not None
