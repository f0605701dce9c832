//! What is kept of an appeal and for how long, and what its end leaves of the session.

use crate::desk::Reviewer;
use crate::support::House;
use serde_json::{Value, json};
use server::Role;
use std::sync::atomic::Ordering;

const DAY: i64 = 86_400_000;

/// Twice refused for the same, and appealed.
async fn blurred_twice(house: &House) -> (String, String) {
    let (id, token) = house.magic("user-1", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "TEST-img.blurry").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "needs_resubmission").await;
    house.appealed(&token).await;
    (id, token)
}

async fn appeal(house: &House, token: &str) -> Value {
    house.get("/v1/applicant/appeal", token).await.body["appeal"].clone()
}

async fn blobs(house: &House, session: &str) -> usize {
    house.service.blobs.list(session).await.unwrap().len()
}

/// The first case is upheld by one, without a second.
async fn upheld(house: &House, ada: &Reviewer<'_>) {
    let alone = json!({ "toml": "[appeals]\nsecond_percent = 0\n" });
    assert_eq!(house.json(reqwest::Method::PUT, "/v1/policy", &house.key, &alone).await.status, 200);
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    let closed = ada.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(closed.body["state"], "closed", "{}", closed.text);
}

#[tokio::test]
async fn the_evidence_of_an_appeal_is_somebodys() {
    let house = House::new().await;
    let (id, token) = blurred_twice(&house).await;
    let before = blobs(&house, &id).await;
    assert!(before >= 2, "{before}");
    house.passes(2 * DAY).await;
    assert_eq!(blobs(&house, &id).await, before);
    let file = appeal(&house, &token).await["files"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(house.get(&format!("/v1/applicant/evidence/{file}"), &token).await.status, 200);
}

#[tokio::test]
async fn a_legal_hold_and_a_clock_that_jumps_ahead_shred_nothing() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = blurred_twice(&house).await;
    upheld(&house, &ada).await;
    let appeal = appeal(&house, &token).await["id"].as_str().unwrap().to_owned();
    let shredded = async || house.service.store.appeal(&appeal).await.unwrap().unwrap().shredded_at.is_some();
    house.clock.1.store(40 * DAY, Ordering::SeqCst);
    server::sweep(&house.service).await;
    assert!(!shredded().await, "the clock jumped");
    house.clock.1.store(0, Ordering::SeqCst);
    let applicant = house.service.store.session(&id).await.unwrap().unwrap().applicant;
    server::legal_hold(&house.service, &applicant, true).await.unwrap();
    house.passes(40 * DAY).await;
    assert!(!shredded().await, "it is held");
    server::legal_hold(&house.service, &applicant, false).await.unwrap();
    house.passes(DAY + 1).await;
    assert!(shredded().await);
    house.appeals_replayed().await;
}

#[tokio::test]
async fn what_was_not_overturned_goes_on_where_it_was() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = blurred_twice(&house).await;
    // Longer than a session waits for what is to be mended.
    house.passes(9 * DAY).await;
    ada.returns().await;
    upheld(&house, &ada).await;
    house.passes(DAY).await;
    assert_eq!(appeal(&house, &token).await["decision"]["outcome"], "upheld");
    house.claim(&token, "TEST-APPROVED").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "approved").await;
    house.replayed().await;
}

#[tokio::test]
async fn an_appeal_taken_back_or_lapsed_leaves_the_session_its_time() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = blurred_twice(&house).await;
    house.passes(9 * DAY).await;
    house.bare("/v1/applicant/appeal/withdraw", &token).await;
    house.passes(DAY).await;
    assert_eq!(house.get("/v1/applicant/session", &token).await.body["state"], "needs_resubmission");
    house.appealed(&token).await;
    ada.returns().await;
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/ask"), &json!({ "text": "Which one?", "days": 12 })).await;
    house.passes(13 * DAY).await;
    assert_eq!(appeal(&house, &token).await["state"], "lapsed");
    house.passes(DAY).await;
    let page = house.get(&format!("/v1/sessions/{id}"), &house.key).await.body;
    assert_eq!(page["state"], "needs_resubmission");
}

#[tokio::test]
async fn an_appeal_ends_with_its_session() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, _) = blurred_twice(&house).await;
    assert_eq!(house.bare(&format!("/v1/sessions/{id}/cancel"), &house.key).await.status, 200);
    assert_eq!(ada.get("cases?mode=test").await.body["cases"], json!([]));
    let row = house.get("/v1/appeals", &house.key).await.body["appeals"][0].clone();
    assert_eq!(row["state"], "withdrawn");
    house.passes(31 * DAY).await;
    let row = house.get(&format!("/v1/appeals/{}", row["id"].as_str().unwrap()), &house.key).await.body;
    assert!(row["evidence_deleted_at"].is_string(), "{row}");
    house.appeals_replayed().await;
    // Nothing of it stands in the way of another session of the same person.
    let (other, token) = house.magic("user-1", "TEST-img.glare").await;
    house.until(&other, "needs_resubmission").await;
    house.claim(&token, "TEST-APPROVED").await;
    assert_eq!(house.submit(&token).await.status, 202);
}

#[tokio::test]
async fn what_a_person_asks_for_twice_can_be_appealed_against() {
    let house = House::new().await;
    let (id, token) = house.magic("user-1", "TEST-IN-REVIEW").await;
    let possible = async || house.get("/v1/applicant/session", &token).await.body["appeal"]["possible"].clone();
    for attempt in 1..=2 {
        house.until(&id, "in_review").await;
        let clerk = Reviewer::new(&house, &format!("clerk-{attempt}"), &[Role::Reviewer]).await;
        let case = clerk.first().await;
        clerk.opens(&case).await;
        let asks = json!({ "outcome": "needs_resubmission", "reasons": ["img.glare"] });
        let asked = clerk.post(&format!("cases/{case}/decision"), &asks).await;
        assert_eq!(asked.status, 200, "{}", asked.text);
        assert_eq!(possible().await, json!(attempt == 2));
        // What a person decided stands at the attempt that it was about.
        let shown = clerk.get(&format!("cases/{case}")).await.body;
        let reasons = |number: usize| shown["attempts"][number]["by_person"]["reasons"].clone();
        let before = if attempt == 2 { json!(["img.glare"]) } else { Value::Null };
        assert_eq!((reasons(0), reasons(1)), (before, Value::Null), "{shown}");
        if attempt == 1 {
            house.claim(&token, "TEST-IN-REVIEW").await;
            assert_eq!(house.submit(&token).await.status, 202);
        }
    }
    house.replayed().await;
}
