"""What becomes of the tender where the formation ends without an IC service (H25, H36): it goes back to its ranking,
without the supplier's bid. Nothing here commits.
"""

from qyzmet.procedure import engine
from qyzmet.procedure.models import Act

from ..models import Formation


def fall_away(formation: Formation, act: Act, reason: str) -> None:
    """The supplier's bid falls away; the Commission names the next one, or decides what follows."""
    if formation.tender is not None:
        body = {"formation": formation.public_number, "reason": reason}
        engine.follow(formation.tender, "formation_ended", act, body)
