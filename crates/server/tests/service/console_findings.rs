//! What the console shows of findings, and when: nothing of a person before a case is opened, and nothing that would sway a verdict.

use crate::desk::Reviewer;
use crate::support::House;
use serde_json::{Value, json};
use server::Role;
use std::sync::atomic::Ordering;
use store::{Change, Step};

const MINUTE: i64 = 60_000;

/// Puts `value` into what was measured for the first finding of a session's only attempt.
async fn planted(house: &House, session: &str, value: &str) {
    let row = house.service.store.session(session).await.unwrap().unwrap();
    let key = house.service.data_key(&row.applicant).await.unwrap().unwrap();
    let attempt = house.service.store.attempts(session).await.unwrap().remove(0);
    let place = format!("session/{session}/attempt/1/kept");
    let mut kept: Value = serde_json::from_slice(&key.open(&place, &attempt.opening.unwrap()).unwrap()).unwrap();
    kept["findings"][0]["value"] = json!(value);
    let opening = key.seal(&place, &serde_json::to_vec(&kept).unwrap()).unwrap();
    let kept = Step::PutKept { session: session.into(), number: 1, opening: Some(opening), copy: attempt.copy };
    house.service.store.commit(Change { relying_party: row.relying_party, at: 1, steps: vec![kept] }).await.unwrap();
}

#[tokio::test]
async fn what_was_measured_is_masked_until_the_case_is_opened() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let aud = Reviewer::new(&house, "aud", &[Role::Auditor]).await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    planted(&house, &id, "MEASURED NAME").await;
    let case = ada.first().await;
    for who in [&ada, &aud] {
        let masked = who.get(&format!("cases/{case}")).await;
        assert!(!masked.text.contains("MEASURED"), "{}", masked.text);
        let finding = masked.body["attempts"][0]["findings"][0].as_object().unwrap();
        assert_eq!(finding.keys().collect::<Vec<_>>(), ["code", "tier", "next", "effect", "evidence"]);
    }
    ada.opens(&case).await;
    let whole = ada.get(&format!("cases/{case}")).await.body["attempts"][0]["findings"][0].clone();
    assert_eq!(whole["value"], "MEASURED NAME");
    assert!(whole["told"].is_object(), "{whole}");
    // Another who has not opened it still reads none of it.
    assert!(!aud.get(&format!("cases/{case}")).await.text.contains("MEASURED"));
}

#[tokio::test]
async fn hints_and_notes_of_others_come_after_the_own_verdict() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let bo = Reviewer::new(&house, "bo", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose").await;
    house.upload(&token, "statement", b"paper username date purpose").await;
    let files = house.get("/v1/applicant/appeal", &token).await.body["appeal"]["files"].clone();
    for file in files.as_array().unwrap() {
        house.post("/v1/applicant/appeal/check", &token, &json!({ "evidence": file["id"] })).await;
    }
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
    let case = ada.first().await;
    let opened = ada.opens(&case).await;
    assert_eq!((&opened["hints"], &opened["notes"]), (&json!([]), &json!([])));
    let noted = ada.post(&format!("cases/{case}/notes"), &json!({ "text": "looks like her" })).await;
    assert_eq!(noted.status, 200, "{}", noted.text);
    let own = ada.post(&format!("cases/{case}/open"), &json!({ "purpose": "decide" })).await;
    assert_eq!(own.body["notes"][0]["text"], "looks like her");
    ada.post(&format!("cases/{case}/release"), &json!({})).await;
    // At the first stage, too, whoever comes next judges alone.
    assert_eq!(bo.opens(&case).await["notes"], json!([]));
    let judged = bo.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(judged.status, 200, "{}", judged.text);
    let after = bo.post(&format!("cases/{case}/open?locale=zh-CN"), &json!({ "purpose": "decide" })).await;
    assert_eq!(after.body["notes"][0]["text"], "looks like her", "{}", after.text);
    let title = after.body["hints"][0]["told"]["title"].as_str().unwrap();
    assert!(!title.is_ascii(), "in the language that was asked for: {title}");
}

#[tokio::test]
async fn the_case_before_shows_nothing_to_whoever_may_judge_the_appeal() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let aud = Reviewer::new(&house, "aud", &[Role::Auditor]).await;
    let (id, token) = house.magic("user-1", "TEST-face.mismatch").await;
    house.until(&id, "in_review").await;
    let before = ada.first().await;
    lea.opens(&before).await;
    let declined = json!({ "outcome": "declined", "reasons": ["face.mismatch"] });
    assert_eq!(lea.post(&format!("cases/{before}/decision"), &declined).await.status, 200);
    let findings = async |who: &Reviewer<'_>| {
        let case = who.get(&format!("cases/{before}")).await.body;
        assert_eq!(case["findings_hidden"], case["attempts"][0]["findings"].is_null(), "{case}");
        case["attempts"][0]["findings"].is_array()
    };
    assert!(findings(&ada).await);
    house.appealed(&token).await;
    assert!(!findings(&ada).await, "ada may judge the appeal");
    // Who decided before, or decides nothing, cannot be swayed.
    assert!(findings(&lea).await && findings(&aud).await);
    let case = ada.first().await;
    ada.opens(&case).await;
    let judged = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(judged.status, 200, "{}", judged.text);
    assert!(findings(&ada).await);
}

#[tokio::test]
async fn a_case_is_open_by_the_taking_and_by_no_look_at_a_picture() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    let opened = ada.opens(&case).await;
    ada.post(&format!("cases/{case}/release"), &json!({})).await;
    // Taken anew, it is opened anew.
    assert_eq!(ada.post(&format!("cases/{case}/take"), &json!({})).await.status, 200);
    assert_eq!(ada.get(&format!("cases/{case}")).await.body["opened"], false);
    let masked = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(masked.code(), "case.masked", "{}", masked.text);
    ada.post(&format!("cases/{case}/release"), &json!({})).await;
    // Half an hour after a lead opened it, whatever was looked at meanwhile.
    let image = format!("cases/{case}/images/{}", opened["evidence"][0]["id"].as_str().unwrap());
    assert_eq!(lea.post(&format!("cases/{case}/open"), &json!({ "purpose": "quality" })).await.status, 200);
    house.clock.0.fetch_add(20 * MINUTE, Ordering::SeqCst);
    assert_eq!(lea.get(&image).await.status, 200);
    house.clock.0.fetch_add(11 * MINUTE, Ordering::SeqCst);
    assert_eq!(lea.get(&image).await.code(), "case.masked");
}

#[tokio::test]
async fn a_closed_case_is_opened_by_whoever_looks_after_others_alone() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/decision"), &json!({ "outcome": "approved" })).await;
    for (who, may) in [(&ada, json!([])), (&lea, json!(["open"]))] {
        assert_eq!(who.get(&format!("cases/{case}")).await.body["may"], may, "{}", who.login);
        let opened = who.post(&format!("cases/{case}/open"), &json!({ "purpose": "quality" })).await;
        assert_eq!(opened.status == 200, may != json!([]), "{}", opened.text);
    }
}
