//! The checks: rules over facts, claim and policy, a file each, in the order of causes.
//!
//! File, image, document, reading, data, authenticity, face, policy. A check sees what those before it found: what keeps
//! it from running is named in `sys.check_not_run`, and never turned into a finding of its own.

mod address;
mod age;
mod agreement;
mod authenticity;
pub mod beside;
mod birth_country;
pub mod birth_date;
mod expiry_claim;
mod face;
mod field;
mod file;
pub mod form;
mod identity;
mod image;
mod kind;
mod liveness;
mod name;
mod nationality;
mod number;
mod portrait;
mod presence;
mod reading;
mod seen;
mod sex;
mod validity;

#[cfg(test)]
mod tests;

pub use seen::country;

use crate::claim::Claim;
use crate::facts::{Facts, LiveFacts, SideFacts};
use crate::finding::{AnyFinding, Effect, Evidence, Finding, Measured};
use crate::geometry::Region;
use crate::policy::Policy;
use crate::reading::Stage;
use crate::reason::{Code, Next, codes, family};
use jiff::civil::Date;
use std::fmt::Debug;

/// All that is judged together.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What the applicant entered.
    pub claim: &'a Claim,
    /// What was measured.
    pub facts: &'a Facts,
    /// The relying party's rules.
    pub policy: &'a Policy,
    /// The day of the decision.
    pub on: Date,
}

impl Case<'_> {
    pub(crate) fn side(&self, evidence: Evidence) -> Option<&SideFacts> {
        match evidence {
            Evidence::Front => self.facts.front.as_ref(),
            Evidence::Back => self.facts.back.as_ref(),
            Evidence::Selfie => self.facts.selfie.as_ref(),
            Evidence::Liveness | Evidence::Claim | Evidence::Held | Evidence::Statement => None,
        }
    }

    /// The sides of the document that are there.
    fn sides(&self) -> impl Iterator<Item = (Evidence, &SideFacts)> {
        [Evidence::Front, Evidence::Back].into_iter().filter_map(|evidence| Some((evidence, self.side(evidence)?)))
    }
}

/// What the checks found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<AnyFinding>,
}

impl Findings {
    fn raise<Seen: Debug>(&mut self, code: Code<Seen>, evidence: Evidence, measured: Measured)
    where
        Finding<Seen>: Into<AnyFinding>,
    {
        self.list.push(Finding::new(code, evidence, measured).into());
    }

    fn raise_with<Seen: Debug>(&mut self, code: Code<Seen>, evidence: Evidence, measured: Measured, effect: Effect)
    where
        Finding<Seen>: Into<AnyFinding>,
    {
        self.list.push(Finding::new(code, evidence, measured).with_effect(effect).into());
    }

    /// Notes that `check` did not run, because of what `blocked_by` names. Once a check.
    fn not_run(&mut self, check: &str, blocked_by: &str, evidence: Evidence) {
        let again = self.list.iter().any(|finding| {
            finding.code() == codes::SYS_CHECK_NOT_RUN.name() && finding.measured().value == Some(check.into())
        });
        if !again {
            self.raise(codes::SYS_CHECK_NOT_RUN, evidence, Measured::text(check, blocked_by));
        }
    }

    fn has(&self, code: &str, evidence: Evidence) -> bool {
        self.list.iter().any(|finding| finding.code() == code && finding.evidence() == evidence)
    }

    /// Whether a new photo of `evidence` is asked for.
    fn asks_anew(&self, evidence: Evidence) -> bool {
        let asks = |finding: &AnyFinding| finding.effect() == Effect::Refuse && finding.next() == Next::Retry;
        self.list.iter().any(|finding| finding.evidence() == evidence && asks(finding))
    }

    fn has_anywhere(&self, code: &str) -> bool {
        self.list.iter().any(|finding| finding.code() == code)
    }

    /// The first cause that keeps `evidence` from being read: a bad photo, a missing or covered document.
    fn blocker(&self, evidence: Evidence) -> Option<&'static str> {
        const KINDS: [&str; 9] = [
            "doc.not_found",
            "doc.corner_cut",
            "doc.covered",
            "doc.wrong_side",
            "doc.same_side_twice",
            "doc.front_missing",
            "doc.back_missing",
            "doc.page_missing",
            "doc.low_contrast_background",
        ];
        let blocks = |finding: &&AnyFinding| {
            finding.evidence() == evidence
                && finding.effect() == Effect::Refuse
                && (family(finding.code()) == "img" || KINDS.contains(&finding.code()))
        };
        self.list.iter().find(blocks).map(AnyFinding::code)
    }

    /// The same for either side of the document.
    fn document_blocker(&self) -> Option<(&'static str, Evidence)> {
        [Evidence::Front, Evidence::Back].into_iter().find_map(|side| Some((self.blocker(side)?, side)))
    }
}

/// Runs all checks. The findings come ordered by cause.
#[must_use]
pub fn run(case: &Case<'_>) -> Vec<AnyFinding> {
    let mut findings = Findings::default();
    for (_, check) in CHECKS {
        check(case, &mut findings);
    }
    let mut list = findings.list;
    // Stable: within a family, the order of the checks.
    list.sort_by_key(|finding| rank(finding.code()));
    list
}

/// What the applicant can do again of a clip, and with `doubts` what speaks against a person before a camera too.
#[must_use]
pub(crate) fn of_clip(live: &LiveFacts, policy: &Policy, doubts: bool) -> Vec<AnyFinding> {
    let mut findings = Findings::default();
    liveness::performed(live, policy, &mut findings);
    if doubts {
        liveness::doubts(live, policy, &mut findings);
    }
    findings.list
}

type Check = fn(&Case<'_>, &mut Findings);

/// Every check by the name under which it is said not to have run.
const CHECKS: [(&str, Check); 22] = [
    ("file", file::check),
    ("image", image::check),
    ("presence", presence::check),
    ("kind", kind::check),
    ("reading", reading::check),
    ("number", number::check),
    ("name", name::check),
    ("birth_date", birth_date::check),
    ("birth_country", birth_country::check),
    ("nationality", nationality::check),
    ("sex", sex::check),
    ("expiry", expiry_claim::check),
    ("address", address::check),
    ("agreement", agreement::check),
    ("validity", validity::check),
    ("authenticity", authenticity::check),
    ("portrait", portrait::check),
    ("face", face::check),
    ("liveness", liveness::check),
    ("age", age::check),
    ("identity", identity::check),
    ("file again", file::again),
];

/// Those that help the applicant and tell nothing that an attacker could tune against, with the stages of a reading that each needs:
/// neither authenticity nor liveness is among them, nor the comparison of faces, nor what is known from before.
const ON_DEVICE: [(&str, Check, &[Stage]); 16] = {
    use Stage::{Document, Faces, Mrz, Quality, Text};
    [
        ("file", file::check, &[]),
        ("image", image::check, &[Document, Quality]),
        ("presence", presence::check, &[Document]),
        ("kind", kind::check, &[Document, Mrz, Text]),
        ("reading", reading::check, &[Document, Mrz]),
        ("number", number::check, &[Document, Mrz]),
        ("name", name::check, &[Document, Mrz]),
        ("birth_date", birth_date::check, &[Document, Mrz]),
        ("birth_country", birth_country::check, &[Document, Mrz]),
        ("nationality", nationality::check, &[Document, Mrz]),
        ("sex", sex::check, &[Document, Mrz]),
        ("expiry", expiry_claim::check, &[Document, Mrz]),
        ("address", address::check, &[Document, Text]),
        ("validity", validity::check, &[Document, Mrz]),
        ("portrait", portrait::check, &[Document, Faces]),
        ("face", |case, findings| _ = face::photo(case, findings), &[Faces]),
    ]
};

/// Those of them that hold a claim against the document.
const OF_A_CLAIM: [&str; 8] =
    ["number", "name", "birth_date", "birth_country", "nationality", "sex", "expiry", "address"];

/// Runs the checks of [`ON_DEVICE`] for which the reading has the stages that `ran`, and names those for which it has not. The
/// findings come ordered by cause.
pub(crate) fn run_on_device(case: &Case<'_>, ran: &[Stage], claimed: bool) -> (Vec<AnyFinding>, Vec<&'static str>) {
    let (mut findings, mut left) = (Findings::default(), Vec::new());
    // Without the consent nobody looks for faces: that is no check that is left to the server.
    let able = |stage: &Stage| ran.contains(stage) || *stage == Stage::Faces && case.facts.history.without_face;
    for (name, check, needs) in ON_DEVICE {
        if !claimed && OF_A_CLAIM.contains(&name) {
            continue;
        }
        if needs.iter().all(able) {
            check(case, &mut findings);
        } else {
            left.push(name);
        }
    }
    let mut list = findings.list;
    list.sort_by_key(|finding| rank(finding.code()));
    (list, left)
}

/// Families in the order of causes.
fn rank(code: &str) -> usize {
    const ORDER: [&str; 17] = [
        "file", "device", "net", "capture", "img", "doc", "read", "mrz", "barcode", "chip", "data", "auth", "face",
        "live", "policy", "session", "sys",
    ];
    ORDER.iter().position(|family_of| *family_of == family(code)).unwrap_or(ORDER.len())
}

/// The outline of a quad as a region.
fn outline(quad: crate::geometry::Quad) -> Option<Region> {
    Some(Region::from(quad))
}
