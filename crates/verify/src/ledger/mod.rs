//! The ledger of rebates: double entry in exact decimals, one chain of entries for each relying party and mode.
//!
//! A trade's fee is shared between the owner of an invitation code and the invited person, as the version of the programme promised that the
//! person was shown. Credits are positive: what is owed to a holder. Debits are negative: what the payer owes. Each entry makes nothing together, so the whole
//! ledger does.

mod amount;
mod entry;
mod rebate;
mod replay;
mod statement;
#[cfg(test)]
mod tests;
mod zone;

pub use amount::{Amount, AmountError, MOST_DECIMALS, MOST_DIGITS, Rate, is_currency, is_product_line};
pub use entry::{Entry, Fault, Head, Holding, Kind, Linked, OUTSIDE, Posting, START, Standing, link, payer};
pub use rebate::{
    About, Bound, Earned, Held, Trade, Without, paid, released, returned, reversal, settled_again, trade,
};
pub use replay::{Replay, Tally, TallyKey, TallyRow, tallied};
pub use statement::{Balance, DayEarned, Line, Of, Statement, statement};
pub use zone::{Day, booked, day, month, zone};
