//! The commands, a file each.

pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod calendar;
mod cases;
pub(crate) mod channel;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod face;
pub(crate) mod ledger;
pub(crate) mod models;
pub(crate) mod names;
pub(crate) mod policy;
pub(crate) mod read;
pub(crate) mod reasons;
pub(crate) mod record;
pub(crate) mod serve;
pub(crate) mod specimen;
pub(crate) mod webhook;

use crate::failure::Failure;
use serde::Serialize;
use std::io::{Result, Write};
use std::path::Path;

/// Exit status when an image could not be read.
const SOME_FAILED: u8 = 2;

/// What JSON Lines hold of an image that was not read.
#[derive(Serialize)]
struct ErrorLine<'a> {
    file: &'a str,
    error: ErrorBody,
}

#[derive(Serialize)]
struct ErrorBody {
    code: &'static str,
    message: String,
}

impl<'a> ErrorLine<'a> {
    fn new(file: &'a str, failure: &Failure) -> Self {
        Self { file, error: ErrorBody { code: failure.code(), message: failure.to_string() } }
    }
}

/// Writes one line of JSON.
fn line(out: &mut impl Write, content: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, content)?;
    writeln!(out)
}

/// JSON for people: indented, ending with a line break.
fn pretty(content: &impl Serialize) -> String {
    // Nothing that is written here has keys or numbers that JSON cannot hold.
    serde_json::to_string_pretty(content).unwrap_or_default() + "\n"
}

/// The text of the file at `path`.
fn text(path: &Path) -> std::result::Result<String, Failure> {
    let bytes = crate::images::bytes(path)?;
    String::from_utf8(bytes).map_err(|_| Failure::Unreadable("it is not text in UTF-8".into()))
}

/// Random bytes of the system, for salts and keys.
fn random() -> std::result::Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|cause| Failure::Unreadable(cause.to_string()))?;
    Ok(bytes)
}
