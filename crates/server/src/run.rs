//! Opening everything, serving, and stopping without losing anything.

use crate::clock::Clock;
use crate::config::Config;
use crate::ids;
use crate::jobs;
use crate::judge::Judge;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::request::Scope;
use crate::routes::router;
use crate::service::{Service, Shared};
use crate::webhooks::Sender;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::sqlite::{Sqlite, SqliteKeys};
use store::{ApiKey, AuditNote, Change, Mode, RelyingParty, Step, StoreError};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;
use vault::{Blobs, FolderRing, VaultError};
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
    /// No client for webhooks.
    #[error("webhooks cannot be sent: {0}")]
    Sender(String),
}

/// Where the key of the first relying party was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstKey {
    /// The file, readable by the owner alone.
    pub file: PathBuf,
}

/// Opens database, keys and blobs, and makes what is not there: nothing needs to be set up. A first relying party with a test key is
/// made when there is none.
///
/// # Errors
/// [`ServeError`] says what cannot be used.
pub async fn open(
    config: Config,
    judge: Arc<dyn Judge>,
    clock: Arc<dyn Clock>,
) -> Result<(Shared, Option<FirstKey>), ServeError> {
    std::fs::create_dir_all(&config.data)
        .map_err(|cause| ServeError::Unwritable { path: config.data.clone(), cause: cause.to_string() })?;
    FolderRing::create(&config.keys)?;
    let ring = FolderRing::open(&config.keys)?;
    let store = Sqlite::open(&config.data.join("candor.sqlite")).await?;
    let keys = SqliteKeys::open(&config.data.join("data-keys.sqlite")).await?;
    let blobs = Blobs::in_folder(&config.data.join("blobs"))?;
    let sender = Sender::new(config.webhooks_to_private_addresses).map_err(ServeError::Sender)?;
    let workers = config.workers();
    let service = Arc::new(Service {
        store: Arc::new(store),
        keys: Arc::new(keys),
        ring: Arc::new(ring),
        blobs,
        judge,
        clock,
        bell: Notify::new(),
        limits: Limits::new(config.requests_per_minute),
        metrics: Metrics::default(),
        sender,
        judging: Arc::new(Semaphore::new(workers)),
        config,
    });
    let first = first_party(&service).await?;
    Ok((service, first))
}

async fn first_party(service: &Shared) -> Result<Option<FirstKey>, ServeError> {
    if !service.store.parties().await?.is_empty() {
        return Ok(None);
    }
    let party = new_party(service, "First relying party").await?;
    let key = new_key(service, &party, Mode::Test, &Scope::ALL, None).await?;
    let file = service.config.keys.join("first-api-key");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&file)
        .and_then(|mut out| std::io::Write::write_all(&mut out, format!("{}\n", key.secret).as_bytes()));
    written.map_err(|cause| ServeError::Unwritable { path: file.clone(), cause: cause.to_string() })?;
    Ok(Some(FirstKey { file }))
}

/// What whoever runs the server did, for the audit trail.
#[must_use]
pub fn by_operator(action: &str, subject: &str) -> Step {
    Step::Audit(AuditNote {
        actor: Actor::Operator,
        action: action.to_owned(),
        subject: subject.to_owned(),
        request: None,
        network: None,
        address: None,
    })
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
        return_urls: vec![],
    };
    let steps = vec![Step::PutParty(party), by_operator("party.created", &id)];
    service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await?;
    Ok(id)
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
    let id = ids::new("key", now)?;
    let secret = ids::secret(&format!("candor_{}", mode.name()))?;
    let key = ApiKey {
        id: id.clone(),
        relying_party: party.to_owned(),
        mode,
        scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        hash: ids::hashed(&secret),
        created_at: now,
        expires_at,
        revoked_at: None,
    };
    let steps = vec![Step::NewKey(key), by_operator("key.created", &id)];
    service.store.commit(Change { relying_party: party.to_owned(), at: now, steps }).await?;
    Ok(NewKey { id, secret })
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

async fn listener(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let failed = |cause: std::io::Error| ServeError::Listen { address, cause: cause.to_string() };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Serves requests, and metrics on an address of their own; works too when `working`.
///
/// # Errors
/// [`ServeError::Listen`].
pub async fn serve(service: Shared, working: bool) -> Result<Running, ServeError> {
    let (public, address) = listener(service.config.listen).await?;
    let (admin, admin_address) = listener(service.config.admin_listen).await?;
    let (stop, stopped) = watch::channel(false);
    let until = |mut stopped: watch::Receiver<bool>| async move {
        // An error says that the sender is gone: that is the end, too.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let pages = router(service.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let pages = axum::serve(public, pages).with_graceful_shutdown(until(stopped.clone()));
    let counted = service.clone();
    let metrics =
        axum::Router::new().route("/metrics", axum::routing::get(move || async move { counted.metrics.text() }));
    let metrics = axum::serve(admin, metrics).with_graceful_shutdown(until(stopped.clone()));
    let mut tasks = vec![
        tokio::spawn(async move {
            let _ = pages.into_future().await;
        }),
        tokio::spawn(async move {
            let _ = metrics.into_future().await;
        }),
    ];
    if working {
        tasks.push(tokio::spawn(jobs::work(service, stopped)));
    }
    Ok(Running { address, admin_address, stop, tasks })
}

/// Works without serving, until `stopped` says so.
pub async fn work(service: Shared, stopped: watch::Receiver<bool>) {
    jobs::work(service, stopped).await;
}
