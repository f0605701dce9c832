//! What a document says of one field, wherever it says it.

use super::Case;
use crate::date::PartialDate;
use crate::finding::Evidence;
use crate::geometry::Region;
use crate::reading::FieldName;

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Zone,
    Barcode,
    Print,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) value: String,
    pub(super) source: Source,
    pub(super) evidence: Evidence,
    pub(super) region: Option<Region>,
    /// Whether it may contradict a claim.
    pub(super) sure: bool,
}

/// Years after today within which a document expires.
const EXPIRY_AHEAD: i16 = 50;

/// All values of `name`, the surest sources first.
pub(super) fn seen(case: &Case<'_>, name: FieldName) -> Vec<Seen> {
    let mut found = Vec::new();
    for (evidence, side) in case.sides() {
        if let Some(zone) = &side.mrz {
            let date = |text: &str, ahead| PartialDate::of_zone(text, case.on, ahead).map(|date| date.to_string());
            let value = match name {
                FieldName::FamilyName => None,
                FieldName::Number => Some(zone.number.clone()),
                FieldName::BirthDate => date(&zone.birth_date, 0),
                FieldName::ExpiryDate => date(&zone.expiry_date, EXPIRY_AHEAD),
                FieldName::Sex => Some(zone.sex.replace('<', "X")),
                FieldName::Nationality => Some(country(&zone.nationality)),
                FieldName::Issuer => Some(country(&zone.issuing_state)),
                _ => None,
            };
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                let region = super::outline(zone.quad);
                found.push(Seen { value, source: Source::Zone, evidence, region, sure: zone.valid });
            }
        }
    }
    for (evidence, side) in case.sides() {
        if let Some(value) = side.barcode.as_ref().and_then(|fields| fields.get(&name)) {
            let value = value.clone();
            found.push(Seen { value, source: Source::Barcode, evidence, region: None, sure: true });
        }
    }
    for (evidence, side) in case.sides() {
        if let Some(field) = side.fields.get(&name) {
            let sure = case.policy.reading_confidence.passed(field.confidence);
            let (value, region) = (field.value.clone(), field.region.clone());
            found.push(Seen { value, source: Source::Print, evidence, region, sure });
        }
    }
    found
}

/// The country code of a machine-readable zone as three letters (ICAO 9303 part 3, section 5).
#[must_use]
pub fn country(code: &str) -> String {
    let code = code.replace('<', "");
    if code == "D" { "DEU".into() } else { code }
}

/// How a claim stands to what was seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// Some source says the same.
    Agrees,
    /// Every sure source says something else; this is the first.
    Contradicts(Seen),
    /// Nothing sure was read.
    Unread,
}

/// Holds a claim against what was seen: a match anywhere is enough, for two readings do not go wrong alike.
pub(super) fn compare(seen: &[Seen], agrees: impl Fn(&Seen) -> bool) -> Verdict {
    if seen.iter().any(&agrees) {
        return Verdict::Agrees;
    }
    seen.iter().find(|seen| seen.sure).map_or(Verdict::Unread, |seen| Verdict::Contradicts(seen.clone()))
}
