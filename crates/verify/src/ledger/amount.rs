//! Money as whole numbers of a currency's smallest unit. Nothing is ever a floating-point number.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use thiserror::Error;

/// Digits that a fee may have before the point.
pub const MOST_DIGITS: usize = 20;
/// Digits that a currency may have after the point. A fee has 28 digits at most, its product with a rate 35, and both fit into 127 bits.
pub const MOST_DECIMALS: u8 = 8;
/// Digits of a sum: ten thousand million times the largest fee.
const MOST_SUM: usize = 38;

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AmountError {
    /// It is not digits, with digits after one point or without.
    #[error("it must be digits, with a point and digits after it or without: no sign, no exponent, no spaces")]
    Form,
    /// It has too many digits before the point.
    #[error("it has more than {MOST_DIGITS} digits before the point")]
    TooLarge,
    /// It has more digits after the point than the currency.
    #[error("it has more than {0} digits after the point, which is all that the currency has")]
    TooFine(u8),
    /// A sum is larger than can be written.
    #[error("a sum would be larger than 38 digits can hold")]
    Overflow,
}

/// An amount of some currency: a whole number of units of 10^-`decimals`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amount {
    minor: i128,
    decimals: u8,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self { minor: 0, decimals: 0 };

    /// So many of the smallest units of a currency.
    #[must_use]
    pub const fn of(minor: i128, decimals: u8) -> Self {
        Self { minor, decimals }
    }

    /// What `text` says, of a currency of that many decimals: decimal digits without a sign, at most [`MOST_DIGITS`] before the point and
    /// `decimals` after it.
    ///
    /// # Errors
    /// [`AmountError`] when it says anything else.
    pub fn parse(text: &str, decimals: u8) -> Result<Self, AmountError> {
        let (whole, part) = split(text)?;
        if whole.len() > MOST_DIGITS {
            return Err(AmountError::TooLarge);
        }
        if part.len() > usize::from(decimals) {
            return Err(AmountError::TooFine(decimals));
        }
        let digits = whole.bytes().chain(part.bytes());
        let zeros = std::iter::repeat_n(b'0', usize::from(decimals) - part.len());
        Ok(Self { minor: number(digits.chain(zeros))?, decimals })
    }

    /// What was written by this program: with as many digits after the point as the currency has, and a sign before it when it is negative.
    ///
    /// # Errors
    /// [`AmountError`] when this program writes no such thing.
    pub fn kept(text: &str) -> Result<Self, AmountError> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, part) = split(digits)?;
        if whole.len() + part.len() > MOST_SUM + 1 {
            return Err(AmountError::Overflow);
        }
        let decimals = u8::try_from(part.len()).map_err(|_| AmountError::Overflow)?;
        let minor = number(whole.bytes().chain(part.bytes()))?;
        Ok(Self { minor: if negative { -minor } else { minor }, decimals })
    }

    /// Both together.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, AmountError> {
        let decimals = self.decimals.max(other.decimals);
        let sum = self.fine(decimals)?.checked_add(other.fine(decimals)?);
        Ok(Self { minor: sum.ok_or(AmountError::Overflow)?, decimals })
    }

    /// What is left of it without `other`.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn less(self, other: Self) -> Result<Self, AmountError> {
        self.plus(other.negative())
    }

    /// The exact negative.
    #[must_use]
    pub const fn negative(self) -> Self {
        // The smallest number of all is never reached: parsing and adding refuse what has 39 digits.
        Self { minor: self.minor.wrapping_neg(), ..self }
    }

    /// Digits after the point.
    #[must_use]
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// The share of it that `rate` gives, rounded for itself to the currency's decimals: half of the smallest unit goes to the even neighbour
    /// (IEEE 754-2019, 4.3.1, roundTiesToEven; "banker's rounding").
    ///
    /// # Errors
    /// [`AmountError::Overflow`], which no fee and no rate reach.
    pub fn share(self, rate: Rate) -> Result<Self, AmountError> {
        let product = self.minor.checked_mul(i128::from(rate.0)).ok_or(AmountError::Overflow)?;
        let whole = i128::from(Rate::WHOLE);
        let (quotient, rest) = (product.div_euclid(whole), product.rem_euclid(whole));
        let up = match (rest * 2).cmp(&whole) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => quotient % 2 != 0,
        };
        Ok(Self { minor: quotient + i128::from(up), ..self })
    }

    /// As so many units of 10^-`decimals`, which are at least its own.
    fn fine(self, decimals: u8) -> Result<i128, AmountError> {
        let finer = 10i128.checked_pow(u32::from(decimals.saturating_sub(self.decimals)));
        finer.and_then(|finer| self.minor.checked_mul(finer)).ok_or(AmountError::Overflow)
    }
}

fn split(text: &str) -> Result<(&str, &str), AmountError> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return Err(AmountError::Form);
    }
    Ok((whole, if text.contains('.') { part } else { "" }))
}

fn number(mut digits: impl Iterator<Item = u8>) -> Result<i128, AmountError> {
    digits
        .try_fold(0i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(digit - b'0')))
        .ok_or(AmountError::Overflow)
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        let point = if decimals == 0 { "" } else { "." };
        write!(formatter, "{sign}{whole}{point}{part}")
    }
}

/// By value: `1.0` is `1.00`.
impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.less(*other) {
            Ok(difference) => difference.minor.cmp(&0),
            Err(_) => self.minor.signum().cmp(&other.minor.signum()).then(self.decimals.cmp(&other.decimals)),
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::kept(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A share of a fee, in millionths: 0 to 1, with six decimals at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(u32);

impl Rate {
    const WHOLE: u32 = 1_000_000;
    const DECIMALS: u8 = 6;

    /// What `text` says, such as `0.20`.
    ///
    /// # Errors
    /// [`AmountError`] when it is no such number, or more than 1.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let millionths = u32::try_from(Amount::parse(text, Self::DECIMALS)?.minor).ok();
        millionths.filter(|rate| *rate <= Self::WHOLE).map(Self).ok_or(AmountError::TooLarge)
    }

    /// In millionths.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Amount::of(i128::from(self.0), Self::DECIMALS).to_string();
        formatter.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|cause| {
            serde::de::Error::custom(format!(
                "the rate {text:?} cannot be used: a rate is 0 to 1, as `\"0.20\"`: {cause}"
            ))
        })
    }
}

/// Whether `text` is the name of a currency: 2 to 12 capital letters and digits, the first a letter.
#[must_use]
pub fn is_currency(text: &str) -> bool {
    (2..=12).contains(&text.len())
        && text.starts_with(|letter: char| letter.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether `text` is the name of a product line: 1 to 32 small letters, digits, `_` and `-`.
#[must_use]
pub fn is_product_line(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
}
