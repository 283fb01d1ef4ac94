"""The room's kinds of procedure and its house rules, made known to the engine in the order in which they follow."""

from qyzmet.procedure import house_rules
from qyzmet.procedure.kinds import register
from qyzmet.search import indexing

from .development import kind as development
from .entry import kind as entry
from .formation import kind as formation
from .procedure.house_rules import CATALOG_RULES, FIXED_CATALOG_RULES
from .under_way import keeping

house_rules.add(CATALOG_RULES, FIXED_CATALOG_RULES)
for _kind in (formation.KIND, entry.KIND, development.KIND):
    register(_kind)
indexing.beside(keeping.follow)
