"""What the engine asks of a kind: its tables and actions fit, and an action without rules stands against nothing."""

from dataclasses import replace

import pytest

from qyzmet.context import ANONYMOUS
from qyzmet.procedure.actions import Action, Nothing
from qyzmet.procedure.kinds import Kind, TermRule, kinds, misfits, register
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import Move, Term
from qyzmet.procedure.table import Procedure as Table
from qyzmet.vocabulary import Party

pytestmark = pytest.mark.once

WISHES = Table(
    kind="wishes",
    edition="kz-2022-03-31",
    title="Wish",
    prefix="W",
    states={"open": "open", "granted": "granted"},
    first="open",
    last=frozenset({"granted"}),
    moves=(
        Move("wish", "Wish", ("open",), None, Party.STATE_BODY, "¶ 1", starts=("wait",)),
        Move("grant", "Grant", ("open",), "granted", Party.INTEGRATOR, "¶ 2", closes=("wait",)),
        Move("forget", "Forget", ("open",), None, Party.INTEGRATOR, "¶ 2", consequence=True),
    ),
    terms=(Term("wait", "Wait", 3, Party.INTEGRATOR, "¶ 2"),),
)
FITTING = Kind(tables={WISHES.edition: WISHES}, model=Procedure, actions=(Action("wish"), Action("grant")))


def test_a_kind_whose_tables_and_actions_fit_is_taken():
    """Each act that somebody takes has its action; a consequence has one only where it does something."""
    assert misfits(FITTING) == []
    assert misfits(replace(FITTING, actions=(*FITTING.actions, Action("forget")))) == []
    assert misfits(replace(FITTING, terms=(TermRule("wait"),))) == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (replace(FITTING, actions=(Action("wish"),)), "no action for grant"),
        (replace(FITTING, actions=(*FITTING.actions, Action("regret"))), "no row of the table for regret"),
        (replace(FITTING, actions=(*FITTING.actions, Action("wish"))), "two of the name wish"),
        (replace(FITTING, terms=(TermRule("hurry"),)), "no such term hurry"),
        (replace(FITTING, terms=(TermRule("wait"), TermRule("wait"))), "two of the name wait"),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(kind: Kind, said: str):
    """An act without an action, an action without a row, a rule for no term, and a name given twice: it says which."""
    with pytest.raises(ValueError, match=f"wishes: {said}"):
        register(kind)
    assert "wishes" not in kinds()


def test_an_action_without_rules_of_its_own_carries_nothing_and_nothing_stands_against_it():
    """Only what an act needs is given: the body is {}, and the table alone says who may take it."""
    action = Action("wish")
    assert action.form is Nothing
    assert action.reasons(object(), {}, ANONYMOUS) == []
    assert action.hopeless(object(), ANONYMOUS) == []


def test_what_no_body_could_mend_is_told_apart():
    """A reason that names no field stands against the act whatever it carries; one that names a field can be mended."""
    asked = []

    def against(procedure, body, actor):
        asked.append(dict(body))
        return [Reason("too late"), Reason("say why", field="reason")]

    action = Action("wish", against=against)
    assert [each.text for each in action.reasons(object(), {"reason": ""}, ANONYMOUS)] == ["too late", "say why"]
    assert [each.text for each in action.hopeless(object(), ANONYMOUS)] == ["too late"]
    assert asked == [{"reason": ""}, {}]
