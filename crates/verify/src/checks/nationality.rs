//! Nationality, by the code that documents carry. The registry has one code for a country that differs: that of the
//! country of birth is for birth alone, so a nationality that differs is one of the issuing country.

use super::field::hold;
use super::seen::{Seen, seen};
use super::{Case, Findings};
use crate::reading::FieldName;
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    if findings.has_anywhere(codes::DOC_COUNTRY_MISMATCH.name()) {
        return;
    }
    let claimed = case.claim.nationality.as_str();
    let codes_only = |seen: &Seen| seen.value.len() == 3 && seen.value.bytes().all(|byte| byte.is_ascii_uppercase());
    let seen: Vec<Seen> = seen(case, FieldName::Nationality).into_iter().filter(codes_only).collect();
    hold(findings, "nationality", codes::DOC_COUNTRY_MISMATCH, claimed, &seen, |seen| seen.value == claimed);
}
