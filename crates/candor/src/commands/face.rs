//! `candor face`.

use crate::arguments::FaceArguments;
use crate::failure::Failure;
use std::process::ExitCode;

/// Compares two faces.
pub(crate) fn run(arguments: &FaceArguments) -> Result<ExitCode, Failure> {
    let _ = arguments;
    Ok(ExitCode::from(2))
}
