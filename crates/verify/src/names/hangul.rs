//! Korean syllables in Latin capitals.
//!
//! The Revised Romanization of Korean (Ministry of Culture and Tourism notice 2000-8) comes first, then the ways in
//! which Korean passports spell the same sounds, which their holders may choose; surnames have ways of their own.

use super::units::Unit;

const INITIALS: [&[&str]; 19] = [
    &["G", "K"],
    &["KK", "GG"],
    &["N"],
    &["D", "T"],
    &["TT", "DD"],
    &["R", "L"],
    &["M"],
    &["B", "P"],
    &["PP", "BB"],
    &["S", "SH"],
    &["SS"],
    &[""],
    &["J", "CH", "Z"],
    &["JJ", "CHCH"],
    &["CH"],
    &["K"],
    &["T"],
    &["P"],
    &["H"],
];
const VOWELS: [&[&str]; 21] = [
    &["A", "AH"],
    &["AE", "E", "AI"],
    &["YA"],
    &["YAE"],
    &["EO", "U", "UH"],
    &["E"],
    &["YEO", "YU", "YOU"],
    &["YE", "YEA"],
    &["O", "OH"],
    &["WA"],
    &["WAE"],
    &["OE", "OI", "WOE"],
    &["YO"],
    &["U", "OO", "OU", "WOO"],
    &["WO", "WEO"],
    &["WE"],
    &["WI", "WEE"],
    &["YU", "YOO", "YOU"],
    &["EU", "U"],
    &["UI", "EUI", "EE", "I", "YI"],
    &["I", "EE", "YI"],
];
const FINALS: [&[&str]; 28] = [
    &[""],
    &["K", "G"],
    &["K"],
    &["K"],
    &["N"],
    &["N"],
    &["N"],
    &["T"],
    &["L", "R"],
    &["K", "L"],
    &["M"],
    &["L"],
    &["L"],
    &["L"],
    &["P"],
    &["L"],
    &["M"],
    &["P", "B"],
    &["P"],
    &["T", "S"],
    &["T"],
    &["NG"],
    &["T"],
    &["T"],
    &["K"],
    &["T"],
    &["P"],
    &["T", ""],
];
/// Ways of surnames that the sounds alone do not give (the commonest of the national statistics on surnames, 2015).
const SURNAMES: &[(char, &[&str])] = &[
    ('김', &["KIM", "GIM"]),
    ('이', &["LEE", "YI", "I", "RHEE", "RI", "LI"]),
    ('박', &["PARK", "BAK", "PAK"]),
    ('최', &["CHOI", "CHOE"]),
    ('정', &["JUNG", "JEONG", "CHUNG", "JOUNG"]),
    ('강', &["KANG", "GANG"]),
    ('조', &["CHO", "JO"]),
    ('윤', &["YOON", "YUN"]),
    ('장', &["JANG", "CHANG"]),
    ('임', &["LIM", "IM", "YIM", "RIM"]),
    ('한', &["HAN"]),
    ('오', &["OH", "O"]),
    ('서', &["SEO", "SUH"]),
    ('신', &["SHIN", "SIN"]),
    ('권', &["KWON", "GWON"]),
    ('황', &["HWANG"]),
    ('안', &["AHN", "AN"]),
    ('송', &["SONG"]),
    ('류', &["RYU", "YOO", "LYU", "YU"]),
    ('유', &["YOO", "YU", "RYU", "YOU"]),
    ('전', &["JEON", "JUN", "CHUN", "CHON"]),
    ('홍', &["HONG"]),
    ('고', &["KO", "GO", "KOH"]),
    ('문', &["MOON", "MUN"]),
    ('양', &["YANG", "RYANG"]),
    ('손', &["SON", "SOHN"]),
    ('배', &["BAE", "PAE", "BAI"]),
    ('백', &["BAEK", "PAIK", "BAIK", "PAEK"]),
    ('허', &["HEO", "HUR", "HUH"]),
    ('남', &["NAM"]),
    ('심', &["SIM", "SHIM"]),
    ('노', &["NOH", "NO", "ROH", "RO"]),
    ('하', &["HA"]),
    ('곽', &["KWAK", "GWAK"]),
    ('성', &["SUNG", "SEONG"]),
    ('차', &["CHA"]),
    ('주', &["JOO", "JU", "CHU"]),
    ('우', &["WOO", "U"]),
    ('구', &["KOO", "GU", "KU"]),
    ('나', &["NA", "RA"]),
    ('라', &["RA", "NA"]),
    ('민', &["MIN"]),
    ('엄', &["EOM", "UM", "OM"]),
    ('원', &["WON"]),
    ('천', &["CHUN", "CHEON"]),
    ('방', &["BANG", "PANG"]),
    ('공', &["KONG", "GONG"]),
    ('현', &["HYUN", "HYEON"]),
    ('변', &["BYUN", "BYEON", "BYON"]),
    ('여', &["YEO", "YUH"]),
    ('추', &["CHOO", "CHU"]),
    ('석', &["SEOK", "SUK"]),
    ('선', &["SUN", "SEON"]),
    ('길', &["GIL", "KIL"]),
    ('명', &["MYUNG", "MYEONG"]),
    ('기', &["KI", "GI"]),
    ('금', &["KEUM", "GEUM", "KUM"]),
    ('국', &["KOOK", "GUK"]),
];

/// Whether `letter` is a syllable of Korean.
pub(super) fn is_hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

/// The units of one word; `surname` says that it begins with one.
pub(super) fn spellings(word: &[char], surname: bool) -> Vec<Unit> {
    let mut units = Vec::new();
    for (index, &syllable) in word.iter().enumerate() {
        let known = SURNAMES.iter().find(|(wanted, _)| *wanted == syllable);
        if let Some((_, ways)) = known
            && surname
            && index == 0
        {
            units.push(Unit::of(ways));
            continue;
        }
        let Some(code) = u32::from(syllable).checked_sub(0xac00).filter(|code| *code < 11_172) else { continue };
        let (initial, vowel, last) = (code / 588, code % 588 / 28, code % 28);
        units.push(Unit::of(INITIALS[initial as usize]));
        units.push(Unit::of(VOWELS[vowel as usize]));
        units.push(Unit::of(FINALS[last as usize]));
    }
    units
}
