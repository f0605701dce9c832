//! `candor record`.

use crate::arguments::{RecordAction, RecordArguments};
use crate::failure::Failure;
use crate::keys::{self, FileKey};
use crate::terminal::{GOOD, complain, written};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use verify::record::{Opening, RecordError, SignedRecord, Signer};

/// Verifies, replays or makes keys.
pub(crate) fn run(arguments: &RecordArguments) -> Result<ExitCode, Failure> {
    act(&arguments.action).or_else(|failure| {
        complain(&failure);
        Ok(ExitCode::from(super::SOME_FAILED))
    })
}

fn act(action: &RecordAction) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    match action {
        RecordAction::Verify { record, key } => {
            read(record)?.verify(&keys::digits(key)?)?;
            written(writeln!(out, "{GOOD}ok{GOOD:#} the key signed this record, and nothing was changed"))?;
        }
        RecordAction::Replay { record, opening } => {
            let text = super::text(opening)?;
            let opening: Opening = serde_json::from_str(&text)
                .map_err(|cause| RecordError::Malformed { what: "opening", cause: cause.to_string() })?;
            let decision = read(record)?.replay(&opening)?;
            written(writeln!(
                out,
                "{GOOD}ok{GOOD:#} decided again: {}, {} findings, the same",
                decision.outcome.name(),
                decision.findings.len()
            ))?;
        }
        RecordAction::Key { folder } => {
            let seed = super::random()?;
            std::fs::create_dir_all(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
            keys::write(&folder.join("sign.key"), &seed, true)?;
            keys::write(&folder.join("verify.pub"), &FileKey::of_seed(&seed).public_key(), false)?;
            written(writeln!(
                out,
                "{GOOD}ok{GOOD:#} {} signs, {} verifies",
                folder.join("sign.key").display(),
                folder.join("verify.pub").display()
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<SignedRecord, Failure> {
    Ok(SignedRecord::parse(&super::text(path)?)?)
}
