//! Accuracy and CPU time on pictures whose truth is known, held against limits that are kept in the repository.

pub(crate) mod alike;
mod barcodes;
pub(crate) mod held;
pub(crate) mod judging;
pub(crate) mod liveness;
pub(crate) mod names;
pub(crate) mod specimens;
mod table;
mod zones;

pub(crate) use table::Table;

use crate::failure::Failure;
use std::path::Path;
use vision::Engine;

/// Measures what `data` holds: `mrz_photos`, `synthetic` and `pdf417`, each where it is there.
///
/// # Errors
/// [`Failure`] when a truth file cannot be read, or a model fails.
pub(crate) fn folder(data: &Path, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    if !data.is_dir() {
        return Err(Failure::NotFound);
    }
    for (name, group) in [("mrz_photos", "zones_in_photos"), ("synthetic", "zones_in_drawn_pictures")] {
        let folder = data.join(name);
        if folder.is_dir() {
            zones::measure(&folder, group, engine, table)?;
        }
    }
    let codes = data.join("pdf417");
    if codes.is_dir() {
        barcodes::measure(&codes, table)?;
    }
    Ok(())
}

/// `part` of `whole` in per cent; 100 of nothing.
pub(crate) fn per_cent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}
