//! The files themselves: decoded, and not sent before.

use super::{Case, Findings};
use crate::finding::{AnyFinding, Measured};
use crate::reason::codes;

const ALREADY: &str = codes::FILE_ALREADY_FAILED.name();

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let history = &case.facts.history;
    for file in &history.unreadable {
        let named = AnyFinding::of_code(&file.code, file.evidence);
        if let Some(finding) = named.filter(|finding| crate::reason::family(finding.code()) == "file") {
            findings.list.push(finding);
        }
    }
    for &evidence in &history.repeated {
        findings.raise(codes::FILE_ALREADY_FAILED, evidence, Measured::default());
    }
}

/// Runs last: that a photo looks like one that was refused is said where it is refused again. A new photo that is good is good, however much
/// it looks like the one before.
pub(super) fn again(case: &Case<'_>, findings: &mut Findings) {
    let least = case.policy.attempts.difference.at_least.unwrap_or_default();
    for alike in &case.facts.history.alike {
        let evidence = alike.evidence;
        if f64::from(alike.bits) < least && findings.asks_anew(evidence) && !findings.has(ALREADY, evidence) {
            findings.raise(codes::FILE_ALREADY_FAILED, evidence, Measured::default());
        }
    }
}
