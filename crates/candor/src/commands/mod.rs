//! The commands, a file each.

pub(crate) mod bench;
pub(crate) mod completions;
pub(crate) mod face;
pub(crate) mod models;
pub(crate) mod read;
pub(crate) mod specimen;

use crate::failure::Failure;
use serde::Serialize;
use std::io::{Result, Write};

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
