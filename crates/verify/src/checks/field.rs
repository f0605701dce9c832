//! What the checks of single fields share.

use super::seen::{Seen, Source, Verdict, compare};
use super::{Case, Findings};
use crate::finding::{Measured, WouldPassIf};
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
    let Verdict::Contradicts(found) = compare(seen, agrees) else { return };
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
