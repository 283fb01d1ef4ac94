"""Steps added up by blocks of procedures: after an act the blocks in which something was done are counted again, the
others stand as they were counted before.

What is kept: the sums of each block, in this process, for a scope. For whom: whoever may look at that scope. Until
when: the audit trail says in which procedures something was done since; of a block in which nothing was, the sums are
good.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app

from qyzmet.audit import service as audit
from qyzmet.catalog.under_way import procedures as under_way
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.statistics import steps
from qyzmet.statistics.scope import Scope, View
from qyzmet.statistics.steps import BLOCK, Steps
from qyzmet.web.kept.memory import Kept

# Where more was done than this, everything is counted again.
MOST_RECORDS, MOST_PROCEDURES = 20_000, 500
# A sum takes so many bytes, by which room is made for others.
_ROW_BYTES, MOST_BYTES = 250, 32 * 1024 * 1024
_NAME = "qyzmet_statistics_steps"


@dataclass(frozen=True)
class _Counted:
    """The sums of each block, and up to which record of the trail they were counted."""

    number: int
    trail: bytes
    blocks: Mapping[int, list[Steps]]
    together: tuple[Steps, ...]


def of(scope: Scope, years: Iterable[int], trail: bytes) -> tuple[Steps, ...]:
    """All steps of the scope, as of the end of the trail: counted, or kept where nothing was done since."""
    kept, key = _kept(), (scope, tuple(years))
    found = kept.find(key)
    if found is not None and found.trail == trail:
        return found.together
    # What is done while this counts is counted again next time: its records come after this one.
    number = audit.last_number()
    changed = _changed(scope, found.number, number) if found is not None else None
    counted = steps.count_blocks(scope, key[1], changed)
    if found is not None and changed is not None:
        counted = {each: rows for each, rows in found.blocks.items() if each not in changed} | counted
    every = [row for rows in counted.values() for row in rows]
    made = _Counted(number, trail, counted, tuple(steps.together(every, "kind", "term", "organisation", "year")))
    kept.keep(key, made, _ROW_BYTES * (len(every) + len(made.together) + 1))
    return made.together


def _changed(scope: Scope, since: int, until: int) -> set[int] | None:
    """The blocks with procedures in which something was done; None where everything is to be counted again."""
    if not 0 <= until - since <= MOST_RECORDS:
        return None
    touched = audit.keys_since(since, engine.CHAIN)
    # With a need all that it has gone through comes into the public register, or leaves it.
    asked = under_way.together_with(touched) if scope.view is View.PUBLIC else touched
    ids = set(db.session.scalars(asked))
    if len(ids) > MOST_PROCEDURES:
        return None
    return {each // BLOCK for each in ids}


def _kept() -> Kept[_Counted]:
    if _NAME not in current_app.extensions:
        current_app.extensions[_NAME] = Kept[_Counted](current_app.config.get("KEPT_STATISTICS_BYTES", MOST_BYTES))
    kept: Kept[_Counted] = current_app.extensions[_NAME]
    return kept
