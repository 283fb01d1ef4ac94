"""Announcements (¶ 42, 47; H21, H30): prepared, consented, published, asked about, closed. Nothing here commits."""

from collections.abc import Callable, Mapping

from qyzmet.procedure.kinds import Change, Guard

GUARDS: Mapping[str, Guard] = {}
CHANGES: Mapping[str, Change] = {}
CASES: Mapping[str, Callable[..., str]] = {}
