"""What the moves of the review take, for requests and proposals alike: one form each for pages and the API."""

from flask_babel import lazy_gettext as _l

from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.choices import Choice, Select, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, TextArea, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Integer
from qyzmet.people.organisations.fields import PersonRef
from qyzmet.procedure.table import PREPARERS
from qyzmet.vocabulary import Channel, Party

from ..filing import filing
from ..request import choices
from ..request.choices import Criterion
from ..request.row_field import RowOfTheForm

CRITERIA = tuple(criterion.value for criterion in Criterion)
LONG = 10_000


class WithdrawForm(Form):
    """Why it is withdrawn by those who filed it."""

    reason = TextArea(_l("Reason"), [needed()], most=LONG)


class GroundsForm(Form):
    """¶ 13: the grounds of a decision; also those of an annulment."""

    grounds = TextArea(_l("Grounds"), [needed()], most=LONG)


class CriterionForm(Form):
    """¶ 11: the assessment on one criterion."""

    key = Select(_l("Criterion"), [needed()], kind=Criterion, titles=choices.CRITERIA)
    score = Integer(_l("Score"), [needed()], least=0, most=choices.BEST)
    grounds = TextArea(_l("Grounds"), [needed()], most=LONG)
    documents = DocumentRefs(_l("Documents"))


class FindingForm(Form):
    """What was found that might automate the same function."""

    subject = Text(_l("Number of the service or procedure found"), [needed()], most=40)
    same = YesNo(_l("Is it the same function?"), [needed()])
    reason = TextArea(_l("Why"), [needed()], most=2000)


class OpinionForm(Form):
    """¶ 11: the opinion on the three criteria."""

    favourable = YesNo(_l("Is the opinion favourable?"), [needed()])
    text = TextArea(_l("Opinion"), [needed()])
    criteria = Rows(CriterionForm, _l("Criteria"), [needed()], most=len(CRITERIA))
    findings = Rows(FindingForm, _l("What was found"))


class MissingForm(Form):
    """H20: what is missing, by the form's field."""

    field = RowOfTheForm(_l("Row of the form"), [needed()])
    text = TextArea(_l("What is missing"), [needed()], most=2000)


class ReturnForm(Form):
    """H20: why a request is incomplete."""

    missing = Rows(MissingForm, _l("What is missing"), [needed()], most=50)


class AssignForm(Form):
    """¶ 11: who examines it."""

    executor = PersonRef(_l("Executor"), [needed()], of=lambda: filing.working(Party.INTEGRATOR), roles=PREPARERS)


class PaperForm(Form):
    """H12: how it came: through the portal, or on paper with the day of receipt, the scans, and whose it is."""

    channel = Choice(
        _l("How it came"),
        [optional()],
        kind=Channel,
        titles={Channel.PORTAL: _l("through the portal"), Channel.PAPER: _l("on paper")},
    )
    received_on = Date(_l("Day on which the paper came in"), [optional()])
    scans = DocumentRefs(_l("Scans of the paper"))
    filed_by = Text(
        _l("BIN of the organisation that filed it"),
        [optional()],
        most=12,
        description=_l("Leave it open where it is your own organisation"),
    )
