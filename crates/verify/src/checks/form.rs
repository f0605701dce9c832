//! What a claim says by itself, before there is any photo.

use super::field::compact;
use super::{Case, Findings, age, kind, number};
use crate::claim::{Claim, DocumentType};
use crate::facts::Facts;
use crate::finding::{AnyFinding, ApplicantFinding, Evidence, Measured, WouldPassIf};
use crate::limits::Direction;
use crate::policy::Policy;
use crate::reason::codes;
use jiff::civil::Date;

/// A finding about one field of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct OfField {
    /// The field, as a claim names it: `document.number`.
    pub field: &'static str,
    /// What was found.
    pub finding: ApplicantFinding,
}

/// Whether the check character of `claim`'s number holds. `None` for numbers that have none that is known.
#[must_use]
pub fn number_holds(claim: &Claim) -> Option<bool> {
    expected(claim).map(|(number, expected)| number.ends_with(expected))
}

/// The number of a Chinese card and its right check character.
fn expected(claim: &Claim) -> Option<(String, char)> {
    let document = &claim.document;
    let number = compact(&document.number);
    let chinese = document.kind == DocumentType::IdCard && document.issuing_country == "CHN";
    number::citizen_check(&number).filter(|_| chinese).map(|expected| (number, expected))
}

/// Everything that is wrong with `claim` by itself.
#[must_use]
pub fn check(claim: &Claim, policy: &Policy, on: Date) -> Vec<OfField> {
    let facts = Facts::default();
    let case = Case { claim, facts: &facts, policy, on };
    let mut findings = Findings::default();
    kind::check(&case, &mut findings);
    age::check(&case, &mut findings);
    if let Some((number, expected)) = expected(claim).filter(|(number, expected)| !number.ends_with(*expected)) {
        let mut right = number.clone();
        right.pop();
        right.push(expected);
        let measured = Measured::text(number, expected.to_string()).passes_if(WouldPassIf::ClaimSays(right));
        findings.raise(codes::DOC_NUMBER_CHECKSUM, Evidence::Claim, measured);
    }
    if let Some(last) = claim.document.expires.and_then(crate::date::PartialDate::latest).filter(|last| *last < on) {
        let days = last.until(on).map_or(0, |span| span.get_days());
        let measured = Measured::number(f64::from(days), 0.0, Direction::AtMost, "days");
        findings.raise(codes::DOC_EXPIRED, Evidence::Claim, Measured { would_pass_if: None, ..measured });
    }
    findings.list.iter().filter_map(of_field).collect()
}

fn of_field(finding: &AnyFinding) -> Option<OfField> {
    const FIELDS: [(&str, &str); 5] = [
        ("doc.type_not_accepted", "document.type"),
        ("doc.country_not_accepted", "document.issuing_country"),
        ("doc.number_checksum", "document.number"),
        ("doc.expired", "document.expires"),
        ("policy.under_age", "birth_date"),
    ];
    let (_, field) = FIELDS.into_iter().find(|(code, _)| *code == finding.code())?;
    Some(OfField { field, finding: finding.for_applicant()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_the_form_names_its_field() {
        let good = r#"{"family_name":"单","given_names":"文清","birth_date":"1949-12-31","birth_country":"CHN","nationality":"CHN",
            "document":{"type":"id_card","number":"11010519491231002X","issuing_country":"CHN"}}"#;
        let on = Date::constant(2026, 1, 1);
        let policy = Policy::default();
        let fields = |text: &str| {
            let claim = Claim::parse(text).unwrap();
            check(&claim, &policy, on).into_iter().map(|found| found.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(good), Vec::<&str>::new());
        assert_eq!(number_holds(&Claim::parse(good).unwrap()), Some(true));
        for (from, to, field) in [
            ("02X\"", "021\"", "document.number"),
            ("1949-12-31\",", "2010-12-31\",", "birth_date"),
            ("id_card", "visa", "document.type"),
            ("\"issuing", "\"expires\":\"2025-01\",\"issuing", "document.expires"),
        ] {
            assert_eq!(fields(&good.replace(from, to)), [field]);
        }
    }
}
