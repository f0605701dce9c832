//! Asking a person, and what everybody can read about reasons.

use crate::support::House;
use reqwest::Method;
use serde_json::json;
use verify::reason::{Tier, registry};

#[tokio::test]
async fn a_question_is_told_to_the_relying_party_by_its_id_alone() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    let asked = json!({ "topic": "img.blurry", "text": "PLANTEDQUESTION, why?" });
    let answer = house.post("/v1/applicant/help", &token, &asked).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.body["support"], json!({ "email": null, "phone": null, "url": null }));
    let events = house.get("/v1/events?limit=100", &house.key).await;
    let event = events.body["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["type"] == "session.help_asked")
        .unwrap()
        .clone();
    assert_eq!((&event["data"]["session"], &event["data"]["help"]), (&json!(id), &answer.body["id"]));
    assert!(!events.text.contains("PLANTEDQUESTION"));
    let file = std::fs::read(house.folder.path().join("data/candor.sqlite-wal")).unwrap();
    assert!(!file.windows(15).any(|bytes| bytes == b"PLANTEDQUESTION"), "it is sealed");
    let copy = house.get("/v1/applicant/copy", &token).await.body;
    assert_eq!(copy["questions"][0]["text"], "PLANTEDQUESTION, why?");
    for wrong in [json!({ "topic": "A Name" }), json!({ "topic": "a".repeat(81) }), json!({ "text": "a".repeat(2001) })]
    {
        let refused = house.post("/v1/applicant/help", &token, &wrong).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "help.unusable"));
    }
    for _ in 0..4 {
        assert_eq!(house.post("/v1/applicant/help", &token, &json!({})).await.status, 202);
    }
    let many = house.post("/v1/applicant/help", &token, &json!({})).await;
    assert_eq!((many.status.as_u16(), many.code()), (429, "rate_limited"));
    house.clock.0.store(3_600_001, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(house.post("/v1/applicant/help", &token, &json!({})).await.status, 202);
    house.bare(&format!("/v1/sessions/{id}/redact"), &house.key).await;
    let kept = house.service.store.questions(&id).await.unwrap();
    assert!(kept.len() == 6 && kept.iter().all(|question| question.sealed.is_none()));
    house.replayed().await;
}

#[tokio::test]
async fn everybody_reads_what_a_reason_means_in_both_languages() {
    let house = House::new().await;
    for reason in registry() {
        for language in ["en", "zh-CN"] {
            let page = house.get(&format!("/reasons/{}?lang={language}", reason.code), "").await;
            if reason.tier == Tier::Internal {
                assert_eq!(page.code(), "not_found", "{}", reason.code);
                continue;
            }
            assert_eq!(page.status, 200, "{}", reason.code);
            assert!(page.text.contains(&format!("<html lang=\"{language}\">")) && !page.text.contains("<script"));
            if reason.tier == Tier::Softened && reason.code != "face.mismatch" {
                assert!(!page.text.contains(&reason.code), "{} is told as its family", reason.code);
            }
        }
    }
    let chinese = [("accept-language", "zh-TW,zh;q=0.9,en;q=0.8")];
    let list = house.send(Method::GET, "/reasons", "", &chinese, None).await;
    assert_eq!(list.header("content-type"), "text/html; charset=utf-8");
    assert!(
        list.text.contains("<html lang=\"zh-CN\">") && list.text.contains("href=\"/reasons/img.blurry?lang=zh-CN\"")
    );
    assert!(
        !registry()
            .iter()
            .any(|reason| reason.tier != Tier::Public && list.text.contains(&format!("/{}?", reason.code)))
    );
    let policy = list.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(house.get("/reasons.css", "").await.header("content-type"), "text/css; charset=utf-8");
    let odd = house.get("/reasons/%3Cscript%3E?lang=%22%3E%3Cscript%3E", "").await;
    assert_eq!((odd.status.as_u16(), odd.code(), odd.text.contains("<script")), (404, "not_found", false));
}

#[tokio::test]
async fn a_demo_session_is_fresh_each_time_and_in_test_mode() {
    let house = House::new().await;
    let (one, two) =
        (server::demo_session(&house.service).await.unwrap(), server::demo_session(&house.service).await.unwrap());
    assert_ne!(one, two);
    let (_, token) = one.split_once("/verify#").unwrap();
    let seen = house.get("/v1/applicant/session", token).await.body;
    assert_eq!((&seen["mode"], &seen["relying_party"]["name"]), (&json!("test"), &json!("Example Exchange")));
    assert_eq!(house.service.store.parties().await.unwrap().len(), 2);
}
