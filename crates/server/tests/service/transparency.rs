//! What is published of a year: right numbers, nothing of few people, nothing of tests or of anybody else.

use crate::seed::{End, Kind, Seed};
use crate::support::House;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use store::Mode;

const MINUTE: i64 = 60_000;

/// The report, counted anew.
async fn report(house: &House, party: &str) -> Value {
    house.clock.0.fetch_add(6 * MINUTE, Ordering::SeqCst);
    let answer = house.get(&format!("/v1/transparency/{party}"), "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

fn rule<'a>(report: &'a Value, code: &str) -> &'a Value {
    let rules = report["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["code"] == code).unwrap_or(&Value::Null)
}

/// Forty refused for glare, thirty of them with an appeal that six won, twenty judged again of which one was wrong.
fn glare(seed: &mut Seed) {
    for place in 0..40 {
        let name = format!("glare-{place}");
        seed.refused(&name, &["img.glare"]);
        if place < 30 {
            seed.overturned(&name, if place < 6 { &["img.glare"] } else { &[] });
        }
        if place >= 20 {
            seed.judged_again(&name, if place == 20 { &["img.glare"] } else { &[] });
        }
    }
}

#[tokio::test]
async fn rates_of_rules_are_of_appeals_and_of_refusals_that_were_judged_again() {
    let house = House::new().await;
    let party = house.publishes(true).await;
    let mut seed = Seed::new(&house, &party, Mode::Live);
    glare(&mut seed);
    seed.grows(&house).await;
    let numbers = json!({ "code": "img.glare", "refused": 40, "appealed": 30, "overturn_rate": 0.2,
        "judged_again": 20, "false_refusal_rate": 0.05 });
    assert_eq!(report(&house, &party).await["rules"], json!([numbers]));
    let page = house.get(&format!("/transparency/{party}"), "").await.text;
    for number in ["<td>40</td>", "<td>30</td>", "<td>20.0 %</td>", "<td>5.0 %</td>"] {
        assert!(page.contains(number), "{number} {page}");
    }
}

#[tokio::test]
async fn of_fewer_than_twenty_nothing_is_told() {
    let house = House::new().await;
    let party = house.publishes(true).await;
    let mut seed = Seed::new(&house, &party, Mode::Live);
    let mut grow = async |from: usize, to: usize| {
        for place in from..to {
            let name = place.to_string();
            seed.person(&name);
            seed.decided(&name);
            seed.case(&name, Kind::Appeal, End::InTime);
            // Two reasons that are told as one: they are one person's.
            seed.refused(&name, &["img.blurry", "data.mrz_viz_mismatch", "data.barcode_viz_mismatch"]);
            seed.overturned(&name, &["img.blurry", "data.mrz_viz_mismatch", "data.barcode_viz_mismatch"]);
            seed.judged_again(&name, &[]);
            // Told to nobody.
            seed.refused(&format!("internal-{name}"), &["risk.blocklist"]);
        }
        seed.grows(&house).await;
    };
    grow(0, 19).await;
    let few = report(&house, &party).await;
    let hidden = [&few["decisions"], &few["appeals_decided"], &few["in_time"]];
    assert_eq!((hidden, &few["rules"]), ([&Value::Null; 3], &json!([])), "{few}");
    grow(19, 20).await;
    let told = report(&house, &party).await;
    assert_eq!(
        [&told["decisions"], &told["appeals_decided"], &told["in_time"]],
        [&json!(20), &json!(20), &json!(1.0)],
        "{told}"
    );
    for code in ["img.blurry", "data"] {
        let rule = rule(&told, code);
        assert_eq!((&rule["refused"], &rule["overturn_rate"]), (&json!(20), &json!(1.0)), "{code} {told}");
        assert_eq!((&rule["judged_again"], &rule["false_refusal_rate"]), (&json!(20), &json!(0.0)), "{code} {told}");
    }
    assert_eq!(told["rules"].as_array().unwrap().len(), 2, "{told}");
    // A rule that is told says nothing of the few who appealed against it.
    let mut seed = Seed::new(&house, &party, Mode::Live);
    for place in 0..20 {
        seed.refused(&format!("dark-{place}"), &["face.too_dark"]);
        if place < 19 {
            seed.overturned(&format!("dark-{place}"), &["face.too_dark"]);
            seed.judged_again(&format!("dark-{place}"), &["face.too_dark"]);
        }
    }
    seed.grows(&house).await;
    let hidden = json!({ "code": "face.too_dark", "refused": 20, "appealed": null, "overturn_rate": null,
        "judged_again": null, "false_refusal_rate": null });
    assert_eq!(*rule(&report(&house, &party).await, "face.too_dark"), hidden);
}

#[tokio::test]
async fn what_nobody_decided_was_not_decided_in_time() {
    let house = House::new().await;
    let party = house.publishes(true).await;
    let mut seed = Seed::new(&house, &party, Mode::Live);
    let ends = [(15, End::InTime), (3, End::Late), (2, End::LateUnmarked), (30, End::Undecided)];
    for (end, place) in ends.iter().flat_map(|(count, end)| (0..*count).map(move |place| (*end, place))) {
        let name = format!("{}-{place}", end as u8);
        seed.person(&name);
        seed.case(&name, Kind::Appeal, end);
    }
    // Sessions in review are no appeals, and what is judged again is promised to nobody.
    for (kind, end) in [(Kind::Review, End::InTime), (Kind::Review, End::Late), (Kind::Again, End::InTime)] {
        for place in 0..30 {
            let name = format!("{}-{}-{place}", kind as u8 + 10, end as u8);
            seed.person(&name);
            seed.case(&name, kind, end);
        }
    }
    seed.grows(&house).await;
    let report = report(&house, &party).await;
    assert_eq!((&report["appeals_decided"], &report["in_time"]), (&json!(20), &json!(0.75)), "{report}");
}

#[tokio::test]
async fn nothing_of_tests_and_of_others_is_published_and_nothing_unasked() {
    let house = House::new().await;
    let party = house.publishes(true).await;
    let other = server::new_party(&house.service, "Another").await.unwrap();
    for (party, mode) in [(&party, Mode::Test), (&other, Mode::Live)] {
        let mut seed = Seed::new(&house, party, mode);
        glare(&mut seed);
        for place in 0..30 {
            let name = place.to_string();
            seed.person(&name);
            seed.decided(&name);
            seed.case(&name, Kind::Appeal, End::Late);
        }
        seed.grows(&house).await;
    }
    let report = report(&house, &party).await;
    let told = [&report["decisions"], &report["appeals_decided"], &report["in_time"]];
    assert_eq!((told, &report["rules"]), ([&Value::Null; 3], &json!([])), "{report}");
    // Another that wants it is counted for itself; who wants it no more says nothing from the same moment.
    assert_eq!(house.get(&format!("/v1/transparency/{other}"), "").await.status, 404);
    house.publishes(false).await;
    assert_eq!(house.get(&format!("/v1/transparency/{party}"), "").await.status, 404);
    assert_eq!(house.get(&format!("/transparency/{party}"), "").await.status, 404);
}

#[tokio::test]
async fn a_year_of_many_is_counted_once_in_five_minutes() {
    let house = House::new().await;
    let party = house.publishes(true).await;
    let mut seed = Seed::new(&house, &party, Mode::Live);
    for place in 0..10_000 {
        let name = place.to_string();
        seed.person(&name);
        seed.decided(&name);
        seed.case(&name, Kind::Review, End::InTime);
        seed.refused(&name, &["img.glare"]);
    }
    seed.grows(&house).await;
    let path = format!("/v1/transparency/{party}");
    let mut times = Vec::new();
    for _ in 0..10 {
        #[expect(clippy::disallowed_methods, reason = "how long it takes is what is asked for")]
        let began = Instant::now();
        let answer = house.get(&path, "").await;
        times.push(began.elapsed());
        assert_eq!(answer.body["rules"][0]["refused"], 10_000, "{}", answer.text);
    }
    #[expect(clippy::disallowed_methods, reason = "how long it takes is what is asked for")]
    let began = Instant::now();
    let (store, since) = (&house.service.store, seed.at - 365 * 86_400_000);
    store.settled(&party, Mode::Live, since).await.unwrap();
    store.refusals(&party, Mode::Live, since, &std::collections::BTreeMap::new()).await.unwrap();
    store.decisions(&party, Mode::Live, since).await.unwrap();
    println!("all rows read, as with each request before: {:?}", began.elapsed());
    println!("of 10,000 rows each: first {:?}, then {:?}", times[0], &times[1..]);
    assert!(times[1..].iter().min().unwrap() < &Duration::from_millis(50), "{times:?}");
    // What comes after is told when the five minutes are over.
    seed.refused("more", &["img.glare"]);
    seed.grows(&house).await;
    assert_eq!(house.get(&path, "").await.body["rules"][0]["refused"], 10_000);
    assert_eq!(report(&house, &party).await["rules"][0]["refused"], 10_001);
}
