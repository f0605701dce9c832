//! Sessions from creation to decision.

use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use server::Scope;
use std::sync::atomic::Ordering;
use store::Mode;
use verify::audit::Chain;
use verify::record::{Opening, SignedRecord, unhex};

#[tokio::test]
async fn a_session_goes_from_creation_to_a_signed_decision() {
    let house = House::new().await;
    let (id, token) = house.magic("user-1", "TEST-APPROVED").await;
    let session = house.until(&id, "approved").await;
    assert_eq!((&session["mode"], &session["external_id"]), (&json!("test"), &json!("user-1")));
    assert_eq!(session["metadata"]["note"], "planted-note");
    assert_eq!(session["attempts"], json!({ "submitted": 1, "most": 5 }));
    let seen = house.get("/v1/applicant/session", &token).await.body;
    assert_eq!((&seen["state"], &seen["decision"]["outcome"]), (&json!("approved"), &json!("approved")));
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    assert_eq!(decision["attempts"][0]["rule"], "nothing found");
    // The record verifies with the published key, and not with another.
    let answer = house.get(&format!("/v1/sessions/{id}/record"), &house.key).await.body;
    let record = SignedRecord::parse(&answer["record"].to_string()).unwrap();
    let published = house.get("/.well-known/candor-keys.json", "").await.body;
    let key: [u8; 32] = unhex(published[0]["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    record.verify(&key).unwrap();
    let opening: Opening = serde_json::from_value(answer["opening"].clone()).unwrap();
    assert_eq!(record.open(&opening).unwrap()["claim"]["family_name"], "PLANTEDNAME");
    assert!(!answer["record"].to_string().contains("PLANTED"));
    let usual =
        ["created", "consent_given", "submitted", "check_started", "approved"].map(|name| format!("session.{name}"));
    assert_eq!(house.kinds().await, usual);
    // What the log says is what the session is.
    let events = house.service.store.events_of(&id).await.unwrap();
    let last: Value = serde_json::from_str(&events.last().unwrap().data).unwrap();
    assert_eq!(last["state"], "approved");
    let mut chain = Chain::default();
    for (entry, hash) in house.service.store.audit(&house.party().await, 0, 100).await.unwrap() {
        chain.next(&entry, &hash).unwrap();
    }
    assert!(chain.end().0 >= 6);
}

#[tokio::test]
async fn another_relying_party_and_the_other_mode_see_nothing() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    let other = server::new_party(&house.service, "Other").await.unwrap();
    let stranger = house.another_key(&other, Mode::Test, &Scope::ALL).await;
    let live = house.another_key(&house.party().await, Mode::Live, &Scope::ALL).await;
    let (other_id, other_token) = house.session("user-2").await;
    for key in [&stranger, &live] {
        for path in ["", "/decision", "/record"] {
            let answer = house.get(&format!("/v1/sessions/{id}{path}"), key).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (404, "not_found"), "{path}");
        }
        for path in ["cancel", "redact", "client-token"] {
            assert_eq!(house.bare(&format!("/v1/sessions/{id}/{path}"), key).await.status, 404, "{path}");
        }
        assert_eq!(house.get("/v1/sessions", key).await.body["sessions"], json!([]));
        assert_eq!(house.get("/v1/events", key).await.body["events"], json!([]));
    }
    // Evidence of another session does not exist.
    let place = house.announce(&token, "front", 4).await.header("location").to_owned();
    assert_eq!(house.append(&other_token, &place, 0, b"abcd", &[]).await.status, 404);
    assert_ne!(id, other_id);
    // A secret key is no client token, nor the other way round.
    assert_eq!(house.get("/v1/applicant/session", &house.key).await.status, 401);
    assert_eq!(house.get("/v1/sessions", &token).await.status, 401);
    // The name of the scheme may be written in any case; another scheme is none of ours.
    let client = reqwest::Client::new();
    for (scheme, status) in [("bearer", 200), ("BEARER", 200), ("Basic", 401), ("Bearer:", 401)] {
        let request = client.get(format!("http://{}/v1/sessions", house.address()));
        let answer = request.header("authorization", format!("{scheme} {}", house.key)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{scheme}");
    }
}

#[tokio::test]
async fn keys_and_tokens_end() {
    let house = House::new().await;
    let party = house.party().await;
    let reader = house.another_key(&party, Mode::Test, &[Scope::Read]).await;
    let refused = house.post("/v1/sessions", &reader, &json!({ "external_id": "x" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "auth.scope"));
    let (resubmitted, kept) = house.ready("user-9").await;
    house.clock.0.store(6 * 86_400_000, Ordering::SeqCst);
    house.submit(&kept).await;
    house.until(&resubmitted, "needs_resubmission").await;
    let (id, token) = house.session("user-1").await;
    let given = house.bare(&format!("/v1/sessions/{id}/client-token"), &house.key).await;
    assert_eq!(given.status, 201);
    assert_eq!(house.get("/v1/applicant/session", &token).await.status, 401, "a new token revokes the old one");
    let token = given.body["client_token"].as_str().unwrap();
    assert_eq!(house.get("/v1/applicant/session", token).await.status, 200);
    house.clock.0.store(12 * 86_400_000, Ordering::SeqCst);
    assert_eq!(house.get("/v1/applicant/session", &kept).await.status, 200, "as long as its session goes on");
    house.clock.0.store(14 * 86_400_000, Ordering::SeqCst);
    let answer = house.get("/v1/applicant/session", token).await;
    assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, "Bearer"));
    let ending = server::new_key(&house.service, &party, Mode::Test, &Scope::ALL, Some(house.service.now() + 1000))
        .await
        .unwrap();
    assert_eq!(house.get("/v1/sessions", &ending.secret).await.status, 200);
    house.clock.0.fetch_add(1001, Ordering::SeqCst);
    assert_eq!(house.get("/v1/sessions", &ending.secret).await.status, 401);
    assert_eq!(house.get("/v1/sessions", "candor_test_nothing").await.status, 401);
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer() {
    let house = House::new().await;
    let send = |body: Value, key: &'static str| {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        let (body, house) = (serde_json::to_vec(&body).unwrap(), &house);
        async move { house.send(Method::POST, "/v1/sessions", &house.key, &headers, Some(body)).await }
    };
    let body = || json!({ "external_id": "user-1" });
    let first = send(body(), "one").await;
    let again = send(body(), "one").await;
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    assert_eq!(again.header("idempotent-replayed"), "true");
    let other = send(json!({ "external_id": "user-2" }), "one").await;
    assert_eq!((other.status.as_u16(), other.code()), (422, "idempotency.mismatch"));
    assert_ne!(send(body(), "two").await.body["id"], first.body["id"]);
    // After a day it is a new request.
    house.clock.0.store(2 * 86_400_000, Ordering::SeqCst);
    server::sweep(&house.service).await;
    assert_ne!(send(body(), "one").await.body["id"], first.body["id"]);
    house.clock.0.store(0, Ordering::SeqCst);
    // Ten at the same moment are one.
    let all = futures_util::future::join_all((0..10).map(|_| send(json!({ "external_id": "user-3" }), "three"))).await;
    assert!(all.iter().all(|answer| answer.status == 201 && answer.text == all[0].text), "{all:?}");
    assert_eq!(
        house.get("/v1/sessions?external_id=user-3", &house.key).await.body["sessions"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn what_cannot_be_used_is_one_clear_problem() {
    let house = House::new().await;
    let create = |body: Value| {
        let house = &house;
        async move { house.post("/v1/sessions", &house.key, &body).await }
    };
    for (body, status, says) in [
        (json!({}), 400, "external_id"),
        (json!(["a", null, null, null, null, [], {}]), 400, "object"),
        (json!({ "external_id": "a", "contact": [null, null] }), 400, "sequence"),
        (json!({ "external_id": "" }), 422, "external_id"),
        (json!({ "external_id": "a", "nonsense": 1 }), 400, "nonsense"),
        (json!({ "external_id": "a", "locale": "tlh" }), 422, "locale"),
        (json!({ "external_id": "a", "document_types": ["library_card"] }), 422, "library_card"),
        (json!({ "external_id": "a", "return_url": "https://evil.example" }), 422, "return_url"),
        (json!({ "external_id": "a", "return_url": "a".repeat(2049) }), 422, "2048"),
        (json!({ "external_id": "a", "contact": { "email": "nobody" } }), 422, "email"),
        (json!({ "external_id": "a", "contact": { "phone": "12" } }), 422, "phone"),
        (json!({ "external_id": "a", "metadata": { "a": "x".repeat(20_000) } }), 422, "metadata"),
    ] {
        let answer = create(body.clone()).await;
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(
            detail.contains(says) && answer.body["type"].as_str().unwrap().starts_with("urn:candor:problem:"),
            "{detail}"
        );
    }
    let text = house
        .send(Method::POST, "/v1/sessions", &house.key, &[("content-type", "text/plain")], Some(b"{}".to_vec()))
        .await;
    assert_eq!((text.status.as_u16(), text.code()), (415, "request.content_type"));
    let large = house.post("/v1/sessions", &house.key, &json!({ "external_id": "a".repeat(300_000) })).await;
    assert_eq!((large.status.as_u16(), large.code()), (413, "request.too_large"));
    assert_eq!(house.get("/v1/sessions?limit=0", &house.key).await.status, 400);
    assert_eq!(house.get("/v1/nothing", &house.key).await.code(), "not_found");
    assert_eq!(house.send(Method::DELETE, "/v1/sessions", &house.key, &[], None).await.status, 405);
    let (_, token) = house.session("user-1").await;
    let wrong = house.json(Method::PUT, "/v1/applicant/claim", &token, &json!({ "family_name": "A" })).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "claim.unusable"));
    let early = house.submit(&token).await;
    assert_eq!((early.status.as_u16(), early.code()), (422, "submission.incomplete"));
}

#[tokio::test]
async fn attempts_are_counted_and_one_is_open_at_a_time() {
    let house = House::new().await;
    let policy = json!({ "toml": "[attempts]\nmost = 2\n" });
    assert_eq!(house.json(Method::PUT, "/v1/policy", &house.key, &policy).await.status, 200);
    let (id, token) = house.magic("user-1", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    let seen = house.get("/v1/applicant/session", &token).await.body;
    assert_eq!(seen["decision"]["findings"][0]["code"], "img.blurry");
    let told = &seen["decision"]["findings"][0]["told"];
    assert!(told["title"].is_string() && told["do"].is_string(), "{told}");
    house.claim(&token, "TEST-IN-REVIEW").await;
    assert_eq!(house.submit(&token).await.body["attempt"], 2);
    house.until(&id, "in_review").await;
    // Another session of the same person.
    let (_, second) = house.session("user-1").await;
    house.claim(&second, "TEST-APPROVED").await;
    let refused = house.submit(&second).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "policy.open_submission"));
    // All attempts spent.
    let (id, token) = house.magic("user-2", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "TEST-img.blurry").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "TEST-img.blurry").await;
    let refused = house.submit(&token).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "policy.attempts_exhausted"));
    assert_eq!(house.until(&id, "collecting").await["attempts"]["submitted"], 2);
}

#[tokio::test]
async fn internal_and_softened_reasons_do_not_reach_the_applicant() {
    let house = House::new().await;
    for (external_id, number, shown) in [
        ("a", "TEST-risk.blocklist", None),
        ("b", "TEST-data.previous_attempt_differs", Some("data")),
        ("c", "TEST-face.mismatch", Some("face.mismatch")),
    ] {
        let (id, token) = house.magic(external_id, number).await;
        house.until(&id, "in_review").await;
        let seen = house.get("/v1/applicant/session", &token).await.body["decision"]["findings"].clone();
        assert_eq!(seen[0]["code"].as_str(), shown, "{seen}");
        let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
        assert_eq!(decision["attempts"][0]["findings"][0]["code"], number.trim_start_matches("TEST-"));
        // Where it stands in the copy is what the applicant entered, or the reason that may be seen.
        let copy = house.get("/v1/applicant/copy", &token).await.text.replace(number, "");
        assert_eq!(copy.contains(number.trim_start_matches("TEST-")), shown == Some("face.mismatch"), "{copy}");
    }
}

#[tokio::test]
async fn what_was_refused_before_is_named_and_what_was_good_stays() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"corrupt photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "needs_resubmission").await;
    // The same bytes under a new name.
    house.upload(&token, "front", b"corrupt photo").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "needs_resubmission").await;
    // The same photo, saved anew; then another one.
    for front in [b"corrupt photo, saved anew".as_slice(), b"photo"] {
        house.upload(&token, "front", front).await;
        assert_eq!(house.submit(&token).await.status, 202);
        house.until(&id, "needs_resubmission").await;
    }
    let kept = house.service.store.evidence_of(&id).await.unwrap();
    let look = kept[0].look.as_ref().unwrap();
    assert!(look.len() > 32 && !look.windows(32).any(|part| part == [b'c'; 32]), "it is sealed");
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    let codes = |attempt: usize| {
        let findings = decision["attempts"][attempt]["findings"].as_array().unwrap();
        let of_front = findings.iter().filter(|finding| finding["evidence"] == "front");
        of_front.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(codes(0).contains(&"file.corrupt".to_owned()) && !codes(0).contains(&"file.already_failed".to_owned()));
    for attempt in [1, 2] {
        assert!(codes(attempt).contains(&"file.already_failed".to_owned()), "{:?}", codes(attempt));
    }
    assert!(!codes(3).is_empty() && !codes(3).contains(&"file.already_failed".to_owned()), "{:?}", codes(3));
    // The selfie was sent once and judged each time.
    let seen = house.judge.seen.lock().unwrap();
    assert!(seen.iter().all(|files| files.selfie.as_deref() == Some(b"selfie")) && seen.len() == 4);
}

#[tokio::test]
async fn sessions_are_listed_page_by_page() {
    let house = House::new().await;
    for number in 0..5 {
        house.session(&format!("user-{number}")).await;
    }
    let mut cursor = String::new();
    let mut seen = Vec::new();
    loop {
        let page = house.get(&format!("/v1/sessions?limit=2{cursor}"), &house.key).await.body;
        seen.extend(page["sessions"].as_array().unwrap().iter().map(|session| session["external_id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["user-4", "user-3", "user-2", "user-1", "user-0"]);
    assert_eq!(house.get("/v1/sessions?state=approved", &house.key).await.body["sessions"], json!([]));
}

#[tokio::test]
async fn policies_are_validated_and_tried_on_the_past() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"corrupt").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    let wrong = house.post("/v1/policy/validate", &house.key, &json!({ "toml": "[age]\nminimum = 3\n" })).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "policy.unusable"));
    let good = json!({ "toml": "[countries]\nrefused = [\"UTO\"]\n[face]\nliveness_needed = false\n" });
    let valid = house.post("/v1/policy/validate", &house.key, &good).await.body;
    assert_eq!(valid["differences"].as_array().unwrap().len(), 1, "{valid}");
    let run = house.post("/v1/policy/dry-run", &house.key, &good).await.body;
    assert_eq!(run["decided_again"], 1, "{run}");
    let before = house.get("/v1/policy", &house.key).await.body["hash"].clone();
    assert_eq!(house.json(Method::PUT, "/v1/policy", &house.key, &good).await.status, 200);
    assert_ne!(house.get("/v1/policy", &house.key).await.body["hash"], before);
}

#[tokio::test]
async fn sessions_expire_are_cancelled_and_declined() {
    let house = House::with(|config| config.requests_per_minute = 100_000).await;
    let (cancelled, token) = house.session("user-1").await;
    assert_eq!(house.bare(&format!("/v1/sessions/{cancelled}/cancel"), &house.key).await.body["state"], "cancelled");
    assert_eq!(house.bare(&format!("/v1/sessions/{cancelled}/cancel"), &house.key).await.status, 200);
    assert_eq!(house.get("/v1/applicant/session", &token).await.status, 401);
    let answer = house.post("/v1/sessions", &house.key, &json!({ "external_id": "user-2" })).await.body;
    let token = answer["client_token"].as_str().unwrap();
    let no = json!({ "processing": false, "face": false, "version": "1" });
    assert_eq!(house.post("/v1/applicant/consent", token, &no).await.status, 204);
    house.until(answer["id"].as_str().unwrap(), "consent_declined").await;
}
