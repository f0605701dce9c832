//! Whoever no longer agrees to the face check leaves no face behind.

use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

async fn withdraw(house: &House, token: &str) -> Answer {
    house.send(Method::DELETE, "/v1/applicant/consent/face", token, &[], None).await
}

/// Files of a session that lie on the disk, and the kinds of which rows speak.
async fn left(house: &House, id: &str) -> (usize, Vec<String>) {
    let blobs = house.service.blobs.list(id).await.unwrap();
    let rows = house.service.store.evidence_of(id).await.unwrap();
    (blobs.len(), rows.into_iter().map(|row| row.kind).collect())
}

async fn face_agreed(house: &House, token: &str) -> bool {
    let seen = house.get("/v1/applicant/session", token).await.body;
    let consents = seen["consents"].as_array().unwrap().clone();
    consents.iter().any(|one| one["kind"] == "face" && one["agreed"] == true)
}

async fn codes(house: &House, id: &str) -> Vec<String> {
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    let last = decision["attempts"].as_array().unwrap().last().unwrap()["findings"].clone();
    last.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn while_collecting_the_selfie_goes_also_one_that_is_still_sent() {
    let house = House::new().await;
    let (id, token) = house.ready("user-1").await;
    let place = house.announce(&token, "selfie", 8).await.header("location").to_owned();
    assert_eq!(house.append(&token, &place, 0, b"half", &[]).await.status, 204);
    assert_eq!(left(&house, &id).await.0, 3);
    assert_eq!(withdraw(&house, &token).await.status, 204);
    assert_eq!(left(&house, &id).await, (1, vec!["front".to_owned()]));
    assert!(!face_agreed(&house, &token).await);
    assert_eq!(house.append(&token, &place, 4, b"more", &[]).await.status, 404);
    let refused = house.announce(&token, "selfie", 8).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "session.consent_missing"));
    // Again: nothing more happens.
    assert_eq!(withdraw(&house, &token).await.status, 204);
    let told = house.kinds().await.into_iter().filter(|kind| kind == "session.face_consent_withdrawn").count();
    assert_eq!(told, 1);
    let trail = house.service.store.audit(&house.party().await, 0, 100).await.unwrap();
    assert!(trail.iter().any(|(entry, _)| entry.action == "consent.face_withdrawn" && entry.subject == id));
    // It is submitted without, and no face is looked for.
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "needs_resubmission").await;
    assert!(house.judge.seen.lock().unwrap().iter().all(|files| !files.faces && files.selfie.is_none()));
    house.replayed().await;
}

#[tokio::test]
async fn while_it_is_judged_what_was_seen_counts_no_more_and_a_person_decides() {
    let house = House::new().await;
    house.judge.takes.store(600, Ordering::SeqCst);
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    while house.judge.calls.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(withdraw(&house, &token).await.status, 204);
    assert_eq!(left(&house, &id).await, (1, vec!["front".to_owned()]));
    house.until(&id, "needs_resubmission").await;
    let seen: Vec<(bool, bool)> =
        house.judge.seen.lock().unwrap().iter().map(|files| (files.faces, files.selfie.is_some())).collect();
    assert_eq!(seen, [(true, true), (false, false)], "judged anew, without the face");
    let found = codes(&house, &id).await;
    assert!(
        found.contains(&"sys.check_not_run".to_owned()) && !found.contains(&"sys.technical_error".to_owned()),
        "{found:?}"
    );
    assert_eq!(left(&house, &id).await, (1, vec!["front".to_owned()]), "nothing came back");
    house.replayed().await;
}

#[tokio::test]
async fn of_a_decision_only_the_signed_record_stays() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"dark").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    let record = house.get(&format!("/v1/sessions/{id}/record"), &house.key).await.body["record"].clone();
    let of_faces = async || -> Vec<Value> {
        let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
        let shown = house.get("/v1/applicant/session", &token).await.body["decision"].clone();
        let all =
            [&decision["attempts"][0]["findings"], &shown["findings"]].map(|list| list.as_array().unwrap().clone());
        all.concat().into_iter().filter(|finding| finding["evidence"] == "selfie").collect()
    };
    let before = of_faces().await;
    assert!(before.iter().any(|finding| finding["value"].is_number()), "{before:?}");
    assert_eq!(withdraw(&house, &token).await.status, 204);
    assert_eq!(left(&house, &id).await, (1, vec!["front".to_owned()]));
    let after = of_faces().await;
    assert_eq!(after.len(), before.len());
    let bare =
        |finding: &Value| ["value", "limit", "region", "would_pass_if"].iter().all(|name| finding[*name].is_null());
    assert!(after.iter().all(bare), "{after:?}");
    assert_eq!(house.get(&format!("/v1/sessions/{id}/record"), &house.key).await.body["record"], record);
    house.replayed().await;
}

#[tokio::test]
async fn after_an_approval_the_face_goes_and_the_approval_stays() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "TEST-APPROVED").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "approved").await;
    assert_eq!(withdraw(&house, &token).await.status, 204);
    assert_eq!(left(&house, &id).await, (1, vec!["front".to_owned()]));
    assert_eq!(house.until(&id, "approved").await["state"], "approved");
    assert!(house.kinds().await.contains(&"session.face_consent_withdrawn".to_owned()));
    house.replayed().await;
}

#[tokio::test]
async fn uploads_and_withdrawals_at_the_same_moment_leave_no_face() {
    let house = House::new().await;
    for round in 0..12 {
        let (id, token) = house.session(&format!("user-{round}")).await;
        let place = house.announce(&token, "selfie", 8).await.header("location").to_owned();
        let (_, withdrawn, _) = tokio::join!(
            house.append(&token, &place, 0, b"abcdefgh", &[]),
            withdraw(&house, &token),
            house.announce(&token, "selfie", 4),
        );
        assert_eq!(withdrawn.status, 204, "{}", withdrawn.text);
        assert_eq!(left(&house, &id).await, (0, vec![]), "round {round}");
    }
}

#[tokio::test]
async fn a_face_that_could_not_be_deleted_at_once_is_deleted_by_a_job() {
    let house = House::new().await;
    let (id, token) = house.ready("user-1").await;
    let selfie = house.service.store.evidence_of(&id).await.unwrap().pop().unwrap().blob.unwrap();
    assert_eq!(withdraw(&house, &token).await.status, 204);
    // As if this process had stopped before it deleted the blob, and another had found the job.
    house.service.blobs.put(&selfie, b"sealed".to_vec()).await.unwrap();
    let job =
        store::NewJob { id: "job_again".into(), kind: "forget", subject: selfie.clone(), delay: 0, most_attempts: 9 };
    let change = store::Change { relying_party: String::new(), at: 0, steps: vec![store::Step::NewJob(job)] };
    house.service.store.commit(change).await.unwrap();
    for _ in 0..200 {
        if house.service.blobs.get(&selfie).await.unwrap().is_none() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{selfie} is still there");
}

#[tokio::test]
async fn a_legal_hold_keeps_the_face_and_says_so() {
    let house = House::new().await;
    let (id, token) = house.ready("user-1").await;
    let applicant = house.service.store.session(&id).await.unwrap().unwrap().applicant;
    server::legal_hold(&house.service, &applicant, true).await.unwrap();
    let refused = withdraw(&house, &token).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "applicant.legal_hold"));
    server::legal_hold(&house.service, &applicant, false).await.unwrap();
    assert_eq!(withdraw(&house, &token).await.status, 204);
    assert_eq!(left(&house, &id).await.0, 1);
    assert_eq!(
        house
            .json(
                Method::POST,
                "/v1/applicant/consent",
                &token,
                &json!({ "processing": true, "face": true, "version": "1" })
            )
            .await
            .status,
        204
    );
    assert_eq!(house.announce(&token, "selfie", 4).await.status, 201, "agreed again");
}
