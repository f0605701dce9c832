//! What a programme promises.

use crate::ledger::{self, Amount, MOST_DECIMALS, Rate};
use crate::record::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use thiserror::Error;

/// Languages in which a programme says what it promises.
pub const LANGUAGES: [&str; 2] = ["en", "zh-CN"];
/// How shares are rounded, as terms say it: half of the smallest unit goes to the even neighbour.
pub const ROUNDING: &str = "half_even";
const MOST_NAME: usize = 100;
const MOST_TEXT: usize = 2000;
const MOST_LINES: usize = 32;
const MOST_CURRENCIES: usize = 32;
const MOST_DAYS: u32 = 36_500;

/// What is promised to whoever is invited from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// What the relying party calls it.
    pub name: String,
    /// Who pays.
    pub payer: String,
    /// Title and text by language: all of [`LANGUAGES`].
    pub texts: BTreeMap<String, Text>,
    /// Shares of a fee by product line.
    pub rates: BTreeMap<String, Rates>,
    /// Digits after the point by currency.
    pub currencies: BTreeMap<String, u8>,
    /// From when on a code may be bound.
    pub starts_at: Timestamp,
    /// From when on no more.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    /// Days after the binding in which trades earn, of 24 hours each; for ever when not given.
    #[serde(default)]
    pub earns_days: Option<u32>,
    /// The most that one code's owner earns in a calendar month, by currency.
    #[serde(default)]
    pub cap: BTreeMap<String, Amount>,
    /// The zone in which months are counted, by its name in the IANA time zone database.
    pub zone: String,
}

/// What people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// One line.
    pub title: String,
    /// A paragraph or more.
    pub text: String,
}

/// Shares of a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// Of the code's owner.
    pub owner: Rate,
    /// Of the invited person.
    pub invited: Rate,
}

/// What is wrong with a programme.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{field}` {fault}")]
pub struct ProgrammeError {
    /// The field.
    pub field: String,
    /// What is wrong with it, and what it should be.
    pub fault: String,
}

fn wrong(field: impl Into<String>, fault: impl Into<String>) -> ProgrammeError {
    ProgrammeError { field: field.into(), fault: fault.into() }
}

/// Text without anything that a page, a terminal or a spreadsheet might take for more than text.
fn plain(field: &str, text: &str, most: usize, lines: bool) -> Result<(), ProgrammeError> {
    let count = text.chars().count();
    if count == 0 || count > most || text.trim() != text {
        return Err(wrong(field, format!("must be 1 to {most} letters, without spaces around it")));
    }
    let hidden = |letter: char| {
        letter.is_control() && !(lines && letter == '\n')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if let Some(letter) = text.chars().find(|letter| matches!(letter, '<' | '>') || hidden(*letter)) {
        return Err(wrong(field, format!("has {letter:?}: leave out angle brackets and letters that cannot be seen")));
    }
    Ok(())
}

impl Programme {
    /// Whether it can be used as it is.
    ///
    /// # Errors
    /// [`ProgrammeError`] naming the first field that is wrong.
    pub fn check(&self) -> Result<(), ProgrammeError> {
        plain("name", &self.name, MOST_NAME, false)?;
        plain("payer", &self.payer, MOST_NAME, false)?;
        if self.texts.len() != LANGUAGES.len() || LANGUAGES.iter().any(|language| !self.texts.contains_key(*language)) {
            return Err(wrong("texts", format!("must have the languages {} and no other", LANGUAGES.join(" and "))));
        }
        for (language, text) in &self.texts {
            plain(&format!("texts.{language}.title"), &text.title, MOST_NAME, false)?;
            plain(&format!("texts.{language}.text"), &text.text, MOST_TEXT, true)?;
        }
        if self.rates.is_empty() || self.rates.len() > MOST_LINES {
            return Err(wrong("rates", format!("must have 1 to {MOST_LINES} product lines")));
        }
        for (line, rates) in &self.rates {
            let field = format!("rates.{line}");
            if !ledger::is_product_line(line) {
                return Err(wrong(field, "must be named with 1 to 32 small letters, digits, `_` and `-`"));
            }
            let both = rates.owner.millionths() + rates.invited.millionths();
            if !(1..=1_000_000).contains(&both) {
                return Err(wrong(field, "must share more than nothing and no more than the whole fee"));
            }
        }
        if self.currencies.is_empty() || self.currencies.len() > MOST_CURRENCIES {
            return Err(wrong("currencies", format!("must have 1 to {MOST_CURRENCIES} currencies")));
        }
        for (currency, decimals) in &self.currencies {
            let field = format!("currencies.{currency}");
            if !ledger::is_currency(currency) {
                return Err(wrong(field, "must be named with 2 to 12 capital letters and digits, a letter first"));
            }
            if *decimals > MOST_DECIMALS {
                return Err(wrong(field, format!("must have 0 to {MOST_DECIMALS} digits after the point")));
            }
        }
        for (currency, cap) in &self.cap {
            let field = format!("cap.{currency}");
            let Some(decimals) = self.currencies.get(currency) else {
                return Err(wrong(field, "is of a currency that `currencies` does not name"));
            };
            if let Err(cause) = Amount::parse(&cap.to_string(), *decimals) {
                return Err(wrong(field, format!("cannot be used: {cause}")));
            }
        }
        if self.ends_at.is_some_and(|end| end <= self.starts_at) {
            return Err(wrong("ends_at", "must be after `starts_at`"));
        }
        if self.earns_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            return Err(wrong("earns_days", format!("must be 1 to {MOST_DAYS}")));
        }
        if self.zone.len() > 64 || ledger::zone(&self.zone).is_none() {
            return Err(wrong(
                "zone",
                "must name a zone of the IANA time zone database, such as `UTC` or `Asia/Shanghai`",
            ));
        }
        Ok(())
    }

    /// What is shown to somebody who is invited.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let of = |pick: fn(&Text) -> &String| {
            self.texts.iter().map(|(language, text)| (language.clone(), pick(text).clone())).collect()
        };
        let currency =
            |(currency, decimals): (&String, &u8)| CurrencyTerm { currency: currency.clone(), decimals: *decimals };
        let rate = |(line, rates): (&String, &Rates)| RateTerm {
            product_line: line.clone(),
            owner: rates.owner,
            invited: rates.invited,
        };
        Terms {
            title: of(|text| &text.title),
            text: of(|text| &text.text),
            payer: self.payer.clone(),
            rates: self.rates.iter().map(rate).collect(),
            currencies: self.currencies.iter().map(currency).collect(),
            cap: self
                .cap
                .iter()
                .map(|(currency, amount)| CapTerm { currency: currency.clone(), amount: *amount })
                .collect(),
            bind_until: self.ends_at,
            earns_days: self.earns_days,
            zone: self.zone.clone(),
            rounding: ROUNDING.to_owned(),
        }
    }
}

/// The terms as they are shown, and agreed to by their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// By language.
    pub title: BTreeMap<String, String>,
    /// By language.
    pub text: BTreeMap<String, String>,
    /// Who pays.
    pub payer: String,
    /// Shares by product line.
    pub rates: Vec<RateTerm>,
    /// Currencies with their decimals.
    pub currencies: Vec<CurrencyTerm>,
    /// The most that the code's owner earns in a month.
    pub cap: Vec<CapTerm>,
    /// Until when a code may be bound.
    pub bind_until: Option<Timestamp>,
    /// Days in which trades earn.
    pub earns_days: Option<u32>,
    /// The zone in which months are counted.
    pub zone: String,
    /// How each share is rounded.
    pub rounding: String,
}

/// The shares of a product line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RateTerm {
    /// The product line.
    pub product_line: String,
    /// Of the code's owner.
    pub owner: Rate,
    /// Of the invited person.
    pub invited: Rate,
}

/// A currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CurrencyTerm {
    /// Its name.
    pub currency: String,
    /// Digits after the point.
    pub decimals: u8,
}

/// A cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapTerm {
    /// The currency.
    pub currency: String,
    /// The most in a month.
    pub amount: Amount,
}

impl Terms {
    /// SHA-256 of the canonical JSON (RFC 8785), as hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(serde_jcs::to_vec(self).unwrap_or_default()))
    }
}

/// Why a code may not be bound.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotBound {
    /// The programme begins later.
    #[error("the programme has not begun")]
    NotBegun,
    /// Its time is over.
    #[error("the time in which this code could be used is over")]
    Expired,
    /// It was ended, or the code was closed.
    #[error("the code is closed")]
    Closed,
    /// Whoever wants to bind it owns it.
    #[error("this is your own code")]
    Own,
}

/// Whether `who` may bind to a code of `owner` at `now`, in milliseconds since 1970. `closed` is whether the programme was ended or the code closed.
///
/// # Errors
/// [`NotBound`] when not.
pub fn may_bind(programme: &Programme, closed: bool, owner: &str, who: Option<&str>, now: i64) -> Result<(), NotBound> {
    if who == Some(owner) {
        return Err(NotBound::Own);
    }
    if closed {
        return Err(NotBound::Closed);
    }
    if now < programme.starts_at.as_millisecond() {
        return Err(NotBound::NotBegun);
    }
    if programme.ends_at.is_some_and(|end| now >= end.as_millisecond()) {
        return Err(NotBound::Expired);
    }
    Ok(())
}
