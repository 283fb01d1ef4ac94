#!/bin/sh
# A private PostgreSQL server for tests and benchmarks: its own folder, its own port, a random password.
#   postgresql.sh find                     prints the folder of the server's programs; exits 1 if there is none
#   postgresql.sh with [--fast] COMMAND…   runs a command with QYZMET_TEST_DATABASE_URL naming a new server
#   postgresql.sh start [--fast]           leaves one running in .pg/server and prints its URL
#   postgresql.sh stop                     ends that one and removes it
# --fast gives up safety against a crash of the machine: for plain tests, not for benchmarks.
set -eu
umask 077
root=$(pwd -P)
PATH=$PATH:/usr/sbin:/sbin # Where runuser is.

find_programs() {
    # The newest version of 15 or later, wherever Debian, Homebrew or the PATH has it.
    for folder in $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin \
        /usr/local/opt/postgresql@*/bin 2>/dev/null | sort -t/ -k5 -rV) $(dirname "$(command -v initdb || echo /)"); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ] &&
            [ "$("$folder/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')" -ge 15 ]; then
            echo "$folder"
            return
        fi
    done
    echo "no PostgreSQL server of version 15 or newer was found" >&2
    return 1
}

# The server refuses to run as root: there it runs as the system's user for it.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u "$server_user" -- "$@")
    else
        "$@"
    fi
}

start() { # FOLDER [--fast]
    folder=$1
    programs=$(find_programs)
    server_user=
    mkdir -p "$folder"
    home=$folder
    if [ "$(id -u)" = 0 ]; then
        server_user=$(id -un postgres 2>/dev/null || echo nobody)
        chmod 711 "$(dirname "$folder")" "$folder"
        # A checkout under root's own folder is closed to that user, and so is a temporary folder of root's.
        if ! as_server test -x "$folder"; then
            home=$(mktemp -d /tmp/qyzmet-pg-XXXXXX)
            chmod 711 "$home"
        fi
    fi
    # The path of a socket may have 100 characters at most, so it does not go under the checkout.
    sockets=$(mktemp -d /tmp/qyzmet-pg-XXXXXX)
    printf '%s\n' "$home" >"$folder/home"
    printf '%s\n' "$sockets" >"$folder/sockets"
    mkdir "$home/data"
    python=.venv/bin/python
    [ -x $python ] || python=$(scripts/python.sh)
    password=$("$python" -c 'import secrets; print(secrets.token_hex(16))')
    port=$("$python" -c 'import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])')
    printf '%s\n' "$password" >"$home/password"
    [ -z "$server_user" ] || chown "$server_user" "$home/data" "$home/password" "$sockets"
    as_server "$programs/initdb" --pgdata="$home/data" --username=qyzmet --pwfile="$home/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=kk-KZ \
        --no-sync --no-instructions >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; return 1; }
    options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$sockets -c max_connections=600"
    if [ "${2:-}" = --fast ]; then
        options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        # Tests make and drop many small databases, each within a moment: nothing is written ahead, tidied or compiled.
        options="$options -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off"
        options="$options -c checkpoint_timeout=1h -c max_wal_size=4GB -c bgwriter_lru_maxpages=0"
    fi
    as_server "$programs/pg_ctl" start --silent --wait --timeout=60 --pgdata="$home/data" \
        --log="$home/data/server.log" --options="$options" </dev/null >/dev/null 2>&1 ||
        { cat "$home/data/server.log" >&2; return 1; }
    printf 'postgresql+psycopg://qyzmet:%s@127.0.0.1:%s/postgres\n' "$password" "$port" >"$folder/url"
}

stop() { # FOLDER
    [ -f "$1/home" ] || return 0
    programs=$(find_programs)
    server_user=$(id -un postgres 2>/dev/null || echo nobody)
    home=$(cat "$1/home")
    if [ -f "$home/data/postmaster.pid" ]; then
        as_server "$programs/pg_ctl" stop --silent --mode=immediate --pgdata="$home/data" >/dev/null 2>&1 || true
    fi
    rm -rf "$home" "$(cat "$1/sockets")" "$1"
}

# A run that was itself killed could not end its server.
sweep() {
    for left in "$root"/.pg/run-*; do
        if [ -d "$left" ] && ! kill -0 "${left##*-}" 2>/dev/null; then
            stop "$left"
        fi
    done
}

mode=${1:-}
[ $# = 0 ] || shift
case $mode in
find) find_programs ;;
start)
    if [ ! -f "$root/.pg/server/url" ]; then
        start "$root/.pg/server" "${1:-}" || { stop "$root/.pg/server"; exit 1; }
    fi
    cat "$root/.pg/server/url"
    ;;
stop) stop "$root/.pg/server" ;;
with)
    fast=
    if [ "${1:-}" = --fast ]; then
        fast=--fast
        shift
    fi
    [ $# -gt 0 ] || { echo "usage: postgresql.sh with [--fast] COMMAND…" >&2; exit 2; }
    sweep
    mine=$root/.pg/run-$$
    trap 'stop "$mine"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    start "$mine" "$fast"
    QYZMET_TEST_DATABASE_URL=$(cat "$mine/url")
    # It goes with all that is in it: the tests need not drop what they keep to their end.
    QYZMET_TEST_SERVER_GOES=yes
    export QYZMET_TEST_DATABASE_URL QYZMET_TEST_SERVER_GOES
    umask 022
    status=0
    "$@" || status=$?
    exit $status
    ;;
*)
    echo "usage: postgresql.sh find | with [--fast] COMMAND… | start [--fast] | stop" >&2
    exit 2
    ;;
esac
