//! What is looked at in the console, what for, and how much of it is counted; and what is read and written there.

use crate::desk::Reviewer;
use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use server::Role;
use store::{Change, Message, MessageKind, Step};

/// How often that was done, by the audit trail.
async fn trail(house: &House, action: &str) -> usize {
    let all = house.service.store.audit(&house.party().await, 0, 1000).await.unwrap();
    all.iter().filter(|(entry, _)| entry.action == action).count()
}

#[tokio::test]
async fn a_search_has_a_purpose_and_its_words_are_sealed() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let aud = Reviewer::new(&house, "aud", &[Role::Auditor]).await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let search =
        |purpose: &str| json!({ "by": "session", "value": id, "purpose": purpose, "words": "Mrs Wordsworth called" });
    let vague = ada.post("search", &search("because")).await;
    assert_eq!((vague.status.as_u16(), vague.code()), (422, "case.unusable"));
    let found = ada.post("search", &search("question")).await;
    assert_eq!(found.body["found"][0]["session"], id.as_str(), "{}", found.text);
    assert_eq!((trail(&house, "search.question").await, trail(&house, "search.because").await), (1, 0));
    let case = found.body["found"][0]["case"].as_str().unwrap();
    // An auditor looks for one purpose.
    for (purpose, status) in [("decide", 403), ("question", 403), ("quality", 403), ("audit", 200)] {
        assert_eq!(aud.post("search", &search(purpose)).await.status, status, "{purpose}");
        let words = json!({ "purpose": purpose, "words": "Mrs Wordsworth called" });
        let opened = aud.post(&format!("cases/{case}/open"), &words).await;
        assert_eq!(opened.status, status, "{purpose}: {}", opened.text);
    }
    assert_eq!((trail(&house, "search.audit").await, trail(&house, "opened.audit").await), (1, 1));
    let database = format!("sqlite:{}", house.folder.path().join("data/candor.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&database).await.unwrap();
    let words: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT words FROM opening WHERE words IS NOT NULL").fetch_all(&pool).await.unwrap();
    assert_eq!(words.len(), 3);
    assert!(words.iter().all(|sealed| !String::from_utf8_lossy(sealed).contains("Wordsworth")));
}

#[tokio::test]
async fn every_kind_of_search_finds_what_is_of_the_own_relying_party_alone() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let strange = server::new_party(&house.service, "Another").await.unwrap();
    let stranger = Reviewer::of(&house, &strange, "stranger", &[Role::Reviewer]).await;
    let (id, token) = house.refused("user-1").await;
    let receipt = house.appealed(&token).await["receipt"].as_str().unwrap().to_owned();
    let (approved, token) = house.session("user-2").await;
    house.claim(&token, "TEST-APPROVED").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&approved, "approved").await;
    for (by, value, session) in [
        ("receipt", receipt.to_lowercase().replace('-', ""), &id),
        ("session", id.clone(), &id),
        ("external_id", "user-1".to_owned(), &id),
        ("number", "test approved".to_owned(), &approved),
    ] {
        let search = json!({ "by": by, "value": value, "purpose": "question" });
        let found = ada.post("search", &search).await;
        assert_eq!(found.body["found"][0]["session"], session.as_str(), "{by}: {}", found.text);
        assert!(!found.text.contains(if by == "external_id" { "user-1" } else { "PLANTED" }), "{by}: {}", found.text);
        assert_eq!(stranger.post("search", &search).await.body["found"], json!([]), "{by}");
    }
}

#[tokio::test]
async fn pictures_of_one_file_are_one_opening() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    let opened = ada.opens(&case).await;
    let user = ada.id().await;
    let file = |place: usize| format!("cases/{case}/images/{}", opened["evidence"][place]["id"].as_str().unwrap());
    let before = house.service.store.openings(&user, 0).await.unwrap();
    for frame in 0..20 {
        assert_eq!(ada.get(&format!("{}?frame={frame}", file(0))).await.status, 200);
    }
    assert_eq!(house.service.store.openings(&user, 0).await.unwrap(), before + 1);
    ada.get(&file(1)).await;
    assert_eq!(trail(&house, "opened.image").await, 2);
    // By another taking it is another.
    ada.post(&format!("cases/{case}/release"), &json!({})).await;
    ada.opens(&case).await;
    ada.get(&file(0)).await;
    assert_eq!(trail(&house, "opened.image").await, 3);
}

#[tokio::test]
async fn too_many_notes_are_told_as_such() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let (user, now) = (ada.id().await, server::Clock::now(&*house.clock).as_millisecond());
    let note = |place: usize| {
        let message = Message {
            id: format!("mes_{place}"),
            appeal: None,
            subject: id.clone(),
            kind: MessageKind::Note,
            user: Some(user.clone()),
            sealed: None,
            created_at: now,
        };
        Step::NewMessage { message, since: 0, most: 1000 }
    };
    let steps = (0..100).map(note).collect();
    house.service.store.commit(Change { relying_party: house.party().await, at: now, steps }).await.unwrap();
    let note = ada.post(&format!("cases/{case}/notes"), &json!({ "text": "one more" })).await;
    assert_eq!((note.status.as_u16(), note.code()), (429, "case.too_many_messages"), "{}", note.text);
    assert!(!note.header("retry-after").is_empty());
    // The case is still hers, and is decided without a note.
    let decided = ada.post(&format!("cases/{case}/decision"), &json!({ "outcome": "approved" })).await;
    assert_eq!(decided.status, 200, "{}", decided.text);
}

#[tokio::test]
async fn the_preview_is_what_the_applicant_reads() {
    let house = House::new().await;
    let alone = json!({ "toml": "[appeals]\nsecond_percent = 0\n" });
    assert_eq!(house.json(Method::PUT, "/v1/policy", &house.key, &alone).await.status, 200);
    let mut row = house.service.store.party(&house.party().await).await.unwrap().unwrap();
    row.appeals.redress = Some("The ombudsman".to_owned());
    let change = Change { relying_party: row.id.clone(), at: 1, steps: vec![Step::PutParty(row)] };
    house.service.store.commit(change).await.unwrap();
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = house.magic("user-1", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "TEST-img.blurry").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "needs_resubmission").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let about = |outcome: &str| json!({ "case": case, "outcome": outcome, "message": "We looked twice." });
    // Before the verdict it would tell what was found.
    assert_eq!(ada.post("preview", &about("uphold")).await.code(), "case.masked");
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(ada.post("preview", &about("approved")).await.code(), "case.unusable");
    let overturn = ada.post("preview", &about("overturn")).await.body["en"].clone();
    assert_eq!((&overturn["findings"], &overturn["redress"]), (&json!([]), &Value::Null));
    let preview = ada.post("preview", &about("uphold")).await;
    let said = preview.body["zh-CN"].clone();
    let decided = json!({ "outcome": "uphold", "message": "We looked twice." });
    let decided = ada.post(&format!("cases/{case}/proposal"), &decided).await;
    assert_eq!(decided.body["state"], "closed", "{}", decided.text);
    let read = house.get("/v1/applicant/appeal?locale=zh-CN", &token).await.body["appeal"]["decision"].clone();
    let told: Vec<&Value> = read["findings"].as_array().unwrap().iter().map(|finding| &finding["told"]).collect();
    assert_eq!((told.len(), &json!(told)), (1, &said["findings"]));
    assert_eq!((&said["message"], &said["redress"]), (&read["message"], &read["redress"]));
    assert_eq!((&said["title"], &said["redress"]), (&json!("维持原结果"), &json!("The ombudsman")));
}

#[tokio::test]
async fn another_attempt_is_given_with_a_reason() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "remit" })).await;
    for reasons in [json!([]), json!(["risk.blocklist"])] {
        let remit = json!({ "outcome": "remit", "reasons": reasons });
        let bare = ada.post(&format!("cases/{case}/proposal"), &remit).await;
        assert_eq!((bare.status.as_u16(), bare.code()), (422, "case.unusable"), "{reasons}");
    }
    let remit = json!({ "outcome": "remit", "reasons": ["face.too_dark"] });
    assert_eq!(ada.post(&format!("cases/{case}/proposal"), &remit).await.status, 200);
}
