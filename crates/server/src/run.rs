//! Opening everything, serving, and stopping without losing anything.

use crate::clock::Clock;
use crate::config::Config;
use crate::ids;
use crate::jobs;
use crate::judge::Judge;
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::pages::Pages;
use crate::request::Scope;
use crate::routes::router;
use crate::service::{Rounds, Service, Shared};
use crate::tls::certificate;
use crate::uploads::Uploads;
use crate::webhooks::Sender;
use axum_server::Handle;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::sqlite::{Sqlite, SqliteKeys};
use store::{ApiKey, AppealSettings, AuditNote, Brand, Change, KeyTable, Mode, RelyingParty, Step, Store, StoreError};
use thiserror::Error;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;
use vault::{Blobs, FolderRing, KeyEncryption as _, VaultError, WrappedKey};
use verify::audit::Actor;

/// Why the service does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Keys or blobs.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// An address that cannot be listened on.
    #[error("{address} cannot be listened on ({cause}); stop what uses it, or name another")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's words.
        cause: String,
    },
    /// A folder or file that cannot be written.
    #[error("{} cannot be written ({cause}); check the folder, its permissions and the disk", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        cause: String,
    },
    /// A certificate that cannot be used.
    #[error("{}: the certificate cannot be used ({cause}); both files must be PEM, and belong together", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        cause: String,
    },
    /// Data without the keys that sealed it.
    #[error(
        "{} holds no keys, but {} holds data that was sealed; put the folder of keys back (perhaps its volume is not mounted), or name it (--keys)",
        keys.display(), data.display()
    )]
    NoKeys {
        /// The folder of keys.
        keys: PathBuf,
        /// The folder of data.
        data: PathBuf,
    },
    /// Keys of other data.
    #[error("{}: the keys do not open what is in {}; put back the folder of keys that belongs to it", keys.display(), data.display())]
    OtherKeys {
        /// The folder of keys.
        keys: PathBuf,
        /// The folder of data.
        data: PathBuf,
    },
    /// No client for webhooks.
    #[error("webhooks cannot be sent: {0}")]
    Sender(String),
    /// Nothing to try it with.
    #[error("the demonstration cannot be made: {0}")]
    Demo(String),
    /// Letters cannot be sent as set up.
    #[error("letters cannot be sent: {0}")]
    Mailer(String),
}

/// What the relying party is called that nobody had to set up.
pub(crate) const FIRST: &str = "First relying party";

/// Where the key of the first relying party was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstKey {
    /// The file, readable by the owner alone.
    pub file: PathBuf,
}

/// Whether what is not there is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is made, and brought up to date: nothing needs to be set up.
    Making,
    /// It is an error: a name that was mistyped is not a new service.
    AsItIs,
}

/// Opens the database.
///
/// # Errors
/// [`ServeError`] says what cannot be used.
pub async fn database(config: &Config, opening: Opening) -> Result<Arc<dyn Store>, ServeError> {
    let file = config.data.join("candor.sqlite");
    Ok(Arc::new(match opening {
        Opening::Making => Sqlite::open(&file).await?,
        Opening::AsItIs => Sqlite::open_existing(&file).await?,
    }))
}

/// Opens the table of wrapped keys.
///
/// # Errors
/// [`ServeError`] says what cannot be used.
pub async fn key_table(config: &Config, opening: Opening) -> Result<Arc<dyn KeyTable>, ServeError> {
    let file = config.data.join("data-keys.sqlite");
    Ok(Arc::new(match opening {
        Opening::Making => SqliteKeys::open(&file).await?,
        Opening::AsItIs => SqliteKeys::open_existing(&file).await?,
    }))
}

/// Opens the ring, which must open what it wrapped.
///
/// # Errors
/// [`ServeError`] when it is not there, cannot be used, or belongs to other data.
pub async fn ring(config: &Config, keys: &dyn KeyTable) -> Result<FolderRing, ServeError> {
    let (of, data) = (config.keys.clone(), config.data.clone());
    if FolderRing::is_empty(&of) {
        return Err(ServeError::NoKeys { keys: of, data });
    }
    let ring = FolderRing::open(&of)?;
    let samples = keys.samples().await?;
    let mut opens = samples.is_empty();
    for row in samples {
        opens |= ring.unwrap(&row.owner, &WrappedKey { by: row.wrapped_by, sealed: row.sealed }).await.is_ok();
    }
    // One key that is missing or altered takes some people's data away; a ring that opens nothing would only seal what the right one cannot open.
    if opens { Ok(ring) } else { Err(ServeError::OtherKeys { keys: of, data }) }
}

/// Opens database, keys and blobs; when `opening` says so, makes what is not there, a first relying party with a test key included.
/// Keys that were destroyed since the data was copied are destroyed again.
///
/// # Errors
/// [`ServeError`] says what cannot be used.
pub async fn open(
    config: Config,
    judge: Arc<dyn Judge>,
    clock: Arc<dyn Clock>,
    opening: Opening,
) -> Result<(Shared, Option<FirstKey>), ServeError> {
    if opening == Opening::Making {
        owners_folder(&config.data).map_err(|cause| unwritable(&config.data, &cause))?;
    }
    let store = database(&config, opening).await?;
    let keys = key_table(&config, opening).await?;
    // Keys are made for a service that begins, never for one that lost them.
    if opening == Opening::Making && store.parties().await?.is_empty() && keys.samples().await?.is_empty() {
        FolderRing::create(&config.keys, clock.now().as_millisecond())?;
    }
    let ring = ring(&config, &*keys).await?;
    destroyed_again(&ring, &*keys).await?;
    let blobs = Blobs::in_folder(&config.data.join("blobs"))?;
    let sender = Sender::new(config.webhooks_to_private_addresses).map_err(ServeError::Sender)?;
    let mailer = Mailer::new(&config).map_err(ServeError::Mailer)?;
    let workers = config.workers();
    let began = clock.now().as_millisecond() - i64::try_from(clock.running().as_millis()).unwrap_or(0);
    let service = Arc::new(Service {
        store,
        keys,
        ring: Arc::new(ring),
        blobs,
        judge,
        clock,
        bell: Notify::new(),
        limits: Limits::new(&config),
        uploads: Arc::new(Uploads::new(&config)),
        metrics: Metrics::default(),
        sender,
        mailer,
        prechecking: Arc::new(Semaphore::new(workers)),
        hashing: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from))),
        failing: Arc::new(Semaphore::new(jobs::FAILING)),
        began,
        rounds: Rounds::default(),
        config,
        demo: std::sync::OnceLock::new(),
        posting: crate::rebates::Posting::default(),
        readiness: tokio::sync::Mutex::default(),
        reports: crate::routes::Reports::default(),
    });
    let first = if opening == Opening::Making { first_party(&service).await? } else { None };
    Ok((service, first))
}

/// Destroys what the ring says was destroyed, and the table of keys, which is a copy from before, still has.
async fn destroyed_again(ring: &FolderRing, keys: &dyn KeyTable) -> Result<(), ServeError> {
    let known: HashSet<String> = keys.destroyed(0).await?.into_iter().map(|(owner, _)| owner).collect();
    for (owner, at) in ring.destroyed()?.into_iter().filter(|(owner, _)| !known.contains(owner)) {
        keys.destroy(&owner, at).await?;
    }
    Ok(())
}

/// Makes a folder that its owner alone can look into. One that is there stays as it is.
pub(crate) fn owners_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

async fn first_party(service: &Shared) -> Result<Option<FirstKey>, ServeError> {
    if !service.store.parties().await?.is_empty() {
        return Ok(None);
    }
    let party = new_party(service, FIRST).await?;
    let key = new_key(service, &party, Mode::Test, &Scope::ALL, None).await?;
    let file = service.config.keys.join("first-api-key");
    owner_only(&file, format!("{}\n", key.secret).as_bytes()).map_err(|cause| unwritable(&file, &cause))?;
    Ok(Some(FirstKey { file }))
}

pub(crate) fn unwritable(path: &Path, cause: &std::io::Error) -> ServeError {
    ServeError::Unwritable { path: path.to_path_buf(), cause: cause.to_string() }
}

/// Writes a file that its owner alone can read.
pub(crate) fn owner_only(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
}

/// What whoever runs the server did, for the audit trail.
#[must_use]
pub fn by_operator(action: &str, subject: &str) -> Step {
    Step::Audit(AuditNote::unasked(Actor::Operator, action, subject))
}

/// Registers a relying party, with the default policy.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn new_party(service: &Shared, name: &str) -> Result<String, ServeError> {
    let now = service.now();
    let id = ids::new("rp", now)?;
    let party = RelyingParty {
        id: id.clone(),
        name: name.to_owned(),
        created_at: now,
        policy: String::new(),
        test_policy: String::new(),
        return_urls: vec![],
        brand: Brand::default(),
        appeals: AppealSettings::default(),
        registration: None,
    };
    let steps = vec![Step::PutParty(party), by_operator("party.created", &id)];
    service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await?;
    Ok(id)
}

/// Puts a person under a legal hold, which keeps everything, or lifts it.
///
/// # Errors
/// [`ServeError`] when the database fails, or there is no such person.
pub async fn legal_hold(service: &Shared, applicant: &str, held: bool) -> Result<(), ServeError> {
    let found = service.store.applicant(applicant).await?;
    let party = found.ok_or(StoreError::Conflict("the applicant, who is not there,"))?.relying_party;
    let action = if held { "applicant.held" } else { "applicant.released" };
    let steps = vec![Step::Hold { applicant: applicant.to_owned(), held }, by_operator(action, applicant)];
    Ok(service.store.commit(Change { relying_party: party, at: service.now(), steps }).await?)
}

/// Whether applicants may be sent back to addresses that begin so: over TLS, or on the machine that a relying party tries it on.
#[must_use]
pub fn may_return(url: &str) -> bool {
    let Ok(parsed) = reqwest::Url::parse(url) else { return false };
    let plain = parsed.username().is_empty() && parsed.password().is_none() && !url.contains(char::is_whitespace);
    plain && (parsed.scheme() == "https" || (parsed.scheme() == "http" && parsed.host_str() == Some("localhost")))
}

/// A key that was made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its id.
    pub id: String,
    /// The key itself; it is not kept.
    pub secret: String,
}

/// Makes a key for a relying party, which ends at `expires_at`.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn new_key(
    service: &Shared,
    party: &str,
    mode: Mode,
    scopes: &[Scope],
    expires_at: Option<i64>,
) -> Result<NewKey, ServeError> {
    let now = service.now();
    let scopes = scopes.iter().map(|scope| scope.name().to_owned()).collect();
    let (made, steps) = making_key(party, mode, scopes, expires_at, now)?;
    service.store.commit(Change { relying_party: party.to_owned(), at: now, steps }).await?;
    Ok(made)
}

fn making_key(
    party: &str,
    mode: Mode,
    scopes: Vec<String>,
    expires_at: Option<i64>,
    now: i64,
) -> Result<(NewKey, Vec<Step>), ServeError> {
    let id = ids::new("key", now)?;
    let secret = ids::secret(&format!("candor_{}", mode.name()))?;
    let key = ApiKey {
        id: id.clone(),
        relying_party: party.to_owned(),
        mode,
        scopes,
        hash: ids::hashed(&secret),
        created_at: now,
        expires_at,
        revoked_at: None,
    };
    let steps = vec![Step::NewKey(key), by_operator("key.created", &id)];
    Ok((NewKey { id, secret }, steps))
}

/// Makes a key that may do what `old` may, for as long as `old` was made for, and ends `old` in `days` days.
///
/// # Errors
/// [`ServeError`] when the database fails, or `old` was revoked meanwhile.
pub async fn rotate_key(service: &Shared, old: &ApiKey, days: u32) -> Result<NewKey, ServeError> {
    let now = service.now();
    let expires_at = old.expires_at.map(|end| now + (end - old.created_at));
    let (made, mut steps) = making_key(&old.relying_party, old.mode, old.scopes.clone(), expires_at, now)?;
    steps.push(Step::EndKey { id: old.id.clone(), at: now + i64::from(days) * 86_400_000 });
    steps.push(by_operator("key.ended", &old.id));
    service.store.commit(Change { relying_party: old.relying_party.clone(), at: now, steps }).await?;
    Ok(made)
}

/// Adds a key to the ring, one that signs or one that wraps, and notes it in the trail of every relying party.
///
/// # Errors
/// [`ServeError`] when the folder of keys cannot be written, or the database fails.
pub async fn rotate_ring(service: &Shared, signs: bool) -> Result<PathBuf, ServeError> {
    let now = service.now();
    let path = service.ring.add(signs, now)?;
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    for party in service.store.parties().await? {
        let steps = vec![by_operator("ring.rotated", name)];
        service.store.commit(Change { relying_party: party.id, at: now, steps }).await?;
    }
    Ok(path)
}

/// A service that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where metrics are.
    pub admin_address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Takes no more requests and jobs, finishes what was begun, at most for `patience`.
    pub async fn stop(self, patience: Duration) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = tokio::time::timeout(patience, task).await;
        }
    }
}

/// How long a request's head may take to arrive.
const HEAD: Duration = Duration::from_secs(10);
/// Dead jobs that are counted.
const MOST_DEAD: u32 = 10_000;
/// How often it is forgotten who asked.
const TIDY: Duration = Duration::from_secs(60);
/// How long answers that were begun may take when the service stops.
const GRACE: Duration = Duration::from_secs(20);

/// Bounds what a connection may keep waiting, and how much it may begin at a time.
fn bounded(builder: &mut Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD)
        .keep_alive_timeout(HEAD)
        .max_concurrent_streams(64)
        .max_header_list_size(16 << 10);
}

fn listener(address: SocketAddr) -> Result<(std::net::TcpListener, SocketAddr), ServeError> {
    let failed = |cause: std::io::Error| ServeError::Listen { address, cause: cause.to_string() };
    let listener = std::net::TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// What ends a server, once told to stop.
fn until(mut stopped: watch::Receiver<bool>) -> Handle<SocketAddr> {
    let handle = Handle::new();
    let given = handle.clone();
    tokio::spawn(async move {
        // An error says that the sender is gone: that is the end, too.
        let _ = stopped.wait_for(|stop| *stop).await;
        given.graceful_shutdown(Some(GRACE));
    });
    handle
}

/// Serves metrics.
fn measured(
    service: Shared,
    on: std::net::TcpListener,
    handle: Handle<SocketAddr>,
) -> Result<JoinHandle<()>, ServeError> {
    const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let address = service.config.admin_listen;
    let text = move || async move {
        // Counted when somebody asks, by whichever process.
        if let (Ok(waiting), Ok(dead)) = (service.store.waiting("judge").await, service.store.dead(MOST_DEAD).await) {
            service.metrics.waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
            service.metrics.dead.set(i64::try_from(dead.len()).unwrap_or(i64::MAX));
        }
        if let Err(cause) = cases_counted(&service).await {
            tracing::warn!(%cause, "cases cannot be counted");
        }
        ([(axum::http::header::CONTENT_TYPE, KIND)], service.metrics.text())
    };
    let pages = axum::Router::new().route("/metrics", axum::routing::get(text));
    let server = axum_server::from_tcp(on);
    let server = server.map_err(|cause| ServeError::Listen { address, cause: cause.to_string() })?;
    let mut server = server.handle(handle).first_request_timeout(HEAD);
    bounded(server.http_builder());
    Ok(tokio::spawn(async move {
        let _ = server.serve(pages.into_make_service()).await;
    }))
}

/// Counts the cases of people that wait, of all relying parties.
async fn cases_counted(service: &Shared) -> Result<(), StoreError> {
    let (mut all, now) = (store::ReviewCounts::default(), service.now());
    for party in service.store.parties().await? {
        let counts = service.store.review_counts(&party.id, Mode::Live, "", now).await?;
        all.open += counts.open;
        all.at_risk += counts.at_risk;
        all.breached += counts.breached;
        all.paused += counts.paused;
        all.oldest = [all.oldest, counts.oldest].into_iter().flatten().min();
    }
    let named = [("open", all.open), ("at_risk", all.at_risk), ("breached", all.breached), ("waiting", all.paused)];
    for (name, count) in named {
        let gauge = service.metrics.cases.get_or_create(&crate::metrics::Named { name: name.into() });
        gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
    }
    service.metrics.oldest_case.set(all.oldest.map_or(0, |at| (now - at) / 1000));
    Ok(())
}

/// Serves requests and `pages`, and metrics on an address of their own; works too when `working`.
///
/// # Errors
/// [`ServeError`]: an address or a certificate that cannot be used.
pub async fn serve(service: Shared, pages: Pages, working: bool) -> Result<Running, ServeError> {
    let (public, address) = listener(service.config.listen)?;
    let (admin, admin_address) = listener(service.config.admin_listen)?;
    let certificate = certificate(&service.config).await?;
    let (stop, stopped) = watch::channel(false);
    let failed = |cause: std::io::Error| ServeError::Listen { address, cause: cause.to_string() };
    let pages = router(service.clone(), pages).into_make_service_with_connect_info::<SocketAddr>();
    let handle = until(stopped.clone());
    let serving: JoinHandle<()> = if let Some(certificate) = certificate {
        let mut server = axum_server::from_tcp_rustls(public, certificate)
            .map_err(failed)?
            .handle(handle)
            .first_request_timeout(HEAD);
        bounded(server.http_builder());
        tokio::spawn(async move {
            let _ = server.serve(pages).await;
        })
    } else {
        let mut server = axum_server::from_tcp(public).map_err(failed)?.handle(handle).first_request_timeout(HEAD);
        bounded(server.http_builder());
        tokio::spawn(async move {
            let _ = server.serve(pages).await;
        })
    };
    let metrics = measured(service.clone(), admin, until(stopped.clone()))?;
    let mut tasks = vec![serving, metrics, tokio::spawn(tidied(service.clone(), stopped.clone()))];
    if working {
        tasks.push(tokio::spawn(jobs::work(service, stopped)));
    }
    Ok(Running { address, admin_address, stop, tasks })
}

/// Forgets who has not asked for a while, whether or not this process works.
async fn tidied(service: Shared, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(TIDY) => service.limits.tidy(service.now()),
            _ = stop.changed() => {}
        }
    }
}

/// One round of what nobody asks for: expiry, retention, unfinished files and redactions, attempts without a job.
pub async fn sweep(service: &Shared) {
    jobs::sweep(service).await;
}

/// Works without serving, until `stopped` says so. Metrics are served where they are to be, unless a server on the same machine does so.
pub async fn work(service: Shared, stopped: watch::Receiver<bool>) {
    let listening = listener(service.config.admin_listen);
    match listening.and_then(|(admin, _)| measured(service.clone(), admin, until(stopped.clone()))) {
        Ok(_) => {}
        Err(cause) => tracing::warn!(%cause, "these workers serve no metrics"),
    }
    jobs::work(service, stopped).await;
}

#[cfg(test)]
mod tests {
    use super::may_return;

    #[test]
    fn applicants_go_back_over_tls_or_to_this_machine() {
        for url in ["https://example.org/back", "http://localhost", "http://localhost:3000/back"] {
            assert!(may_return(url), "{url}");
        }
        for url in [
            "http://localhost.evil.example/",
            "http://localhost:80@evil.example/",
            "http://localhostevil",
            "https://name:word@example.org/",
            "http://example.org/",
            "javascript:alert(1)",
            "https://example.org/ back",
            "https://",
            "",
        ] {
            assert!(!may_return(url), "{url}");
        }
    }
}
