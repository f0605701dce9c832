//! `candor names`.

use super::line;
use crate::arguments::NamesArguments;
use crate::failure::Failure;
use crate::terminal::{BAD, FAINT, GOOD, written};
use serde::Serialize;
use std::io::Write;
use std::process::ExitCode;
use verify::names::{self, Comparison, Outcome, Segment};

/// What `--spell` prints.
#[derive(Serialize)]
struct Spelled {
    ordinary: Option<String>,
    accepted: Vec<String>,
}

/// Compares two names, or spells one.
pub(crate) fn run(arguments: &NamesArguments) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    if let Some(name) = &arguments.spell {
        let accepted = names::spell(name);
        let found = !accepted.is_empty();
        written(if arguments.json {
            line(&mut out, &Spelled { ordinary: accepted.first().cloned(), accepted })
        } else if found {
            accepted.iter().enumerate().try_for_each(|(index, spelling)| {
                writeln!(out, "{spelling}{}", if index == 0 { "  ordinary" } else { "" })
            })
        } else {
            writeln!(out, "{BAD}no spelling{BAD:#}  {name} is not written in Chinese characters that have a reading")
        })?;
        return Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let (Some(one), Some(other)) = (&arguments.one, &arguments.other) else {
        return Err(Failure::Argument("two names are needed".into()));
    };
    let comparison = names::compare(one, other);
    written(if arguments.json { line(&mut out, &comparison) } else { tell(&mut out, &comparison) })?;
    Ok(if comparison.outcome == Outcome::Differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn tell(out: &mut impl Write, comparison: &Comparison) -> std::io::Result<()> {
    match comparison.outcome {
        Outcome::Same => writeln!(out, "{GOOD}the same{GOOD:#}")?,
        Outcome::SameByRule => {
            let rules: Vec<String> = comparison
                .rules
                .iter()
                .filter_map(|rule| Some(serde_json::to_value(rule).ok()?.as_str()?.replace('_', " ")))
                .collect();
            writeln!(out, "{GOOD}the same{GOOD:#}  by rule: {}", rules.join(", "))?;
        }
        Outcome::Differs => {
            writeln!(out, "{BAD}differs{BAD:#}")?;
            for first in [true, false] {
                write!(out, "  ")?;
                for segment in &comparison.diff {
                    match segment {
                        Segment::Same { same } => write!(out, "{same}")?,
                        Segment::Changed { one, other } => {
                            let letters = if first { one } else { other };
                            let shown = if letters.is_empty() { "_" } else { letters };
                            write!(out, "{BAD}[{shown}]{BAD:#}")?;
                        }
                    }
                }
                writeln!(out)?;
            }
        }
    }
    if !comparison.accepted.is_empty() {
        writeln!(out, "  {FAINT}accepted: {}{FAINT:#}", comparison.accepted.join(", "))?;
    }
    Ok(())
}
