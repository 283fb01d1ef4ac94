"""What becomes of the tender, or of the design assignment without one, where the formation ends without an IC service.

With a supplier the tender goes back to its ranking, without that bid (H25, H36). Where the operator created the service
itself (¶ 88) the contract ends, and the integrator reopens the assignment or the creation is cancelled; where a service
was developed by additions (¶ 92, H51) they end, and the development may be discussed again too.
Nothing here commits.
"""

from qyzmet.procedure import engine
from qyzmet.procedure.models import Act

from ...requests.assignment import replacement
from ..models import Formation


def fall_away(formation: Formation, act: Act, reason: str) -> None:
    """The supplier's bid falls away, or what was signed on the design assignment ends."""
    body = {"formation": formation.public_number, "reason": reason}
    if replacement.only_develops(formation.assignment):
        engine.follow(formation.assignment, "additions_ended", act, body)
        return
    engine.follow(formation.tender or formation.assignment, "formation_ended", act, body)
