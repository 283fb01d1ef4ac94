"""The room's kinds of procedure and its house rules, made known to the engine."""

from qyzmet.procedure import house_rules
from qyzmet.procedure.kinds import register

from . import bids, service
from .house import TENDER_RULES

house_rules.add(TENDER_RULES)
for _kind in (service.KIND, bids.KIND):
    register(_kind)
