//! What must happen once happens once, and what goes on at the same moment harms nothing.

use crate::support::House;
use serde_json::json;
use server::Scope;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::Mode;

#[tokio::test]
async fn asking_again_for_a_lost_answer_costs_no_second_attempt() {
    let house = House::new().await;
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    let again = house.submit(&token).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "submission.unchanged"));
    assert_eq!(house.until(&id, "needs_resubmission").await["attempts"]["submitted"], 1);
    house.claim(&token, "TEST-APPROVED").await;
    assert_eq!(house.submit(&token).await.status, 202);
    assert_eq!(house.until(&id, "approved").await["attempts"]["submitted"], 2);
    house.replayed().await;
}

#[tokio::test]
async fn two_sessions_of_one_applicant_are_never_both_submitted() {
    let house = House::new().await;
    house.judge.takes.store(100, Ordering::SeqCst);
    for round in 0..5 {
        let (_, one) = house.ready(&format!("user-{round}")).await;
        let (_, other) = house.ready(&format!("user-{round}")).await;
        let (one, other) = tokio::join!(house.submit(&one), house.submit(&other));
        let mut found = [one.status.as_u16(), other.status.as_u16()];
        found.sort_unstable();
        assert_eq!(found, [202, 409], "{one:?} {other:?}");
        let refused = if one.status == 409 { &one } else { &other };
        assert_eq!(refused.code(), "policy.open_submission");
        let due: jiff::Timestamp = refused.body["due_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(due.duration_since(house.service.clock.now()).as_secs() / 3600, 71, "{}", refused.text);
    }
}

#[tokio::test]
async fn who_is_redacted_while_a_worker_judges_is_judged_no_more() {
    let house = House::new().await;
    house.judge.takes.store(400, Ordering::SeqCst);
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    house.until(&id, "checking").await;
    assert_eq!(house.bare(&format!("/v1/sessions/{id}/redact"), &house.key).await.status, 200);
    assert_eq!(house.until(&id, "cancelled").await["state"], "cancelled");
    while house.service.store.waiting("judge").await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(house.until(&id, "cancelled").await["attempts"]["submitted"], 1);
    assert!(house.service.store.attempts(&id).await.unwrap()[0].outcome.is_none());
    house.replayed().await;
}

#[tokio::test]
async fn a_long_run_never_loses_its_lease() {
    let house = House::with(|config| config.lease_seconds = 1).await;
    house.judge.takes.store(3500, Ordering::SeqCst);
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    let burning = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    for _ in 0..2 {
        let burning = burning.clone();
        std::thread::spawn(move || while burning.load(Ordering::Relaxed) {});
    }
    house.until(&id, "needs_resubmission").await;
    burning.store(false, Ordering::Relaxed);
    assert_eq!(house.judge.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn prechecks_keep_nothing_waiting_that_was_submitted() {
    let house = House::new().await;
    let places = house.service.prechecking.available_permits();
    let _taken = house.service.prechecking.clone().acquire_many_owned(places as u32).await.unwrap();
    let (id, token) = house.ready("user-1").await;
    let (precheck, submitted) = tokio::join!(house.bare("/v1/applicant/precheck", &token), async {
        let (other, token) = house.ready("user-2").await;
        house.submit(&token).await;
        house.until(&other, "needs_resubmission").await
    });
    assert_eq!((precheck.status.as_u16(), precheck.code(), precheck.header("retry-after")), (503, "busy", "10"));
    assert_eq!(submitted["attempts"]["submitted"], 1);
    assert_eq!(house.until(&id, "collecting").await["attempts"]["submitted"], 0);
}

#[tokio::test]
async fn the_newest_file_counts_when_the_clock_was_set_back() {
    let house = House::new().await;
    let (id, token) = house.ready("user-1").await;
    house.clock.1.store(-3_600_000, Ordering::SeqCst);
    house.upload(&token, "front", b"a better photo").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    assert_eq!(house.judge.seen.lock().unwrap().last().unwrap().front.as_deref(), Some(&b"a better photo"[..]));
}

#[tokio::test]
async fn a_test_key_changes_nothing_for_people() {
    let house = House::new().await;
    let live = house.another_key(&house.party().await, Mode::Live, &Scope::ALL).await;
    let before = house.get("/v1/policy", &live).await.body;
    let policy = json!({ "toml": "[attempts]\nmost = 2\n" });
    assert_eq!(house.json(reqwest::Method::PUT, "/v1/policy", &house.key, &policy).await.status, 200);
    assert_eq!(house.get("/v1/policy", &live).await.body["toml"], before["toml"]);
    assert!(house.get("/v1/policy", &house.key).await.body["toml"].as_str().unwrap().contains("most = 2"));
}

#[tokio::test]
async fn what_is_not_said_again_of_an_applicant_stays() {
    let house = House::new().await;
    house.session("user-1").await;
    let body = json!({ "external_id": "user-1", "contact": { "email": "new@example.org" } });
    let second = house.post("/v1/sessions", &house.key, &body).await;
    let copy = house.get("/v1/applicant/copy", second.body["client_token"].as_str().unwrap()).await.body;
    assert_eq!(copy["username"], "planted-username");
    assert_eq!(copy["contact"], json!({ "email": "new@example.org", "phone": "+4799999999" }));
}
