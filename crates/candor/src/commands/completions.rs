//! `candor completions`.

use crate::arguments::{Arguments, CompletionsArguments};
use crate::failure::Failure;
use crate::terminal::written;
use clap::CommandFactory;
use std::io::Write;
use std::process::ExitCode;

/// Prints the script.
pub(crate) fn run(arguments: &CompletionsArguments) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "candor", &mut script);
    written(std::io::stdout().lock().write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}
