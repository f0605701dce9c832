//! `candor face`.

use super::{ErrorLine, SOME_FAILED, line};
use crate::arguments::FaceArguments;
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, written};
use crate::{images, report};
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;
use verify::limits::Limit;
use vision::Engine;
use vision::faces::Embedding;
use vision::photo::Channels;

/// The answer, as JSON has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Comparison {
    /// Cosine of the two embeddings, -1 to 1; `None` without two faces.
    score: Option<f32>,
    /// The score at or above which two faces count as those of one person.
    limit: f32,
    verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Same,
    Different,
    NoFace,
}

impl Comparison {
    /// Judges a score; there is none without two faces.
    fn of(score: Option<f32>, limit: Limit) -> Self {
        let verdict = match score {
            None => Verdict::NoFace,
            Some(score) if limit.passed(score) => Verdict::Same,
            Some(_) => Verdict::Different,
        };
        Self { score, limit: limit.value, verdict }
    }
}

/// Compares the largest faces of two photos.
pub(crate) fn run(arguments: &FaceArguments) -> Result<ExitCode, Failure> {
    let engine = Store::new(&arguments.models)?.into_engine(arguments.threads);
    let mut embeddings = Vec::new();
    for path in [&arguments.first, &arguments.second] {
        match embedding(path, &engine) {
            Ok(embedding) => embeddings.push(embedding),
            Err(failure) => {
                let file = path.to_string_lossy();
                written(if arguments.json {
                    line(&mut anstream::stdout().lock(), &ErrorLine::new(&file, &failure))
                } else {
                    report::write_failure(&mut anstream::stderr().lock(), &file, &failure)
                })?;
                return Ok(ExitCode::from(SOME_FAILED));
            }
        }
    }
    let score = match embeddings.as_slice() {
        [Some(first), Some(second)] => Some(first.cosine(second)),
        _ => None,
    };
    let comparison = Comparison::of(score, vision::limits::default_limits().face_match);
    written(if arguments.json {
        line(&mut anstream::stdout().lock(), &comparison)
    } else {
        let without = [&arguments.first, &arguments.second].into_iter().zip(&embeddings);
        let without = without.filter(|(_, embedding)| embedding.is_none()).map(|(path, _)| path.as_path());
        tell(&mut anstream::stdout().lock(), &comparison, &without.collect::<Vec<_>>())
    })?;
    Ok(match comparison.verdict {
        Verdict::Same => ExitCode::SUCCESS,
        Verdict::Different => ExitCode::FAILURE,
        Verdict::NoFace => ExitCode::from(SOME_FAILED),
    })
}

/// Tells people; `without` are the photos that show no face.
fn tell(out: &mut impl std::io::Write, comparison: &Comparison, without: &[&Path]) -> std::io::Result<()> {
    let (style, words) = match comparison.verdict {
        Verdict::Same => (GOOD, "the same person"),
        Verdict::Different => (BAD, "different people"),
        Verdict::NoFace => (DOUBTFUL, "no face to compare"),
    };
    write!(out, "{style}{words}{style:#}")?;
    if let Some(score) = comparison.score {
        write!(out, "  score {score:.3}  {FAINT}at least {:.3} for the same{FAINT:#}", comparison.limit)?;
    }
    for path in without {
        write!(out, "  {FAINT}none found in {}{FAINT:#}", path.display())?;
    }
    writeln!(out)
}

/// The embedding of the largest face; `None` when there is no face.
fn embedding(path: &Path, engine: &Engine) -> Result<Option<Embedding>, Failure> {
    let photo = images::photo(path, Channels::Colour)?;
    let faces = vision::faces::read(&photo, None, true, engine)?;
    let Some(largest) = faces.first() else { return Ok(None) };
    Ok(vision::faces::embed(&photo, largest, engine)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_at_the_limit_count_as_one_person() {
        let limit = Limit::at_least(0.6);
        assert_eq!(Comparison::of(Some(0.6), limit).verdict, Verdict::Same);
        assert_eq!(Comparison::of(Some(0.59), limit).verdict, Verdict::Different);
        assert_eq!(Comparison::of(None, limit).verdict, Verdict::NoFace);
    }

    #[test]
    fn the_answer_is_three_names() {
        let comparison = Comparison::of(Some(-1.0), Limit::at_least(0.5));
        let json = serde_json::to_string(&comparison).unwrap();
        assert_eq!(json, r#"{"score":-1.0,"limit":0.5,"verdict":"different"}"#);
    }
}
