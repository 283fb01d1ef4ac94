"""The room's kinds of procedure, made known to the engine in the order in which they follow one another."""

from qyzmet.procedure.kinds import register

from .assignment.kind import KIND as ASSIGNMENTS
from .proposal.kind import KIND as PROPOSALS
from .request.kind import KIND as REQUESTS

for _kind in (REQUESTS, PROPOSALS, ASSIGNMENTS):
    register(_kind)
