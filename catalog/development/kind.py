"""Developments as the engine carries them out: their table and acts (¶ 90-92)."""

from qyzmet.procedure import engine
from qyzmet.procedure.kinds import Kind
from qyzmet.procedure.models import Act, Procedure

from ...requests.procedure.assignment_states import APPROVED
from ..models import Development
from ..procedure.development import DEVELOPMENTS
from ..procedure.states import DECIDED
from . import additions, reading
from .actions import DEVELOPMENT
from .draft import after_save


def follow_assignment(assignment: Procedure, act: Act, annulled: Act | None) -> None:
    """¶ 53-1: the tender that arose from the development was cancelled: the development ends, the service stays.

    H36, H51: nothing came of what was signed without tender: it is discussed again, or cancelled.
    """
    source = getattr(assignment, "source", None)
    if not isinstance(source, Development) or source.state != DECIDED:
        return
    following = {"end": "cancel", "discuss_again": "discuss_again"}.get(act.action)
    if act.action == "cancel" and act.from_state == APPROVED:
        following = "end"
    if following is not None:
        engine.follow(source, following, act, {"assignment": assignment.public_number})


KIND = Kind(
    tables={DEVELOPMENTS.edition: DEVELOPMENTS},
    model=Development,
    actions=DEVELOPMENT,
    after_save=after_save,
    rests_on={"assignments": follow_assignment, "services": additions.follow_service},
    searched=lambda development: (str(development.data.get("need") or ""),),
    loads=reading.loads,
    list_loads=reading.loads,
    related=reading.related,
    parts=reading.parts,
    came_from=lambda development: development.service,
    locks=lambda development: (development.service,),
)
