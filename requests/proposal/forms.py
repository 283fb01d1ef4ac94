"""¶ 8.2: the proposal of a supplier or of the operator. Annex 2 is not printed in the order: a local form."""

from wtforms.validators import ValidationError

from qyzmet import identity
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import Digits, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Money
from qyzmet.translating import lazy_gettext as _l

from ..request.forms import LONG, ContactForm


class Bin(Digits):
    """The BIN of an organisation."""

    def judge(self) -> None:
        """Twelve digits, the last of which checks the others."""
        if not identity.is_bin(self.data):
            raise ValidationError(_l("Write a BIN: 12 digits. Check them, one is wrong"))


class ProposalForm(Form):
    """What ¶ 8 and ¶ 11 need of a proposal."""

    state_body = Bin(_l("BIN of the state body whose function it is"), [needed()])
    function = TextArea(_l("Function"), [needed()], most=1000)
    description = TextArea(_l("What is proposed"), [needed()], most=LONG)
    results = TextArea(_l("Expected results"), [needed()], most=LONG)
    existing_solution = TextArea(
        _l("Existing solution"),
        most=LONG,
        description=_l("If a product exists already: its name, who uses it, what it can do"),
    )
    price_estimate = Money(_l("Estimated price, tenge"))
    contacts = Rows(ContactForm, _l("Responsible persons"), [needed()], one=_l("Contact"))
    documents = DocumentRefs(_l("Documents"), one=_l("Document"))
