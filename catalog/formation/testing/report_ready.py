"""¶ 73, H15: the supplier tells operator and integrator that the creation is finished and ready for testing, with the
infrastructure that the product needs where it will run. Nothing here commits.
"""

from collections.abc import Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Lines, Rows
from qyzmet.forms.numbers import Integer, Percent
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...models import Formation
from .. import mechanism

# Above these somebody has mistaken the unit: more than any platform of one IC service has.
MOST_CORES, MOST_MEMORY_GB, MOST_STORAGE_GB = 100_000, 1_000_000, 100_000_000


class StorageForm(Form):
    """Memory of one kind on which data are kept."""

    kind = Text(_l("Kind"), [needed()], most=100, description=_l("For example ssd"))
    gb = Integer(_l("Size, GB"), [needed()], least=1, most=MOST_STORAGE_GB)


class ResourcesForm(Form):
    """¶ 73: the infrastructure resources that the product needs in its operating environment."""

    cpu_cores = Integer(_l("Processor cores"), [needed()], least=1, most=MOST_CORES)
    memory_gb = Integer(_l("Memory, GB"), [needed()], least=1, most=MOST_MEMORY_GB)
    storage = Rows(StorageForm, _l("Storage"), [needed()], one=_l("Storage"))
    network = TextArea(_l("Network"), [needed()], most=2000)
    licences = Lines(_l("Licences"), description=_l("Each on a line of its own"))
    availability = Percent(_l("Availability, per cent"), [needed()])


class ReadinessForm(Form):
    """¶ 73: the notice of readiness for testing."""

    text = TextArea(_l("What is finished"), [needed()], most=10_000)
    resources = Group(ResourcesForm, _l("Infrastructure that it needs"))


def against_reporting(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Only a supplier reports. A notice after the term is taken: the term is marked as overdue."""
    return mechanism.only_with_supplier(formation)


def _as_reported_before(formation: Formation) -> Mapping[str, Any] | None:
    """Who reports anew, after a test that was not passed, goes on with what was said the first time."""
    before = [act.body for act in formation.acts if act.action == "report_ready"]
    return before[-1] if before else None


REPORT_READY = Action(
    "report_ready",
    form=ReadinessForm,
    against=against_reporting,
    page=ActionPage(
        note=N_(
            "The notice goes to the operator and the integrator (H15, house rule). From it the term for the test of "
            "operability runs; the meeting of the Commission is called later, once all tests are passed."
        ),
        template="catalog/formation/report_ready.html",
        begun=_as_reported_before,
    ),
)
