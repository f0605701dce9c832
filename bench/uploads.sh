#!/bin/sh
# tus-js-client against a server of its own, through a proxy that cuts connections.
set -eu
cd "$(dirname "$0")/.."
candor=${CANDOR:-target/debug/candor}
tools=target/uploads
port=${PORT:-18766}

if [ ! -d "$tools/node_modules/tus-js-client" ]; then
    mkdir -p "$tools"
    npm install --silent --no-audit --no-fund --prefix "$tools" tus-js-client@4.3.1
fi
here=$(mktemp -d)
CANDOR_LISTEN=127.0.0.1:$port CANDOR_ADMIN_LISTEN=127.0.0.1:0 CANDOR_LOG=error \
    "$candor" serve --data "$here/data" --keys "$here/keys" >"$here/out" 2>"$here/err" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$here"' EXIT
tries=0
until grep -q "Candor serves" "$here/out"; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$here/err" >&2; exit 1; }
    sleep 0.1
done
# Where a module is looked for follows from where the script lies.
cp bench/uploads.mjs "$tools/uploads.mjs"
timeout 60 node "$tools/uploads.mjs" "http://127.0.0.1:$port" "$(cat "$here/keys/first-api-key")"
