//! A running service, and somebody who calls it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::{Clip, Clock, Config, Files, Judge, Measured, NotMeasured, Running, Scope, Shared};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Change, Mode, Step};
use tempfile::TempDir;
use verify::facts::{ClipFacts, Facts, FrameFacts, HeadFacts, SideFacts, Unreadable};
use verify::finding::Evidence;
use verify::geometry::Quad;
use verify::held::{Asked, HeldDocument, HeldFace, HeldFacts, HeldPaper};
use verify::look::Look;
use verify::session::{Event, State, after};

/// A clock that can be turned: as if so much time had passed, or as if somebody had set it.
#[derive(Default)]
pub(crate) struct TurnedClock(pub(crate) AtomicI64, pub(crate) AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        let now = server::SystemClock.now().as_millisecond();
        Timestamp::from_millisecond(now + self.0.load(Ordering::SeqCst) + self.1.load(Ordering::SeqCst)).unwrap()
    }

    fn running(&self) -> Duration {
        let passed = u64::try_from(self.0.load(Ordering::SeqCst)).unwrap_or(0);
        server::SystemClock.running() + Duration::from_millis(passed)
    }
}

/// Measures nothing: what the file says decides. `corrupt` cannot be decoded.
#[derive(Default)]
pub(crate) struct ShowJudge {
    pub(crate) fails: AtomicBool,
    pub(crate) panics: AtomicBool,
    pub(crate) lacks: AtomicBool,
    /// Milliseconds that it takes.
    pub(crate) takes: AtomicU32,
    pub(crate) calls: AtomicU32,
    pub(crate) seen: Mutex<Vec<Files>>,
    pub(crate) model: Mutex<PathBuf>,
}

/// The model that devices get: its name and bytes.
pub(crate) const fn model() -> (&'static str, &'static [u8]) {
    ("face_mesh", b"the model")
}

/// Pages as a build leaves them, of one line each.
pub(crate) fn pages() -> server::Pages {
    let files = [
        ("index.html", "<html>page</html>"),
        ("assets/index-1a2b.js", "plain"),
        ("assets/index-1a2b.js.br", "small"),
        ("service-worker.js", "worker"),
        ("site.webmanifest", "{}"),
    ];
    server::Pages::of(files.map(|(name, text)| (name.to_owned(), text.as_bytes().into())))
}

/// A selfie whose face is too dark.
fn dark() -> SideFacts {
    let face = json!({ "quad": [[10, 10], [90, 10], [90, 90], [10, 90]], "confidence": 0.9, "pose": null,
        "measurements": { "eye_distance": 90, "light": 20.5 } });
    let side = json!({ "sha256": "", "width": 100, "height": 100, "document": null, "quality": {}, "screen": 0, "printed_copy": 0,
        "mrz": null, "barcode": null, "fields": {}, "specimen": false, "faces": [face] });
    serde_json::from_value(side).unwrap()
}

impl Judge for ShowJudge {
    fn measure(&self, files: &Files) -> Result<Measured, NotMeasured> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.seen.lock().unwrap().push(files.clone());
        std::thread::sleep(Duration::from_millis(self.takes.load(Ordering::SeqCst).into()));
        assert!(!self.panics.load(Ordering::SeqCst), "told to");
        if self.fails.load(Ordering::SeqCst) {
            return Err(NotMeasured::Failed("told to".into()));
        }
        if self.lacks.load(Ordering::SeqCst) {
            return Err(NotMeasured::Missing("face_embedding".into()));
        }
        let mut facts = Facts::default();
        for (evidence, file) in [(Evidence::Front, &files.front), (Evidence::Selfie, &files.selfie)] {
            if file.as_deref().is_some_and(|bytes| bytes.starts_with(b"corrupt")) {
                facts.history.unreadable.push(Unreadable { evidence, code: "file.corrupt".into() });
            }
        }
        if files.selfie.as_deref().is_some_and(|bytes| bytes.starts_with(b"dark")) {
            facts.selfie = Some(dark());
        }
        // How a file looks, its first byte says.
        let look = |file: &Option<Vec<u8>>| file.as_ref().map(|bytes| Look([*bytes.first().unwrap_or(&0); 32]));
        let looks = [(Evidence::Front, &files.front), (Evidence::Selfie, &files.selfie)];
        let looks = looks.into_iter().filter_map(|(evidence, file)| Some((evidence, look(file)?))).collect();
        let clip = match files.clip.as_deref().map(shown) {
            Some(Ok(clip)) => Some(clip),
            Some(Err(code)) => {
                facts.history.unreadable.push(Unreadable { evidence: Evidence::Liveness, code: code.into() });
                None
            }
            None => None,
        };
        Ok(Measured { facts, looks, clip })
    }

    fn clip(&self, bytes: &[u8]) -> Result<Result<Clip, &'static str>, NotMeasured> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.lacks.load(Ordering::SeqCst) {
            return Err(NotMeasured::Missing("face_mesh".into()));
        }
        Ok(shown(bytes))
    }

    fn held(
        &self,
        asked: &Asked,
        evidence: Evidence,
        bytes: &[u8],
    ) -> Result<Result<HeldFacts, &'static str>, NotMeasured> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.lacks.load(Ordering::SeqCst) {
            return Err(NotMeasured::Missing("text_recogniser".into()));
        }
        Ok(shown_held(asked, evidence, bytes))
    }

    /// The file itself, with the mark behind it.
    fn picture(
        &self,
        bytes: &[u8],
        asked: &server::Shown,
    ) -> Result<Result<server::Picture, &'static str>, NotMeasured> {
        let jpeg = [bytes, b"|", asked.mark.as_bytes()].concat();
        Ok(Ok(server::Picture { jpeg, frames: 1 }))
    }

    fn engine(&self) -> verify::record::Engine {
        verify::record::Engine { version: "show".into(), models: [].into() }
    }

    fn missing(&self) -> Vec<String> {
        vec!["face_embedding".into()]
    }

    fn off(&self) -> Vec<String> {
        vec!["face".into()]
    }

    fn device_models(&self) -> Vec<server::DeviceModel> {
        let (name, bytes) = model();
        let (path, sha256) = (self.model.lock().unwrap().clone(), "0123456789abcdef".repeat(4));
        vec![server::DeviceModel { name: name.into(), path, sha256, bytes: bytes.len() as u64 }]
    }
}

/// A photo of an appeal for show: its words name what is there, of `face id paper username date purpose code`. With `hidden` the face is
/// covered, with `blurred` the document cannot be read, with `other` it is another one, with `printed` nobody wrote by hand. What follows a
/// bar tells it from others.
fn shown_held(asked: &Asked, evidence: Evidence, bytes: &[u8]) -> Result<HeldFacts, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "file.corrupt")?;
    if text.starts_with("corrupt") {
        return Err("file.corrupt");
    }
    let words: Vec<&str> = text.split('|').next().unwrap_or_default().split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let bits = |there: bool| if there { 30.0 } else { -30.0 };
    let quad = |left: f32| Quad::rectangle(left, 100.0, left + 200.0, 300.0);
    let held = evidence == Evidence::Held;
    let same = bits(!has("other") && !has("blurred"));
    Ok(HeldFacts {
        evidence,
        sha256: verify::record::hex(&<[u8; 32]>::try_from(&Sha256::digest(bytes)[..]).unwrap()),
        width: 900,
        height: 1200,
        without_face: held && !asked.faces,
        face: (held && asked.faces && has("face")).then(|| HeldFace {
            quad: quad(0.0),
            confidence: 0.9,
            free: if has("hidden") { 0.0 } else { 1.0 },
        }),
        document: (held && has("id")).then(|| HeldDocument {
            quad: quad(300.0),
            confidence: 0.9,
            legible: if has("blurred") { 0.0 } else { 1.0 },
            number: asked.number.as_ref().map(|_| same),
            name: asked.names.first().map(|_| same),
        }),
        paper: has("paper").then(|| HeldPaper {
            quad: quad(600.0),
            confidence: 0.9,
            lines: 4,
            handwritten: Some(if has("printed") { 0.0 } else { 1.0 }),
            username: bits(has("username")),
            date: bits(has("date")),
            other_date: None,
            purpose: bits(has("purpose")),
            code: bits(has("code")),
        }),
    })
}

/// A clip for show: the movements between spaces, made one after another; what follows a bar tells it from others.
fn shown(bytes: &[u8]) -> Result<Clip, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "file.corrupt")?;
    let (moves, _) = text.split_once('|').ok_or("file.corrupt")?;
    let moves: Vec<&str> = moves.split_whitespace().collect();
    let frame = |index: u32| {
        let ms = index * 125 + index % 3 * 4;
        let mut head = HeadFacts {
            x: 320.0,
            y: 240.0,
            width: 200.0,
            yaw: 0.0,
            pitch: 0.0,
            roll: 0.0,
            eye_open_left: 0.8,
            eye_open_right: 0.8,
            depth: Some(0.1),
        };
        for (place, name) in moves.iter().enumerate() {
            let since = f64::from(ms) - 1000.0 - 2500.0 * place as f64;
            if (0.0..1000.0).contains(&since) {
                match *name {
                    "nod" => head.pitch = -20.0,
                    "turn_left" => head.yaw = 25.0,
                    "turn_right" => head.yaw = -25.0,
                    _ => (head.eye_open_left, head.eye_open_right) = (0.1, 0.1),
                }
            }
        }
        FrameFacts { ms, faces: 1, head: Some(head) }
    };
    let frames = (0..20 * moves.len() as u32 + 32).map(frame).collect();
    let mark = <[u8; 32]>::try_from(&Sha256::digest(bytes)[..]).unwrap();
    Ok(Clip {
        facts: ClipFacts { sha256: verify::record::hex(&mark), frames, ..ClipFacts::default() },
        frames: vec![mark],
    })
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Keeps what is logged.
struct Log;

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that was logged, at every level.
pub(crate) fn logged() -> Vec<u8> {
    LOG.lock().unwrap().clone()
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A service on a port of its own, with a relying party.
pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) service: Shared,
    pub(crate) judge: Arc<ShowJudge>,
    pub(crate) clock: Arc<TurnedClock>,
    pub(crate) running: Option<Running>,
    pub(crate) key: String,
    client: reqwest::Client,
    base: String,
}

pub(crate) fn config(folder: &TempDir) -> Config {
    Config {
        data: folder.path().join("data"),
        keys: folder.path().join("keys"),
        listen: ([127, 0, 0, 1], 0).into(),
        admin_listen: ([127, 0, 0, 1], 0).into(),
        webhooks_to_private_addresses: true,
        workers: 2,
        resubmission_delay_seconds: 0,
        retry_seconds: 0,
        requests_per_minute: 100_000,
        requests_per_minute_of_address: 100_000,
        ..Config::default()
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(&folder);
        change(&mut config);
        Self::open(folder, config, true).await
    }

    pub(crate) async fn open(folder: TempDir, config: Config, working: bool) -> Self {
        // The first house of the program begins; the others find it done.
        let log = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
        let _ = log.with_writer(|| Log).try_init();
        let (judge, clock) = (Arc::new(ShowJudge::default()), Arc::new(TurnedClock::default()));
        *judge.model.lock().unwrap() = folder.path().join("face_mesh.onnx");
        std::fs::write(folder.path().join("face_mesh.onnx"), model().1).unwrap();
        let (service, first) =
            server::open(config.clone(), judge.clone(), clock.clone(), server::Opening::Making).await.unwrap();
        let key = first.map_or(config.keys.join("first-api-key"), |first| first.file);
        let key = std::fs::read_to_string(key).unwrap().trim().to_owned();
        // What these tests are about needs no clip; those that do say so.
        for party in service.store.parties().await.unwrap() {
            let policy = || "[face]\nliveness_needed = false\n".to_owned();
            let steps = [Mode::Live, Mode::Test].map(|mode| Step::PutPolicy { mode, policy: policy() });
            service.store.commit(Change { relying_party: party.id, at: 0, steps: steps.to_vec() }).await.unwrap();
        }
        let running = server::serve(service.clone(), pages(), working).await.unwrap();
        let base = format!("http://{}", running.address);
        Self { folder, service, judge, clock, running: Some(running), key, client: reqwest::Client::new(), base }
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop(Duration::from_secs(10)).await;
        }
    }

    pub(crate) async fn party(&self) -> String {
        self.service.store.parties().await.unwrap()[0].id.clone()
    }

    pub(crate) async fn another_key(&self, party: &str, mode: Mode, scopes: &[Scope]) -> String {
        server::new_key(&self.service, party, mode, scopes, None).await.unwrap().secret
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.running.as_ref().unwrap().address
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let answer = Answer { status, headers, body: serde_json::from_str(&text).unwrap_or_default(), text };
        // Whatever a test asks for: a problem names its request.
        if answer.header("content-type") == "application/problem+json" && !answer.text.is_empty() {
            let named = format!("urn:candor:request:{}", answer.header("x-request-id"));
            assert_eq!(answer.body["instance"], named, "{answer:?}");
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, token, &[], None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, token, body).await
    }

    pub(crate) async fn json(&self, method: Method, path: &str, token: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json")];
        self.send(method, path, token, &headers, Some(serde_json::to_vec(body).unwrap())).await
    }

    pub(crate) async fn bare(&self, path: &str, token: &str) -> Answer {
        self.send(Method::POST, path, token, &[], None).await
    }

    /// A session whose applicant agreed: its id and token.
    pub(crate) async fn session(&self, external_id: &str) -> (String, String) {
        let body = json!({ "external_id": external_id, "username": "planted-username",
            "contact": { "email": "planted@example.org", "phone": "+4799999999" }, "metadata": { "note": "planted-note" } });
        let answer = self.post("/v1/sessions", &self.key, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        let (id, token) = (text("id"), text("client_token"));
        let said = json!({ "processing": true, "face": true, "version": "1" });
        assert_eq!(self.post("/v1/applicant/consent", &token, &said).await.status, 204);
        (id, token)
    }

    pub(crate) async fn claim(&self, token: &str, number: &str) -> Answer {
        let claim = json!({ "family_name": "PLANTEDNAME", "given_names": "ADA", "birth_date": "1990-01-31", "birth_country": "UTO",
            "nationality": "UTO", "address": "PLANTED STREET 1",
            "document": { "type": "passport", "number": number, "issuing_country": "UTO" } });
        self.json(Method::PUT, "/v1/applicant/claim", token, &claim).await
    }

    /// Announces a file and gives its place.
    pub(crate) async fn announce(&self, token: &str, kind: &str, size: usize) -> Answer {
        let (size, kind) = (size.to_string(), format!("kind {}", BASE64_STANDARD.encode(kind)));
        let headers = [("tus-resumable", "1.0.0"), ("upload-length", &*size), ("upload-metadata", &*kind)];
        self.send(Method::POST, "/v1/applicant/evidence", token, &headers, None).await
    }

    /// Asks for movements, and gives the challenge.
    pub(crate) async fn asked(&self, token: &str) -> Value {
        let asked = self.post("/v1/applicant/liveness", token, &json!({})).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        asked.body
    }

    /// Sends a clip that answers the challenge of that id.
    pub(crate) async fn film(&self, token: &str, challenge: &str, bytes: &[u8]) -> Answer {
        let size = bytes.len().to_string();
        let named = ["liveness", challenge].map(|value| BASE64_STANDARD.encode(value));
        let metadata = format!("kind {},challenge {}", named[0], named[1]);
        let headers = [("tus-resumable", "1.0.0"), ("upload-length", &*size), ("upload-metadata", &*metadata)];
        let announced = self.send(Method::POST, "/v1/applicant/evidence", token, &headers, None).await;
        if announced.status != 201 {
            return announced;
        }
        self.append(token, announced.header("location"), 0, bytes, &[]).await
    }

    pub(crate) async fn append(
        &self,
        token: &str,
        place: &str,
        from: u64,
        bytes: &[u8],
        more: &[(&str, &str)],
    ) -> Answer {
        let from = from.to_string();
        let headers = [
            &[
                ("tus-resumable", "1.0.0"),
                ("upload-offset", &*from),
                ("content-type", "application/offset+octet-stream"),
            ][..],
            more,
        ];
        self.send(Method::PATCH, place, token, &headers.concat(), Some(bytes.to_vec())).await
    }

    pub(crate) async fn upload(&self, token: &str, kind: &str, bytes: &[u8]) {
        let place = self.announce(token, kind, bytes.len()).await.header("location").to_owned();
        let answer = self.append(token, &place, 0, bytes, &[]).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }

    pub(crate) async fn submit(&self, token: &str) -> Answer {
        self.bare("/v1/applicant/submit", token).await
    }

    /// A session with claim and photos, ready to be submitted.
    pub(crate) async fn ready(&self, external_id: &str) -> (String, String) {
        let (id, token) = self.session(external_id).await;
        assert_eq!(self.claim(&token, "X1234567").await.status, 204);
        self.upload(&token, "front", b"photo").await;
        self.upload(&token, "selfie", b"selfie").await;
        (id, token)
    }

    /// Holds every session against its log: its state is what its events make of it.
    pub(crate) async fn replayed(&self) {
        let sessions = self.get("/v1/sessions?limit=100", &self.key).await.body;
        for session in sessions["sessions"].as_array().unwrap() {
            let events = self.service.store.events_of(session["id"].as_str().unwrap()).await.unwrap();
            let state = events
                .iter()
                // Those of appeals change no session.
                .filter(|event| !event.kind.starts_with("appeal."))
                .try_fold(State::Created, |state, event| after(state, Event::parse(&event.kind).unwrap()));
            assert_eq!(state.map(State::name), Ok(session["state"].as_str().unwrap()), "{events:?}");
        }
    }

    /// Waits until the session is in that state.
    pub(crate) async fn until(&self, id: &str, state: &str) -> Value {
        let mut last = Value::Null;
        for _ in 0..400 {
            last = self.get(&format!("/v1/sessions/{id}"), &self.key).await.body;
            if last["state"] == state {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("never {state}: {last}");
    }

    /// A session with that magic number, submitted.
    pub(crate) async fn magic(&self, external_id: &str, number: &str) -> (String, String) {
        let (id, token) = self.session(external_id).await;
        assert_eq!(self.claim(&token, number).await.status, 204);
        let submitted = self.submit(&token).await;
        assert_eq!(submitted.status, 202, "{}", submitted.text);
        (id, token)
    }

    pub(crate) async fn kinds(&self) -> Vec<String> {
        let events = self.get("/v1/events?limit=100", &self.key).await.body;
        events["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}
