//! Dates as documents print them.

/// Which of two numbers is the month where both could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// 23/10/1978, as nearly everywhere.
    DayFirst,
    /// 10/23/1978, as on cards of the United States.
    MonthFirst,
}

/// What the two digits of a year stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Century {
    /// Years of birth: above 30 they are of the twentieth century. There is no clock to ask.
    Birth,
    /// Years of issue and expiry: all of the twenty-first century.
    Validity,
}

/// A date in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Year with its century, month 1 to 12, day 1 to 31.
    pub(super) date: (u32, u32, u32),
    /// Index of its first character.
    pub(super) start: usize,
    /// Index after its last character.
    pub(super) end: usize,
}

impl Found {
    /// `YYYY-MM-DD`.
    pub(super) fn iso(&self) -> String {
        let (year, month, day) = self.date;
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// Names of months in English, French, Spanish, German and Italian by their first letters, capitals without accents.
const MONTHS: [&[&str]; 12] = [
    &["JAN", "ENE", "GEN", "JÄN"],
    &["FEB", "FEV", "FVR"],
    &["MAR", "MRZ", "MAE"],
    &["APR", "AVR", "ABR"],
    &["MAI", "MAY", "MAG"],
    &["JUN", "JUIN", "GIU"],
    &["JUL", "JUIL", "LUG"],
    &["AUG", "AOU", "AGO"],
    &["SEP", "SET"],
    &["OCT", "OKT", "OTT"],
    &["NOV"],
    &["DEC", "DEZ", "DIC"],
];

#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// Digits, with what is often misread for them.
    Digits(String),
    /// A word that is, or starts like, the name of a month.
    Month(u32),
    /// 年, 月, 日.
    Mark,
}

struct Token {
    part: Part,
    start: usize,
    end: usize,
}

/// The first date in `text`.
pub(super) fn find(text: &str, order: Order, century: Century) -> Option<Found> {
    let characters: Vec<char> = text.chars().take(200).collect();
    let tokens = tokens(&characters);
    for first in 0..tokens.len() {
        let Some(found) = from_tokens(&tokens[first..], &characters, order, century) else { continue };
        return Some(found);
    }
    None
}

/// Digits that letters stand for where only digits can be.
fn as_digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        'O' | 'o' | 'D' | 'Q' => Some('0'),
        'I' | 'l' | '|' => Some('1'),
        'Z' => Some('2'),
        'S' => Some('5'),
        'B' => Some('8'),
        _ => None,
    }
}

fn tokens(characters: &[char]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let start = at;
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic() && !matches!(c, '年' | '月' | '日'));
        let (digit, letter) = kind(characters[at]);
        if matches!(characters[at], '年' | '月' | '日') {
            tokens.push(Token { part: Part::Mark, start, end: at + 1 });
            at += 1;
            continue;
        }
        if !digit && !letter {
            at += 1;
            continue;
        }
        while at < characters.len() && kind(characters[at]) != (false, false) {
            at += 1;
        }
        split_word(&characters[start..at], start, &mut tokens);
    }
    tokens
}

/// A run of digits and letters: all digits (perhaps misread), the name of a month, or both grown together: `23OCT1978`.
fn split_word(word: &[char], start: usize, tokens: &mut Vec<Token>) {
    let has_digit = word.iter().any(char::is_ascii_digit);
    let digits: Option<String> = word.iter().copied().map(as_digit).collect();
    let short_of_letters = word.iter().filter(|c| !c.is_ascii_digit()).count() * 2 <= word.len();
    if let Some(digits) = digits
        && has_digit
        && short_of_letters
    {
        tokens.push(Token { part: Part::Digits(digits), start, end: start + word.len() });
        return;
    }
    // `0CT`: the zero is a letter.
    if word.len() <= 4
        && word.iter().all(|c| !c.is_ascii_digit() || *c == '0')
        && let Some(month) = month(word)
    {
        tokens.push(Token { part: Part::Month(month), start, end: start + word.len() });
        return;
    }
    let mut from = 0;
    while from < word.len() {
        let digit = word[from].is_ascii_digit();
        let length = word[from..].iter().take_while(|c| c.is_ascii_digit() == digit).count();
        let run = &word[from..from + length];
        let part = if digit { Some(Part::Digits(run.iter().collect())) } else { month(run).map(Part::Month) };
        // A word that is no part of a date breaks it.
        tokens.push(Token { part: part.unwrap_or(Part::Month(0)), start: start + from, end: start + from + length });
        from += length;
    }
}

fn month(word: &[char]) -> Option<u32> {
    let folded: String =
        word.iter().copied().filter_map(super::labels::folded).map(|c| if c == '0' { 'O' } else { c }).collect();
    if !(3..=10).contains(&folded.chars().count()) {
        return None;
    }
    MONTHS.iter().position(|names| names.iter().any(|name| folded.starts_with(name))).map(|index| index as u32 + 1)
}

fn from_tokens(tokens: &[Token], characters: &[char], order: Order, century: Century) -> Option<Found> {
    let mut parts: Vec<&Part> = Vec::new();
    let mut marks = false;
    let mut end = 0;
    let mut start = None;
    let mut names = 0;
    for token in tokens {
        if start.is_some() && gap(characters, end, token.start) {
            break;
        }
        match &token.part {
            Part::Mark => {
                start?;
                marks = true;
                end = token.end;
                continue;
            }
            Part::Month(0) => break,
            Part::Month(_) => {
                names += 1;
                // The name again in another language: `OCT/OKT`.
                if names > 1 && matches!(parts.last(), Some(Part::Month(_))) {
                    end = token.end;
                    continue;
                }
                parts.push(&token.part);
            }
            Part::Digits(digits) => {
                if parts.is_empty() && digits.len() == 8 {
                    let date = compact(digits)?;
                    return Some(Found { date, start: token.start, end: token.end });
                }
                parts.push(&token.part);
            }
        }
        start = start.or(Some(token.start));
        end = token.end;
        if parts.len() == 3 {
            break;
        }
    }
    let [a, b, c] = parts[..] else { return None };
    // The mark after the day belongs to the date.
    if marks && characters.get(end) == Some(&'日') {
        end += 1;
    }
    let date = match (a, b, c) {
        (Part::Digits(day), Part::Month(month), Part::Digits(year)) if day.len() <= 2 => {
            (full_year(year, century)?, *month, number(day)?)
        }
        (Part::Month(month), Part::Digits(day), Part::Digits(year)) if day.len() <= 2 => {
            (full_year(year, century)?, *month, number(day)?)
        }
        (Part::Digits(year), Part::Month(month), Part::Digits(day)) if year.len() == 4 => {
            (full_year(year, century)?, *month, number(day)?)
        }
        (Part::Digits(a), Part::Digits(b), Part::Digits(c)) if b.len() <= 2 => {
            if a.len() == 4 && c.len() <= 2 {
                (full_year(a, century)?, number(b)?, number(c)?)
            } else if a.len() <= 2 {
                let year = full_year(c, century)?;
                let (a, b) = (number(a)?, number(b)?);
                let day_first = (year, b, a);
                let month_first = (year, a, b);
                let preferred =
                    if order == Order::DayFirst { [day_first, month_first] } else { [month_first, day_first] };
                preferred.into_iter().find(|&date| exists(date))?
            } else {
                return None;
            }
        }
        _ => return None,
    };
    exists(date).then_some(Found { date, start: start?, end })
}

/// Whether what stands between two parts separates them too far to be one date.
fn gap(characters: &[char], from: usize, to: usize) -> bool {
    let between = characters.get(from..to).unwrap_or_default();
    between.len() > 3
        || between.iter().any(|c| !matches!(c, '.' | '/' | '-' | ' ' | ',' | '·' | '\'' | ':' | '–' | '−'))
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

fn full_year(digits: &str, century: Century) -> Option<u32> {
    match (digits.len(), number(digits)?, century) {
        (4, year, _) => Some(year),
        (2, year, Century::Birth) if year > 30 => Some(1900 + year),
        (2, year, _) => Some(2000 + year),
        _ => None,
    }
}

/// Eight digits in a row: the year leads if that gives a date.
fn compact(digits: &str) -> Option<(u32, u32, u32)> {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(number);
    let orders = [(part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(4, 8)?, part(2, 4)?, part(0, 2)?)];
    orders.into_iter().find(|&date| exists(date))
}

fn exists((year, month, day): (u32, u32, u32)) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1880..2120).contains(&year) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn birth(text: &str) -> Option<String> {
        find(text, Order::DayFirst, Century::Birth).map(|found| found.iso())
    }

    #[test]
    fn every_printed_form_gives_the_same_date() {
        for text in [
            "23.10.78",
            "23.10.1978",
            "23/10/1978",
            "23-10-1978",
            "1978-10-23",
            "1978.10.23",
            "23 10 1978",
            "23 OCT 1978",
            "23 OCT/OCT 78",
            "23 OKT / OCT 78",
            "23OCT1978",
            "23OCT78",
            "23 Oct. 1978",
            "23 octobre 1978",
            "OCT 23, 1978",
            "1978年10月23日",
            "1978 年 10 月 23 日",
            "19781023",
            "23101978",
            "23.1O.l978",
            "10/23/1978",
            "23 0CT 1978",
            "23. 10. 1978",
        ] {
            assert_eq!(birth(text).as_deref(), Some("1978-10-23"), "{text}");
        }
    }

    #[test]
    fn centuries_and_orders_follow_their_rules() {
        assert_eq!(birth("01.02.30").as_deref(), Some("2030-02-01"));
        assert_eq!(birth("01.02.31").as_deref(), Some("1931-02-01"));
        let expiry = find("01.02.31", Order::DayFirst, Century::Validity).map(|found| found.iso());
        assert_eq!(expiry.as_deref(), Some("2031-02-01"));
        let american = find("03/04/1985", Order::MonthFirst, Century::Birth).map(|found| found.iso());
        assert_eq!(american.as_deref(), Some("1985-03-04"));
        assert_eq!(birth("5 MÄR 1990").as_deref(), Some("1990-03-05"));
    }

    #[test]
    fn a_date_is_found_among_other_things() {
        let found = find("M 19.04.31 UTO", Order::DayFirst, Century::Validity).unwrap();
        assert_eq!((found.start, found.end), (2, 10));
        let found = find("1990年1月2日", Order::DayFirst, Century::Birth).unwrap();
        assert_eq!((found.iso().as_str(), found.start, found.end), ("1990-01-02", 0, 9));
        let found = find("2015.03.08-2035.03.08", Order::DayFirst, Century::Validity).unwrap();
        assert_eq!((found.iso().as_str(), found.end), ("2015-03-08", 10));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "WX117C400",
            "31.02.1990",
            "12 HARBOUR ROAD",
            "23.10",
            "MARIA",
            "SEPTIMUS",
            "410502201503081234",
            "99.99.99",
        ] {
            assert_eq!(birth(text), None, "{text}");
        }
    }
}
