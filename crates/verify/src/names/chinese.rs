//! Chinese names in the pinyin of passports (GB/T 28039-2011): family name first, given name in one word, without tones,
//! `ü` as `YU` after `l` and `n`, as `U` elsewhere.

use super::surnames::{DOUBLE, GIVEN, SINGLE};
use super::units::Unit;
use pinyin::{ToPinyin, ToPinyinMulti};
use std::borrow::Cow;

/// Most spellings that are accepted for one name.
pub(super) const MOST_ACCEPTED: usize = 6;
/// Readings of one character that are taken from the library beyond the commonest: its rarer ones are of no name.
const MOST_READINGS: usize = 2;

/// Whether `letter` is a Chinese character.
pub(super) fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// `text` in simplified characters.
pub(super) fn simplified(text: &str) -> String {
    simplet2s::convert(text)
}

/// A Chinese name with the units of its family name and of its given name, a unit a character (a compound surname is one).
#[derive(Clone, Debug)]
pub(super) struct ChineseName {
    pub(super) family: Vec<Unit>,
    pub(super) given: Vec<Unit>,
}

/// Reads `name` (characters without spaces; `middle` is the place of a middle dot or space between family and given name,
/// where there is one). `None` when a character has no reading.
pub(super) fn name(name: &[char], middle: Option<usize>) -> Option<ChineseName> {
    let simple: Vec<char> = simplified(&name.iter().collect::<String>()).chars().collect();
    // The conversion goes character by character; where it should not, the name as it is will do.
    let simple = if simple.len() == name.len() { simple } else { name.to_vec() };
    let compound = DOUBLE.iter().find(|(surname, _)| {
        let mut wanted = surname.chars();
        simple.len() > 2 && wanted.next() == Some(simple[0]) && wanted.next() == Some(simple[1])
    });
    let (family, start) = match (compound, middle) {
        (Some((_, spelling)), None | Some(2)) => (vec![Unit::one(*spelling)], 2),
        (_, Some(middle)) if middle > 1 => {
            (simple[..middle].iter().map(|&letter| given(letter)).collect::<Option<Vec<_>>>()?, middle)
        }
        _ => (vec![surname(*simple.first()?)?], 1),
    };
    let given = simple.get(start..)?.iter().map(|&letter| given(letter)).collect::<Option<Vec<_>>>()?;
    Some(ChineseName { family, given })
}

fn surname(letter: char) -> Option<Unit> {
    match SINGLE.iter().find(|(wanted, _)| *wanted == letter) {
        Some((_, ways)) => Some(with_u(ways.iter().map(|&way| way.into()).collect())),
        None => common(letter).map(|way| with_u(vec![way])),
    }
}

fn given(letter: char) -> Option<Unit> {
    if let Some((_, ways)) = GIVEN.iter().find(|(wanted, _)| *wanted == letter) {
        return Some(Unit::of(ways));
    }
    let mut ways = vec![common(letter)?];
    for reading in letter.to_pinyin_multi().into_iter().flatten() {
        let way: Cow<'static, str> = capitals(reading.plain()).into();
        if !ways.contains(&way) && ways.len() < MOST_READINGS {
            ways.push(way);
        }
    }
    Some(with_u(ways))
}

fn common(letter: char) -> Option<Cow<'static, str>> {
    Some(capitals(letter.to_pinyin()?.plain()).into())
}

/// `lü` and `nü` as passports have them, `lüe` too; other `ü` lose their dots.
fn capitals(plain: &str) -> String {
    let letters = plain.to_uppercase();
    match letters.as_str() {
        "LÜ" => "LYU".into(),
        "NÜ" => "NYU".into(),
        "LÜE" => "LYUE".into(),
        "NÜE" => "NYUE".into(),
        _ => letters.replace('Ü', "U"),
    }
}

/// Older documents print `LYU` as `LU` or `LV`.
fn with_u(mut ways: Vec<Cow<'static, str>>) -> Unit {
    for (now, before) in [("LYU", ["LU", "LV"]), ("NYU", ["NU", "NV"])] {
        if ways.iter().any(|way| way == now) {
            ways.extend(before.map(Cow::from));
        }
    }
    Unit(ways)
}

impl ChineseName {
    /// The spellings that are accepted, ordinary first: those with the fewest unusual readings, at most
    /// [`MOST_ACCEPTED`]. Family and given name are parted by a space.
    pub(super) fn spellings(&self) -> Vec<String> {
        let units: Vec<&Unit> = self.family.iter().chain(&self.given).collect();
        // (how unusual, spelling so far); the order within one degree is that of the tables.
        let mut spellings: Vec<(usize, String)> = vec![(0, String::new())];
        for (index, unit) in units.iter().enumerate() {
            let space = if index == self.family.len() && index > 0 { " " } else { "" };
            let mut next: Vec<(usize, String)> = Vec::with_capacity(spellings.len() * unit.0.len());
            for (unusual, before) in &spellings {
                for (rank, way) in unit.0.iter().enumerate() {
                    next.push((unusual + rank, format!("{before}{space}{way}")));
                }
            }
            next.sort_by_key(|(unusual, _)| *unusual);
            next.truncate(MOST_ACCEPTED);
            spellings = next;
        }
        let mut accepted: Vec<String> = Vec::with_capacity(spellings.len());
        for (_, spelling) in spellings {
            if !accepted.contains(&spelling) {
                accepted.push(spelling);
            }
        }
        accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Vec<String> {
        name(&text.chars().collect::<Vec<_>>(), None).map(|name| name.spellings()).unwrap_or_default()
    }

    #[test]
    fn surnames_are_read_as_surnames() {
        for (name, spelling) in [
            ("单文清", "SHAN WENQING"),
            ("曾雨桐", "ZENG YUTONG"),
            ("令狐安", "LINGHU AN"),
            ("吕思远", "LYU SIYUAN"),
            ("單文清", "SHAN WENQING"),
            ("呂思遠", "LYU SIYUAN"),
            ("解雨生", "XIE YUSHENG"),
        ] {
            assert_eq!(spelled(name).first().map(String::as_str), Some(spelling), "{name}");
        }
        assert!(spelled("吕思远").contains(&"LU SIYUAN".to_owned()));
        assert!(spelled("令狐").first().is_some_and(|first| first == "LING HU"), "two characters are no compound");
    }

    #[test]
    fn no_name_has_more_accepted_spellings_than_promised() {
        for name in ["乐行长重", "吕女绿律", "翟乐行", "隗晟澄"] {
            let spellings = spelled(name);
            assert!((1..=MOST_ACCEPTED).contains(&spellings.len()), "{name} {spellings:?}");
        }
    }

    #[test]
    fn a_character_without_a_reading_gives_no_spelling() {
        assert!(spelled("A王").is_empty());
    }
}
