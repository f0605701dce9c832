//! A claim beside the document, field by field, for whoever looks at both: compared as the checks compare.

use super::field::compact;
use super::name;
use super::number;
use super::seen::{Seen, Source, Verdict, compare, country, seen};
use super::{Case, outline};
use crate::claim::Claim;
use crate::date::PartialDate;
use crate::finding::Evidence;
use crate::geometry::Region;
use crate::names::{self, Outcome, Segment};
use crate::reading::FieldName;

/// What some part of the document says of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The value; dates as the print has them, `YYYY-MM-DD`.
    pub value: String,
    /// On which side.
    pub evidence: Evidence,
    /// Where; a machine-readable zone as a whole, and a barcode nowhere.
    pub region: Option<Region>,
}

/// A field of a claim beside what the document says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// The field.
    pub field: FieldName,
    /// As entered.
    pub claimed: String,
    /// As printed.
    pub printed: Option<Read>,
    /// As in the machine-readable zone, or else in the barcode.
    pub zone: Option<Read>,
    /// Whether some part of the document says the same. `None` where nothing was surely read.
    pub same: Option<bool>,
    /// The letters that differ from what contradicts it; none unless something does.
    pub differences: Vec<Segment>,
}

impl Beside {
    /// Where the document says it: the print before the zone.
    #[must_use]
    pub fn place(&self) -> Option<(Evidence, &Region)> {
        let placed = |read: &Read| read.region.is_some();
        let read = self.printed.as_ref().filter(|read| placed(read)).or(self.zone.as_ref())?;
        Some((read.evidence, read.region.as_ref()?))
    }
}

/// Every field of the claim beside the document.
#[must_use]
pub fn beside(case: &Case<'_>) -> Vec<Beside> {
    let agrees_whole = name::found(case).iter().any(|found| name::is_of(case.claim, &found.name));
    fields(case.claim).into_iter().map(|(field, claimed)| one(case, field, claimed, agrees_whole)).collect()
}

/// What is claimed.
fn fields(claim: &Claim) -> Vec<(FieldName, String)> {
    let mut all = vec![
        (FieldName::FamilyName, claim.family_name.clone()),
        (FieldName::GivenNames, claim.given_names.clone()),
        (FieldName::NativeName, claim.native_name.clone().unwrap_or_default()),
        (FieldName::BirthDate, claim.birth_date.to_string()),
        (FieldName::BirthCountry, claim.birth_country.clone()),
        (FieldName::Nationality, claim.nationality.clone()),
        (FieldName::Number, claim.document.number.clone()),
        (FieldName::ExpiryDate, claim.document.expires.map(|date| date.to_string()).unwrap_or_default()),
    ];
    // People with one name have an empty family name.
    all.retain(|(_, claimed)| !claimed.is_empty());
    all
}

fn one(case: &Case<'_>, field: FieldName, claimed: String, agrees_whole: bool) -> Beside {
    let mut all = in_zones(case, field);
    all.extend(seen(case, field));
    let of = |source: Source| all.iter().find(|seen| seen.source == source).map(read);
    let says = |seen: &&Seen| says_something(field, seen);
    let speaking: Vec<Seen> = all.iter().filter(says).cloned().collect();
    let is_name = matches!(field, FieldName::FamilyName | FieldName::GivenNames);
    let (same, differences) = match compare(&speaking, |seen| agrees(field, &claimed, seen)) {
        Verdict::Agrees => (Some(true), vec![]),
        // The parts of a name may stand elsewhere in it, and all of them be there.
        _ if is_name && agrees_whole => (Some(true), vec![]),
        Verdict::Contradicts(found) => (Some(false), names::differences(&claimed, &found.value)),
        Verdict::Unread => (None, vec![]),
    };
    let (printed, zone) = (of(Source::Print), of(Source::Zone).or_else(|| of(Source::Barcode)));
    Beside { field, claimed, printed, zone, same, differences }
}

fn read(seen: &Seen) -> Read {
    Read { value: seen.value.clone(), evidence: seen.evidence, region: seen.region.clone() }
}

/// The parts of a name as zones have them.
fn in_zones(case: &Case<'_>, field: FieldName) -> Vec<Seen> {
    let of = |name: &str| {
        let (family, given) = name.split_once("<<").unwrap_or((name, ""));
        let part = match field {
            FieldName::FamilyName => family,
            FieldName::GivenNames => given,
            _ => "",
        };
        part.replace('<', " ").trim().to_owned()
    };
    let zones = case.sides().filter_map(|(evidence, side)| Some((evidence, side.mrz.as_ref()?)));
    let seen = |(evidence, zone): (Evidence, &crate::facts::MrzFacts)| Seen {
        value: of(&zone.name),
        source: Source::Zone,
        evidence,
        region: outline(zone.quad),
        sure: zone.valid,
    };
    zones.map(seen).filter(|seen| !seen.value.is_empty()).collect()
}

/// Whether what was read can agree or contradict: a place that is written out says no country.
fn says_something(field: FieldName, seen: &Seen) -> bool {
    match field {
        FieldName::BirthCountry | FieldName::Nationality => {
            seen.value.len() == 3 && seen.value.bytes().all(|byte| byte.is_ascii_uppercase())
        }
        _ => true,
    }
}

fn agrees(field: FieldName, claimed: &str, seen: &Seen) -> bool {
    match field {
        FieldName::FamilyName | FieldName::GivenNames | FieldName::NativeName => {
            names::compare(claimed, &seen.value).outcome != Outcome::Differs
        }
        FieldName::BirthDate | FieldName::ExpiryDate => {
            match (claimed.parse::<PartialDate>(), seen.value.parse::<PartialDate>()) {
                (Ok(claimed), Ok(found)) => found.fits(claimed),
                _ => false,
            }
        }
        FieldName::BirthCountry | FieldName::Nationality => country(&seen.value) == claimed,
        FieldName::Number => number::agrees(&compact(claimed), seen),
        _ => compact(claimed) == compact(&seen.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Facts, SideFacts};
    use crate::sample::{self, ON};

    /// The field of the sample passport after `change`.
    fn of(field: FieldName, change: impl FnOnce(&mut Facts, &mut Claim)) -> Beside {
        let (mut facts, mut claim, policy) = (sample::passport(), sample::claim(), sample::policy());
        change(&mut facts, &mut claim);
        let all = beside(&Case { claim: &claim, facts: &facts, policy: &policy, on: ON });
        all.into_iter().find(|one| one.field == field).unwrap()
    }

    fn print(facts: &mut Facts, field: FieldName, value: &str) {
        facts.front.as_mut().unwrap().fields.insert(field, sample::field(value));
    }

    #[test]
    fn what_differs_in_writing_alone_is_the_same() {
        let capitals = of(FieldName::GivenNames, |_, claim| claim.given_names = "Anna Maria".into());
        assert_eq!((capitals.same, capitals.zone.unwrap().value.as_str()), (Some(true), "ANNA MARIA"));
        let date = of(FieldName::BirthDate, |_, _| {});
        assert_eq!((date.same, date.zone.unwrap().value.as_str()), (Some(true), "1974-08-12"));
        // A country that is written out is no code: nothing contradicts it.
        let place = of(FieldName::BirthCountry, |facts, _| print(facts, FieldName::BirthCountry, "UTOPIA"));
        assert_eq!((place.same, place.printed.unwrap().value.as_str()), (None, "UTOPIA"));
        let nationality = of(FieldName::Nationality, |facts, _| print(facts, FieldName::Nationality, "UTOPIAN"));
        assert_eq!(nationality.same, Some(true), "the zone has the code");
    }

    #[test]
    fn what_differs_is_told_letter_by_letter() {
        let other = of(FieldName::FamilyName, |_, claim| claim.family_name = "ERIKSON".into());
        assert_eq!(other.same, Some(false));
        let missing =
            |segment: &Segment| matches!(segment, Segment::Changed { one, other } if one.is_empty() && other == "S");
        assert_eq!(other.differences.iter().filter(|segment| missing(segment)).count(), 1, "{:?}", other.differences);
        let day = of(FieldName::BirthDate, |_, claim| claim.birth_date = "1974-08-13".parse().unwrap());
        assert_eq!(day.same, Some(false));
    }

    #[test]
    fn what_stands_on_the_back_counts_with_its_place() {
        let turned = |facts: &mut Facts, _: &mut Claim| facts.back = facts.front.take();
        let number = of(FieldName::Number, turned);
        assert_eq!(number.same, Some(true));
        assert_eq!(number.place().unwrap().0, Evidence::Back);
        let bare = |facts: &mut Facts, _: &mut Claim| {
            let front: &mut SideFacts = facts.front.as_mut().unwrap();
            (front.mrz, front.barcode) = (None, None);
            front.fields.clear();
        };
        let unread = of(FieldName::Number, bare);
        assert_eq!((unread.same, unread.place()), (None, None));
    }
}
