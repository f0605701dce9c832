//! What an applicant does with an appeal: codes, looks at photos, submitting, and what happens at the same moment.

use crate::desk::Reviewer;
use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use server::Role;
use std::sync::atomic::Ordering;

const MINUTE: i64 = 60_000;

async fn page(house: &House, token: &str) -> Value {
    house.get("/v1/applicant/appeal", token).await.body
}

async fn send(house: &House, token: &str) -> (u16, String) {
    let sent = house.post("/v1/applicant/appeal/contact", token, &json!({ "kind": "email" })).await;
    (sent.status.as_u16(), sent.code().to_owned())
}

async fn looked(house: &House, token: &str, file: usize) -> crate::support::Answer {
    let id = page(house, token).await["appeal"]["files"][file]["id"].clone();
    house.post("/v1/applicant/appeal/check", token, &json!({ "evidence": id })).await
}

#[tokio::test]
async fn codes_to_the_contact_are_few_however_often_an_appeal_is_begun() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    house.bare("/v1/applicant/appeal", &token).await;
    let mut sent = 0;
    for round in 0..5 {
        for _ in 0..5 {
            if send(&house, &token).await.0 == 202 {
                sent += 1;
            }
        }
        assert_eq!(sent, 20.min(5 * (round + 1)));
        assert_eq!(house.bare("/v1/applicant/appeal/withdraw", &token).await.status, 200);
        assert_eq!(house.bare("/v1/applicant/appeal", &token).await.status, 201);
        let why = if round < 3 { "rate_limited" } else { "appeal.too_many_codes" };
        assert_eq!(send(&house, &token).await, (429, why.to_owned()), "{round}");
        house.passes(61 * MINUTE).await;
    }
}

#[tokio::test]
async fn a_code_is_right_whatever_happens_at_the_same_moment() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    house.bare("/v1/applicant/appeal", &token).await;
    let code = json!({ "code": house.contact_code(&token).await });
    let text = json!({ "text": "words" });
    let bring = || house.post("/v1/applicant/appeal/contact/code", &token, &code);
    let write = || house.json(Method::PUT, "/v1/applicant/appeal/explanation", &token, &text);
    let (one, _, two, _) = tokio::join!(bring(), write(), bring(), write());
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (204, 204), "{} {}", one.text, two.text);
}

#[tokio::test]
async fn what_was_looked_at_is_not_looked_at_again_and_looks_are_counted() {
    let house = House::new().await;
    let (id, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face paper username date purpose code").await;
    house.upload(&token, "statement", b"corrupt").await;
    house.upload(&token, "extra", b"a deed").await;
    let (held, statement) = (looked(&house, &token, 0).await, looked(&house, &token, 1).await);
    assert_eq!(held.body["findings"][0]["code"], "appeal.held_id_missing", "{}", held.text);
    assert_eq!(statement.body["findings"][0]["code"], "file.corrupt", "{}", statement.text);
    // Nobody can look any more: what was found is there.
    house.judge.lacks.store(true, Ordering::SeqCst);
    let again = looked(&house, &token, 0).await;
    assert_eq!((again.status.as_u16(), &again.body), (200, &held.body), "{}", again.text);
    let files = page(&house, &token).await["appeal"]["files"].clone();
    assert_eq!((&files[0]["hints"], &files[1]["hints"]), (&held.body["findings"], &statement.body["findings"]));
    assert_eq!(looked(&house, &token, 2).await.body["findings"], json!([]), "people alone look at it");
    assert_eq!(house.service.store.session(&id).await.unwrap().unwrap().prechecks, 2);
    // With another code it is, and each look counts.
    house.bare("/v1/applicant/appeal/code", &token).await;
    for _ in 0..58 {
        assert_eq!(looked(&house, &token, 0).await.code(), "precheck.off");
    }
    assert_eq!(looked(&house, &token, 0).await.code(), "precheck.too_many");
}

#[tokio::test]
async fn a_look_does_not_wait_for_ever_and_ends_with_the_draft() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    let places = house.service.prechecking.available_permits();
    let taken = house.service.prechecking.clone().acquire_many_owned(places as u32).await.unwrap();
    let busy = looked(&house, &token, 0).await;
    assert_eq!((busy.status.as_u16(), busy.code(), busy.header("retry-after")), (503, "busy", "10"));
    drop(taken);
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
    assert_eq!(looked(&house, &token, 0).await.code(), "appeal.wrong_state");
}

#[tokio::test]
async fn of_an_attempt_and_an_appeal_at_the_same_moment_one_is_submitted() {
    for round in 0..4 {
        let house = House::new().await;
        let (_, token) = house.refused("user-1").await;
        house.appealing(&token).await;
        house.upload(&token, "held", b"face id paper username date purpose code").await;
        house.upload(&token, "statement", b"paper username date purpose code").await;
        // Another session of the same person.
        let (_, other) = house.ready("user-1").await;
        let (appeal, attempt) = tokio::join!(house.bare("/v1/applicant/appeal/submit", &token), house.submit(&other));
        let both = (appeal.status.as_u16(), attempt.status.as_u16());
        assert!(both == (202, 409) || both == (409, 202), "{round} {} {}", appeal.text, attempt.text);
        if both.0 == 409 {
            assert_eq!(appeal.code(), "policy.open_submission", "{}", appeal.text);
            assert_eq!(page(&house, &token).await["appeal"]["state"], "drafting");
        }
    }
}

#[tokio::test]
async fn an_appeal_is_not_submitted_beside_an_attempt() {
    let house = House::new().await;
    house.judge.takes.store(2000, Ordering::SeqCst);
    let (_, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    let (_, other) = house.ready("user-1").await;
    assert_eq!(house.submit(&other).await.status, 202);
    let appeal = house.bare("/v1/applicant/appeal/submit", &token).await;
    assert_eq!((appeal.status.as_u16(), appeal.code()), (409, "policy.open_submission"), "{}", appeal.text);
    // Nor where it was submitted after that was looked at.
    let session = page(&house, &token).await["appeal"]["id"].as_str().unwrap().to_owned();
    let row = house.service.store.appeal(&session).await.unwrap().unwrap();
    let session = house.service.store.session(&row.session).await.unwrap().unwrap();
    let step = store::Step::WhileUnsubmitted { session: session.id, version: session.version };
    let change = store::Change { relying_party: row.relying_party, at: 1, steps: vec![step] };
    let done = house.service.store.commit(change).await;
    assert!(matches!(done, Err(store::StoreError::Conflict("the session"))), "{done:?}");
}

#[tokio::test]
async fn a_draft_that_another_attempt_overtook_is_begun_again() {
    let house = House::new().await;
    let (id, token) = house.magic("user-1", "TEST-img.blurry").await;
    house.until(&id, "needs_resubmission").await;
    let again = || async {
        house.claim(&token, "TEST-img.blurry").await;
        assert_eq!(house.submit(&token).await.status, 202);
        house.until(&id, "needs_resubmission").await;
    };
    again().await;
    let draft = house.appealing(&token).await;
    let drafting = page(&house, &token).await;
    assert!(drafting["possible"] == false && drafting["until"].is_string(), "{drafting}");
    house.upload(&token, "held", b"face id paper").await;
    house.upload(&token, "statement", b"paper").await;
    again().await;
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.code(), "appeal.overtaken");
    assert_eq!(page(&house, &token).await["possible"], true);
    let sent = house.appealed(&token).await;
    assert!(sent["id"] != draft["id"] && sent["state"] == "queued", "{sent}");
    let before = draft["id"].as_str().unwrap();
    let before = house.service.store.appeal(before).await.unwrap().unwrap();
    assert!(before.state.name() == "withdrawn" && before.shred_at.is_some());
    house.appeals_replayed().await;
}

#[tokio::test]
async fn what_shows_an_older_code_is_marked_also_for_whoever_decides() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.bare("/v1/applicant/appeal/code", &token).await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    let files = page(&house, &token).await["appeal"]["files"].clone();
    assert_eq!((&files[0]["old_code"], &files[1]["old_code"]), (&json!(true), &json!(false)));
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
    assert_eq!(hinted(&ada).await, ["appeal.statement_nonce"]);
}

#[tokio::test]
async fn what_nobody_looked_at_is_not_missing() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose").await;
    let statement = json!({ "evidence": page(&house, &token).await["appeal"]["files"][1]["id"] });
    assert_eq!(house.post("/v1/applicant/appeal/check", &token, &statement).await.status, 200);
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
    assert_eq!(
        hinted(&ada).await,
        ["appeal.statement_nonce"],
        "the code may be in the other, but not on the statement"
    );
}

/// What whoever decides reads of the self-check, once their own verdict is given.
async fn hinted(reviewer: &Reviewer<'_>) -> Vec<String> {
    let case = reviewer.first().await;
    reviewer.opens(&case).await;
    reviewer.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    let opened = reviewer.post(&format!("cases/{case}/open"), &json!({ "purpose": "decide" })).await;
    let hints = opened.body["hints"].as_array().unwrap_or_else(|| panic!("{}", opened.text));
    hints.iter().map(|hint| hint["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn no_message_is_written_to_an_appeal_that_is_over() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let id = page(&house, &token).await["appeal"]["id"].as_str().unwrap().to_owned();
    let written = house.post("/v1/applicant/appeal/messages", &token, &json!({ "text": "one" })).await;
    assert_eq!(written.status, 201, "{}", written.text);
    assert_eq!(house.bare("/v1/applicant/appeal/withdraw", &token).await.status, 200);
    // Decided after it was looked at whether it is open.
    let message = store::Message {
        id: "mes_late".into(),
        appeal: Some(id.clone()),
        subject: id.clone(),
        kind: store::MessageKind::Applicant,
        user: None,
        sealed: None,
        created_at: 1,
    };
    let steps = vec![store::Step::NewMessage { message, since: 0, most: 20 }];
    let change = store::Change { relying_party: house.party().await, at: 1, steps };
    assert!(house.service.store.commit(change).await.is_err());
    assert_eq!(house.service.store.messages(&id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn files_that_are_announced_at_the_same_moment_are_counted() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    house.bare("/v1/applicant/appeal", &token).await;
    for _ in 0..9 {
        assert_eq!(house.announce(&token, "extra", 10).await.status, 201);
    }
    let announced = (0..6).map(|_| house.announce(&token, "extra", 10));
    let announced = futures_util::future::join_all(announced).await;
    let (good, bad): (Vec<_>, Vec<_>) = announced.iter().partition(|answer| answer.status == 201);
    assert_eq!(good.len(), 1);
    assert!(bad.iter().all(|answer| answer.code() == "upload.too_many"), "{bad:?}");
}

#[tokio::test]
async fn with_the_consent_the_face_goes_from_a_draft_and_what_was_measured_of_it_later() {
    let house = House::new().await;
    let withdraw = |token: String| {
        let house = &house;
        async move { house.send(Method::DELETE, "/v1/applicant/consent/face", &token, &[], None).await.status }
    };
    let (id, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    looked(&house, &token, 0).await;
    assert_eq!(withdraw(token.clone()).await, 204);
    let now = page(&house, &token).await;
    assert_eq!(now["appeal"]["missing"], json!(["held"]), "{now}");
    assert_eq!(now["appeal"]["files"].as_array().unwrap().len(), 1);
    assert_eq!(house.service.blobs.list(&id).await.unwrap().len(), 1);
    // One that was submitted stays, for whoever decides.
    let (_, token) = house.refused("user-2").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    looked(&house, &token, 0).await;
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
    assert_eq!(withdraw(token.clone()).await, 204);
    let files = page(&house, &token).await["appeal"]["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 2, "{files}");
}

#[tokio::test]
async fn no_code_is_offered_to_a_telephone_that_nothing_reaches() {
    let house = House::with(|config| config.smtp_url = "smtp://127.0.0.1:9".into()).await;
    let (_, token) = house.refused("user-1").await;
    let begun = house.bare("/v1/applicant/appeal", &token).await.body;
    assert_eq!(begun["appeal"]["contact"]["kinds"], json!(["email"]), "{begun}");
    let sent = house.post("/v1/applicant/appeal/contact", &token, &json!({ "kind": "phone" })).await;
    assert_eq!((sent.status.as_u16(), sent.code()), (422, "appeal.unusable"));
}
