//! A name as units, each with the ways in which it may be written in Latin capitals, and whether a spelling fits them.

use std::borrow::Cow;

/// Letters of a spelling beyond which names are not compared: twice what any document prints.
pub(super) const MOST_LETTERS: usize = 120;

/// The ways in which one letter, or a few together, are written; the ordinary one first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit(pub(super) Vec<Cow<'static, str>>);

impl Unit {
    /// Written in one of the ways of `ways`.
    pub(super) fn of(ways: &[&'static str]) -> Self {
        Self(ways.iter().map(|&way| Cow::Borrowed(way)).collect())
    }

    /// Written in one way.
    pub(super) fn one(way: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![way.into()])
    }
}

/// The ordinary spelling of `units`.
pub(super) fn ordinary(units: &[Unit]) -> String {
    units.iter().filter_map(|unit| unit.0.first()).map(AsRef::as_ref).collect()
}

/// How a spelling fits units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Each unit is written in the ordinary way.
    Ordinary,
    /// Some unit is written in another of its ways.
    Other,
}

/// Whether `spelling` (capitals, no spaces) is one of the spellings of `units`.
pub(super) fn fits(units: &[&Unit], spelling: &str) -> Option<Fit> {
    let least: usize = units.iter().map(|unit| unit.0.iter().map(|way| way.len()).min().unwrap_or(0)).sum();
    let most: usize = units.iter().map(|unit| unit.0.iter().map(|way| way.len()).max().unwrap_or(0)).sum();
    if spelling.is_empty() || spelling.len() > MOST_LETTERS || !(least..=most).contains(&spelling.len()) {
        return None;
    }
    if reaches(units.iter().map(|unit| unit.0.get(..1).unwrap_or_default()), spelling) {
        Some(Fit::Ordinary)
    } else {
        reaches(units.iter().map(|unit| unit.0.as_slice()), spelling).then_some(Fit::Other)
    }
}

/// Follows all ways at once: bit `i` of the state says that the first `i` letters are explained.
fn reaches<'a>(units: impl Iterator<Item = &'a [Cow<'static, str>]>, spelling: &str) -> bool {
    let letters = spelling.as_bytes();
    let mut reached: u128 = 1;
    for ways in units {
        let mut next: u128 = 0;
        for way in ways {
            let way = way.as_bytes();
            if way.is_empty() {
                next |= reached;
                continue;
            }
            let mut left = reached;
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                if letters.get(at..at + way.len()).is_some_and(|part| part == way) {
                    next |= 1 << (at + way.len());
                }
            }
        }
        reached = next;
        if reached == 0 {
            return false;
        }
    }
    reached >> letters.len() & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_fits_when_every_unit_is_written_in_one_of_its_ways() {
        let units = [Unit::of(&["M"]), Unit::of(&["UE", "U", "UXX"]), Unit::of(&["LL"])];
        let units: Vec<&Unit> = units.iter().collect();
        assert_eq!(fits(&units, "MUELL"), Some(Fit::Ordinary));
        assert_eq!(fits(&units, "MULL"), Some(Fit::Other));
        assert_eq!(fits(&units, "MULLL"), None);
        assert_eq!(fits(&units, "MULLE"), None);
        assert_eq!(fits(&units, ""), None);
    }
}
