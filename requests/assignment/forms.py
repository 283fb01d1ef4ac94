"""The fourteen parts of a design assignment (¶ 19): one form for pages and the API, in the names of the contract."""

from collections.abc import Iterator, Mapping
from typing import Any

import wtforms

from qyzmet.forms.binding import bind_json, lacks_of
from qyzmet.forms.choices import Choice, Choices, Select, YesNo
from qyzmet.forms.fields import Key, NotTaken, Own, Text, TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Lines, Rows, Texts
from qyzmet.forms.numbers import Integer, Money, Number
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..services_register.fields import RegisterNumber
from . import choices
from .choices import CriterionKind

LONG = 10_000
# A step of more than ten years is a slip of the pen.
LONGEST_STEP = 2500
LONGEST_LEASE = 600


class NoChildren(Own, wtforms.Field):
    """The deepest level of the processes: JSON gives [] there as on every level, a page gives nothing."""

    widget = wtforms.widgets.HiddenInput()

    def from_json(self, value: Any) -> list[Any]:
        """An empty list."""
        if value != []:
            raise NotTaken(
                _l("There are three levels: process, sub-process, function. A function holds none: give an empty list")
            )
        return []

    def process_data(self, value: Any) -> None:
        """Nothing is kept."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing is taken."""
        self.data = []

    def _value(self) -> str:
        return ""

    def describe(self, draft: bool) -> dict[str, Any]:
        """An empty array."""
        return {"type": "array", "maxItems": 0}


class GeneralForm(Form):
    """Part 1: general information."""

    purpose = TextArea(_l("Purpose"), [needed()], most=LONG)
    state_bodies = Integer(_l("Number of state bodies"), [needed()], least=1)
    users = Integer(_l("Number of users"), [needed()], least=1)
    resource_class = Text(_l("Class of the electronic information resource"), [needed()])
    software_class = Text(_l("Class of the software"), [needed()])
    mechanism = Choice(_l("Mechanism of creation"), [needed()], kind=choices.Mechanism, titles=choices.MECHANISMS)
    object = Choice(_l("What is created"), [needed()], kind=choices.ObjectKind, titles=choices.OBJECT_KINDS)
    stages = Texts(_l("Stages of creation"), [needed()], one=_l("Stage"), each=2000, lines=True)


class _Process(Form):
    """What the three levels of part 4 have in common."""

    name = TextArea(_l("Title"), [needed()], most=2000)
    roles = Lines(_l("Roles that carry it out"), description=_l("Each on a line of its own"))
    number_per_year = Integer(_l("How many a year"))


class FunctionForm(_Process):
    """Part 4, the third level."""

    children = NoChildren("")


class SubProcessForm(_Process):
    """Part 4, the second level."""

    children = Rows(FunctionForm, _l("Functions"), one=_l("Function"))


class ProcessForm(_Process):
    """Part 4, the first level; for an ICI object a technical requirement."""

    children = Rows(SubProcessForm, _l("Sub-processes"), one=_l("Sub-process"))


class IntegrationForm(Form):
    """Part 6: with what data are exchanged: taken from the register of services, or described."""

    name = Text(_l("With what"), [needed()])
    register = RegisterNumber(_l("Service in the register"), [depends()])
    description = TextArea(
        _l("Description"),
        [depends()],
        most=LONG,
        description=_l("Needed where the register does not have the service"),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        """One of both says what the integration is."""
        if not self.draft and not self.register.data and not self.description.data:
            yield "description", _("Choose the service from the register, or describe the integration")


class DemandForm(Form):
    """Part 7: a demand that can be measured."""

    name = Text(_l("What is measured"), [needed()])
    value = Number(_l("Value"), [needed()], places=6)
    unit = Text(_l("Unit"), [needed()], most=100)
    load = Text(_l("Under which load"), [needed()])


class SecurityForm(Form):
    """Part 8: information security."""

    class_ = Text(_l("Class of the informatization object"), [needed()], most=100, name="class")
    text = TextArea(
        _l("Requirements"),
        [needed()],
        description=_l("By the class; monitoring and control systems; which events are logged"),
    )


class CommissioningForm(Form):
    """Part 9: putting into production."""

    text = TextArea(_l("Terms of putting into production"), [needed()])
    technical_documents = Texts(_l("Technical documents"), [needed()], one=_l("Document"))
    source_code = TextArea(_l("Order and terms of handing over the source code"), [needed()], most=LONG)
    property_after_3_years = YesNo(
        _l("Does the software product become the state body's property three years into the lease (¶ 103-1)?"),
        [needed()],
        description=_l("A software product alone: of an ICI object answer “No”"),
    )


class CriterionForm(Form):
    """Part 12: a criterion by which bids are judged."""

    key = Key("", most=40)
    name = TextArea(_l("Criterion"), [needed()], most=1000)
    kind = Choice(_l("How it judges"), [needed()], kind=choices.CriterionKind, titles=choices.CRITERION_KINDS)
    weight = Number(
        _l("Weight"), [depends()], digits=3, description=_l("Of scored criteria and of the price; together 100")
    )
    scale_max = Number(_l("Highest score"), [depends()], digits=3, description=_l("Of scored criteria"))
    pass_mark = Number(
        _l("Pass mark"),
        digits=3,
        description=_l("Of scored criteria, if there is one: a bid below it is not chosen"),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        """Each kind has its own numbers, and no others."""
        kind = self.kind.data
        if kind is None:
            return
        scored, weighed = kind == CriterionKind.SCORED, kind != CriterionKind.PASS_FAIL
        if self.weight.data is not None and not weighed:
            yield "weight", _("A criterion that is met or not has no weight")
        for name, field in (("scale_max", self.scale_max), ("pass_mark", self.pass_mark)):
            if field.data is not None and not scored:
                yield name, _("Only a scored criterion has a highest score and a pass mark")
        if self.draft:
            return
        if weighed and self.weight.data is None and not self.weight.errors:
            yield "weight", _("Give the weight")
        if scored and self.scale_max.data is None and not self.scale_max.errors:
            yield "scale_max", _("Give the highest score")


class StepForm(Form):
    """Part 13: a step of the schedule with its line of the responsibility matrix."""

    step = TextArea(_l("Step"), [needed()], most=2000)
    working_days = Integer(_l("Working days"), [needed()], least=1, most=LONGEST_STEP)
    responsible = Select(
        choices.SHARES["responsible"], [needed()], kind=choices.Participant, titles=choices.PARTICIPANTS
    )
    accountable = Select(
        choices.SHARES["accountable"], [needed()], kind=choices.Participant, titles=choices.PARTICIPANTS
    )
    consulted = Choices(choices.SHARES["consulted"], kind=choices.Participant, titles=choices.PARTICIPANTS)
    informed = Choices(choices.SHARES["informed"], kind=choices.Participant, titles=choices.PARTICIPANTS)


class TermsForm(Form):
    """Part 14: terms of the contracts."""

    text = TextArea(_l("What the contracts say"), [needed()])
    lease_months = Integer(_l("How long the lease lasts, months"), [depends()], least=1, most=LONGEST_LEASE)
    state_support = Texts(
        _l("Expected kinds and volumes of state support (PPP)"), [depends()], one=_l("Support"), each=2000, lines=True
    )


class AssignmentForm(Form):
    """¶ 19: the fourteen parts. What only some mechanisms need is asked for in approval/against_proposing.py."""

    general = Group(GeneralForm, _l("General information"))
    ceiling_lease = Money(_l("Ceiling price of the lease"), [depends()])
    ceiling_service = Money(_l("Ceiling price of the IC service"), [needed()])
    processes = Rows(ProcessForm, _l("Processes"), [needed()], one=_l("Process"))
    platform = TextArea(_l("Requirements and limits of the platform"), [needed()])
    integrations = Rows(IntegrationForm, _l("Integrations"), one=_l("Integration"))
    performance = Rows(DemandForm, _l("Demands"), [needed()], one=_l("Demand"))
    security = Group(SecurityForm, _l("Information security"))
    commissioning = Group(CommissioningForm, _l("Commissioning"))
    code_reuse = TextArea(_l("Use of existing source code and standard solutions"), [needed()])
    training = TextArea(_l("Training of users"), [needed()])
    criteria = Rows(CriterionForm, _l("Criteria"), [depends()], one=_l("Criterion"))
    schedule = Rows(StepForm, _l("Steps"), [needed()], one=_l("Step"))
    contract_terms = Group(TermsForm, _l("Terms of the contracts"))


def missing(data: Mapping[str, Any]) -> Iterator[Reason]:
    """What is not complete or not right in what is kept, by field."""
    form = bind_json(AssignmentForm, data)
    if not form.validate():
        for path, texts in lacks_of(form, "data.").items():
            for text in texts:
                yield Reason(text, field=path)
