#!/bin/sh
# Runs the tests on SQLite, then on PostgreSQL; the last lines say what did not run and why.
#   test.sh [soak] [pytest's arguments]
set -eu

marks="not soak"
results=.build/results
fast=--fast
workers=auto
if [ "${1:-}" = soak ]; then
    shift
    marks="soak"
    results=.build/results-soak
    # Kills and races are judged on a server with its usual settings, and with nothing else running beside them.
    fast=
    workers=0
fi
rm -rf "$results"
mkdir -p "$results"
# What one process has compiled, tests with their assertions spelt out among it, the others and the second pass read.
unset PYTHONDONTWRITEBYTECODE
PYTHONPYCACHEPREFIX=$(pwd -P)/.build/bytecode
export PYTHONPYCACHEPREFIX

for name in "${QYZMET_CHROMIUM:-chromium}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    browser=$(command -v "$name" 2>/dev/null) && break || browser=
done
if [ -z "$browser" ] && why=$(scripts/system.sh install chromium 2>&1); then
    browser=$(command -v chromium || true)
    why="it is not where it should be after installing"
fi
if [ -n "$browser" ]; then
    QYZMET_CHROMIUM=$browser
    export QYZMET_CHROMIUM
else
    echo "Without chromium the browser tests were skipped: $(echo "$why" | tail -n 1)" >>"$results/missing"
fi
if ! why=$(scripts/postgresql.sh find 2>&1) && ! why=$(scripts/system.sh install postgresql 2>&1 &&
    scripts/postgresql.sh find 2>&1); then
    echo "Without PostgreSQL everything ran on SQLite only: $(echo "$why" | tail -n 1)" >>"$results/missing"
    postgresql=
else
    postgresql=yes
fi

run() { # NAME MARKS COMMAND…: one pass, its outcome kept for the summary
    name=$1 chosen=$2
    shift 2
    printf '\n--- Tests on %s\n' "$name"
    status=0
    "$@" .venv/bin/python -m pytest -m "$chosen" -n $workers --junitxml="$results/$name.xml" $arguments ||
        status=$?
    # 5: nothing was chosen by these arguments.
    [ $status = 0 ] || [ $status = 5 ] || failed="$failed $name"
}

arguments="$*"
failed=
run SQLite "$marks" env -u QYZMET_TEST_DATABASE_URL
if [ -n "${QYZMET_TEST_DATABASE_URL:-}" ]; then
    run PostgreSQL "$marks and not once" env
elif [ -n "$postgresql" ]; then
    run PostgreSQL "$marks and not once" scripts/postgresql.sh with $fast
fi

echo
.venv/bin/python scripts/summary.py "$results"
if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
    exit 1
fi
