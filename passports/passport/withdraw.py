"""H48: the head withdraws a passport with a reason: one in force holds no longer, a draft is given up."""

from qyzmet import clock
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act

from ..models import FunctionPassport
from .forms import WithdrawForm


def withdraw(passport: FunctionPassport, body: Body, act: Act) -> None:
    """It holds until today."""
    if passport.in_force_from is not None:
        passport.in_force_until = clock.today()


def take_back(passport: FunctionPassport, body: Body, act: Act) -> None:
    """The withdrawal is annulled: it holds on."""
    passport.in_force_until = None


WITHDRAW = Action(
    "withdraw",
    form=WithdrawForm,
    carry_out=withdraw,
    undo=take_back,
    page=ActionPage(warns=True, quiet=True),
)
