"""What a test or the Commission sends back: defects, and the term in which they are mended (H45)."""

from collections.abc import Iterator

from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...models import Formation
from ...procedure.states import CREATED, EQUIPPED

# What may send the formation back.
SENDING_BACK = ("record_test", "record_security_test", "decide")
# What says that it is mended: the notice of readiness, or (¶ 88) equipping and testing anew.
_MENDED = ("report_ready", "equip", "record_test")
# What stands where the formation is sent back to its beginning, and where the operator is to test anew (¶ 88).
_BEFORE_READINESS = ("form", "form_by_operator")
_BEFORE_SECURITY = (*_BEFORE_READINESS, "equip")
# The term in working days, as each of the acts carries it.
_TERMS = ("fix_working_days", "mend_working_days")


def against_outcome(body: Body, rule: str) -> Iterator[Reason]:
    """A test that is not passed has defects and a term; one that is passed has neither."""
    defects, days = body.get("defects") or [], body.get("fix_working_days")
    if body.get("passed") is True:
        if defects:
            yield Reason(_("A test that is passed has no defects: leave them out."), rule=rule, field="defects")
        if days is not None:
            yield Reason(_("A test that is passed has nothing to mend."), rule=rule, field="fix_working_days")
        return
    if not defects:
        yield Reason(_("Say which defects the test has found."), rule=rule, field="defects")
    if days is None:
        yield Reason(_("Say in how many working days the defects are mended."), rule="H45", field="fix_working_days")


def done(formation: Formation) -> dict[str, Act]:
    """The acts that count, by their names: what was sent back to be mended is to be done again."""
    found: dict[str, Act] = {}
    for act in standing_acts(formation):
        found[act.action] = act
        if _sends_back(act):
            kept = _BEFORE_SECURITY if act.to_state == EQUIPPED else _BEFORE_READINESS
            found = {name: each for name, each in found.items() if name in kept}
    return found


def sent_back(formation: Formation) -> Act | None:
    """The act of a test, or of the Commission, that sent the formation back, until it is said to be mended."""
    acts = [act for act in standing_acts(formation) if act.action in _MENDED or _sends_back(act)]
    is_open = formation.state in (CREATED, EQUIPPED)
    return acts[-1] if is_open and acts and _sends_back(acts[-1]) else None


def _sends_back(act: Act) -> bool:
    return act.action in SENDING_BACK and act.to_state in (CREATED, EQUIPPED)


def _as_said(formation: Formation, act: Act, length: int) -> int:
    """The term that the protocol of the test, or of the Commission, sets; else the house rule's."""
    said = next((act.body[key] for key in _TERMS if act.body.get(key) is not None), None)
    return int(said) if said is not None else length


DEFECT_TERMS = tuple(TermRule(key, length=_as_said) for key in ("mend", "equip", "test"))
