//! The evidence of an appeal, measured: a person who holds the document and a sheet of paper with a few written words.

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::finding::Evidence;
use verify::held::{Asked, HeldFacts};

/// Measures one photo. `evidence` is [`Evidence::Held`], or [`Evidence::Statement`] for a photo of the paper alone; `sha256` is that of
/// the file, as hexadecimal digits. A photo without colour shows no face.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
pub fn measure(
    photo: &Photo,
    asked: &Asked,
    evidence: Evidence,
    sha256: String,
    engine: &Engine,
) -> Result<HeldFacts, ModelError> {
    let _ = engine;
    Ok(HeldFacts {
        evidence,
        sha256,
        width: photo.full_width(),
        height: photo.full_height(),
        without_face: evidence == Evidence::Held && !asked.faces,
        face: None,
        document: None,
        paper: None,
    })
}
