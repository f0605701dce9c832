//! A name as it is written, taken apart into words.

use super::units::{self, Unit};
use super::{arabic, chinese, hangul, letters};
use unicode_normalization::UnicodeNormalization;

/// Most characters of a name that are looked at.
pub(super) const MOST_CHARACTERS: usize = 200;
/// Lengths of the name field of machine-readable zones (ICAO 9303: TD3 and MRV-A 39, TD2, MRV-B and TD1 31 or 30, the old
/// French card 30). A field of that length without filler at its end may be cut off.
const ZONE_FIELDS: [usize; 3] = [39, 31, 30];

/// The writing of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hangul,
    Chinese,
    /// One that is not read, or several in one word.
    Other,
}

/// One word in capitals.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) letters: Vec<char>,
    pub(super) script: Script,
}

impl Word {
    fn new(letters: Vec<char>) -> Self {
        let mut scripts = letters.iter().filter(|letter| !is_mark(**letter)).map(|&letter| script(letter));
        let first = scripts.next().unwrap_or(Script::Other);
        let script = if scripts.all(|script| script == first) { first } else { Script::Other };
        Self { letters, script }
    }

    /// How it is written in Latin capitals; `surname` for the first word. Empty when it cannot be.
    pub(super) fn units(&self, surname: bool) -> Vec<Unit> {
        match self.script {
            Script::Latin => self.letters.iter().filter_map(|&letter| letters::latin(letter)).collect(),
            Script::Cyrillic => walk(&self.letters, letters::cyrillic),
            Script::Greek => walk(&self.letters, letters::greek),
            Script::Arabic => arabic::spellings(&self.letters),
            Script::Hangul => hangul::spellings(&self.letters, surname),
            Script::Chinese | Script::Other => Vec::new(),
        }
    }

    /// The ordinary spelling in Latin capitals.
    pub(super) fn ordinary(&self) -> String {
        units::ordinary(&self.units(false))
    }

    pub(super) fn text(&self) -> String {
        self.letters.iter().collect()
    }
}

fn walk(letters: &[char], unit: fn(&[char]) -> Option<(Unit, usize)>) -> Vec<Unit> {
    let mut units = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
        match unit(rest) {
            Some((unit, taken)) => {
                units.push(unit);
                at += taken.max(1);
            }
            None => at += 1,
        }
    }
    units
}

fn is_mark(letter: char) -> bool {
    letter == '/' || arabic::is_mark(letter) || matches!(letter, '\u{300}'..='\u{36f}')
}

fn script(letter: char) -> Script {
    match letter {
        _ if letter.is_ascii_digit() => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        _ if hangul::is_hangul(letter) => Script::Hangul,
        _ if chinese::is_chinese(letter) => Script::Chinese,
        _ if arabic::is_arabic(letter) => Script::Arabic,
        _ if letters::latin(letter).is_some() => Script::Latin,
        _ => Script::Other,
    }
}

/// A name taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Written {
    pub(super) words: Vec<Word>,
    /// How many words are the family name, where a comma or the filler of a machine-readable zone says so.
    pub(super) family: Option<usize>,
    /// Whether it is a name field of a machine-readable zone that may have been cut off at its end.
    pub(super) may_be_cut: bool,
    /// Whether marks between or in words were dropped.
    pub(super) had_marks: bool,
}

impl Written {
    pub(super) fn parse(name: &str) -> Self {
        let zone = name.contains('<');
        let field = name.trim();
        let may_be_cut = zone && !field.ends_with('<') && ZONE_FIELDS.contains(&field.chars().count());
        let field = if zone { field.replace("<<", ",").replace('<', " ") } else { field.to_owned() };
        let mut written = Self { may_be_cut, ..Self::default() };
        let mut word = Vec::new();
        // Compatibility forms are folded (full width, Arabic presentation forms, ligatures); marks are composed.
        for letter in field.nfkc().flat_map(char::to_uppercase).take(MOST_CHARACTERS) {
            match letter {
                ',' | '،' | '，' => {
                    written.close(&mut word);
                    if written.family.is_none() && !written.words.is_empty() {
                        written.family = Some(written.words.len());
                    }
                }
                // ICAO 9303 part 3, section 4.6: an apostrophe is left out, a hyphen is a space.
                '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' | '`' | '´' => written.had_marks = true,
                // Words of descent: s/o, d/o, a/l, a/p.
                '/' if matches!(word[..], ['S' | 'D' | 'A']) => word.push(letter),
                '-' | '‐' | '‑' | '–' | '·' | '•' | '・' | '‧' | '.' | '/' => {
                    written.had_marks = true;
                    written.close(&mut word);
                }
                _ if letter.is_whitespace() => written.close(&mut word),
                // Directions, joiners and other marks without a sound.
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
                _ if letter.is_control() => {}
                _ => word.push(letter),
            }
        }
        written.close(&mut word);
        // A trailing comma parts nothing.
        written.family = written.family.filter(|&family| family < written.words.len());
        written
    }

    fn close(&mut self, word: &mut Vec<char>) {
        if !word.is_empty() {
            self.words.push(Word::new(std::mem::take(word)));
        }
    }

    /// The one writing of all words; `Other` when there are several.
    pub(super) fn script(&self) -> Script {
        let first = self.words.first().map_or(Script::Other, |word| word.script);
        if self.words.iter().all(|word| word.script == first) { first } else { Script::Other }
    }

    /// The words with a space between, family name first as it is written.
    pub(super) fn text(&self) -> String {
        self.words.iter().map(Word::text).collect::<Vec<_>>().join(" ")
    }

    /// All letters without spaces and marks.
    pub(super) fn letters(&self) -> String {
        self.words.iter().flat_map(|word| &word.letters).filter(|letter| !is_mark(**letter)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_at_spaces_hyphens_commas_and_filler() {
        let words = |name: &str| Written::parse(name).words.iter().map(Word::text).collect::<Vec<_>>();
        assert_eq!(words("D’Arcy-Jones, anne "), ["DARCY", "JONES", "ANNE"]);
        assert_eq!(words("SHAN<<WENQING<<<<<<"), ["SHAN", "WENQING"]);
        assert_eq!(words("\u{202e}Anna\u{200f}"), ["ANNA"]);
        assert_eq!(Written::parse("Smith, John").family, Some(1));
        assert_eq!(Written::parse("Smith,").family, None);
        let cut = Written::parse("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K");
        assert!(cut.may_be_cut && cut.family == Some(1));
    }
}
