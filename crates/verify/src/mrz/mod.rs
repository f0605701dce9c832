//! Machine-readable zones: layouts, check digits and fields (ICAO 9303 parts 3 to 7).

mod fields;
mod layout;
mod states;

pub use fields::MrzFields;
pub use layout::{CharacterSet, Check, Layout, Place};
pub use states::STATES;

use serde::{Deserialize, Serialize};

/// All characters of a machine-readable zone, in the order in which classes are numbered: filler, digits, letters.
pub const ALPHABET: &[u8; 37] = b"<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The class of the filler `<`.
pub const FILLER: u8 = 0;
/// Weights of check digits, repeated (ICAO 9303 part 3, section 4.9).
pub const WEIGHTS: [u8; 3] = [7, 3, 1];

/// The layout of a machine-readable zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MrzFormat {
    /// Three lines of 30 characters (ICAO 9303 part 5).
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36 characters (ICAO 9303 part 6).
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44 characters (ICAO 9303 part 4).
    #[serde(rename = "TD3")]
    Td3,
    /// Visa, two lines of 44 characters (ICAO 9303 part 7).
    #[serde(rename = "MRVA")]
    MrvA,
    /// Visa, two lines of 36 characters (ICAO 9303 part 7).
    #[serde(rename = "MRVB")]
    MrvB,
    /// The French identity card issued until 2021: two lines of 36 characters in a layout of its own.
    #[serde(rename = "FRA_ID")]
    FrenchId,
}

impl MrzFormat {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB, Self::FrenchId];

    /// Characters a line.
    #[must_use]
    pub const fn length(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB | Self::FrenchId => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// Lines.
    #[must_use]
    pub const fn lines(self) -> usize {
        match self {
            Self::Td1 => 3,
            _ => 2,
        }
    }

    /// The name as reports write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRVA",
            Self::MrvB => "MRVB",
            Self::FrenchId => "FRA_ID",
        }
    }
}

/// The class of a character, `None` for one that no zone holds.
#[must_use]
pub const fn class(character: u8) -> Option<u8> {
    match character {
        b'<' => Some(FILLER),
        b'0'..=b'9' => Some(character - b'0' + 1),
        b'A'..=b'Z' => Some(character - b'A' + 11),
        _ => None,
    }
}

/// What a class counts in check digits: filler 0, digits themselves, `A` 10 to `Z` 35 (ICAO 9303 part 3, section 4.9).
#[must_use]
pub const fn value(class: u8) -> u8 {
    class.saturating_sub(1)
}

/// The check digit of `text` as `0` to `9`; characters that no zone holds count as filler.
///
/// ```
/// assert_eq!(verify::mrz::check_digit("AB2134<<<"), '5');
/// ```
#[must_use]
pub fn check_digit(text: &str) -> char {
    let sum: u32 = text
        .bytes()
        .zip(WEIGHTS.iter().cycle())
        .map(|(character, &weight)| u32::from(value(class(character).unwrap_or(FILLER))) * u32::from(weight))
        .sum();
    char::from(b'0' + (sum % 10) as u8)
}
