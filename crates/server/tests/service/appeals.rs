//! An appeal from its beginning to the shredding of its evidence, and what must not happen on the way.

use crate::desk::Reviewer;
use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use server::Role;
use std::sync::{Arc, Mutex};
use verify::record::{SignedRecord, unhex};

const DAY: i64 = 86_400_000;

/// What the applicant's page says of the appeal.
async fn appeal(house: &House, token: &str) -> Value {
    house.get("/v1/applicant/appeal", token).await.body["appeal"].clone()
}

#[tokio::test]
async fn an_appeal_is_judged_blind_confirmed_by_a_second_and_overturned() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let bo = Reviewer::new(&house, "bo", &[Role::Reviewer]).await;
    let (id, token) = house.refused("user-1").await;
    let page = house.get("/v1/applicant/session", &token).await.body;
    assert_eq!((&page["appeal"]["possible"], &page["appeal"]["open"]), (&json!(true), &Value::Null), "{page}");
    // One part is missing: it is named, and hinted at.
    house.appealing(&token).await;
    let draft = appeal(&house, &token).await;
    assert_eq!(draft["missing"], json!(["held", "statement"]));
    assert_eq!(draft["contact"]["proven"], true);
    let refused = house.bare("/v1/applicant/appeal/submit", &token).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "appeal.incomplete"));
    house.upload(&token, "held", b"face paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    let file = appeal(&house, &token).await["files"][0]["id"].clone();
    let looked = house.post("/v1/applicant/appeal/check", &token, &json!({ "evidence": file })).await;
    let codes: Vec<&str> =
        looked.body["findings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["appeal.held_id_missing"], "{}", looked.text);
    assert_eq!(looked.body["findings"][0]["effect"], "hint");
    assert!(!looked.body["findings"][0]["told"]["do"].as_str().unwrap().is_empty());
    // Mended.
    let place = format!("/v1/applicant/evidence/{}", file.as_str().unwrap());
    let gone = house.send(Method::DELETE, &place, &token, &[("tus-resumable", "1.0.0")], None).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    let put = house
        .json(Method::PUT, "/v1/applicant/appeal/explanation", &token, &json!({ "text": "It <b>is</b> me" }))
        .await;
    assert_eq!(put.status, 204);
    let submitted = house.bare("/v1/applicant/appeal/submit", &token).await;
    assert_eq!(submitted.status, 202, "{}", submitted.text);
    let sent = &submitted.body["appeal"];
    assert_eq!((&sent["state"], &sent["clock"]), (&json!("queued"), &json!("running")));
    assert_eq!(sent["receipt"].as_str().unwrap().len(), 9);
    // While it is open nothing else is submitted, and no second appeal begun.
    let again = house.bare("/v1/applicant/appeal", &token).await;
    assert_eq!(again.body["appeal"]["id"], sent["id"]);
    let second = house.bare("/v1/applicant/submit", &token).await;
    assert_eq!((second.status.as_u16(), second.code()), (409, "appeal.duplicate_open"));
    assert_eq!(second.body["due_at"], sent["due_at"]);

    // The first reviewer: masked, then opened, blind.
    let case = ada.first().await;
    let masked = ada.get(&format!("cases/{case}")).await;
    assert!(!masked.text.contains("PLANTEDNAME") && !masked.text.contains("face."), "{}", masked.text);
    assert_eq!(masked.body["attempts"][0]["findings"], Value::Null);
    let closed = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(closed.code(), "case.lost");
    let opened = ada.opens(&case).await;
    assert_eq!(opened["claim"]["family_name"], "PLANTEDNAME");
    assert_eq!(opened["explanation"], "It <b>is</b> me");
    assert_eq!(opened["statement"]["username"], "planted-username");
    let kinds: Vec<&str> =
        opened["evidence"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["statement", "held"]);
    let image = opened["evidence"][1]["id"].as_str().unwrap();
    let image = ada.get(&format!("cases/{case}/images/{image}")).await;
    assert!(image.text.contains("|ada 20") && image.header("cache-control") == "no-store", "{}", image.text);
    let early = ada.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "overturn" })).await;
    assert_eq!(early.code(), "case.barred", "{}", early.text);
    let blind =
        ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "overturn", "note": "same person" })).await;
    assert_eq!(blind.status, 200, "{}", blind.text);
    assert_eq!(blind.body["attempts"][0]["findings"][0]["code"], "face.mismatch");
    let proposal = json!({ "outcome": "overturn", "message": "We are sorry." });
    let proposed = ada.post(&format!("cases/{case}/proposal"), &proposal).await;
    assert_eq!(
        (&proposed.body["stage"], &proposed.body["state"]),
        (&json!("second"), &json!("second_review")),
        "{}",
        proposed.text
    );
    let own = ada.post(&format!("cases/{case}/take"), &json!({})).await;
    assert_eq!(own.code(), "case.barred");

    // The second knows nothing of the first one's verdict.
    let before = bo.get(&format!("cases/{case}")).await.body;
    assert_eq!((&before["appeal"]["proposal"], &before["attempts"][0]["findings"]), (&Value::Null, &Value::Null));
    assert_eq!(bo.opens(&case).await["notes"], json!([]));
    let decided = bo.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "overturn" })).await;
    assert_eq!(decided.body["state"], "closed", "{}", decided.text);
    house.until(&id, "approved").await;
    let result = appeal(&house, &token).await;
    assert_eq!(result["decision"]["outcome"], "overturned");
    assert_eq!(result["decision"]["message"], "We are sorry.");
    assert!(!result.to_string().contains("same person"), "a note is for reviewers alone");

    // What relying parties are told.
    let kinds = house.kinds().await;
    for kind in ["appeal.created", "appeal.submitted", "appeal.decided", "appeal.closed", "session.approved"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} {kinds:?}");
    }
    assert!(!kinds.iter().any(|kind| kind == "appeal.judged" || kind == "appeal.assigned"));
    let appeal_id = result["id"].as_str().unwrap();
    let record = house.get(&format!("/v1/appeals/{appeal_id}/record"), &house.key).await.body["record"].clone();
    let signed = SignedRecord::parse(&record.to_string()).unwrap();
    let keys = house.get("/.well-known/candor-keys.json", "").await.body;
    let key: [u8; 32] = unhex(keys[0]["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    signed.verify(&key).unwrap();
    assert_eq!(signed.record["second_why"], "face");

    // Thirty days later the evidence is gone, with a receipt, and what was decided stays.
    house.passes(31 * DAY).await;
    let shredded = house.get(&format!("/v1/appeals/{appeal_id}"), &house.key).await.body;
    assert!(shredded["evidence_deleted_at"].is_string(), "{shredded}");
    assert_eq!(shredded["evidence_receipt"]["receipt"]["appeal"], appeal_id);
    assert!(house.service.store.evidence_of_appeal(appeal_id).await.unwrap().is_empty());
    assert!(house.service.keys.get(appeal_id).await.unwrap().is_none());
    // The applicant's token is over by then; with another what was decided is read.
    let token = house.bare(&format!("/v1/sessions/{id}/client-token"), &house.key).await.body["client_token"].clone();
    let result = appeal(&house, token.as_str().unwrap()).await;
    assert_eq!((&result["decision"]["outcome"], &result["explanation"]), (&json!("overturned"), &json!("")));
    assert!(house.kinds().await.iter().any(|kind| kind == "appeal.evidence_shredded"));
    house.replayed().await;
    house.appeals_replayed().await;
    // What was written never lay open on the disk.
    for name in ["candor.sqlite", "candor.sqlite-wal"] {
        let kept = std::fs::read(house.folder.path().join("data").join(name)).unwrap();
        for words in ["It <b>is</b> me", "We are sorry.", "same person"] {
            assert!(!kept.windows(words.len()).any(|bytes| bytes == words.as_bytes()), "{words} in {name}");
        }
    }
}

#[tokio::test]
async fn a_code_to_a_telephone_goes_through_the_gateway_signed() {
    let house = House::new().await;
    let got = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&got);
    let answer = move |headers: axum::http::HeaderMap, body: axum::body::Bytes| {
        kept.lock().unwrap().push((headers, body.to_vec()));
        async { axum::http::StatusCode::OK }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/sms", axum::routing::post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let party = house.party().await;
    let gateway = server::gateway(&house.service, &party, &url).unwrap();
    let mut row = house.service.store.party(&party).await.unwrap().unwrap();
    (row.appeals.sms_url, row.appeals.sms_secret) = (Some(url), Some(gateway.sealed));
    let change = store::Change { relying_party: party, at: 1, steps: vec![store::Step::PutParty(row)] };
    house.service.store.commit(change).await.unwrap();
    let (_, token) = house.refused("user-1").await;
    house.bare("/v1/applicant/appeal", &token).await;
    let sent = house.post("/v1/applicant/appeal/contact", &token, &json!({ "kind": "phone" })).await;
    assert_eq!(sent.status, 202, "{}", sent.text);
    for _ in 0..400 {
        if !got.lock().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let (headers, body) = got.lock().unwrap()[0].clone();
    let webhook = standardwebhooks::Webhook::new(&gateway.secret).unwrap();
    webhook.verify(&body, &headers).unwrap();
    let message: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["to"], "+4799999999");
    let code: String = message["text"].as_str().unwrap().chars().filter(char::is_ascii_digit).take(6).collect();
    let proven = house.post("/v1/applicant/appeal/contact/code", &token, &json!({ "code": code })).await;
    assert_eq!(proven.status, 204, "{message}");
}

#[tokio::test]
async fn where_two_disagree_a_lead_decides() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let bo = Reviewer::new(&house, "bo", &[Role::Reviewer]).await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let (id, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    let proposed = ada.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(proposed.body["appeal"]["second_why"], "face_alone", "{}", proposed.text);
    bo.opens(&case).await;
    let split = bo.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "overturn" })).await;
    assert_eq!((&split.body["stage"], &split.body["state"]), (&json!("lead"), &json!("lead_review")), "{}", split.text);
    let not_lead = bo.post(&format!("cases/{case}/take"), &json!({})).await;
    assert_eq!(not_lead.code(), "case.barred");
    lea.opens(&case).await;
    let both = lea.get(&format!("cases/{case}")).await.body;
    assert_eq!(
        (&both["appeal"]["proposal"]["outcome"], &both["appeal"]["second"]["outcome"]),
        (&json!("uphold"), &json!("overturn"))
    );
    let led =
        lea.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "remit", "reasons": ["face.too_dark"] })).await;
    assert_eq!(led.status, 200, "{}", led.text);
    house.until(&id, "needs_resubmission").await;
    let page = house.get("/v1/applicant/session", &token).await.body;
    // One more than the policy gives.
    assert_eq!(page["attempts"], json!({ "submitted": 1, "most": 6 }), "{page}");
    assert_eq!(page["decision"]["appeal"], "remitted");
    assert_eq!(page["decision"]["findings"][0]["code"], "face.too_dark");
    // Whoever decided on this person does not do so again.
    house.claim(&token, "TEST-face.mismatch").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.declined(&id, "face.mismatch").await;
    house.appealed(&token).await;
    let next = ada.get("cases?mode=test").await.body["cases"][0].clone();
    assert_eq!(next["barred"], "decided_before", "{next}");
    let taken = ada.post(&format!("cases/{}/take", next["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (403, "case.barred"));
    house.replayed().await;
    house.appeals_replayed().await;
}

#[tokio::test]
async fn what_a_person_struck_refuses_no_more_by_itself() {
    let house = House::new().await;
    let alone = json!({ "toml": "[appeals]\nsecond_percent = 0\n" });
    assert_eq!(house.json(Method::PUT, "/v1/policy", &house.key, &alone).await.status, 200);
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let clerk = Reviewer::new(&house, "clerk", &[Role::Reviewer]).await;
    let case = clerk.first().await;
    clerk.opens(&case).await;
    let reasons = json!({ "outcome": "declined", "reasons": ["img.blurry", "img.glare"] });
    assert_eq!(clerk.post(&format!("cases/{case}/decision"), &reasons).await.status, 200);
    house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let partial = json!({ "outcome": "partial", "struck": ["img.blurry"] });
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "partial", "struck": ["img"] })).await;
    // All of it is another verdict, and what refused nobody cannot be struck.
    for struck in [json!(["img.blurry", "img.glare"]), json!(["img.low_resolution"])] {
        let other = json!({ "outcome": "partial", "struck": struck });
        assert_eq!(ada.post(&format!("cases/{case}/proposal"), &other).await.code(), "case.unusable", "{struck}");
    }
    let decided = ada.post(&format!("cases/{case}/proposal"), &partial).await;
    assert_eq!((decided.status.as_u16(), &decided.body["state"]), (200, &json!("closed")), "{}", decided.text);
    let page = house.get("/v1/applicant/session", &token).await.body;
    assert_eq!((&page["state"], &page["decision"]["appeal"]), (&json!("needs_resubmission"), &json!("partial")));
    let called = json!([{ "code": "img.blurry", "title": "The photo is not sharp" }]);
    assert_eq!(appeal(&house, &token).await["decision"]["struck"], called);
    // The same is found again, and a person looks; something else still refuses.
    house.claim(&token, "TEST-img.glare").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "needs_resubmission").await;
    house.claim(&token, "TEST-img.blurry").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "in_review").await;
    house.replayed().await;
    house.appeals_replayed().await;
}

#[tokio::test]
async fn the_clock_pauses_runs_out_and_refuses_nobody() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    let sent = house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let asked = ada.post(&format!("cases/{case}/ask"), &json!({ "text": "Which name is right?" })).await;
    assert_eq!(
        (&asked.body["state"], &asked.body["paused"]),
        (&json!("info_requested"), &json!(true)),
        "{}",
        asked.text
    );
    let paused = appeal(&house, &token).await;
    assert_eq!((&paused["clock"], &paused["due_at"]), (&json!("paused"), &Value::Null));
    assert_eq!(paused["asked"]["text"], "Which name is right?");
    // However long it takes, nothing is late; what comes later is added and handed in.
    house.passes(10 * DAY).await;
    assert_eq!(appeal(&house, &token).await["breached"], false);
    house.upload(&token, "extra", b"a deed").await;
    let answered = house.post("/v1/applicant/appeal/answer", &token, &json!({ "text": "Both" })).await;
    assert_eq!(answered.status, 202, "{}", answered.text);
    let resumed = appeal(&house, &token).await;
    assert_eq!((&resumed["clock"], &resumed["state"]), (&json!("running"), &json!("queued")));
    assert!(resumed["due_at"].as_str() > sent["due_at"].as_str());
    let again = house.post("/v1/applicant/appeal/answer", &token, &json!({ "text": "Both" })).await;
    assert_eq!(again.code(), "appeal.wrong_state");
    // Ten days without anybody: late, told, open still.
    house.passes(10 * DAY).await;
    let late = appeal(&house, &token).await;
    assert_eq!((&late["breached"], &late["at_risk"], &late["state"]), (&json!(true), &json!(true), &json!("queued")));
    let kinds = house.kinds().await;
    for kind in ["appeal.info_requested", "appeal.resumed", "appeal.sla_at_risk", "appeal.sla_breached"] {
        assert_eq!(kinds.iter().filter(|known| *known == kind).count(), 1, "{kind} {kinds:?}");
    }
    ada.returns().await;
    let queue = ada.get("cases?mode=test").await.body;
    assert_eq!((&queue["cases"][0]["breached"], &queue["counts"]["breached"]), (&json!(true), &json!(1)), "{queue}");
    house.appeals_replayed().await;
}

#[tokio::test]
async fn what_is_not_answered_lapses_and_what_is_taken_back_can_be_made_again() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let withdrawn = house.bare("/v1/applicant/appeal/withdraw", &token).await;
    assert_eq!(withdrawn.body["appeal"]["state"], "withdrawn", "{}", withdrawn.text);
    assert_eq!(ada.get("cases?mode=test").await.body["cases"], json!([]));
    house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/ask"), &json!({ "text": "More?", "days": 2 })).await;
    house.passes(3 * DAY).await;
    let lapsed = appeal(&house, &token).await;
    assert_eq!((&lapsed["state"], &lapsed["clock"]), (&json!("lapsed"), &json!("stopped")));
    ada.returns().await;
    assert_eq!(ada.get("cases?mode=test").await.body["cases"], json!([]));
    // A draft lapses with the time for it, and then nothing can be begun any more.
    let begun = house.bare("/v1/applicant/appeal", &token).await;
    assert_eq!(begun.body["appeal"]["state"], "drafting");
    house.passes(31 * DAY).await;
    let token = house.bare(&format!("/v1/sessions/{id}/client-token"), &house.key).await.body["client_token"].clone();
    let token = token.as_str().unwrap();
    assert_eq!(appeal(&house, token).await["state"], "lapsed");
    let late = house.bare("/v1/applicant/appeal", token).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "appeal.window_closed"));
    house.appeals_replayed().await;
}

#[tokio::test]
async fn codes_are_guessed_in_vain_and_expire() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    let (_, other) = house.refused("user-2").await;
    house.bare("/v1/applicant/appeal", &token).await;
    let unproven = house.bare("/v1/applicant/appeal/submit", &token).await;
    assert_eq!(unproven.code(), "appeal.incomplete");
    let right = house.contact_code(&token).await;
    // Another's session has no appeal in which that code would count.
    let strange = house.post("/v1/applicant/appeal/contact/code", &other, &json!({ "code": right })).await;
    assert_eq!(strange.status, 404);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let refused = house.post("/v1/applicant/appeal/contact/code", &token, &json!({ "code": wrong })).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "appeal.contact_unproven"));
    }
    let spent = house.post("/v1/applicant/appeal/contact/code", &token, &json!({ "code": right })).await;
    assert_eq!(spent.status, 403, "five tries are all there are");
    let second = house.contact_code(&token).await;
    house.passes(11 * 60_000).await;
    let late = house.post("/v1/applicant/appeal/contact/code", &token, &json!({ "code": second })).await;
    assert_eq!(late.status, 403, "ten minutes");
    // The statement's code is good for a day.
    let page = house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username date purpose code").await;
    house.upload(&token, "statement", b"paper username date purpose code").await;
    house.passes(25 * 3_600_000).await;
    let expired = house.bare("/v1/applicant/appeal/submit", &token).await;
    assert_eq!((expired.status.as_u16(), expired.code()), (409, "appeal.code_expired"));
    let renewed = house.bare("/v1/applicant/appeal/code", &token).await;
    assert_ne!(renewed.body["appeal"]["statement"]["code"], page["statement"]["code"]);
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
}

#[tokio::test]
async fn an_appeal_of_another_does_not_exist_and_files_are_few() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    let (_, other) = house.refused("user-2").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper").await;
    let file = appeal(&house, &token).await["files"][0]["id"].as_str().unwrap().to_owned();
    for path in ["/v1/applicant/appeal/submit", "/v1/applicant/appeal/withdraw", "/v1/applicant/appeal/code"] {
        assert_eq!(house.bare(path, &other).await.status, 404, "{path}");
    }
    assert_eq!(house.get(&format!("/v1/applicant/evidence/{file}"), &other).await.status, 404);
    let looked = house.post("/v1/applicant/appeal/check", &other, &json!({ "evidence": file })).await;
    assert_eq!(looked.status, 404);
    // Of another relying party.
    let party = server::new_party(&house.service, "Another").await.unwrap();
    let key = house.another_key(&party, store::Mode::Test, &server::Scope::ALL).await;
    let id = appeal(&house, &token).await["id"].as_str().unwrap().to_owned();
    assert_eq!(house.get(&format!("/v1/appeals/{id}"), &key).await.status, 404);
    assert_eq!(house.get("/v1/appeals", &key).await.body["appeals"], json!([]));
    // Sixty files.
    let mut refused = 0;
    for _ in 0..60 {
        let announced = house.announce(&token, "extra", 10).await;
        refused += u32::from(announced.code() == "upload.too_many");
    }
    assert_eq!(refused, 51);
    let long = json!({ "text": "x".repeat(4001) });
    let long = house.json(Method::PUT, "/v1/applicant/appeal/explanation", &token, &long).await;
    assert_eq!(long.code(), "appeal.unusable");
    // Nothing of it is there once the person is forgotten.
    let session = house.get("/v1/appeals", &house.key).await.body["appeals"][0]["session"].as_str().unwrap().to_owned();
    assert_eq!(house.bare(&format!("/v1/sessions/{session}/redact"), &house.key).await.status, 200);
    assert!(house.service.keys.get(&id).await.unwrap().is_none());
    assert!(house.service.store.evidence_of_appeal(&id).await.unwrap().is_empty());
    assert_eq!(house.get(&format!("/v1/appeals/{id}"), &house.key).await.body["state"], "withdrawn");
}

#[tokio::test]
async fn a_statement_of_yesterday_is_hinted_at() {
    let house = House::new().await;
    let (_, token) = house.refused("user-1").await;
    house.appealing(&token).await;
    house.upload(&token, "held", b"face id paper username purpose code").await;
    house.upload(&token, "statement", b"paper username purpose code").await;
    let file = appeal(&house, &token).await["files"][1]["id"].clone();
    house
        .post(
            "/v1/applicant/appeal/check",
            &token,
            &json!({ "evidence": appeal(&house, &token).await["files"][0]["id"] }),
        )
        .await;
    let looked = house.post("/v1/applicant/appeal/check", &token, &json!({ "evidence": file })).await;
    assert!(looked.text.contains("appeal.statement_date"), "{}", looked.text);
    // It hints, and never refuses.
    assert_eq!(house.bare("/v1/applicant/appeal/submit", &token).await.status, 202);
}

#[tokio::test]
async fn a_session_in_review_is_decided_in_the_console() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let case = ada.first().await;
    assert_eq!(ada.get("cases?mode=test&kind=appeal").await.body["cases"], json!([]));
    ada.opens(&case).await;
    let bare = ada.post(&format!("cases/{case}/decision"), &json!({ "outcome": "declined" })).await;
    assert_eq!(bare.code(), "case.unusable", "whoever is refused learns why");
    let inside = json!({ "outcome": "needs_resubmission", "reasons": ["img.glare", "risk.blocklist"], "message": "The lamp", "note": "n1" });
    let decided = ada.post(&format!("cases/{case}/decision"), &inside).await;
    assert_eq!(decided.status, 200, "{}", decided.text);
    house.until(&id, "needs_resubmission").await;
    let page = house.get("/v1/applicant/session", &token).await;
    assert_eq!(page.body["decision"]["message"], "The lamp");
    assert_eq!(
        page.body["decision"]["findings"].as_array().unwrap().len(),
        1,
        "an internal reason has no way to an applicant"
    );
    assert!(!page.text.contains("blocklist") && !page.text.contains("n1"), "{}", page.text);
    let again = ada.post(&format!("cases/{case}/decision"), &json!({ "outcome": "approved" })).await;
    assert_eq!(again.code(), "case.closed");
    house.replayed().await;
}
