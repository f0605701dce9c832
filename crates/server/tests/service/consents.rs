//! What the applicant agrees to, and what is asked for, holds.

use crate::support::House;
use serde_json::json;

#[tokio::test]
async fn without_consent_to_the_face_check_no_face_is_looked_for_and_a_person_decides() {
    let house = House::new().await;
    let body = json!({ "external_id": "user-1" });
    let created = house.post("/v1/sessions", &house.key, &body).await.body;
    let (id, token) = (created["id"].as_str().unwrap(), created["client_token"].as_str().unwrap());
    let said = |face: bool, version: &str| json!({ "processing": true, "face": face, "version": version });
    assert_eq!(house.post("/v1/applicant/consent", token, &said(true, "1")).await.status, 204);
    house.claim(token, "X1234567").await;
    house.upload(token, "front", b"photo").await;
    house.upload(token, "selfie", b"selfie").await;
    // Thought better of.
    assert_eq!(house.post("/v1/applicant/consent", token, &said(false, "1")).await.status, 204);
    house.bare("/v1/applicant/precheck", token).await;
    assert_eq!(house.submit(token).await.status, 202);
    house.until(id, "needs_resubmission").await;
    {
        let seen = house.judge.seen.lock().unwrap();
        assert_eq!(seen.len(), 2, "the precheck and the attempt");
        assert!(seen.iter().all(|files| !files.faces && files.selfie.is_none() && files.front.is_some()));
    }
    let codes = |answer: serde_json::Value| -> Vec<String> {
        let findings = answer["attempts"][0]["findings"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    let found = codes(house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body);
    assert!(
        found.contains(&"sys.check_not_run".to_owned()) && !found.contains(&"face.not_found".to_owned()),
        "{found:?}"
    );
    let copy = house.get("/v1/applicant/copy", token).await.body;
    let agreed: Vec<bool> =
        copy["consents"].as_array().unwrap().iter().map(|consent| consent["agreed"].as_bool().unwrap()).collect();
    assert_eq!(agreed, [true, true, false], "{copy}");
    // Agreed after all: that is a change, and the selfie that was sent counts.
    assert_eq!(house.post("/v1/applicant/consent", token, &said(true, "2")).await.status, 204);
    assert_eq!(house.submit(token).await.status, 202);
    house.until(id, "needs_resubmission").await;
    let last = house.judge.seen.lock().unwrap().last().unwrap().clone();
    assert!(last.faces && last.selfie.is_some());
    house.replayed().await;
}

#[tokio::test]
async fn a_selfie_is_not_asked_for_without_that_consent() {
    let house = House::new().await;
    let created = house.post("/v1/sessions", &house.key, &json!({ "external_id": "user-1" })).await.body;
    let token = created["client_token"].as_str().unwrap();
    let said = json!({ "processing": true, "face": false, "version": "1" });
    house.post("/v1/applicant/consent", token, &said).await;
    house.claim(token, "X1234567").await;
    house.upload(token, "front", b"photo").await;
    assert_eq!(house.submit(token).await.status, 202);
}

#[tokio::test]
async fn a_session_takes_the_documents_that_it_asks_for() {
    let house = House::new().await;
    let body = json!({ "external_id": "user-1", "document_types": ["id_card"] });
    let created = house.post("/v1/sessions", &house.key, &body).await.body;
    let token = created["client_token"].as_str().unwrap();
    let said = json!({ "processing": true, "face": true, "version": "1" });
    house.post("/v1/applicant/consent", token, &said).await;
    let refused = house.claim(token, "X1234567").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "claim.document_not_asked"));
    assert!(refused.body["detail"].as_str().unwrap().contains("id_card"), "{}", refused.text);
}
