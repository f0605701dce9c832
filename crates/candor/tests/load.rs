//! How long answers take at 200 requests a second, half of them writes, the generator on the same machine: open loop, measured from the
//! moment at which a request was due. Beside it the p99 of a bare write and fsync on the same disk.
//!
//! `CANDOR_LOAD_SECONDS` says how long; 5 when not given, 60 under `make soak`, where the limit of 20 ms, or four bare fsyncs, must hold.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]
#![expect(clippy::disallowed_methods, reason = "a load is measured by the clock")]

#[path = "support/passport.rs"]
mod passport;
#[path = "support/submission.rs"]
mod submission;
mod support;

use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const RATE: u32 = 200;

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn percentile(mut times: Vec<f64>, share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() - 1) as f64 * share).round() as usize]
}

/// Milliseconds that writing four kilobytes and an fsync take.
fn fsyncs(folder: &Path) -> Vec<f64> {
    let mut file = std::fs::File::create(folder.join("fsync")).unwrap();
    let one = |_| {
        let started = Instant::now();
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        started.elapsed().as_secs_f64() * 1000.0
    };
    (0..400).map(one).collect()
}

fn started(folder: &Path, port: u16) -> (Server, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.arg("serve").current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.env("CANDOR_LISTEN", format!("127.0.0.1:{port}")).env("CANDOR_ADMIN_LISTEN", "127.0.0.1:0");
    command
        .env("CANDOR_REQUESTS_PER_MINUTE", "10000000")
        .env("CANDOR_REQUESTS_PER_MINUTE_OF_ADDRESS", "10000000")
        .env("CANDOR_LOG", "error");
    command.env("CANDOR_MODELS", support::all_models());
    let server = Server(command.spawn().unwrap());
    for _ in 0..400 {
        if let Ok(key) = std::fs::read_to_string(folder.join("candor-keys/first-api-key"))
            && key.ends_with('\n')
            && std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        {
            return (server, key.trim().to_owned());
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("the server did not start");
}

/// Kilobytes of memory that a process has.
fn resident(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

fn seconds() -> u32 {
    std::env::var("CANDOR_LOAD_SECONDS").map_or(5, |seconds| seconds.parse().unwrap())
}

/// Whether limits must hold: other programs may use the machine where this is one test of many.
fn strict() -> bool {
    std::env::var_os("CANDOR_LOAD_SECONDS").is_some()
}

/// Milliseconds of each answer, and whether it was a write, at [`RATE`] for [`seconds`].
async fn loaded(client: &reqwest::Client, base: &str, key: &str) -> Vec<(bool, f64)> {
    let create = |name: String| {
        client.post(format!("{base}/v1/sessions")).bearer_auth(key).json(&json!({ "external_id": name }))
    };
    let first: Value = create("first".into()).send().await.unwrap().json().await.unwrap();
    let read = format!("{base}/v1/sessions/{}", first["id"].as_str().unwrap());
    let begun = Instant::now();
    let mut requests = Vec::new();
    for number in 0..RATE * seconds() {
        let due = begun + Duration::from_secs(1) * number / RATE;
        tokio::time::sleep_until(due.into()).await;
        let writes = number % 2 == 0;
        let request = if writes { create(format!("user-{number}")) } else { client.get(&read).bearer_auth(key) };
        requests.push(tokio::spawn(async move {
            let answer = request.send().await.unwrap();
            assert!(answer.status().is_success(), "a request was refused: {}", answer.status());
            answer.bytes().await.unwrap();
            (writes, due.elapsed().as_secs_f64() * 1000.0)
        }));
    }
    let mut times = Vec::new();
    for request in requests {
        times.push(request.await.unwrap());
    }
    times
}

/// The p99 of all, of reads and of writes.
fn p99(times: &[(bool, f64)]) -> (f64, f64, f64) {
    let of = |writes: Option<bool>| {
        let of = times.iter().filter(|(kind, _)| writes.is_none_or(|writes| writes == *kind));
        percentile(of.map(|(_, time)| *time).collect(), 0.99)
    };
    (of(None), of(Some(false)), of(Some(true)))
}

fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_come_in_time_at_two_hundred_requests_a_second() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let here = tempfile::tempdir().unwrap();
    let bare = percentile(fsyncs(here.path()), 0.99);
    let port = port();
    let (server, key) = started(here.path(), port);
    let idle = resident(server.0.id()).unwrap_or(0) / 1024;
    let client = reqwest::Client::new();
    let times = loaded(&client, &format!("http://127.0.0.1:{port}"), &key).await;
    let (all, reads, writes) = p99(&times);
    let count = times.len();
    eprintln!(
        "{count} requests, {RATE}/s: p99 {all:.1} ms (reads {reads:.1}, writes {writes:.1}); bare fsync p99 {bare:.1} ms; idle {idle} MB"
    );
    assert!(!strict() || all <= (4.0 * bare).max(20.0), "p99 {all:.1} ms");
    assert!(idle <= 60, "{idle} MB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_come_in_time_while_judging_saturates() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let here = tempfile::tempdir().unwrap();
    let photo = passport::drawn(here.path());
    let port = port();
    let (server, key) = started(here.path(), port);
    let (client, base) = (reqwest::Client::new(), format!("http://127.0.0.1:{port}"));
    // More than all processors can judge meanwhile.
    let count = 3 * seconds();
    for number in 0..count {
        submission::submitted(&client, &base, &key, &format!("judged-{number}"), &photo).await;
    }
    let times = loaded(&client, &base, &key).await;
    let page =
        client.get(format!("{base}/v1/sessions?limit=100&state=submitted")).bearer_auth(&key).send().await.unwrap();
    let page: Value = page.json().await.unwrap();
    let waiting = page["sessions"].as_array().unwrap().len();
    let (all, reads, writes) = p99(&times);
    let memory = resident(server.0.id()).unwrap_or(0) / 1024;
    eprintln!(
        "while judging, {waiting} of {count} still waiting: p99 {all:.1} ms (reads {reads:.1}, writes {writes:.1}); {memory} MB"
    );
    assert!(waiting > 0, "everything was judged before the load was over: nothing was saturated");
    assert!(!strict() || all <= 150.0, "p99 {all:.1} ms");
    assert!(memory <= 500, "{memory} MB");
}
