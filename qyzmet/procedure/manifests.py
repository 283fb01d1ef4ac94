"""What is signed of a move: its manifest, made before the move is taken, and those that wait for their signature.

The engine asks of each move whether it is signed as it must be (`Signing.check`). Nothing here commits.
"""

from collections.abc import Callable, Sequence

from qyzmet import context
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import keeper_of
from qyzmet.procedure.models import Procedure
from qyzmet.signatures.kept import Rows
from qyzmet.signatures.pending import Pending
from qyzmet.signatures.signing import Signing


def make(
    procedure: Procedure,
    action: str,
    body: Body,
    *,
    expected_version: int | None = None,
    validate: Callable[[], None] | None = None,
) -> Pending:
    """What the current actor signs to take the move signed, kept for some minutes. Nothing is taken yet; raises as
    `engine.take`.
    """
    keeper = keeper_of(procedure)
    if keeper is not None:
        return keeper.manifest_of(procedure, action, body, expected_version=expected_version, validate=validate)
    move, role, actor = engine.choose(procedure, action, body, expected_version, validate)
    return Signing(procedure, move, role, body, actor, Rows(procedure, actor)).make()


def of(procedure: Procedure) -> Sequence[Pending]:
    """The manifests that the current actor has asked for in the procedure, the newest first."""
    keeper = keeper_of(procedure)
    return keeper.manifests(procedure) if keeper is not None else Rows(procedure, context.actor()).pending()
