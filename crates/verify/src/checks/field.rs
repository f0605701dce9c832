//! What the checks of single fields share.

use super::seen::{Seen, Source, Verdict, compare};
use super::{Case, Findings};
use crate::finding::{Evidence, Measured, WouldPassIf};
use crate::geometry::Region;
use crate::reason::{Code, Exact, codes};

/// Holds what was `seen` against the claim and raises `code` where they differ. What was not read raises nothing here:
/// that a line could not be read is a cause of its own.
pub(super) fn hold(
    findings: &mut Findings,
    name: &str,
    code: Code<Exact>,
    claimed: &str,
    seen: &[Seen],
    agrees: impl Fn(&Seen) -> bool,
) {
    let found = match compare(seen, agrees) {
        Verdict::Agrees => return,
        Verdict::Contradicts(found) => found,
        Verdict::Unread => {
            unread(findings, name, seen);
            return;
        }
    };
    // Print that a bad photo made hard to read does not contradict anybody.
    if let (Source::Print, Some(cause)) = (found.source, findings.blocker(found.evidence)) {
        findings.not_run(name, cause, found.evidence);
        return;
    }
    if findings.has_anywhere(codes::DOC_TYPE_MISMATCH.name()) {
        findings.not_run(name, codes::DOC_TYPE_MISMATCH.name(), found.evidence);
        return;
    }
    let measured = Measured::text(&found.value, claimed)
        .at(found.region.clone())
        .passes_if(WouldPassIf::ClaimSays(found.value.clone()));
    findings.raise(code, found.evidence, measured);
}

/// Capital letters and digits alone.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Whether `case` claims something that is to be compared under `name`.
pub(super) fn claimed<'a>(
    case: &'a Case<'_>,
    pick: impl Fn(&'a crate::claim::Claim) -> Option<&'a str>,
) -> Option<&'a str> {
    pick(case.claim).map(str::trim).filter(|text| !text.is_empty())
}

/// What was read, but not surely enough to contradict, was not read.
fn unread(findings: &mut Findings, name: &str, seen: &[Seen]) {
    let Some(first) = seen.first() else { return };
    let code = match name {
        "birth_date" => codes::READ_DOB,
        "number" => codes::READ_NUMBER,
        "expiry" => codes::READ_DATES,
        // Documents need not have the others.
        _ => return,
    };
    not_read(findings, name, code, first.evidence, first.region.clone());
}

/// Raises `code`, or says what stands in the way of reading.
pub(super) fn not_read(
    findings: &mut Findings,
    name: &str,
    code: Code<Exact>,
    evidence: Evidence,
    region: Option<Region>,
) {
    if let Some((cause, side)) = findings.blocker(evidence).map(|cause| (cause, evidence)) {
        findings.not_run(name, cause, side);
    } else if !findings.has_anywhere(code.name()) && !findings.has_anywhere(codes::MRZ_CHECKSUM.name()) {
        findings.raise(code, evidence, Measured::default().at(region));
    }
}
