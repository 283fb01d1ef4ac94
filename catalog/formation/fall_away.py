"""What becomes of the tender, or of the design assignment without one, where the formation ends without an IC service.

With a supplier the tender goes back to its ranking, without that bid (H25, H36). Where the operator created the service
itself (¶ 88) the contract ends, and the integrator reopens the assignment or the creation is cancelled.
Nothing here commits.
"""

from qyzmet.procedure import engine
from qyzmet.procedure.models import Act

from ..models import Formation


def fall_away(formation: Formation, act: Act, reason: str) -> None:
    """The supplier's bid falls away, or the operator's contract ends."""
    body = {"formation": formation.public_number, "reason": reason}
    engine.follow(formation.tender or formation.assignment, "formation_ended", act, body)
