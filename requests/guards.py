"""What stands against a move of a request: reasons with the field and the rule, found from what is kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import Body
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import NotInThisState, Reason
from qyzmet.vocabulary import PARTY_TITLES, Party

from .forms import CRITERIA, missing
from .models import AutomationRequest

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


def against_drafting(request: AutomationRequest, body: Body, actor: Actor) -> list[Reason]:
    """¶ 11: each of the three criteria is assessed once; findings speak of what exists."""
    reasons = []
    keys = [criterion.get("key") for criterion in body.get("criteria") or []]
    if sorted(map(str, keys)) != sorted(CRITERIA):
        reasons.append(
            Reason(
                _("Assess each of the three criteria once: effectiveness, feasibility, absence (¶ 11)."),
                field="criteria",
            )
        )
    for index, finding in enumerate(body.get("findings") or []):
        if not _exists(str(finding.get("subject", ""))):
            reasons.append(Reason(_("There is no such procedure or service."), field=f"findings.{index}.subject"))
    return reasons


def against_giving(request: AutomationRequest, body: Body, actor: Actor) -> list[Reason]:
    """¶ 11: what is given is a drafted opinion."""
    opinion = request.opinion
    if opinion is not None and opinion.given_at is None:
        return []
    return [Reason(_("There is no draft of the opinion yet. The integrator's specialist drafts it first."))]


def not_the_drafter(request: AutomationRequest, actor: Actor) -> Reason | None:
    """Four eyes: who drafted the opinion does not give it."""
    opinion = request.opinion
    if opinion is None or actor.user is None or opinion.drafted_by_id != actor.user.id:
        return None
    return Reason(_("You drafted this opinion yourself. It is given by another head: four eyes see more than two."))


def need_parties(found: Mapping[Party, Organisation | None]) -> None:
    """Refuse as long as there is nobody to send the request to."""
    for party, organisation in found.items():
        if organisation is None:
            raise NotInThisState(
                _(
                    "Nobody works as this party yet: %(party)s. An administrator enters it.",
                    party=_(PARTY_TITLES[party]),
                ),
                rule="¶ 8.1",
            )


def _unknown_services(data: Mapping[str, Any]) -> Iterator[Reason]:
    for index, system in enumerate(data.get("existing_systems") or []):
        number = system.get("service")
        if number and not _exists(str(number), "services"):
            yield Reason(
                _("There is no such service in the catalogue: %(number)s.", number=number),
                field=f"data.existing_systems.{index}.service",
            )


def _exists(number: str, kind: str | None = None) -> bool:
    query = select(Procedure.id).where(Procedure.number == number)
    if kind is not None:
        query = query.where(Procedure.kind == kind)
    return db.session.scalar(query) is not None
