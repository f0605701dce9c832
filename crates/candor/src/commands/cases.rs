//! `candor check --cases`: every case of a folder, with an index of the reports.

use super::check::{Judge, Photos, read_claim};
use crate::arguments::CheckArguments;
use crate::cases::{About, names};
use crate::failure::Failure;
use crate::index::{self, Row};
use crate::terminal::{BAD, FAINT, GOOD, Progress, written};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verify::finding::AnyFinding;

/// Judges the cases in `folder`, in the order of their names. Fails when one is not judged as its `case.json` says.
pub(super) fn run(arguments: &CheckArguments, folder: &Path, out: &Path) -> Result<ExitCode, Failure> {
    let cases = listed(folder)?;
    let policy = Some(folder.join("policy.toml")).filter(|path| path.exists());
    let judge = Judge::new(arguments, arguments.policy.as_deref().or(policy.as_deref()))?;
    let progress = Progress::over(cases.len());
    let mut rows = Vec::new();
    for (done, case) in cases.iter().enumerate() {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        progress.at(done, &name);
        let about: About = about(&case.join("case.json"))?;
        let claim = read_claim(&case.join("claim.json"))?;
        let place = |name: &str| Some(case.join(name)).filter(|path| path.exists());
        let (front, back, selfie) = (case.join("front.jpg"), place("back.jpg"), place("selfie.jpg"));
        let photos = Photos { front: &front, back: back.as_deref(), selfie: selfie.as_deref() };
        let (decision, shown) = judge.one(photos, &claim, about.on, Some(&out.join(&name)))?;
        let codes: Vec<&str> =
            decision.findings.iter().map(AnyFinding::code).filter(|code| *code != "sys.check_not_run").collect();
        let expected = match &about.code {
            Some(code) => !codes.is_empty() && codes.iter().all(|found| names(found, code)),
            None => codes.is_empty(),
        };
        rows.push(Row::new(name, about, &decision, expected, &shown)?);
    }
    drop(progress);
    let page = out.join("index.html");
    std::fs::write(&page, index::page(judge.language, &rows)).map_err(|cause| Failure::unwritable(&page, &cause))?;
    let mut terminal = anstream::stdout().lock();
    for row in &rows {
        let (mark, word) = if row.expected { (GOOD, "ok") } else { (BAD, "no") };
        let codes = if row.codes.is_empty() { "no finding".to_owned() } else { row.codes.join(", ") };
        written(writeln!(
            terminal,
            "{mark}{word}{mark:#}  {:<16}{:<20}{FAINT}{codes}{FAINT:#}",
            row.about.wrong,
            row.outcome.name(),
        ))?;
    }
    written(writeln!(terminal, "\nOpen {}", page.display()))?;
    Ok(if rows.iter().all(|row| row.expected) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |cause: std::io::Error| Failure::Image {
        path: folder.to_path_buf(),
        cause: Box::new(Failure::Unreadable(cause.to_string())),
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut cases: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.join("case.json").exists()).collect();
    cases.sort();
    if cases.is_empty() {
        let cause = format!(
            "--cases {}: no case is there; `candor specimen --cases --out {}` writes some",
            folder.display(),
            folder.display()
        );
        return Err(Failure::Argument(cause));
    }
    Ok(cases)
}

fn about(path: &Path) -> Result<About, Failure> {
    let at = |cause: Failure| Failure::Image { path: path.to_path_buf(), cause: Box::new(cause) };
    serde_json::from_str(&super::text(path).map_err(at)?).map_err(|cause| at(Failure::Unreadable(cause.to_string())))
}
