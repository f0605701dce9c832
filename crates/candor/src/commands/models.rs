//! `candor models`.

use crate::arguments::{ModelsArguments, ModelsFolder, ModelsTask};
use crate::failure::Failure;
use crate::manifest::{Entry, Kind, Package};
use crate::pull;
use crate::store::{CACHE, State, Store};
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, HEADING, Progress, written};
use serde::Serialize;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Does what was asked for.
pub(crate) fn run(arguments: &ModelsArguments) -> Result<ExitCode, Failure> {
    match &arguments.task {
        ModelsTask::Pull { names, models } => pull(names, models),
        ModelsTask::List { json, models } => list(*json, models),
        ModelsTask::Verify { models } => verify(models),
    }
}

/// Fetches what is missing or altered. One package that fails does not keep the others from being fetched.
fn pull(names: &[String], models: &ModelsFolder) -> Result<ExitCode, Failure> {
    let store = Store::new(models)?;
    if let Some(unknown) = names.iter().find(|name| store.manifest.entry(name).is_none()) {
        return Err(Failure::UnknownName(unknown.clone()));
    }
    let folder = models.folder.as_deref().unwrap_or(Path::new(CACHE));
    let wanted = |entry: &&Entry| names.is_empty() || names.contains(&entry.name);
    let lacking = |entry: &&Entry| !matches!(store.state(entry), State::Sound(_));
    let lacking: Vec<&Entry> =
        store.manifest.files.iter().filter(|entry| entry.package.is_some()).filter(wanted).filter(lacking).collect();
    let packages: Vec<(&Package, Vec<&Entry>)> = store
        .manifest
        .packages
        .iter()
        .map(|package| (package, lacking.iter().copied().filter(|entry| carries(package, entry)).collect::<Vec<_>>()))
        .filter(|(_, entries)| !entries.is_empty())
        .collect();
    if packages.is_empty() {
        written(writeln!(anstream::stdout(), "{GOOD}all files are there{GOOD:#}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let bytes: u64 = packages.iter().map(|(package, _)| package.bytes).sum();
    let plan = format!("fetching {} packages, about {}, into {}", packages.len(), size(bytes), folder.display());
    written(writeln!(anstream::stdout(), "{plan}"))?;
    let progress = Progress::over(packages.len());
    let mut failures = 0;
    for (done, (package, entries)) in packages.iter().enumerate() {
        let title = format!("{} {} ({})", package.name, package.version, size(package.bytes));
        progress.at(done, &title);
        let outcome = pull::pull(package, entries, folder);
        failures += usize::from(outcome.is_err());
        let files = entries.iter().map(|entry| entry.file.as_str()).collect::<Vec<_>>().join(", ");
        progress.aside(|| match &outcome {
            Ok(()) => written(writeln!(anstream::stdout(), "{GOOD}ok{GOOD:#}  {title}  {FAINT}{files}{FAINT:#}")),
            Err(failure) => written(writeln!(anstream::stderr(), "{BAD}{}{BAD:#}: {failure}", failure.code())),
        })?;
    }
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn carries(package: &Package, entry: &Entry) -> bool {
    entry.package.as_ref() == Some(&package.name)
}

/// What `candor models list --json` says of a file.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    kind: Kind,
    source: String,
    licence: &'a str,
    purpose: &'a str,
    bytes: u64,
    sha256: &'a str,
    place: Option<String>,
}

/// Shows every file.
fn list(json: bool, models: &ModelsFolder) -> Result<ExitCode, Failure> {
    let store = Store::new(models)?;
    let mut out = anstream::stdout().lock();
    let mut heading = None;
    for entry in &store.manifest.files {
        let place = store.find(entry).map(|path| path.display().to_string());
        let source = source(&store, entry);
        if json {
            let (name, licence, purpose, sha256) = (&entry.name, &entry.licence, &entry.purpose, &entry.sha256);
            let listed = Listed { name, kind: entry.kind, source, licence, purpose, bytes: entry.bytes, sha256, place };
            let line = serde_json::to_string(&listed).unwrap_or_default();
            written(writeln!(out, "{line}"))?;
            continue;
        }
        if heading != Some(entry.kind) {
            let space = if heading.is_some() { "\n" } else { "" };
            written(writeln!(out, "{space}{HEADING}{}{HEADING:#}", entry.kind.heading()))?;
            heading = Some(entry.kind);
        }
        let (style, place) = match place {
            Some(place) => (GOOD, place),
            None => (DOUBTFUL, "missing".into()),
        };
        written(writeln!(out, "  {:<24}{:>9}  {style}{place}{style:#}", entry.name, size(entry.bytes)))?;
        written(writeln!(out, "    {FAINT}{}; {}; {source}{FAINT:#}", entry.purpose, entry.licence))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn source(store: &Store, entry: &Entry) -> String {
    match store.manifest.packages.iter().find(|package| carries(package, entry)) {
        Some(package) => format!("{:?} {} {}", package.client, package.name, package.version).to_lowercase(),
        None => "kept in the repository".into(),
    }
}

/// Checks every file.
fn verify(models: &ModelsFolder) -> Result<ExitCode, Failure> {
    let store = Store::new(models)?;
    let mut bad = 0;
    let mut out = anstream::stdout().lock();
    for entry in &store.manifest.files {
        let (style, verdict, note) = match store.state(entry) {
            State::Sound(path) => (GOOD, "sound", path.display().to_string()),
            State::Missing => (BAD, "missing", format!("run `candor models pull {}`", entry.name)),
            State::Altered(path, sum) => (BAD, "altered", format!("sha256 of {} is {sum}", path.display())),
            State::Unchecked(path, sum) => {
                (BAD, "unknown", format!("the manifest names no sha256; that of {} is {sum}", path.display()))
            }
            State::Unreadable(path, cause) => (BAD, "unreadable", format!("{}: {cause}", path.display())),
        };
        bad += usize::from(verdict != "sound");
        written(writeln!(out, "{style}{verdict:<11}{style:#}{:<24}{FAINT}{note}{FAINT:#}", entry.name))?;
    }
    match bad {
        0 => Ok(ExitCode::SUCCESS),
        _ => Err(Failure::ModelsNotWell(format!(
            "{bad} of {} files are missing or altered; remove altered ones and run `candor models pull`",
            store.manifest.files.len()
        ))),
    }
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0 => "-".into(),
        small if small < 1_000_000 => format!("{} kB", small.div_ceil(1000)),
        large => format!("{:.1} MB", large as f64 / 1e6),
    }
}
