//! What happens when something fails: nothing is lost, and nothing is decided twice.

use crate::support::{House, config};
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test]
async fn a_technical_fault_costs_no_attempt_and_runs_again_by_itself() {
    let house = House::with(|config| config.retry_seconds = 1).await;
    house.judge.fails.store(true, Ordering::SeqCst);
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "technical_hold").await;
    house.judge.fails.store(false, Ordering::SeqCst);
    let session = house.until(&id, "needs_resubmission").await;
    assert_eq!(session["attempts"]["submitted"], 1);
    let kinds = house.kinds().await;
    assert!(kinds.contains(&"session.resumed".to_owned()), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "session.needs_resubmission").count(), 1);
    house.replayed().await;
}

#[tokio::test]
async fn what_can_never_be_judged_goes_to_a_person() {
    let house = House::new().await;
    house.judge.panics.store(true, Ordering::SeqCst);
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "in_review").await;
    assert_eq!(house.judge.calls.load(Ordering::SeqCst), 3);
    house.replayed().await;
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    assert_eq!(decision["attempts"][0]["findings"][0]["code"], "sys.technical_error");
}

#[tokio::test]
async fn without_its_models_a_server_sends_attempts_to_a_person_at_once() {
    let house = House::new().await;
    house.judge.lacks.store(true, Ordering::SeqCst);
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"photo").await;
    house.upload(&token, "selfie", b"selfie").await;
    let precheck = house.bare("/v1/applicant/precheck", &token).await;
    assert_eq!((precheck.status.as_u16(), precheck.code()), (503, "precheck.off"));
    house.submit(&token).await;
    house.until(&id, "in_review").await;
    assert_eq!(house.judge.calls.load(Ordering::SeqCst), 2, "once for the precheck, once for the attempt");
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    assert_eq!(decision["attempts"][0]["findings"][0]["code"], "sys.check_not_run");
    assert!(!house.kinds().await.contains(&"session.technical_hold".to_owned()));
}

#[tokio::test]
async fn what_was_submitted_is_decided_after_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = config(&folder);
    // Nobody works here.
    let mut house = House::open(folder, set_up.clone(), false).await;
    let (id, token) = house.magic("user-1", "TEST-APPROVED").await;
    assert_eq!(house.get("/v1/applicant/session", &token).await.body["state"], "submitted");
    house.stop().await;
    let House { folder, .. } = house;
    let house = House::open(folder, set_up, true).await;
    house.until(&id, "approved").await;
}

#[tokio::test]
async fn a_full_queue_takes_nothing_and_says_when_to_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = server::Config { most_waiting: 1, ..config(&folder) };
    let house = House::open(folder, set_up, false).await;
    house.magic("user-1", "TEST-APPROVED").await;
    let (id, token) = house.session("user-2").await;
    house.claim(&token, "TEST-APPROVED").await;
    let refused = house.submit(&token).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "30"));
    assert_eq!(house.until(&id, "collecting").await["attempts"]["submitted"], 0);
}

#[tokio::test]
async fn submitting_many_times_at_once_submits_once() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "TEST-APPROVED").await;
    let answers = futures_util::future::join_all((0..10).map(|_| house.submit(&token))).await;
    assert!(answers.iter().any(|answer| answer.status == 202));
    assert!(answers.iter().all(|answer| [202, 409].contains(&answer.status.as_u16())), "{answers:?}");
    house.until(&id, "approved").await;
    assert_eq!(house.service.store.attempts(&id).await.unwrap().len(), 1);
    assert_eq!(house.kinds().await.iter().filter(|kind| *kind == "session.approved").count(), 1);
}

#[tokio::test]
async fn a_blob_store_that_fails_half_way_loses_nothing() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    let place = house.announce(&token, "front", 10).await.header("location").to_owned();
    house.append(&token, &place, 0, b"12345", &[]).await;
    // A file where the session's folder should be.
    let blobs = house.folder.path().join("data/blobs");
    let (folder, aside) = (blobs.join(&id), blobs.join("aside"));
    std::fs::rename(&folder, &aside).unwrap();
    std::fs::write(&folder, b"in the way").unwrap();
    let failed = house.append(&token, &place, 5, b"67890", &[]).await;
    assert!(failed.status.is_server_error(), "{failed:?}");
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert_eq!(house.append(&token, &place, 5, b"67890", &[]).await.status, 204);
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let house = House::with(|config| config.requests_per_minute = 5).await;
    let another = house.another_key(&house.party().await, store::Mode::Test, &server::Scope::ALL).await;
    let mut last = house.get("/v1/sessions", &house.key).await;
    assert_eq!((last.header("ratelimit-limit"), last.header("ratelimit-remaining")), ("5", "4"));
    for _ in 0..5 {
        last = house.get("/v1/sessions", &house.key).await;
    }
    assert_eq!((last.status.as_u16(), last.code()), (429, "rate_limited"));
    assert_eq!((last.header("ratelimit-limit"), last.header("ratelimit-remaining")), ("5", "0"));
    assert!(last.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(house.get("/v1/sessions", &another).await.status, 200);
}

#[tokio::test]
async fn whatever_a_request_says_of_itself_it_is_counted_by_its_address() {
    let trusted = || server::Network::try_from("127.0.0.0/8".to_owned()).unwrap();
    let house = House::with(|config| {
        config.requests_per_minute_of_address = 5;
        config.trusted_proxies = vec![trusted()];
    })
    .await;
    // Another made-up token each time, on a page that asks for none; the good key of a relying party counts with them.
    let from = |address: &'static str, token: String| {
        let house = &house;
        async move { house.send(reqwest::Method::GET, "/healthz", &token, &[("x-forwarded-for", address)], None).await }
    };
    for left in ["4", "3", "2", "1", "0"] {
        let answer = from("203.0.113.5", format!("candor_test_{left}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("ratelimit-remaining")), (200, left));
    }
    let refused = from("203.0.113.5", house.key.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "rate_limited"));
    assert_eq!((refused.header("ratelimit-limit"), refused.header("ratelimit-remaining")), ("5", "0"));
    assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(from("203.0.113.6", String::new()).await.status, 200);
}

#[tokio::test]
async fn prechecks_are_counted_and_store_nothing() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    house.upload(&token, "front", b"corrupt").await;
    let before = house.service.blobs.list(&id).await.unwrap().len();
    for left in (0..60).rev() {
        let answer = house.bare("/v1/applicant/precheck", &token).await;
        assert_eq!(answer.body["left"], left, "{}", answer.text);
        assert_eq!(answer.body["hints"][0]["code"], "file.corrupt");
    }
    let refused = house.bare("/v1/applicant/precheck", &token).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "precheck.too_many"));
    assert_eq!(house.service.blobs.list(&id).await.unwrap().len(), before);
    assert_eq!(house.until(&id, "collecting").await["attempts"]["submitted"], 0);
    house.clock.0.store(3_600_000, Ordering::SeqCst);
    assert_eq!(house.bare("/v1/applicant/precheck", &token).await.body["left"], 59);
}

#[tokio::test]
async fn it_is_ready_without_models_and_says_so() {
    let house = House::new().await;
    assert_eq!(house.get("/healthz", "").await.text, "ok\n");
    assert_eq!(
        house.get("/readyz", "").await.body,
        json!({ "missing_models": ["face_embedding"], "checks_off": ["face"] })
    );
    let admin = house.running.as_ref().unwrap().admin_address;
    let answer = reqwest::get(format!("http://{admin}/metrics")).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let text = answer.text().await.unwrap();
    assert!(text.contains("candor_requests_total{route=\"/healthz\",status=\"200\"} 1"), "{text}");
    assert_eq!(house.get("/metrics", "").await.status, 404, "metrics are on the admin address alone");
}

#[tokio::test]
async fn what_waits_and_what_was_given_up_is_counted_when_somebody_looks() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = config(&folder);
    let house = House::open(folder, set_up, false).await;
    house.magic("user-1", "TEST-APPROVED").await;
    // Three workers that took it and were never heard of again.
    for worker in ["one", "two", "three", "four"] {
        let taken = house.service.store.take(&["judge"], worker, 1).await.unwrap();
        assert_eq!(taken.is_some(), worker != "four");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    house.magic("user-2", "TEST-APPROVED").await;
    let admin = house.running.as_ref().unwrap().admin_address;
    let text = reqwest::get(format!("http://{admin}/metrics")).await.unwrap().text().await.unwrap();
    assert!(text.contains("\ncandor_waiting_attempts 1\n") && text.contains("\ncandor_dead_jobs 1\n"), "{text}");
}

#[tokio::test]
async fn workers_without_a_server_are_measured_where_the_address_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = config(&folder);
    let house = House::open(folder, set_up.clone(), false).await;
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (id, _) = house.magic("user-1", "TEST-APPROVED").await;
    let admin_listen = free();
    let working = |admin_listen| {
        let set_up = server::Config { admin_listen, ..set_up.clone() };
        let (judge, clock) = (house.judge.clone(), house.clock.clone());
        async move {
            let (service, _) = server::open(set_up, judge, clock, server::Opening::Making).await.unwrap();
            let (stop, stopped) = tokio::sync::watch::channel(false);
            (stop, tokio::spawn(server::work(service, stopped)))
        }
    };
    let (stop, work) = working(admin_listen).await;
    house.until(&id, "approved").await;
    let text = reqwest::get(format!("http://{admin_listen}/metrics")).await.unwrap().text().await.unwrap();
    assert!(text.contains("candor_decisions_total{name=\"approved\"} 1"), "{text}");
    // One beside it works all the same.
    let (second_stop, second) = working(admin_listen).await;
    stop.send(true).unwrap();
    work.await.unwrap();
    let (id, _) = house.magic("user-2", "TEST-APPROVED").await;
    house.until(&id, "approved").await;
    second_stop.send(true).unwrap();
    second.await.unwrap();
}

#[tokio::test]
async fn it_is_not_ready_without_its_blobs_or_keys_and_looks_once_a_second() {
    let house = House::new().await;
    let ready = || async { house.get("/readyz", "").await.status.as_u16() };
    let second = || house.clock.0.fetch_add(1000, Ordering::SeqCst);
    assert_eq!(ready().await, 200);
    let data = house.folder.path().join("data");
    for (name, with) in [("blobs", "in the way"), ("data-keys.sqlite", "")] {
        let (there, aside) = (data.join(name), data.join("aside"));
        std::fs::rename(&there, &aside).unwrap();
        if !with.is_empty() {
            std::fs::write(&there, with).unwrap();
        }
        assert_eq!(ready().await, 200, "of the same second: {name}");
        second();
        assert_eq!(ready().await, 503, "{name}");
        let _ = std::fs::remove_file(&there);
        std::fs::rename(&aside, &there).unwrap();
        second();
        assert_eq!(ready().await, 200, "{name}");
    }
}

#[tokio::test]
async fn a_locked_database_answers_503_and_goes_on_when_it_is_free() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let file = house.folder.path().join("data/candor.sqlite");
    let lock = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    let lock = lock.connect_with(sqlx::sqlite::SqliteConnectOptions::new().filename(&file)).await.unwrap();
    let held = lock.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let refused = house.claim(&token, "X1234567").await;
    assert_eq!((refused.status.as_u16(), refused.code(), refused.header("retry-after")), (503, "busy", "5"));
    // Reading goes on meanwhile.
    assert_eq!(house.get("/v1/applicant/session", &token).await.status, 200);
    held.rollback().await.unwrap();
    assert_eq!(house.claim(&token, "X1234567").await.status, 204);
}

#[tokio::test]
async fn a_vanished_database_acknowledges_nothing_until_it_is_back() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    let data = house.folder.path().join("data");
    let names = ["candor.sqlite", "candor.sqlite-wal", "candor.sqlite-shm"];
    for name in names {
        std::fs::rename(data.join(name), data.join(format!("{name}.away"))).unwrap();
    }
    let refused = house.claim(&token, "TEST-APPROVED").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (503, "busy"), "{}", refused.text);
    assert_eq!(house.get("/readyz", "").await.status, 503);
    assert_eq!(house.get("/healthz", "").await.status, 200);
    // What was found is kept for a second.
    house.clock.0.store(1000, Ordering::SeqCst);
    for name in names {
        std::fs::rename(data.join(format!("{name}.away")), data.join(name)).unwrap();
    }
    assert_eq!(house.get("/readyz", "").await.status, 200);
    assert_eq!(house.claim(&token, "TEST-APPROVED").await.status, 204);
    assert_eq!(house.submit(&token).await.status, 202);
    house.until(&id, "approved").await;
}

#[tokio::test]
async fn a_job_that_ends_its_process_goes_to_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = config(&folder);
    let mut house = House::open(folder, set_up.clone(), false).await;
    let (id, _) = house.magic("user-1", "TEST-APPROVED").await;
    // Three workers that took it and were never heard of again.
    for worker in ["one", "two", "three"] {
        let job = house.service.store.take(&["judge"], worker, 1).await.unwrap().expect("the job");
        assert_eq!(job.subject, id);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(house.service.store.take(&["judge"], "four", 1).await.unwrap().is_none());
    assert_eq!(house.service.store.dead(10).await.unwrap().len(), 1);
    house.stop().await;
    let House { folder, .. } = house;
    let house = House::open(folder, set_up, true).await;
    house.clock.0.store(60_000, Ordering::SeqCst);
    server::sweep(&house.service).await;
    let session = house.until(&id, "in_review").await;
    assert_eq!(session["attempts"]["submitted"], 1);
    house.replayed().await;
    assert!(house.service.store.dead(10).await.unwrap().is_empty(), "what a person has is given up no more");
    let decision = house.get(&format!("/v1/sessions/{id}/decision"), &house.key).await.body;
    assert_eq!(decision["attempts"][0]["findings"][0]["code"], "sys.technical_error");
}

#[tokio::test]
async fn made_up_keys_are_counted_by_address() {
    let house = House::with(|config| config.requests_per_minute = 5).await;
    let mut last = house.get("/v1/sessions", "candor_test_0").await;
    assert_eq!(last.status, 401);
    for number in 1..=5 {
        last = house.get("/v1/sessions", &format!("candor_test_{number}")).await;
    }
    assert_eq!((last.status.as_u16(), last.code()), (429, "rate_limited"));
    assert_eq!(house.get("/v1/sessions", &house.key).await.status, 200, "whoever has a key is not kept waiting");
}

#[tokio::test]
async fn browsers_are_told_to_allow_nothing_that_is_not_needed() {
    let house = House::with(|config| config.public_url = "https://verify.example".into()).await;
    for (path, policy) in
        [("/v1/sessions", "default-src 'none'"), ("/verify", "script-src 'self'"), ("/docs/", "default-src 'self'")]
    {
        let answer = house.get(path, &house.key).await;
        assert!(answer.header("content-security-policy").contains(policy), "{path} {:?}", answer.headers);
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_expires_nothing_and_keeps_the_order_of_events() {
    let house = House::new().await;
    house.session("user-1").await;
    house.clock.0.store(-30 * 86_400_000, Ordering::SeqCst);
    let (id, token) = house.magic("user-2", "TEST-APPROVED").await;
    house.until(&id, "approved").await;
    assert_eq!(house.get("/v1/applicant/session", &token).await.status, 200);
    let events = house.get("/v1/events?limit=100", &house.key).await.body;
    let sequences: Vec<i64> =
        events["events"].as_array().unwrap().iter().map(|event| event["sequence"].as_i64().unwrap()).collect();
    assert!(sequences.iter().copied().eq(1..=sequences.len() as i64), "{sequences:?}");
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_destroys_nothing() {
    let house = House::new().await;
    let (id, token) = house.ready("user-1").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    house.bare(&format!("/v1/sessions/{id}/cancel"), &house.key).await;
    house.clock.1.store(20 * 365 * 86_400_000, Ordering::SeqCst);
    server::sweep(&house.service).await;
    assert_eq!(house.service.blobs.list(&id).await.unwrap().len(), 2);
    assert!(house.get(&format!("/v1/sessions/{id}"), &house.key).await.body["redacted_at"].is_null());
    // Time that passed is another thing.
    house.clock.0.store(house.clock.1.swap(0, Ordering::SeqCst), Ordering::SeqCst);
    server::sweep(&house.service).await;
    assert!(house.get(&format!("/v1/sessions/{id}"), &house.key).await.body["redacted_at"].is_string());
}

#[tokio::test]
async fn ten_thousand_waiting_sessions_slow_nothing_down() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = server::Config { most_waiting: 20_000, ..config(&folder) };
    let house = House::open(folder, set_up, false).await;
    let (first, _) = house.session("user-1").await;
    let job = |id: &str, subject: &str| {
        let (id, subject) = (format!("job_{id}"), subject.to_owned());
        store::Step::NewJob(store::NewJob { id, kind: "judge", subject, delay: 0, most_attempts: 1000 })
    };
    let row = house.service.store.session(&first).await.unwrap().unwrap();
    let commit = async |steps: Vec<store::Step>| {
        let change = store::Change { relying_party: row.relying_party.clone(), at: 0, steps };
        house.service.store.commit(change).await.unwrap();
    };
    commit(vec![job("first", &first)]).await;
    // Listing, and claiming a job and giving it back: the best of many.
    let measure = async || {
        let (mut listing, mut claiming) = (f64::MAX, f64::MAX);
        for _ in 0..40 {
            let started = tokio::time::Instant::now();
            house.get("/v1/sessions?limit=20", &house.key).await;
            listing = listing.min(started.elapsed().as_secs_f64());
            let started = tokio::time::Instant::now();
            let job = house.service.store.take(&["judge"], "w", 60_000).await.unwrap().unwrap();
            house.service.store.give_back(&job, 0, "", false).await.unwrap();
            claiming = claiming.min(started.elapsed().as_secs_f64());
        }
        (listing * 1000.0, claiming * 1000.0)
    };
    // A page is full either way.
    for number in 0..20 {
        house.session(&format!("page-{number}")).await;
    }
    let few = measure().await;
    for batch in 0..100 {
        let steps = (0..100).flat_map(|number| {
            let id = format!("ses_{batch:03}{number:03}");
            let job = job(&id, &id);
            [store::Step::NewSession(store::Session { id, ..row.clone() }), job]
        });
        commit(steps.collect()).await;
    }
    assert_eq!(house.service.store.waiting("judge").await.unwrap(), 10_001);
    let many = measure().await;
    eprintln!("listing {:.2} ms, then {:.2}; claiming {:.2} ms, then {:.2}", few.0, many.0, few.1, many.1);
    assert!(many.0 < 2.0 * few.0 && many.1 < 2.0 * few.1, "{few:?} {many:?}");
}

#[tokio::test]
async fn a_receiver_that_hangs_keeps_nobody_waiting() {
    let house = House::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    // It takes every connection and says nothing.
    let hanging = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok(connection) = listener.accept().await {
            held.push(connection);
        }
    });
    let hook =
        house.post("/v1/webhooks", &house.key, &json!({ "url": url })).await.body["id"].as_str().unwrap().to_owned();
    let started = house.service.clock.now();
    let (id, _) = house.magic("user-1", "TEST-APPROVED").await;
    house.until(&id, "approved").await;
    assert!(house.service.clock.now().duration_since(started).as_secs_f64() < 4.0);
    let listed = format!("/v1/webhooks/{hook}/deliveries");
    for _ in 0..300 {
        let delivery = house.get(&listed, &house.key).await.body["deliveries"][0].clone();
        if delivery["tries"] == 1 {
            assert_eq!(delivery["last_answer"], "no answer in 5 s");
            hanging.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it was never given up on");
}
