//! The dashboard counts what people decided, of one mode; and what is late goes before a lead, is told, and stays open.

use crate::desk::Reviewer;
use crate::seed::{End, Kind, Seed};
use crate::support::House;
use serde_json::{Value, json};
use server::Role;
use std::time::Duration;
use store::Mode;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// So many cases of that kind that ended so.
fn cases(seed: &mut Seed, kind: Kind, end: End, count: usize) {
    for place in 0..count {
        let name = format!("{}-{}-{place}", kind as u8, end as u8);
        seed.person(&name);
        seed.case(&name, kind, end);
    }
}

#[tokio::test]
async fn what_nobody_decided_and_what_is_for_the_numbers_alone_is_neither_decided_nor_in_time() {
    let house = House::new().await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let mut seed = Seed::new(&house, &house.party().await, Mode::Live);
    cases(&mut seed, Kind::Review, End::InTime, 3);
    cases(&mut seed, Kind::Review, End::Undecided, 5);
    cases(&mut seed, Kind::Appeal, End::InTime, 1);
    cases(&mut seed, Kind::Appeal, End::Late, 1);
    cases(&mut seed, Kind::Appeal, End::LateUnmarked, 1);
    cases(&mut seed, Kind::Appeal, End::Undecided, 2);
    cases(&mut seed, Kind::Again, End::InTime, 4);
    seed.grows(&house).await;
    let found = lea.get("dashboard").await.body;
    let counts = ["decided", "appeals", "within_promise", "late"].map(|name| found[name].as_u64().unwrap());
    assert_eq!(counts, [6, 3, 4, 2], "{found}");
    assert_eq!(found["median_hours"], 1.0, "{found}");
    let days = found["days"].as_array().unwrap();
    let all = ["opened", "decided", "late"].map(|name| days.iter().map(|day| day[name].as_u64().unwrap()).sum::<u64>());
    assert_eq!(all, [13, 6, 2], "{found}");
}

#[tokio::test]
async fn the_age_of_the_queue_is_that_of_what_people_wait_for() {
    let house = House::new().await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let mut seed = Seed::new(&house, &house.party().await, Mode::Live);
    seed.at -= 20 * DAY;
    cases(&mut seed, Kind::Again, End::Open, 1);
    seed.grows(&house).await;
    assert_eq!(lea.get("dashboard").await.body["oldest_hours"], Value::Null);
    seed.at += 20 * DAY;
    cases(&mut seed, Kind::Review, End::Open, 1);
    seed.grows(&house).await;
    let oldest = lea.get("dashboard").await.body["oldest_hours"].as_f64().unwrap();
    assert!((1.0..1.1).contains(&oldest), "{oldest}");
}

#[tokio::test]
async fn agreement_is_of_one_mode_and_of_the_newest_verdicts() {
    let house = House::new().await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let party = house.party().await;
    let ada = server::new_user(&house.service, &party, "ada", &[Role::Reviewer]).await.unwrap().id;
    let bo = server::new_user(&house.service, &party, "bo", &[Role::Reviewer]).await.unwrap().id;
    for (mode, second) in [(Mode::Live, "upheld"), (Mode::Test, "overturned")] {
        let mut seed = Seed::new(&house, &party, mode);
        seed.person("1");
        seed.case("1", Kind::Appeal, End::InTime);
        seed.verdict("1", &ada, "blind", "upheld");
        seed.at += 1;
        seed.grows(&house).await;
        seed.verdict("1", &bo, "second", second);
        seed.grows(&house).await;
    }
    let agreement = async |mode: &str| lea.get(&format!("dashboard?mode={mode}")).await.body["agreement"].clone();
    assert_eq!(agreement("live").await, json!({ "pairs": 1, "agreed": 1, "rate": 1.0 }));
    assert_eq!(agreement("test").await, json!({ "pairs": 1, "agreed": 0, "rate": 0.0 }));
    let newest = house.service.store.verdicts_since(&party, Mode::Live, 0, 1).await.unwrap();
    assert_eq!(newest.iter().map(|verdict| verdict.step.as_str()).collect::<Vec<_>>(), ["second"]);
    let both = house.service.store.verdicts_since(&party, Mode::Live, 0, 2).await.unwrap();
    assert_eq!(both.iter().map(|verdict| verdict.step.as_str()).collect::<Vec<_>>(), ["blind", "second"]);
}

impl House {
    /// The letter to whoever runs the server that has `words`.
    async fn told_operator(&self, words: &str) -> String {
        for _ in 0..400 {
            let found = std::fs::read_dir(self.folder.path().join("data/outbox")).into_iter().flatten().flatten();
            let texts = found.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
            // Long lines are broken on their way.
            let mut texts = texts.map(|text| text.replace("=\r\n", "").replace("=\n", ""));
            if let Some(text) = texts.find(|text| text.contains("operator@example.org") && text.contains(words)) {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no letter with {words}");
    }
}

#[tokio::test]
async fn what_is_late_stands_first_stays_open_and_is_told_to_whoever_runs_the_server() {
    let house = House::with(|config| config.operator_email = "operator@example.org".into()).await;
    let lea = Reviewer::new(&house, "lea", &[Role::Lead]).await;
    let (_, token) = house.refused("user-1").await;
    let sent = house.appealed(&token).await;
    let late = lea.first().await;
    house.passes(10 * DAY).await;
    // Younger ones of both kinds, which are not late.
    let (_, other) = house.refused("user-2").await;
    house.appealed(&other).await;
    let (waits, _) = house.magic("user-3", "TEST-IN-REVIEW").await;
    house.until(&waits, "in_review").await;
    lea.returns().await;
    let queue = lea.get("cases?mode=test").await.body;
    let breached: Vec<bool> =
        queue["cases"].as_array().unwrap().iter().map(|case| case["breached"].as_bool().unwrap()).collect();
    assert_eq!((&queue["cases"][0]["id"], breached), (&json!(late), vec![true, false, false]), "{queue}");
    // Nothing came of it for the applicant.
    let id = sent["id"].as_str().unwrap();
    let stands = house.get(&format!("/v1/appeals/{id}"), &house.key).await.body;
    assert_eq!((&stands["state"], &stands["outcome"]), (&json!("queued"), &Value::Null), "{stands}");
    assert_eq!(house.service.store.review(&late).await.unwrap().unwrap().closed_at, None);
    let (receipt, due) = (sent["receipt"].as_str().unwrap(), &sent["due_at"].as_str().unwrap()[..10]);
    let letter = house.told_operator("is late").await;
    for named in [receipt, due, &house.party().await] {
        assert!(letter.contains(named), "{named} {letter}");
    }
    assert!(!letter.to_lowercase().contains("planted"), "{letter}");
    // A lead takes it, and decides.
    lea.opens(&late).await;
    let judged = lea.post(&format!("cases/{late}/verdict"), &json!({ "outcome": "overturn" })).await;
    assert_eq!(judged.status, 200, "{}", judged.text);
}

#[tokio::test]
async fn whoever_runs_the_server_is_told_of_ways_in_that_an_admin_makes() {
    let house = House::with(|config| config.operator_email = "operator@example.org".into()).await;
    let party = house.party().await;
    let boss = Reviewer::new(&house, "boss", &[Role::Admin]).await;
    let made = boss.post("users", &json!({ "login": "planted-login", "roles": ["reviewer"] })).await;
    let user = made.body["id"].as_str().unwrap_or_else(|| panic!("{}", made.text)).to_owned();
    let mut done = vec!["made the user"];
    for (way, words) in [("password", "another password"), ("second-factor", "second factor")] {
        let answer = boss.post(&format!("users/{user}/{way}"), &json!({})).await;
        assert!(answer.status.is_success(), "{way} {}", answer.text);
        done.push(words);
    }
    for words in done {
        let letter = house.told_operator(words).await;
        assert!(letter.contains(&user) && letter.contains(&party), "{letter}");
        assert!(!letter.contains("planted-login"), "{letter}");
    }
}
