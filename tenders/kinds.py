"""The room's kinds of procedure and its house rules, made known to the engine."""

from qyzmet.procedure import house_rules
from qyzmet.procedure.kinds import register

from . import kind
from .bids import kind as bid_kind
from .procedure.house_rules import FIXED_TENDER_RULES, TENDER_RULES

house_rules.add(TENDER_RULES, FIXED_TENDER_RULES)
for _kind in (kind.KIND, bid_kind.KIND):
    register(_kind)
