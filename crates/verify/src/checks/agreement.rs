//! Whether the parts of a document agree: machine-readable zone, barcode, print. What differs goes to a person.
//!
//! Print is read less surely than zones and barcodes, so it must differ by more than a slip of reading.

use super::field::compact;
use super::seen::{Seen, Source, seen};
use super::{Case, Findings};
use crate::date::PartialDate;
use crate::finding::Measured;
use crate::reading::FieldName;
use crate::reason::codes;

/// Characters that readers take for each other.
const ALIKE: [&str; 9] = ["O0DQ", "I1LT", "S5", "B8", "Z2", "G6", "A4", "C6", "3B8"];
/// Characters in which a printed number must differ beyond those.
const LEAST_CHARACTERS: usize = 2;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    for field in [FieldName::Number, FieldName::BirthDate, FieldName::ExpiryDate] {
        let seen = seen(case, field);
        let of = |source: Source| seen.iter().find(|seen| seen.source == source && seen.sure);
        let (zone, barcode, print) = (of(Source::Zone), of(Source::Barcode), of(Source::Print));
        for (one, other, is_zone) in [(zone, print, true), (barcode, print, false), (zone, barcode, true)] {
            let (Some(one), Some(other)) = (one, other) else { continue };
            if findings.blocker(other.evidence).is_some() || !differ(field, one, other) {
                continue;
            }
            let measured = Measured::text(&one.value, &other.value).at(other.region.clone());
            if is_zone {
                findings.raise(codes::DATA_MRZ_VIZ_MISMATCH, other.evidence, measured);
            } else {
                findings.raise(codes::DATA_BARCODE_VIZ_MISMATCH, other.evidence, measured);
            }
            return;
        }
    }
}

fn differ(field: FieldName, one: &Seen, other: &Seen) -> bool {
    if field != FieldName::Number {
        let date = |seen: &Seen| seen.value.parse::<PartialDate>().ok();
        return match (date(one), date(other)) {
            // A single part that differs may be a slip.
            (Some(one), Some(other)) => {
                !one.fits(other)
                    && [one.year != other.year, one.month != other.month, one.day != other.day]
                        .iter()
                        .filter(|d| **d)
                        .count()
                        > 1
            }
            _ => false,
        };
    }
    let (one, other) = (compact(&one.value), compact(&other.value));
    if one.chars().count() != other.chars().count() {
        // Another number on the document, such as a personal one.
        return false;
    }
    let alike = |a: char, b: char| a == b || ALIKE.iter().any(|set| set.contains(a) && set.contains(b));
    one.chars().zip(other.chars()).filter(|(a, b)| !alike(*a, *b)).count() >= LEAST_CHARACTERS
}
