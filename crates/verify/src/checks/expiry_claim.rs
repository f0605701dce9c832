//! Date of expiry, where it was entered.

use super::field::hold;
use super::seen::seen;
use super::{Case, Findings};
use crate::date::PartialDate;
use crate::reading::FieldName;
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(claimed) = case.claim.document.expires else { return };
    let seen = seen(case, FieldName::ExpiryDate);
    hold(findings, "expiry", codes::DATA_EXPIRY_MISMATCH, &claimed.to_string(), &seen, |seen| {
        seen.value.parse::<PartialDate>().is_ok_and(|date| date.fits(claimed))
    });
}
