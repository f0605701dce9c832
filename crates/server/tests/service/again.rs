//! What the lot decides: which refusals are judged again, and which appeals a second reviewer sees.

use crate::desk::Reviewer;
use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use server::{Role, Scope};
use std::time::Duration;
use store::{Change, Mode, RefusalCount, Step};

impl House {
    async fn lots(&self, again: u8, second: u8) {
        let toml =
            format!("[face]\nliveness_needed = false\n[appeals]\nagain_percent = {again}\nsecond_percent = {second}\n");
        let put = self.json(Method::PUT, "/v1/policy", &self.key, &json!({ "toml": toml })).await;
        assert_eq!(put.status, 200, "{}", put.text);
    }

    /// What was refused, by reason.
    async fn counted(&self) -> Vec<RefusalCount> {
        let party = self.party().await;
        self.service.store.refusals(&party, Mode::Test, 0, &std::collections::BTreeMap::new()).await.unwrap()
    }
}

/// Cases that are judged again, as somebody sees them in the queue.
async fn drawn(reviewer: &Reviewer<'_>) -> Vec<Value> {
    reviewer.get("cases?mode=test&kind=again").await.body["cases"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_refusal_that_was_drawn_is_judged_blind_and_counts_without_a_consequence() {
    let house = House::new().await;
    house.lots(100, 0).await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    let refused = house.counted().await;
    assert!(!refused.is_empty());
    let codes: Vec<String> = refused.iter().map(|rule| rule.code.clone()).collect();
    // What a test key asked for was not judged, and is not drawn.
    let (magic, _) = house.magic("user-2", "TEST-img.blurry").await;
    house.until(&magic, "needs_resubmission").await;
    let queue = drawn(&ada).await;
    assert_eq!(queue.len(), 1, "{queue:?}");
    assert_eq!((&queue[0]["session"], &queue[0]["families"]), (&json!(id), &json!([])));
    let case = queue[0]["id"].as_str().unwrap();
    // Nothing of the findings before the verdict, in the case and in what is opened.
    let opened = ada.opens(case).await.to_string();
    let blind = ada.get(&format!("cases/{case}")).await;
    assert_eq!(blind.body["attempts"][0]["findings"], Value::Null, "{}", blind.text);
    for code in &codes {
        assert!(!opened.contains(code.as_str()) && !blind.text.contains(code.as_str()), "{code} {}", blind.text);
    }
    let wrong = ada.post(&format!("cases/{case}/decision"), &json!({ "outcome": "approved" })).await;
    assert_eq!(wrong.code(), "case.wrong_kind", "it decides nothing: {}", wrong.text);
    let before = house.service.store.events_of(&id).await.unwrap();
    let judged = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "overturn" })).await;
    assert_eq!(judged.status, 200, "{}", judged.text);
    assert!(drawn(&ada).await.is_empty());
    let twice = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(twice.status.as_u16(), 409, "{}", twice.text);
    // Every reason of it was wrong; those of the other were not looked at.
    for rule in house.counted().await {
        let looked = u64::from(codes.contains(&rule.code));
        assert_eq!((rule.judged_again, rule.refused_wrongly), (looked, looked), "{rule:?}");
        assert_eq!((rule.appealed, rule.overturned), (0, 0), "{rule:?}");
    }
    assert_eq!(house.service.store.events_of(&id).await.unwrap(), before, "nothing follows for the applicant");
    // What did hold counts as judged, and as right; it is the attempt that was drawn, whatever came after it.
    let (other, token) = house.ready("user-3").await;
    house.submit(&token).await;
    house.until(&other, "needs_resubmission").await;
    house.claim(&token, "TEST-APPROVED").await;
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&other, "approved").await;
    let case = drawn(&ada).await[0]["id"].as_str().unwrap().to_owned();
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    for rule in house.counted().await.iter().filter(|rule| codes.contains(&rule.code)) {
        assert_eq!((rule.refused, rule.judged_again, rule.refused_wrongly), (2, 2, 1), "{rule:?}");
    }
    house.replayed().await;
}

#[tokio::test]
async fn nobody_judges_again_a_person_on_whom_they_decided_and_where_nothing_is_left_the_case_is_over() {
    let house = House::new().await;
    house.lots(100, 0).await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let bo = Reviewer::new(&house, "bo", &[Role::Reviewer]).await;
    let (id, token) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let first = ada.first().await;
    ada.opens(&first).await;
    let decided = json!({ "outcome": "needs_resubmission", "reasons": ["img.glare"] });
    assert_eq!(ada.post(&format!("cases/{first}/decision"), &decided).await.status, 200);
    // The person sends photos, which the machine refuses.
    assert_eq!(house.claim(&token, "X1234567").await.status, 204);
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    assert_eq!(house.submit(&token).await.status, 202);
    let mut queue = drawn(&ada).await;
    for _ in 0..400 {
        if !queue.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
        queue = drawn(&ada).await;
    }
    let case = queue[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(queue[0]["barred"], "decided_before");
    let taken = ada.post(&format!("cases/{case}/take"), &json!({})).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (403, "case.barred"));
    bo.opens(&case).await;
    assert_eq!(house.bare(&format!("/v1/sessions/{id}/redact"), &house.key).await.status, 200);
    assert!(drawn(&bo).await.is_empty());
    let late = bo.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "overturn" })).await;
    assert_ne!(late.status, 200, "{}", late.text);
    assert!(house.counted().await.iter().all(|rule| rule.judged_again == 0));
}

#[tokio::test]
async fn nothing_is_judged_again_where_the_lot_is_zero() {
    let house = House::new().await;
    house.lots(0, 0).await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    for place in 0..5 {
        let (id, token) = house.ready(&format!("user-{place}")).await;
        house.submit(&token).await;
        house.until(&id, "needs_resubmission").await;
    }
    assert!(drawn(&ada).await.is_empty());
}

#[tokio::test]
async fn a_second_reviewer_by_lot_sees_all_or_none() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let bo = Reviewer::new(&house, "bo", &[Role::Reviewer]).await;
    for percent in [0, 100] {
        house.lots(0, percent).await;
        for place in 0..3 {
            let (id, token) = house.magic(&format!("user-{percent}-{place}"), "TEST-IN-REVIEW").await;
            house.declined(&id, "img.blurry").await;
            house.appealed(&token).await;
            let case = ada.first().await;
            ada.opens(&case).await;
            ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
            let proposed = ada.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "uphold" })).await;
            if percent == 0 {
                assert_eq!(proposed.body["state"], "closed", "{}", proposed.text);
                continue;
            }
            assert_eq!(
                (&proposed.body["state"], &proposed.body["appeal"]["second_why"]),
                (&json!("second_review"), &json!("sample")),
                "{}",
                proposed.text
            );
            bo.opens(&case).await;
            let decided = bo.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
            assert_eq!(decided.body["state"], "closed", "{}", decided.text);
        }
    }
    house.appeals_replayed().await;
}

#[tokio::test]
async fn after_the_end_of_a_calendar_weekdays_alone_say_when_an_appeal_is_due() {
    let house = House::new().await;
    let party = house.party().await;
    let mut row = house.service.store.party(&party).await.unwrap().unwrap();
    row.appeals.calendar =
        "name = \"Ended\"\nsource = \"a test\"\nzone = \"UTC\"\ncovered = { from = 2020-01-01, to = 2020-12-31 }\n
[hours]\nmonday = [[\"09:00\", \"17:00\"]]\ntuesday = [[\"09:00\", \"17:00\"]]\nwednesday = [[\"09:00\", \"17:00\"]]
thursday = [[\"09:00\", \"17:00\"]]\nfriday = [[\"09:00\", \"17:00\"]]\n\n[holidays]\n2020-12-25 = \"Christmas Day\"\n"
            .into();
    assert!(server::calendar(&row).covered().1.year() == 2020, "it is read");
    house
        .service
        .store
        .commit(Change { relying_party: party.clone(), at: 1, steps: vec![Step::PutParty(row)] })
        .await
        .unwrap();
    let (_, token) = house.refused("user-1").await;
    let sent = house.appealed(&token).await;
    let now = jiff::Timestamp::from_millisecond(house.service.now()).unwrap();
    let (mut date, mut days) = (now.to_zoned(jiff::tz::TimeZone::UTC).date(), 0);
    while days < 3 {
        date = date.tomorrow().unwrap();
        days += i32::from(date.weekday().to_monday_zero_offset() < 5);
    }
    let due = sent["due_at"].as_str().unwrap();
    assert!(due.starts_with(&format!("{date}T17:00:00")), "{due}, not at the close of {date}");
}

#[tokio::test]
async fn appeals_are_for_keys_of_their_relying_party_mode_and_scope() {
    let house = House::new().await;
    let party = house.party().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let bo = Reviewer::new(&house, "bo", &[Role::Reviewer]).await;
    let (session, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let id = house.get("/v1/appeals", &house.key).await.body["appeals"][0]["id"].as_str().unwrap().to_owned();
    let other = server::new_party(&house.service, "Another").await.unwrap();
    let with = async |party: &str, mode: Mode, scopes: &[Scope]| house.another_key(party, mode, scopes).await;
    let read = with(&party, Mode::Test, &[Scope::Read]).await;
    let write = with(&party, Mode::Test, &[Scope::Write]).await;
    let manage = with(&party, Mode::Test, &[Scope::Manage]).await;
    let live = with(&party, Mode::Live, &Scope::ALL).await;
    let (strange, strange_live) =
        (with(&other, Mode::Test, &Scope::ALL).await, with(&other, Mode::Live, &Scope::ALL).await);
    let one = format!("/v1/appeals/{id}");
    let record = format!("/v1/appeals/{id}/record");
    // By whom: to begin, to list, to read one, to read a record that is not there yet.
    let table: [(&str, &str, [u16; 4]); 8] = [
        ("nobody", "", [401, 401, 401, 401]),
        ("an applicant", &token, [401, 401, 401, 401]),
        ("read", &read, [403, 200, 200, 404]),
        ("write", &write, [201, 403, 403, 403]),
        ("manage", &manage, [403, 403, 403, 403]),
        ("live", &live, [404, 200, 404, 404]),
        ("another's", &strange, [404, 200, 404, 404]),
        ("another's live", &strange_live, [404, 200, 404, 404]),
    ];
    for (who, key, expected) in table {
        let begun = house.post("/v1/appeals", key, &json!({ "session": session })).await;
        let list = house.get("/v1/appeals", key).await;
        let answers = [&begun, &list, &house.get(&one, key).await, &house.get(&record, key).await];
        assert_eq!(answers.map(|answer| answer.status.as_u16()), expected, "{who}");
        if list.status == 200 {
            let count = list.body["appeals"].as_array().unwrap().len();
            assert_eq!(count, usize::from(who == "read"), "{who} {}", list.text);
        }
        if expected[2] == 404 {
            assert!(!begun.text.contains(&session) && !list.text.contains(&id), "{who}");
        }
    }
    let begun = house.post("/v1/appeals", &write, &json!({ "session": session })).await;
    assert_eq!(begun.body["appeal"]["id"], id, "the one that is open");
    // Nor is a decided one's record anybody else's.
    let case = ada.first().await;
    ada.opens(&case).await;
    ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    ada.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "uphold" })).await;
    bo.opens(&case).await;
    bo.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    for (key, status) in [(&read, 200), (&live, 404), (&strange, 404), (&strange_live, 404)] {
        assert_eq!(house.get(&record, key).await.status.as_u16(), status);
    }
}
