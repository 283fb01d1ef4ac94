"""What measurements on both databases share: where to measure, from the command line and the environment."""

import argparse
import sys
from collections.abc import Callable

from tests.own_database import SERVER


def measure_on_both(module: str, on_sqlite: Callable[[], bool], on_postgresql: Callable[[str], bool]) -> None:
    """Measure on SQLite and on the PostgreSQL server that is named, as far as asked; exit 1 when a ratio is missed."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument(
        "--database", help="a PostgreSQL server to measure on, in databases of its own; sqlite: only there"
    )
    chosen = parser.parse_args()
    server = chosen.database or SERVER
    kept = []
    if not chosen.database or chosen.database.startswith("sqlite"):
        kept.append(on_sqlite())
    if server and not server.startswith("sqlite"):
        kept.append(on_postgresql(server))
    elif not chosen.database:
        print("Not measured on PostgreSQL: QYZMET_TEST_DATABASE_URL names no server.")
    sys.exit(0 if all(kept) else 1)
