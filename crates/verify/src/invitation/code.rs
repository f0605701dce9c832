//! The code itself.

use std::fmt;
use thiserror::Error;

/// Crockford's letters (base 32, 2002 and later: https://www.crockford.com/base32.html): none that are taken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code, the check letter included.
const LENGTH: usize = 8;
/// Characters that are read of what somebody typed.
const MOST_READ: usize = 64;

/// An invitation code: seven letters of 35 random bits, and a check letter.
///
/// The check letter makes the sum of a_i * x^i nothing in GF(32) with x^5 = x^2 + 1, so that any one wrong letter and any two neighbours that were
/// exchanged are found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CodeError {
    /// It has not eight letters.
    #[error("a code has 8 letters and digits")]
    Length,
    /// It has a letter that no code has.
    #[error("a code has no {0:?}")]
    Letter(char),
    /// The check letter is another.
    #[error("a letter of the code is wrong, or two were exchanged")]
    Check,
}

impl Code {
    /// The code of 35 of these random bits.
    #[must_use]
    pub fn new(random: [u8; 5]) -> Self {
        let bits = random.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let values: Vec<u8> = (0..LENGTH - 1).map(|place| (bits >> (5 * place) & 31) as u8).collect();
        let check = check(&values);
        Self(values.iter().chain([&check]).map(|value| char::from(LETTERS[usize::from(*value & 31)])).collect())
    }

    /// The code that somebody typed: in any case, with any hyphens and spaces, O for 0, and I and L for 1.
    ///
    /// # Errors
    /// [`CodeError`] when it is none.
    pub fn read(text: &str) -> Result<Self, CodeError> {
        let mut values = Vec::with_capacity(LENGTH);
        for (count, letter) in text.chars().enumerate() {
            if count >= MOST_READ {
                return Err(CodeError::Length);
            }
            if letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}') {
                continue;
            }
            let meant = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = LETTERS.iter().position(|known| char::from(*known) == meant);
            values.push(value.and_then(|value| u8::try_from(value).ok()).ok_or(CodeError::Letter(letter))?);
        }
        let [data @ .., last] = &values[..] else { return Err(CodeError::Length) };
        if values.len() != LENGTH {
            return Err(CodeError::Length);
        }
        if check(data) != *last {
            return Err(CodeError::Check);
        }
        Ok(Self(values.iter().map(|value| char::from(LETTERS[usize::from(*value)])).collect()))
    }

    /// Its eight letters, as rows have them.
    #[must_use]
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&shown(&self.0))
    }
}

/// Eight letters as people read them: `K7M2-9QXD`.
#[must_use]
pub fn shown(letters: &str) -> String {
    match letters.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => letters.to_owned(),
    }
}

/// The value that makes the sum nothing.
fn check(values: &[u8]) -> u8 {
    let times_x = |value: u8| if value & 16 == 0 { value << 1 } else { (value << 1 ^ 0b10_0101) & 31 };
    values.iter().fold(0, |sum, value| times_x(sum ^ value))
}
