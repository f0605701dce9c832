//! `candor policy`.

use crate::arguments::{PolicyAction, PolicyArguments};
use crate::failure::Failure;
use crate::terminal::{FAINT, GOOD, complain, written};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use verify::policy::Policy;

/// Checks, shows or compares.
pub(crate) fn run(arguments: &PolicyArguments) -> Result<ExitCode, Failure> {
    act(&arguments.action).or_else(|failure| {
        complain(&failure);
        Ok(ExitCode::from(super::SOME_FAILED))
    })
}

fn act(action: &PolicyAction) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    match action {
        PolicyAction::Check { file } => {
            let policy = read(file)?;
            written(writeln!(out, "{GOOD}ok{GOOD:#} {}  {FAINT}sha256 {}{FAINT:#}", policy.name, policy.hash()))?;
        }
        PolicyAction::Show { file } => {
            let policy = file.as_deref().map(read).transpose()?.unwrap_or_default();
            written(write!(out, "# sha256 {}\n{}", policy.hash(), policy.to_toml()))?;
        }
        PolicyAction::Diff { one, other } => {
            let differences = read(one)?.differences(&read(other)?);
            written(differences.iter().try_for_each(|(key, here, there)| writeln!(out, "{key}: {here} -> {there}")))?;
            return Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the policy at `path`.
///
/// # Errors
/// [`Failure`] with the line and the remedy.
pub(super) fn read(path: &Path) -> Result<Policy, Failure> {
    let at = |cause| Failure::Image { path: path.to_path_buf(), cause: Box::new(cause) };
    let text = super::text(path).map_err(at)?;
    Policy::parse(&text).map_err(|cause| Failure::Policy { path: path.to_path_buf(), cause })
}
