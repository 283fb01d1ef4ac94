"""The room's kind of procedure and its house rules, made known to the engine."""

from qyzmet.procedure import house_rules
from qyzmet.procedure.kinds import register

from .passport import kind
from .procedure.house_rules import FIXED_PASSPORT_RULES

house_rules.add((), FIXED_PASSPORT_RULES)
register(kind.KIND)
