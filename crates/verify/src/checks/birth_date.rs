//! Date of birth: day and month changed places are said to be so.

use super::field::hold;
use super::seen::{Seen, seen};
use super::{Case, Findings};
use crate::date::PartialDate;
use crate::reading::FieldName;
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let claimed = case.claim.birth_date;
    let agrees = |seen: &Seen| seen.value.parse::<PartialDate>().is_ok_and(|date| date.fits(claimed));
    let seen = seen(case, FieldName::BirthDate);
    hold(findings, "birth_date", codes::DATA_DOB_MISMATCH, &claimed.to_string(), &seen, agrees);
}

/// Whether day and month changed places between `claimed` and `found`.
#[must_use]
pub fn swapped(claimed: &str, found: &str) -> bool {
    let (Ok(claimed), Ok(found)) = (claimed.parse::<PartialDate>(), found.parse::<PartialDate>()) else { return false };
    claimed != found && claimed.swapped() == Some(found)
}
