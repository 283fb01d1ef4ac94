"""Bodies that every kind takes."""

from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.translating import lazy_gettext as _l


class Annulment(Form):
    """Undoing a mistaken act: which one, and on what grounds."""

    act = Text(_l("Which act"), [needed()], most=40)
    grounds = TextArea(_l("On what grounds"), [needed()], most=4000)
