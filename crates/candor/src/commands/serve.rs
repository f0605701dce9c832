//! `candor serve`, `candor work`, `candor migrate`.

use crate::arguments::{ModelsFolder, ServeArguments, SetUp, WorkArguments};
use crate::failure::Failure;
use crate::judge::Models;
use crate::store::Store;
use crate::terminal::{FAINT, HEADING, written};
use server::{Config, FirstKey, Judge, Shared, SystemClock};
use std::future::Future;
use std::io::Write;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long what was begun may take when the service is told to stop.
const PATIENCE: Duration = Duration::from_secs(25);

/// The settings of file, environment and arguments, the last one winning.
pub(super) fn config(set_up: &SetUp) -> Result<Config, Failure> {
    let file = match &set_up.config {
        None => None,
        Some(path) => {
            let named = |cause| Failure::Image { path: path.clone(), cause: Box::new(cause) };
            Some((path.display().to_string(), super::text(path).map_err(named)?))
        }
    };
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    let mut config = Config::read(file, std::env::vars())?;
    if let Some(data) = &set_up.data {
        config.data.clone_from(data);
    }
    if let Some(keys) = &set_up.keys {
        config.keys.clone_from(keys);
    }
    Ok(config)
}

/// Runs `work` to its end on threads of its own.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.map_err(|cause| Failure::Argument(format!("no threads can be started: {cause}")))?.block_on(work)
}

/// Nobody who measures: for commands that judge nothing.
struct NoJudge;

impl Judge for NoJudge {
    fn measure(&self, _: &server::Files) -> Result<server::Measured, server::NotMeasured> {
        Err(server::NotMeasured::Failed("this command judges nothing".into()))
    }

    fn engine(&self) -> verify::record::Engine {
        verify::record::Engine { version: env!("CARGO_PKG_VERSION").into(), models: [].into() }
    }

    fn missing(&self) -> Vec<String> {
        vec![]
    }

    fn off(&self) -> Vec<String> {
        vec![]
    }
}

/// The service without models, for commands that manage it.
pub(super) async fn managed(set_up: &SetUp) -> Result<(Shared, Option<FirstKey>), Failure> {
    Ok(server::open(config(set_up)?, Arc::new(NoJudge), Arc::new(SystemClock)).await?)
}

async fn opened(config: Config, models: &ModelsFolder) -> Result<(Shared, Option<FirstKey>), Failure> {
    let models = Models::new(Store::new(models)?, NonZeroUsize::MIN);
    Ok(server::open(config, Arc::new(models), Arc::new(SystemClock)).await?)
}

fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CANDOR_LOG");
    let filter = filter.unwrap_or_else(|_| "warn,server=info".into());
    // A second subscriber finds the first in its place.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// The address by which other machines reach this one. Nothing is sent.
fn own_address() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    // A documentation address (RFC 5737): the system only chooses the way there.
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|own| !own.is_unspecified())
}

/// Until the process is told to end.
pub(super) async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Serves until told to stop.
pub(crate) fn run(arguments: &ServeArguments) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    if arguments.openapi {
        let document = server::document().to_pretty_json().unwrap_or_default();
        written(writeln!(out, "{document}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.settings {
        written(write!(out, "{}", Config::reference()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut config = config(&arguments.set_up)?;
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    if arguments.tls_self_signed {
        let mut names = vec!["localhost".to_owned(), config.listen.ip().to_string()];
        // Which of its addresses a phone will use, the machine tells by the way it would take.
        if let Some(own) = own_address() {
            names.push(own.to_string());
            if config.public_url.is_empty() && config.listen.ip().is_unspecified() {
                config.public_url = format!("https://{own}:{}", config.listen.port());
            }
        }
        server::self_signed(&mut config, names)?;
    }
    log();
    block_on(async {
        let (service, first) = opened(config.clone(), &arguments.models).await?;
        let missing = service.judge.missing();
        let running = server::serve(service, !arguments.without_workers).await?;
        let config = Config { listen: running.address, ..config };
        let told = || -> std::io::Result<()> {
            writeln!(out, "{HEADING}Candor serves on {}{HEADING:#}", config.address())?;
            writeln!(out, "  try the API     {}/docs", config.address())?;
            writeln!(out, "  data            {}", config.data.display())?;
            writeln!(out, "  keys            {}", config.keys.display())?;
            writeln!(out, "  metrics         http://{}/metrics", running.admin_address)?;
            let kept = config.keys.join("first-api-key");
            if first.is_some() {
                writeln!(out, "  test key        {}  (a first relying party was made)", kept.display())?;
            } else if kept.exists() {
                writeln!(out, "  test key        {}", kept.display())?;
            }
            if !missing.is_empty() {
                writeln!(
                    out,
                    "{FAINT}  missing models: {}; fetch them with `candor models pull`{FAINT:#}",
                    missing.join(", ")
                )?;
            }
            out.flush()
        };
        let mut told = told;
        written(told())?;
        told_to_stop().await;
        running.stop(PATIENCE).await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Works until told to stop.
pub(crate) fn work(arguments: &WorkArguments) -> Result<ExitCode, Failure> {
    log();
    block_on(async {
        let (service, _) = opened(config(&arguments.set_up)?, &arguments.models).await?;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(server::work(service, stopped));
        told_to_stop().await;
        let _ = stop.send(true);
        let _ = tokio::time::timeout(PATIENCE, working).await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Brings the database up to date.
pub(crate) fn migrate(set_up: &SetUp) -> Result<ExitCode, Failure> {
    block_on(async {
        let (service, _) = managed(set_up).await?;
        let place = service.config.data.display();
        written(writeln!(anstream::stdout().lock(), "The database in {place} is up to date."))?;
        Ok(ExitCode::SUCCESS)
    })
}
