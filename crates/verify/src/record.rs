//! The record of a decision: what was measured, held against what, found what; signed, and open to be decided again.
//!
//! Texts of people and hashes of evidence stand in it as commitments only, HMAC-SHA-256 (RFC 2104) under a random salt of
//! this record; the texts themselves are the opening, a file of its own. A record without its opening still verifies, so
//! that forgetting the opening forgets the person. The bytes that are signed are canonical JSON (RFC 8785).

use crate::checks::Case;
use crate::claim::Claim;
use crate::decision::{self, Decision, Outcome};
use crate::facts::Facts;
use crate::finding::ApplicantFinding;
use crate::policy::Policy;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use thiserror::Error;

/// The form of records that this version writes.
pub const VERSION: u64 = 1;
/// Texts under these keys are words of Candor, not of a person.
const PLAIN: [&str; 15] = [
    "actions",
    "code",
    "direction",
    "effect",
    "evidence",
    "failing",
    "format",
    "kind",
    "next",
    "side",
    "tier",
    "type",
    "unit",
    "added",
    "outcome",
];

/// Signs records. The key stays where it is.
pub trait Signer {
    /// The public half, 32 bytes (RFC 8032).
    fn public_key(&self) -> [u8; 32];
    /// The signature of `bytes` (RFC 8032, Ed25519).
    fn sign(&self, bytes: &[u8]) -> [u8; 64];
}

/// What decided: the program and its models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// The program's version.
    pub version: String,
    /// SHA-256 of each model, by its name.
    pub models: BTreeMap<String, String>,
}

/// The texts behind the commitments of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The salt of the record, as hexadecimal digits.
    pub salt: String,
    /// Texts by their place in the record.
    pub texts: BTreeMap<String, String>,
}

/// A record with its signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRecord {
    /// What was decided, on what.
    pub record: Value,
    /// Of the canonical bytes of `record`; `None` when there was no key.
    pub signature: Option<RecordSignature>,
}

/// A signature, and whose it says to be. That word is never trusted: a verifier brings the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSignature {
    /// `ed25519`.
    pub algorithm: String,
    /// The first 16 hexadecimal digits of the public key's SHA-256.
    pub key: String,
    /// 128 hexadecimal digits.
    pub value: String,
}

/// What a record says was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// What the applicant entered.
    pub claim: Claim,
    /// What was measured.
    pub facts: Facts,
    /// The relying party's rules.
    pub policy: Policy,
    /// The day of the decision.
    pub on: Date,
}

impl Judged {
    /// As the checks take it.
    #[must_use]
    pub const fn case(&self) -> Case<'_> {
        Case { claim: &self.claim, facts: &self.facts, policy: &self.policy, on: self.on }
    }
}

/// What the applicant gets of a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ApplicantCopy {
    /// What was decided.
    pub outcome: Outcome,
    /// The day.
    pub decided_on: String,
    /// What was found, as far as the applicant may see it.
    pub findings: Vec<ApplicantFinding>,
}

/// Why a record is not good.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RecordError {
    /// It is no record.
    #[error("the {what} cannot be read: {cause}")]
    Malformed {
        /// Record, opening, key.
        what: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// It has no signature, or one of another key, or was changed.
    #[error("the signature does not fit: the record was changed, or was signed by another key than the one given")]
    Signature,
    /// The record was never signed.
    #[error("the record is not signed; write it with `candor check --key FILE`")]
    Unsigned,
    /// The opening is of another record, or was changed.
    #[error("the opening does not fit the record at {place}: it is of another record, or was changed")]
    Opening {
        /// Where in the record.
        place: String,
    },
    /// Deciding again came to something else.
    #[error("deciding again gives another {what}: {cause}")]
    Replay {
        /// Outcome, rule, findings.
        what: &'static str,
        /// What differs.
        cause: String,
    },
}

/// Writes the record of `decision`, with its opening. `salt` must be random and used once.
#[must_use]
pub fn write(
    case: &Case<'_>,
    decision: &Decision,
    engine: &Engine,
    salt: [u8; 32],
    signer: Option<&dyn Signer>,
) -> (SignedRecord, Opening) {
    let mut record = json!({
        "version": VERSION,
        "engine": engine,
        "policy": { "hash": case.policy.hash(), "content": case.policy },
        "decided_on": case.on.to_string(),
        "claim": case.claim,
        "facts": case.facts,
        "findings": decision.full(),
        "outcome": decision.outcome,
        "rule": decision.rule,
    });
    let mut texts = BTreeMap::new();
    for part in ["claim", "facts", "findings"] {
        if let Some(value) = record.get_mut(part) {
            seal(value, part, part, &salt, &mut texts);
        }
    }
    let signature = signer.map(|signer| signed(&record, signer));
    (SignedRecord { record, signature }, Opening { salt: hex(&salt), texts })
}

fn signed(record: &Value, signer: &dyn Signer) -> RecordSignature {
    RecordSignature {
        algorithm: "ed25519".into(),
        key: hex(&Sha256::digest(signer.public_key()))[..16].to_owned(),
        value: hex(&signer.sign(&canonical(record))),
    }
}

/// The record of what a person decided: no text of the applicant stands in `said`, so it needs no opening.
#[must_use]
pub fn of_person(said: Map<String, Value>, signer: &dyn Signer) -> SignedRecord {
    let mut record = said;
    record.insert("version".to_owned(), VERSION.into());
    let record = Value::Object(record);
    let signature = Some(signed(&record, signer));
    SignedRecord { record, signature }
}

/// SHA-256 of a record's canonical bytes, as hexadecimal digits, by which another record names it.
#[must_use]
pub fn digest(record: &SignedRecord) -> String {
    hex(&Sha256::digest(canonical(&record.record)))
}

/// What the applicant gets of `decision`.
#[must_use]
pub fn for_applicant(decision: &Decision, on: Date) -> ApplicantCopy {
    ApplicantCopy { outcome: decision.outcome, decided_on: on.to_string(), findings: decision.for_applicant() }
}

impl SignedRecord {
    /// Reads a record.
    ///
    /// # Errors
    /// [`RecordError::Malformed`].
    pub fn parse(json: &str) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_str(json)
            .map_err(|cause| RecordError::Malformed { what: "record", cause: cause.to_string() })?;
        if record.record.get("version").and_then(Value::as_u64) != Some(VERSION) {
            let cause = format!("its version is not {VERSION}");
            return Err(RecordError::Malformed { what: "record", cause });
        }
        Ok(record)
    }

    /// Whether `key` signed it, byte for byte.
    ///
    /// # Errors
    /// [`RecordError::Unsigned`] and [`RecordError::Signature`].
    pub fn verify(&self, key: &[u8; 32]) -> Result<(), RecordError> {
        let signature = self.signature.as_ref().ok_or(RecordError::Unsigned)?;
        let key = VerifyingKey::from_bytes(key)
            .map_err(|cause| RecordError::Malformed { what: "key", cause: cause.to_string() })?;
        let named = hex(&Sha256::digest(key.as_bytes()));
        let bytes: [u8; 64] =
            unhex(&signature.value).and_then(|bytes| bytes.try_into().ok()).ok_or(RecordError::Signature)?;
        if signature.algorithm != "ed25519" || signature.key != named[..16] {
            return Err(RecordError::Signature);
        }
        key.verify_strict(&canonical(&self.record), &Signature::from_bytes(&bytes)).map_err(|_| RecordError::Signature)
    }

    /// Puts the texts of `opening` back, each held against its commitment.
    ///
    /// # Errors
    /// [`RecordError::Opening`] names the first place that does not fit.
    pub fn open(&self, opening: &Opening) -> Result<Value, RecordError> {
        let salt = unhex(&opening.salt)
            .ok_or_else(|| RecordError::Malformed { what: "opening", cause: "its salt is not hexadecimal".into() })?;
        let mut record = self.record.clone();
        let mut used = 0;
        for part in ["claim", "facts", "findings"] {
            if let Some(value) = record.get_mut(part) {
                unseal(value, part, &salt, opening, &mut used)?;
            }
        }
        if used != opening.texts.len() {
            return Err(RecordError::Opening { place: "a text that the record does not have".into() });
        }
        Ok(record)
    }

    /// What was judged, with the texts of `opening` put back.
    ///
    /// # Errors
    /// [`RecordError`]: what does not fit.
    pub fn judged(&self, opening: &Opening) -> Result<Judged, RecordError> {
        let record = self.open(opening)?;
        let policy: Policy = part(&record, "/policy/content")?;
        if policy.hash() != part::<String>(&record, "/policy/hash")? {
            return Err(RecordError::Replay { what: "policy", cause: "its hash is not that of its content".into() });
        }
        let on = part(&record, "/decided_on")?;
        Ok(Judged { claim: part(&record, "/claim")?, facts: part(&record, "/facts")?, policy, on })
    }

    /// What decided.
    ///
    /// # Errors
    /// [`RecordError::Malformed`].
    pub fn engine(&self) -> Result<Engine, RecordError> {
        part(&self.record, "/engine")
    }

    /// Decides again from the measurements, and holds the result against what is written.
    ///
    /// # Errors
    /// [`RecordError`]: what does not fit, or differs.
    pub fn replay(&self, opening: &Opening) -> Result<Decision, RecordError> {
        let record = self.open(opening)?;
        let judged = self.judged(opening)?;
        let decision = decision::decide(&judged.case());
        let outcome: Outcome = part(&record, "/outcome")?;
        if outcome != decision.outcome {
            let cause = format!("{} instead of {}", decision.outcome.name(), outcome.name());
            return Err(RecordError::Replay { what: "outcome", cause });
        }
        if part::<String>(&record, "/rule")? != decision.rule {
            return Err(RecordError::Replay { what: "rule", cause: decision.rule });
        }
        let again = serde_json::to_value(decision.full()).unwrap_or_default();
        if record.get("findings").map(canonical) != Some(canonical(&again)) {
            let codes: Vec<&str> = decision.findings.iter().map(crate::finding::AnyFinding::code).collect();
            return Err(RecordError::Replay { what: "list of findings", cause: codes.join(", ") });
        }
        Ok(decision)
    }
}

/// The part of a record at `pointer`.
fn part<T: serde::de::DeserializeOwned>(record: &Value, pointer: &str) -> Result<T, RecordError> {
    let value = record.pointer(pointer).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value)
        .map_err(|cause| RecordError::Malformed { what: "record", cause: format!("{pointer}: {cause}") })
}

fn canonical(value: &Value) -> Vec<u8> {
    serde_jcs::to_vec(value).unwrap_or_default()
}

/// The commitment to `text` at `place`: the place is bound, so that equal texts cannot be told to be equal.
fn commitment(salt: &[u8], place: &str, text: &str) -> String {
    // A key of any length is taken (RFC 2104).
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(salt) else { return String::new() };
    mac.update(place.as_bytes());
    mac.update(&[0]);
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Replaces the texts of people under `value` by commitments.
fn seal(value: &mut Value, place: &str, key: &str, salt: &[u8], texts: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) if !PLAIN.contains(&key) => {
            let committed = commitment(salt, place, text);
            texts.insert(place.to_owned(), std::mem::take(text));
            *value = json!({ "commitment": committed });
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                seal(item, &format!("{place}/{index}"), key, salt, texts);
            }
        }
        Value::Object(map) => {
            for (name, item) in map.iter_mut() {
                seal(item, &format!("{place}/{name}"), name, salt, texts);
            }
        }
        _ => {}
    }
}

fn unseal(value: &mut Value, place: &str, salt: &[u8], opening: &Opening, used: &mut usize) -> Result<(), RecordError> {
    if let Some(committed) = sealed(value) {
        let wrong = || RecordError::Opening { place: place.to_owned() };
        let text = opening.texts.get(place).ok_or_else(wrong)?;
        if commitment(salt, place, text) != committed {
            return Err(wrong());
        }
        *used += 1;
        *value = Value::String(text.clone());
        return Ok(());
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                unseal(item, &format!("{place}/{index}"), salt, opening, used)?;
            }
        }
        Value::Object(map) => {
            for (name, item) in map.iter_mut() {
                unseal(item, &format!("{place}/{name}"), salt, opening, used)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn sealed(value: &Value) -> Option<String> {
    let map: &Map<String, Value> = value.as_object()?;
    if map.len() != 1 {
        return None;
    }
    Some(map.get("commitment")?.as_str()?.to_owned())
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal digits. `None` when `text` is something else.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks_exact(2).map(pair).collect()
}

#[cfg(test)]
mod tests;
