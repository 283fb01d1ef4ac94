"""What an announcement and the acts until the end of acceptance carry: one form each for pages and the API."""

from flask_babel import lazy_gettext as _l

from qyzmet.forms import Form, Text, TextArea, needed, optional


class AnnouncementForm(Form):
    """Annex 3 is not printed in the order: a local form from what ¶ 42 needs."""

    assignment = Text(_l("Number of the approved design assignment"), [needed()], most=40)
    title = TextArea(_l("What the tender is for"), [needed()], most=1000)
    contact = TextArea(_l("Whom to ask about the tender, and how"), [optional()], most=1000)
