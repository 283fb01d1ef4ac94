"""Writing a design assignment: its fourteen parts, in any order, by several people of the integrator (¶ 19)."""

from qyzmet.procedure.actions import Action

from ..models import DesignAssignment


def keep_mechanism(assignment: DesignAssignment) -> None:
    """The public list of PPP projects finds it by the mechanism of part 1."""
    general = assignment.data.get("general") or {}
    assignment.mechanism = general.get("mechanism")


SAVE = Action("save")
