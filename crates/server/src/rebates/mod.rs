//! Posting to the ledger of rebates: one at a time for each relying party and mode, and again where another process was faster.

mod ground;
mod settle;

pub(crate) use ground::{Ground, day_in, text_of};
pub(crate) use settle::{closing, follow, settled};

use crate::problem::Problem;
use crate::service::Shared;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Change, LedgerStep, Mode, Step, StoreError, TradeRow};
use verify::ledger::{AmountError, Entry, Fault};

/// How often is begun anew when another process posted meanwhile.
const TRIES: u32 = 50;

/// Who posts holds it.
type Turn = Arc<tokio::sync::Mutex<()>>;

/// A turn for each ledger, by relying party and mode.
#[derive(Debug, Default)]
pub struct Posting(Mutex<HashMap<(String, Mode), Turn>>);

impl Posting {
    fn turn(&self, party: &str, mode: Mode) -> Turn {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry((party.to_owned(), mode)).or_default())
    }
}

/// What is to be posted, and what is answered once it is.
#[derive(Debug)]
pub(crate) struct Made<T> {
    /// In this order; the chain numbers them.
    pub(crate) entries: Vec<Entry>,
    /// What was reported. `entry` counts from 1 within `entries`, until the chain is known.
    pub(crate) trades: Vec<TradeRow>,
    /// What becomes true with it.
    pub(crate) steps: Vec<Step>,
    /// The answer, once it is known behind which entry those come.
    pub(crate) answer: T,
}

/// Entries that are being made.
pub(crate) type Making<'made, T> = Pin<Box<dyn Future<Output = Result<Made<T>, Problem>> + Send + 'made>>;

/// Makes entries from what is so, posts them, and gives the answer with the number of the entry that they come behind. Nothing is written
/// where there is nothing to write.
pub(crate) async fn posted<'made, T>(
    service: &Shared,
    party: &str,
    mode: Mode,
    make: impl Fn() -> Making<'made, T> + Send + Sync,
) -> Result<(T, u64), Problem> {
    let turn = service.posting.turn(party, mode);
    let _turn = turn.lock().await;
    for _ in 0..TRIES {
        // The head first: whatever is read after it and changes meanwhile makes the change a conflict.
        let from = service.store.ledger_head(party, mode).await?;
        let Made { entries, trades, mut steps, answer } = make().await?;
        if entries.is_empty() && trades.is_empty() && steps.is_empty() {
            return Ok((answer, from.head.number));
        }
        let behind = from.head.number;
        let mut head = from.head;
        let entries = entries.into_iter().map(|entry| head.push(entry)).collect::<Result<Vec<_>, Fault>>();
        let entries = entries.map_err(|cause| Problem::internal(&cause))?;
        let numbered = |row: TradeRow| TradeRow { entry: row.entry.map(|place| behind + place), ..row };
        let trades = trades.into_iter().map(numbered).collect();
        // Before what changes the facts that it was made from.
        steps.insert(0, Step::Ledger(LedgerStep::Post { mode, from, entries, trades }));
        match service.store.commit(Change { relying_party: party.to_owned(), at: service.now(), steps }).await {
            Ok(()) => return Ok((answer, behind)),
            Err(StoreError::Conflict("the ledger" | "the trade")) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::busy(1, "others post to this ledger at the same time; nothing was posted, try again"))
}

impl From<AmountError> for Problem {
    fn from(error: AmountError) -> Self {
        Self::unusable("trade.fee", error.to_string())
    }
}
