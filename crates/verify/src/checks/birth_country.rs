//! Country of birth, where a document prints its code. A place of birth alone says no country.

use super::field::hold;
use super::seen::{Seen, country, seen};
use super::{Case, Findings};
use crate::reading::FieldName;
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let claimed = case.claim.birth_country.as_str();
    let codes_only = |seen: &Seen| seen.value.len() == 3 && seen.value.bytes().all(|byte| byte.is_ascii_uppercase());
    let seen: Vec<Seen> = seen(case, FieldName::BirthCountry).into_iter().filter(codes_only).collect();
    hold(findings, "birth_country", codes::DATA_BIRTH_COUNTRY_MISMATCH, claimed, &seen, |seen| {
        country(&seen.value) == claimed
    });
}
