"""¶ 82, 80-1, 88(3): the tests of conformity to the demands of information security, with their act.

Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Texts
from qyzmet.forms.numbers import Integer
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ...models import Formation
from ...procedure.formation import ICI_PASSED, PRODUCT_PASSED, TEST_FAILED, TEST_PASSED
from ...procedure.states import TESTED
from .. import mechanism
from . import defects
from .record_test import LONGEST_MENDING


class SecurityTestForm(Form):
    """The information-security tests, with their act."""

    passed = YesNo(_l("Are the tests passed?"), [needed()])
    act = DocumentRef(
        _l("Act of the information-security tests"), [needed(_l("Attach the act of the information-security tests"))]
    )
    defects = Texts(_l("Defects"), [depends()], one=_l("Defect"), each=2000, lines=True)
    fix_working_days = Integer(
        _l("In how many working days they are mended"), [depends()], least=1, most=LONGEST_MENDING
    )


def against_recording(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """With a supplier the regular environment is allocated first (¶ 80-1)."""
    if formation.state == TESTED and not mechanism.is_by_operator(formation):
        return [Reason(_("Allocate the regular environment first: the tests run in it."), rule="¶ 80-1")]
    return list(defects.against_outcome(body, "¶ 82")) if body else []


def which_passed(formation: Formation, body: Body, actor: Actor) -> str:
    """Which of the rows it is: who gives notice next depends on what was tested."""
    if body.get("passed") is not True:
        return TEST_FAILED
    if mechanism.is_by_operator(formation):
        return TEST_PASSED
    return PRODUCT_PASSED if mechanism.is_product(formation) else ICI_PASSED


def keep_act(formation: Formation, body: Body, act: Act) -> None:
    """The act of the tests is the parties' own."""
    documents.adopt(formation, [str(body["act"])], parties_only=True)


def _what_is_tested(formation: Formation) -> str:
    if mechanism.is_by_operator(formation):
        return _("The platform is tested with the object that was bought or created (¶ 88).")
    if mechanism.is_product(formation):
        return _("A software product has tests and an act of its own.")
    return _("The platform is tested with the new ICI object (¶ 82).")


RECORD_SECURITY_TEST = Action(
    "record_security_test",
    form=SecurityTestForm,
    against=against_recording,
    which=which_passed,
    carry_out=keep_act,
    page=ActionPage(above=_what_is_tested, template="catalog/formation/record_security_test.html"),
)
