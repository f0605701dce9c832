//! Entries and the chain that binds each to the one before.

use super::{Amount, AmountError};
use crate::record::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// The hash before the first entry.
pub const START: [u8; 32] = [0; 32];

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Shares of a fee are earned.
    Trade,
    /// The exact negative of a trade.
    Reversal,
    /// What was pending becomes payable, as the invited person is verified.
    Release,
    /// What was pending goes back to the payer, as the invited person is the owner of the code.
    Void,
    /// What was payable is paid.
    Payout,
    /// What was not paid goes back to the payer, as its account is closed, or that of the invited person it waits for.
    GiveUp,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Trade, Self::Reversal, Self::Release, Self::Void, Self::Payout, Self::GiveUp];

    /// The word in rows and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::Reversal => "reversal",
            Self::Release => "release",
            Self::Void => "void",
            Self::Payout => "payout",
            Self::GiveUp => "give_up",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a share stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Earned by a trade of somebody who is not verified.
    Pending,
    /// To be paid.
    Payable,
    /// Paid.
    Paid,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Payable, Self::Paid];

    /// The word in names of ledger accounts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Payable => "payable",
            Self::Paid => "paid",
        }
    }
}

/// Whose share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holding {
    /// Of the owner of a code.
    Owner(String),
    /// Of an invited account.
    Invited(String),
}

impl Holding {
    /// The ledger account of it that stands so.
    #[must_use]
    pub fn account(&self, standing: Standing) -> String {
        let standing = standing.name();
        match self {
            Self::Owner(code) => format!("owner/{code}/{standing}"),
            Self::Invited(account) => format!("invited/{account}/{standing}"),
        }
    }
}

/// The ledger account of whoever pays for a programme: what is owed, as a negative number.
#[must_use]
pub fn payer(programme: &str) -> String {
    format!("payer/{programme}")
}

/// The ledger account of the world, from which payouts come.
pub const OUTSIDE: &str = "outside";

/// One side of an entry: credits are positive, debits negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// The ledger account.
    pub account: String,
    /// How much, in the entry's currency.
    pub amount: Amount,
}

/// One entry, of one currency. Its postings make nothing together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Counted from 1 for each relying party and mode.
    pub number: u64,
    /// What it does.
    pub kind: Kind,
    /// The id of the trade, reversal or payout; of anything else the account or code that it is about.
    pub subject: String,
    /// When that happened, in milliseconds since 1970.
    pub at: i64,
    /// When it was posted, in milliseconds since 1970.
    pub posted_at: i64,
    /// The programme.
    pub programme: String,
    /// The invited account whose trades it is about.
    pub account: Option<String>,
    /// The code that the account is bound to, or whose owner is paid.
    pub code: Option<String>,
    /// The month in which it is booked, in the programme's zone: that of `at`, or that of `posted_at` where the month of `at` was over by then.
    pub month: String,
    /// The day on which it is booked there.
    pub day: String,
    /// The month whose cap it counts for: that of the trade's `at`, of a reversal as well.
    pub earned_month: String,
    /// The product line; empty unless it is a trade or a reversal.
    pub product_line: String,
    /// The currency.
    pub currency: String,
    /// The fee that shares are taken of, negative for a reversal; nothing for other kinds.
    pub fee: Amount,
    /// The number of the entry whose negative it is.
    pub reverses: Option<u64>,
    /// Debits and credits.
    pub postings: Vec<Posting>,
}

/// What is wrong with an entry or a chain of them.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Fault {
    /// An entry is missing, or stands elsewhere.
    #[error("entry {wanted} is missing or was moved: entry {found} stands in its place")]
    Order {
        /// The number that should come.
        wanted: u64,
        /// The number that comes.
        found: u64,
    },
    /// An entry or its hash was altered.
    #[error("entry {0} was altered: its hash is another")]
    Altered(u64),
    /// Debits and credits of an entry differ.
    #[error("entry {0} does not balance")]
    Unbalanced(u64),
    /// A sum cannot be written.
    #[error("entry {number}: {cause}")]
    Sum {
        /// Its number.
        number: u64,
        /// Why.
        cause: AmountError,
    },
    /// What is kept beside the entries says something else.
    #[error("entry {number}: {what}")]
    Differs {
        /// The first entry that it shows at.
        number: u64,
        /// What differs.
        what: String,
    },
}

impl Fault {
    /// The entry that it shows at.
    #[must_use]
    pub const fn number(&self) -> u64 {
        match self {
            Self::Order { wanted, .. } => *wanted,
            Self::Altered(number) | Self::Unbalanced(number) => *number,
            Self::Sum { number, .. } | Self::Differs { number, .. } => *number,
        }
    }
}

impl Entry {
    /// Whether its debits equal its credits.
    ///
    /// # Errors
    /// [`Fault`] when they do not.
    pub fn balanced(&self) -> Result<(), Fault> {
        let sum = self.postings.iter().try_fold(Amount::ZERO, |sum, posting| sum.plus(posting.amount));
        let sum = sum.map_err(|cause| Fault::Sum { number: self.number, cause })?;
        if sum.is_zero() { Ok(()) } else { Err(Fault::Unbalanced(self.number)) }
    }

    /// As canonical JSON (RFC 8785), which is what is hashed and kept.
    ///
    /// # Errors
    /// When it cannot be written, which nothing in it brings about.
    pub fn canonical(&self) -> Result<String, serde_json::Error> {
        serde_jcs::to_string(self)
    }

    /// How much it posts to a ledger account.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn posted_to(&self, account: &str) -> Result<Amount, AmountError> {
        let own = self.postings.iter().filter(|posting| posting.account == account);
        own.map(|posting| posting.amount).try_fold(Amount::ZERO, Amount::plus)
    }
}

/// The hash of an entry, as its canonical JSON, after one of hash `before`: SHA-256 of both.
#[must_use]
pub fn link(before: &[u8; 32], canonical: &str) -> [u8; 32] {
    Sha256::new().chain_update(before).chain_update(canonical).finalize().into()
}

/// The end of a chain: the number of the last entry, 0 when there is none, and its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number.
    pub number: u64,
    /// The hash.
    pub hash: [u8; 32],
}

impl Default for Head {
    fn default() -> Self {
        Self { number: 0, hash: START }
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.number, hex(&self.hash))
    }
}

/// An entry in its place of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The entry.
    pub entry: Entry,
    /// As canonical JSON.
    pub body: String,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Head {
    /// Puts the next entry behind it, and numbers it.
    ///
    /// # Errors
    /// [`Fault`] when it does not balance.
    pub fn push(&mut self, mut entry: Entry) -> Result<Linked, Fault> {
        entry.number = self.number + 1;
        entry.balanced()?;
        let body = entry.canonical().map_err(|cause| differs(entry.number, &cause))?;
        let hash = link(&self.hash, &body);
        *self = Self { number: entry.number, hash };
        Ok(Linked { entry, body, hash })
    }

    /// Takes the next entry as it is kept.
    ///
    /// # Errors
    /// [`Fault`] when it is not the next one, was altered, or does not balance.
    pub fn next(&mut self, body: &str, kept: &[u8]) -> Result<Entry, Fault> {
        let wanted = self.number + 1;
        let entry: Entry = serde_json::from_str(body).map_err(|cause| differs(wanted, &cause))?;
        if entry.number != wanted {
            return Err(Fault::Order { wanted, found: entry.number });
        }
        let hash = link(&self.hash, body);
        if hash != kept || entry.canonical().map_err(|cause| differs(wanted, &cause))? != body {
            return Err(Fault::Altered(wanted));
        }
        entry.balanced()?;
        *self = Self { number: wanted, hash };
        Ok(entry)
    }
}

fn differs(number: u64, cause: &serde_json::Error) -> Fault {
    Fault::Differs { number, what: format!("it cannot be read: {cause}") }
}
