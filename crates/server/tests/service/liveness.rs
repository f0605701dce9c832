//! Movements that are asked for before the camera.

use crate::support::House;
use serde_json::{Value, json};

/// A house whose policy asks for clips, as policies do.
async fn house() -> House {
    let house = House::new().await;
    let policy = json!({ "toml": "" });
    assert_eq!(house.json(reqwest::Method::PUT, "/v1/policy", &house.key, &policy).await.status, 200);
    house
}

/// The clip for show in which what was asked for is done.
fn done(challenge: &Value, name: &str) -> Vec<u8> {
    let actions: Vec<&str> = challenge["actions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    format!("{}|{name}", actions.join(" ")).into_bytes()
}

fn id(challenge: &Value) -> &str {
    challenge["id"].as_str().unwrap()
}

async fn check(house: &House, token: &str, challenge: &str) -> crate::support::Answer {
    house.bare(&format!("/v1/applicant/liveness/{challenge}/check"), token).await
}

/// What the last attempt was found to be.
async fn findings(house: &House, session: &str) -> Vec<Value> {
    let decision = house.get(&format!("/v1/sessions/{session}/decision"), &house.key).await.body;
    decision["attempts"].as_array().unwrap().last().unwrap()["findings"].as_array().unwrap().clone()
}

async fn codes(house: &House, session: &str) -> Vec<String> {
    findings(house, session).await.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_clip_is_asked_for_checked_and_judged() {
    let house = house().await;
    let (session, token) = house.ready("user-1").await;
    let refused = house.submit(&token).await;
    assert_eq!((refused.code(), refused.status.as_u16()), ("submission.incomplete", 422), "{}", refused.text);
    let challenge = house.asked(&token).await;
    assert_eq!(challenge["actions"].as_array().unwrap().len(), 3);
    assert_eq!((challenge["seconds"].as_u64(), challenge["frames_per_second"].as_u64()), (Some(20), Some(8)));
    assert_eq!(check(&house, &token, id(&challenge)).await.code(), "liveness.incomplete");
    assert_eq!(house.film(&token, id(&challenge), &done(&challenge, "one")).await.status, 204);
    let checked = check(&house, &token, id(&challenge)).await;
    assert_eq!((checked.status.as_u16(), &checked.body["passed"]), (200, &json!(true)), "{}", checked.text);
    // Checked once; no other clip for it; and no attempt is spent by any of that.
    assert_eq!(check(&house, &token, id(&challenge)).await.code(), "liveness.challenge");
    assert_eq!(house.film(&token, id(&challenge), b"nod|other").await.code(), "liveness.challenge");
    let view = house.get("/v1/applicant/session", &token).await.body;
    assert_eq!(view["attempts"]["submitted"], 0, "{view}");
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&session, "needs_resubmission").await;
    let found = codes(&house, &session).await;
    assert!(found.iter().all(|code| !code.starts_with("live.")), "{found:?}");
    let record = house.get(&format!("/v1/sessions/{session}/record"), &house.key).await.body.to_string();
    let first = challenge["actions"][0].as_str().unwrap();
    assert!(record.contains("\"actions\"") && record.contains(first), "what was asked for stands in the record");
    house.replayed().await;
}

#[tokio::test]
async fn what_was_not_done_is_named_and_costs_no_attempt() {
    let house = house().await;
    let (session, token) = house.ready("user-1").await;
    let challenge = house.asked(&token).await;
    let mut actions = challenge["actions"].as_array().unwrap().clone();
    actions.pop();
    let last = challenge["actions"][2].as_str().unwrap();
    let short = done(&json!({ "actions": actions }), "short");
    assert_eq!(house.film(&token, id(&challenge), &short).await.status, 204);
    let checked = check(&house, &token, id(&challenge)).await.body;
    assert_eq!(
        (&checked["passed"], &checked["hints"][0]["code"]),
        (&json!(false), &json!("live.action_missed")),
        "{checked}"
    );
    assert_eq!(checked["hints"][0]["value"], last);
    assert!(!checked["hints"][0]["saw"].as_str().unwrap().contains('_'), "{checked}");
    // It can be submitted all the same: then it is judged.
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&session, "needs_resubmission").await;
    assert!(codes(&house, &session).await.contains(&"live.action_missed".to_owned()));
    // A clip that was refused is asked for anew.
    house.claim(&token, "X7654321").await;
    assert_eq!(house.submit(&token).await.code(), "submission.incomplete");
    let unreadable = house.asked(&token).await;
    house.film(&token, id(&unreadable), b"no clip").await;
    let checked = check(&house, &token, id(&unreadable)).await.body;
    assert_eq!(
        (&checked["passed"], &checked["hints"][0]["code"]),
        (&json!(false), &json!("file.corrupt")),
        "{checked}"
    );
}

#[tokio::test]
async fn a_clip_that_was_sent_before_is_doubted_and_the_applicant_is_not_told() {
    let house = house().await;
    let (_, token) = house.ready("user-1").await;
    let first = house.asked(&token).await;
    let clip = done(&first, "one");
    house.film(&token, id(&first), &clip).await;
    assert_eq!(check(&house, &token, id(&first)).await.body["passed"], true);
    let (session, token) = house.ready("user-2").await;
    let mut same = house.asked(&token).await;
    for _ in 0..200 {
        if same["actions"] == first["actions"] {
            break;
        }
        // Twenty an hour.
        house.clock.0.fetch_add(200_000, std::sync::atomic::Ordering::SeqCst);
        same = house.asked(&token).await;
    }
    assert_eq!(same["actions"], first["actions"]);
    assert_eq!(house.film(&token, id(&same), &clip).await.status, 204);
    assert_eq!(check(&house, &token, id(&same)).await.body["passed"], true, "nothing to tune against is told");
    house.submit(&token).await;
    house.until(&session, "needs_resubmission").await;
    assert!(codes(&house, &session).await.contains(&"live.injection".to_owned()));
    let seen = house.get("/v1/applicant/session", &token).await.text;
    assert!(!seen.contains("injection"), "{seen}");
}

#[tokio::test]
async fn the_newest_challenge_alone_is_answered_in_its_time_and_in_its_session() {
    let house = house().await;
    let (_, token) = house.ready("user-1").await;
    let old = house.asked(&token).await;
    house.film(&token, id(&old), &done(&old, "old")).await;
    let new = house.asked(&token).await;
    assert_eq!(house.film(&token, id(&old), &done(&old, "late")).await.code(), "liveness.challenge");
    assert_eq!(check(&house, &token, id(&old)).await.code(), "liveness.challenge");
    assert_eq!(house.submit(&token).await.code(), "submission.incomplete", "the clip for the old one counts no more");
    let (_, other) = house.ready("user-2").await;
    assert_eq!(house.film(&other, id(&new), &done(&new, "stolen")).await.code(), "not_found");
    assert_eq!(check(&house, &other, id(&new)).await.code(), "not_found");
    house.film(&token, id(&new), &done(&new, "new")).await;
    house.clock.0.fetch_add(601_000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(check(&house, &token, id(&new)).await.code(), "liveness.challenge");
    assert_eq!(house.submit(&token).await.code(), "submission.incomplete");
    for _ in 0..18 {
        house.asked(&token).await;
    }
    let many = house.post("/v1/applicant/liveness", &token, &json!({})).await;
    assert_eq!((many.code(), many.status.as_u16()), ("liveness.too_many", 429));
    assert!(many.header("retry-after").parse::<u32>().unwrap() <= 3600);
}

#[tokio::test]
async fn whoever_cannot_make_movements_has_others_or_a_person() {
    let house = house().await;
    let (session, token) = house.ready("user-1").await;
    let body = json!({ "slower": true, "without": ["nod", "turn_left"] });
    let asked = house.post("/v1/applicant/liveness", &token, &body).await.body;
    assert_eq!(asked["seconds"], 40);
    let actions = asked["actions"].to_string();
    assert!(!actions.contains("nod") && !actions.contains("turn_left"), "{actions}");
    let few = json!({ "without": ["nod", "turn_left", "blink"] });
    assert_eq!(house.post("/v1/applicant/liveness", &token, &few).await.code(), "liveness.too_few");
    assert_eq!(house.bare("/v1/applicant/liveness/give-up", &token).await.status, 204);
    let view = house.get("/v1/applicant/session", &token).await.body;
    assert_eq!(view["attempts"]["submitted"], 0, "{view}");
    let submitted = house.submit(&token).await;
    assert_eq!(submitted.body["attempt"], 1, "{}", submitted.text);
    house.until(&session, "needs_resubmission").await;
    let found = findings(&house, &session).await;
    let not_run = |found: &&Value| found["code"] == "sys.check_not_run" && found["value"] == "liveness";
    assert!(found.iter().any(|found| not_run(&found)), "{found:?}");
}

#[tokio::test]
async fn without_consent_to_the_face_check_no_clip_is_taken_or_needed() {
    let house = house().await;
    let (_, token) = house.ready("user-1").await;
    let said = json!({ "processing": true, "face": false, "version": "1" });
    assert_eq!(house.post("/v1/applicant/consent", &token, &said).await.status, 204);
    let refused = house.post("/v1/applicant/liveness", &token, &json!({})).await;
    assert_eq!((refused.code(), refused.status.as_u16()), ("session.consent_missing", 409));
    assert_eq!(house.film(&token, "liv_0", b"nod|x").await.code(), "session.consent_missing");
    assert_eq!(house.submit(&token).await.status, 202);
    assert!(house.judge.seen.lock().unwrap().iter().all(|files| files.clip.is_none()));
}
