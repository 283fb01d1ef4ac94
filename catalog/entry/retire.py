"""The integrator retires a service. Who needs it is named first, and retiring all the same is recorded.

Nothing here commits.
"""

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import Service, ServiceRelation
from ..procedure.states import RETIRED
from . import relations, service_name
from .against_entry import ONLY_LIVING


class RetireForm(Form):
    """Why it is retired, and that those who need it are known."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)
    acknowledge_dependents = YesNo(
        _l("Is it retired although other services need it?"),
        [depends()],
        description=_l("Needed only where others need it."),
    )


def dependents(service: Service) -> list[Service]:
    """The services that need this one, or are a part of it, and still live."""
    query = (
        select(Service)
        .join(ServiceRelation, ServiceRelation.service_id == Service.id)
        .where(
            ServiceRelation.other_id == service.id,
            ServiceRelation.kind.in_(ONLY_LIVING),
            Service.state != RETIRED,
        )
        .order_by(Service.id)
    )
    return list(db.session.scalars(query))


def against_retiring(service: Service, body: Body, actor: Actor) -> list[Reason]:
    """Where others need it, whoever retires it says that this is known."""
    if not body:
        return []
    relations.lock()
    if body.get("acknowledge_dependents") is True:
        return []
    others = dependents(service)
    if not others:
        return []
    numbers = ", ".join(each.public_number for each in others)
    text = _("These services need it: %(numbers)s. Say that this is known, or mend them first.", numbers=numbers)
    return [Reason(text, rule="Law 12(19)", field="acknowledge_dependents")]


def record(service: Service, body: Body, act: Act) -> None:
    """Who needed it stands in the act; what develops it learns of it."""
    act.body = {**act.body, "dependents": [each.public_number for each in dependents(service)]}
    kinds.let_know(service, act)


def _who_needs_it(service: Service) -> str:
    """Said before it is asked and before it is confirmed; "" where nobody needs it."""
    others = [f"{each.public_number} {service_name.in_language(each)}" for each in dependents(service)]
    return _("These services need it: %(services)s.", services="; ".join(others)) if others else ""


RETIRE = Action(
    "retire",
    form=RetireForm,
    against=against_retiring,
    carry_out=record,
    page=ActionPage(warns=True, quiet=True, above=_who_needs_it),
)
