//! The evidence of an appeal: a photo of the person who holds the document and a sheet of paper with a few written words. What is missing in
//! it is told before it is sent. It hints and never refuses: a person looks at the photo in any case.

use crate::facts::STEP;
use crate::finding::{AnyFinding, Effect, Evidence, Finding, Measured, WouldPassIf};
use crate::geometry::{Quad, Region};
use crate::policy::{AppealEvidence, Policy, PolicyLimit};
use crate::reason::{Code, Exact, codes};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// What an applicant is asked to hold and to write.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The username at the relying party.
    pub username: String,
    /// The days that pass for today, the one that is told first: at any moment there are two or three of them on earth.
    pub dates: Vec<Date>,
    /// The words of the purpose in each language in which they may be written, the one that is told first.
    pub purposes: Vec<String>,
    /// The code that was given out for this statement: six of [`ALPHABET`].
    pub code: String,
    /// The number of the document of the application; `None` where it is not known.
    pub number: Option<String>,
    /// Names as the document of the application has them, such as family name and given names. The first is looked for on the document in
    /// the hand beside its number.
    pub names: Vec<String>,
    /// Whether faces may be looked for.
    pub faces: bool,
}

/// What codes are made of: no letter that is taken for a digit, or the other way round.
pub const ALPHABET: &str = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// What was measured of one photo of the evidence. It holds no words of the applicant: how much speaks for what was asked for is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldFacts {
    /// [`Evidence::Held`] or [`Evidence::Statement`]; of the latter only the paper is looked at.
    pub evidence: Evidence,
    /// SHA-256 of the file, as hexadecimal digits.
    pub sha256: String,
    /// Pixels of the upright image.
    pub width: u32,
    /// Pixels of the upright image.
    pub height: u32,
    /// Whether no face was looked for, because the applicant did not agree to that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_face: bool,
    /// The person's face.
    pub face: Option<HeldFace>,
    /// The document in the hand.
    pub document: Option<HeldDocument>,
    /// The sheet of paper.
    pub paper: Option<HeldPaper>,
}

/// The face of the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldFace {
    /// Where it is.
    pub quad: Quad,
    /// How sure it is that this is a face, 0 to 1.
    pub confidence: f64,
    /// How much of it is free, 0 to 1.
    pub free: f64,
}

/// The document in the hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldDocument {
    /// Where it is.
    pub quad: Quad,
    /// How sure it is that this is a document, 0 to 1.
    pub confidence: f64,
    /// How much of what is printed on it is legible, 0 to 1.
    pub legible: f64,
    /// How much speaks for the number of the application, in bits; `None` where it is not known.
    pub number: Option<f64>,
    /// The same of the name.
    pub name: Option<f64>,
}

/// The sheet of paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldPaper {
    /// Where it is.
    pub quad: Quad,
    /// How sure it is that this is paper, 0 to 1.
    pub confidence: f64,
    /// Lines of writing on it.
    pub lines: u32,
    /// How much it looks written by hand, 0 to 1; `None` where too little is written to tell.
    pub handwritten: Option<f64>,
    /// How much speaks for the username, in bits.
    pub username: f64,
    /// How much speaks for one of the days that were asked for, against those around them, in bits.
    pub date: f64,
    /// The day that is written there instead, where that is legible.
    pub other_date: Option<Date>,
    /// How much speaks for the words of the purpose, in bits.
    pub purpose: f64,
    /// How much speaks for the code, in bits.
    pub code: f64,
}

/// Stands for what was looked for and not found; texts say it in their language.
const NOT_FOUND: &str = "not_found";

/// What is missing in the evidence, in the order of causes. `photos` are those that were sent so far: what is written counts wherever it is
/// found, and face, document and paper have to be in one of them together.
#[must_use]
pub fn hints(photos: &[HeldFacts], asked: &Asked, policy: &Policy) -> Vec<AnyFinding> {
    let limits = &policy.appeal_evidence;
    let mut hints = Hints(Vec::new());
    let held = photos.iter().filter(|photo| photo.evidence == Evidence::Held);
    // Of several photos the one that lacks least.
    let held = held.map(|photo| (photo, together(photo, limits)));
    let Some((held, missing)) = held.min_by_key(|(_, missing)| missing.0.len()) else {
        let added = Measured::default().passes_if(WouldPassIf::Added(Evidence::Held));
        hints.raise(codes::APPEAL_HELD_ID_MISSING, Evidence::Held, added);
        written(photos, None, asked, limits, &mut hints);
        return hints.0;
    };
    hints.0.extend(missing.0);
    written(photos, Some(held), asked, limits, &mut hints);
    hints.0
}

struct Hints(Vec<AnyFinding>);

impl Hints {
    fn raise<Seen>(&mut self, code: Code<Seen>, evidence: Evidence, measured: Measured)
    where
        Finding<Seen>: Into<AnyFinding>,
    {
        self.0.push(Finding::new(code, evidence, measured).with_effect(Effect::Hint).into());
    }

    /// Raises `code` where `value` misses `limit`, and says whether it does.
    fn miss(&mut self, code: Code<Exact>, at: (Evidence, Option<Region>), value: f64, limit: &PolicyLimit) -> bool {
        let missed = !limit.passed(value);
        if missed {
            let (bound, direction) = limit.bound();
            self.raise(code, at.0, Measured::number(value, bound, direction, &limit.unit).at(at.1));
        }
        missed
    }
}

/// Face and document of one photo.
fn together(photo: &HeldFacts, limits: &AppealEvidence) -> Hints {
    let mut hints = Hints(Vec::new());
    let card = photo.document.as_ref().filter(|card| limits.document.passed(card.confidence));
    if card.is_none() {
        hints.raise(codes::APPEAL_HELD_ID_MISSING, Evidence::Held, Measured::default());
    }
    if !photo.without_face {
        match photo.face.as_ref().filter(|face| limits.face.passed(face.confidence)) {
            None => hints.raise(codes::APPEAL_HELD_FACE_HIDDEN, Evidence::Held, Measured::default()),
            Some(face) => {
                let place = (Evidence::Held, Some(Region::from(face.quad)));
                hints.miss(codes::APPEAL_HELD_FACE_HIDDEN, place, face.free, &limits.face_free);
            }
        }
    }
    let Some(card) = card else { return hints };
    let place = Some(Region::from(card.quad));
    let width = f64::from(card.quad.width().max(card.quad.height()).round());
    if hints.miss(codes::APPEAL_HELD_ID_UNREADABLE, (Evidence::Held, place.clone()), width, &limits.document_width) {
        return hints;
    }
    let same = |bits: Option<f64>| bits.is_some_and(|bits| limits.document_same.passed(bits));
    // A finger may cover one of the two; people of one name have documents of other numbers.
    let another = same(card.number.map(|bits| -bits));
    if same(card.number) || same(card.name) && !another {
        return hints;
    }
    let at = (Evidence::Held, place.clone());
    if hints.miss(codes::APPEAL_HELD_ID_UNREADABLE, at, card.legible, &limits.document_legible) {
        return hints;
    }
    if let Some(bits) = card.number.or(card.name) {
        let (bound, direction) = limits.document_same.bound();
        let measured = Measured::number(bits, bound, direction, &limits.document_same.unit);
        hints.raise(codes::APPEAL_HELD_ID_DIFFERS, Evidence::Held, measured.at(place));
    }
    hints
}

/// The statement, wherever it is legible. `held` is the photo in which face, document and paper have to be together.
fn written(photos: &[HeldFacts], held: Option<&HeldFacts>, asked: &Asked, limits: &AppealEvidence, hints: &mut Hints) {
    let sheet = |photo: &HeldFacts| photo.paper.as_ref().is_some_and(|paper| limits.paper.passed(paper.confidence));
    let papers: Vec<(Evidence, &HeldPaper)> = photos
        .iter()
        .filter(|photo| sheet(photo))
        .filter_map(|photo| Some((photo.evidence, photo.paper.as_ref()?)))
        .filter(|(_, paper)| paper.lines > 0)
        .collect();
    let best = |pick: fn(&HeldPaper) -> f64| papers.iter().map(|(_, paper)| pick(paper)).fold(f64::MIN, f64::max);
    let (date, purpose) = (asked.dates.first().map(Date::to_string), asked.purposes.first().cloned());
    let parts = [
        (
            codes::APPEAL_STATEMENT_USERNAME,
            best(|paper| paper.username),
            &limits.username,
            Some(asked.username.clone()),
        ),
        (codes::APPEAL_STATEMENT_DATE, best(|paper| paper.date), &limits.date, date),
        (codes::APPEAL_STATEMENT_PURPOSE, best(|paper| paper.purpose), &limits.purpose, purpose),
        (codes::APPEAL_STATEMENT_NONCE, best(|paper| paper.code), &limits.code, Some(asked.code.clone())),
    ];
    let nothing = parts.iter().all(|(_, bits, limit, _)| !limit.passed(*bits));
    let evidence = papers.first().map_or(Evidence::Held, |(evidence, _)| *evidence);
    if let Some(held) = held.filter(|held| !sheet(held)) {
        hints.raise(codes::APPEAL_STATEMENT_MISSING, held.evidence, Measured::default());
    } else if nothing {
        hints.raise(codes::APPEAL_STATEMENT_MISSING, evidence, Measured::default());
    }
    if nothing {
        // Where nothing of it is written, its parts need not be named.
        return;
    }
    let looks = papers.iter().filter_map(|(evidence, paper)| Some((*evidence, paper.handwritten?, paper.quad)));
    if let Some((evidence, share, quad)) = looks.max_by(|one, other| one.1.total_cmp(&other.1)) {
        let place = (evidence, Some(Region::from(quad)));
        hints.miss(codes::APPEAL_STATEMENT_NOT_HANDWRITTEN, place, share, &limits.handwritten);
    }
    let other = papers.iter().find_map(|(_, paper)| paper.other_date);
    for (code, bits, limit, wanted) in parts {
        let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty() && !limit.passed(bits)) else { continue };
        let other = other.filter(|_| code.name() == codes::APPEAL_STATEMENT_DATE.name());
        let read = other.map_or_else(|| NOT_FOUND.to_owned(), |date| date.to_string());
        hints.raise(code, evidence, Measured::text(read, wanted));
    }
}

/// Bits in steps that processors agree on.
#[must_use]
pub fn rounded_bits(bits: f32) -> f64 {
    // Half a bit is far below what any limit turns on.
    const WIDEST: f32 = 1000.0;
    if bits.is_nan() { f64::from(-WIDEST) } else { f64::from((bits.clamp(-WIDEST, WIDEST) * 2.0).round() / 2.0) }
}

/// A share in steps of [`STEP`].
#[must_use]
pub fn rounded_share(share: f32) -> f64 {
    if share.is_nan() { 0.0 } else { (f64::from(share.clamp(0.0, 1.0)) / STEP).round() / (1.0 / STEP) }
}
