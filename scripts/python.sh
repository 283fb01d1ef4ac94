#!/bin/sh
# Prints the Python that the checkout's virtual environment is made with: the first of 3.11 or newer.
set -eu

for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done
echo "Qyzmet needs Python 3.11 or newer, and none was found. Install one, or name it: make demo PYTHON=/path/to/python3" >&2
exit 1
