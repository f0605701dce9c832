//! When a second reviewer is needed.

use super::{Opinion, Verdict};
use crate::reason::family;
use serde::{Deserialize, Serialize};

/// Why a second reviewer is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Doubt about the document would be set aside.
    Authenticity,
    /// Doubt about the face would be set aside.
    Face,
    /// Nothing but the face is held against the person.
    FaceAlone,
    /// Drawn by lot.
    Sample,
}

fn of_face(code: &str) -> bool {
    matches!(family(code), "face" | "live")
}

/// Whether a second reviewer is needed for `opinion` on a refusal that rests on `refused`, the codes of its findings; `drawn` says that the lot fell on it.
#[must_use]
pub fn needs_second<'a>(opinion: &Opinion, refused: impl IntoIterator<Item = &'a str>, drawn: bool) -> Option<Why> {
    let refused: Vec<&str> = refused.into_iter().collect();
    // What the opinion sets aside.
    let aside = |code: &&str| match opinion.verdict {
        Verdict::Overturn => true,
        Verdict::Partial => opinion.struck.contains(*code),
        Verdict::Remit | Verdict::Uphold => false,
    };
    let set_aside: Vec<&str> = refused.iter().copied().filter(aside).collect();
    if set_aside.iter().any(|code| family(code) == "auth") {
        return Some(Why::Authenticity);
    }
    if set_aside.iter().any(|code| of_face(code)) {
        return Some(Why::Face);
    }
    // What it would rest on from now on.
    let rests: Vec<&str> = match opinion.reasons.is_empty() {
        true => refused,
        false => opinion.reasons.iter().map(String::as_str).collect(),
    };
    if opinion.verdict == Verdict::Uphold && !rests.is_empty() && rests.iter().all(|code| of_face(code)) {
        return Some(Why::FaceAlone);
    }
    drawn.then_some(Why::Sample)
}
