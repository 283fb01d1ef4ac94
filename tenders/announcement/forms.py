"""What an announcement and the acts until the end of acceptance carry: one form each for pages and the API."""

from flask_babel import lazy_gettext as _l

from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.choices import YesNo
from qyzmet.forms.dates import Instant
from qyzmet.forms.fields import Text, TextArea, needed, optional
from qyzmet.forms.form import Form


class AnnouncementForm(Form):
    """Annex 3 is not printed in the order: a local form from what ¶ 42 needs."""

    assignment = Text(_l("Number of the approved design assignment"), [needed()], most=40)
    title = TextArea(
        _l("What the tender is for"),
        [optional()],
        most=1000,
        description=_l("Left open, it is the name of the design assignment."),
    )
    contact = TextArea(
        _l("Whom to ask about the tender, and how"),
        [optional()],
        most=1000,
        description=_l("Everybody will read this: name an office and its telephone, not a person's private number."),
    )


class DeclineForm(Form):
    """Why the customer does not consent."""

    reason = TextArea(_l("Why the announcement should not be published like this"), [needed()], most=4000)


class AskForm(Form):
    """A question of a supplier."""

    text = TextArea(
        _l("Your question"),
        [needed()],
        most=4000,
        description=_l(
            "Question and answer are shown to everybody; who asked is kept nowhere. Do not name your organisation."
        ),
    )


class AnswerForm(Form):
    """The integrator's answer to one question."""

    question = Text(_l("Number of the question"), [needed()], most=20, description=_l("For example Q-1"))
    text = TextArea(_l("Answer"), [needed()], most=8000)


class AmendForm(Form):
    """H30: what is changed while bids are taken."""

    material = YesNo(
        _l("Does it change what is wanted or how bids are judged?"),
        [needed()],
        description=_l(
            "If so, it needs a newly approved version of the design assignment, and the acceptance of bids starts "
            "again, in full. If not, it is published as a clarification."
        ),
    )
    text = TextArea(_l("What is clarified or changed"), [needed()], most=8000)
    documents = DocumentRefs(_l("Documents"), [optional()])


class ExtendForm(Form):
    """¶ 47: until when bids are taken after an outage, and why."""

    until = Instant(
        _l("Bids are taken until"),
        [needed()],
        description=_l("Date and time in Kazakhstan, for example 26.03.2027 18:00; 24:00 is the end of the day."),
    )
    reason = TextArea(_l("Which outage, from when to when"), [needed()], most=4000)
