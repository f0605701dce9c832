//! One photo to one reading.

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use crate::{barcode, document, faces, fields, mrz, quality, text};
use std::collections::BTreeMap;
use verify::limits::Limits;
use verify::reading::{Reading, Stage};

/// Measures the time that stages take. The crate reads no clock itself.
pub trait Stopwatch {
    /// CPU milliseconds that the caller's work has used so far.
    fn cpu_ms(&self) -> f64;
    /// Milliseconds on the wall clock since any fixed moment.
    fn wall_ms(&self) -> f64;
}

/// Takes the CPU time of one stage after another.
struct Laps<'a> {
    stopwatch: &'a dyn Stopwatch,
    started: (f64, f64),
    last: f64,
    cpu_ms: BTreeMap<String, f64>,
}

impl<'a> Laps<'a> {
    fn start(stopwatch: &'a dyn Stopwatch) -> Self {
        let cpu = stopwatch.cpu_ms();
        Self { stopwatch, started: (cpu, stopwatch.wall_ms()), last: cpu, cpu_ms: BTreeMap::new() }
    }

    fn lap(&mut self, stage: &str) {
        let now = self.stopwatch.cpu_ms();
        *self.cpu_ms.entry(stage.to_owned()).or_default() += now - self.last;
        self.last = now;
    }
}

/// How far a reading goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The stages that are asked for, those that tell the document's kind where [`Stage::Document`] is, and the signals of a
    /// face that is not live and of a copy.
    Full,
    /// As [`Depth::Full`], but nothing runs that was not asked for: without [`Stage::Faces`] no face is looked for.
    AsAsked,
    /// As [`Depth::AsAsked`], on the applicant's own device: text is skimmed once, it and barcodes only where no zone was surely
    /// read, and there are no signals that an attacker could tune against.
    OnDevice,
}

/// Runs the `stages` that were asked for. The document's kind is told from the machine-readable zone, the barcode, the
/// text and the faces, so asking for [`Stage::Document`] runs what it needs; only what was asked for is given back.
///
/// # Errors
/// [`ModelError`] when a model that a stage needs cannot be run.
pub fn read(
    photo: &Photo,
    engine: &Engine,
    limits: &Limits,
    stages: &[Stage],
    stopwatch: &dyn Stopwatch,
) -> Result<Reading, ModelError> {
    read_to(Depth::Full, photo, engine, limits, stages, stopwatch)
}

/// The same as deep as `depth` says.
///
/// # Errors
/// [`ModelError`] when a model that a stage needs cannot be run.
pub fn read_to(
    depth: Depth,
    photo: &Photo,
    engine: &Engine,
    limits: &Limits,
    stages: &[Stage],
    stopwatch: &dyn Stopwatch,
) -> Result<Reading, ModelError> {
    let wants = |stage: Stage| stages.contains(&stage);
    // What the document's kind is told from.
    let runs = |stage: Stage| wants(stage) || (depth == Depth::Full && wants(Stage::Document));
    let signals = depth != Depth::OnDevice;
    let mut laps = Laps::start(stopwatch);

    let needs_outline = stages.iter().any(|stage| *stage != Stage::Mrz);
    let mut found = if needs_outline { document::locate(photo, engine)? } else { None };
    if needs_outline {
        laps.lap("document");
    }
    let zone = if runs(Stage::Mrz) { mrz::read(photo, engine)? } else { None };
    laps.lap("mrz");
    // A device has not the time to look again in print and bars for what a zone said surely.
    let said = depth == Depth::OnDevice && zone.as_ref().is_some_and(|zone| zone.valid);
    let code = if runs(Stage::Barcode) && !said { barcode::read(photo, found.as_ref()) } else { None };
    laps.lap("barcode");
    let lines = if runs(Stage::Text) && !said {
        let care = if depth == Depth::OnDevice { text::Care::Skimmed } else { text::Care::ReadAgain };
        text::read(photo, found.as_ref(), zone.as_ref(), care, engine)?
    } else {
        Vec::new()
    };
    laps.lap("text");
    let people = if runs(Stage::Faces) { Some(faces::read(photo, found.as_ref(), signals, engine)?) } else { None };
    laps.lap("faces");
    if let Some(document) = &mut found {
        let evidence =
            document::Evidence { mrz: zone.as_ref(), barcode: code.as_ref(), text: &lines, faces: people.as_deref() };
        document::classify(document, &evidence);
        laps.lap("document");
    }
    let printed = if wants(Stage::Text) { fields::extract(&lines, found.as_ref()) } else { BTreeMap::new() };
    laps.lap("text");
    let format = zone.as_ref().map(|zone| zone.format);
    let measured =
        if wants(Stage::Quality) { quality::measure(photo, found.as_ref(), format, limits) } else { BTreeMap::new() };
    #[cfg(not(target_arch = "wasm32"))]
    let recapture =
        if signals && wants(Stage::Quality) { crate::recapture::measure(photo, found.as_ref()) } else { None };
    #[cfg(target_arch = "wasm32")]
    let recapture = None;
    laps.lap("quality");

    let total = laps.last - laps.started.0;
    let mut cpu_ms = laps.cpu_ms;
    cpu_ms.retain(|_, spent| *spent > 0.0);
    cpu_ms.insert("total".into(), total);
    Ok(Reading {
        width: photo.full_width(),
        height: photo.full_height(),
        document: found.filter(|_| wants(Stage::Document)),
        quality: measured,
        recapture,
        mrz: zone.filter(|_| wants(Stage::Mrz)),
        barcode: code.filter(|_| wants(Stage::Barcode)),
        text: if wants(Stage::Text) { lines } else { Vec::new() },
        fields: printed,
        faces: people.filter(|_| wants(Stage::Faces)).unwrap_or_default(),
        cpu_ms,
        wall_ms: stopwatch.wall_ms() - laps.started.1,
    })
}
