//! `candor read`.

use crate::arguments::ReadArguments;
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::{Clock, Progress, written};
use crate::{draw, images, report};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verify::limits::Limits;
use verify::reading::{Reading, Stage};
use vision::photo::Channels;
use vision::{Engine, Photo, Stopwatch};

/// One image could not be read; the others were.
const SOME_FAILED: u8 = 2;

/// What JSON Lines hold of an image that was read (`docs/reading.schema.json`).
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    #[serde(flatten)]
    reading: &'a Reading,
}

/// What JSON Lines hold of an image that was not read.
#[derive(Serialize)]
struct ErrorLine<'a> {
    file: &'a str,
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: String,
}

/// Reads every image.
pub(crate) fn run(arguments: &ReadArguments) -> Result<ExitCode, Failure> {
    let store = Store::new(&arguments.models)?;
    let board = arguments.out.as_deref().map(|folder| draw::Board::new(folder, &store)).transpose()?;
    let session = Session {
        stages: stages(arguments),
        engine: store.into_engine(arguments.threads),
        limits: vision::limits::default_limits(),
        board,
    };
    let listed: Vec<(PathBuf, Option<Failure>)> = arguments.images.iter().flat_map(|path| list(path)).collect();
    let progress = Progress::over(listed.len());
    let mut all_read = true;
    for (done, (path, failure)) in listed.into_iter().enumerate() {
        progress.at(done, &path.display().to_string());
        let outcome = failure.map_or_else(|| session.read(&path), Err);
        all_read &= outcome.is_ok();
        progress.aside(|| written(show(arguments.json, &path, &outcome, &session.stages)))?;
    }
    Ok(if all_read { ExitCode::SUCCESS } else { ExitCode::from(SOME_FAILED) })
}

/// The images that an argument stands for; one that stands for none brings its failure along.
fn list(path: &Path) -> Vec<(PathBuf, Option<Failure>)> {
    match images::unfold(path) {
        Ok(paths) => paths.into_iter().map(|path| (path, None)).collect(),
        Err(failure) => vec![(path.to_path_buf(), Some(failure))],
    }
}

/// The parts that were asked for, in the order in which they run.
fn stages(arguments: &ReadArguments) -> Vec<Stage> {
    let only: Vec<Stage> = arguments.only.iter().map(|&part| part.into()).collect();
    Stage::ALL.into_iter().filter(|stage| only.is_empty() || only.contains(stage)).collect()
}

/// What all images of one run share.
struct Session {
    stages: Vec<Stage>,
    engine: Engine,
    limits: Limits,
    board: Option<draw::Board>,
}

impl Session {
    fn read(&self, path: &Path) -> Result<Reading, Failure> {
        let clock = Clock::start();
        let before = clock.cpu_ms();
        let photo = images::photo(path, self.channels())?;
        let decode = clock.cpu_ms() - before;
        let mut reading = vision::read(&photo, &self.engine, &self.limits, &self.stages, &clock)?;
        reading.cpu_ms.insert("decode".into(), decode);
        *reading.cpu_ms.entry("total".into()).or_default() += decode;
        reading.wall_ms = hundredths(clock.wall_ms());
        for spent in reading.cpu_ms.values_mut() {
            *spent = hundredths(*spent);
        }
        self.draw(path, &photo, &reading)?;
        Ok(reading)
    }

    /// Zones and barcodes are read from brightness alone, which decodes faster.
    fn channels(&self) -> Channels {
        let colourless = |stage: &Stage| matches!(stage, Stage::Mrz | Stage::Barcode);
        if self.board.is_none() && self.stages.iter().all(colourless) { Channels::Luma } else { Channels::Colour }
    }

    fn draw(&self, path: &Path, photo: &Photo, reading: &Reading) -> Result<(), Failure> {
        self.board.as_ref().map_or(Ok(()), |board| board.write(path, photo, reading))
    }
}

/// Clocks are not finer than that.
fn hundredths(milliseconds: f64) -> f64 {
    (milliseconds * 100.0).round() / 100.0
}

/// Prints one image: a line of JSON, or for people a report, with failures on standard error.
fn show(json: bool, path: &Path, outcome: &Result<Reading, Failure>, stages: &[Stage]) -> std::io::Result<()> {
    let file = path.to_string_lossy();
    let mut out = anstream::stdout().lock();
    match outcome {
        Ok(reading) if json => line(&mut out, &Line { file: &file, reading }),
        Ok(reading) => report::write(&mut out, &file, reading, stages),
        Err(failure) if json => {
            let error = ErrorBody { code: failure.code(), message: failure.to_string() };
            line(&mut out, &ErrorLine { file: &file, error })
        }
        Err(failure) => report::write_failure(&mut anstream::stderr().lock(), &file, failure),
    }
}

fn line(out: &mut impl Write, content: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, content)?;
    writeln!(out)
}
