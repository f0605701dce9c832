#!/bin/sh
# A whole verification with curl: create, agree, claim, upload, submit, read the decision, verify the webhooks and the record.
# Usage: docs/first-session.sh CASE    a folder of `candor specimen --cases`: front.jpg, claim.json, perhaps back.jpg and selfie.jpg
# CANDOR_URL and CANDOR_KEY say where the service is, and the test key; `candor serve` prints both. CANDOR is the command, where it is not on
# the path. The service sends webhooks to this machine when it was started with CANDOR_WEBHOOKS_TO_PRIVATE_ADDRESSES=true.
set -eu
case=$1
url=${CANDOR_URL:-http://127.0.0.1:8080}
key=${CANDOR_KEY:-$(cat candor-keys/first-api-key)}
candor=${CANDOR:-candor}
name=${2:-user-$(date +%s)}
hook=${CANDOR_HOOK:-127.0.0.1:9099}
value() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }

# The relying party registers a webhook, and waits for its messages; each is signed with the secret that came back.
webhook=$(curl -sS "$url/v1/webhooks" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d "{\"url\":\"http://$hook/\"}")
messages=$(mktemp)
listener=
case $webhook in
*whsec_*)
    CANDOR_WEBHOOK_SECRET=$(echo "$webhook" | value secret) "$candor" webhook listen --listen "$hook" >"$messages" &
    listener=$!
    trap 'kill "$listener" 2>/dev/null || true; rm -f "$messages"' EXIT
    until grep -q Waiting "$messages" || ! kill -0 "$listener"; do sleep 0.1; done
    ;;
*) echo "webhook   none: $(echo "$webhook" | value detail)" ;;
esac

# There is nobody before a camera here: sessions of test keys are to need no clip of a face. Those of live keys still do.
curl -fsS -X PUT "$url/v1/policy" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -d '{"toml":"[face]\nliveness_needed = false\n"}' >/dev/null

# The relying party creates a session. What comes back holds the applicant's token.
session=$(curl -fsS "$url/v1/sessions" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $name" \
    -d "{\"external_id\":\"$name\",\"username\":\"called-$name\",\"contact\":{\"email\":\"$name@applicant.example\"}}")
id=$(echo "$session" | value id)
token=$(echo "$session" | value client_token)
echo "session   $id"

# The applicant agrees, and enters the claim.
curl -fsS "$url/v1/applicant/consent" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"processing":true,"face":true,"version":"2026-11"}'
curl -fsS -X PUT "$url/v1/applicant/claim" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d @"$case/claim.json"

# Photos are uploaded by tus: announced, then sent. An upload that breaks goes on at the byte.
for kind in front back selfie; do
    [ -f "$case/$kind.jpg" ] || continue
    place=$(curl -fsS -D - -o /dev/null -X POST "$url/v1/applicant/evidence" -H "Authorization: Bearer $token" -H 'Tus-Resumable: 1.0.0' \
        -H "Upload-Length: $(($(wc -c <"$case/$kind.jpg")))" -H "Upload-Metadata: kind $(printf %s $kind | base64)" |
        tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    curl -fsS -X PATCH "$url$place" -H "Authorization: Bearer $token" -H 'Tus-Resumable: 1.0.0' -H 'Upload-Offset: 0' \
        -H 'Content-Type: application/offset+octet-stream' --data-binary @"$case/$kind.jpg"
    echo "uploaded  $kind"
done

# Submitted, it counts and is judged.
curl -fsS -X POST "$url/v1/applicant/submit" -H "Authorization: Bearer $token" >/dev/null
state=submitted
while [ "$state" = submitted ] || [ "$state" = checking ]; do
    sleep 0.5
    state=$(curl -fsS "$url/v1/sessions/$id" -H "Authorization: Bearer $key" | value state)
done
echo "state     $state"
curl -fsS "$url/v1/sessions/$id/decision" -H "Authorization: Bearer $key"
echo

# What was told by webhook. That something needs to be mended is told five minutes later, unless the applicant went on.
if [ -n "$listener" ]; then
    waits=0
    until [ "$state" = needs_resubmission ] || grep -q "session.$state .*$id" "$messages" || [ $waits = 50 ]; do
        sleep 0.2
        waits=$((waits + 1))
    done
    sed 's/^/webhook   /' "$messages" | grep "$id"
    curl -fsS -X DELETE "$url/v1/webhooks/$(echo "$webhook" | value id)" -H "Authorization: Bearer $key"
fi

# The record is signed; the key comes from elsewhere, never from the record.
curl -fsS "$url/.well-known/candor-keys.json" | value public_key >public.key
curl -fsS "$url/v1/sessions/$id/record" -H "Authorization: Bearer $key" >record.json
"$candor" record verify --key public.key record.json
# A number such as TEST-APPROVED says what comes out: nothing was measured that could be decided again.
grep -q '"number": *"TEST-' "$case/claim.json" || "$candor" record replay record.json
