//! Findings as the page shows them.

use serde::Serialize;
use verify::finding::{ApplicantFinding, Effect, Evidence, Value, WouldPassIf};
use verify::geometry::Point;
use verify::texts::{Language, shown, tell};

/// A finding with what is said about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hint {
    /// The reason.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// What we saw.
    pub saw: String,
    /// What is needed.
    pub need: String,
    /// What to do.
    #[serde(rename = "do")]
    pub remedy: String,
    /// What was measured or read, with its unit.
    pub value: Option<String>,
    /// What it is held against.
    pub limit: Option<String>,
    /// Where on the photo, in its pixels.
    pub region: Option<Vec<[f32; 2]>>,
    /// What it does to the decision.
    pub effect: Effect,
    /// What it is about.
    pub evidence: Evidence,
    /// The smallest change that lets the check pass.
    pub would_pass_if: Option<WouldPassIf>,
}

impl Hint {
    /// `finding` told in `language`.
    #[must_use]
    pub fn of(language: Language, finding: &ApplicantFinding) -> Self {
        let told = tell(language, finding);
        let measured = finding.measured();
        let text = |value: &Option<Value>| value.as_ref().map(|value| shown(language, value, measured.unit.as_deref()));
        Self {
            code: finding.code().to_owned(),
            title: told.title,
            saw: told.saw,
            need: told.need,
            remedy: told.remedy,
            value: text(&measured.value),
            limit: text(&measured.limit),
            region: measured.region.as_ref().map(|region| corners(&region.0)),
            effect: finding.effect(),
            evidence: finding.evidence(),
            would_pass_if: measured.would_pass_if.clone(),
        }
    }

    /// Whether it must be mended.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.effect == Effect::Refuse
    }
}

/// Points as the page draws them.
pub(crate) fn corners(points: &[Point]) -> Vec<[f32; 2]> {
    points.iter().map(|point| [point.x, point.y]).collect()
}
