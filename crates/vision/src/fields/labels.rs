//! Printed labels and what they announce, found in text that may be misread.

use super::words::{Announced, HEADINGS, LABELS, NUMBERED};

/// A label in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Label {
    /// What it announces.
    pub(super) announced: Announced,
    /// Index of its first character.
    pub(super) start: usize,
    /// Index after its last character.
    pub(super) end: usize,
    /// 0 to 1: how many of its characters fit.
    pub(super) likeness: f32,
    /// Whether it is one of the abbreviations of AAMVA cards, which write the month first.
    pub(super) american: bool,
    /// Whether it is the number of a field rather than a word.
    pub(super) numbered: bool,
}

/// A character that counts: folded to a capital without accent, with its place in the text.
#[derive(Clone, Copy)]
struct Letter {
    folded: char,
    index: usize,
    starts_word: bool,
    ends_word: bool,
}

/// The characters of `text` without accents, as capitals; `None` for what does not count.
pub(super) fn folded(character: char) -> Option<char> {
    let plain = match character {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => 'A',
        'Ç' | 'ç' | 'Ć' | 'ć' | 'Č' | 'č' => 'C',
        'È'..='Ë' | 'è'..='ë' | 'Ē' | 'ē' | 'Ę' | 'ę' | 'Ě' | 'ě' => 'E',
        'Ì'..='Ï' | 'ì'..='ï' => 'I',
        'Ñ' | 'ñ' | 'Ń' | 'ń' => 'N',
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' => 'O',
        'Ù'..='Ü' | 'ù'..='ü' => 'U',
        'Ý' | 'ý' => 'Y',
        'ß' => 'S',
        // `N°` and `Nº` are `No`.
        '°' | 'º' => 'O',
        other => other,
    };
    plain.is_alphanumeric().then(|| plain.to_uppercase().next().unwrap_or(plain))
}

fn is_chinese(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut previous: Option<char> = None;
    for (index, character) in text.chars().enumerate().take(200) {
        let Some(plain) = folded(character) else {
            // An apostrophe does not end a word: `Driver's`.
            if !matches!(character, '\'' | '’') {
                previous = None;
            }
            continue;
        };
        let starts_word = match previous {
            None => true,
            // `SurnameERIKSSON`: a capital after a small letter starts a word; Chinese has no spaces at all.
            Some(before) => {
                (before.is_lowercase() && character.is_uppercase())
                    || is_chinese(character)
                    || is_chinese(before)
                    || (character.is_ascii_digit() && before.is_lowercase())
            }
        };
        if starts_word && let Some(last) = letters.last_mut() {
            last.ends_word = true;
        }
        letters.push(Letter { folded: plain, index, starts_word, ends_word: false });
        previous = Some(character);
    }
    // A letter is the last of its word where the next one starts another.
    if let Some(last) = letters.last_mut() {
        last.ends_word = true;
    }
    letters
}

/// How many characters of a label may be misread.
fn tolerance(length: usize, chinese: bool) -> usize {
    match (chinese, length) {
        (true, 0..=3) | (false, 0..=6) => 0,
        (true, 4..=5) | (false, 7..=9) => 1,
        (true, _) | (false, 10..=15) => 2,
        _ => 3,
    }
}

/// All labels of words in `text`, from its start, none over another. The longest and likest win.
pub(super) fn find(text: &str) -> Vec<Label> {
    let letters = letters(text);
    let mut found: Vec<(usize, Label)> = Vec::new();
    for (announced, phrases) in LABELS {
        for phrase in *phrases {
            let wanted: Vec<char> = phrase.chars().collect();
            let allowed = tolerance(wanted.len(), wanted.iter().copied().any(is_chinese));
            for from in (0..letters.len()).filter(|&from| letters[from].starts_word) {
                let rest = &letters[from..];
                if rest.len() + allowed < wanted.len() {
                    break;
                }
                let Some((length, errors)) = best_prefix(rest, &wanted, allowed) else { continue };
                let label = Label {
                    announced: *announced,
                    start: rest[0].index,
                    end: rest[length - 1].index + 1,
                    likeness: 1.0 - errors as f32 / wanted.len() as f32,
                    american: ["DOB", "EXP", "ISS", "LN", "FN", "DL", "DLN", "ADDR", "HGT", "DD"].contains(phrase),
                    numbered: false,
                };
                found.push((wanted.len() * 4 - errors * 5, label));
            }
        }
    }
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    let mut kept: Vec<Label> = Vec::new();
    for (_, label) in found {
        if kept.iter().all(|other| label.end <= other.start || other.end <= label.start) {
            kept.push(label);
        }
    }
    kept.sort_by_key(|label| label.start);
    kept
}

/// The number of letters from the first that are likest to `wanted`, ending with a word, and how many differ.
fn best_prefix(letters: &[Letter], wanted: &[char], allowed: usize) -> Option<(usize, usize)> {
    let longest = (wanted.len() + allowed).min(letters.len());
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    let mut best: Option<(usize, usize)> = None;
    for (position, letter) in letters.iter().take(longest).enumerate() {
        let mut diagonal = row[0];
        row[0] = position + 1;
        for column in 1..=wanted.len() {
            let change = diagonal + usize::from(letter.folded != wanted[column - 1]);
            diagonal = row[column];
            row[column] = change.min(row[column] + 1).min(row[column - 1] + 1);
        }
        let errors = row[wanted.len()];
        // A word of the label that is not there at all is no misreading: `PASSPORT` is not `PASSPORT NO`.
        let complete = (position + 1).abs_diff(wanted.len()) <= 1;
        if letter.ends_word && complete && errors <= allowed && best.is_none_or(|(_, least)| errors < least) {
            best = Some((position + 1, errors));
        }
        if row.iter().all(|&errors| errors > allowed) {
            break;
        }
    }
    best
}

/// The numbered label that `text` starts with, such as `4b.` or `1 `.
pub(super) fn numbered(text: &str) -> Option<Label> {
    let lower = text.to_lowercase();
    NUMBERED.iter().find_map(|(number, announced)| {
        let after = lower.strip_prefix(number)?;
        let mut rest = after.chars();
        let mark = rest.next();
        let length = number.chars().count();
        let next = rest.next();
        let separated = match mark {
            None => true,
            // `3.10.1978` is a date and `8.5` a number, but `3.23.10.78` and `4a.01.02.15` are what they are.
            Some('.' | ')' | ',' | ':') => {
                number.ends_with(char::is_alphabetic)
                    || !next.is_some_and(|c| c.is_ascii_digit())
                    || after.matches('.').count() >= 3
            }
            Some(' ') => true,
            Some(other) => number.ends_with(char::is_alphabetic) && other.is_ascii_digit(),
        };
        let marked = matches!(mark, Some('.' | ')' | ',' | ':'));
        let end = length + usize::from(marked);
        separated.then_some(Label {
            announced: *announced,
            start: 0,
            end,
            likeness: 0.9,
            american: false,
            numbered: true,
        })
    })
}

/// Whether a number that is a label has a mark after it, `1.` rather than `1`; a document has either.
pub(super) fn is_marked(text: &str, label: &Label) -> bool {
    text.chars().nth(label.end.saturating_sub(1)).is_some_and(|c| !c.is_alphanumeric())
}

/// The numbered labels of `text`: the one that it starts with, and those of validity and issuer further on, which often
/// share a line: `4a. 01.02.2015 4c. UTO`.
pub(super) fn numbers(text: &str) -> Vec<Label> {
    let mut found: Vec<Label> = numbered(text).into_iter().collect();
    if found.is_empty() {
        return found;
    }
    let characters: Vec<char> = text.chars().collect();
    for start in 2..characters.len() {
        if characters[start] != '4' || !characters[start - 1].is_whitespace() {
            continue;
        }
        let rest: String = characters[start..].iter().collect();
        found.extend(numbered(&rest).filter(|label| label.end >= 2).map(|label| Label {
            start,
            end: start + label.end,
            ..label
        }));
    }
    found
}

/// Whether `text` says nothing but headings.
pub(super) fn is_heading(text: &str) -> bool {
    let letters: String = text.chars().filter_map(folded).collect();
    let mut rest = letters.as_str();
    // The longest first, so that no heading hides another that starts like it.
    while let Some(heading) =
        HEADINGS.iter().filter(|heading| rest.starts_with(**heading)).max_by_key(|heading| heading.len())
    {
        rest = &rest[heading.len()..];
    }
    rest.is_empty() && !letters.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::words::Announced::{BirthDateAndPlace, Field, Nothing};
    use verify::reading::FieldName::*;

    fn announced(text: &str) -> Vec<Announced> {
        find(text).into_iter().map(|label| label.announced).collect()
    }

    #[test]
    fn labels_are_found_whatever_their_case_accents_and_slips() {
        assert_eq!(announced("Surname / Nom"), [Field(FamilyName); 2]);
        assert_eq!(announced("PRÉNOMS"), [Field(GivenNames)]);
        assert_eq!(announced("Dateof birth/Date de nalssance"), [Field(BirthDate); 2]);
        assert_eq!(announced("Nationaiity"), [Field(Nationality)]);
        assert_eq!(announced("N° du passeport"), [Field(Number)]);
        assert_eq!(announced("mbiemri/surname"), [Field(FamilyName)]);
        assert_eq!(announced("公民身份号石"), [Field(Number)]);
        assert_eq!(announced("性别男民族汉"), [Field(Sex), Field(Ethnicity)]);
        assert_eq!(announced("Sex / Expiry"), [Field(Sex), Field(ExpiryDate)]);
    }

    #[test]
    fn the_longest_label_wins() {
        assert_eq!(announced("Date and place of birth"), [BirthDateAndPlace]);
        assert_eq!(announced("Place of issue"), [Nothing]);
        assert_eq!(announced("Country of birth"), [Field(BirthCountry)]);
        assert_eq!(announced("Given names"), [Field(GivenNames)]);
    }

    #[test]
    fn values_are_no_labels() {
        for value in ["ERIKSSON", "NOMAN", "SEXTON", "23.10.78", "WX117C400", "UTOPIA PASSPORT", "LNDA", "EXPORT"] {
            assert_eq!(announced(value), [], "{value}");
        }
    }

    #[test]
    fn labels_and_values_that_grew_together_are_told_apart() {
        let found = find("SurnameERIKSSON");
        assert_eq!((found[0].start, found[0].end), (0, 7));
        let found = find("姓名二哈");
        assert_eq!((found[0].start, found[0].end), (0, 2));
    }

    #[test]
    fn numbers_of_licences_are_labels_and_dates_are_not() {
        assert_eq!(numbered("1. ERIKSSON").map(|label| label.announced), Some(Field(FamilyName)));
        assert_eq!(numbered("4b.24.12.2033").map(|label| (label.announced, label.end)), Some((Field(ExpiryDate), 3)));
        assert_eq!(numbered("4a 01.02.2015").map(|label| label.announced), Some(Field(IssueDate)));
        assert_eq!(numbered("3.23.10.78").map(|label| label.announced), Some(BirthDateAndPlace));
        assert_eq!(numbered("3.10.1978"), None);
        assert_eq!(numbered("12A"), None);
        assert_eq!(numbered(""), None);
    }
}
