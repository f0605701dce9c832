//! Letters of Latin, Cyrillic and Greek alphabets in the Latin capitals of travel documents.
//!
//! Latin and Cyrillic follow ICAO Doc 9303 part 3 (8th edition), section 6, tables A and B: its recommendation comes
//! first, then the spellings that it leaves to the states and those of passports before it. Greek follows ELOT 743
//! (ISO 843), which Greek passports use.

use super::units::Unit;
use unicode_normalization::UnicodeNormalization;

/// Latin letters that are more than a base letter with a mark (table A).
const LATIN: &[(char, &[&str])] = &[
    ('Ä', &["AE", "A"]),
    ('Å', &["AA", "A"]),
    ('Æ', &["AE"]),
    ('Ð', &["D", "DH"]),
    ('Đ', &["D", "DJ"]),
    ('Ħ', &["H"]),
    ('İ', &["I"]),
    ('ı', &["I"]),
    ('Ĳ', &["IJ", "Y"]),
    ('ĸ', &["Q", "K"]),
    ('Ł', &["L"]),
    ('Ŀ', &["L"]),
    ('Ñ', &["N", "NXX"]),
    ('Ŋ', &["N", "NG"]),
    ('ŉ', &["N"]),
    ('Ö', &["OE", "O"]),
    ('Ø', &["OE", "O"]),
    ('Œ', &["OE"]),
    ('ẞ', &["SS"]),
    ('ß', &["SS"]),
    ('Ŧ', &["T"]),
    ('Þ', &["TH"]),
    ('Ü', &["UE", "U", "UXX"]),
    ('Ə', &["E", "A"]),
    ('Ɓ', &["B"]),
    ('Ɗ', &["D"]),
    ('Ƙ', &["K"]),
    ('Ǧ', &["G"]),
    ('Ȳ', &["Y"]),
];

/// Cyrillic letters (table B). Belarusian, Bulgarian, Macedonian, Serbian and Ukrainian readings that the table's notes
/// name follow the general one.
const CYRILLIC: &[(char, &[&str])] = &[
    ('А', &["A"]),
    ('Б', &["B"]),
    ('В', &["V", "W"]),
    ('Г', &["G", "H"]),
    ('Ґ', &["G"]),
    ('Д', &["D"]),
    ('Е', &["E", "YE", "IE", "JE"]),
    ('Ё', &["E", "IO", "YO", "JO"]),
    ('Ж', &["ZH", "Z", "J"]),
    ('З', &["Z"]),
    ('И', &["I", "Y"]),
    ('Й', &["I", "Y", "J"]),
    ('К', &["K"]),
    ('Л', &["L"]),
    ('М', &["M"]),
    ('Н', &["N"]),
    ('О', &["O"]),
    ('П', &["P"]),
    ('Р', &["R"]),
    ('С', &["S"]),
    ('Т', &["T"]),
    ('У', &["U"]),
    ('Ф', &["F"]),
    ('Х', &["KH", "H", "CH"]),
    ('Ц', &["TS", "C"]),
    // The last of passports until 1997, whose spelling was French.
    ('Ч', &["CH", "C", "TCH"]),
    ('Ш', &["SH", "S"]),
    ('Щ', &["SHCH", "SHT", "SCH"]),
    ('Ъ', &["IE", "", "A"]),
    ('Ы', &["Y", "I"]),
    ('Ь', &["", "I"]),
    ('Э', &["E"]),
    ('Ю', &["IU", "YU", "JU"]),
    ('Я', &["IA", "YA", "JA"]),
    ('І', &["I"]),
    ('Ї', &["I", "YI", "JI"]),
    ('Є', &["IE", "YE", "JE"]),
    ('Ў', &["U", "W"]),
    ('Ђ', &["D", "DJ"]),
    ('Ѓ', &["G", "GJ"]),
    ('Ѕ', &["DZ"]),
    ('Ј', &["J"]),
    ('Љ', &["LJ"]),
    ('Њ', &["NJ"]),
    ('Ћ', &["C"]),
    ('Ќ', &["K", "KJ"]),
    ('Џ', &["DZ", "DJ"]),
    ('Ә', &["A", "AE"]),
    ('Ғ', &["G", "GH"]),
    ('Қ', &["K", "Q"]),
    ('Ң', &["N", "NG"]),
    ('Ө', &["O"]),
    ('Ұ', &["U"]),
    ('Ү', &["U"]),
    ('Һ', &["H"]),
    ('Ѣ', &["IE", "E"]),
    ('Ѫ', &["U"]),
    ('Ѵ', &["Y"]),
];

/// Pairs of Cyrillic letters that are written together.
const CYRILLIC_PAIRS: &[([char; 2], &[&str])] = &[
    (['К', 'С'], &["KS", "X"]),
    (['И', 'Й'], &["II", "IY", "Y", "I", "IJ", "YI", "YY"]),
    (['Ы', 'Й'], &["YI", "YY", "Y", "YJ"]),
    (['И', 'Я'], &["IIA", "IYA", "IA", "IJA", "YIA", "YA"]),
    (['З', 'Г'], &["ZG", "ZGH", "ZH"]),
];

/// Greek letters (ELOT 743).
const GREEK: &[(char, &[&str])] = &[
    ('Α', &["A"]),
    ('Β', &["V"]),
    ('Γ', &["G", "Y"]),
    ('Δ', &["D"]),
    ('Ε', &["E"]),
    ('Ζ', &["Z"]),
    ('Η', &["I"]),
    ('Θ', &["TH"]),
    ('Ι', &["I"]),
    ('Κ', &["K"]),
    ('Λ', &["L"]),
    ('Μ', &["M"]),
    ('Ν', &["N"]),
    ('Ξ', &["X"]),
    ('Ο', &["O"]),
    ('Π', &["P"]),
    ('Ρ', &["R"]),
    ('Σ', &["S"]),
    ('Τ', &["T"]),
    ('Υ', &["Y", "I"]),
    ('Φ', &["F", "PH"]),
    ('Χ', &["CH", "H", "KH"]),
    ('Ψ', &["PS"]),
    ('Ω', &["O"]),
];

/// Pairs of Greek letters that are written together. The second sound of `ΑΥ`, `ΕΥ` and `ΗΥ` depends on what follows;
/// both are taken, for no two names differ by it.
const GREEK_PAIRS: &[([char; 2], &[&str])] = &[
    (['Γ', 'Γ'], &["NG", "GG"]),
    (['Γ', 'Ξ'], &["NX", "GX"]),
    (['Γ', 'Χ'], &["NCH", "NH", "GCH"]),
    (['Μ', 'Π'], &["MP", "B"]),
    (['Ν', 'Τ'], &["NT", "D"]),
    (['Ο', 'Υ'], &["OU", "U"]),
    (['Α', 'Υ'], &["AV", "AF", "AY"]),
    (['Ε', 'Υ'], &["EV", "EF", "EY"]),
    (['Η', 'Υ'], &["IV", "IF"]),
];

fn listed(table: &[(char, &'static [&'static str])], letter: char) -> Option<Unit> {
    table.iter().find(|(wanted, _)| *wanted == letter).map(|(_, ways)| Unit::of(ways))
}

/// `letter` without its marks.
fn base(letter: char) -> char {
    std::iter::once(letter).nfd().next().unwrap_or(letter)
}

/// What is written as it is.
const PLAIN: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A Latin capital, with or without marks, or a digit, which no name has and so makes it another. `None` when it is neither.
pub(super) fn latin(letter: char) -> Option<Unit> {
    if let Some(at) = PLAIN.find(letter) {
        return Some(Unit::one(&PLAIN[at..=at]));
    }
    listed(LATIN, letter).or_else(|| {
        let base = base(letter);
        let plain = || base.is_ascii_alphabetic().then(|| Unit::one(base.to_ascii_uppercase().to_string()));
        plain().or_else(|| if base == letter { None } else { listed(LATIN, base) })
    })
}

fn pair_or_letter(
    pairs: &[([char; 2], &'static [&'static str])],
    letters: &[(char, &'static [&'static str])],
    rest: &[char],
) -> Option<(Unit, usize)> {
    if let [first, second, ..] = *rest
        && let Some((_, ways)) = pairs.iter().find(|(pair, _)| *pair == [first, second])
    {
        return Some((Unit::of(ways), 2));
    }
    Some((listed(letters, *rest.first()?)?, 1))
}

/// The first Cyrillic unit of `rest` (capitals), and how many letters it takes.
pub(super) fn cyrillic(rest: &[char]) -> Option<(Unit, usize)> {
    pair_or_letter(CYRILLIC_PAIRS, CYRILLIC, rest)
}

/// The first Greek unit of `rest` (capitals), and how many letters it takes.
pub(super) fn greek(rest: &[char]) -> Option<(Unit, usize)> {
    let plain: Vec<char> = rest.iter().take(2).map(|&letter| if letter == 'ς' { 'Σ' } else { letter }).collect();
    // A dialytika parts two vowels that would be written together.
    let parted = plain.get(1).is_some_and(|second| matches!(second, 'Ϋ' | 'ΰ' | 'Ϊ' | 'ΐ'));
    let bases: Vec<char> = plain.iter().map(|&letter| base(letter)).collect();
    let shown = if parted { &bases[..1] } else { &bases };
    pair_or_letter(GREEK_PAIRS, GREEK, shown)
}
