//! The demonstration: made by the API, shown to this machine alone, and the same after a restart.

use crate::accounts::{open, proven};
use crate::support::{House, ShowJudge, TurnedClock, config};
use reqwest::Method;
use serde_json::json;
use server::{Config, Opening, Scope};
use std::sync::Arc;
use std::time::Duration;
use store::Mode;

/// What it says where it is not opened on a folder of its own.
async fn refused(change: impl FnOnce(&mut Config)) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder);
    change(&mut config);
    let (judge, clock) = (Arc::new(ShowJudge::default()), Arc::new(TurnedClock::default()));
    let (service, _) = server::open(config, judge, clock, Opening::Making).await.unwrap();
    server::open_demo(&service, None).await.err().map(|error| error.to_string())
}

#[tokio::test]
async fn no_demonstration_begins_where_others_come() {
    for public in ["", "http://localhost:8080", "https://127.0.0.1:8443/", "http://[::1]:8080"] {
        assert_eq!(refused(|config| config.public_url = public.into()).await, None, "{public}");
    }
    for public in ["https://kyc.example.org", "http://localhost.evil.test", "http://192.0.2.1:8080", "localhost:8080"] {
        let said = refused(|config| config.public_url = public.into()).await.unwrap();
        assert!(said.contains("`public_url`") && said.contains("localhost"), "{said}");
    }
    for listen in [([0_u8, 0, 0, 0], 8080_u16), ([192, 0, 2, 1], 8080)] {
        let said = refused(|config| config.listen = listen.into()).await.unwrap();
        assert!(said.contains("`listen`") && said.contains("127.0.0.1"), "{said}");
    }
}

#[tokio::test]
async fn no_demonstration_begins_among_data_of_others() {
    let house = House::new().await;
    let refused = async || server::open_demo(&house.service, None).await.unwrap_err().to_string();
    house.another_key(&house.party().await, Mode::Live, &[Scope::Read]).await;
    assert!(refused().await.contains("\"First relying party\""), "it is used for real people");
    let house = House::new().await;
    // What an earlier run left is its own.
    server::demo_session(&house.service).await.unwrap();
    server::open_demo(&house.service, None).await.unwrap();
    server::open_demo(&house.service, None).await.unwrap();
    server::new_party(&house.service, "Real Exchange").await.unwrap();
    let said = server::open_demo(&house.service, None).await.unwrap_err().to_string();
    assert!(said.contains("\"Real Exchange\"") && said.contains("--data"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_shows_letters_of_the_demonstration_alone() {
    let (house, party) = open().await;
    server::open_demo(&house.service, None).await.unwrap();
    proven(&house, &party, "ada@example.org").await;
    let inbox = house.get("/v1/demo/inbox", "").await.body;
    let body = json!({ "relying_party": inbox["relying_party"], "email": "bo@example.org", "locale": "en" });
    assert_eq!(house.post("/v1/accounts", "", &body).await.status, 202);
    for _ in 0..400 {
        let inbox = house.get("/v1/demo/inbox", "").await;
        assert!(!inbox.text.contains("ada@example.org"), "{}", inbox.text);
        if inbox.text.contains("bo@example.org") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no letter came");
}

#[tokio::test]
async fn nobody_from_elsewhere_is_a_visitor() {
    let house = House::new().await;
    server::open_demo(&house.service, None).await.unwrap();
    for (name, value) in [
        ("host", "utopia.example:8080"),
        ("host", "127.0.0.1.evil.test"),
        ("x-forwarded-for", "127.0.0.1"),
        ("forwarded", "for=127.0.0.1"),
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-proto", "https"),
        ("x-real-ip", "127.0.0.1"),
        ("via", "1.1 proxy"),
    ] {
        let inbox = house.send(Method::GET, "/v1/demo/inbox", "", &[(name, value)], None).await;
        assert_eq!(inbox.status, 404, "{name}: {value}");
        let headers = [(name, value), ("content-type", "application/json")];
        let trade = house.send(Method::POST, "/v1/demo/trade", "", &headers, Some(b"{}".to_vec())).await;
        assert!(trade.status == 404 && trade.text.contains("no such page"), "{name}: {value}: {}", trade.text);
    }
    assert_eq!(house.get("/v1/demo/inbox", "").await.status, 200);
    // What a form of another page can send without asking.
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let trade =
            house.send(Method::POST, "/v1/demo/trade", "", &[("content-type", kind)], Some(b"{}".to_vec())).await;
        assert_eq!(trade.code(), "request.content_type", "{}", trade.text);
    }
}

#[tokio::test]
async fn the_demonstration_is_made_once_and_only_where_it_was_asked_for() {
    let house = House::new().await;
    assert_eq!(house.get("/v1/demo/inbox", "").await.status, 404, "nobody asked for it");
    let demo = server::open_demo(&house.service, None).await.unwrap();
    let again = server::open_demo(&house.service, None).await.unwrap();
    assert_eq!(demo.link(), again.link(), "what was made is kept");
    let inbox = house.get("/v1/demo/inbox", "").await;
    assert_eq!(inbox.status, 200, "{}", inbox.text);
    assert_eq!(inbox.body["trade"]["possible"], false);
    assert_eq!(inbox.body["reviewers"].as_array().unwrap().len(), 2, "what is about a face needs two");
    assert_eq!(house.post("/v1/demo/trade", "", &json!({})).await.status, 404, "nobody came yet");
    let (party, code) = (&inbox.body["relying_party"], &inbox.body["invitation"]["code"]);
    let shown = house.post("/v1/invitations", "", &json!({ "relying_party": party, "code": code })).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.body["payer"], "Utopia Exchange");
    let asked = json!({ "relying_party": party, "what": "https://utopia.example.login.test/" });
    let answer = house.post("/v1/channels/check", "", &asked).await;
    assert_eq!(answer.body["answer"], "looks_like", "{}", answer.text);
}
