"""From the ranking to the contract, or to the next announcement (¶ 53-1, 73; Law 45(3); H5, H24, H25). Nothing here
commits.
"""

from collections.abc import Callable, Mapping

from qyzmet.procedure.kinds import Change, Exclusion, Guard

GUARDS: Mapping[str, Guard] = {}
CHANGES: Mapping[str, Change] = {}
CASES: Mapping[str, Callable[..., str]] = {}
EXCLUSIONS: Mapping[str, Exclusion] = {}
