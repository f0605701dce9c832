//! Whether the person is old enough, by the date of birth of the document, else by that of the claim.

use super::seen::seen;
use super::{Case, Findings};
use crate::date::PartialDate;
use crate::finding::{Evidence, Measured};
use crate::reading::FieldName;
use crate::reason::codes;
use jiff::ToSpan;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let needed = case.policy.age.minimum_years;
    let documents = seen(case, FieldName::BirthDate).into_iter().find(|seen| seen.sure);
    let (born, evidence) = match documents.and_then(|seen| Some((seen.value.parse().ok()?, seen.evidence))) {
        Some((born, evidence)) => (born, evidence),
        None => (case.claim.birth_date, Evidence::Claim),
    };
    let old_enough = |born: PartialDate| {
        // Unknown parts count for the person.
        let birthday = born.earliest()?.checked_add(i64::from(needed).years()).ok()?;
        Some(birthday <= case.on)
    };
    if old_enough(born) == Some(false) {
        let years = years_on(born, case.on);
        findings.raise(
            codes::POLICY_UNDER_AGE,
            evidence,
            Measured::number(f64::from(years), f64::from(needed), crate::limits::Direction::AtLeast, "years"),
        );
    }
}

fn years_on(born: PartialDate, on: jiff::civil::Date) -> i16 {
    let birthday = (born.month.unwrap_or(1), born.day.unwrap_or(1));
    on.year() - born.year - i16::from((on.month(), on.day()) < birthday)
}
