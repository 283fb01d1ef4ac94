"""What the register keeps of a service: one form for pages and the API."""

from qyzmet.forms.choices import Choice
from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.translating import lazy_gettext as _l

from .choices import SERVICE_STATES, ServiceState


class IntegrationServiceForm(Form):
    """¶ 76-1: name, owner, address, contract, state."""

    name = Text(_l("Title"), [needed()])
    owner = Text(_l("Owner"), [needed()], description=_l("The organisation that answers for the service"))
    address = Text(_l("Address"), [needed()], most=2000, description=_l("Where the service answers"))
    contract = TextArea(
        _l("Contract of the service"),
        [needed()],
        description=_l("What is asked and answered, in which form; or where its description can be read"),
    )
    state = Choice(_l("State"), [needed()], kind=ServiceState, titles=SERVICE_STATES)
