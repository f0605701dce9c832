//! What happens when something fails: nothing is lost, and nothing is decided twice.

use crate::support::{House, config};
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test]
async fn a_technical_fault_costs_no_attempt_and_runs_again_by_itself() {
    let house = House::with(|config| config.retry_seconds = 1).await;
    house.judge.fails.store(true, Ordering::SeqCst);
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "technical_hold").await;
    house.judge.fails.store(false, Ordering::SeqCst);
    let session = house.until(&id, "needs_resubmission").await;
    assert_eq!(session["attempts"]["submitted"], 1);
    let kinds = house.kinds().await;
    assert!(kinds.contains(&"session.resumed".to_owned()), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "session.needs_resubmission").count(), 1);
}

#[tokio::test]
async fn what_can_never_be_judged_goes_to_a_person() {
    let house = House::new().await;
    house.judge.panics.store(true, Ordering::SeqCst);
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "in_review").await;
    assert_eq!(house.judge.calls.load(Ordering::SeqCst), 3);
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    assert_eq!(decision["attempts"][0]["findings"][0]["code"], "sys.technical_error");
}

#[tokio::test]
async fn what_was_submitted_is_decided_after_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = config(&folder);
    // Nobody works here.
    let mut house = House::open(folder, set_up.clone(), false).await;
    let (id, token) = house.magic("user-1", "TEST-APPROVED").await;
    assert_eq!(house.get("/v1/applicant/session", &token).await.body["state"], "submitted");
    house.stop().await;
    let House { folder, .. } = house;
    let house = House::open(folder, set_up, true).await;
    house.until(&id, "approved").await;
}

#[tokio::test]
async fn a_full_queue_takes_nothing_and_says_when_to_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = server::Config { most_waiting: 1, ..config(&folder) };
    let house = House::open(folder, set_up, false).await;
    house.magic("user-1", "TEST-APPROVED").await;
    let (id, token) = house.session("user-2").await;
    house.claim(&token, "TEST-APPROVED").await;
    let refused = house.submit(&token).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "30"));
    assert_eq!(house.until(&id, "collecting").await["attempts"]["submitted"], 0);
}

#[tokio::test]
async fn submitting_many_times_at_once_submits_once() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "TEST-APPROVED").await;
    let answers = futures_util::future::join_all((0..10).map(|_| house.submit(&token))).await;
    assert!(answers.iter().any(|answer| answer.status == 202));
    assert!(answers.iter().all(|answer| [202, 409].contains(&answer.status.as_u16())), "{answers:?}");
    house.until(&id, "approved").await;
    assert_eq!(house.service.store.attempts(&id).await.unwrap().len(), 1);
    assert_eq!(house.kinds().await.iter().filter(|kind| *kind == "session.approved").count(), 1);
}

#[tokio::test]
async fn a_blob_store_that_fails_half_way_loses_nothing() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    let place = house.announce(&token, "front", 10).await.header("location").to_owned();
    house.append(&token, &place, 0, b"12345", &[]).await;
    // A file where the session's folder should be.
    let blobs = house.folder.path().join("data/blobs");
    let (folder, aside) = (blobs.join(&id), blobs.join("aside"));
    std::fs::rename(&folder, &aside).unwrap();
    std::fs::write(&folder, b"in the way").unwrap();
    let failed = house.append(&token, &place, 5, b"67890", &[]).await;
    assert!(failed.status.is_server_error(), "{failed:?}");
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert_eq!(house.append(&token, &place, 5, b"67890", &[]).await.status, 204);
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let house = House::with(|config| config.requests_per_minute = 5).await;
    let mut last = house.get("/healthz", "one").await;
    assert_eq!((last.header("ratelimit-limit"), last.header("ratelimit-remaining")), ("5", "4"));
    for _ in 0..5 {
        last = house.get("/healthz", "one").await;
    }
    assert_eq!((last.status.as_u16(), last.code()), (429, "rate_limited"));
    assert!(last.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(house.get("/healthz", "another").await.status, 200);
}

#[tokio::test]
async fn prechecks_are_counted_and_store_nothing() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"corrupt").await;
    let before = house.service.blobs.list(&id).await.unwrap().len();
    for left in (0..60).rev() {
        let answer = house.bare("/v1/applicant/precheck", &token).await;
        assert_eq!(answer.body["left"], left, "{}", answer.text);
        assert_eq!(answer.body["hints"][0]["code"], "file.corrupt");
    }
    let refused = house.bare("/v1/applicant/precheck", &token).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "precheck.too_many"));
    assert_eq!(house.service.blobs.list(&id).await.unwrap().len(), before);
    assert_eq!(house.until(&id, "collecting").await["attempts"]["submitted"], 0);
    house.clock.0.store(3_600_000, Ordering::SeqCst);
    assert_eq!(house.bare("/v1/applicant/precheck", &token).await.body["left"], 59);
}

#[tokio::test]
async fn it_is_ready_without_models_and_says_so() {
    let house = House::new().await;
    assert_eq!(house.get("/healthz", "").await.text, "ok\n");
    assert_eq!(house.get("/readyz", "").await.body, json!({ "missing_models": ["face_embedding"] }));
    let admin = house.running.as_ref().unwrap().admin_address;
    let text = reqwest::get(format!("http://{admin}/metrics")).await.unwrap().text().await.unwrap();
    assert!(text.contains("candor_requests_total{route=\"/healthz\",status=\"200\"} 1"), "{text}");
    assert_eq!(house.get("/metrics", "").await.status, 404, "metrics are on the admin address alone");
    tokio::time::sleep(Duration::from_millis(1)).await;
}
