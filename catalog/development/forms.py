"""What a development request holds (¶ 90): one form for pages and the API. The Rules print no form: a local one."""

from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.translating import lazy_gettext as _l


class StartForm(Form):
    """Of which service the development is asked for."""

    service = Text(_l("Number of the IC service"), [needed()], most=40)


class DevelopmentForm(Form):
    """What is to be developed, and why."""

    need = TextArea(_l("What is to be developed"), [needed()], most=10_000)
    grounds = TextArea(_l("Why it is needed"), [needed()], most=10_000)
    documents = DocumentRefs(_l("Documents"), one=_l("Document"))
