//! `candor record`.

use crate::arguments::{RecordAction, RecordArguments};
use crate::failure::Failure;
use crate::images;
use crate::judge::{self, Files};
use crate::keys::{self, FileKey};
use crate::store::{Store, sha256};
use crate::terminal::{BAD, DOUBTFUL, GOOD, complain, written};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use verify::checks::Case;
use verify::decision::{Decision, decide};
use verify::facts::SideFacts;
use verify::finding::AnyFinding;
use verify::record::{Opening, RecordError, SignedRecord, Signer};
use verify::tolerance::{Difference, differences};

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
            read(record)?.0.verify(&keys::digits(key)?)?;
            written(writeln!(out, "{GOOD}ok{GOOD:#} the key signed this record, and nothing was changed"))?;
        }
        RecordAction::Replay { record, opening, evidence, models } => {
            let (record, kept) = read(record)?;
            let named = match opening {
                None => None,
                Some(path) => {
                    Some(serde_json::from_str(&super::text(path)?).map_err(|cause| malformed("opening", &cause))?)
                }
            };
            let opening = named.or(kept).ok_or_else(|| {
                Failure::Argument("the file holds no opening; name the one that was kept with it by --opening".into())
            })?;
            let decision = record.replay(&opening)?;
            written(writeln!(
                out,
                "{GOOD}ok{GOOD:#} decided again: {}, {}, the same",
                decision.outcome.name(),
                crate::report::count(decision.findings.len(), "finding")
            ))?;
            if let Some(folder) = evidence {
                return measured_again(&mut out, &record, &opening, folder, Store::new(models)?);
            }
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

/// Measures the photos of the record again, and decides from that.
fn measured_again(
    out: &mut impl Write,
    record: &SignedRecord,
    opening: &Opening,
    folder: &Path,
    store: Store,
) -> Result<ExitCode, Failure> {
    let judged = record.judged(opening)?;
    let engine = record.engine()?;
    let mut photos = BTreeMap::new();
    for path in images::unfold(folder)? {
        let bytes = images::bytes(&path)?;
        photos.insert(sha256(&bytes), bytes);
    }
    let find = |side: Option<&SideFacts>, name: &str| match side {
        None => Ok(None),
        Some(side) => photos.get(&side.sha256).map(|bytes| Some(bytes.as_slice())).ok_or_else(|| {
            Failure::Argument(format!("--evidence {}: no file there is the {name} of the record", folder.display()))
        }),
    };
    let front = find(judged.facts.front.as_ref(), "front")?
        .ok_or_else(|| Failure::Argument("the record is of no photo; there is nothing to measure".into()))?;
    let back = find(judged.facts.back.as_ref(), "back")?;
    let selfie = find(judged.facts.selfie.as_ref(), "selfie")?;
    if engine.models != store.model_hashes() {
        written(writeln!(out, "{DOUBTFUL}note{DOUBTFUL:#} other models decided then (candor {})", engine.version))?;
    }
    let models = store.into_engine(NonZeroUsize::MIN);
    let (facts, _) = judge::facts(Files { front, back, selfie }, &models).map_err(|(_, failure)| failure)?;
    let differences = differences(&judged.facts, &facts);
    for Difference { place, before, now } in &differences {
        written(writeln!(out, "{BAD}no{BAD:#} {place}: {before} then, {now} now"))?;
    }
    let again = decide(&Case { facts: &facts, ..judged.case() });
    let codes = |decision: &Decision| decision.findings.iter().map(AnyFinding::code).collect::<Vec<_>>();
    let before = decide(&judged.case());
    let same = again.outcome == before.outcome && codes(&again) == codes(&before);
    if !same {
        written(writeln!(
            out,
            "{BAD}no{BAD:#} decided from it: {}, {}",
            again.outcome.name(),
            codes(&again).join(", ")
        ))?;
    }
    if !same || !differences.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    written(writeln!(out, "{GOOD}ok{GOOD:#} measured again: the same within the tolerances, and so is the decision"))?;
    Ok(ExitCode::SUCCESS)
}

/// What the service answers: a record, and its opening unless that was shredded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    record: Value,
    opening: Option<Value>,
}

fn malformed(what: &'static str, cause: &serde_json::Error) -> RecordError {
    RecordError::Malformed { what, cause: cause.to_string() }
}

/// A record as `candor check` writes it, or with its opening as the service answers.
fn read(path: &Path) -> Result<(SignedRecord, Option<Opening>), Failure> {
    let text = super::text(path)?;
    let Ok(Answer { record, opening }) = serde_json::from_str(&text) else {
        return Ok((SignedRecord::parse(&text)?, None));
    };
    let opening = opening.map(serde_json::from_value).transpose().map_err(|cause| malformed("opening", &cause))?;
    Ok((SignedRecord::parse(&record.to_string())?, opening))
}
