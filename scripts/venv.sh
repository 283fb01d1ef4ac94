#!/bin/sh
# Makes the virtual environment .venv/, or says with `usable` whether the one that is there can be used.
set -eu

usable() {
    # Its Python still starts and is new enough, and the checkout was not moved or copied since.
    [ -x .venv/bin/python ] &&
        .venv/bin/python -c 'import os, sys
sys.exit(sys.version_info < (3, 11) or not os.path.samefile(sys.prefix, ".venv"))' 2>/dev/null &&
        grep -q "^command = .*$(pwd -P)/.venv\$" .venv/pyvenv.cfg
}

if [ "${1:-}" = usable ]; then
    usable
    exit
fi

python=$(scripts/python.sh)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian keeps these two modules in a package of their own.
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! scripts/system.sh install "$package"; then
        echo "$python cannot make virtual environments here. Install them first: apt-get install $package" >&2
        exit 1
    fi
fi
echo "Making .venv with $python"
"$python" -m venv --clear .venv
