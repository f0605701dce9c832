//! `candor serve`, `candor work`, `candor migrate`.

use crate::arguments::{Listening, ModelsFolder, ServeArguments, SetUp, WorkArguments};
use crate::failure::Failure;
use crate::judge::Models;
use crate::store::Store;
use crate::terminal::{FAINT, HEADING, written};
use server::{Config, FirstKey, Judge, Opening, Shared, SystemClock};
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
    let mut config = Config::read(file, std::env::vars_os())?;
    if let Some(data) = &set_up.data {
        config.data.clone_from(data);
    }
    if let Some(keys) = &set_up.keys {
        config.keys.clone_from(keys);
    }
    Ok(config)
}

/// The settings with what was said about how the service is reached, and the names of a certificate when one is to be made.
pub(super) fn reached(mut config: Config, listening: &Listening) -> (Config, Option<Vec<String>>) {
    if let Some(listen) = listening.listen {
        config.listen = listen;
    }
    if !listening.tls_self_signed {
        return (config, None);
    }
    let mut names = vec!["localhost".to_owned(), config.listen.ip().to_string()];
    // Which of its addresses a phone will use, the machine tells by the way it would take.
    if let Some(own) = own_address() {
        names.push(own.to_string());
        if config.public_url.is_empty() && config.listen.ip().is_unspecified() {
            config.public_url = format!("https://{own}:{}", config.listen.port());
        }
    }
    (config, Some(names))
}

/// Runs `work` of the service to its end on threads of its own. What it writes is its owner's and nobody else's.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.map_err(|cause| Failure::Argument(format!("no threads can be started: {cause}")))?.block_on(work)
}

/// Nobody who measures: for commands that judge nothing.
struct NoJudge;

impl Judge for NoJudge {
    fn measure(&self, _: &server::Files) -> Result<server::Measured, server::NotMeasured> {
        Err(server::NotMeasured::Failed("this command judges nothing".into()))
    }

    fn clip(&self, _: &[u8]) -> Result<Result<server::Clip, &'static str>, server::NotMeasured> {
        Err(server::NotMeasured::Failed("this command judges nothing".into()))
    }

    fn picture(
        &self,
        _: &[u8],
        _: &server::Shown,
    ) -> Result<Result<server::Picture, &'static str>, server::NotMeasured> {
        Err(server::NotMeasured::Failed("this command judges nothing".into()))
    }

    fn held(
        &self,
        _: &verify::held::Asked,
        _: verify::finding::Evidence,
        _: &[u8],
    ) -> Result<Result<verify::held::HeldFacts, &'static str>, server::NotMeasured> {
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

/// The service without models, for commands that manage it: as it is, or made where it is not there.
pub(super) async fn managed(config: Config, opening: Opening) -> Result<Shared, Failure> {
    Ok(server::open(config, Arc::new(NoJudge), Arc::new(SystemClock), opening).await?.0)
}

/// The service that is there, for commands that manage it.
pub(super) async fn existing(set_up: &SetUp) -> Result<Shared, Failure> {
    managed(config(set_up)?, Opening::AsItIs).await
}

async fn opened(config: Config, models: &ModelsFolder) -> Result<(Shared, Option<FirstKey>), Failure> {
    let models = Models::new(Store::new(models)?, NonZeroUsize::MIN);
    Ok(server::open(config, Arc::new(models), Arc::new(SystemClock), Opening::Making).await?)
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
    let (mut config, names) = reached(config(&arguments.set_up)?, &arguments.listening);
    if let Some(names) = names {
        server::self_signed(&mut config, names)?;
    }
    log();
    block_on(async {
        let (service, first) = opened(config.clone(), &arguments.models).await?;
        let missing = service.judge.missing();
        // Before anything is served: where it is refused, nothing of a service in use was touched.
        let demo = match arguments.demo {
            true => {
                let story = server::open_demo(&service, arguments.story.clone()).await?;
                Some((server::demo_session(&service).await?, story))
            }
            false => None,
        };
        let running = server::serve(service.clone(), server::Pages::embedded(), !arguments.without_workers).await?;
        let config = Config { listen: running.address, ..config };
        let told = || -> std::io::Result<()> {
            writeln!(out, "{HEADING}Candor serves on {}{HEADING:#}", config.address())?;
            writeln!(out, "  try the API     {}/docs", config.address())?;
            writeln!(out, "  data            {}", config.data.display())?;
            writeln!(out, "  keys            {}", config.keys.display())?;
            writeln!(out, "  metrics         http://{}/metrics", running.admin_address)?;
            test_key(&mut out, &config, first.is_some())?;
            if let Some((session, story)) = &demo {
                writeln!(out, "{HEADING}Try the whole story{HEADING:#}  {}/inbox", config.address())?;
                writeln!(out, "  an invitation   {}", story.link())?;
                writeln!(out, "{HEADING}Try the flow as an applicant{HEADING:#}  {session}")?;
                writeln!(out, "{FAINT}  another         {}{FAINT:#}", another(&config))?;
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

/// How another session is made: by the API, with the test key.
fn another(config: &Config) -> String {
    let key = config.keys.join("first-api-key");
    format!(
        "curl -s {}/v1/sessions -H \"Authorization: Bearer $(cat {})\" -H 'Content-Type: application/json' -d '{{\"external_id\":\"demo\"}}'",
        config.address(),
        key.display()
    )
}

/// Names the file of the first relying party's test key, where there is one.
fn test_key(out: &mut impl Write, config: &Config, made: bool) -> std::io::Result<()> {
    let kept = config.keys.join("first-api-key");
    match (made, kept.exists()) {
        (true, _) => writeln!(out, "  test key        {}  (a first relying party was made)", kept.display()),
        (false, true) => writeln!(out, "  test key        {}", kept.display()),
        (false, false) => Ok(()),
    }
}

/// Works until told to stop.
pub(crate) fn work(arguments: &WorkArguments) -> Result<ExitCode, Failure> {
    log();
    block_on(async {
        let (service, first) = opened(config(&arguments.set_up)?, &arguments.models).await?;
        let mut out = anstream::stdout().lock();
        let told = writeln!(out, "{HEADING}Candor works on {}{HEADING:#}", service.config.data.display());
        written(told.and_then(|()| test_key(&mut out, &service.config, first.is_some())).and_then(|()| out.flush()))?;
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
        let service = managed(config(set_up)?, Opening::Making).await?;
        let place = service.config.data.display();
        written(writeln!(anstream::stdout().lock(), "The database in {place} is up to date."))?;
        Ok(ExitCode::SUCCESS)
    })
}
