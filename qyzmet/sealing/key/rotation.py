"""A new generation of the outside key, under which everything wrapped is wrapped anew; and forgetting an old one.

Only the wrapped keys, some 150 bytes each, are made anew: contents and files stay as they are. The walk commits each
batch, takes only what is not yet under the active generation, and so goes on where it was killed.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Column, CursorResult, select, update

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.sealing import wrapping
from qyzmet.sealing.columns import wrapped_columns
from qyzmet.sealing.faults import KeyFileError, SealBroken
from qyzmet.sealing.key import file, generations, usage
from qyzmet.sealing.key.generations import OutsideKey, State
from qyzmet.sealing.key_pairs import CHAIN

BATCH = 500
# A request or a worker's tick that began under the old generation has ended long before this is over.
SETTLING = dt.timedelta(hours=1)


@dataclass
class Walk:
    """How far the wrapping has come."""

    rewrapped: int = 0
    # What cannot be opened and stays as it is, as "table.column, row 7".
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rotated:
    """What a rotation has done."""

    generation: str
    # Whether an earlier one, killed or with machines that followed later, was only brought to its end.
    finished_earlier: bool
    walk: Walk


def prepare(path: Path) -> str:
    """Add the generation for the coming rotation, and name it: the file can first be copied to every machine."""
    with file.locked(path):
        key = generations.prepared(file.read(path).key, clock.wall())
        file.replace(path, key)
    return next(each.name for each in key.generations if each.state is State.NEXT)


def rotate(path: Path, batch: int = BATCH) -> Rotated:
    """Begin a new generation and wrap everything anew; or finish that, if an earlier rotation left something.

    Commits. Raises KeyFileError.
    """
    with file.locked(path):
        key = file.read(path).key
        unfinished = bool(frozenset(usage.in_use()) & key.ids - {key.active.id})
        if not unfinished:
            key = generations.rotated(key, clock.wall())
            # On the disk before any row names it.
            file.replace(path, key)
        walk = Walk()
        for _committed in rewrap(key, walk, batch):
            pass
        audit.record("rotate_seal_key", chain=CHAIN, subject=key.active.name)
        db.session.commit()
    return Rotated(key.active.name, unfinished, walk)


def rewrap(key: OutsideKey, walk: Walk, batch: int = BATCH) -> Iterator[None]:
    """Wrap under the active generation what is not, counting in `walk`; comes back after each committed batch."""
    for column in list(wrapped_columns()):
        yield from _rewrap_column(key, column, walk, batch)


def _rewrap_column(key: OutsideKey, column: Column[Any], walk: Walk, batch: int) -> Iterator[None]:
    table = column.table
    (number,) = table.primary_key.columns
    done = [wrapping.prefix_of(each) for each in {key.active.id} | key.lost]
    waiting = select(number, column).where(column.is_not(None), usage.prefix(column).not_in(done)).order_by(number)
    last = None
    while True:
        # Rows that cannot be opened are passed by, not met for ever.
        rows = db.session.execute((waiting if last is None else waiting.where(number > last)).limit(batch)).all()
        for row, wrapped in rows:
            try:
                anew = wrapping.rewrap(key, wrapped)
            except SealBroken:
                walk.broken.append(f"{column}, row {row}")
                continue
            # What somebody has sealed anew meanwhile is under the active generation already and stays.
            changed = db.session.execute(
                update(table).where(number == row, column == wrapped).values({column.name: anew})
            )
            walk.rewrapped += changed.rowcount if isinstance(changed, CursorResult) else 0
        db.session.commit()
        if not rows:
            return
        last = rows[-1][0]
        yield


def forget(path: Path, name: str) -> None:
    """Take an old generation out of the file, when nothing in the database needs it. Commits. Raises KeyFileError."""
    with file.locked(path):
        key = file.read(path).key
        generation = next((each for each in key.generations if each.name == name), None)
        if generation is None:
            raise KeyFileError(f"The seal key holds no generation {name[:40]!r}. See: qyzmet seal-key check")
        if generation.state is not State.OLD:
            raise KeyFileError(f"The generation {name} is {generation.state}; only an old one can be forgotten.")
        ready = (generation.retired or generation.created) + SETTLING
        if clock.wall() < ready:
            raise KeyFileError(
                f"The generation {name} wrapped until a moment ago, and what it wrapped may still be on its way into "
                f"the database. Forget it after {ready.isoformat(timespec='seconds')}."
            )
        if count := usage.in_use()[generation.id]:
            raise KeyFileError(f"{count} keys in the database are still wrapped by {name}. Run: qyzmet seal-key rotate")
        # Recorded first: a key that is gone without a trace is worse than a record of one that is still there.
        audit.record("forget_seal_generation", chain=CHAIN, subject=name)
        db.session.commit()
        file.replace(path, generations.without(key, generation.id))


def declare_lost(path: Path, lost: frozenset[bytes]) -> OutsideKey:
    """Go on without these generations, which will never open anything again; makes the file where there is none.

    Commits. Raises KeyFileError.
    """
    with file.locked(path):
        there = path.exists()
        key = generations.with_lost(file.read(path).key if there else generations.new_key(clock.wall()), lost)
        audit.record("declare_seal_lost", chain=CHAIN, subject=", ".join(sorted(each.hex() for each in lost))[:120])
        db.session.commit()
        (file.replace if there else file.create)(path, key)
    return key
