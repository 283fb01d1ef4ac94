"""The State Technical Service agrees the information security, or the integrator records its paper (Law 14(1)(8)).

Where it does not agree, it returns the design assignment: object_or_return.py. Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.fields import depends
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Party, Role

from ...models import DesignAssignment


class AgreeSecurityForm(Form):
    """Law 14(1)(8): the paper by which the State Technical Service agrees on information security."""

    document = DocumentRef(_l("The paper of the State Technical Service"), [depends()])


def against_agreeing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Law 14(1)(8): the service's own head agrees; the integrator records its paper."""
    service = assignment.party(Party.SECURITY_SERVICE)
    if body.get("document") or (service is not None and Role.HEAD in actor.roles_in(service.id)):
        return []
    return [Reason(_("Attach the paper of the State Technical Service."), field="document")]


def keep_paper(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The paper, where there is one, is the procedure's."""
    documents.adopt(assignment, [str(body["document"])] if body.get("document") else [])


AGREE_SECURITY = Action("agree_security", form=AgreeSecurityForm, against=against_agreeing, carry_out=keep_paper)
