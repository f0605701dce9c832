//! Sex, where it was entered.

use super::field::hold;
use super::seen::seen;
use super::{Case, Findings};
use crate::reading::FieldName;
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(sex) = case.claim.sex else { return };
    let claimed = sex.letter();
    // An unspecified sex in a document contradicts nobody.
    let agrees = |seen: &super::seen::Seen| seen.value == claimed || seen.value == "X";
    hold(findings, "sex", codes::DATA_SEX_MISMATCH, claimed, &seen(case, FieldName::Sex), agrees);
}
