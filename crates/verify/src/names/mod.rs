//! Whether two spellings are one name, by rules that are named, and which letters differ where they are not.
//!
//! A name is the same by rule when the transliteration of its script, the order of its parts, its separators or what a
//! machine-readable zone leaves out explain every letter. A nickname, another spelling or a letter too many differs.

mod arabic;
mod chinese;
mod diff;
mod hangul;
mod letters;
mod surnames;
mod units;
mod written;

pub use diff::Segment;

use chinese::ChineseName;
use serde::{Deserialize, Serialize};
use units::{Fit, Unit};
use written::{Script, Word, Written};

/// Longest name that is compared, in characters; longer ones are cut there.
pub const MOST_CHARACTERS: usize = written::MOST_CHARACTERS;

/// Whether two names are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Letter by letter, but for capitals and spaces.
    Same,
    /// By rules, all of which are named.
    SameByRule,
    /// Some letter differs.
    Differs,
}

/// Why two spellings that are not the same letter by letter are one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Hyphens, apostrophes, full stops and spaces (ICAO 9303 part 3, section 4.6).
    Separators,
    /// Family name last instead of first, or the other way round.
    Order,
    /// Letters with marks as ICAO 9303 part 3, section 6, table A writes them.
    LatinTransliteration,
    /// Letters with marks as documents write them otherwise.
    LatinOtherSpelling,
    /// Cyrillic as ICAO 9303 part 3, section 6, table B writes it.
    CyrillicTransliteration,
    /// Cyrillic as states write it otherwise.
    CyrillicOtherSpelling,
    /// Greek as ELOT 743 writes it, or as it was written before.
    GreekTransliteration,
    /// The codes of ICAO 9303 part 3, section 6, table C.
    ArabicTransliteration,
    /// The consonants and long vowels that Arabic writes.
    ArabicConsonants,
    /// Revised Romanization, or the spellings of Korean passports.
    KoreanRomanization,
    /// The ordinary reading of a Chinese name in pinyin.
    Pinyin,
    /// Another reading, or an older spelling of `ü`.
    PinyinOtherReading,
    /// Traditional and simplified characters.
    TraditionalSimplified,
    /// A machine-readable zone has no room for the rest (ICAO 9303 part 3, section 4.6).
    Truncation,
    /// A patronymic that one of them leaves out.
    Patronymic,
    /// A name before or by marriage that one of them adds (`née`, `épouse`, `geb.`).
    MarriedName,
    /// A title or a word of descent (`Dr`, `bin`, `s/o`) that one of them leaves out.
    Title,
}

/// How two names compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Whether they are one.
    pub outcome: Outcome,
    /// The rules that make them one; none unless by rule.
    pub rules: Vec<Rule>,
    /// Which letters differ, from the first to the second, in capitals; none unless they differ. A name in another script
    /// is spelled first, as close to the other as it can be.
    pub diff: Vec<Segment>,
    /// The ordinary passport spelling of the one that is Chinese.
    pub ordinary: Option<String>,
    /// All spellings of it that are accepted, ordinary first; at most six.
    pub accepted: Vec<String>,
}

impl Comparison {
    fn one(outcome: Outcome, mut rules: Vec<Rule>) -> Self {
        rules.sort_unstable();
        rules.dedup();
        Self { outcome, rules, diff: Vec::new(), ordinary: None, accepted: Vec::new() }
    }
}

/// The accepted passport spellings of a Chinese name, ordinary first, at most six. Empty when `name` is not Chinese.
#[must_use]
pub fn spell(name: &str) -> Vec<String> {
    chinese_name(&Written::parse(name)).map(|name| name.spellings()).unwrap_or_default()
}

/// The name field of a machine-readable zone of `length` characters, without the filler at its end, and whether it had to be cut.
/// `None` for names that no table of ICAO 9303 part 3, section 6, writes in Latin capitals, and for no name at all.
#[must_use]
pub fn zone_field(family: &str, given: &str, length: usize) -> Option<(String, bool)> {
    let part = |name: &str| -> Option<String> {
        // In Chinese the name is spelled; the zone has what the document prints beside it.
        let written = Written::parse(name);
        let words: Vec<String> = written.words.iter().map(Word::ordinary).collect();
        words.iter().all(|word| !word.is_empty()).then(|| words.join("<"))
    };
    let (mut primary, mut secondary) = (part(family)?, part(given)?);
    if primary.is_empty() {
        std::mem::swap(&mut primary, &mut secondary);
    }
    if primary.is_empty() {
        return None;
    }
    let whole = if secondary.is_empty() { primary.clone() } else { format!("{primary}<<{secondary}") };
    if whole.len() <= length {
        return Some((whole, false));
    }
    // Part of both is kept (ICAO 9303 part 4, section 4.2.3).
    if !secondary.is_empty() {
        primary.truncate(length.saturating_sub(3));
        primary = format!("{primary}<<{secondary}");
    }
    primary.truncate(length);
    Some((primary.trim_end_matches('<').to_owned(), true))
}

/// Whether two names are written in one script, so that their letters can be held against each other.
#[must_use]
pub fn same_script(one: &str, other: &str) -> bool {
    Written::parse(one).script() == Written::parse(other).script()
}

/// Which letters of two texts differ, by the fewest changes.
#[must_use]
pub fn differences(one: &str, other: &str) -> Vec<Segment> {
    diff::diff(one, other)
}

/// Compares two names, each whole: family name first, last, or before a comma.
#[must_use]
pub fn compare(one: &str, other: &str) -> Comparison {
    let (a, b) = (Written::parse(one), Written::parse(other));
    if a.words == b.words && !a.words.is_empty() {
        let rules = if a.had_marks == b.had_marks { vec![] } else { vec![Rule::Separators] };
        let outcome = if rules.is_empty() { Outcome::Same } else { Outcome::SameByRule };
        return with_spellings(Comparison::one(outcome, rules), &a, &b);
    }
    let comparison = match same_by_rule(&a, &b).or_else(|| without_optional_words(&a, &b)) {
        Some(rules) => Comparison::one(Outcome::SameByRule, rules),
        None => Comparison { diff: closest_diff(&a, &b), ..Comparison::one(Outcome::Differs, Vec::new()) },
    };
    with_spellings(comparison, &a, &b)
}

fn with_spellings(mut comparison: Comparison, a: &Written, b: &Written) -> Comparison {
    if let Some(name) = chinese_name(a).or_else(|| chinese_name(b)) {
        comparison.accepted = name.spellings();
        comparison.ordinary = comparison.accepted.first().cloned();
    }
    comparison
}

fn chinese_name(name: &Written) -> Option<ChineseName> {
    if name.script() != Script::Chinese {
        return None;
    }
    let letters: Vec<char> = name.words.iter().flat_map(|word| word.letters.iter().copied()).collect();
    let middle = (name.words.len() > 1).then(|| name.words[0].letters.len());
    chinese::name(&letters, middle)
}

fn same_by_rule(a: &Written, b: &Written) -> Option<Vec<Rule>> {
    if a.words.is_empty() || b.words.is_empty() {
        return None;
    }
    match (a.script(), b.script()) {
        (Script::Latin, Script::Latin) => latin_to_latin(a, b),
        (Script::Chinese, Script::Chinese) => {
            let (one, other) = (a.letters(), b.letters());
            if one == other {
                Some(vec![Rule::Separators])
            } else {
                (chinese::simplified(&one) == chinese::simplified(&other)).then(|| vec![Rule::TraditionalSimplified])
            }
        }
        (Script::Chinese, Script::Latin) => chinese_to_latin(a, b),
        (Script::Latin, Script::Chinese) => chinese_to_latin(b, a),
        (Script::Other, _) | (_, Script::Other) => None,
        (_, Script::Latin) => into_latin(a, b),
        (Script::Latin, _) => into_latin(b, a),
        (one, other) if one == other => {
            let joined = |name: &Written| name.letters();
            (joined(a) == joined(b)).then(|| vec![Rule::Separators])
        }
        _ => None,
    }
}

/// The orders in which the parts of a name are written: as they stand, and with the family name, wherever it ends, at the
/// other end.
fn orders(words: usize) -> impl Iterator<Item = (bool, Vec<usize>)> {
    let turned = (1..words.min(6)).map(move |cut| (true, (cut..words).chain(0..cut).collect()));
    std::iter::once((false, (0..words).collect())).chain(turned)
}

fn latin_to_latin(a: &Written, b: &Written) -> Option<Vec<Rule>> {
    let plain = |name: &Written| name.words.iter().all(|word| word.letters.iter().all(char::is_ascii));
    // The one with marks is spelled out; with marks in both, each is written in each of its ways.
    if plain(b) {
        return into_latin(a, b);
    }
    if plain(a) {
        return into_latin(b, a);
    }
    if a.letters() == b.letters() {
        return Some(vec![Rule::Separators]);
    }
    let either = spelled_out(b).into_iter().find_map(|b| into_latin(a, &b));
    either.or_else(|| spelled_out(a).into_iter().find_map(|a| into_latin(b, &a)))
}

/// `name` in plain capitals, in all its ways up to a few.
fn spelled_out(name: &Written) -> Vec<Written> {
    const MOST: usize = 16;
    let mut ways: Vec<Vec<Word>> = vec![Vec::new()];
    for word in &name.words {
        let mut spellings = vec![String::new()];
        for unit in word.units(false) {
            spellings =
                spellings.iter().flat_map(|before| unit.0.iter().map(move |way| format!("{before}{way}"))).collect();
            spellings.truncate(MOST);
        }
        ways = ways
            .iter()
            .flat_map(|before| {
                spellings.iter().map(move |spelling| {
                    let word = Word { letters: spelling.chars().collect(), script: Script::Latin };
                    before.iter().cloned().chain([word]).collect()
                })
            })
            .take(MOST)
            .collect();
    }
    ways.into_iter().map(|words| Written { words, ..name.clone() }).collect()
}

/// Whether `b`, in plain capitals, is a spelling of `a`.
fn into_latin(a: &Written, b: &Written) -> Option<Vec<Rule>> {
    let spelling = b.letters();
    let script = a.script();
    let marked = a.words.iter().any(|word| word.letters.iter().any(|letter| !letter.is_ascii()));
    // Only Korean has spellings of its own for family names.
    let spelled = |surname: bool| -> Vec<Vec<Unit>> { a.words.iter().map(|word| word.units(surname)).collect() };
    let usual = spelled(false);
    let surnames = if script == Script::Hangul { spelled(true) } else { Vec::new() };
    let codes: Vec<Vec<Unit>> = match script {
        Script::Arabic => a.words.iter().map(|word| arabic::codes(&word.letters)).collect(),
        _ => Vec::new(),
    };
    for (turned, order) in orders(a.words.len()) {
        let is_surname = |place: usize| turned == (place + 1 == order.len()) || order.len() == 1;
        let of_word = |(place, &index): (usize, &usize)| {
            surnames.get(index).filter(|_| is_surname(place)).unwrap_or(&usual[index])
        };
        let units: Vec<&Unit> = order.iter().enumerate().flat_map(of_word).collect();
        let codes: Vec<&Unit> = order.iter().filter_map(|&index| codes.get(index)).flatten().collect();
        let fit = match units::fits(&units, &spelling) {
            _ if !codes.is_empty() && units::fits(&codes, &spelling).is_some() => Some(Fit::Ordinary),
            Some(_) if script == Script::Arabic => Some(Fit::Other),
            fit => fit,
        };
        let words = || order.iter().map(|&index| &a.words[index]);
        let Some(fit) = fit else { continue };
        let mut rules = Vec::new();
        if turned {
            rules.push(Rule::Order);
        }
        if a.words.len() != b.words.len() || a.had_marks != b.had_marks || !same_lengths(words(), b, script) {
            rules.push(Rule::Separators);
        }
        let rule = match (script, fit) {
            (Script::Latin, _) if !marked => None,
            (Script::Latin, Fit::Ordinary) => Some(Rule::LatinTransliteration),
            (Script::Latin, Fit::Other) => Some(Rule::LatinOtherSpelling),
            (Script::Cyrillic, Fit::Ordinary) => Some(Rule::CyrillicTransliteration),
            (Script::Cyrillic, Fit::Other) => Some(Rule::CyrillicOtherSpelling),
            (Script::Greek, _) => Some(Rule::GreekTransliteration),
            (Script::Arabic, Fit::Ordinary) => Some(Rule::ArabicTransliteration),
            (Script::Arabic, Fit::Other) => Some(Rule::ArabicConsonants),
            _ => Some(Rule::KoreanRomanization),
        };
        rules.extend(rule);
        return Some(rules);
    }
    cut_off(a, b).or_else(|| cut_off(b, a))
}

/// Whether words end at the same letters; only plain Latin can tell.
fn same_lengths<'a>(words: impl Iterator<Item = &'a Word>, b: &Written, script: Script) -> bool {
    script != Script::Latin
        || words.zip(&b.words).all(|(one, other)| {
            one.letters.len() == other.letters.len() || one.letters.iter().any(|letter| !letter.is_ascii())
        })
}

/// Whether `zone` is the field of a machine-readable zone that had no room for the rest of `whole`: each of its words
/// begins the word of `whole` at its place, and the family name is not left out.
fn cut_off(whole: &Written, zone: &Written) -> Option<Vec<Rule>> {
    if !zone.may_be_cut || zone.words.len() > whole.words.len() {
        return None;
    }
    let begins = whole.words.iter().zip(&zone.words).all(|(word, cut)| {
        let spelling = if word.letters.iter().all(char::is_ascii) { word.text() } else { word.ordinary() };
        spelling.starts_with(&cut.text())
    });
    begins.then(|| vec![Rule::Truncation])
}

fn chinese_to_latin(a: &Written, b: &Written) -> Option<Vec<Rule>> {
    let name = chinese_name(a)?;
    let wanted = b.letters();
    let traditional = chinese::simplified(&a.letters()) != a.letters();
    for (rank, spelling) in name.spellings().into_iter().enumerate() {
        let (family, given) = spelling.split_once(' ').unwrap_or((&spelling, ""));
        let turned = format!("{given}{family}") == wanted && format!("{family}{given}") != wanted;
        if !turned && format!("{family}{given}") != wanted {
            continue;
        }
        let mut rules = vec![if rank == 0 { Rule::Pinyin } else { Rule::PinyinOtherReading }];
        if turned {
            rules.push(Rule::Order);
        }
        if traditional {
            rules.push(Rule::TraditionalSimplified);
        }
        let parts = if given.is_empty() { 1 } else { 2 };
        if b.words.len() != parts || b.had_marks {
            rules.push(Rule::Separators);
        }
        return Some(rules);
    }
    None
}

const PATRONYMICS: [&str; 14] = [
    "OVICH", "EVICH", "OVYCH", "IEVYCH", "EVNA", "OVNA", "IVNA", "ICHNA", "OGLU", "OGLY", "QIZI", "KYZY", "KIZI", "ULY",
];
/// Only words that are no given names: not Ben, Don or the Korean So.
const TITLES: [&str; 23] = [
    "DR", "PROF", "MR", "MRS", "MS", "MISS", "SIR", "DAME", "HERR", "FRAU", "ING", "DIPL", "JR", "SR", "MME", "BIN",
    "BINT", "IBN", "AL", "S/O", "D/O", "A/L", "A/P",
];
const MARRIED: [&str; 11] = ["NÉE", "NEE", "NÉ", "EPOUSE", "EPSE", "EP", "GEB", "GEBORENE", "VEUVE", "VVE", "ESPOSA"];
const OPTIONAL: [Rule; 3] = [Rule::Title, Rule::MarriedName, Rule::Patronymic];

/// Leaves out what one of the two may leave out, and compares again. Titles may be left out of both; two birth names, or
/// two patronymics, are of two people unless they are one.
fn without_optional_words(a: &Written, b: &Written) -> Option<Vec<Rule>> {
    let (ways_a, ways_b) = (shortenings(a), shortenings(b));
    let pairs = ways_a.iter().flat_map(|one| ways_b.iter().map(move |other| (one, other)));
    let pairs = pairs.filter(|((_, left_a), (_, left_b))| {
        left_a.iter().all(|rule| *rule == Rule::Title || !left_b.contains(rule)) && left_a.len() + left_b.len() > 0
    });
    pairs.into_iter().find_map(|((a, left_a), (b, left_b))| {
        let mut rules = [&left_a[..], &left_b[..]].concat();
        if a.letters() != b.letters() {
            rules.extend(same_by_rule(a, b)?);
        }
        Some(rules)
    })
}

/// `name` as it is, and without what may be left out of it, in each way.
fn shortenings(name: &Written) -> Vec<(Written, Vec<Rule>)> {
    let optional: Vec<Option<Rule>> =
        name.words.iter().enumerate().map(|(index, word)| may_be_left_out(index, word)).collect();
    let mut ways = vec![((0..name.words.len()).collect::<Vec<usize>>(), Vec::new())];
    for rule in OPTIONAL.into_iter().filter(|rule| optional.contains(&Some(*rule))) {
        for index in 0..ways.len() {
            let (words, rules) = &ways[index];
            let is_left_out = |&&word: &&usize| optional[word] == Some(rule);
            let kept: Vec<usize> = match rule {
                // What follows is the name before marriage, or by it.
                Rule::MarriedName => words.iter().take_while(|word| !is_left_out(word)).copied().collect(),
                _ => words.iter().filter(|word| !is_left_out(word)).copied().collect(),
            };
            // What is left must still be a name.
            if (2..words.len()).contains(&kept.len()) {
                let rules = rules.iter().copied().chain([rule]).collect();
                ways.push((kept, rules));
            }
        }
    }
    let shorter = |kept: Vec<usize>| kept.into_iter().map(|word| name.words[word].clone()).collect();
    ways.into_iter().map(|(kept, rules)| (Written { words: shorter(kept), ..*name }, rules)).collect()
}

/// The rule that lets people leave out `word`, at `index` of its name.
fn may_be_left_out(index: usize, word: &Word) -> Option<Rule> {
    let (written, spelling) = (word.text(), word.ordinary());
    let is_one_of = |list: &[&str]| list.contains(&written.as_str()) || list.contains(&spelling.as_str());
    let is_patronymic = || PATRONYMICS.iter().any(|end| spelling.len() > end.len() + 1 && spelling.ends_with(end));
    if is_one_of(&TITLES) {
        Some(Rule::Title)
    } else if index > 0 && is_one_of(&MARRIED) {
        Some(Rule::MarriedName)
    } else {
        (index > 0 && is_patronymic()).then_some(Rule::Patronymic)
    }
}

/// The fewest changes between what the two can be written as, in the order in which fewest are needed.
fn closest_diff(a: &Written, b: &Written) -> Vec<Segment> {
    let (ones, others) = (shown(a, b), shown(b, a));
    // Most names can be shown in one way only.
    if let ([one], [other]) = (&ones[..], &others[..]) {
        return diff::diff(one, other);
    }
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let best = pairs.min_by_key(|(one, other)| diff::distance(one, other));
    best.map(|(one, other)| diff::diff(one, other)).unwrap_or_default()
}

/// How `name` may be shown beside `beside`: as it is where both have one script, spelled where they do not; its words in
/// each order when it is the first script. Beside plain capitals, marks that are spelled out are no difference.
fn shown(name: &Written, beside: &Written) -> Vec<String> {
    let script = name.script();
    let plain = |name: &Written| name.words.iter().all(|word| word.letters.iter().all(char::is_ascii));
    if script == Script::Latin && beside.script() == Script::Latin && plain(beside) && !plain(name) {
        let beside = beside.letters();
        let spelled = |word: &Word| nearest(&word.units(false), &beside);
        return vec![name.words.iter().map(spelled).collect::<Vec<_>>().join(" ")];
    }
    if script == beside.script() || script == Script::Latin || script == Script::Other {
        return vec![name.text()];
    }
    if let Some(name) = chinese_name(name) {
        let spellings = name.spellings();
        let turned = spellings.iter().filter_map(|spelling| {
            let (family, given) = spelling.split_once(' ')?;
            Some(format!("{given} {family}"))
        });
        return spellings.iter().cloned().chain(turned).collect();
    }
    let beside = beside.letters();
    let spelled: Vec<String> = name.words.iter().map(|word| nearest(&word.units(false), &beside)).collect();
    let joined = |order: Vec<usize>| order.iter().map(|&index| spelled[index].as_str()).collect::<Vec<_>>().join(" ");
    orders(name.words.len()).map(|(_, order)| joined(order)).collect()
}

/// The spelling of `units` that takes, unit by unit, the first way that `beside` has somewhere, else the ordinary one.
fn nearest(units: &[Unit], beside: &str) -> String {
    let way = |unit: &Unit| {
        let found = unit.0.iter().find(|way| !way.is_empty() && beside.contains(way.as_ref()));
        found.or(unit.0.first()).map(|way| way.to_string()).unwrap_or_default()
    };
    units.iter().map(way).collect()
}

#[cfg(test)]
mod tests;
