//! Faces: found, meshed, measured and compared.

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::reading::{DocumentReading, FaceReading};

/// All faces of `photo`, largest first.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
pub fn read(
    photo: &Photo,
    document: Option<&DocumentReading>,
    engine: &Engine,
) -> Result<Vec<FaceReading>, ModelError> {
    let _ = (photo, document, engine);
    Ok(Vec::new())
}
