//! `candor ledger`.

use super::serve::{block_on, config};
use crate::arguments::{LedgerAction, LedgerArguments};
use crate::failure::Failure;
use crate::terminal::{BAD, GOOD, written};
use server::Opening;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;
use store::{KeptPosting, Mode, Store, TradeRow};
use verify::ledger::{Amount, Day, Entry, Fault, Held, Holding, Kind, Replay, Without, reversal};

/// Entries that are read at a time.
const MOST: u32 = 1000;

/// Holds every ledger against its entries.
pub(crate) fn run(arguments: &LedgerArguments) -> Result<ExitCode, Failure> {
    let LedgerAction::Reconcile = arguments.action;
    block_on(async {
        // Without the keys: nothing in a ledger is sealed.
        let store = server::database(&config(&arguments.set_up)?, Opening::AsItIs).await?;
        let mut well = true;
        let ledgers = store.ledgers().await?;
        if ledgers.is_empty() {
            written(writeln!(anstream::stdout().lock(), "nothing was posted yet"))?;
        }
        for (party, mode) in ledgers {
            let said = match reconciled(&*store, &party, mode).await? {
                Ok(said) => format!("{GOOD}equal{GOOD:#}   {party}  {}  {said}", mode.name()),
                Err(fault) => {
                    well = false;
                    format!("{BAD}differs{BAD:#}  {party}  {}  first at entry {}: {fault}", mode.name(), fault.number())
                }
            };
            written(writeln!(anstream::stdout().lock(), "{said}"))?;
        }
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// The ledger made again from its entries, held against postings, trades and tally. What is posted while that goes on is left for the next time.
async fn reconciled(store: &dyn Store, party: &str, mode: Mode) -> Result<Result<String, Fault>, Failure> {
    let (kept, head) = store.tally_with_head(party, mode).await?;
    let (mut replay, mut trades) = (Replay::default(), 0);
    while replay.head.number < head.number {
        let after = replay.head.number;
        let mut page = store.entries(party, mode, after, MOST).await?;
        page.retain(|entry| entry.number <= head.number);
        let Some(last) = page.last() else { break };
        let postings = store.postings(party, mode, after, last.number).await?;
        let entries = match page.iter().map(|kept| replay.next(&kept.body, &kept.hash)).collect::<Result<Vec<_>, _>>() {
            Ok(entries) => entries,
            Err(fault) => return Ok(Err(fault)),
        };
        let found = match posted(&entries, postings) {
            Ok(()) => reported(store, party, mode, &entries).await?,
            Err(fault) => Err(fault),
        };
        match found {
            Ok(count) => trades += count,
            Err(fault) => return Ok(Err(fault)),
        }
    }
    if replay.head != head {
        return Ok(Err(differs(head.number, "the end of the ledger is another than its entries lead to".into())));
    }
    if store.trades_posted(party, mode, head.number).await? != trades {
        return Ok(Err(differs(head.number, "a trade names an entry that is none of its own".into())));
    }
    if let Some(id) = earned_without_entry(store, party, mode).await? {
        let what = format!("the trade {id:?} has no entry, and a share or no reason");
        return Ok(Err(differs(head.number, what)));
    }
    if kept != replay.tally {
        return Ok(Err(first_of(store, party, mode, &replay, &kept).await?));
    }
    Ok(summed(&replay))
}

/// Holds entries against the postings that are kept beside them.
fn posted(entries: &[Entry], postings: Vec<KeptPosting>) -> Result<(), Fault> {
    let mut postings = postings.into_iter().peekable();
    for entry in entries {
        for posting in &entry.postings {
            let same = postings.next_if(|beside| beside.number == entry.number).is_some_and(|beside| {
                beside.account == posting.account
                    && beside.currency == entry.currency
                    && beside.amount == posting.amount.to_string()
            });
            if !same {
                let what = format!("its posting to {} is kept otherwise", posting.account);
                return Err(differs(entry.number, what));
            }
        }
        if postings.peek().is_some_and(|beside| beside.number <= entry.number) {
            return Err(differs(entry.number, "a posting is kept that the entry does not have".into()));
        }
    }
    Ok(())
}

/// Holds entries against the trades that they were made of, and reversals against what they undo. Gives how many are of trades.
async fn reported(
    store: &dyn Store,
    party: &str,
    mode: Mode,
    entries: &[Entry],
) -> Result<Result<u64, Fault>, Failure> {
    let of = |kind: Kind| entries.iter().filter(move |entry| entry.kind == kind);
    let ids: Vec<String> = of(Kind::Trade).map(|entry| entry.subject.clone()).collect();
    let rows = store.trades(party, mode, &ids).await?.into_iter();
    let rows: BTreeMap<String, TradeRow> = rows.map(|row| (row.id.clone(), row)).collect();
    for entry in of(Kind::Trade) {
        if !rows.get(&entry.subject).is_some_and(|row| made_of(entry, row)) {
            return Ok(Err(differs(entry.number, format!("the trade {:?} is kept otherwise", entry.subject))));
        }
    }
    let undone: Vec<u64> = entries.iter().filter_map(|entry| entry.reverses).collect();
    let undone = store.entries_numbered(party, mode, &undone).await?.into_iter();
    let undone: BTreeMap<u64, Entry> = undone.map(|entry| (entry.number, entry)).collect();
    for entry in of(Kind::Reversal) {
        let original = entry.reverses.filter(|number| *number < entry.number).and_then(|number| undone.get(&number));
        let exact = original.is_some_and(|original| {
            let day = Day { month: entry.month.clone(), day: entry.day.clone() };
            let again = reversal(original, &entry.subject, entry.at, entry.posted_at, &day);
            original.kind == Kind::Trade && Entry { number: entry.number, ..again } == *entry
        });
        if !exact {
            return Ok(Err(differs(entry.number, "it is not the exact negative of a trade before it".into())));
        }
    }
    Ok(Ok(ids.len() as u64))
}

/// Whether the entry says what was reported, and what was answered: each share is what was posted to its holder.
fn made_of(entry: &Entry, row: &TradeRow) -> bool {
    let share = |kept: &str, holding: Option<Holding>| {
        let posted = holding.and_then(|holding| Held::by(entry, holding).ok());
        let posted = posted.and_then(|held| held.pending.plus(held.payable).ok());
        posted.is_some() && posted == Amount::kept(kept).ok()
    };
    row.entry == Some(entry.number)
        && Some(&row.account) == entry.account.as_ref()
        && row.product_line == entry.product_line
        && row.fee == entry.fee.to_string()
        && row.currency == entry.currency
        && row.at == entry.at
        && share(&row.owner, entry.code.clone().map(Holding::Owner))
        && share(&row.invited, entry.account.clone().map(Holding::Invited))
}

/// The first trade without an entry that has a share all the same, or no reason for having none.
async fn earned_without_entry(store: &dyn Store, party: &str, mode: Mode) -> Result<Option<String>, Failure> {
    let nothing = |text: &str| Amount::kept(text).is_ok_and(Amount::is_zero);
    let well = |row: &TradeRow| {
        // What is capped has an entry.
        let reason = row.without.as_deref().and_then(Without::parse).filter(|reason| *reason != Without::Capped);
        nothing(&row.owner) && nothing(&row.invited) && reason.is_some()
    };
    let mut after = String::new();
    loop {
        let rows = store.trades_without_entry(party, mode, &after, MOST).await?;
        if let Some(row) = rows.iter().find(|row| !well(row)) {
            return Ok(Some(row.id.clone()));
        }
        match rows.into_iter().next_back() {
            Some(last) => after = last.id,
            None => return Ok(None),
        }
    }
}

fn differs(number: u64, what: String) -> Fault {
    Fault::Differs { number, what }
}

/// The first entry with a posting to where the tally differs.
async fn first_of(
    store: &dyn Store,
    party: &str,
    mode: Mode,
    replay: &Replay,
    kept: &verify::ledger::Tally,
) -> Result<Fault, Failure> {
    let keys = replay.tally.keys().chain(kept.keys());
    let wrong: BTreeSet<_> = keys.filter(|key| replay.tally.get(key) != kept.get(key)).collect();
    let mut after = 0;
    loop {
        let entries = store.entries(party, mode, after, MOST).await?;
        let Some(last) = entries.last() else { break };
        after = last.number;
        for kept in &entries {
            let mut own = Replay::default();
            let Ok(entry) = serde_json::from_str(&kept.body) else { continue };
            if verify::ledger::tallied(&mut own.tally, &entry).is_ok()
                && let Some(key) = own.tally.keys().find(|key| wrong.contains(key))
            {
                let what = format!("the tally of {} on {} in {} differs", key.account, key.day, key.currency);
                return Ok(differs(kept.number, what));
            }
        }
    }
    Ok(differs(replay.head.number, "the tally has what no entry has".into()))
}

/// Counts and totals; what is owed or was paid is told by currency.
fn summed(replay: &Replay) -> Result<String, Fault> {
    let sum = |cause| Fault::Sum { number: replay.head.number, cause };
    let balances = replay.balances().map_err(sum)?;
    let currencies: BTreeSet<&String> = balances.keys().map(|(_, currency)| currency).collect();
    let mut totals = Vec::new();
    for currency in &currencies {
        let (credits, debits) = replay.sides(currency).map_err(sum)?;
        if credits != debits {
            return Err(Fault::Unbalanced(replay.head.number));
        }
        let held = |standing: &str| {
            let own = balances.iter().filter(|((account, of), _)| of == *currency && account.ends_with(standing));
            own.map(|(_, amount)| *amount).try_fold(Amount::ZERO, Amount::plus).map_err(sum)
        };
        let (pending, payable, paid) = (held("/pending")?, held("/payable")?, held("/paid")?);
        totals.push(format!(
            "{currency}: debits {debits} = credits {credits}, pending {pending}, payable {payable}, paid {paid}"
        ));
    }
    let (entries, postings) = (replay.head.number, replay.postings);
    Ok(format!("{entries} entries, {postings} postings, {} currencies; {}", currencies.len(), totals.join("; ")))
}
