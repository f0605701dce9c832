//! What the applicant writes by hand, and the numbers that people copy.

use crate::held::ALPHABET;
use crate::texts::{Language, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Letters of a statement's code.
pub const CODE: usize = 6;
/// Letters of a receipt number, without the hyphen in its middle.
const RECEIPT: usize = 8;

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What the relying party calls the applicant.
    pub username: String,
    /// The day, where the relying party is.
    pub date: Date,
    /// The relying party's name, which the purpose names.
    pub party: String,
    /// Valid for a day.
    pub code: String,
}

impl Statement {
    /// What it is for, in that language; either of them will do.
    #[must_use]
    pub fn purpose(&self, language: Language) -> String {
        put(language, "appeal-purpose", &[("party", &self.party)])
    }
}

/// Draws from `alphabet` by bytes that are each as likely as another.
fn drawn<E>(letters: usize, mut random: impl FnMut() -> Result<u8, E>) -> Result<String, E> {
    // Bytes beyond the last whole alphabet would make its first letters more likely.
    let most = u8::MAX - u8::MAX % ALPHABET.len() as u8;
    let mut text = String::with_capacity(letters);
    while text.len() < letters {
        let byte = random()?;
        if byte < most {
            text.extend(ALPHABET.chars().nth(usize::from(byte) % ALPHABET.len()));
        }
    }
    Ok(text)
}

/// A code for a statement, of random bytes.
///
/// # Errors
/// What `random` fails with.
pub fn statement_code<E>(random: impl FnMut() -> Result<u8, E>) -> Result<String, E> {
    drawn(CODE, random)
}

/// A receipt number such as `K7Q4-M2XD`, of random bytes.
///
/// # Errors
/// What `random` fails with.
pub fn receipt<E>(random: impl FnMut() -> Result<u8, E>) -> Result<String, E> {
    let text = drawn(RECEIPT, random)?;
    let (one, other) = text.split_at(RECEIPT / 2);
    Ok(format!("{one}-{other}"))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The usual ways to write a day: by numbers, by words, in Chinese.
#[must_use]
pub fn usual_dates(date: Date) -> Vec<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = MONTHS.get(usize::try_from(month - 1).unwrap_or_default()).copied().unwrap_or_default();
    let short = name.get(..3).unwrap_or(name);
    vec![
        format!("{year:04}-{month:02}-{day:02}"),
        format!("{year:04}/{month:02}/{day:02}"),
        format!("{year:04}.{month:02}.{day:02}"),
        format!("{day:02}.{month:02}.{year:04}"),
        format!("{day}.{month}.{year:04}"),
        format!("{day:02}/{month:02}/{year:04}"),
        format!("{month:02}/{day:02}/{year:04}"),
        format!("{day} {name} {year:04}"),
        format!("{day} {short} {year:04}"),
        format!("{name} {day}, {year:04}"),
        format!("{short} {day}, {year:04}"),
        format!("{year:04}年{month}月{day}日"),
    ]
}
