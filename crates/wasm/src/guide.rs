//! What is said while the camera looks.

use crate::check::agreeing;
use crate::device::{Device, Failure};
use crate::told::{Hint, corners};
use image::{DynamicImage, RgbImage};
use serde::Serialize;
use verify::checks::Case;
use verify::decision;
use verify::facts::{Facts, SideFacts};
use verify::finding::{AnyFinding, ApplicantFinding, Effect, Evidence, Finding, Measured};
use verify::geometry::Quad;
use verify::limits::default_limits;
use verify::reading::{Pose, QualityCheck, Reading, Stage};
use verify::reason::codes;
use vision::photo::Channels;
use vision::{Depth, Photo, read_to};

/// What matters, most first: without the document in the frame nothing else does, and what is too far away is unsharp as well.
const ORDER: [&str; 12] = [
    "doc.not_found",
    "doc.corner_cut",
    "img.low_resolution",
    "img.skewed",
    "img.too_dark",
    "img.blurry",
    "img.glare",
    "img.overexposed",
    "img.shadow",
    "doc.covered",
    "doc.low_contrast_background",
    "img.not_colour",
];
/// A frame without a document whose light is below this share of the limit shows none for want of light.
const NIGHT: f64 = 0.75;
/// Parts of the frame's longer side in which a quad's place is told: as long as it stays in one, the hand is steady.
const STEADY: f32 = 24.0;

/// What is said about one frame of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guidance {
    /// Whether a document is seen.
    pub found: bool,
    /// Its corners in the frame.
    pub quad: Option<Vec<[f32; 2]>>,
    /// The same for frames in which the document hardly moved.
    pub steady_key: String,
    /// What matters most.
    pub hint: Option<Hint>,
    /// Everything, what matters most first.
    pub hints: Vec<Hint>,
    /// Whether there is nothing to say.
    pub good: bool,
    /// Milliseconds that the frame took.
    pub ms: f64,
}

/// What is said about one frame of a face.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaceGuidance {
    /// Whether a face is seen.
    pub found: bool,
    /// Its corners in the frame.
    pub quad: Option<Vec<[f32; 2]>>,
    /// Its outline in the frame.
    pub landmarks: Vec<[f32; 2]>,
    /// Where the head is turned, in degrees.
    pub pose: Option<Pose>,
    /// How far the eyes are open, 0 to 1: the person's left, then the right.
    pub eyes_open: Option<[f32; 2]>,
    /// What matters most.
    pub hint: Option<Hint>,
    /// Whether there is nothing to say.
    pub good: bool,
    /// Milliseconds that the frame took.
    pub ms: f64,
}

impl Device {
    /// Where the document is in a frame of the camera, and what keeps it from being a good photo.
    ///
    /// # Errors
    /// [`Failure`] for pixels that are not `width x height` RGBA, and without the locator.
    pub fn guide_document(&self, rgba: &[u8], width: u32, height: u32, side: &str) -> Result<Guidance, Failure> {
        let started = self.clock.wall_ms();
        let frame = frame(rgba, width, height)?;
        let stages = [Stage::Document, Stage::Quality];
        let engine = &self.engine;
        let reading = read_to(Depth::OnDevice, &frame, engine, &default_limits(), &stages, self.clock.as_ref())?;
        let facts = SideFacts::of(&reading, String::new(), None);
        let dark = if reading.document.is_none() { self.night(&facts) } else { None };
        let (mut all, evidence) = match side {
            "back" => (Facts { back: Some(facts), ..Facts::default() }, Evidence::Back),
            _ => (Facts { front: Some(facts), ..Facts::default() }, Evidence::Front),
        };
        all.history.without_face = true;
        let mut findings = self.found(&all, &stages);
        findings.extend(dark);
        findings.retain(|finding| finding.evidence() == evidence || finding.code() == codes::IMG_TOO_DARK.name());
        findings.retain(|finding| finding.effect() != Effect::Hint);
        let night = findings.iter().any(|finding| finding.code() == codes::IMG_TOO_DARK.name());
        let rank = |finding: &ApplicantFinding| {
            let rank = ORDER.iter().position(|code| *code == finding.code()).unwrap_or(ORDER.len());
            // In the dark no document is found: the light comes first.
            if night && finding.code() == codes::DOC_NOT_FOUND.name() { ORDER.len() } else { rank }
        };
        findings.sort_by_key(rank);
        let hints: Vec<Hint> = findings.iter().map(|finding| Hint::of(self.language, finding)).collect();
        let quad = reading.document.as_ref().map(|document| document.quad);
        Ok(Guidance {
            found: quad.is_some(),
            steady_key: quad.map_or_else(String::new, |quad| steady_key(&quad, width.max(height) as f32)),
            quad: quad.map(|quad| corners(&quad.0)),
            hint: hints.first().cloned(),
            good: hints.is_empty(),
            hints,
            ms: self.clock.wall_ms() - started,
        })
    }

    /// Where the face is in a frame of the camera, and what keeps it from being a good photo.
    ///
    /// # Errors
    /// [`Failure`] for pixels that are not `width x height` RGBA, and without the models of a face.
    pub fn guide_face(&mut self, rgba: &[u8], width: u32, height: u32) -> Result<FaceGuidance, Failure> {
        let started = self.clock.wall_ms();
        let frame = frame(rgba, width, height)?;
        let followed = self.follower.next(&frame, &self.engine)?;
        let reading = Reading { faces: followed.faces, ..nothing(width, height) };
        let facts = Facts { selfie: Some(SideFacts::of(&reading, String::new(), None)), ..Facts::default() };
        let findings = self.found(&facts, &[Stage::Faces]);
        let hint = findings.iter().find(|finding| finding.effect() != Effect::Hint);
        let face = reading.faces.first();
        let measured = |name: &str| face.and_then(|face| face.measurements.get(name)).map(|measured| measured.value);
        Ok(FaceGuidance {
            found: face.is_some(),
            quad: face.map(|face| corners(&face.quad.0)),
            landmarks: corners(&followed.outline),
            pose: face.and_then(|face| face.pose),
            eyes_open: measured("eye_open_left").zip(measured("eye_open_right")).map(|(left, right)| [left, right]),
            hint: hint.map(|finding| Hint::of(self.language, finding)),
            good: hint.is_none(),
            ms: self.clock.wall_ms() - started,
        })
    }

    /// Forgets where the face was.
    pub fn reset_face(&mut self) {
        self.follower = vision::faces::Follower::default();
    }

    fn found(&self, facts: &Facts, ran: &[Stage]) -> Vec<ApplicantFinding> {
        let claim = agreeing(facts);
        // No rule that is looked at here knows of days.
        let on = jiff::civil::Date::ZERO;
        decision::on_device(&Case { claim: &claim, facts, policy: &self.policy, on }, ran, false).0
    }

    /// What is said of a frame that is too dark to show a document.
    fn night(&self, facts: &SideFacts) -> Option<ApplicantFinding> {
        let measured = facts.quality.get(&QualityCheck::TooDark)?;
        let limit = self.policy.quality.get(&QualityCheck::TooDark)?;
        let (bound, direction) = limit.bound();
        let dark = measured.value < NIGHT * bound;
        let told = Measured::number(measured.value, bound, direction, &limit.unit);
        let finding: AnyFinding = Finding::new(codes::IMG_TOO_DARK, Evidence::Front, told).into();
        dark.then(|| finding.for_applicant()).flatten()
    }
}

/// RGBA pixels of a camera, which are never transparent.
fn frame(rgba: &[u8], width: u32, height: u32) -> Result<Photo, Failure> {
    let (pixels, rest) = rgba.as_chunks::<4>();
    let rgb: Vec<u8> = pixels.iter().flat_map(|&[red, green, blue, _]| [red, green, blue]).collect();
    let image = RgbImage::from_raw(width, height, rgb)
        .filter(|_| rest.is_empty() && pixels.len() == width as usize * height as usize && !pixels.is_empty());
    let image = image.ok_or_else(|| {
        Failure::argument("rgba", format!("has {} bytes, not those of {width} x {height} pixels", rgba.len()))
    })?;
    Ok(Photo::from_image(DynamicImage::ImageRgb8(image), Channels::Colour))
}

fn steady_key(quad: &Quad, side: f32) -> String {
    let step = side / STEADY;
    let cells = quad.0.iter().map(|corner| format!("{:.0},{:.0}", corner.x / step, corner.y / step));
    cells.collect::<Vec<_>>().join(" ")
}

fn nothing(width: u32, height: u32) -> Reading {
    Reading {
        width,
        height,
        document: None,
        quality: Default::default(),
        recapture: None,
        mrz: None,
        barcode: None,
        text: Vec::new(),
        fields: Default::default(),
        faces: Vec::new(),
        cpu_ms: Default::default(),
        wall_ms: 0.0,
    }
}
