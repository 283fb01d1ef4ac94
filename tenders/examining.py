"""From the Commission's setting up to the ranking (¶ 36; Law 45-1, 45-2; H3, H22, H23). Nothing here commits."""

from collections.abc import Callable, Mapping

from qyzmet.procedure.kinds import Change, Exclusion, Guard

GUARDS: Mapping[str, Guard] = {}
CHANGES: Mapping[str, Change] = {}
CASES: Mapping[str, Callable[..., str]] = {}
EXCLUSIONS: Mapping[str, Exclusion] = {}
