//! Arabic letters in Latin capitals.
//!
//! ICAO Doc 9303 part 3 (8th edition), section 6, table C gives each letter a code for the machine-readable zone. The
//! printed Latin spelling of the same name has vowels that Arabic does not write, and the digraphs of its state; a
//! spelling is the same name when its consonants and long vowels are those that are written.

use super::units::Unit;

/// Letter, code of table C, spellings of passports.
const LETTERS: &[(char, &str, &[&str])] = &[
    ('ء', "XE", &["", "A"]),
    ('آ', "XAA", &["A", "AA"]),
    ('أ', "XAE", &["A", "E", "I", "O", "U", ""]),
    ('ؤ', "U", &["U", "O", "W"]),
    ('إ', "I", &["I", "E", "A"]),
    ('ئ', "XI", &["I", "E", "Y", ""]),
    ('ا', "A", &["A", "AA", "E", "I", "O", "U"]),
    ('ب', "B", &["B"]),
    ('ة', "XTA", &["A", "AH", "AT", "EH", "E"]),
    ('ت', "T", &["T"]),
    ('ث', "XTH", &["TH", "S", "T"]),
    ('ج', "J", &["J", "G", "DJ"]),
    ('ح', "XH", &["H"]),
    ('خ', "XKH", &["KH"]),
    ('د', "D", &["D"]),
    ('ذ', "XDH", &["DH", "Z", "TH"]),
    ('ر', "R", &["R"]),
    ('ز', "Z", &["Z"]),
    ('س', "S", &["S"]),
    ('ش', "XSH", &["SH", "CH"]),
    ('ص', "XSS", &["S"]),
    ('ض', "XDZ", &["D", "DH"]),
    ('ط', "XTT", &["T"]),
    ('ظ', "XZZ", &["Z", "DH", "TH"]),
    ('ع', "E", &["A", "E", "I", "O", "U", "AA", ""]),
    ('غ', "G", &["GH", "G"]),
    ('ف', "F", &["F"]),
    ('ق', "Q", &["Q", "K", "G"]),
    ('ك', "K", &["K", "C"]),
    ('ل', "L", &["L"]),
    ('م', "M", &["M"]),
    ('ن', "N", &["N"]),
    ('ه', "H", &["H", ""]),
    ('و', "W", &["W", "OU", "U", "O", "OO", "AW", "AU", "WA", "WE", "WI"]),
    ('ى', "XAY", &["A", "AA"]),
    ('ي', "Y", &["Y", "I", "EE", "AI", "EI", "AY", "IY", "YE", "YA", "YU"]),
    ('ٱ', "A", &["A", ""]),
    ('ٹ', "XXT", &["T"]),
    ('پ', "P", &["P"]),
    ('چ', "XCH", &["CH"]),
    ('ڈ', "XXD", &["D"]),
    ('ڑ', "XXR", &["R"]),
    ('ژ', "XZH", &["ZH", "J"]),
    ('ک', "XKK", &["K", "C"]),
    ('گ', "XGG", &["G"]),
    ('ں', "XNN", &["N"]),
    ('ھ', "XDO", &["H"]),
    ('ہ', "XDH", &["H", ""]),
    ('ۂ', "XXH", &["H", "E"]),
    ('ی', "XYY", &["Y", "I", "EE", "AI", "EI", "AY"]),
    ('ے', "XYB", &["E", "AY", "Y"]),
    ('ۃ', "XTG", &["A", "AH", "AT"]),
];
/// A short vowel, which Arabic does not write.
const SHORT_VOWEL: &[&str] = &["", "A", "E", "I", "O", "U"];

/// Names without a long vowel, which letters alone cannot tell from others, and how they sound: `a` and `u` stand for the
/// spellings of those vowels.
const SOUNDS: &[(&str, &str)] = &[
    ("أحمد", "aHMaD"),
    ("احمد", "aHMaD"),
    ("بدر", "BaDR"),
    ("حسن", "HaSaN"),
    ("حمد", "HaMaD"),
    ("سعد", "SaaD"),
    ("سمر", "SaMaR"),
    ("عمر", "uMaR"),
    ("عمرو", "aMR"),
    ("فهد", "FaHaD"),
    ("محمد", "MuHaMaD"),
    ("نصر", "NaSR"),
];

/// The spellings of a word that sounds like `sound`.
fn sounding(sound: &str) -> Vec<Unit> {
    let unit = |letter: char| match letter {
        'a' => Unit::of(&["A", "E", ""]),
        'u' => Unit::of(&["U", "O", "OU", "OO"]),
        consonant => Unit(vec![consonant.to_string().into(), consonant.to_string().repeat(2).into()]),
    };
    sound.chars().map(unit).collect()
}

/// The code of the machine-readable zone for `letter` (table C). Vowel marks have none.
fn code(letter: char) -> Option<&'static str> {
    LETTERS.iter().find(|(wanted, ..)| *wanted == letter).map(|&(_, code, _)| code)
}

/// Whether `letter` is a mark that is written or left out at will: short vowels, doubling, lengthening.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Whether a letter of Arabic writing.
pub(super) fn is_arabic(letter: char) -> bool {
    code(letter).is_some() || is_mark(letter)
}

/// The codes of `word` one after another, as the machine-readable zone has them.
pub(super) fn codes(word: &[char]) -> Vec<Unit> {
    word.iter().filter_map(|&letter| code(letter)).map(Unit::one).collect()
}

/// The spellings of `word` that passports print.
pub(super) fn spellings(word: &[char]) -> Vec<Unit> {
    let mut units = Vec::new();
    let letters: Vec<char> = word.iter().copied().filter(|&letter| !is_mark(letter)).collect();
    if let Some((_, sound)) = SOUNDS.iter().find(|(name, _)| name.chars().eq(letters.iter().copied())) {
        return sounding(sound);
    }
    // The article is written as it sounds or as it is spelt, before letters of the sun too.
    let article = letters.starts_with(&['ا', 'ل']) && letters.len() > 3;
    let start = if article { 2 } else { 0 };
    if article {
        units.push(Unit::of(&[
            "AL", "EL", "UL", "A", "E", "AD", "AN", "AR", "AS", "ASH", "AT", "AZ", "ED", "EN", "ER", "ES", "ESH", "EZ",
        ]));
    }
    for (index, &letter) in letters.iter().enumerate().skip(start) {
        let Some((_, _, ways)) = LETTERS.iter().find(|(wanted, ..)| *wanted == letter) else { continue };
        let vowel = matches!(letter, 'ا' | 'و' | 'ي' | 'ى' | 'ی' | 'ة' | 'آ' | 'ع' | 'أ' | 'إ' | 'ۃ' | 'ے' | 'ء');
        let mut unit = Unit::of(ways);
        if index == 0 && letter == 'أ' {
            // At the beginning it is a vowel that is heard.
            unit.0.retain(|way| !way.is_empty());
        }
        if !vowel {
            // Doubling is not written.
            unit.0.extend(ways.iter().filter(|way| way.len() == 1).map(|way| way.repeat(2).into()));
            units.push(unit);
            if index + 1 < letters.len() {
                units.push(Unit::of(SHORT_VOWEL));
            }
        } else {
            units.push(unit);
        }
    }
    units
}
