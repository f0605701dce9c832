//! `candor doctor`.

use super::serve::{block_on, config, managed};
use crate::arguments::DoctorArguments;
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, written};
use server::Config;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// How something was found.
enum Found {
    Well(String),
    /// It works, and is worth a look: what, and what to do.
    Doubtful(String, String),
    /// It does not work: what, and what to do.
    Broken(String, String),
}

use Found::{Broken, Doubtful, Well};

/// Looks at everything that the service needs.
pub(crate) fn run(arguments: &DoctorArguments) -> Result<ExitCode, Failure> {
    let config = config(&arguments.set_up)?;
    let missing = Store::new(&arguments.models)?.missing_models();
    let mut found = block_on(async { Ok(database(arguments).await) })?;
    found.push(("blobs", blobs(&config)));
    found.push(("keys", keys(&config)));
    found.push(("models", models(&missing)));
    found.push(("clock", clock()));
    found.push(("disk", disk(&config)));
    found.push(("camera", camera(&config)));
    found.push(("letters", letters(&config)));
    let mut out = anstream::stdout().lock();
    let mut well = true;
    for (name, found) in found {
        let (style, word, what, remedy) = match found {
            Well(what) => (GOOD, "well", what, None),
            Doubtful(what, remedy) => (DOUBTFUL, "look", what, Some(remedy)),
            Broken(what, remedy) => {
                well = false;
                (BAD, "broken", what, Some(remedy))
            }
        };
        written(writeln!(out, "{style}{word:<7}{style:#} {name:<9} {what}"))?;
        if let Some(remedy) = remedy {
            written(writeln!(out, "{FAINT}{:<18}{remedy}{FAINT:#}", ""))?;
        }
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn database(arguments: &DoctorArguments) -> Vec<(&'static str, Found)> {
    let broken = |cause: String| Broken(cause, "check that the folder can be written and the disk is well".into());
    let service = match managed(&arguments.set_up).await {
        Ok((service, _)) => service,
        Err(failure) => return vec![("database", broken(failure.to_string()))],
    };
    let answers = match service.store.ready().await {
        Ok(()) => Well("answers, can be written and is up to date".into()),
        Err(cause) => broken(cause.to_string()),
    };
    let dead = match service.store.dead(1000).await {
        Ok(dead) if dead.is_empty() => Well("no job was given up".into()),
        Ok(dead) => {
            let last = dead.last().and_then(|job| job.failure.clone()).unwrap_or_default();
            Doubtful(
                format!("{} jobs were given up; the last one: {last}", dead.len()),
                "what they were about went to a person".into(),
            )
        }
        Err(cause) => broken(cause.to_string()),
    };
    vec![("database", answers), ("jobs", dead)]
}

fn blobs(config: &Config) -> Found {
    let place = config.data.join("blobs").join(".doctor");
    let tried = std::fs::write(&place, b"x").and_then(|()| std::fs::remove_file(&place));
    match tried {
        Ok(()) => Well("can be written".into()),
        Err(cause) => Broken(format!("cannot be written: {cause}"), format!("check {}", config.data.display())),
    }
}

fn keys(config: &Config) -> Found {
    if let Err(cause) = vault::FolderRing::open(&config.keys) {
        return Broken(cause.to_string(), "without its keys nothing that is kept can be read".into());
    }
    if same_volume(&config.data, &config.keys) {
        let remedy = "keep them on another volume (--keys): whoever copies the volume has data and keys";
        return Doubtful("they lie on the same volume as the data".into(), remedy.into());
    }
    Well("open, and on a volume of their own".into())
}

#[cfg(unix)]
fn same_volume(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let volume = |path: &Path| std::fs::metadata(path).map(|data| data.dev()).ok();
    volume(one) == volume(other)
}

#[cfg(not(unix))]
fn same_volume(_: &Path, _: &Path) -> bool {
    false
}

fn models(missing: &[String]) -> Found {
    if missing.is_empty() {
        return Well("all there".into());
    }
    Doubtful(
        format!("missing: {}", missing.join(", ")),
        "fetch them with `candor models pull`; until then cases go to a person".into(),
    )
}

fn clock() -> Found {
    use server::Clock as _;
    let now = server::SystemClock.now();
    // This program was not written before that.
    if now.as_second() < 1_760_000_000 {
        return Broken(format!("it says {now}"), "set the clock; expiry dates and signatures depend on it".into());
    }
    Well(now.to_string())
}

fn disk(config: &Config) -> Found {
    const LEAST: u64 = 1 << 30;
    match free(&config.data) {
        Some(free) if free < LEAST => Doubtful(
            format!("{} MB are free", free >> 20),
            "make room: a verification takes some 5 MB until its evidence is deleted".into(),
        ),
        Some(free) => Well(format!("{} GB are free", free >> 30)),
        None => Doubtful("how much is free cannot be told".into(), "look with `df`".into()),
    }
}

/// Bytes that are free on the volume of `place`, by `df`: asking the system itself needs code that is not safe.
fn free(place: &Path) -> Option<u64> {
    let said = std::process::Command::new("df").arg("-Pk").arg(place).output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn letters(config: &Config) -> Found {
    if let Err(cause) = server::Mailer::new(config) {
        return Broken(cause, "mend the setting; nobody gets back in by a code until then".into());
    }
    if config.smtp_url.is_empty() {
        return Doubtful(
            format!("no mail server is named: they lie in {}", config.data.join("outbox").display()),
            "name one (smtp_url), or codes reach nobody".into(),
        );
    }
    Well(format!("by a mail server, from {}", config.mail_from))
}

fn camera(config: &Config) -> Found {
    let address = config.address();
    let secure = address.starts_with("https://")
        || address.starts_with("http://127.")
        || address.starts_with("http://localhost");
    if secure {
        return Well(format!("browsers allow it on {address}"));
    }
    let remedy = "serve over HTTPS (public_url): browsers give no camera to other pages";
    Doubtful(format!("browsers refuse it on {address}"), remedy.into())
}
