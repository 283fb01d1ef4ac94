"""What the suit over false information carries (Law 45-3)."""

from flask_babel import lazy_gettext as _l

from qyzmet.documents.fields import DocumentRef, DocumentRefs
from qyzmet.forms.choices import YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, needed, optional
from qyzmet.forms.form import Form


class SuitForm(Form):
    """Law 45-3: the customer's suit over false information."""

    court = Text(_l("Court"), [needed()])
    filed_on = Date(_l("Day on which the suit was filed"), [needed()])
    number = Text(_l("Number of the case"), [optional()], most=100)
    document = DocumentRef(_l("Copy of the claim"), [needed()])


class JudgmentForm(Form):
    """Law 45-3: the court's final decision."""

    finding_on = Date(_l("Day of the court's finding"), [needed()])
    final_on = Date(
        _l("Day on which the decision became final"),
        [needed()],
        description=_l("The term for forwarding it is counted from this day"),
    )
    found_false = YesNo(_l("The court found that the information was false"), [needed()])
    document = DocumentRef(_l("The court's decision"), [needed()])


class ForwardForm(Form):
    """Law 45-3: the final decision is forwarded, so that the supplier is entered in the register of the barred."""

    documents = DocumentRefs(_l("Documents"), [needed()], most=20)
