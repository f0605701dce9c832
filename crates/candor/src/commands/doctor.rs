//! `candor doctor`.

use super::serve::{block_on, config, reached};
use crate::arguments::DoctorArguments;
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, written};
use server::{Config, Opening};
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
    let (config, certificate) = reached(config(&arguments.set_up)?, &arguments.listening);
    let missing = Store::new(&arguments.models)?.missing_models();
    let mut found = block_on(async {
        let mut found = database(&config).await;
        found.push(("keys", keys(&config).await));
        Ok(found)
    })?;
    found.push(("blobs", blobs(&config)));
    found.push(("models", models(&missing)));
    found.push(("disk", disk(&config)));
    found.push(("camera", camera(&config, certificate.is_some())));
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

/// Database, jobs and clock. Nothing is made, and nothing is brought up to date.
async fn database(config: &Config) -> Vec<(&'static str, Found)> {
    use server::Clock as _;
    let now = server::SystemClock.now().as_millisecond();
    let check = "check the folder, its permissions and the disk";
    let store = match server::database(config, Opening::AsItIs).await {
        Ok(store) => store,
        Err(failure) => {
            return vec![("database", Broken(failure.to_string(), check.into())), ("clock", clock(now, None))];
        }
    };
    let answers = match store.ready().await {
        Ok(()) => Well("answers, can be written and is up to date".into()),
        Err(cause) => Broken(cause.to_string(), check.into()),
    };
    let dead = match store.dead(1000).await {
        Ok(dead) if dead.is_empty() => Well("no job was given up".into()),
        Ok(dead) => {
            let last = dead.last().and_then(|job| job.failure.clone()).unwrap_or_default();
            Doubtful(
                format!("{} jobs were given up; the last one: {last}", dead.len()),
                "what they were about went to a person".into(),
            )
        }
        Err(cause) => Broken(cause.to_string(), check.into()),
    };
    let newest = store.newest_event().await.unwrap_or_default();
    let mut found = vec![("database", answers), ("jobs", dead), ("clock", clock(now, newest))];
    found.extend(calendars(&*store, now).await.into_iter().map(|found| ("calendar", found)));
    found
}

/// Days before the last one that is covered in which the next year should be added.
const SOON: i64 = 90;

/// Whether the calendars by which appeals are counted know the holidays of the next months.
async fn calendars(store: &dyn store::Store, now: i64) -> Vec<Found> {
    let Ok(parties) = store.parties().await else { return vec![] };
    let now = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    parties.iter().map(|party| ends(&server::calendar(party), &party.id, now)).collect()
}

fn ends(calendar: &verify::business::Calendar, party: &str, now: jiff::Timestamp) -> Found {
    let (_, last) = calendar.covered();
    let left = i64::from((last - calendar.date(now)).get_days());
    let about = format!("{} of {party}", calendar.name());
    let remedy =
        format!("add the holidays after {last} and give the file to `candor admin appeals {party} --calendar FILE`");
    match left {
        left if left < 0 => Doubtful(format!("{about} ended on {last}: weekdays alone count since"), remedy),
        left if left < SOON => Doubtful(format!("{about} ends on {last}, in {left} days"), remedy),
        _ => Well(format!("{about} is known until {last}")),
    }
}

fn blobs(config: &Config) -> Found {
    let folder = config.data.join("blobs");
    let place = folder.join(".doctor");
    let tried = std::fs::write(&place, b"x").and_then(|()| std::fs::remove_file(&place));
    if let Err(cause) = tried {
        return Broken(format!("cannot be written: {cause}"), format!("check {}", folder.display()));
    }
    if open_to_others(&config.data) {
        let remedy = format!("run `chmod 700 {}`", config.data.display());
        return Doubtful("can be written, in a folder that others can look into".into(), remedy);
    }
    Well("can be written".into())
}

async fn keys(config: &Config) -> Found {
    let broken = |cause: String| Broken(cause, "without its keys nothing that is kept can be read".into());
    let opened = match server::key_table(config, Opening::AsItIs).await {
        Ok(table) => server::ring(config, &*table).await,
        Err(cause) => Err(cause),
    };
    if let Err(cause) = opened {
        return broken(cause.to_string());
    }
    // Who is redacted is noted there.
    let place = config.keys.join(".doctor");
    if let Err(cause) = std::fs::write(&place, b"x").and_then(|()| std::fs::remove_file(&place)) {
        return Broken(
            format!("their folder cannot be written: {cause}"),
            "nobody can be redacted until it can".into(),
        );
    }
    if same_volume(&config.data, &config.keys) {
        let remedy = "keep them on another volume (--keys): whoever copies the volume has data and keys";
        return Doubtful("they open the data, and lie on the same volume".into(), remedy.into());
    }
    Well("they open the data, and lie on a volume of their own".into())
}

#[cfg(unix)]
fn open_to_others(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(folder).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> bool {
    false
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

/// Milliseconds by which clocks of one service may differ.
const APART: i64 = 60_000;
/// Milliseconds without an event that are strange.
const LONG: i64 = 365 * 86_400_000;

fn clock(now: i64, newest_event: Option<i64>) -> Found {
    let said = jiff::Timestamp::from_millisecond(now).map_or_else(|_| now.to_string(), |now| now.to_string());
    let remedy = "set the clock; expiry dates, codes and signatures depend on it";
    // This program was not written before that.
    if now < 1_760_000_000_000 {
        return Broken(format!("it says {said}"), remedy.into());
    }
    match newest_event {
        Some(newest) if now < newest - APART => {
            Broken(format!("it says {said}, and the newest event came after that"), remedy.into())
        }
        Some(newest) if now > newest + LONG => {
            Doubtful(format!("it says {said}, and nothing happened for a year"), format!("if that is not so, {remedy}"))
        }
        _ => Well(said),
    }
}

fn disk(config: &Config) -> Found {
    const LEAST: u64 = 1 << 30;
    /// Where a database begins to fail.
    const NONE: u64 = 64 << 20;
    match free(&config.data) {
        Some(free) if free < NONE => {
            Broken(format!("{} MB are free", free >> 20), "make room: nothing can be kept".into())
        }
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

fn camera(config: &Config, certificate: bool) -> Found {
    let address = config.address();
    // A certificate that is yet to be made is served by then.
    let address = match address.strip_prefix("http://") {
        Some(rest) if certificate => format!("https://{rest}"),
        _ => address,
    };
    if secure(&address) {
        return Well(format!("browsers allow it on {address}"));
    }
    let remedy = "serve over HTTPS (public_url): browsers give no camera to other pages";
    Doubtful(format!("browsers refuse it on {address}"), remedy.into())
}

/// Whether browsers trust pages of `address`: over TLS, or from the machine itself (W3C Secure Contexts, 3.1).
fn secure(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return address.starts_with("https://") };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if let Ok(socket) = host.parse::<std::net::SocketAddr>() {
        return socket.ip().is_loopback();
    }
    if let Some(inside) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return inside.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    }
    let name = host.split(':').next().unwrap_or_default();
    let loopback = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    loopback || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_that_ends_or_ended_is_doubtful() {
        let calendar = verify::business::Calendar::shipped("target").unwrap();
        let on = |day: &str| ends(&calendar, "rp_1", format!("{day}T12:00:00Z").parse().unwrap());
        assert!(matches!(on("2030-10-02"), Well(told) if told.ends_with("until 2030-12-31")));
        for (day, words) in [
            ("2030-10-03", "in 89 days"),
            ("2030-12-31", "in 0 days"),
            ("2031-01-01", "ended on 2030-12-31"),
            ("2035-01-01", "ended on 2030-12-31"),
        ] {
            let Doubtful(told, remedy) = on(day) else { panic!("{day}") };
            assert!(told.contains(words) && remedy.contains("rp_1 --calendar"), "{day}: {told}; {remedy}");
        }
    }

    #[test]
    fn browsers_trust_tls_and_the_machine_itself() {
        for (address, expected) in [
            ("https://kyc.example", true),
            ("http://kyc.example", false),
            ("http://127.0.0.1:8080", true),
            ("http://127.0.0.2", true),
            ("http://127.example.org:8080", false),
            ("http://[::1]:8080", true),
            ("http://[::1]/apply", true),
            ("http://[2001:db8::1]:8080", false),
            ("http://localhost:8080/apply", true),
            ("http://kyc.localhost", true),
            ("http://localhost.example.org", false),
            ("http://0.0.0.0:8080", false),
            ("http://192.0.2.7:8080", false),
        ] {
            assert_eq!(secure(address), expected, "{address}");
        }
    }

    #[test]
    fn a_clock_is_compared_with_what_happened() {
        let now = 1_800_000_000_000;
        assert!(matches!(clock(now, None), Well(_)));
        assert!(matches!(clock(now, Some(now + 1000)), Well(_)));
        assert!(matches!(clock(now, Some(now + 3_600_000)), Broken(..)));
        assert!(matches!(clock(now, Some(now - 2 * LONG)), Doubtful(..)));
        assert!(matches!(clock(1_000_000_000_000, None), Broken(..)));
    }
}
