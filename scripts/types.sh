#!/bin/sh
# Checks the types of everything that is shipped, strictly.
# The rooms stand beside qyzmet/ but are imported as parts of it. Links under .build/types/ show mypy the tree
# as Python sees it, and the answers come back with the paths as they are on disk.
set -eu

rooms="requests tenders catalog passports programmes deadlines"
rm -rf .build/types
mkdir -p .build/types/qyzmet
for file in qyzmet/* ; do
    case $file in *__pycache__) ;; *) ln -s "../../../$file" ".build/types/$file" ;; esac
done
for room in $rooms; do
    ln -s "../../../$room" ".build/types/qyzmet/$room"
done
ln -s ../../wsgi.py ../../bench .build/types/

python=$(pwd -P)/.venv/bin/python
config=$(pwd -P)/pyproject.toml
# Without a cache: a kept one has said that a module of a room is not there, and twelve seconds are soon over.
cache=/dev/null
typings=$(pwd -P)/typings
status=0
answers=$(cd .build/types && MYPYPATH=".:$typings" "$python" -m mypy --config-file "$config" --cache-dir "$cache" \
    --no-error-summary --no-pretty qyzmet wsgi.py bench 2>&1) || status=$?
if [ -n "$answers" ]; then
    printf '%s\n' "$answers" | sed -E "s#^qyzmet/($(echo $rooms | tr ' ' '|'))/#\1/#"
fi
[ $status = 0 ] || exit $status

"$python" -m mypy --config-file "$config" --cache-dir "$cache" --no-error-summary scripts/*.py setup.py
echo "types: nothing to say"
