//! Server and workers are killed at random moments under load. Every acknowledged submission is decided, once; the audit trail is
//! whole; no webhook is lost, and one that comes again has the same id. One in a hundred is measured from photos, whose upload goes on where
//! it was cut.
//!
//! `CANDOR_KILLS` says how often; 20 when not given, and 200 under `make soak`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

#[path = "support/passport.rs"]
mod passport;
mod support;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CLIENTS: u64 = 6;

/// The processes on one folder.
struct Processes {
    folder: PathBuf,
    port: u16,
    server: Option<Child>,
    worker: Option<Child>,
}

impl Processes {
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.arg(name).current_dir(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        for (key, value) in [
            ("CANDOR_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("CANDOR_ADMIN_LISTEN", "127.0.0.1:0".into()),
            ("CANDOR_WEBHOOKS_TO_PRIVATE_ADDRESSES", "true".into()),
            ("CANDOR_REQUESTS_PER_MINUTE", "10000000".into()),
            ("CANDOR_REQUESTS_PER_MINUTE_OF_ADDRESS", "10000000".into()),
            ("CANDOR_RESUBMISSION_DELAY_SECONDS", "0".into()),
            ("CANDOR_LEASE_SECONDS", "6".into()),
            ("CANDOR_RETRY_SECONDS", "0".into()),
            ("CANDOR_LOG", "error".into()),
        ] {
            command.env(key, value);
        }
        command.env("CANDOR_MODELS", support::all_models());
        command
    }

    fn start(&mut self) {
        if self.server.is_none() {
            self.server = Some(self.command("serve").spawn().unwrap());
        }
        if self.worker.is_none() {
            self.worker = Some(self.command("work").spawn().unwrap());
        }
    }

    /// Kills one of them without a word, and starts it again.
    fn kill(&mut self, server: bool) {
        let slot = if server { &mut self.server } else { &mut self.worker };
        if let Some(mut child) = slot.take() {
            // SIGKILL on Unix.
            child.kill().unwrap();
            child.wait().unwrap();
        }
        self.start();
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for mut child in [self.server.take(), self.worker.take()].into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Calls until somebody answers: a killed server answers later.
async fn call(client: &reqwest::Client, request: impl Fn(&reqwest::Client) -> reqwest::RequestBuilder) -> (u16, Value) {
    for _ in 0..600 {
        if let Ok(answer) = request(client).send().await {
            let status = answer.status().as_u16();
            if let Ok(text) = answer.text().await
                && status < 500
            {
                return (status, serde_json::from_str(&text).unwrap_or_default());
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody answered for half a minute");
}

/// Sends a photo, on from wherever it was cut.
async fn sent(client: &reqwest::Client, base: &str, token: &str, kind: &str, photo: &[u8]) {
    for _ in 0..600 {
        let announced = client.post(format!("{base}/v1/applicant/evidence")).bearer_auth(token);
        let announced = announced.header("tus-resumable", "1.0.0").header("upload-length", photo.len());
        let Ok(answer) = announced.header("upload-metadata", format!("kind {kind}")).send().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(place) = answer.headers().get("location").and_then(|place| place.to_str().ok()) else { continue };
        let place = format!("{base}{place}");
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let asked = client.head(&place).bearer_auth(token).header("tus-resumable", "1.0.0").send().await;
            let offset =
                asked.ok().and_then(|answer| answer.headers().get("upload-offset")?.to_str().ok()?.parse().ok());
            let Some(offset) = offset else { continue };
            let rest: &[u8] = &photo[offset..];
            if rest.is_empty() {
                return;
            }
            let part = rest[..rest.len().min(100_000)].to_vec();
            let request = client.patch(&place).bearer_auth(token).header("tus-resumable", "1.0.0");
            let request =
                request.header("upload-offset", offset).header("content-type", "application/offset+octet-stream");
            let _ = request.body(part).send().await;
        }
    }
    panic!("a photo was never taken");
}

/// One applicant after another, until told to stop. Gives the sessions whose submission was acknowledged.
async fn applicants(base: String, key: String, number: u64, photo: Arc<Vec<u8>>, stop: Arc<AtomicBool>) -> Vec<String> {
    let client = reqwest::Client::new();
    let mut done = Vec::new();
    // There is nobody before a camera.
    let policy = json!({ "toml": "[face]\nliveness_needed = false\n" });
    let put = call(&client, |client| client.put(format!("{base}/v1/policy")).bearer_auth(&key).json(&policy)).await;
    assert_eq!(put.0, 200, "{put:?}");
    for count in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let name = format!("user-{number}-{count}");
        let body = json!({ "external_id": name });
        let (status, session) = call(&client, |client| {
            let request = client.post(format!("{base}/v1/sessions")).bearer_auth(&key);
            request.header("idempotency-key", &name).json(&body)
        })
        .await;
        assert_eq!(status, 201, "{session}");
        let token = session["client_token"].as_str().unwrap();
        let said = json!({ "processing": true, "face": true, "version": "1" });
        let said =
            call(&client, |client| client.post(format!("{base}/v1/applicant/consent")).bearer_auth(token).json(&said))
                .await;
        assert_eq!(said.0, 204, "{said:?}");
        let measured = number == 0 && count % 16 == 1;
        if measured {
            for kind in ["ZnJvbnQ=", "c2VsZmll"] {
                sent(&client, &base, token, kind, &photo).await;
            }
        }
        let number = match count % 3 {
            _ if measured => "049580924",
            0 => "TEST-img.blurry",
            _ => "TEST-APPROVED",
        };
        let claim = json!({ "family_name": "A", "birth_date": "1990-01-31", "birth_country": "UTO", "nationality": "UTO",
            "document": { "type": "passport", "number": number, "issuing_country": "UTO" } });
        let claim =
            call(&client, |client| client.put(format!("{base}/v1/applicant/claim")).bearer_auth(token).json(&claim))
                .await;
        assert_eq!(claim.0, 204, "{claim:?}");
        let submitted =
            call(&client, |client| client.post(format!("{base}/v1/applicant/submit")).bearer_auth(token)).await;
        // It was submitted before the answer was lost, and is decided already: going on from there needs no second submission.
        let known = [202, 409].contains(&submitted.0);
        assert!(known, "{submitted:?}");
        done.push(session["id"].as_str().unwrap().to_owned());
    }
    done
}

type Messages = Arc<Mutex<BTreeMap<i64, BTreeSet<String>>>>;

async fn receiver() -> (String, Messages) {
    let got: Messages = Arc::default();
    let kept = Arc::clone(&got);
    let hook = move |headers: axum::http::HeaderMap, axum::Json(event): axum::Json<Value>| {
        let id = headers["webhook-id"].to_str().unwrap().to_owned();
        kept.lock().unwrap().entry(event["sequence"].as_i64().unwrap()).or_default().insert(id);
        async { "ok" }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/hook", axum::routing::post(hook));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, got)
}

async fn events(base: &str, key: &str) -> Vec<Value> {
    let client = reqwest::Client::new();
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let (_, page) =
            call(&client, |client| client.get(format!("{base}/v1/events?limit=100&after={after}")).bearer_auth(key))
                .await;
        let page = page["events"].as_array().unwrap().clone();
        let Some(last) = page.last() else { return all };
        after = last["sequence"].as_i64().unwrap();
        all.extend(page);
    }
}

fn key_of(folder: &Path) -> String {
    for _ in 0..400 {
        if let Ok(key) = std::fs::read_to_string(folder.join("candor-keys/first-api-key"))
            && key.ends_with('\n')
        {
            return key.trim().to_owned();
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("no key was made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_decided_once_however_often_it_is_killed() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let kills: u32 = std::env::var("CANDOR_KILLS").map_or(20, |count| count.parse().unwrap());
    let here = tempfile::tempdir().unwrap();
    let photo = Arc::new(passport::drawn(here.path()));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut processes = Processes { folder: here.path().to_owned(), port, server: None, worker: None };
    processes.server = Some(processes.command("serve").spawn().unwrap());
    let (base, key) = (format!("http://127.0.0.1:{port}"), key_of(here.path()));
    processes.start();
    let (url, got) = receiver().await;
    let client = reqwest::Client::new();
    let hook = json!({ "url": url });
    let hook = call(&client, |client| client.post(format!("{base}/v1/webhooks")).bearer_auth(&key).json(&hook)).await;
    assert_eq!(hook.0, 201, "{hook:?}");
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            tokio::spawn(applicants(base.clone(), key.clone(), number, Arc::clone(&photo), Arc::clone(&stop)))
        })
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(random.random_range(20..500))).await;
        processes.kill(random.random_bool(0.5));
    }
    stop.store(true, Ordering::SeqCst);
    let mut acknowledged = BTreeSet::new();
    for client in clients {
        acknowledged.extend(client.await.unwrap());
    }
    assert!(acknowledged.len() > kills as usize, "{} submissions are no load", acknowledged.len());

    // A lease of somebody who was killed ends after half a minute; what it held is done after that.
    let decided = |events: &[Value]| {
        let mut decisions: BTreeMap<String, u32> = BTreeMap::new();
        for event in events {
            let kind = event["type"].as_str().unwrap();
            if ["session.approved", "session.needs_resubmission", "session.in_review", "session.declined"]
                .contains(&kind)
            {
                *decisions.entry(event["data"]["session"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
        decisions
    };
    let mut all = Vec::new();
    for _ in 0..240 {
        all = events(&base, &key).await;
        let told = got.lock().unwrap().len();
        let decisions = decided(&all);
        // Those before the endpoint was registered are told to nobody; there are none.
        if acknowledged.iter().all(|session| decisions.contains_key(session)) && told == all.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let decisions = decided(&all);
    let undecided: Vec<_> = acknowledged.iter().filter(|session| !decisions.contains_key(*session)).collect();
    assert!(undecided.is_empty(), "{} of {} were never decided: {undecided:?}", undecided.len(), acknowledged.len());
    let twice: Vec<_> = decisions.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "decided more than once: {twice:?}");
    let messages = got.lock().unwrap().clone();
    let lost: Vec<i64> = all
        .iter()
        .map(|event| event["sequence"].as_i64().unwrap())
        .filter(|sequence| !messages.contains_key(sequence))
        .collect();
    assert!(lost.is_empty(), "{} of {} webhooks were lost: {lost:?}", lost.len(), all.len());
    assert!(messages.values().all(|ids| ids.len() == 1), "a repeated webhook had another id");
    let audit = processes.command("audit").arg("verify").stdout(Stdio::piped()).output().unwrap();
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stdout));
    eprintln!("{kills} kills, {} submissions, {} events, all decided once and told", acknowledged.len(), all.len());
}
