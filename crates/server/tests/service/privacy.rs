//! What is personal stays sealed, and goes when it is asked to.

use crate::support::{House, logged};
use serde_json::{Value, json};
use std::path::Path;
use verify::record::{SignedRecord, unhex};

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

const PLANTED: [&str; 6] =
    ["planted-username", "planted@example.org", "4799999999", "PLANTEDNAME", "PLANTED STREET", "planted photo"];

fn planted(bytes: &[u8]) -> Option<&'static str> {
    PLANTED.into_iter().chain(["X7654321"]).find(|word| {
        let lower = |bytes: &[u8]| bytes.to_ascii_lowercase();
        let (text, word) = (lower(bytes), lower(word.as_bytes()));
        text.windows(word.len()).any(|part| part == word)
    })
}

#[tokio::test]
async fn nothing_personal_is_written_outside_the_vault() {
    let mut house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X7654321").await;
    house.upload(&token, "front", b"planted photo of a document").await;
    house.upload(&token, "selfie", b"planted photo of a face").await;
    house.bare("/v1/applicant/precheck", &token).await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "X7654321 and nonsense").await;
    house.get(&format!("/v1/sessions/{id}/record"), &house.key).await;
    house.post("/v1/ways-back", "", &json!({ "email": "planted@example.org" })).await;
    house.stop().await;
    let mut found = Vec::new();
    files(house.folder.path(), &mut found);
    assert!(found.len() > 5);
    for (name, bytes) in found {
        // A letter names whom it is to; with a mail server there is no such folder.
        if name.contains("/outbox/") {
            continue;
        }
        assert_eq!(planted(&bytes), None, "{name}");
    }
    // What all tests of this program logged so far.
    let logged = logged();
    assert!(String::from_utf8_lossy(&logged).contains("answered"));
    assert_eq!(planted(&logged), None);
    for secret in [&token, &house.key] {
        assert!(!String::from_utf8_lossy(&logged).contains(&secret[14..]), "a secret was logged");
    }
}

#[tokio::test]
async fn a_redacted_person_is_gone_and_the_record_still_verifies() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X7654321").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    let receipt = house.bare(&format!("/v1/sessions/{id}/redact"), &house.key).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    let published = house.get("/.well-known/candor-keys.json", "").await.body;
    let key: [u8; 32] = unhex(published[0]["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    let verifying = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
    let signature: [u8; 64] = unhex(receipt.body["signature"].as_str().unwrap()).unwrap().try_into().unwrap();
    let signed = serde_jcs::to_vec(&receipt.body["receipt"]).unwrap();
    verifying.verify_strict(&signed, &ed25519_dalek::Signature::from_bytes(&signature)).unwrap();
    // Again: the same receipt.
    assert_eq!(house.bare(&format!("/v1/sessions/{id}/redact"), &house.key).await.body, receipt.body);
    assert_eq!(house.get("/v1/applicant/session", &token).await.status, 401);
    assert!(house.service.blobs.list(&id).await.unwrap().is_empty());
    let answer = house.get(&format!("/v1/sessions/{id}/record"), &house.key).await.body;
    assert_eq!(answer["opening"], Value::Null);
    SignedRecord::parse(&answer["record"].to_string()).unwrap().verify(&key).unwrap();
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    assert_eq!(
        (&decision["attempts"][0]["findings"], &decision["attempts"][0]["outcome"]),
        (&Value::Null, &json!("needs_resubmission"))
    );
    let session = house.get(&format!("/v1/sessions/{id}"), &house.key).await.body;
    assert!(session["redacted_at"].is_string() && session["metadata"] == json!({}));
    let again = house.post("/v1/sessions", &house.key, &json!({ "external_id": "user-1" })).await;
    assert_eq!(again.status, 201, "the same name is a new beginning");
    assert_eq!(
        house.get("/v1/sessions?external_id=user-1", &house.key).await.body["sessions"].as_array().unwrap().len(),
        2
    );
}

/// A frame of a liveness check that was made for the first attempt.
async fn frame(house: &House, session: &str) {
    let blob = format!("{session}/blb_frame");
    house.service.blobs.put(&blob, b"sealed".to_vec()).await.unwrap();
    let row = store::Evidence {
        appeal: None,
        id: "evi_frame".into(),
        session: session.into(),
        kind: "liveness".into(),
        attempt: Some(1),
        size: 6,
        received: 6,
        blob: Some(blob),
        mark: None,
        look: None,
        created_at: 0,
        expires_at: i64::MAX,
    };
    let relying_party = house.party().await;
    let change = store::Change { relying_party, at: 0, steps: vec![store::Step::NewEvidence(row)] };
    house.service.store.commit(change).await.unwrap();
}

/// What sweeps said of their faults so far.
fn swept() -> String {
    let logged = logged();
    let lines = String::from_utf8_lossy(&logged);
    lines.lines().filter(|line| line.contains("a sweep failed")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_new_key_of_the_ring_wraps_what_older_ones_wrapped() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X7654321").await;
    let by =
        async || house.service.keys.samples().await.unwrap().into_iter().map(|row| row.wrapped_by).collect::<Vec<_>>();
    assert_eq!(by().await, ["wrap-1"]);
    // As another process would: the service hears nothing of it.
    let other = vault::FolderRing::open(&house.service.config.keys).unwrap();
    other.add(false, house.service.now()).unwrap();
    server::sweep(&house.service).await;
    assert_eq!(by().await, ["wrap-2"]);
    assert_eq!(house.get("/v1/applicant/copy", &token).await.body["claim"]["family_name"], "PLANTEDNAME");
    server::rotate_ring(&house.service, true).await.unwrap();
    let trail = house.service.store.audit(&house.party().await, 0, 100).await.unwrap();
    assert!(trail.iter().any(|(entry, _)| entry.action == "ring.rotated" && entry.subject == "sign-2"));
    let keys = house.get("/.well-known/candor-keys.json", "").await.body;
    assert_eq!(keys.as_array().unwrap().len(), 2);
    assert!(keys[0]["valid_until"].is_string() && keys[0]["valid_until"] == keys[1]["valid_from"], "{keys}");
    assert_eq!(
        (&keys[0]["signs"], &keys[1]["signs"], &keys[1]["valid_until"]),
        (&json!(true), &json!(false), &Value::Null)
    );
    assert!(house.get(&format!("/v1/sessions/{id}"), &house.key).await.status.is_success());
}

#[tokio::test]
async fn what_was_redacted_is_redacted_in_a_copy_from_before() {
    let mut house = House::new().await;
    let (id, _) = house.session("user-1").await;
    let (data, copy) = (house.service.config.data.clone(), house.folder.path().join("copy"));
    std::fs::create_dir(&copy).unwrap();
    house.service.store.copy_to(&copy.join("candor.sqlite")).await.unwrap();
    house.service.keys.copy_to(&copy.join("data-keys.sqlite")).await.unwrap();
    assert_eq!(house.bare(&format!("/v1/sessions/{id}/redact"), &house.key).await.status, 200);
    house.stop().await;
    let config = house.service.config.clone();
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::rename(&copy, &data).unwrap();
    let House { folder, service, .. } = house;
    drop(service);
    let house = House::open(folder, config, false).await;
    let session = house.service.store.session(&id).await.unwrap().unwrap();
    assert!(house.service.keys.get(&session.applicant).await.unwrap().is_none(), "its key came back");
    assert!(session.sealed.is_some(), "this is the copy");
    server::sweep(&house.service).await;
    assert!(house.service.store.session(&id).await.unwrap().unwrap().sealed.is_none());
}

#[tokio::test]
async fn what_was_kept_long_enough_is_forgotten_unless_held() {
    let house = House::new().await;
    let mut sessions = Vec::new();
    for name in ["decided", "held"] {
        let (id, token) = house.session(name).await;
        house.claim(&token, "X7654321").await;
        house.upload(&token, "front", b"photo").await;
        house.upload(&token, "selfie", b"selfie").await;
        house.submit(&token).await;
        house.until(&id, "needs_resubmission").await;
        house.bare(&format!("/v1/sessions/{id}/cancel"), &house.key).await;
        sessions.push(id);
    }
    frame(&house, &sessions[0]).await;
    // A photo that was replaced before anything was submitted, and one that came too late.
    let (replaced, token) = house.ready("replaced").await;
    house.upload(&token, "front", b"another").await;
    house.submit(&token).await;
    house.until(&replaced, "needs_resubmission").await;
    house.upload(&token, "front", b"a third").await;
    house.bare(&format!("/v1/sessions/{replaced}/cancel"), &house.key).await;
    let (left, _) = house.session("left").await;
    let held = house.service.store.session(&sessions[1]).await.unwrap().unwrap().applicant;
    server::legal_hold(&house.service, &held, true).await.unwrap();
    let refused = house.bare(&format!("/v1/sessions/{}/redact", sessions[1]), &house.key).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "applicant.legal_hold"));
    let (house, sessions, left) = (&house, &sessions, &left);
    let after = |days: i64| {
        house.clock.0.store(days * 86_400_000, std::sync::atomic::Ordering::SeqCst);
        async move {
            server::sweep(&house.service).await;
            let mut found = Vec::new();
            for id in [&sessions[0], &sessions[1], left] {
                let blobs = house.service.blobs.list(id).await.unwrap().len();
                let session = house.service.store.session(id).await.unwrap().unwrap();
                let key = house.service.keys.get(&session.applicant).await.unwrap().is_some();
                found.push((blobs, key));
            }
            found
        }
    };
    assert_eq!(after(6).await, [(3, true), (2, true), (0, true)]);
    let blobs = async || house.service.blobs.list(&replaced).await.unwrap().len();
    assert_eq!(blobs().await, 4);
    assert_eq!(after(8).await, [(2, true), (2, true), (0, false)], "frames, and what was never submitted {}", swept());
    assert_eq!(blobs().await, 2);
    assert_eq!(after(59).await, [(2, true), (2, true), (0, false)], "an appeal may be made for thirty days");
    assert_eq!(after(61).await, [(0, true), (2, true), (0, false)], "evidence goes thirty days after them");
    assert_eq!(after(1827).await, [(0, false), (2, true), (0, false)], "the rest after five years");
    server::legal_hold(&house.service, &held, false).await.unwrap();
    assert_eq!(after(1828).await, [(0, false), (0, false), (0, false)]);
}

#[tokio::test]
async fn blobs_that_no_file_has_are_deleted_after_a_day() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.upload(&token, "front", b"photo").await;
    for name in [format!("{id}/blb_1"), "ses_nobody/blb_2".to_owned()] {
        house.service.blobs.put(&name, b"sealed".to_vec()).await.unwrap();
    }
    let left = async |days: i64| {
        house.clock.0.store(days * 86_400_000, std::sync::atomic::Ordering::SeqCst);
        house.service.rounds.orphans.store(0, std::sync::atomic::Ordering::SeqCst);
        server::sweep(&house.service).await;
        let blobs = &house.service.blobs;
        (blobs.list(&id).await.unwrap().len(), blobs.list("ses_nobody").await.unwrap().len())
    };
    assert_eq!(left(0).await, (2, 1), "what is kept now may be written down in a moment");
    assert_eq!(left(2).await, (1, 0));
    assert_eq!(house.get("/v1/applicant/copy", &token).await.body["files"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_applicant_gets_a_copy_and_can_ask_for_erasure() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X7654321").await;
    house.upload(&token, "front", b"a photo").await;
    let copy = house.get("/v1/applicant/copy", &token).await.body;
    assert_eq!((&copy["claim"]["family_name"], &copy["username"]), (&json!("PLANTEDNAME"), &json!("planted-username")));
    assert_eq!(copy["consents"].as_array().unwrap().len(), 2);
    let file = &copy["files"][0];
    assert_eq!((&file["kind"], &file["size"]), (&json!("front"), &json!(7)));
    let place = format!("/v1/applicant/evidence/{}", file["id"].as_str().unwrap());
    let back = house.get(&place, &token).await;
    assert_eq!((back.text.as_str(), back.header("content-disposition")), ("a photo", "attachment"));
    let (_, other) = house.session("user-2").await;
    assert_eq!(house.get(&place, &other).await.status, 404);
    assert_eq!(house.bare("/v1/applicant/erase", &token).await.body["state"], "erased");
    assert!(house.get(&format!("/v1/sessions/{id}"), &house.key).await.body["redacted_at"].is_string());
    let (id, token) = house.magic("user-2", "TEST-APPROVED").await;
    house.until(&id, "approved").await;
    assert_eq!(house.bare("/v1/applicant/erase", &token).await.body["state"], "asked");
    let asked =
        || async { house.get(&format!("/v1/sessions/{id}"), &house.key).await.body["erasure_asked_at"].clone() };
    let first = asked().await;
    assert!(first.is_string(), "{first}");
    house.bare("/v1/applicant/erase", &token).await;
    assert_eq!(asked().await, first);
    let told = house.kinds().await;
    assert_eq!(
        told.iter().filter(|kind| *kind == "session.erasure_asked").count(),
        1,
        "the relying party is told, once"
    );
    house.replayed().await;
}
