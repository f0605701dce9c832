//! `candor read`.

use super::{ErrorLine, SOME_FAILED, line};
use crate::arguments::ReadArguments;
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::{Clock, Progress, written};
use crate::{draw, images, report};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verify::limits::Limits;
use verify::reading::{Reading, Stage};
use vision::photo::Channels;
use vision::{Engine, Photo, Stopwatch};

/// What JSON Lines hold of an image that was read (`docs/reading.schema.json`).
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    #[serde(flatten)]
    reading: &'a Reading,
}

/// Reads every image.
pub(crate) fn run(arguments: &ReadArguments) -> Result<ExitCode, Failure> {
    let store = Store::new(&arguments.models)?;
    let board = arguments.out.as_deref().map(|folder| draw::Board::new(folder, &store)).transpose()?;
    let run = Run {
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
        let outcome = failure.map_or_else(|| run.read(&path), Err);
        all_read &= outcome.is_ok();
        progress.aside(|| written(show(arguments.json, &path, &outcome, &run.stages)))?;
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
struct Run {
    stages: Vec<Stage>,
    engine: Engine,
    limits: Limits,
    board: Option<draw::Board>,
}

impl Run {
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
        reading.cpu_ms.retain(|stage, spent| *spent > 0.0 || stage == "decode" || stage == "total");
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
        Err(failure) if json => line(&mut out, &ErrorLine::new(&file, failure)),
        Err(failure) => report::write_failure(&mut anstream::stderr().lock(), &file, failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{sample, schema};

    fn json(content: &impl Serialize) -> serde_json::Value {
        let mut out = Vec::new();
        line(&mut out, content).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_full_reading_is_as_the_schema_says() {
        let found = json(&Line { file: "passport.jpg", reading: &sample::reading() });
        assert_eq!(schema::differences(&found), [""; 0]);
    }

    #[test]
    fn the_schema_tells_right_from_wrong() {
        let mut found = json(&Line { file: "passport.jpg", reading: &sample::reading() });
        found["quality"]["blurry"]["confidence"] = 1.5.into();
        assert!(!schema::differences(&found).is_empty());
    }

    #[test]
    fn every_failure_of_an_image_is_as_the_schema_says() {
        use vision::PhotoError;
        use vision::model::ModelError;
        let (name, place, cause) = (String::from("mrz_locator"), String::from("models"), String::from("cause"));
        let failures = [
            Failure::NotFound,
            Failure::Unreadable(cause.clone()),
            Failure::NoImages,
            PhotoError::Empty.into(),
            PhotoError::file_too_large(1 << 40).into(),
            PhotoError::Unsupported { what: cause.clone(), remedy: "remedy" }.into(),
            PhotoError::Corrupt { format: "PNG", cause: cause.clone() }.into(),
            ModelError::Missing { name: name.clone(), place: place.clone() }.into(),
            ModelError::Altered { name: name.clone(), place }.into(),
            ModelError::Unusable { name: name.clone(), cause: cause.clone() }.into(),
            ModelError::Failed { name, cause: cause.clone() }.into(),
            Failure::unwritable("out".as_ref(), &cause),
        ];
        for failure in failures {
            assert_eq!(schema::differences(&json(&ErrorLine::new("passport.jpg", &failure))), [""; 0]);
        }
    }
}
