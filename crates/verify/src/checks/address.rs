//! Address, where it was entered: all words of the shorter one must be in the longer.

use super::field::{claimed, compact, hold};
use super::seen::seen;
use super::{Case, Findings};
use crate::reading::FieldName;
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(address) = claimed(case, |claim| claim.address.as_deref()) else { return };
    let wanted = compact(address);
    let seen = seen(case, FieldName::Address);
    hold(findings, "address", codes::DATA_ADDRESS_MISMATCH, address, &seen, |seen| {
        let found = compact(&seen.value);
        found.contains(&wanted) || wanted.contains(&found)
    });
}
