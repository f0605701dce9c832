//! Whether somebody else was approved with the same document.

use super::{Case, Findings};
use crate::finding::{Evidence, Measured};
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    if !case.facts.history.used_by_another {
        return;
    }
    // Said to the person of the portrait alone: whoever holds a document of somebody else learns nothing of its owner.
    let matched = case.facts.face_score.is_some_and(|score| case.policy.face.same.passed(score));
    if matched {
        findings.raise(codes::POLICY_IDENTITY_ALREADY_USED, Evidence::Claim, Measured::default());
    }
}
