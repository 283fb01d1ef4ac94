"""What a function passport and its acts take: one form each for pages and the API, in the names of the contract."""

from collections.abc import Iterator
from typing import Any

from qyzmet.forms.choices import Choices, Select
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Key, Text, TextArea, TextOrNull, depends, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Rows, Texts
from qyzmet.forms.numbers import Integer, Money
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from .. import choices
from ..rules.steps import CONDITION, REFUSAL
from .step_fields import Performer, StepRef

LONG = 10_000
MOST_STEPS = 200
# No step and no term is longer than this, in any unit.
LONGEST = 10_000


class NamesForm(Form):
    """The name of the function in three languages."""

    kk = TextArea(_l("In Kazakh"), [needed()], most=1000)
    ru = TextArea(_l("In Russian"), [needed()], most=1000)
    en = TextArea(_l("In English"), [needed()], most=1000)


class BasisForm(Form):
    """An act on which the function rests."""

    title = TextArea(_l("Name of the act"), [needed()], most=2000)
    number = Text(_l("Number of the act"), [optional()], most=100)
    date = Date(_l("Date of the act"), [optional()])
    points = Text(_l("Points"), [optional()], description=_l("The exact points, for example: 3, 7"))


class TimeForm(Form):
    """A time as it is printed: how much of which unit. Nothing where none is printed."""

    value = Integer(_l("How long"), [optional()], most=LONGEST)
    unit = Select(_l("Counted in"), [depends()], kind=choices.Unit, titles=choices.UNITS)

    def check(self) -> Iterator[tuple[str, str]]:
        """A number has its unit."""
        if self.value.data is not None and not self.unit.data and not self.draft:
            yield "unit", _("Say in what the time is counted: “%(label)s”", label=self.unit.label.text)


class StepForm(Form):
    """A step, a condition or a refusal."""

    key = Key("", most=40)
    kind = Select(_l("What it is"), [needed()], kind=choices.StepKind, titles=choices.STEP_KINDS)
    name = TextArea(_l("What is done, or asked"), [depends()], most=2000)
    by = Performer(_l("Who does it"), [depends()], most=200, render_kw={"list": "performers"})
    channel = Select(
        _l("Channel"),
        [optional()],
        kind=choices.PassportChannel,
        titles=choices.CHANNELS,
        description=_l("Empty: in every channel"),
    )
    time = Group(TimeForm, _l("Time"))
    result = TextArea(_l("Result of the step"), [optional()], most=2000)
    yes = StepRef(_l("If yes, it goes on with"), [depends()])
    no = StepRef(_l("If no, it goes on with"), [depends()])
    text = TextArea(_l("Text of the refusal, with its ground"), [depends()], most=2000)

    def check(self) -> Iterator[tuple[str, str]]:
        """Each kind has what it needs."""
        if self.draft or self.kind.data is None:
            return
        asked: tuple[Any, ...] = (self.name, self.by)
        if self.kind.data == REFUSAL:
            asked = (self.text,)
        elif self.kind.data == CONDITION:
            asked = (self.name, self.yes, self.no)
        for field in asked:
            if field.is_empty():
                yield field.short_name, str(field.asks())


class PassportForm(Form):
    """The whole passport of a function."""

    names = Group(NamesForm, _l("Name of the function"))
    acts = Rows(BasisForm, _l("Acts on which it rests"), [needed()], one=_l("Act"))
    provider = TextArea(_l("Provider"), [needed()], most=1000)
    recipients = Choices(_l("Recipients"), [needed()], kind=choices.Recipient, titles=choices.RECIPIENTS)
    channels = Choices(_l("Channels"), [needed()], kind=choices.PassportChannel, titles=choices.CHANNELS)
    form = Choices(_l("Form of the service"), [needed()], kind=choices.FormOfService, titles=choices.FORMS)
    fee = Money(_l("Fee"), [optional()], description=_l("Empty: free of charge"))
    contact = Text(
        _l("Contacts for questions"), [optional()], description=_l("For example the contact centre's number")
    )
    ground = TextArea(_l("Ground on which it begins"), [needed()], most=LONG)
    documents = Texts(_l("Documents that the recipient gives"), [optional()], one=_l("Document"), each=2000, lines=True)
    printed_term = Group(TimeForm, _l("Term of the whole service, as the act prints it"))
    steps = Rows(StepForm, _l("Steps"), [needed()], one=_l("Entry"), most=MOST_STEPS)
    systems = Texts(_l("Information systems that are used"), [optional()], one=_l("System"), each=1000)
    notes = Texts(
        _l("Notes"),
        [optional()],
        one=_l("Note"),
        each=2000,
        lines=True,
        description=_l("What a reader must know, for example where points of the act contradict one another"),
    )
    service = TextOrNull(
        _l("IC service that automates it"),
        [optional()],
        most=40,
        description=_l("Its number in the Catalogue, where these steps are the ones as built"),
    )


class StartForm(Form):
    """From what a passport is begun, beside its data."""

    request = TextOrNull(_l("Request for automation from which it is begun"), [optional()], most=40)


class ApproveForm(Form):
    """From which day on it holds."""

    from_ = Date(_l("In force from"), [optional()], name="from", description=_l("Empty: from today"))


class AmendForm(Form):
    """Why there is a next version."""

    reason = TextArea(_l("Why it is amended"), [optional()], most=LONG)


class WithdrawForm(Form):
    """Why it holds no longer."""

    reason = TextArea(_l("Why it is withdrawn"), [needed()], most=LONG)
