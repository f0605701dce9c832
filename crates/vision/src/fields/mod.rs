//! Fields from printed labels.

use std::collections::BTreeMap;
use verify::reading::{DocumentReading, FieldName, FieldReading, TextLine};

/// Finds the fields in lines of text.
#[must_use]
pub fn extract(lines: &[TextLine], document: Option<&DocumentReading>) -> BTreeMap<FieldName, FieldReading> {
    let _ = (lines, document);
    BTreeMap::new()
}
