"""Numbers that people quote: without gaps or collisions; a draft's is random."""

import secrets

from sqlalchemy import insert, update

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure.models import NumberCounter

# Letters and digits that nobody confuses when reading a number aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def next_number(prefix: str) -> str:
    """The next registered number of this year, as `AR-2026-000123`. Taken back if the transaction is."""
    year = clock.today().year
    # The row is locked until the transaction ends, so that a number is neither skipped nor given twice.
    raise_it = (
        update(NumberCounter)
        .where(NumberCounter.prefix == prefix, NumberCounter.year == year)
        .values(last=NumberCounter.last + 1)
        .returning(NumberCounter.last)
    )
    last = db.session.execute(raise_it).scalar()
    if last is None:
        _start_counting(prefix, year)
        last = db.session.execute(raise_it).scalar_one()
    return f"{prefix}-{year}-{last:06d}"


def _start_counting(prefix: str, year: int) -> None:
    values = {"prefix": prefix, "year": year, "last": 0}
    if db.engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        # Two first ones at once: the second waits here and finds the row of the first.
        db.session.execute(postgresql_insert(NumberCounter).values(values).on_conflict_do_nothing())
    else:
        db.session.execute(insert(NumberCounter).values(values))


def draft_number(prefix: str) -> str:
    """A number for a draft that tells nothing: not how many there are, nor in what order."""
    return f"{prefix}-draft-" + "".join(secrets.choice(ALPHABET) for _ in range(10))
