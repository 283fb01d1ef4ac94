#!/bin/sh
# Writes requirements/*.txt from requirements/*.in: exact versions with hashes for Python 3.11 and newer on every
# system, no addresses. Versions that still fit stay; `make lock` with UPGRADE=1 takes the newest.
set -eu

for name in run dev node; do
    .venv/bin/python -m uv pip compile --quiet ${UPGRADE:+--upgrade} --universal --python-version 3.11 \
        --generate-hashes --no-build --no-header --no-emit-index-url --no-emit-find-links \
        "requirements/$name.in" -o "requirements/$name.txt"
done
