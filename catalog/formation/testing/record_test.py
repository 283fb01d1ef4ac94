"""¶ 76-1, H34: the operator tests the operability, the integrator taking part; with it the integrations that the design
assignment names, over the register of services. Nothing here commits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import Text, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows, Texts
from qyzmet.forms.numbers import Integer
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ....requests.services_register import register
from ....requests.services_register.choices import ServiceState
from ....requests.services_register.fields import RegisterNumber
from ...models import Formation
from ...procedure.formation import TEST_FAILED, TEST_PASSED
from ...procedure.states import READY_REPORTED
from .. import mechanism
from . import defects

RULE = "¶ 76-1"
LONGEST_MENDING = 250


class IntegrationTestForm(Form):
    """An integration of the design assignment, as it was tested."""

    name = Text(_l("With what"), [needed()])
    register = RegisterNumber(_l("Service in the register"), [depends()])
    passed = YesNo(_l("Does it work?"), [needed()])


class TestForm(Form):
    """The test of operability, with its protocol."""

    passed = YesNo(_l("Is the test passed?"), [needed()])
    integrations = Rows(IntegrationTestForm, _l("Integrations"), [depends()], one=_l("Integration"))
    protocol = DocumentRef(_l("Protocol of the test"), [needed(_l("Attach the protocol of the test"))])
    defects = Texts(_l("Defects"), [depends()], one=_l("Defect"), each=2000, lines=True)
    fix_working_days = Integer(
        _l("In how many working days they are mended"), [depends()], least=1, most=LONGEST_MENDING
    )


def integrations_of(formation: Formation) -> list[Mapping[str, Any]]:
    """The integrations that the design assignment names (part 6)."""
    return list(formation.version_of_assignment.data.get("integrations") or [])


def against_recording(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Every integration was tested; a passed test needs each of them in the register, working, and passed itself."""
    if formation.state != READY_REPORTED and not mechanism.is_by_operator(formation):
        return mechanism.only_by_operator(formation)
    if not body:
        return []
    return [*defects.against_outcome(body, RULE), *_against_integrations(formation, body)]


def _against_integrations(formation: Formation, body: Body) -> Iterator[Reason]:
    tested = {str(each.get("name") or "").casefold(): (row, each) for row, each in enumerate(body["integrations"])}
    by_number = {each["register"]: (row, each) for row, each in enumerate(body["integrations"]) if each.get("register")}
    for wanted in integrations_of(formation):
        name = str(wanted["name"])
        found = by_number.get(wanted.get("register")) or tested.get(name.casefold())
        if found is None:
            text = _("The design assignment names the integration “%(name)s”: say how its test went.", name=name)
            yield Reason(text, rule=RULE, field="integrations")
        elif body.get("passed") is True:
            yield from _against_passing(name, *found)


def _against_passing(name: str, row: int, given: Mapping[str, Any]) -> Iterator[Reason]:
    """What keeps one integration from having passed."""
    number = given.get("register")
    if given.get("passed") is not True:
        text = _("The test is not passed while the integration “%(name)s” does not work.", name=name)
        yield Reason(text, rule=RULE, field=f"integrations.{row}.passed")
    if not number:
        text = _(
            "The integration “%(name)s” is not in the register of services: the integrator enters it first, and the "
            "test is passed once it works.",
            name=name,
        )
        yield Reason(text, rule=RULE, field=f"integrations.{row}.register")
        return
    state = register.state_now(str(number))
    if state is None:
        text = _("The register of services has no %(number)s.", number=number)
        yield Reason(text, rule=RULE, field=f"integrations.{row}.register")
    elif state != ServiceState.WORKING:
        text = _(
            "%(number)s of the register of services is not in use yet: the test is passed once it works.", number=number
        )
        yield Reason(text, rule=RULE, field=f"integrations.{row}.register")


def whether_passed(formation: Formation, body: Body, actor: Actor) -> str:
    """Which of the rows it is."""
    return TEST_PASSED if body.get("passed") is True else TEST_FAILED


def keep_protocol(formation: Formation, body: Body, act: Act) -> None:
    """The protocol of the test is the parties' own."""
    documents.adopt(formation, [str(body["protocol"])], parties_only=True)


def _begun(formation: Formation) -> Mapping[str, Any]:
    """A row for each integration of the design assignment."""
    rows = [{"name": each["name"], "register": each.get("register")} for each in integrations_of(formation)]
    return {"integrations": rows}


def _facts(formation: Formation, form: Any) -> Mapping[str, Any]:
    working = register.working()
    for entry in form.integrations.entries:
        entry.form.register.offer(working)
    return {"integrations": integrations_of(formation)}


RECORD_TEST = Action(
    "record_test",
    form=TestForm,
    against=against_recording,
    which=whether_passed,
    carry_out=keep_protocol,
    page=ActionPage(
        note=N_("The operator tests, the integrator takes part (H34, house rule)."),
        template="catalog/formation/record_test.html",
        begun=_begun,
        facts=_facts,
    ),
)
