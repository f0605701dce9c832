//! Full checks of taken photos, and of all of them together.

use crate::device::{Device, Failure};
use crate::told::{Hint, corners};
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use verify::checks::{Case, country};
use verify::claim::{Claim, ClaimedDocument, DocumentType};
use verify::date::PartialDate;
use verify::decision;
use verify::facts::{Facts, SideFacts, Unreadable};
use verify::finding::{ApplicantFinding, Evidence};
use verify::limits::default_limits;
use verify::reading::{DocumentKind, Reading, Stage};
use verify::reason::family;
use vision::photo::Channels;
use vision::{Depth, Photo, read_to};

/// What was measured of one photo.
pub(crate) struct Kept {
    /// `None` for a file that gives no photo; then its reason.
    facts: Result<SideFacts, String>,
    ran: Vec<Stage>,
    zone: Option<Vec<String>>,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Check {
    /// Everything that can be said, ordered by cause.
    pub findings: Vec<Hint>,
    /// Whether nothing was found that would be refused.
    pub ready: bool,
    /// Checks that are left to the server, for want of a model or of a consent.
    pub not_checked: Vec<&'static str>,
    /// Pixels of the upright photo.
    pub width: u32,
    /// Pixels of the upright photo.
    pub height: u32,
    /// The document's corners from its own top left, clockwise; the face's, of a selfie.
    pub quad: Option<Vec<[f32; 2]>>,
    /// The lines of the machine-readable zone.
    pub mrz_lines: Option<Vec<String>>,
    /// Milliseconds by stage.
    pub ms: BTreeMap<String, f64>,
}

const OF_A_DOCUMENT: [Stage; 6] =
    [Stage::Document, Stage::Quality, Stage::Mrz, Stage::Barcode, Stage::Text, Stage::Faces];

impl Device {
    /// Checks a photo as it was taken, as far as the loaded models go, and keeps what was measured for [`Device::review`]. Without a claim
    /// nothing is held against one; without `faces` no face is looked for.
    ///
    /// # Errors
    /// [`Failure`] for arguments that mean nothing, and when a model cannot be run.
    pub fn check_photo(
        &mut self,
        bytes: &[u8],
        side: &str,
        claim: Option<&str>,
        on: &str,
        faces: bool,
    ) -> Result<Check, Failure> {
        let (evidence, on) = (evidence(side)?, day(on)?);
        let claim = claim.map(parsed).transpose()?;
        let started = self.clock.wall_ms();
        let photo = match Photo::decode(bytes, Channels::Colour) {
            Ok(photo) => photo,
            Err(error) => {
                let facts = Err(error.code().to_owned());
                self.kept.insert(evidence, Kept { facts, ran: Vec::new(), zone: None });
                return Ok(self.judged(claim.as_ref(), on, faces, Some(evidence)));
            }
        };
        let decoded = self.clock.wall_ms() - started;
        let wanted: Vec<Stage> = OF_A_DOCUMENT.into_iter().filter(|stage| faces || *stage != Stage::Faces).collect();
        let (reading, ran) = if evidence == Evidence::Selfie {
            self.selfie(&photo, faces)?
        } else {
            let able = self.able(&wanted);
            (self.reading(&photo, &able)?, able)
        };
        let sha256 = verify::record::hex(&Sha256::digest(bytes));
        let barcode = reading.barcode.as_ref();
        let barcode = barcode.map(|code| code.aamva.as_ref().map(vision::barcode::aamva::fields).unwrap_or_default());
        let facts = SideFacts::of(&reading, sha256, barcode);
        let quad = if evidence == Evidence::Selfie {
            reading.faces.first().map(|face| face.quad)
        } else {
            reading.document.as_ref().map(|document| document.quad)
        };
        let zone = reading.mrz.map(|zone| zone.lines);
        self.kept.insert(evidence, Kept { facts: Ok(facts), ran, zone });
        let mut check = self.judged(claim.as_ref(), on, faces, Some(evidence));
        (check.width, check.height) = (reading.width, reading.height);
        check.quad = quad.map(|quad| corners(&quad.0));
        check.ms = reading.cpu_ms;
        check.ms.insert("decode".into(), decoded);
        check.ms.insert("total".into(), self.clock.wall_ms() - started);
        Ok(check)
    }

    /// Everything that is open, over all photos that were checked and the claim.
    ///
    /// # Errors
    /// [`Failure::Argument`] for arguments that mean nothing.
    pub fn review(&self, on: &str, claim: &str, faces: bool) -> Result<Check, Failure> {
        Ok(self.judged(Some(&parsed(claim)?), day(on)?, faces, None))
    }

    /// Forgets the photo of `side`.
    ///
    /// # Errors
    /// [`Failure::Argument`] for a side that there is not.
    pub fn forget(&mut self, side: &str) -> Result<(), Failure> {
        self.kept.remove(&evidence(side)?);
        Ok(())
    }

    /// What was measured of all photos: what tests hold against a reading elsewhere.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let side = |evidence| self.kept.get(&evidence).and_then(|kept: &Kept| kept.facts.as_ref().ok()).cloned();
        let unreadable = self.kept.iter().filter_map(|(&evidence, kept)| {
            kept.facts.as_ref().err().map(|code| Unreadable { evidence, code: code.clone() })
        });
        let mut facts = Facts {
            front: side(Evidence::Front),
            back: side(Evidence::Back),
            selfie: side(Evidence::Selfie),
            ..Facts::default()
        };
        facts.history.unreadable = unreadable.collect();
        facts
    }

    fn reading(&self, photo: &Photo, stages: &[Stage]) -> Result<Reading, Failure> {
        Ok(read_to(Depth::OnDevice, photo, &self.engine, &default_limits(), stages, self.clock.as_ref())?)
    }

    /// A selfie is read as a document only where its face lies on one: then it may be a photo of the document.
    fn selfie(&self, photo: &Photo, faces: bool) -> Result<(Reading, Vec<Stage>), Failure> {
        let wanted: &[Stage] = if faces { &[Stage::Document, Stage::Faces] } else { &[] };
        let mut ran = self.able(wanted);
        let mut reading = self.reading(photo, &ran)?;
        let printed = reading.document.as_ref().zip(reading.faces.first());
        if printed.is_some_and(|(document, face)| document.quad.contains(face.quad.centre())) {
            let more = self.able(&[Stage::Document, Stage::Mrz, Stage::Text]);
            let again = self.reading(photo, &more)?;
            reading = Reading { faces: reading.faces, ..again };
            ran.extend(more.into_iter().filter(|stage| *stage != Stage::Document));
        }
        Ok((reading, ran))
    }

    /// What is found over the kept facts; of one photo alone where `only` names it.
    fn judged(&self, claim: Option<&Claim>, on: Date, faces: bool, only: Option<Evidence>) -> Check {
        let mut facts = self.facts();
        facts.history.without_face = !faces;
        let ran = self.ran();
        let assumed = agreeing(&facts);
        let case = Case { claim: claim.unwrap_or(&assumed), facts: &facts, policy: &self.policy, on };
        let (findings, not_checked) = decision::on_device(&case, &ran, claim.is_some());
        let whole = self.whole(&facts);
        let said = |finding: &&ApplicantFinding| {
            let data = family(finding.code()) == "data";
            match only {
                Some(evidence) => finding.evidence() == evidence && (whole || !data),
                // A photo that was not taken yet has no face that is missing.
                None => finding.evidence() != Evidence::Selfie || self.kept.contains_key(&Evidence::Selfie),
            }
        };
        let findings: Vec<Hint> =
            findings.iter().filter(said).map(|finding| Hint::of(self.language, finding)).collect();
        let kept = only.and_then(|evidence| self.kept.get(&evidence));
        Check {
            ready: !findings.iter().any(Hint::refuses),
            not_checked: not_checked.into_iter().filter(|name| concerns(name, only)).collect(),
            mrz_lines: kept.and_then(|kept| kept.zone.clone()),
            findings,
            ..Check::default()
        }
    }

    /// Stages that ran on every photo that they concern.
    fn ran(&self) -> Vec<Stage> {
        let sides = || self.kept.iter().filter(|(evidence, _)| **evidence != Evidence::Selfie).map(|(_, kept)| kept);
        let decoded = |kept: &&Kept| kept.facts.is_ok();
        let everywhere = |stage: &Stage| {
            let selfie = self.kept.get(&Evidence::Selfie).filter(|_| *stage == Stage::Faces);
            sides().chain(selfie).filter(decoded).all(|kept| kept.ran.contains(stage))
        };
        OF_A_DOCUMENT.into_iter().filter(everywhere).collect()
    }

    /// Whether every side that the document has is there: before, what one side says may be said otherwise by the other.
    fn whole(&self, facts: &Facts) -> bool {
        let kind = facts.front.as_ref().and_then(|side| side.document.as_ref()).map(|document| document.kind);
        matches!(kind, Some(DocumentKind::Passport | DocumentKind::Visa))
            || (facts.front.is_some() && facts.back.is_some())
    }
}

/// Whether a check that did not run says anything about this photo.
fn concerns(check: &str, only: Option<Evidence>) -> bool {
    match only {
        None => true,
        Some(Evidence::Selfie) => check == "face",
        Some(_) => check != "face",
    }
}

fn evidence(side: &str) -> Result<Evidence, Failure> {
    match side {
        "front" => Ok(Evidence::Front),
        "back" => Ok(Evidence::Back),
        "selfie" => Ok(Evidence::Selfie),
        _ => Err(Failure::argument("side", format!("{side:?} is not front, back or selfie"))),
    }
}

pub(crate) fn day(on: &str) -> Result<Date, Failure> {
    on.parse().map_err(|cause| Failure::argument("on", cause))
}

pub(crate) fn parsed(claim: &str) -> Result<Claim, Failure> {
    Claim::parse(claim).map_err(|cause| Failure::argument("claim", cause))
}

/// The claim that stands for none: of the document's own type and country, and empty.
pub(crate) fn agreeing(facts: &Facts) -> Claim {
    let sides = || [&facts.front, &facts.back].into_iter().flatten();
    let kinds = sides().filter_map(|side| Some(side.document.as_ref()?.kind));
    let kind = match kinds.into_iter().find(|kind| *kind != DocumentKind::Unknown) {
        Some(DocumentKind::Card | DocumentKind::ChineseCard) => DocumentType::IdCard,
        Some(DocumentKind::Licence) => DocumentType::DrivingLicence,
        Some(DocumentKind::Visa) => DocumentType::Visa,
        _ => DocumentType::Passport,
    };
    let zone = sides().find_map(|side| side.mrz.as_ref());
    let country = zone.map(|zone| country(&zone.issuing_state)).unwrap_or_default();
    Claim {
        family_name: String::new(),
        given_names: String::new(),
        native_name: None,
        birth_date: PartialDate { year: 1900, month: None, day: None },
        birth_country: String::new(),
        nationality: String::new(),
        sex: None,
        address: None,
        document: ClaimedDocument { kind, number: String::new(), issuing_country: country, expires: None },
    }
}
