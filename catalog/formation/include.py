"""Law 7(29), H17: the authorised body approves the entry: the IC service stands in the Catalogue; or it returns the
entry with reasons, to be mended (H41). Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine, kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...requests.models import Filed
from ..entry import against_entry, enter, to_come
from ..entry.prices.contract_prices import prices_of_contracts
from ..entry.prices.lease_in_whole import against_whole
from ..entry.prices.maintenance_of_entry import against_maintenance
from ..models import Development, Formation
from .entry_to_approve import entry_to_approve


class ReturnForm(Form):
    """Why the entry is returned."""

    reasons = TextArea(_l("Reasons"), [needed()], most=10_000)


def against_including(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """The entry still fits classifiers, register, Catalogue and contracts."""
    entry = formation.data.get("entry") or {}
    found = [
        *against_entry.against(entry, "entry", formation.service),
        *against_entry.against_prices(entry, "entry", prices_of_contracts(formation)),
        *against_whole(entry, "entry", to_come.prices_to_come(formation, entry), to_come.object_to_come(formation)),
        *against_maintenance(formation, entry),
    ]
    return [Reason(each.text, rule=each.rule) for each in found]


def include(formation: Formation, body: Body, act: Act) -> None:
    """The service stands in the Catalogue; what it was ordered for is completed."""
    service = enter.enter(formation, formation.data["entry"], act)
    act.body = {**act.body, "service": service.public_number}
    source = formation.assignment.source
    if isinstance(source, (Filed, Development)):
        engine.follow(source, "complete", act, {"service": service.public_number})
    kinds.let_know(formation, act)


INCLUDE = Action(
    "include",
    against=against_including,
    carry_out=include,
    page=ActionPage(
        note=N_(
            "From then on everybody finds the IC service in the Catalogue, and what it was asked for is completed."
        ),
        above=entry_to_approve,
    ),
)
RETURN = Action("return", form=ReturnForm, page=ActionPage(warns=True, above=entry_to_approve))
