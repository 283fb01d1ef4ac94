"""The room's kind of procedure and its house rule, made known to the engine."""

from qyzmet.procedure import house_rules
from qyzmet.procedure.kinds import register

from .procedure.house_rules import FIXED_PROGRAMME_RULES
from .programme import kind

house_rules.add((), FIXED_PROGRAMME_RULES)
register(kind.KIND)
