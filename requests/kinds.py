"""The room's kinds of procedure, made known to the engine in the order in which they follow one another."""

from qyzmet.procedure.kinds import register

from . import assignments, proposals, service

for _kind in (service.KIND, proposals.KIND, assignments.KIND):
    register(_kind)
