//! From one device to another, and to nobody else's.

use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

const AGENT: &str =
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36";

/// A hand-over that was begun: its id and the secret of its link.
async fn begun(house: &House, token: &str) -> (String, String) {
    let answer = house.bare("/v1/applicant/handovers", token).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let (_, secret) = answer.body["url"].as_str().unwrap().split_once("/verify#handover=").unwrap();
    assert!(secret.starts_with("hand_"));
    (answer.body["id"].as_str().unwrap().to_owned(), secret.to_owned())
}

async fn exchange(house: &House, secret: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("user-agent", AGENT)];
    let body = serde_json::to_vec(&json!({ "token": secret })).unwrap();
    house.send(Method::POST, "/v1/handovers/exchange", "", &headers, Some(body)).await
}

async fn seen(house: &House, token: &str, id: &str) -> Value {
    house.get(&format!("/v1/applicant/handovers/{id}"), token).await.body
}

async fn waited(house: &House, id: &str, opened: &Value) -> Value {
    house.get(&format!("/v1/handovers/{id}"), opened["waiting_token"].as_str().unwrap()).await.body
}

async fn confirm(house: &House, token: &str, id: &str, number: &str) -> Answer {
    house.post(&format!("/v1/applicant/handovers/{id}/confirm"), token, &json!({ "number": number })).await
}

async fn end(house: &House, token: &str, id: &str) -> Answer {
    house.send(Method::DELETE, &format!("/v1/applicant/handovers/{id}"), token, &[], None).await
}

/// The token of a device that came through.
async fn through(house: &House, token: &str) -> (String, String) {
    let (id, secret) = begun(house, token).await;
    let opened = exchange(house, &secret).await.body;
    let confirmed = confirm(house, token, &id, opened["number"].as_str().unwrap()).await;
    assert_eq!(confirmed.status, 204, "{}", confirmed.text);
    let given = waited(house, &id, &opened).await;
    (id, given["client_token"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_other_device_goes_on_once_its_number_was_chosen() {
    let house = House::new().await;
    let (session, token) = house.session("user-1").await;
    let (id, secret) = begun(&house, &token).await;
    assert_eq!(seen(&house, &token, &id).await, json!({ "state": "waiting", "choices": null, "device": null }));
    assert_eq!(confirm(&house, &token, &id, "47").await.code(), "handover.over");
    let opened = exchange(&house, &secret).await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    let opened = opened.body;
    assert_eq!((&opened["locale"], &opened["relying_party"]["name"]), (&json!("en"), &json!("First relying party")));
    let shown = seen(&house, &token, &id).await;
    assert_eq!((&shown["state"], &shown["device"]), (&json!("opened"), &json!("Chrome, Android")));
    let choices = shown["choices"].as_array().unwrap();
    assert!(choices.len() == 3 && choices.contains(&opened["number"]), "{shown}");
    assert_eq!(waited(&house, &id, &opened).await, json!({ "state": "opened", "client_token": null }));
    assert_eq!(confirm(&house, &token, &id, opened["number"].as_str().unwrap()).await.status, 204);
    assert_eq!(
        seen(&house, &token, &id).await,
        json!({ "state": "confirmed", "choices": null, "device": "Chrome, Android" })
    );
    let given = waited(&house, &id, &opened).await;
    let second = given["client_token"].as_str().unwrap();
    assert_eq!(house.get("/v1/applicant/session", second).await.body["state"], "collecting");
    assert_eq!(waited(&house, &id, &opened).await, json!({ "state": "confirmed", "client_token": null }), "given once");
    assert_eq!(house.get("/v1/applicant/session", &token).await.status, 200, "the first goes on, too");
    let trail = house.service.store.audit(&house.party().await, 0, 100).await.unwrap();
    let of = |subject: &str| -> Vec<String> {
        let own = trail.iter().filter(|(entry, _)| entry.subject == subject);
        own.map(|(entry, _)| entry.action.clone()).filter(|action| action.contains("handover")).collect()
    };
    assert_eq!(of(&id), ["handover.begun", "handover.opened", "handover.confirmed"]);
    assert_eq!(of(&session), ["token.given_by_handover"]);
    let file = std::fs::read(house.folder.path().join("data/candor.sqlite-wal")).unwrap();
    for secret in [secret.as_bytes(), opened["waiting_token"].as_str().unwrap().as_bytes(), second.as_bytes()] {
        assert!(!file.windows(secret.len()).any(|bytes| bytes == secret), "secrets are kept as hashes");
    }
}

#[tokio::test]
async fn a_link_opens_once_even_for_two_at_the_same_moment() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    for _ in 0..5 {
        let (_, secret) = begun(&house, &token).await;
        let (one, two) = tokio::join!(exchange(&house, &secret), exchange(&house, &secret));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 403]);
        let third = exchange(&house, &secret).await;
        assert_eq!((third.status.as_u16(), third.code()), (403, "handover.refused"));
    }
}

#[tokio::test]
async fn the_token_is_given_to_one_of_two_who_ask_at_the_same_moment() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let (id, secret) = begun(&house, &token).await;
    let opened = exchange(&house, &secret).await.body;
    confirm(&house, &token, &id, opened["number"].as_str().unwrap()).await;
    let (one, two) = tokio::join!(waited(&house, &id, &opened), waited(&house, &id, &opened));
    assert!(one["client_token"].is_string() != two["client_token"].is_string(), "{one} {two}");
}

#[tokio::test]
async fn a_wrong_number_ends_it() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let (id, secret) = begun(&house, &token).await;
    let opened = exchange(&house, &secret).await.body;
    let choices = seen(&house, &token, &id).await["choices"].clone();
    let wrong = choices.as_array().unwrap().iter().find(|choice| **choice != opened["number"]).unwrap();
    let refused = confirm(&house, &token, &id, wrong.as_str().unwrap()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "handover.wrong_number"));
    assert_eq!(seen(&house, &token, &id).await["state"], "ended");
    assert_eq!(waited(&house, &id, &opened).await, json!({ "state": "ended", "client_token": null }));
    assert_eq!(confirm(&house, &token, &id, opened["number"].as_str().unwrap()).await.code(), "handover.over");
}

#[tokio::test]
async fn ending_it_refuses_the_other_device_from_then_on() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let status = async |token: &str| house.get("/v1/applicant/session", token).await.status.as_u16();
    let (id, second) = through(&house, &token).await;
    assert_eq!(status(&second).await, 200);
    assert_eq!(end(&house, &token, &id).await.status, 204);
    assert_eq!(end(&house, &token, &id).await.status, 204);
    assert_eq!((status(&second).await, status(&token).await), (401, 200));
    assert_eq!(seen(&house, &token, &id).await["state"], "ended");
    // A new one ends the one before, but not the one that it is begun through.
    let (_, second) = through(&house, &token).await;
    let (_, third) = through(&house, &second).await;
    assert_eq!((status(&second).await, status(&third).await), (200, 200));
    let (waiting, secret) = begun(&house, &token).await;
    assert_eq!((status(&second).await, status(&third).await, status(&token).await), (401, 401, 200));
    begun(&house, &token).await;
    assert_eq!(seen(&house, &token, &waiting).await["state"], "ended");
    assert_eq!(exchange(&house, &secret).await.code(), "handover.refused");
}

#[tokio::test]
async fn it_is_over_after_ten_minutes_at_every_step() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let late = async |by: i64| house.clock.0.store(by, Ordering::SeqCst);
    let (id, secret) = begun(&house, &token).await;
    late(600_000).await;
    assert_eq!(seen(&house, &token, &id).await["state"], "expired");
    assert_eq!(exchange(&house, &secret).await.code(), "handover.refused");
    let (id, secret) = begun(&house, &token).await;
    let opened = exchange(&house, &secret).await.body;
    late(1_200_000).await;
    assert_eq!(
        seen(&house, &token, &id).await,
        json!({ "state": "expired", "choices": null, "device": "Chrome, Android" })
    );
    assert_eq!(confirm(&house, &token, &id, opened["number"].as_str().unwrap()).await.code(), "handover.over");
    let (id, secret) = begun(&house, &token).await;
    let opened = exchange(&house, &secret).await.body;
    confirm(&house, &token, &id, opened["number"].as_str().unwrap()).await;
    late(1_800_000).await;
    assert_eq!(waited(&house, &id, &opened).await, json!({ "state": "expired", "client_token": null }));
}

#[tokio::test]
async fn what_belongs_to_others_does_not_exist_and_tries_are_limited() {
    let house = House::new().await;
    let (session, token) = house.session("user-1").await;
    let (_, other) = house.session("user-2").await;
    let (id, secret) = begun(&house, &token).await;
    assert_eq!(house.get(&format!("/v1/applicant/handovers/{id}"), &other).await.status, 404);
    assert_eq!(end(&house, &other, &id).await.status, 404);
    let opened = exchange(&house, &secret).await.body;
    assert_eq!(confirm(&house, &other, &id, opened["number"].as_str().unwrap()).await.status, 404);
    for wrong in ["wait_unknown", &token, ""] {
        assert_eq!(house.get(&format!("/v1/handovers/{id}"), wrong).await.status, 401);
    }
    // A relying party that gives out a new token closes every other way in.
    house.bare(&format!("/v1/sessions/{session}/client-token"), &house.key).await;
    assert_eq!(waited(&house, &id, &opened).await["state"], "ended");
    let mut last = exchange(&house, "hand_unknown").await;
    for _ in 0..60 {
        last = exchange(&house, "hand_unknown").await;
    }
    assert_eq!((last.status.as_u16(), last.code()), (429, "rate_limited"));
    for _ in 0..20 {
        begun(&house, &other).await;
    }
    let many = house.bare("/v1/applicant/handovers", &other).await;
    assert_eq!((many.status.as_u16(), many.code()), (429, "rate_limited"));
}

#[tokio::test]
async fn a_link_leads_nowhere_once_the_session_is_called_off() {
    let house = House::new().await;
    let (session, token) = house.session("user-1").await;
    let (_, secret) = begun(&house, &token).await;
    house.bare(&format!("/v1/sessions/{session}/cancel"), &house.key).await;
    assert_eq!(exchange(&house, &secret).await.code(), "handover.refused");
}
