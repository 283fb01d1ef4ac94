#!/bin/sh
# System packages, installed only where apt-get can be used without asking anybody.
#   system.sh install PACKAGE…   exits 1 when that cannot be done, with the reason on stderr
set -eu

[ "${1:-}" = install ] || { echo "usage: system.sh install PACKAGE…" >&2; exit 2; }
shift

if ! command -v apt-get >/dev/null 2>&1; then
    echo "there is no apt-get here to install $* with" >&2
    exit 1
elif [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "apt-get cannot install $* here without asking for a password" >&2
    exit 1
fi

log=.build/apt.log
mkdir -p .build
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" \
        </dev/null >>"$log" 2>&1
}

echo "Installing $* (apt-get, its words are in $log)" >&2
# The package list of a new machine is empty or old: a failed attempt is repeated after an update.
apt install --no-install-recommends "$@" ||
    { apt update && apt install --no-install-recommends "$@"; } ||
    { echo "apt-get could not install $*, see $log" >&2; exit 1; }
