//! Webhooks as a receiver meets them.

use crate::support::House;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Headers and body.
type Message = (axum::http::HeaderMap, Vec<u8>);

/// Somebody who receives.
struct Receiver {
    got: Arc<Mutex<Vec<Message>>>,
    status: Arc<AtomicU16>,
    url: String,
}

impl Receiver {
    async fn new() -> Self {
        let (got, status) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(200)));
        let (kept, said) = (Arc::clone(&got), Arc::clone(&status));
        let answer = move |headers: axum::http::HeaderMap, body: axum::body::Bytes| {
            kept.lock().unwrap().push((headers, body.to_vec()));
            let status = said.load(Ordering::SeqCst);
            async move { axum::http::StatusCode::from_u16(status).unwrap() }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/hook", axum::routing::post(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { got, status, url }
    }

    async fn until(&self, count: usize) -> Vec<Message> {
        for _ in 0..400 {
            let got = self.got.lock().unwrap().clone();
            if got.len() >= count {
                return got;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} messages came", self.got.lock().unwrap().len());
    }
}

fn id(headers: &HeaderMap) -> &str {
    headers["webhook-id"].to_str().unwrap()
}

#[tokio::test]
async fn messages_are_signed_in_order_of_sequence_and_without_personal_data() {
    let house = House::new().await;
    let receiver = Receiver::new().await;
    let made = house.post("/v1/webhooks", &house.key, &json!({ "url": receiver.url })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let secret = made.body["secret"].as_str().unwrap();
    let (session, _) = house.magic("user-1", "TEST-APPROVED").await;
    house.until(&session, "approved").await;
    let got = receiver.until(5).await;
    let webhook = standardwebhooks::Webhook::new(secret).unwrap();
    let mut sequences = Vec::new();
    for (headers, body) in &got {
        webhook.verify(body, headers).unwrap();
        let event: Value = serde_json::from_slice(body).unwrap();
        sequences.push(event["sequence"].as_i64().unwrap());
        assert_eq!(event["data"]["session"], session.as_str());
        assert!(!String::from_utf8_lossy(body).to_lowercase().contains("planted"));
        assert!(standardwebhooks::Webhook::new("whsec_AAAA").unwrap().verify(body, headers).is_err());
    }
    sequences.sort_unstable();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
    // Both secrets sign after a rotation.
    let path = format!("/v1/webhooks/{}/secret", made.body["id"].as_str().unwrap());
    let rotated = house.bare(&path, &house.key).await.body["secret"].as_str().unwrap().to_owned();
    house.session("user-2").await;
    let got = receiver.until(7).await;
    let (headers, body) = got.last().unwrap();
    for secret in [secret, &rotated] {
        standardwebhooks::Webhook::new(secret).unwrap().verify(body, headers).unwrap();
    }
}

#[tokio::test]
async fn a_failing_receiver_is_tried_again_and_can_ask_for_more() {
    let house = House::new().await;
    let receiver = Receiver::new().await;
    receiver.status.store(500, Ordering::SeqCst);
    let hook = json!({ "url": receiver.url, "kinds": ["session.created"] });
    let hook = house.post("/v1/webhooks", &house.key, &hook).await.body["id"].as_str().unwrap().to_owned();
    house.session("user-1").await;
    let first = receiver.until(1).await;
    let listed = format!("/v1/webhooks/{hook}/deliveries");
    let log = || house.get(&listed, &house.key);
    let mut delivery = Value::Null;
    for _ in 0..100 {
        delivery = log().await.body["deliveries"][0].clone();
        if delivery["tries"] == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!((&delivery["state"], &delivery["last_answer"]), (&json!("waiting"), &json!("500")));
    assert!(house.get("/v1/webhooks", &house.key).await.body[0]["failing_since"].is_string());
    let resend = format!("/v1/deliveries/{}/resend", delivery["id"].as_str().unwrap());
    assert_eq!(house.bare(&resend, &house.key).await.code(), "delivery.waiting");
    // As if the next try were due.
    receiver.status.store(204, Ordering::SeqCst);
    let row = house.service.store.delivery(delivery["id"].as_str().unwrap()).await.unwrap().unwrap();
    let job = store::NewJob { id: "job_now".into(), kind: "webhook", subject: row.id, delay: 0, most_attempts: 10 };
    let change = store::Change { relying_party: row.relying_party, at: 0, steps: vec![store::Step::NewJob(job)] };
    house.service.store.commit(change).await.unwrap();
    let second = receiver.until(2).await;
    assert_eq!(id(&first[0].0), id(&second[1].0), "the same message has the same id");
    for _ in 0..100 {
        delivery = log().await.body["deliveries"][0].clone();
        if delivery["state"] == "delivered" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(house.bare(&resend, &house.key).await.status, 202);
    assert_eq!(id(&receiver.until(3).await[2].0), id(&first[0].0));
    assert!(house.get("/v1/webhooks", &house.key).await.body[0]["failing_since"].is_null());
}

#[tokio::test]
async fn a_resubmission_is_told_late_and_not_at_all_when_the_applicant_went_on() {
    let house = House::with(|config| config.resubmission_delay_seconds = 2).await;
    let receiver = Receiver::new().await;
    let kinds = json!(["session.needs_resubmission", "session.approved"]);
    house.post("/v1/webhooks", &house.key, &json!({ "url": receiver.url, "kinds": kinds })).await;
    let (id, token) = house.magic("user-1", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "TEST-APPROVED").await;
    house.submit(&token).await;
    house.until(&id, "approved").await;
    let (other, _) = house.magic("user-2", "TEST-img.blurry").await;
    house.until(&other, "needs_resubmission").await;
    let got = receiver.until(2).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(receiver.got.lock().unwrap().len(), 2);
    let told: Vec<(Value, Value)> = got
        .iter()
        .map(|(_, body)| serde_json::from_slice::<Value>(body).unwrap())
        .map(|event| (event["type"].clone(), event["data"]["session"].clone()))
        .collect();
    assert_eq!(told[0], (json!("session.approved"), json!(id)));
    assert_eq!(told[1], (json!("session.needs_resubmission"), json!(other)));
}

#[tokio::test]
async fn what_is_asked_again_under_one_key_happens_once() {
    let house = House::new().await;
    let receiver = Receiver::new().await;
    let hook = serde_json::to_vec(&json!({ "url": receiver.url, "kinds": ["session.created"] })).unwrap();
    let headers = [("content-type", "application/json"), ("idempotency-key", "hook")];
    let register = || house.send(Method::POST, "/v1/webhooks", &house.key, &headers, Some(hook.clone()));
    let (one, two) = (register().await, register().await);
    assert_eq!((one.status.as_u16(), &one.text), (201, &two.text));
    assert_eq!(house.get("/v1/webhooks", &house.key).await.body.as_array().unwrap().len(), 1);
    let (session, _) = house.session("user-1").await;
    receiver.until(1).await;
    let hook = one.body["id"].as_str().unwrap();
    let mut delivery = Value::Null;
    for _ in 0..100 {
        delivery =
            house.get(&format!("/v1/webhooks/{hook}/deliveries"), &house.key).await.body["deliveries"][0].clone();
        if delivery["state"] == "delivered" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let delivery = delivery["id"].as_str().unwrap();
    for (path, status, key) in [
        (format!("/v1/webhooks/{hook}/secret"), 200, "secret"),
        (format!("/v1/sessions/{session}/client-token"), 201, "token"),
        (format!("/v1/deliveries/{delivery}/resend"), 202, "resend"),
    ] {
        let headers = [("idempotency-key", key)];
        let ask = || house.send(Method::POST, &path, &house.key, &headers, None);
        let (one, two) = (ask().await, ask().await);
        assert_eq!((one.status.as_u16(), two.status.as_u16(), &one.text), (status, status, &two.text), "{path}");
        assert_eq!((one.header("idempotent-replayed"), two.header("idempotent-replayed")), ("", "true"), "{path}");
        if status == 201 {
            let token = one.body["client_token"].as_str().unwrap();
            assert_eq!(house.get("/v1/applicant/session", token).await.status, 200, "it was not replaced");
        }
        // The same key for something else.
        let headers = [("idempotency-key", key)];
        let elsewhere = format!("/v1/sessions/{session}x/client-token");
        let other = house.send(Method::POST, &elsewhere, &house.key, &headers, None);
        assert_eq!(other.await.code(), "idempotency.mismatch", "{path}");
    }
    assert_eq!(receiver.until(2).await.len(), 2, "it was sent again once");
}

#[tokio::test]
async fn messages_go_to_public_addresses_alone() {
    let house = House::with(|config| config.webhooks_to_private_addresses = false).await;
    for url in ["http://example.org/", "https://127.0.0.1/", "https://169.254.169.254/", "https://[::1]/"] {
        let answer = house.post("/v1/webhooks", &house.key, &json!({ "url": url })).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "webhook.target"), "{url}");
    }
    let wrong = json!({ "url": "https://example.org/", "kinds": ["session.nonsense"] });
    assert_eq!(house.post("/v1/webhooks", &house.key, &wrong).await.code(), "webhook.kind");
    let long = json!({ "url": format!("https://example.org/{}", "a".repeat(2048)) });
    assert_eq!(house.post("/v1/webhooks", &house.key, &long).await.code(), "webhook.target");
    let good = json!({ "url": "https://example.org/" });
    for _ in 0..20 {
        assert_eq!(house.post("/v1/webhooks", &house.key, &good).await.status, 201);
    }
    let refused = house.post("/v1/webhooks", &house.key, &good).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "webhook.too_many"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_nothing_reaches_for_three_days_is_disabled_and_somebody_is_told() {
    let house = House::with(|config| config.operator_email = "operator@example.org".into()).await;
    let receiver = Receiver::new().await;
    receiver.status.store(500, Ordering::SeqCst);
    let made =
        house.post("/v1/webhooks", &house.key, &json!({ "url": receiver.url, "kinds": ["session.created"] })).await;
    let endpoint = made.body["id"].as_str().unwrap().to_owned();
    house.session("user-1").await;
    receiver.until(1).await;
    let failing = || async { house.get("/v1/webhooks", &house.key).await.body[0].clone() };
    for _ in 0..100 {
        if failing().await["failing_since"].is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    house.clock.0.store(3 * 86_400_000 + 1000, Ordering::SeqCst);
    house.session("user-2").await;
    receiver.until(2).await;
    let place = house.folder.path().join(format!("data/outbox/{endpoint}.eml"));
    for _ in 0..100 {
        if place.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let letter = std::fs::read_to_string(place).unwrap();
    assert!(letter.contains("To: operator@example.org") && letter.contains(&endpoint), "{letter}");
    assert!(failing().await["disabled_at"].is_string());
    let entries = house.service.store.audit(&house.party().await, 0, 1000).await.unwrap();
    assert!(entries.iter().any(|(entry, _)| entry.action == "webhook.disabled"));
    // It is mended, and told so.
    receiver.status.store(200, Ordering::SeqCst);
    let stranger = server::new_party(&house.service, "Other").await.unwrap();
    let stranger = house.another_key(&stranger, store::Mode::Test, &server::Scope::ALL).await;
    let enable = format!("/v1/webhooks/{endpoint}/enable");
    assert_eq!(house.bare(&enable, &stranger).await.status, 404);
    let enabled = house.bare(&enable, &house.key).await;
    assert_eq!((enabled.status.as_u16(), &enabled.body["disabled_at"]), (200, &Value::Null), "{}", enabled.text);
    assert_eq!(failing().await, enabled.body);
    house.session("user-3").await;
    receiver.until(3).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_counts_as_a_failure() {
    let house = House::new().await;
    let target = Receiver::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let place = target.url.clone();
    let found = move || async move { (axum::http::StatusCode::FOUND, [("location", place.clone())]) };
    let router = axum::Router::new().route("/hook", axum::routing::post(found));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let hook = json!({ "url": url, "kinds": ["session.created"] });
    let hook = house.post("/v1/webhooks", &house.key, &hook).await.body["id"].as_str().unwrap().to_owned();
    house.session("user-1").await;
    let mut delivery = Value::Null;
    for _ in 0..100 {
        delivery =
            house.get(&format!("/v1/webhooks/{hook}/deliveries"), &house.key).await.body["deliveries"][0].clone();
        if delivery["tries"] == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!((&delivery["state"], &delivery["last_answer"]), (&json!("waiting"), &json!("302")));
    assert!(house.get("/v1/webhooks", &house.key).await.body[0]["failing_since"].is_string());
    assert!(target.got.lock().unwrap().is_empty());
}

#[tokio::test]
async fn every_event_is_as_the_catalogue_says() {
    let house = House::new().await;
    let catalogue = house.get("/v1/events/catalogue", "").await.body;
    let schemas: std::collections::BTreeMap<&str, jsonschema::Validator> = catalogue
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| (kind["type"].as_str().unwrap(), jsonschema::validator_for(&kind["schema"]).unwrap()))
        .collect();
    // Every way that this service takes a session by itself.
    for (user, number, state) in [
        ("user-1", "TEST-APPROVED", "approved"),
        ("user-2", "TEST-img.blurry", "needs_resubmission"),
        ("user-3", "TEST-IN-REVIEW", "in_review"),
    ] {
        let (id, token) = house.magic(user, number).await;
        house.until(&id, state).await;
        if state == "needs_resubmission" {
            house.claim(&token, "TEST-APPROVED").await;
        }
    }
    house.judge.fails.store(true, Ordering::SeqCst);
    let (held, token) = house.session("user-4").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&held, "technical_hold").await;
    let (cancelled, _) = house.session("user-5").await;
    house.bare(&format!("/v1/sessions/{cancelled}/cancel"), &house.key).await;
    house.session("user-6").await;
    house.clock.0.store(8 * 86_400_000, Ordering::SeqCst);
    server::sweep(&house.service).await;
    let events = house.get("/v1/events?limit=100", &house.key).await.body["events"].clone();
    let mut seen = std::collections::BTreeSet::new();
    for event in events.as_array().unwrap() {
        let kind = event["type"].as_str().unwrap();
        let wrong: Vec<_> = schemas[kind].iter_errors(&event["data"]).map(|wrong| wrong.to_string()).collect();
        assert!(wrong.is_empty(), "{event} {wrong:?}");
        seen.insert(kind.trim_start_matches("session.").to_owned());
    }
    for kind in [
        "created",
        "consent_given",
        "submitted",
        "check_started",
        "approved",
        "needs_resubmission",
        "reopened",
        "in_review",
        "technical_hold",
        "cancelled",
        "expired",
    ] {
        assert!(seen.contains(kind), "{kind} in {seen:?}");
    }
    // The schemas can say no.
    assert!(schemas.values().all(|schema| {
        !schema.is_valid(&json!({ "session": "ses_1", "mode": "test", "state": "approved", "attempts": -1 }))
    }));
}
