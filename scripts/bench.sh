#!/bin/sh
# Every measurement in bench/, one after another; modules whose names begin with _ help the others.
set -eu

measure() {
    for file in bench/[!_]*.py; do
        [ -e "$file" ] || { echo "bench/ holds no measurements" >&2; exit 1; }
        name=$(basename "$file" .py)
        printf '\n--- %s\n' "$name"
        .venv/bin/python -m "bench.$name"
    done
}

if [ "${1:-}" = measure ]; then
    measure
elif [ -n "${QYZMET_TEST_DATABASE_URL:-}" ]; then
    measure
elif scripts/postgresql.sh find >/dev/null 2>&1 || { scripts/system.sh install postgresql && scripts/postgresql.sh find; } >/dev/null 2>&1; then
    scripts/postgresql.sh with "$0" measure
else
    measure
    echo "Not measured on PostgreSQL: no server of version 15 or newer was found" >&2
fi
