#!/bin/sh
# Whether an archive of packaging/make.sh runs where nothing else is: no Python, no Node, no network, an empty environment.
# Usage: packaging/try.sh ARCHIVE PHOTO    PHOTO is a passport, such as `candor specimen` draws
set -eu
archive=$(realpath "$1")
photo=$(realpath "$2")
script=$(realpath "$0")
here=${3:-}
if [ -z "$here" ]; then
    here=$(mktemp -d)
    trap 'rm -rf "$here"' EXIT
    # A network of its own has no way out. Where the system allows none, the rest still holds.
    if unshare -rn true 2>/dev/null && command -v ip >/dev/null; then
        unshare -rn sh -c 'ip link set lo up && exec sh "$@"' sh "$script" "$archive" "$photo" "$here"
    else
        echo "skipped: without network (it needs unshare and ip); tried with the network of this machine"
        sh "$script" "$archive" "$photo" "$here"
    fi
    exit
fi

cd "$here"
tar xzf "$archive"
cd candor-*
sha256sum --quiet -c SHA256SUMS
alone() { env -i PATH=/nowhere ./candor "$@"; }

alone migrate --data "$here/data" --keys "$here/keys" >"$here/migrated" || { cat "$here/migrated"; exit 1; }
alone doctor --data "$here/data" --keys "$here/keys" >"$here/doctor" || { cat "$here/doctor"; exit 1; }
alone read --json "$photo" >"$here/reading"
grep -q '"valid":true' "$here/reading" || { echo "the zone of $photo was not read"; exit 1; }

env -i PATH=/nowhere CANDOR_LISTEN=127.0.0.1:18767 CANDOR_ADMIN_LISTEN=127.0.0.1:0 ./candor serve --data "$here/data" --keys "$here/keys" >"$here/served" 2>"$here/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
tries=0
until grep -q "Candor serves" "$here/served"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { cat "$here/log" >&2; exit 1; }
    sleep 0.1
done
mkdir "$here/case"
cp "$photo" "$here/case/front.jpg"
cp "$photo" "$here/case/selfie.jpg"
printf '{"family_name":"SPECIMEN","given_names":"ANNA","birth_date":"1990-01-01","birth_country":"UTO","nationality":"UTO","document":{"type":"passport","number":"TEST-APPROVED","issuing_country":"UTO"}}' >"$here/case/claim.json"
CANDOR=./candor CANDOR_URL=http://127.0.0.1:18767 CANDOR_KEY=$(cat "$here/keys/first-api-key") sh docs/first-session.sh "$here/case" >"$here/session"
grep -q "^state     approved" "$here/session" && grep -q "^ok the key signed" "$here/session" || { cat "$here/session"; exit 1; }
echo "ok $(basename "$archive"): whole, well, reads, serves and approves"
