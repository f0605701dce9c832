//! What a holder earned in a month.

use super::{Amount, AmountError, Holding, Kind, Standing, TallyKey, TallyRow};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Whose statement, and what of it no tally knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Whose.
    pub holding: Holding,
    /// The month, as `2026-11`.
    pub month: String,
    /// The programme's zone, in which months are counted.
    pub zone: String,
    /// Whether the month is over.
    pub closed: bool,
    /// People who were bound to the code by the end of the month.
    pub invited: u64,
    /// How many of them are verified.
    pub verified: u64,
    /// Whether fees are told: of few people they would tell what one of them trades.
    pub fees: bool,
    /// SHA-256 of the hashes of its entries one after another, as hexadecimal digits.
    pub entries_sha256: String,
}

/// What one product line earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The product line.
    pub product_line: String,
    /// The currency.
    pub currency: String,
    /// Trades that earned.
    pub trades: u64,
    /// Trades that were reversed.
    pub reversals: u64,
    /// Fees of the trades less those of the reversals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees: Option<Amount>,
    /// What the trades earned.
    pub earned: Amount,
    /// What was taken back.
    pub reversed: Amount,
}

/// What there was at the end of the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// The currency.
    pub currency: String,
    /// Earned by people who are not verified.
    pub pending: Amount,
    /// To be paid.
    pub payable: Amount,
    /// Paid.
    pub paid: Amount,
}

/// What one day earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayEarned {
    /// The day, as `2026-11-30`.
    pub day: String,
    /// The currency.
    pub currency: String,
    /// What was earned less what was taken back.
    pub earned: Amount,
}

/// A month of a holder: totals and counts, never who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The code; nothing for an invited person's own share.
    pub code: Option<String>,
    /// The month, as `2026-11`.
    pub month: String,
    /// The zone in which months are counted.
    pub zone: String,
    /// Whether the month is over.
    pub closed: bool,
    /// People who were bound to the code by the end of the month.
    pub invited: u64,
    /// How many of them are verified.
    pub verified: u64,
    /// By product line and currency.
    pub lines: Vec<Line>,
    /// By currency.
    pub balances: Vec<Balance>,
    /// By day and currency.
    pub days: Vec<DayEarned>,
    /// How each share is rounded.
    pub rounding: &'static str,
    /// See [`Of::entries_sha256`].
    pub entries_sha256: String,
}

/// The statement of a month, from the tallies of the holder's ledger accounts. What is of other accounts is passed over.
///
/// # Errors
/// [`AmountError::Overflow`].
pub fn statement<'a>(
    of: &Of,
    rows: impl Iterator<Item = (&'a TallyKey, &'a TallyRow)>,
) -> Result<Statement, AmountError> {
    let accounts = Standing::ALL.map(|standing| of.holding.account(standing));
    let mut lines = BTreeMap::<(String, String), Line>::new();
    let mut days = BTreeMap::<(String, String), Amount>::new();
    let mut balances = BTreeMap::<(usize, String), Amount>::new();
    for (key, row) in rows {
        let Some(standing) = accounts.iter().position(|account| *account == key.account) else { continue };
        if key.month <= of.month {
            let balance = balances.entry((standing, key.currency.clone())).or_default();
            *balance = balance.plus(row.amount)?;
        }
        if key.month != of.month || !matches!(key.kind, Kind::Trade | Kind::Reversal) {
            continue;
        }
        let day = days.entry((key.day.clone(), key.currency.clone())).or_default();
        *day = day.plus(row.amount)?;
        let line = lines.entry((key.product_line.clone(), key.currency.clone())).or_insert_with(|| Line {
            product_line: key.product_line.clone(),
            currency: key.currency.clone(),
            trades: 0,
            reversals: 0,
            fees: of.fees.then_some(Amount::ZERO),
            earned: Amount::ZERO,
            reversed: Amount::ZERO,
        });
        line.fees = line.fees.map(|fees| fees.plus(row.fees)).transpose()?;
        if key.kind == Kind::Trade {
            line.trades += row.count;
            line.earned = line.earned.plus(row.amount)?;
        } else {
            line.reversals += row.count;
            line.reversed = line.reversed.less(row.amount)?;
        }
    }
    let currencies: BTreeSet<String> = balances.keys().map(|(_, currency)| currency.clone()).collect();
    let held =
        |standing: usize, currency: &String| balances.get(&(standing, currency.clone())).copied().unwrap_or_default();
    let balances = currencies.iter().map(|currency| Balance {
        currency: currency.clone(),
        pending: held(0, currency),
        payable: held(1, currency),
        paid: held(2, currency),
    });
    let code = match &of.holding {
        Holding::Owner(code) => Some(crate::invitation::shown(code)),
        Holding::Invited(_) => None,
    };
    Ok(Statement {
        code,
        month: of.month.clone(),
        zone: of.zone.clone(),
        closed: of.closed,
        invited: of.invited,
        verified: of.verified,
        lines: lines.into_values().collect(),
        balances: balances.collect(),
        days: days.into_iter().map(|((day, currency), earned)| DayEarned { day, currency, earned }).collect(),
        rounding: crate::invitation::ROUNDING,
        entries_sha256: of.entries_sha256.clone(),
    })
}

impl Statement {
    /// As a table (RFC 4180): a line for each product line, day and balance.
    #[must_use]
    pub fn csv(&self) -> String {
        const HEAD: &str = "row,code,month,zone,product_line,currency,day,trades,reversals,fees,earned,reversed,pending,payable,paid\r\n";
        let mut csv = String::from(HEAD);
        let mut row = |what: &str, texts: [&str; 3], numbers: [String; 8]| {
            let code = self.code.as_deref().unwrap_or_default();
            let texts = [what, code, &self.month, &self.zone].into_iter().chain(texts).map(cell);
            let cells: Vec<String> = texts.chain(numbers).collect();
            csv.push_str(&cells.join(","));
            csv.push_str("\r\n");
        };
        let none = String::new;
        for line in &self.lines {
            let fees = line.fees.map(|fees| fees.to_string()).unwrap_or_default();
            let (trades, reversals) = (line.trades.to_string(), line.reversals.to_string());
            let (earned, reversed) = (line.earned.to_string(), line.reversed.to_string());
            let numbers = [trades, reversals, fees, earned, reversed, none(), none(), none()];
            row("line", [&line.product_line, &line.currency, ""], numbers);
        }
        for day in &self.days {
            let earned = day.earned.to_string();
            let numbers = [none(), none(), none(), earned, none(), none(), none(), none()];
            row("day", ["", &day.currency, &day.day], numbers);
        }
        for balance in &self.balances {
            let (pending, payable, paid) =
                (balance.pending.to_string(), balance.payable.to_string(), balance.paid.to_string());
            let numbers = [none(), none(), none(), none(), none(), pending, payable, paid];
            row("balance", ["", &balance.currency, ""], numbers);
        }
        csv
    }
}

/// A text as a cell: quoted where it must be, and with an apostrophe before what a spreadsheet would take for a formula.
pub(super) fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
