//! From findings to a decision, with the rule that led there.

use crate::checks::{self, Case};
use crate::facts::LiveFacts;
use crate::finding::{AnyFinding, ApplicantFinding, Effect, Evidence, FullFinding};
use crate::policy::Policy;
use crate::reading::Stage;
use crate::reason::{Next, codes, family};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything that is needed was found in order.
    Approved,
    /// The applicant can mend what is named, and send again.
    NeedsResubmission,
    /// A person decides.
    InReview,
    /// Nothing that can be mended within this session.
    Declined,
}

impl Outcome {
    /// The word in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::NeedsResubmission => "needs_resubmission",
            Self::InReview => "in_review",
            Self::Declined => "declined",
        }
    }
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// The rule that led there, with the code that set it off.
    pub rule: String,
    /// All findings, ordered by cause.
    pub findings: Vec<AnyFinding>,
}

impl Decision {
    /// The findings as the applicant may see them.
    #[must_use]
    pub fn for_applicant(&self) -> Vec<ApplicantFinding> {
        self.findings.iter().filter_map(AnyFinding::for_applicant).collect()
    }

    /// The findings as records and reviewers see them.
    #[must_use]
    pub fn full(&self) -> Vec<FullFinding> {
        self.findings.iter().map(AnyFinding::full).collect()
    }
}

/// What the applicant may learn before submitting: what is wrong with the files, the photos, the framing and the reading, and where the
/// applicant's own claim differs from the applicant's own document. Never what an attacker could tune against: recapture,
/// authenticity, faces, earlier attempts, other people, risk.
#[must_use]
pub fn precheck(case: &Case<'_>) -> Vec<ApplicantFinding> {
    const FAMILIES: [&str; 6] = ["file", "img", "doc", "read", "mrz", "data"];
    let seen = |finding: &&AnyFinding| {
        let code = finding.code();
        // What a person looks at is no fault of the photo or the form.
        FAMILIES.contains(&family(code))
            && matches!(finding, AnyFinding::Exact(_))
            && finding.next() != Next::Review
            && code != codes::FILE_ALREADY_FAILED.name()
            && !case.facts.history.struck.contains(code)
            && (finding.evidence() != Evidence::Selfie || family(code) == "file")
    };
    checks::run(case).iter().filter(seen).filter_map(AnyFinding::for_applicant).collect()
}

/// What the applicant's own device says before anything is sent: as [`precheck`], with what spoils the photo of the face. `ran` are the
/// stages of the reading for which the device has models; the checks that need another are named in the second list. Where nothing was
/// `claimed` yet, the claim is of the document's own type and country, and nothing else is held against it.
///
/// Print is skimmed there, so what it could not read is no finding; what it surely read is.
#[must_use]
pub fn on_device(case: &Case<'_>, ran: &[Stage], claimed: bool) -> (Vec<ApplicantFinding>, Vec<&'static str>) {
    const FAMILIES: [&str; 6] = ["file", "img", "doc", "mrz", "data", "face"];
    let (findings, left) = checks::run_on_device(case, ran, claimed);
    let seen = |finding: &&AnyFinding| {
        let code = finding.code();
        (FAMILIES.contains(&family(code)) || code == codes::READ_PORTRAIT.name())
            && matches!(finding, AnyFinding::Exact(_))
            && finding.next() != Next::Review
            && code != codes::FILE_ALREADY_FAILED.name()
    };
    (findings.iter().filter(seen).filter_map(AnyFinding::for_applicant).collect(), left)
}

/// What the applicant may learn of a clip before submitting: whether one face was there and did what was asked for, in order and in time.
/// Never what an attacker could tune against.
#[must_use]
pub fn clip_precheck(live: &LiveFacts, policy: &Policy) -> Vec<ApplicantFinding> {
    checks::of_clip(live, policy, false).iter().filter_map(AnyFinding::for_applicant).collect()
}

/// What a clip alone decides.
#[must_use]
pub fn of_clip(live: &LiveFacts, policy: &Policy) -> Decision {
    from_findings(checks::of_clip(live, policy, true))
}

/// Runs all checks and decides.
///
/// The rules, first match wins: a final reason declines; a reason that the applicant can mend asks for that; anything that
/// needs a person, or a check that could not run, goes to one; what is left is approved. Hints decide nothing. What a person struck on
/// appeal refuses no more: a person looks at it again.
#[must_use]
pub fn decide(case: &Case<'_>) -> Decision {
    from_findings(looked_at(checks::run(case), &case.facts.history.struck))
}

/// Findings of which those that a person struck go to a person instead of refusing.
#[must_use]
pub fn looked_at(findings: Vec<AnyFinding>, struck: &BTreeSet<String>) -> Vec<AnyFinding> {
    let weighed = |finding: AnyFinding| match finding.effect() {
        Effect::Refuse if struck.contains(finding.code()) => finding.with_effect(Effect::Review),
        _ => finding,
    };
    findings.into_iter().map(weighed).collect()
}

/// What follows from findings.
#[must_use]
pub fn from_findings(findings: Vec<AnyFinding>) -> Decision {
    let first = |wanted: fn(&AnyFinding) -> bool| findings.iter().find(|finding| wanted(finding)).map(AnyFinding::code);
    let refuses = |finding: &AnyFinding| finding.effect() == Effect::Refuse;
    let last = findings.iter().find(|finding| refuses(finding) && finding.next() == Next::Final);
    let (outcome, rule) = if let Some(finding) = last {
        (Outcome::Declined, format!("final: {}", finding.code()))
    } else if let Some(code) = first(|finding| finding.effect() == Effect::Refuse) {
        (Outcome::NeedsResubmission, format!("mend: {code}"))
    } else if let Some(code) = first(|finding| finding.effect() == Effect::Review) {
        (Outcome::InReview, format!("person: {code}"))
    } else {
        (Outcome::Approved, "nothing found".to_owned())
    };
    Decision { outcome, rule, findings }
}
