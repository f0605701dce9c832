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
    let wants = |stage: Stage| stages.contains(&stage);
    let mut laps = Laps::start(stopwatch);

    let needs_outline = stages.iter().any(|stage| *stage != Stage::Mrz);
    let mut found = if needs_outline { document::locate(photo, engine)? } else { None };
    if needs_outline {
        laps.lap("document");
    }
    let zone = if wants(Stage::Mrz) || wants(Stage::Document) { mrz::read(photo, engine)? } else { None };
    laps.lap("mrz");
    let code =
        if wants(Stage::Barcode) || wants(Stage::Document) { barcode::read(photo, found.as_ref()) } else { None };
    laps.lap("barcode");
    let lines = if wants(Stage::Text) || wants(Stage::Document) {
        text::read(photo, found.as_ref(), engine)?
    } else {
        Vec::new()
    };
    laps.lap("text");
    let people = if wants(Stage::Faces) || wants(Stage::Document) {
        faces::read(photo, found.as_ref(), engine)?
    } else {
        Vec::new()
    };
    laps.lap("faces");
    if let Some(document) = &mut found {
        let evidence = document::Evidence { mrz: zone.as_ref(), barcode: code.as_ref(), text: &lines, faces: &people };
        document::classify(document, &evidence);
        laps.lap("document");
    }
    let printed = if wants(Stage::Text) { fields::extract(&lines, found.as_ref()) } else { BTreeMap::new() };
    laps.lap("text");
    let measured =
        if wants(Stage::Quality) { quality::measure(photo, found.as_ref(), limits) } else { BTreeMap::new() };
    #[cfg(not(target_arch = "wasm32"))]
    let recapture = if wants(Stage::Quality) { crate::recapture::measure(photo, found.as_ref()) } else { None };
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
        faces: if wants(Stage::Faces) { people } else { Vec::new() },
        cpu_ms,
        wall_ms: stopwatch.wall_ms() - laps.started.1,
    })
}
