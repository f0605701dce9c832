//! `candor reasons`.

use crate::arguments::ReasonsArguments;
use crate::failure::Failure;
use crate::terminal::{FAINT, HEADING, written};
use serde::Serialize;
use std::io::Write;
use std::process::ExitCode;
use verify::finding::Measured;
use verify::reason::{Reason, registry};
use verify::texts::{Told, tell_code};

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    reason: &'a Reason,
    texts: Option<Told>,
}

/// Prints the registry.
pub(crate) fn run(arguments: &ReasonsArguments) -> Result<ExitCode, Failure> {
    let language = arguments.lang.into();
    let told = |reason: &Reason| tell_code(language, &reason.code, &Measured::default());
    let mut out = anstream::stdout().lock();
    if arguments.json {
        let lines: Vec<Line<'_>> = registry().iter().map(|reason| Line { reason, texts: told(reason) }).collect();
        written(serde_json::to_writer_pretty(&mut out, &lines).map_err(Into::into).and_then(|()| writeln!(out)))?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.markdown {
        written(out.write_all(verify::reason::page().as_bytes()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut group = "";
    for reason in registry() {
        if reason.group != group {
            group = &reason.group;
            written(writeln!(out, "{HEADING}{group}{HEADING:#}"))?;
        }
        let title = told(reason).map(|told| told.title).unwrap_or_default();
        let core = if reason.core { "core" } else { "" };
        written(writeln!(
            out,
            "  {:<34} {:<8} {:<9} {FAINT}{core:<5}{FAINT:#} {title}",
            reason.code,
            format!("{:?}", reason.tier).to_lowercase(),
            format!("{:?}", reason.next).to_lowercase(),
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
