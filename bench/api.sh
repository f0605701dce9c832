#!/bin/sh
# Every endpoint of the OpenAPI document under schemathesis, with all of its checks, against a server of its own.
# Usage: bench/api.sh [EXAMPLES]   examples for each operation and phase; 10 when not given
set -eu
cd "$(dirname "$0")/.."
examples=${1:-10}
candor=${CANDOR:-target/debug/candor}
tools=target/schemathesis
port=${PORT:-18765}

if [ ! -d "$tools" ]; then
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$tools" schemathesis==4.32.5
fi
here=$(mktemp -d)
CANDOR_REQUESTS_PER_MINUTE=100000000 CANDOR_REQUESTS_PER_MINUTE_OF_ADDRESS=100000000 CANDOR_LISTEN=127.0.0.1:$port CANDOR_ADMIN_LISTEN=127.0.0.1:0 CANDOR_LOG=error \
    "$candor" serve --data "$here/data" --keys "$here/keys" >"$here/out" 2>"$here/err" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$here"' EXIT
tries=0
until grep -q "Candor serves" "$here/out"; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$here/err" >&2; exit 1; }
    sleep 0.1
done
base=http://127.0.0.1:$port
key=$(cat "$here/keys/first-api-key")

check() {
    token=$1
    shift
    PYTHONPATH=$tools:bench SCHEMATHESIS_HOOKS=schemathesis_hooks python3 -m schemathesis.cli --config-file bench/schemathesis.toml run "$base/openapi.json" --no-color \
        -H "Authorization: Bearer $token" --max-examples "$examples" "$@" >"$here/report" 2>&1 || { cat "$here/report"; exit 1; }
    grep -E "generated" "$here/report"
}

check "$key" --exclude-path-regex '/v1/applicant'
token=$(curl -fsS -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d '{"external_id":"schemathesis"}' "$base/v1/sessions" |
    sed 's/.*"client_token":"\([^"]*\)".*/\1/')
curl -fsS -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"processing":true,"face":true,"version":"1"}' \
    "$base/v1/applicant/consent"
check "$token" --include-path-regex '/v1/applicant' --exclude-path-regex 'erase'
