//! The console: who may do what, two at one case, a busy queue, and what must not happen.

use crate::desk::{Reviewer, code};
use crate::support::{House, config};
use reqwest::Method;
use serde_json::{Value, json};
use server::Role;
use std::time::{Duration, Instant};
use store::{Applicant, Change, Mode, Opening, Review, Session, Step};
use verify::appeal::Stage;
use verify::session::State;

const MINUTE: i64 = 60_000;

/// Every endpoint: the method, the path, a body, and the roles that it is for. `CASE` stands for a case that nobody has, `USER` for another user.
const ALL: [(&str, &str, &str, &[Role]); 35] = {
    use Role::{Admin, Auditor, Lead, Reviewer};
    const EVERYBODY: &[Role] = &[Reviewer, Lead, Admin, Auditor];
    const DECIDE: &[Role] = &[Reviewer, Lead];
    const LOOK: &[Role] = &[Reviewer, Lead, Auditor];
    [
        ("GET", "me", "", EVERYBODY),
        ("GET", "cases", "", LOOK),
        ("GET", "cases/CASE", "", LOOK),
        ("POST", "cases/CASE/take", "{}", DECIDE),
        ("POST", "cases/CASE/keep", "{}", LOOK),
        ("POST", "cases/CASE/release", "{}", LOOK),
        ("POST", "cases/CASE/open", r#"{"purpose":"audit"}"#, &[Lead, Auditor]),
        ("GET", "cases/CASE/images/evd_1", "", LOOK),
        ("GET", "cases/CASE/crops/number", "", LOOK),
        ("POST", "cases/CASE/verdict", r#"{"outcome":"uphold"}"#, DECIDE),
        ("POST", "cases/CASE/proposal", r#"{"outcome":"uphold"}"#, DECIDE),
        ("POST", "cases/CASE/ask", r#"{"text":"a"}"#, DECIDE),
        ("POST", "cases/CASE/messages", r#"{"text":"a"}"#, DECIDE),
        ("POST", "cases/CASE/notes", r#"{"text":"a"}"#, DECIDE),
        ("POST", "cases/CASE/decision", r#"{"outcome":"approved"}"#, DECIDE),
        ("POST", "preview", r#"{"case":"CASE","outcome":"uphold"}"#, DECIDE),
        ("GET", "reasons", "", EVERYBODY),
        ("POST", "search", r#"{"by":"session","value":"x","purpose":"audit"}"#, LOOK),
        ("GET", "dashboard", "", EVERYBODY),
        ("GET", "webhooks", "", &[Lead, Admin, Auditor]),
        ("GET", "webhooks/whk_1/deliveries", "", &[Lead, Admin, Auditor]),
        ("POST", "deliveries/msg_1/resend", "{}", &[Lead, Admin]),
        ("GET", "policy", "", &[Lead, Admin, Auditor]),
        ("POST", "policy/dry-run", r#"{"policy":""}"#, &[Lead, Admin]),
        ("PUT", "policy", r#"{"policy":"","mode":"test"}"#, &[Admin]),
        ("GET", "users", "", &[Admin, Auditor]),
        ("POST", "users/USER", r#"{"disabled":false}"#, &[Admin]),
        ("POST", "users/USER/second-factor", "{}", &[Admin]),
        ("POST", "users", r#"{"login":"new","roles":["reviewer"]}"#, &[Admin]),
        ("POST", "users/USER/password", "{}", &[Admin]),
        ("GET", "audit", "", &[Lead, Admin, Auditor]),
        ("POST", "password", r#"{"old":"x","new":"short"}"#, EVERYBODY),
        ("POST", "enrol", "{}", EVERYBODY),
        ("POST", "second-factor", r#"{"code":"x"}"#, EVERYBODY),
        // The last: nobody is there any more.
        ("POST", "sign-out", "{}", EVERYBODY),
    ]
};

#[tokio::test]
async fn every_endpoint_is_for_its_roles_alone_and_nothing_of_another_party_exists() {
    let house = House::new().await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let roles = [("ada", Role::Reviewer), ("lea", Role::Lead), ("adam", Role::Admin), ("aud", Role::Auditor)];
    let mut people = Vec::new();
    for (login, role) in roles {
        people.push((role, Reviewer::new(&house, login, &[role]).await));
    }
    let party = house.party().await;
    let other = server::new_user(&house.service, &party, "other", &[Role::Reviewer]).await.unwrap().id;
    // Of another relying party: it has the cases of none.
    let strange = server::new_party(&house.service, "Another").await.unwrap();
    let stranger = server::new_user(&house.service, &strange, "stranger", &[Role::Admin]).await.unwrap().id;
    let login = json!({ "login": "stranger", "password": "x", "relying_party": strange });
    assert_eq!(people[0].1.post("sign-in", &login).await.code(), "console.refused");
    let adam = &people[2].1;
    assert_eq!(adam.post(&format!("users/{stranger}"), &json!({ "disabled": true })).await.status, 404);
    for what in ["password", "second-factor"] {
        assert_eq!(adam.post(&format!("users/{stranger}/{what}"), &json!({})).await.status, 404, "{what}");
    }
    let own = adam.id().await;
    assert_eq!(adam.post(&format!("users/{own}"), &json!({ "roles": ["auditor"] })).await.code(), "console.self");
    let case = people[0].1.first().await;
    for (method, path, body, may) in ALL {
        let (path, body) = (path.replace("CASE", &case).replace("USER", &other), body.replace("CASE", &case));
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let body: Option<Value> = (!body.is_empty()).then(|| serde_json::from_str(&body).unwrap());
        let bytes = body.as_ref().map(|body| serde_json::to_vec(body).unwrap());
        let place = format!("/v1/console/{path}");
        let own = people[0].1.cookie.lock().unwrap().clone();
        // Without a cookie, and with one that nobody has.
        for cookie in ["other=1", "candor-console=console_00000000000000000000000000000000000000000000"] {
            let headers = [("cookie", cookie), ("x-candor-console", "1"), ("content-type", "application/json")];
            let nobody = house.send(method.clone(), &place, &house.key, &headers, bytes.clone()).await;
            assert_eq!(nobody.code(), "console.signed_out", "{method} {path}: {}", nobody.text);
        }
        // From another site's page: it changes nothing, and reads nothing.
        let headers =
            [("cookie", own.as_str()), ("origin", "https://evil.example"), ("content-type", "application/json")];
        let forged = house.send(method.clone(), &place, "none", &headers, bytes).await;
        assert!(method == Method::GET || forged.code() == "console.header", "{method} {path}: {}", forged.text);
        assert_eq!(forged.header("access-control-allow-origin"), "", "{method} {path}");
        for (role, person) in &people {
            let answer = person.send(method.clone(), &path, body.as_ref()).await;
            let refused = ["console.role", "console.signed_out"].contains(&answer.code());
            assert_eq!(refused, !may.contains(role), "{role:?} {method} {path}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn webhooks_of_another_relying_party_do_not_exist() {
    let house = House::new().await;
    let adam = Reviewer::new(&house, "adam", &[Role::Admin]).await;
    let strange = server::new_party(&house.service, "Another").await.unwrap();
    let stranger = Reviewer::of(&house, &strange, "stranger", &[Role::Admin]).await;
    let key = house.another_key(&strange, Mode::Test, &server::Scope::ALL).await;
    let hook = house.post("/v1/webhooks", &key, &json!({ "url": "http://127.0.0.1:9/" })).await;
    let hook = hook.body["id"].as_str().unwrap_or_else(|| panic!("{}", hook.text)).to_owned();
    let begun = house.post("/v1/sessions", &key, &json!({ "external_id": "user-1" })).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let path = format!("webhooks/{hook}/deliveries");
    let own = stranger.get(&path).await;
    let delivery = own.body["deliveries"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", own.text)).to_owned();
    assert_eq!(adam.get(&path).await.status, 404);
    let resent = adam.post(&format!("deliveries/{delivery}/resend"), &json!({})).await;
    assert_eq!(resent.status, 404, "{}", resent.text);
}

#[tokio::test]
async fn a_case_of_another_relying_party_does_not_exist() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer, Role::Lead]).await;
    let strange = server::new_party(&house.service, "Another").await.unwrap();
    waiting(&house, &strange, 1).await;
    let case = format!("cas_{strange}_0");
    for (method, path, body, _) in
        ALL.iter().filter(|(_, path, body, _)| path.contains("CASE") || body.contains("CASE"))
    {
        let (path, body) = (path.replace("CASE", &case), body.replace("CASE", &case));
        let body: Option<Value> = (!body.is_empty()).then(|| serde_json::from_str(&body).unwrap());
        let answer = ada.send(Method::from_bytes(method.as_bytes()).unwrap(), &path, body.as_ref()).await;
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text);
    }
    assert_eq!(ada.get("cases?mode=test").await.body["counts"]["open"], 0);
}

#[tokio::test]
async fn signing_in_needs_both_factors_and_tries_are_few() {
    let house = House::new().await;
    let mut ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let cookie = ada.password().await;
    let flags = cookie.header("set-cookie");
    assert!(flags.contains("HttpOnly") && flags.contains("SameSite=Strict") && flags.contains("Path=/"), "{flags}");
    // The password alone opens nothing.
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
    // A code that was used is good no more; the next one is.
    let used = ada.post("second-factor", &json!({ "code": code(&house, &ada.secret, 0) })).await;
    assert_eq!(used.code(), "console.refused", "{}", used.text);
    let next = ada.post("second-factor", &json!({ "code": code(&house, &ada.secret, 1) })).await;
    assert_eq!(next.status, 200, "{}", next.text);
    // Another site's page sends no header of ours.
    let session = ada.cookie.lock().unwrap().clone();
    let headers = [("cookie", session.as_str()), ("content-type", "application/json")];
    let forged = house.send(Method::POST, "/v1/console/sign-out", "none", &headers, Some(b"{}".to_vec())).await;
    assert_eq!(forged.code(), "console.header");
    // Half an hour without a request.
    house.clock.0.fetch_add(31 * MINUTE, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
    // Five that do not fit, then nothing for a while, not even the right one.
    let right = std::mem::replace(&mut ada.password, "wrong".to_owned());
    for _ in 0..5 {
        assert_eq!(ada.password().await.code(), "console.refused");
    }
    ada.password = right;
    let locked = ada.password().await;
    assert_eq!((locked.code(), locked.status.as_u16()), ("console.locked", 429));
    assert!(locked.header("retry-after").parse::<u32>().unwrap() > 600);
    house.clock.0.fetch_add(16 * MINUTE, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(ada.password().await.status, 200);
    let unknown = json!({ "login": "nobody", "password": "x" });
    assert_eq!(ada.post("sign-in", &unknown).await.code(), "console.refused");
    // Signed out is signed out, whoever kept the cookie.
    ada.post("second-factor", &json!({ "code": code(&house, &ada.secret, 0) })).await;
    assert_eq!(ada.get("me").await.status, 200);
    assert_eq!(ada.post("sign-out", &json!({})).await.status, 204);
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
}

#[tokio::test]
async fn a_role_that_is_taken_away_counts_no_more_in_the_middle_of_a_case() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let adam = Reviewer::new(&house, "adam", &[Role::Admin]).await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let own = ada.get("me").await.body["id"].as_str().unwrap().to_owned();
    let taken = adam.post(&format!("users/{own}"), &json!({ "roles": ["auditor"] })).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
    let decided = ada.post(&format!("cases/{case}/decision"), &json!({ "outcome": "approved" })).await;
    assert_eq!((decided.status.as_u16(), decided.code()), (403, "console.role"));
    adam.post(&format!("users/{own}"), &json!({ "disabled": true })).await;
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
    assert_eq!(house.get(&format!("/v1/sessions/{id}"), &house.key).await.body["state"], "in_review");
}

#[tokio::test]
async fn a_role_that_is_taken_away_between_verdict_and_proposal_counts_no_more() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let adam = Reviewer::new(&house, "adam", &[Role::Admin]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let judged = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "uphold" })).await;
    assert_eq!(judged.status, 200, "{}", judged.text);
    let taken = adam.post(&format!("users/{}", ada.id().await), &json!({ "roles": ["auditor"] })).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
    let proposed = ada.post(&format!("cases/{case}/proposal"), &json!({ "outcome": "uphold" })).await;
    assert_eq!((proposed.status.as_u16(), proposed.code()), (403, "console.role"));
    let state = house.get("/v1/applicant/appeal", &token).await.body["appeal"]["state"].clone();
    assert_eq!(state, "under_review");
}

#[tokio::test]
async fn a_decision_goes_on_after_the_server_was_started_again() {
    let mut house = House::new().await;
    let (id, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let (case, cookie) = {
        let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
        let case = ada.first().await;
        ada.opens(&case).await;
        let judged = ada.post(&format!("cases/{case}/verdict"), &json!({ "outcome": "remit" })).await;
        assert_eq!(judged.status, 200, "{}", judged.text);
        (case, ada.cookie.lock().unwrap().clone())
    };
    house.stop().await;
    let House { folder, .. } = house;
    let set_up = config(&folder);
    let house = House::open(folder, set_up, true).await;
    let headers = [("cookie", cookie.as_str()), ("x-candor-console", "1"), ("content-type", "application/json")];
    let body = serde_json::to_vec(&json!({ "outcome": "remit", "reasons": ["face.too_dark"] })).unwrap();
    let path = format!("/v1/console/cases/{case}/proposal");
    let proposed = house.send(Method::POST, &path, "none", &headers, Some(body)).await;
    assert_eq!(proposed.status, 200, "{}", proposed.text);
    // Decided, or, where the lot fell on it, with a second reviewer.
    let state = proposed.body["state"].as_str().unwrap();
    assert!(["closed", "second_review"].contains(&state), "{state}");
    if state == "closed" {
        house.until(&id, "needs_resubmission").await;
    }
    house.appeals_replayed().await;
}

#[tokio::test]
async fn of_two_who_race_for_one_case_one_wins_a_thousand_times() {
    let house = House::new().await;
    let (ada, bo) =
        (Reviewer::new(&house, "ada", &[Role::Reviewer]).await, Reviewer::new(&house, "bo", &[Role::Reviewer]).await);
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    let (take, release) = (format!("cases/{case}/take"), format!("cases/{case}/release"));
    let none = json!({});
    let mut won = [0, 0];
    for round in 0..1000 {
        let (one, other) = tokio::join!(ada.post(&take, &none), bo.post(&take, &none));
        let wins = [&one, &other].map(|answer| u32::from(answer.status == 200));
        assert_eq!(wins.iter().sum::<u32>(), 1, "{round}: {} {}", one.text, other.text);
        let lost = if wins[0] == 1 { &other } else { &one };
        assert_eq!(lost.code(), "case.held", "{}", lost.text);
        won = [won[0] + wins[0], won[1] + wins[1]];
        let winner = if wins[0] == 1 { &ada } else { &bo };
        assert_eq!(winner.post(&release, &none).await.status, 204);
    }
    println!("of 1000 races ada won {} and bo {}", won[0], won[1]);
    house.appeals_replayed().await;
}

/// So many cases of `party` that wait for a person, put into the database at once.
async fn waiting(house: &House, party: &str, count: usize) {
    let now = server::Clock::now(&*house.clock).as_millisecond();
    let mut steps = Vec::new();
    for place in 0..count {
        let (applicant, session) = (format!("app_{party}_{place}"), format!("ses_{party}_{place}"));
        steps.push(Step::NewApplicant(Applicant {
            id: applicant.clone(),
            relying_party: party.to_owned(),
            mode: Mode::Test,
            external_id: format!("waiting-{place}"),
            sealed: None,
            email_index: None,
            phone_index: None,
            legal_hold: false,
            created_at: now,
            redacted_at: None,
            receipt: None,
        }));
        steps.push(Step::NewSession(Session {
            id: session.clone(),
            relying_party: party.to_owned(),
            mode: Mode::Test,
            applicant: applicant.clone(),
            version: 1,
            state: State::InReview,
            attempts: 0,
            settings: "{}".into(),
            sealed: None,
            prechecks: 0,
            precheck_hour: 0,
            created_at: now,
            updated_at: now,
            expires_at: i64::MAX,
        }));
        steps.push(Step::NewReview(Review {
            id: format!("cas_{party}_{place}"),
            relying_party: party.to_owned(),
            mode: Mode::Test,
            session,
            appeal: None,
            attempt: 1,
            again: false,
            applicant,
            stage: Stage::First,
            families: vec!["face".into()],
            opened_at: now,
            due_at: now + (place as i64 * 7919 % 10_007) * MINUTE,
            paused: false,
            at_risk: place % 9 == 0,
            breached: place % 50 == 0,
            holder: None,
            lease_until: None,
            taking: 0,
            record: None,
            copy: None,
            closed_at: None,
        }));
    }
    house.service.store.commit(Change { relying_party: party.to_owned(), at: now, steps }).await.unwrap();
}

#[tokio::test]
async fn ten_thousand_open_cases_keep_nobody_waiting() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    waiting(&house, &house.party().await, 10_000).await;
    let median = |mut all: Vec<Duration>| {
        all.sort();
        all[all.len() / 2]
    };
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    let page = ada.get("cases?mode=test&limit=100").await.body;
    assert_eq!((page["counts"]["open"].as_u64(), page["cases"].as_array().unwrap().len()), (Some(10_001), 100));
    let next = page["next"].as_str().unwrap().to_owned();
    for _ in 0..15 {
        let paths = [
            "cases?mode=test&limit=50".to_owned(),
            format!("cases?mode=test&limit=50&after={next}"),
            format!("cases/{case}"),
        ];
        for (path, times) in paths.iter().zip(&mut times) {
            #[expect(clippy::disallowed_methods, reason = "how long it takes is what is asked for")]
            let began = Instant::now();
            assert_eq!(ada.get(path).await.status, 200);
            times.push(began.elapsed());
        }
    }
    let [first, later, one] = times.map(median);
    println!("of 10,000 open cases: queue {first:?}, a later page {later:?}, a case {one:?}");
    assert!(first < Duration::from_millis(150) && later < Duration::from_millis(150), "{first:?} {later:?}");
    assert!(one < Duration::from_millis(300), "{one:?}");
    // Every case comes once.
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), String::new());
    loop {
        let page = ada.get(&format!("cases?mode=test&limit=200{after}")).await.body;
        for row in page["cases"].as_array().unwrap() {
            assert!(seen.insert(row["id"].as_str().unwrap().to_owned()));
        }
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen.len(), 10_001);
}

#[tokio::test]
async fn what_is_late_and_what_is_at_risk_is_listed_as_it_is_counted() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let party = house.party().await;
    waiting(&house, &party, 8).await;
    let mut steps = Vec::new();
    for (place, (at_risk, breached, paused)) in
        [(true, false, false), (true, true, false), (true, false, true), (true, false, false)].into_iter().enumerate()
    {
        let review = house.service.store.review(&format!("cas_{party}_{place}")).await.unwrap().unwrap();
        steps.push(Step::PutReview(Review { at_risk, breached, paused, ..review }));
    }
    house.service.store.commit(Change { relying_party: party, at: 0, steps }).await.unwrap();
    for (filter, name, count) in [("late", "breached", 1), ("at_risk", "at_risk", 2)] {
        let page = ada.get(&format!("cases?mode=test&{filter}=true")).await.body;
        let rows = page["cases"].as_array().unwrap();
        assert_eq!((rows.len(), &page["counts"][name]), (count, &json!(count)), "{filter}");
        assert!(rows.iter().all(|row| row[name] == true), "{filter}");
    }
}

#[tokio::test]
async fn whoever_opens_too_much_is_stopped() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (id, _) = house.magic("user-1", "TEST-IN-REVIEW").await;
    house.until(&id, "in_review").await;
    let case = ada.first().await;
    ada.opens(&case).await;
    let (party, now) = (house.party().await, server::Clock::now(&*house.clock).as_millisecond());
    let user = ada.get("me").await.body["id"].as_str().unwrap().to_owned();
    let opening = |place: usize| Step::NewOpening {
        opening: Opening {
            id: format!("opn_{place}"),
            relying_party: party.clone(),
            user: user.clone(),
            review: None,
            taking: None,
            subject: "evd_1".into(),
            purpose: "audit".into(),
            words: None,
            at: now,
        },
        since: now - 1,
        most: 10_000,
    };
    let steps = (0..499).map(opening).collect();
    house.service.store.commit(Change { relying_party: party.clone(), at: now, steps }).await.unwrap();
    let stopped = ada.post(&format!("cases/{case}/open"), &json!({ "purpose": "decide" })).await;
    assert_eq!((stopped.status.as_u16(), stopped.code()), (429, "case.too_many_openings"));
    let trail = house.service.store.audit(&party, 0, 1000).await.unwrap();
    assert!(trail.iter().any(|(entry, _)| entry.action == "console.too_many_openings"));
    house.clock.0.fetch_add(61 * MINUTE, std::sync::atomic::Ordering::SeqCst);
    let session = ada.get("me").await;
    assert_eq!(session.code(), "console.signed_out", "an hour without a request");
}

#[tokio::test]
async fn nothing_is_published_unless_the_relying_party_wants_it() {
    let house = House::new().await;
    let party = house.party().await;
    assert_eq!(house.get(&format!("/v1/transparency/{party}"), "").await.status, 404);
    assert_eq!(house.get(&format!("/transparency/{party}"), "").await.status, 404);
    let mut row = house.service.store.party(&party).await.unwrap().unwrap();
    row.appeals.transparency = true;
    let change = Change { relying_party: party.clone(), at: 1, steps: vec![Step::PutParty(row)] };
    house.service.store.commit(change).await.unwrap();
    let report = house.get(&format!("/v1/transparency/{party}"), "").await;
    assert_eq!((report.status.as_u16(), &report.body["decisions"]), (200, &Value::Null), "{}", report.text);
    let page = house.get(&format!("/transparency/{party}?lang=zh"), "").await;
    assert!(page.text.contains("lang=\"zh-CN\"") && page.text.contains("误判"), "{}", page.text);
}
