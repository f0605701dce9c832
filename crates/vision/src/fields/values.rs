//! Values of single fields: what a text must look like to be one, and what it says.

use super::dates::{self, Century, Order};
use super::words::Announced;
use verify::reading::FieldName;

/// A value taken from a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    /// The value in a reading's form.
    pub(super) value: String,
    /// The characters as printed.
    pub(super) raw: String,
    /// What of the text is left.
    pub(super) rest: String,
    /// 1 where the value proves itself (a date that exists, a check digit); less where it could be something else.
    pub(super) certainty: f32,
}

/// Takes the value of `name` out of `text`; `None` when the text cannot be one.
pub(super) fn take(name: FieldName, text: &str, order: Order) -> Option<Taken> {
    match name {
        FieldName::BirthDate => take_date(text, order, Century::Birth),
        FieldName::IssueDate => take_date(text, order, Century::Validity),
        FieldName::ExpiryDate => take_long_term(text).or_else(|| take_date(text, order, Century::Validity)),
        FieldName::Sex => take_sex(text),
        FieldName::Number => take_number(text),
        FieldName::FamilyName | FieldName::GivenNames => whole(text, is_name, repaired_name),
        FieldName::NativeName | FieldName::Ethnicity => {
            whole(text, |text| text.chars().any(char::is_alphabetic), str::to_owned)
        }
        FieldName::Nationality | FieldName::BirthCountry => whole(text, is_name, repaired_name),
        FieldName::BirthPlace => whole(text, is_place, spaced),
        FieldName::Issuer | FieldName::Address => {
            whole(text, |text| text.chars().filter(|c| c.is_alphanumeric()).count() >= 2 && !is_only_date(text), spaced)
        }
    }
}

/// Whether the field is told by its form alone, and so may share a text with others.
pub(super) fn has_form(name: FieldName) -> bool {
    matches!(name, FieldName::BirthDate | FieldName::IssueDate | FieldName::ExpiryDate | FieldName::Sex)
}

fn whole(text: &str, fits: impl Fn(&str) -> bool, value: impl Fn(&str) -> String) -> Option<Taken> {
    let raw = trimmed(text);
    (!raw.is_empty() && fits(raw)).then(|| Taken {
        value: value(raw),
        raw: raw.to_owned(),
        rest: String::new(),
        certainty: 0.95,
    })
}

/// One space between words and after a comma, none before it: what is lost when narrow spaces are read.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = None;
    for character in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match (previous, character) {
            (Some(','), next) if next.is_alphabetic() => out.push(' '),
            (Some(' '), ',') => {
                out.pop();
            }
            _ => {}
        }
        out.push(character);
        previous = Some(character);
    }
    out
}

/// The text without separators at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '/' | '|' | ',' | ';' | '·' | '-' | '—' | '：' | '_' | '*')
    })
    .trim_start_matches(['.', ')'])
    .trim()
}

fn split_at_characters(text: &str, start: usize, end: usize) -> (String, String) {
    let raw = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    let before: String = text.chars().take(start).collect();
    let after: String = text.chars().skip(end).collect();
    let rest =
        [trimmed(&before), trimmed(&after)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    (raw, rest)
}

fn take_date(text: &str, order: Order, century: Century) -> Option<Taken> {
    let found = dates::find(text, order, century)?;
    let (raw, rest) = split_at_characters(text, found.start, found.end);
    Some(Taken { value: found.iso(), raw, rest, certainty: 1.0 })
}

fn take_long_term(text: &str) -> Option<Taken> {
    let start = text.find("长期")?;
    let rest = [&text[..start], &text[start + "长期".len()..]].map(trimmed).concat();
    Some(Taken { value: "long-term".into(), raw: "长期".into(), rest, certainty: 1.0 })
}

/// A word that names a sex; `M/M` and `F / F` are one word in two languages.
fn take_sex(text: &str) -> Option<Taken> {
    let mut position = 0;
    let characters: Vec<char> = text.chars().collect();
    while position < characters.len() {
        let is_part = |c: char| c.is_alphabetic() || c == '/';
        if !is_part(characters[position]) {
            position += 1;
            continue;
        }
        let length = characters[position..].iter().take_while(|&&c| is_part(c)).count();
        let mut end = position + length;
        let word: String = characters[position..end].iter().collect();
        if let Some(value) = word.split('/').filter_map(sex).next_back().or_else(|| chinese_sex(&word)) {
            // ` / M` after the word says it again.
            let again: String = characters[end..].iter().collect();
            if let Some(after) = again.trim_start().strip_prefix('/')
                && let Some(next) = after.split_whitespace().next()
                && sex(next).is_some()
            {
                end = characters.len() - after.trim_start().chars().count() + next.chars().count();
            }
            let (raw, rest) = split_at_characters(text, position, end);
            return Some(Taken { value: value.into(), raw, rest, certainty: 1.0 });
        }
        position = end;
    }
    // A single `F` is often read as `E`, which says nothing by itself.
    (trimmed(text) == "E").then(|| Taken { value: "F".into(), raw: "E".into(), rest: String::new(), certainty: 0.7 })
}

fn sex(word: &str) -> Option<&'static str> {
    match word.to_uppercase().as_str() {
        "M" | "MALE" | "MASCULIN" | "MASCULINO" | "MÄNNLICH" | "H" => Some("M"),
        "F" | "FEMALE" | "FÉMININ" | "FEMININ" | "FEMENINO" | "WEIBLICH" | "W" => Some("F"),
        "X" => Some("X"),
        _ => None,
    }
}

fn chinese_sex(word: &str) -> Option<&'static str> {
    match word.chars().next()? {
        '男' => Some("M"),
        '女' => Some("F"),
        _ => None,
    }
}

/// A number: digits, perhaps with capitals; eighteen characters may be one of a Chinese card.
fn take_number(text: &str) -> Option<Taken> {
    let raw = trimmed(text);
    let tight: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((value, certainty)) = super::chinese::resident_number(&tight) {
        return Some(Taken { value, raw: raw.into(), rest: String::new(), certainty });
    }
    let digits = tight.chars().filter(char::is_ascii_digit).count();
    let letters = tight.chars().filter(|c| c.is_alphabetic()).count();
    let length = tight.chars().count();
    let fits = (4..=24).contains(&length)
        && digits >= 2
        && digits + letters + tight.chars().filter(|c| matches!(c, '-' | '/' | '.')).count() == length
        && tight.chars().all(|c| !c.is_lowercase() || matches!(c, 'o' | 'l'))
        && !is_only_date(raw);
    fits.then(|| Taken {
        value: raw.split_whitespace().collect::<Vec<_>>().join(" "),
        raw: raw.into(),
        rest: String::new(),
        certainty: 0.95,
    })
}

/// Lines of one value as one text: Chinese goes on without a space.
pub(super) fn joined(lines: &[&str]) -> String {
    lines.join(if lines.iter().any(|line| is_chinese(line)) { "" } else { " " })
}

/// Whether a line below the value `first` of what is announced can be the rest of it.
pub(super) fn may_continue(announced: Announced, line: &str, first: &str) -> bool {
    let letters = |text: &str| text.chars().filter_map(super::labels::folded).collect::<String>();
    // The name again in other letters.
    if letters(line) == letters(first) {
        return false;
    }
    match announced {
        Announced::Field(FieldName::Address | FieldName::Issuer) => {
            is_place(line) || (is_chinese(first) && !is_only_date(line))
        }
        Announced::Field(FieldName::BirthPlace) | Announced::BirthDateAndPlace => is_place(line),
        Announced::WholeName | Announced::Field(FieldName::GivenNames | FieldName::FamilyName) => {
            is_name(line)
                && letters(line).chars().count() >= 2
                && line.chars().any(char::is_lowercase) == first.chars().any(char::is_lowercase)
        }
        _ => false,
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn is_only_date(text: &str) -> bool {
    dates::find(text, Order::DayFirst, Century::Birth).is_some_and(|found| {
        let rest = text.chars().count() - (found.end - found.start);
        rest <= 2
    })
}

fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    letters >= 1 && digits * 4 <= letters && !text.contains('<') && text.chars().count() <= 60
}

fn is_place(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !is_only_date(text) && !text.contains('<')
}

/// Names have no digits: a digit between letters is the letter that looks like it.
fn repaired_name(text: &str) -> String {
    if !text.chars().any(|c| c.is_ascii_digit()) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let repaired: String = text
        .chars()
        .map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            '2' => 'Z',
            '5' => 'S',
            '8' => 'B',
            other => other,
        })
        .collect();
    repaired.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: FieldName, text: &str) -> Option<String> {
        take(name, text, Order::DayFirst).map(|taken| taken.value)
    }

    #[test]
    fn sexes_are_told_in_every_form() {
        for (text, sex) in [
            ("M", "M"),
            ("F/F", "F"),
            ("M / M", "M"),
            ("K/M", "M"),
            ("Female", "F"),
            ("X", "X"),
            ("男", "M"),
            ("女民", "F"),
        ] {
            assert_eq!(value(FieldName::Sex, text).as_deref(), Some(sex), "{text}");
        }
        assert_eq!(value(FieldName::Sex, "MARIA"), None);
        assert_eq!(value(FieldName::Sex, "E/M").as_deref(), Some("M"));
        assert_eq!(
            take(FieldName::Sex, "E", Order::DayFirst).map(|taken| (taken.value, taken.certainty)),
            Some(("F".into(), 0.7))
        );
        let taken = take(FieldName::Sex, "M 19.04.31", Order::DayFirst).unwrap();
        assert_eq!((taken.value.as_str(), taken.rest.as_str()), ("M", "19.04.31"));
        let taken = take(FieldName::Sex, "UTO F / F 180", Order::DayFirst).unwrap();
        assert_eq!((taken.raw.as_str(), taken.rest.as_str()), ("F / F", "UTO 180"));
    }

    #[test]
    fn numbers_are_no_dates_and_no_words() {
        assert_eq!(value(FieldName::Number, "WX117C400").as_deref(), Some("WX117C400"));
        assert_eq!(value(FieldName::Number, ": 12 345 678").as_deref(), Some("12 345 678"));
        assert_eq!(value(FieldName::Number, "23.10.1978"), None);
        assert_eq!(value(FieldName::Number, "UTOPIAN"), None);
        assert_eq!(value(FieldName::Number, "Signature 12"), None);
    }

    #[test]
    fn a_space_follows_a_comma() {
        assert_eq!(value(FieldName::Address, "199 HARBOUR LANE,ZENITH").as_deref(), Some("199 HARBOUR LANE, ZENITH"));
        assert_eq!(value(FieldName::Address, "Weg 1 , 12345 Stadt").as_deref(), Some("Weg 1, 12345 Stadt"));
    }

    #[test]
    fn names_lose_digits_and_keep_their_letters() {
        assert_eq!(value(FieldName::FamilyName, "ERIKSS0N").as_deref(), Some("ERIKSSON"));
        assert_eq!(value(FieldName::GivenNames, "José  María").as_deref(), Some("José María"));
        assert_eq!(value(FieldName::FamilyName, "23.10.78"), None);
    }
}
