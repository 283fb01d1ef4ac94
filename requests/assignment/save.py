"""Writing a design assignment: its fourteen parts, in any order, by several people of the integrator (¶ 19)."""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason

from ..models import DesignAssignment
from .state_property import against_property


def keep_mechanism(assignment: DesignAssignment) -> None:
    """The public list of PPP projects finds it by the mechanism of part 1."""
    general = assignment.data.get("general") or {}
    assignment.mechanism = general.get("mechanism")


def against_saving(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 103-1: what is saved asks for no property in an ICI object, whichever of its two parts comes first.

    A draft that holds both since before this was asked is saved part by part as ever; proposing it is refused.
    """
    return list(against_property({**assignment.data, **body}, tuple(body)))


SAVE = Action("save", against=against_saving)
