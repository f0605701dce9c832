//! What a machine and a sender can do to the service: files that are too much, a disk that is full, certificates that do not fit.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

mod support;

use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{candor, text};

/// A running service, spoken to over HTTP.
struct Served {
    child: Child,
    url: String,
    key: String,
    client: reqwest::Client,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Waits until `command`, a `candor serve` on `port` with its keys in `keys`, answers.
    async fn start(mut command: Command, port: u16, keys: &Path) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        command.env("CANDOR_MODELS", support::all_models()).env("CANDOR_ADMIN_LISTEN", "127.0.0.1:0");
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (url, client) = (format!("http://127.0.0.1:{port}"), reqwest::Client::new());
        let mut served = Self { child, url, key: String::new(), client };
        for _ in 0..800 {
            if served.client.get(format!("{}/healthz", served.url)).send().await.is_ok() {
                served.key = std::fs::read_to_string(keys.join("first-api-key")).unwrap().trim().to_owned();
                // There is nobody before a camera.
                let policy = json!({ "toml": "[face]\nliveness_needed = false\n" });
                let put = served.client.put(format!("{}/v1/policy", served.url)).bearer_auth(&served.key).json(&policy);
                assert_eq!(served.ask(put).await.0, 200);
                return served;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it never answered");
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> (u16, Value, String) {
        let answer = request.send().await.unwrap();
        let place = answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default(), place.unwrap_or_default())
    }

    async fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value, String) {
        self.ask(self.client.post(format!("{}{path}", self.url)).bearer_auth(token).json(body)).await
    }

    async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let (status, body, _) = self.ask(self.client.get(format!("{}{path}", self.url)).bearer_auth(token)).await;
        (status, body)
    }

    async fn claim(&self, token: &str, number: &str) -> u16 {
        let claim = json!({
            "family_name": "EXAMPLE", "given_names": "ADA", "birth_date": "1990-01-31", "birth_country": "UTO",
            "nationality": "UTO", "address": "EXAMPLE STREET 1",
            "document": { "type": "passport", "number": number, "issuing_country": "UTO" },
        });
        self.ask(self.client.put(format!("{}/v1/applicant/claim", self.url)).bearer_auth(token).json(&claim)).await.0
    }

    /// A session whose applicant agreed: its id and token.
    async fn session(&self, name: &str) -> (String, String) {
        let (status, body, _) = self.post("/v1/sessions", &self.key, &json!({ "external_id": name })).await;
        assert_eq!(status, 201, "{body}");
        let token = body["client_token"].as_str().unwrap().to_owned();
        let agreed = json!({ "processing": true, "face": true, "version": "2026-11" });
        assert_eq!(self.post("/v1/applicant/consent", &token, &agreed).await.0, 204);
        (body["id"].as_str().unwrap().to_owned(), token)
    }

    /// Announces a file, and gives its place.
    async fn announced(&self, token: &str, kind: &str, size: usize) -> String {
        use base64::Engine as _;
        let kind = base64::prelude::BASE64_STANDARD.encode(kind);
        let request = self.client.post(format!("{}/v1/applicant/evidence", self.url)).bearer_auth(token);
        let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Length", size);
        let (status, body, place) = self.ask(request.header("Upload-Metadata", format!("kind {kind}"))).await;
        assert_eq!(status, 201, "{body}");
        place
    }

    /// Sends bytes from `from` on.
    async fn sent(&self, token: &str, place: &str, from: usize, bytes: Vec<u8>) -> u16 {
        let request = self.client.patch(format!("{}{place}", self.url)).bearer_auth(token);
        let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Offset", from);
        self.ask(request.header("Content-Type", "application/offset+octet-stream").body(bytes)).await.0
    }

    async fn until(&self, id: &str, states: &[&str]) -> Value {
        for _ in 0..1200 {
            let (_, session) = self.get(&format!("/v1/sessions/{id}"), &self.key).await;
            if states.iter().any(|state| session["state"] == *state) {
                return session;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never {states:?}");
    }
}

fn serve(here: &Path) -> (Command, u16) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]).current_dir(here);
    (command, port)
}

/// A PNG of that size in one colour, which takes next to nothing and unfolds to four gigabytes.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    let row = vec![0; width as usize * 3];
    // The rest of the rows would only be more of the same.
    for _ in 0..height.min(200) {
        stream.write_all(&row).unwrap();
    }
    drop(stream);
    drop(writer);
    bytes
}

/// The most memory that the process ever had, in megabytes.
fn most_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[tokio::test]
async fn files_that_unfold_are_named_and_unfold_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let (command, port) = serve(folder.path());
    let served = Served::start(command, port, &folder.path().join("candor-keys")).await;
    let (id, token) = served.session("bomb").await;
    assert_eq!(served.claim(&token, "X1234567").await, 204);
    let before = most_memory(served.child.id());
    let photo = bomb(40_000, 40_000);
    for kind in ["front", "selfie"] {
        let place = served.announced(&token, kind, photo.len()).await;
        assert_eq!(served.sent(&token, &place, 0, photo.clone()).await, 204);
    }
    let (status, hints, _) = served.post("/v1/applicant/precheck", &token, &json!({})).await;
    assert_eq!((status, &hints["hints"][0]["code"]), (200, &json!("file.too_large")), "{hints}");
    assert_eq!(served.post("/v1/applicant/submit", &token, &json!({})).await.0, 202);
    served.until(&id, &["needs_resubmission"]).await;
    let (_, decision) = served.get(&format!("/v1/sessions/{id}/decision"), &served.key).await;
    let text = decision.to_string();
    assert!(text.contains("file.too_large"), "{text}");
    let grown = most_memory(served.child.id()) - before;
    assert!(grown < 64, "{grown} MB for files of {} bytes", photo.len());
    // Bodies are never unpacked.
    let packed = served.client.post(format!("{}/v1/sessions", served.url)).bearer_auth(&served.key);
    let packed = packed.header("Content-Encoding", "gzip").header("Content-Type", "application/json");
    assert_eq!(served.ask(packed.body(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0])).await.0, 400);
}

#[test]
fn certificates_that_do_not_fit_are_named_and_nothing_is_served_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let key = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(here.join("chain.pem"), key.cert.pem()).unwrap();
    std::fs::write(here.join("key.pem"), other.signing_key.serialize_pem()).unwrap();
    std::fs::write(here.join("junk.pem"), "no certificate").unwrap();
    let cases = [
        ("tls_certificate = 'nothing.pem'\ntls_key = 'key.pem'", "nothing.pem"),
        ("tls_certificate = 'chain.pem'\ntls_key = 'nothing.pem'", "nothing.pem"),
        ("tls_certificate = 'junk.pem'\ntls_key = 'key.pem'", "junk.pem"),
        ("tls_certificate = 'chain.pem'\ntls_key = 'key.pem'", "belong together"),
        ("tls_certificate = 'chain.pem'", "`tls_key` is not set"),
        ("tls_key = 'key.pem'", "`tls_certificate` is not set"),
    ];
    for (settings, named) in cases {
        std::fs::write(
            here.join("candor.toml"),
            format!("listen = '127.0.0.1:0'\nadmin_listen = '127.0.0.1:0'\n{settings}\n"),
        )
        .unwrap();
        let refused = candor(here, &["serve", "--config", "candor.toml"]);
        let told = text(&refused.stderr);
        assert!(!refused.status.success() && told.contains(named), "{settings}: {told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // A disk of its own of 8 MB, which only the service sees.
    let small = "mkdir -p disk && mount -t tmpfs -o size=8m tmpfs disk && exec \"$@\"";
    let own = |rest: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", small, "sh"]).args(rest).current_dir(here);
        command
    };
    if !own(&["true"]).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: this system lets nobody mount a small disk in a namespace of its own");
        return;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let serve = ["serve", "--data", "disk/data", "--keys", "keys", "--listen", &listen];
    let command = own(&[&[env!("CARGO_BIN_EXE_candor")], &serve[..]].concat());
    let served = Served::start(command, port, &here.join("keys")).await;
    let (id, token) = served.session("before").await;
    assert_eq!(served.claim(&token, "TEST-APPROVED").await, 204);
    let (_, other) = served.session("half").await;
    let place = served.announced(&other, "front", 300_000).await;
    assert_eq!(served.sent(&other, &place, 0, vec![7; 100_000]).await, 204);

    // The disk as the service sees it is filled to the last byte.
    let ballast = format!("/proc/{}/root{}/disk/ballast", served.child.id(), here.canonicalize().unwrap().display());
    let mut file = std::fs::File::create(&ballast).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    while file.write_all(&[0]).is_ok() {}
    assert_eq!(served.sent(&other, &place, 100_000, vec![7; 200_000]).await, 503);
    let mut refused = 0;
    for number in 0..40 {
        let (status, problem, _) =
            served.post("/v1/sessions", &served.key, &json!({ "external_id": format!("full-{number}") })).await;
        assert!(status == 201 || (status == 503 && problem["code"] == "busy"), "{status} {problem}");
        refused += usize::from(status == 503);
    }
    assert!(refused > 0, "the disk was never full");
    // What was acknowledged can still be read.
    assert_eq!(served.get(&format!("/v1/sessions/{id}"), &served.key).await.1["state"], "collecting");
    let submitted = served.post("/v1/applicant/submit", &token, &json!({})).await.0;

    drop(file);
    std::fs::remove_file(&ballast).unwrap();
    if submitted != 202 {
        assert_eq!(submitted, 503);
        assert_eq!(served.post("/v1/applicant/submit", &token, &json!({})).await.0, 202);
    }
    served.until(&id, &["approved"]).await;
    assert_eq!(served.sent(&other, &place, 100_000, vec![7; 200_000]).await, 204);
    assert_eq!(served.get("/readyz", "").await.0, 200);
    assert_eq!(served.session("after").await.0.len(), id.len());
}
