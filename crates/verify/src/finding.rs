//! What a check found: a reason with what was measured and what would pass.

use crate::geometry::Region;
use crate::limits::Direction;
use crate::reason::{Code, CodeOnly, Exact, Internal, Next, Softened, Tier, family, find};
use serde::{Deserialize, Serialize};

/// Which piece of evidence a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The front of the document, or its only page.
    Front,
    /// The back of the document.
    Back,
    /// The photo of the face.
    Selfie,
    /// The clip of the face that was asked to move.
    Liveness,
    /// What the applicant entered.
    Claim,
    /// The photo of the person who holds the document and a written statement, of an appeal.
    Held,
    /// The photo of the written statement alone, of an appeal.
    Statement,
}

/// A number or a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// In the unit of the finding.
    Number(f64),
    /// A word, a name, a date as `YYYY-MM-DD`.
    Text(String),
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The smallest change that lets the check pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WouldPassIf {
    /// The value were this or more.
    AtLeast(f64),
    /// The value were this or less.
    AtMost(f64),
    /// The claim said this.
    ClaimSays(String),
    /// The document said this.
    DocumentSays(String),
    /// This evidence were there.
    Added(Evidence),
}

/// What was measured, and what it is held against.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What was measured or read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What it is held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Value>,
    /// The unit of both; `share` for a part of 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Which side of the limit is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Where on the evidence, in its pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The smallest change that lets the check pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_pass_if: Option<WouldPassIf>,
}

impl Measured {
    /// A number held against a limit.
    #[must_use]
    pub fn number(value: f64, limit: f64, direction: Direction, unit: &str) -> Self {
        let would_pass_if = match direction {
            Direction::AtLeast => WouldPassIf::AtLeast(limit),
            Direction::AtMost => WouldPassIf::AtMost(limit),
        };
        Self {
            value: Some(value.into()),
            limit: Some(limit.into()),
            unit: Some(unit.to_owned()),
            direction: Some(direction),
            region: None,
            would_pass_if: Some(would_pass_if),
        }
    }

    /// A text of the document beside what was entered or asked for.
    #[must_use]
    pub fn text(value: impl Into<String>, limit: impl Into<String>) -> Self {
        Self { value: Some(Value::Text(value.into())), limit: Some(Value::Text(limit.into())), ..Self::default() }
    }

    /// The same at a place.
    #[must_use]
    pub fn at(self, region: Option<Region>) -> Self {
        Self { region, ..self }
    }

    /// The same with the smallest change that lets the check pass.
    #[must_use]
    pub fn passes_if(self, change: WouldPassIf) -> Self {
        Self { would_pass_if: Some(change), ..self }
    }
}

/// What a finding does to the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Shown, and no more: a limit without a measured rate of false refusals, or one that the policy only warns of.
    Hint,
    /// A person looks at the case; it refuses nobody.
    Review,
    /// The applicant mends it and sends again, or the session ends, as the reason's next step says.
    Refuse,
}

/// A reason that a check raised; `Seen` says who may see it. See [`crate::reason`].
#[derive(Clone, Debug)]
pub struct Finding<Seen> {
    code: Code<Seen>,
    evidence: Evidence,
    effect: Effect,
    measured: Measured,
}

impl<Seen> Finding<Seen> {
    /// A finding whose effect follows from its reason's next step.
    #[must_use]
    pub fn new(code: Code<Seen>, evidence: Evidence, measured: Measured) -> Self {
        let effect = match next(code.name()) {
            Next::Retry | Next::Correct | Next::Final => Effect::Refuse,
            Next::Review | Next::Technical => Effect::Review,
        };
        Self { code, evidence, effect, measured }
    }

    /// The same with another effect.
    #[must_use]
    pub fn with_effect(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }
}

fn next(code: &str) -> Next {
    find(code).map_or(Next::Review, |reason| reason.next)
}

/// A finding as records and reviewers see it. It says everything; nothing turns it into an [`ApplicantFinding`] but the
/// typed finding that it was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FullFinding {
    /// The reason.
    pub code: String,
    /// Who may see it.
    pub tier: Tier,
    /// What comes after it.
    pub next: Next,
    /// What it does to the decision.
    pub effect: Effect,
    /// What it is about.
    pub evidence: Evidence,
    /// What was measured.
    #[serde(flatten)]
    pub measured: Measured,
}

/// A finding as the applicant may see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ApplicantFinding {
    code: String,
    tier: Tier,
    next: Next,
    effect: Effect,
    evidence: Evidence,
    #[serde(flatten)]
    measured: Measured,
}

impl ApplicantFinding {
    /// The code, or for a softened reason its family.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What comes next.
    #[must_use]
    pub const fn next(&self) -> Next {
        self.next
    }

    /// What it does to the decision.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// What it is about.
    #[must_use]
    pub const fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// What was measured; empty where that is not to be shown.
    #[must_use]
    pub const fn measured(&self) -> &Measured {
        &self.measured
    }

    fn of<Seen>(finding: &Finding<Seen>, code: &str, measured: Measured) -> Self {
        let tier = find(finding.code.name()).map_or(Tier::Softened, |reason| reason.tier);
        Self {
            code: code.to_owned(),
            tier,
            next: next(finding.code.name()),
            effect: finding.effect,
            evidence: finding.evidence,
            measured,
        }
    }
}

impl From<&Finding<Exact>> for ApplicantFinding {
    fn from(finding: &Finding<Exact>) -> Self {
        Self::of(finding, finding.code.name(), finding.measured.clone())
    }
}

impl From<&Finding<CodeOnly>> for ApplicantFinding {
    fn from(finding: &Finding<CodeOnly>) -> Self {
        Self::of(finding, finding.code.name(), Measured::default())
    }
}

impl From<&Finding<Softened>> for ApplicantFinding {
    fn from(finding: &Finding<Softened>) -> Self {
        Self::of(finding, family(finding.code.name()), Measured::default())
    }
}

/// Any finding.
///
/// An internal one cannot be made into what the applicant sees:
///
/// ```compile_fail
/// use verify::finding::{ApplicantFinding, Evidence, Finding, Measured};
/// use verify::reason::codes::RISK_BLOCKLIST;
/// let finding = Finding::new(RISK_BLOCKLIST, Evidence::Claim, Measured::default());
/// let shown = ApplicantFinding::from(&finding);
/// ```
///
/// Nor can a typed finding be serialised as it is:
///
/// ```compile_fail
/// use verify::finding::{Evidence, Finding, Measured};
/// use verify::reason::codes::RISK_BLOCKLIST;
/// let finding = Finding::new(RISK_BLOCKLIST, Evidence::Claim, Measured::default());
/// serde_json::to_string(&finding).unwrap();
/// ```
///
/// Nor can one be forged from a full one:
///
/// ```compile_fail
/// use verify::finding::{ApplicantFinding, FullFinding};
/// fn show(full: FullFinding) -> ApplicantFinding {
///     full.into()
/// }
/// ```
///
/// A public one can:
///
/// ```
/// use verify::finding::{ApplicantFinding, Evidence, Finding, Measured};
/// use verify::reason::codes::IMG_BLURRY;
/// let finding = Finding::new(IMG_BLURRY, Evidence::Front, Measured::default());
/// assert_eq!(ApplicantFinding::from(&finding).code(), "img.blurry");
/// ```
#[derive(Clone, Debug)]
pub enum AnyFinding {
    /// Shown with what was measured.
    Exact(Finding<Exact>),
    /// Shown without.
    CodeOnly(Finding<CodeOnly>),
    /// Shown as its family.
    Softened(Finding<Softened>),
    /// Not shown.
    Internal(Finding<Internal>),
}

macro_rules! from_finding {
    ($($seen:ident),*) => {
        $(impl From<Finding<$seen>> for AnyFinding {
            fn from(finding: Finding<$seen>) -> Self {
                Self::$seen(finding)
            }
        })*
    };
}
from_finding!(Exact, CodeOnly, Softened, Internal);

macro_rules! each {
    ($finding:expr, $name:ident => $what:expr) => {
        match $finding {
            AnyFinding::Exact($name) => $what,
            AnyFinding::CodeOnly($name) => $what,
            AnyFinding::Softened($name) => $what,
            AnyFinding::Internal($name) => $what,
        }
    };
}

impl AnyFinding {
    /// A finding of the reason of that code, without a measurement: what a test key asks for, or what was found before anything
    /// was measured. Who may see it follows from the registry. `None` when there is no such reason.
    #[must_use]
    pub fn of_code(code: &str, evidence: Evidence) -> Option<Self> {
        let reason = find(code)?;
        let measured = Measured::default();
        let code = reason.code.as_str();
        Some(match reason.tier {
            _ if code == "face.mismatch" => Finding::new(Code::<CodeOnly>::new(code), evidence, measured).into(),
            Tier::Internal => Finding::new(Code::<Internal>::new(code), evidence, measured).into(),
            Tier::Softened => Finding::new(Code::<Softened>::new(code), evidence, measured).into(),
            Tier::Public if family(code) == "auth" => {
                Finding::new(Code::<CodeOnly>::new(code), evidence, measured).into()
            }
            Tier::Public => Finding::new(Code::<Exact>::new(code), evidence, measured).into(),
        })
    }

    /// The reason's code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        each!(self, finding => finding.code.name())
    }

    /// What it is about.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        each!(self, finding => finding.evidence)
    }

    /// What it does to the decision.
    #[must_use]
    pub fn effect(&self) -> Effect {
        each!(self, finding => finding.effect)
    }

    /// What was measured.
    #[must_use]
    pub fn measured(&self) -> &Measured {
        each!(self, finding => &finding.measured)
    }

    /// What comes after it.
    #[must_use]
    pub fn next(&self) -> Next {
        next(self.code())
    }

    /// The same with another effect.
    #[must_use]
    pub fn with_effect(self, effect: Effect) -> Self {
        match self {
            Self::Exact(finding) => Self::Exact(finding.with_effect(effect)),
            Self::CodeOnly(finding) => Self::CodeOnly(finding.with_effect(effect)),
            Self::Softened(finding) => Self::Softened(finding.with_effect(effect)),
            Self::Internal(finding) => Self::Internal(finding.with_effect(effect)),
        }
    }

    /// Everything, for records and reviewers.
    #[must_use]
    pub fn full(&self) -> FullFinding {
        let tier = find(self.code()).map_or(Tier::Internal, |reason| reason.tier);
        FullFinding {
            code: self.code().to_owned(),
            tier,
            next: self.next(),
            effect: self.effect(),
            evidence: self.evidence(),
            measured: self.measured().clone(),
        }
    }

    /// What the applicant may see of it. `None` when that is nothing.
    #[must_use]
    pub fn for_applicant(&self) -> Option<ApplicantFinding> {
        match self {
            Self::Exact(finding) => Some(finding.into()),
            Self::CodeOnly(finding) => Some(finding.into()),
            Self::Softened(finding) => Some(finding.into()),
            Self::Internal(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::{codes, registry};

    #[test]
    fn a_finding_of_any_code_is_seen_as_its_constant_is() {
        for reason in registry() {
            let shown = AnyFinding::of_code(&reason.code, Evidence::Front).unwrap().for_applicant();
            match reason.tier {
                _ if reason.code == "face.mismatch" => assert_eq!(shown.unwrap().code(), "face.mismatch"),
                Tier::Internal => assert!(shown.is_none(), "{}", reason.code),
                Tier::Softened => assert_eq!(shown.unwrap().code(), reason.family()),
                Tier::Public => assert_eq!(shown.unwrap().code(), reason.code),
            }
        }
        assert!(AnyFinding::of_code("no.such", Evidence::Front).is_none());
    }

    #[test]
    fn values_of_authenticity_and_softened_reasons_stay_inside() {
        let measured = || Measured::number(0.7, 0.5, Direction::AtMost, "share");
        let screen: AnyFinding = Finding::new(codes::AUTH_SCREEN_RECAPTURE, Evidence::Front, measured()).into();
        let shown = screen.for_applicant().unwrap();
        assert_eq!((shown.code(), shown.measured()), ("auth.screen_recapture", &Measured::default()));
        let mismatch: AnyFinding = Finding::new(codes::DATA_MRZ_VIZ_MISMATCH, Evidence::Front, measured()).into();
        let shown = mismatch.for_applicant().unwrap();
        assert_eq!((shown.code(), shown.measured()), ("data", &Measured::default()));
        assert_eq!(mismatch.full().measured, measured());
        let face: AnyFinding = Finding::new(codes::FACE_MISMATCH, Evidence::Selfie, measured()).into();
        assert_eq!(serde_json::to_value(face.for_applicant()).unwrap()["value"], serde_json::Value::Null);
        let inside: AnyFinding = Finding::new(codes::RISK_BLOCKLIST, Evidence::Claim, measured()).into();
        assert!(inside.for_applicant().is_none());
    }
}
