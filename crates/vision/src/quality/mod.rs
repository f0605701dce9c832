//! Image quality by cause, each measured and held against its limit.

mod compression;
mod light;
mod place;
mod sharpness;
mod view;

use crate::limits::unit;
use crate::photo::Photo;
use std::collections::BTreeMap;
use verify::geometry::Region;
use verify::limits::Limits;
use verify::mrz::MrzFormat;
use verify::reading::{DocumentReading, QualityCheck, QualityMeasurement};
use view::View;

/// What a check found, before it is held against a limit.
struct Found {
    value: f32,
    confidence: f32,
    region: Option<Region>,
}

/// Measures every check for which `limits` has a limit, on the document if there is one, else on the whole photo. Checks
/// that need what is not there (an outline, colour, print) give nothing. `zone` is the format of the machine-readable
/// zone, which tells the document's size.
#[must_use]
pub fn measure(
    photo: &Photo,
    document: Option<&DocumentReading>,
    zone: Option<MrzFormat>,
    limits: &Limits,
) -> BTreeMap<QualityCheck, QualityMeasurement> {
    let Some(view) = View::new(photo, document) else { return BTreeMap::new() };
    let found = |check: QualityCheck| match check {
        QualityCheck::Blurry => sharpness::blurry(&view),
        QualityCheck::Motion => sharpness::motion(&view),
        QualityCheck::Glare => light::glare(&view),
        QualityCheck::TooDark => light::too_dark(&view),
        QualityCheck::Overexposed => light::overexposed(&view),
        QualityCheck::Shadow => light::shadow(&view),
        QualityCheck::LowResolution => document.map(|document| place::low_resolution(document, zone)),
        QualityCheck::NotColour => light::not_colour(&view),
        QualityCheck::Skewed => document.map(|document| place::skewed(photo, document)),
        QualityCheck::LowContrastBackground => {
            document.and_then(|document| place::low_contrast_background(photo, document))
        }
        QualityCheck::Compressed => compression::compressed(photo),
    };
    let measured = limits.quality.iter().filter_map(|(&check, limit)| {
        let Found { value, confidence, region } = found(check)?;
        let passed = limit.passed(value);
        let measurement = QualityMeasurement {
            value,
            limit: limit.value,
            unit: unit(check),
            direction: limit.direction,
            passed,
            confidence,
            region,
        };
        Some((check, measurement))
    });
    measured.collect()
}
