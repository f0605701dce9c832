//! The files themselves: decoded, and not sent before.

use super::{Case, Findings};
use crate::finding::{AnyFinding, Measured};
use crate::reason::codes;

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
