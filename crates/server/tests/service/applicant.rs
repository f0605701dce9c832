//! What the applicant's page needs to know and to keep.

use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use store::{Brand, Change, RelyingParty, Step};

const SESSION: &str = "/v1/applicant/session";

#[tokio::test]
async fn the_session_says_who_asks_what_was_agreed_and_what_is_needed() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let seen = house.get(SESSION, &token).await.body;
    assert_eq!((&seen["mode"], &seen["state"]), (&json!("test"), &json!("collecting")));
    assert_eq!(
        seen["needs"],
        json!({ "selfie": true, "liveness": false, "back_for": ["id_card", "residence_permit", "driving_licence"] })
    );
    assert_eq!(seen["liveness"], json!({ "state": "none" }));
    let none = json!({ "possible": false, "until": null, "why_not": "appeal.not_refused", "open": null });
    assert_eq!(seen["appeal"], none);
    let bare = json!({ "name": "First relying party", "logo": null, "accent": null, "on_accent": null,
        "support": { "email": null, "phone": null, "url": null } });
    assert_eq!(seen["relying_party"], bare);
    let agreed = |seen: &Value| -> Vec<(String, bool)> {
        let all = seen["consents"].as_array().unwrap();
        all.iter().map(|one| (one["kind"].as_str().unwrap().to_owned(), one["agreed"].as_bool().unwrap())).collect()
    };
    assert_eq!(agreed(&seen), [("processing".to_owned(), true), ("face".to_owned(), true)]);
    assert!(seen["consents"][0]["at"].as_str().unwrap().ends_with('Z'), "{seen}");
    let said = json!({ "processing": true, "face": false, "version": "2" });
    house.post("/v1/applicant/consent", &token, &said).await;
    assert_eq!(agreed(&house.get(SESSION, &token).await.body)[1], ("face".to_owned(), false));

    let party = house.service.store.parties().await.unwrap().remove(0);
    let id = party.id.clone();
    let brand = Brand {
        logo: Some("data:image/png;base64,AA==".into()),
        accent: Some("#f0b90b".into()),
        support_email: Some("help@one.example".into()),
        ..Brand::default()
    };
    let steps = vec![Step::PutParty(RelyingParty { brand, ..party })];
    house.service.store.commit(Change { relying_party: id, at: house.service.now(), steps }).await.unwrap();
    let shown = house.get(SESSION, &token).await.body["relying_party"].clone();
    assert_eq!((&shown["accent"], &shown["on_accent"]), (&json!("#f0b90b"), &json!("#000000")));
    assert_eq!(shown["support"]["email"], "help@one.example");
    assert!(shown["logo"].as_str().unwrap().starts_with("data:image/png"));
}

#[tokio::test]
async fn a_decision_is_told_in_the_language_that_is_asked_for() {
    let house = House::new().await;
    let (id, token) = house.magic("user-1", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    let title = |seen: Value| seen["decision"]["findings"][0]["told"]["title"].as_str().unwrap().to_owned();
    let english = title(house.get(SESSION, &token).await.body);
    assert_eq!(english, "The photo is not sharp");
    let chinese = title(house.get(&format!("{SESSION}?locale=zh-CN"), &token).await.body);
    assert!(!chinese.is_ascii());
    assert_eq!(house.get(&format!("{SESSION}?locale=fr"), &token).await.status, 400);
    // The language of the session follows, and what was decided before is told in it.
    let choose = |locale: &str| json!({ "locale": locale });
    assert_eq!(house.json(Method::PUT, "/v1/applicant/locale", &token, &choose("zh-CN")).await.status, 204);
    let seen = house.get(SESSION, &token).await.body;
    assert_eq!((seen["locale"].as_str(), title(seen.clone())), (Some("zh-CN"), chinese.clone()));
    let copy = house.get("/v1/applicant/copy", &token).await.body;
    assert_eq!(copy["decisions"][0]["findings"][0]["told"]["title"], chinese);
    let refused = house.json(Method::PUT, "/v1/applicant/locale", &token, &choose("fr")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "session.unusable"));
    // A softened finding is told as its family, before and after.
    let (id, token) = house.magic("user-2", "TEST-auth.portrait_replaced").await;
    house.until(&id, "in_review").await;
    let seen = house.get(SESSION, &token).await.body;
    assert_eq!(seen["decision"]["findings"][0]["code"], "auth");
    assert_eq!(title(seen), "The document needs a second look");
}

#[tokio::test]
async fn an_appeal_is_possible_after_a_refusal_or_the_last_attempt_and_until_its_window_closes() {
    let house = House::new().await;
    let policy = json!({ "toml": "[attempts]\nmost = 1\n[retention]\nappeal_days = 10\n" });
    assert_eq!(house.json(Method::PUT, "/v1/policy", &house.key, &policy).await.status, 200);
    let appeal = async |token: &str| house.get(SESSION, token).await.body["appeal"].clone();
    for (user, number, state) in [("1", "TEST-DECLINED", "declined"), ("2", "TEST-img.blurry", "needs_resubmission")] {
        let (id, token) = house.magic(user, number).await;
        house.until(&id, state).await;
        let shown = appeal(&token).await;
        assert_eq!(shown["possible"], true, "{number}");
        let until: jiff::Timestamp = shown["until"].as_str().unwrap().parse().unwrap();
        let left = (until.as_millisecond() - house.service.now()) / 1000;
        assert!((10 * 86_400 - 60..=10 * 86_400).contains(&left), "{left}");
    }
    let (id, token) = house.magic("3", "TEST-APPROVED").await;
    house.until(&id, "approved").await;
    let none = json!({ "possible": false, "until": null, "why_not": "appeal.not_refused", "open": null });
    assert_eq!(appeal(&token).await, none);
    let (id, token) = house.magic("4", "TEST-DECLINED").await;
    house.until(&id, "declined").await;
    house.clock.0.store(10 * 86_400_000 + 1000, std::sync::atomic::Ordering::SeqCst);
    let token = {
        let given = house.bare(&format!("/v1/sessions/{id}/client-token"), &house.key).await.body;
        given["client_token"].as_str().map_or(token, str::to_owned)
    };
    let over = appeal(&token).await;
    assert_eq!((&over["possible"], &over["why_not"]), (&json!(false), &json!("appeal.window_closed")));
    assert!(over["until"].is_string(), "{over}");
}

#[tokio::test]
async fn what_was_typed_is_kept_sealed_until_it_is_submitted() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    let (draft, claim) = ("/v1/applicant/draft", "/v1/applicant/claim");
    assert_eq!(house.get(draft, &token).await.body, json!({}));
    assert_eq!(
        (house.get(claim, &token).await.status.as_u16(), house.get(claim, &token).await.code()),
        (404, "not_found")
    );
    let typed = json!({ "family_name": "PLANTEDDRAFT", "page": "who" });
    assert_eq!(house.json(Method::PUT, draft, &token, &typed).await.status, 204);
    assert_eq!(house.get(draft, &token).await.body, typed);
    assert_eq!(house.get("/v1/applicant/copy", &token).await.body["draft"], typed);
    let database = std::fs::read(house.folder.path().join("data/candor.sqlite-wal")).unwrap();
    assert!(!database.windows(12).any(|bytes| bytes == b"PLANTEDDRAFT"));
    let large = json!({ "note": "a".repeat(16 * 1024) });
    let refused = house.json(Method::PUT, draft, &token, &large).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (413, "request.too_large"));
    assert_eq!(house.json(Method::PUT, draft, &token, &json!([1])).await.status, 400);
    house.claim(&token, "TEST-img.blurry").await;
    assert_eq!(house.get(claim, &token).await.body["document"]["number"], "TEST-img.blurry");
    assert_eq!(house.get(draft, &token).await.body, typed, "a claim is no submission");
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    assert_eq!(house.get(draft, &token).await.body, json!({}));
    // Typing again is no change that could be submitted.
    assert_eq!(house.json(Method::PUT, draft, &token, &typed).await.status, 204);
    assert_eq!(house.submit(&token).await.code(), "submission.unchanged");
    let fresh = house.post("/v1/sessions", &house.key, &json!({ "external_id": "user-2" })).await.body;
    let early = house.json(Method::PUT, draft, fresh["client_token"].as_str().unwrap(), &typed).await;
    assert_eq!((early.status.as_u16(), early.code()), (409, "session.consent_missing"));
}

#[tokio::test]
async fn the_device_gets_limits_that_help_and_none_to_tune_against() {
    let house = House::new().await;
    let policy =
        "[quality]\nglare = { at_most = 0.2, unit = \"share\" }\n[face]\nlive = { at_least = 0.6, unit = \"share\" }\n";
    assert_eq!(house.json(Method::PUT, "/v1/policy", &house.key, &json!({ "toml": policy })).await.status, 200);
    let (_, token) = house.session("user-1").await;
    let shown = house.get("/v1/applicant/policy", &token).await.body;
    assert_eq!(
        (&shown["quality"]["glare"]["at_most"], &shown["face"]["live"]["at_least"]),
        (&json!(0.2), &json!(0.02))
    );
    assert_eq!(shown["test_mode"], true);
}

#[tokio::test]
async fn another_language_chosen_while_it_is_judged_costs_nothing() {
    let house = House::new().await;
    house.judge.takes.store(300, std::sync::atomic::Ordering::SeqCst);
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    for locale in ["zh-CN", "en", "zh-CN", "en"] {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        house.json(Method::PUT, "/v1/applicant/locale", &token, &json!({ "locale": locale })).await;
    }
    house.until(&id, "needs_resubmission").await;
    let codes = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.text;
    assert!(!codes.contains("sys.technical_error"), "{codes}");
    house.replayed().await;
}
