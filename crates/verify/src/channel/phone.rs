//! Telephone numbers: where one begins and ends in a text, whether it is on the list, and whether it is like one that is.

use super::letters::distance;
use super::list::ChannelList;
use super::words::is_joiner;
use super::{Answer, Hidden, Kind, Method};

/// Signs in telephone numbers, beside digits.
const IN_NUMBERS: &str = "+＋ \u{a0}\u{2009}\u{202f}\u{3000}()（）[]-‐‑‒–—−/.·";
/// Codes of countries with two digits (ITU-T E.164, assigned codes). Those of one digit are 1 and 7; all others have three.
const TWO_DIGITS: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 \
                          94 95 98";
/// Words of which one number is written, at most.
const MOST_WORDS: usize = 16;
/// Letters between the code of a country and its number, such as those of `+1 (US) 207`.
const MOST_BETWEEN: usize = 6;

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phone {
    pub(super) digits: String,
    /// Whether the digits begin with the code of a country.
    pub(super) international: bool,
}

/// How many of `digits` are the code of the country. No code begins with another, so that two digits say it.
fn country(digits: &str) -> usize {
    match (digits.get(..1), digits.get(..2)) {
        (Some("1" | "7"), _) => 1,
        (_, Some(two)) if TWO_DIGITS.split(' ').any(|code| code == two) => 2,
        _ => 3,
    }
}

/// `digits` without the code of the country.
fn national(digits: &str) -> &str {
    digits.get(country(digits)..).unwrap_or_default()
}

fn digit(letter: char) -> Option<char> {
    match letter {
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        _ => letter.is_ascii_digit().then_some(letter),
    }
}

/// Whether nothing is in `text` but what is in numbers.
pub(super) fn is_numeral(text: &str) -> bool {
    text.contains(|letter| digit(letter).is_some())
        && text.chars().all(|letter| digit(letter).is_some() || IN_NUMBERS.contains(letter))
}

/// The telephone number that `text` is, in whichever way it is written. `None` when it is none.
pub(super) fn phone(text: &str) -> Option<Phone> {
    let text: String = text.trim().chars().filter(|letter| !is_joiner(*letter)).collect();
    // Four groups of digits with points are a machine's address.
    if text.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let plus = text.trim_start_matches(['(', '（']).starts_with(['+', '＋']);
    let all = digits(&text)?;
    let double = all.strip_prefix("00").filter(|_| !plus).map(str::to_owned);
    let international = plus || double.is_some();
    // The zero with which the number is dialled at home is written once, behind the code of the country.
    let home = text.find("(0)").or_else(|| text.find("（0）")).filter(|_| international).and_then(|at| {
        let before = digits(&text[..at])?;
        let code = if plus { before.as_str() } else { before.strip_prefix("00")? };
        (country(code) == code.len()).then_some(code.len())
    });
    let mut digits = double.unwrap_or(all);
    if let Some(at) = home {
        digits.remove(at);
    }
    let enough = if international { 7..=15 } else { 5..=15 };
    enough.contains(&digits.len()).then_some(Phone { digits, international })
}

/// The digits of `text`. `None` when something is in it that is in no number, or a plus behind a digit.
fn digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for letter in text.chars() {
        match digit(letter) {
            Some(digit) => digits.push(digit),
            None if matches!(letter, '+' | '＋') && digits.is_empty() => {}
            None if IN_NUMBERS.contains(letter) && !"+＋".contains(letter) => {}
            None => return None,
        }
    }
    Some(digits)
}

/// The numbers in `text`, which are written with spaces, so that a word may be only a part of one.
pub(super) fn in_text(list: &ChannelList, text: &str) -> Vec<Phone> {
    let mut found = Vec::new();
    // The code of a country that stands apart from its number, and how far back.
    let mut code: (Vec<&str>, usize) = (Vec::new(), 0);
    for run in
        text.split(|letter: char| !letter.is_numeric() && !letter.is_whitespace() && !IN_NUMBERS.contains(letter))
    {
        if !run.contains(|letter| digit(letter).is_some()) {
            code.1 += 1;
            continue;
        }
        let mut words = if code.1 > MOST_BETWEEN { Vec::new() } else { std::mem::take(&mut code.0) };
        words.extend(run.split_whitespace());
        code = (in_run(list, &words, &mut found).to_vec(), 0);
    }
    found
}

/// Adds the numbers that `words` are to `found`. What is left at their end is the code of a country without its number.
fn in_run<'a, 'b>(list: &ChannelList, words: &'b [&'a str], found: &mut Vec<Phone>) -> &'b [&'a str] {
    let begins = |word: &str| word.trim_start_matches(['(', '（']).starts_with(['+', '＋']) || word.starts_with("00");
    let mut rest = words;
    while let Some((first, others)) = rest.split_first() {
        let end = others.iter().position(|word| begins(word)).map_or(rest.len(), |at| at + 1);
        let read = |number: usize| Some((number, phone(&rest[..number].join(" "))?));
        let mut all = (1..=end.min(MOST_WORDS)).filter_map(read);
        // As long as it can be, as the beginning of a foreign number may be a number here; what is listed ends where the list says.
        let longest = all.clone().next_back();
        match all.find(|(_, phone)| listed(list, phone).is_some()).or(longest) {
            Some((number, whole)) => {
                if whole.digits.len() > 6 || phone(first).is_some() {
                    found.push(whole);
                }
                rest = &rest[number..];
            }
            None if begins(first) && end == rest.len() => return rest,
            None if begins(first) => rest = &rest[end..],
            None => rest = others,
        }
    }
    rest
}

/// The entry that `phone` is, and whether the code of the country was taken from it.
fn listed<'a>(list: &'a ChannelList, phone: &Phone) -> Option<(&'a str, bool)> {
    let all = || list.phones().iter().filter_map(|entry| Some((entry.as_str(), entry.strip_prefix('+')?)));
    if let Some((entry, _)) = all().find(|(_, own)| *own == phone.digits) {
        return Some((entry, false));
    }
    let here = phone.digits.trim_start_matches('0');
    let home = !phone.international && here.len() >= 7;
    let (entry, _) = all().find(|(_, own)| home && national(own).trim_start_matches('0') == here)?;
    Some((entry, true))
}

/// The answer on `phone`.
pub(super) fn check(list: &ChannelList, phone: &Phone) -> Answer {
    let digits = phone.digits.as_str();
    let shown = if phone.international { format!("+{digits}") } else { digits.to_owned() };
    let answer = Answer::new(Kind::Phone, shown);
    match listed(list, phone) {
        Some((entry, false)) => return answer.official(entry),
        Some((entry, true)) => {
            return Answer { shown: entry.to_owned(), ..answer.official(entry) }.with(Hidden::CountryAssumed);
        }
        None => {}
    }
    let here = digits.trim_start_matches('0');
    let like = list.phones().iter().find(|entry| {
        let own = entry.trim_start_matches('+');
        let number = national(own);
        let elsewhere = number.len() >= 8 && digits.ends_with(number);
        let without = || number.len() >= 7 && distance(here, number, 1) <= 1;
        distance(digits, own, 1) <= 1 || elsewhere || !phone.international && without()
    });
    match like {
        Some(entry) => answer.looks_like(Some(entry), Method::NumberLookAlike),
        None => answer,
    }
}
