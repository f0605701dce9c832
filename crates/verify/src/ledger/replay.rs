//! Balances and tallies, made again from entries alone.

use super::{Amount, AmountError, Entry, Fault, Head, Kind};
use std::collections::BTreeMap;

/// What a tally is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyKey {
    /// The ledger account.
    pub account: String,
    /// The month of the entries.
    pub month: String,
    /// Their day.
    pub day: String,
    /// The month whose cap they count for.
    pub earned_month: String,
    /// Their product line; empty unless they are trades or reversals.
    pub product_line: String,
    /// Their currency.
    pub currency: String,
    /// What they do.
    pub kind: Kind,
}

/// Sums of postings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TallyRow {
    /// Of the amounts.
    pub amount: Amount,
    /// Of the fees.
    pub fees: Amount,
    /// How many.
    pub count: u64,
}

impl TallyRow {
    /// Both together.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, AmountError> {
        Ok(Self {
            amount: self.amount.plus(other.amount)?,
            fees: self.fees.plus(other.fees)?,
            count: self.count.saturating_add(other.count),
        })
    }
}

/// Sums of postings by what they are of.
pub type Tally = BTreeMap<TallyKey, TallyRow>;

/// Adds the postings of `entry` to `tally`.
///
/// # Errors
/// [`Fault::Sum`] when a sum cannot be written.
pub fn tallied(tally: &mut Tally, entry: &Entry) -> Result<(), Fault> {
    for posting in &entry.postings {
        let key = TallyKey {
            account: posting.account.clone(),
            month: entry.month.clone(),
            day: entry.day.clone(),
            earned_month: entry.earned_month.clone(),
            product_line: entry.product_line.clone(),
            currency: entry.currency.clone(),
            kind: entry.kind,
        };
        let row = tally.entry(key).or_default();
        let one = TallyRow { amount: posting.amount, fees: entry.fee, count: 1 };
        *row = row.plus(one).map_err(|cause| Fault::Sum { number: entry.number, cause })?;
    }
    Ok(())
}

/// A ledger, as it follows from its entries one after another.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// The end of the chain so far.
    pub head: Head,
    /// Postings so far.
    pub postings: u64,
    /// The tally so far.
    pub tally: Tally,
}

impl Replay {
    /// Takes the next entry as it is kept, and gives it.
    ///
    /// # Errors
    /// [`Fault`] when it is not the next one, was altered, or does not balance.
    pub fn next(&mut self, body: &str, hash: &[u8]) -> Result<Entry, Fault> {
        let entry = self.head.next(body, hash)?;
        tallied(&mut self.tally, &entry)?;
        self.postings += entry.postings.len() as u64;
        Ok(entry)
    }

    /// What each ledger account holds, by account and currency.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn balances(&self) -> Result<BTreeMap<(String, String), Amount>, AmountError> {
        let mut balances = BTreeMap::<_, Amount>::new();
        for (key, row) in &self.tally {
            let balance = balances.entry((key.account.clone(), key.currency.clone())).or_default();
            *balance = balance.plus(row.amount)?;
        }
        Ok(balances)
    }

    /// The sum of all credits, and of all debits as a positive number, of a currency.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn sides(&self, currency: &str) -> Result<(Amount, Amount), AmountError> {
        let (mut credits, mut debits) = (Amount::ZERO, Amount::ZERO);
        for ((_, of), balance) in self.balances()? {
            if of == currency && balance.is_negative() {
                debits = debits.less(balance)?;
            } else if of == currency {
                credits = credits.plus(balance)?;
            }
        }
        Ok((credits, debits))
    }
}
