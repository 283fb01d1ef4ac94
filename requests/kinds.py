"""The room's kinds of procedure, made known to the engine in the order in which they follow one another."""

from qyzmet.procedure.kinds import register

from .assignment import kind as assignment_kind
from .proposal import kind as proposal_kind
from .request import kind as request_kind

for _kind in (request_kind.KIND, proposal_kind.KIND, assignment_kind.KIND):
    register(_kind)
