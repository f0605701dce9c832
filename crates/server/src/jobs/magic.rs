//! What test keys can ask for: a document number that begins with `TEST-` is not judged but says what comes out.
//!
//! `TEST-APPROVED`, `TEST-IN-REVIEW`, `TEST-DECLINED`, or `TEST-` and a code of the registry, such as `TEST-img.blurry`.

use store::Mode;
use verify::claim::Claim;
use verify::decision::{Decision, from_findings};
use verify::finding::{AnyFinding, Evidence};
use verify::reason::{Next, family, find, registry};

/// Whether the claim asks for an outcome.
pub(crate) fn is_magic(mode: Mode, claim: &Claim) -> bool {
    mode == Mode::Test && claim.document.number.starts_with("TEST-")
}

/// What the claim asks for. A code that does not exist asks for a person.
pub(crate) fn decision(claim: &Claim) -> Decision {
    let wanted = claim.document.number.trim_start_matches("TEST-");
    let first = |next: Next| registry().iter().find(|reason| reason.core && reason.next == next);
    let code = match wanted {
        "APPROVED" => return from_findings(vec![]),
        "DECLINED" => first(Next::Final).map(|reason| reason.code.as_str()),
        "IN-REVIEW" => Some("sys.low_confidence"),
        code => find(code).map(|reason| reason.code.as_str()).or(Some("sys.check_not_run")),
    };
    let code = code.unwrap_or("sys.check_not_run");
    let evidence = match family(code) {
        "face" | "live" => Evidence::Selfie,
        "data" | "policy" => Evidence::Claim,
        _ => Evidence::Front,
    };
    from_findings(AnyFinding::of_code(code, evidence).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use verify::decision::Outcome;

    fn outcome(number: &str) -> (Outcome, Vec<&'static str>) {
        let claim = format!(
            r#"{{"family_name":"A","birth_date":"1990-01-01","birth_country":"UTO","nationality":"UTO","document":{{"type":"passport","number":"{number}","issuing_country":"UTO"}}}}"#
        );
        let claim = Claim::parse(&claim).unwrap();
        assert!(is_magic(Mode::Test, &claim) && !is_magic(Mode::Live, &claim));
        let decision = decision(&claim);
        (decision.outcome, decision.findings.iter().map(AnyFinding::code).collect())
    }

    #[test]
    fn every_outcome_and_every_core_code_can_be_reached() {
        assert_eq!(outcome("TEST-APPROVED"), (Outcome::Approved, vec![]));
        assert_eq!(outcome("TEST-DECLINED").0, Outcome::Declined);
        assert_eq!(outcome("TEST-IN-REVIEW").0, Outcome::InReview);
        assert_eq!(outcome("TEST-img.blurry"), (Outcome::NeedsResubmission, vec!["img.blurry"]));
        for reason in registry().iter().filter(|reason| reason.core) {
            assert_eq!(outcome(&format!("TEST-{}", reason.code)).1, [reason.code.as_str()]);
        }
    }
}
