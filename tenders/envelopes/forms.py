"""What the registration of an envelope and the entering of its content carry: one form each for pages and the API."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from qyzmet.forms.choices import Choice
from qyzmet.forms.dates import Instant
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group
from qyzmet.people.organisations.fields import PresentRefs

from ...requests.proposal.forms import Bin
from ..bids.forms import BidForm


class Carrier(StrEnum):
    """¶ 49: what a bid came on, where not through the portal."""

    PAPER = "paper"
    CARRIER = "carrier"


CARRIERS = {Carrier.PAPER: _l("paper"), Carrier.CARRIER: _l("electronic carrier")}


class EnvelopeForm(Form):
    """H9: when a sealed envelope was received, and what is in it by the look of it. Nothing of its content."""

    received_at = Instant(
        _l("When it was received"), [needed()], description=_l("Date and time, for example 24.03.2026 16:30")
    )
    carrier = Choice(_l("What came in the envelope"), [needed()], kind=Carrier, titles=CARRIERS)


class EnterForm(Form):
    """¶ 49: what an envelope holds, entered after the opening before witnesses."""

    envelope = Text(_l("Number of the envelope"), [needed()], most=20)
    supplier = Bin(_l("BIN of the supplier"), [needed()])
    data_ = Group(BidForm, _l("The bid"), name="data")
    present = PresentRefs(
        _l("Who of the Commission is present"), [needed()], description=_l("The chair or the secretary at least.")
    )
