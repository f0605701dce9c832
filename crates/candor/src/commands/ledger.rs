//! `candor ledger`.

use super::serve::{block_on, config};
use crate::arguments::{LedgerAction, LedgerArguments};
use crate::failure::Failure;
use crate::terminal::{BAD, GOOD, written};
use server::Opening;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::ExitCode;
use store::{Mode, Store};
use verify::ledger::{Amount, Fault, Replay};

/// Entries that are read at a time.
const MOST: u32 = 1000;

/// Holds every ledger against its entries.
pub(crate) fn run(arguments: &LedgerArguments) -> Result<ExitCode, Failure> {
    let LedgerAction::Reconcile = arguments.action;
    block_on(async {
        // Without the keys: nothing in a ledger is sealed.
        let store = server::database(&config(&arguments.set_up)?, Opening::AsItIs).await?;
        let mut well = true;
        for (party, mode) in store.ledgers().await? {
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

/// The ledger made again from its entries, held against postings and tally.
async fn reconciled(store: &dyn Store, party: &str, mode: Mode) -> Result<Result<String, Fault>, Failure> {
    let mut replay = Replay::default();
    loop {
        let after = replay.head.number;
        let entries = store.entries(party, mode, after, MOST).await?;
        let Some(last) = entries.last() else { break };
        let mut postings = store.postings(party, mode, after, last.number).await?.into_iter().peekable();
        for kept in &entries {
            let entry = match replay.next(&kept.body, &kept.hash) {
                Ok(entry) => entry,
                Err(fault) => return Ok(Err(fault)),
            };
            for posting in &entry.postings {
                let beside = postings.next_if(|beside| beside.number == entry.number);
                let same = beside.is_some_and(|beside| {
                    beside.account == posting.account
                        && beside.currency == entry.currency
                        && beside.amount == posting.amount.to_string()
                });
                if !same {
                    return Ok(Err(differs(
                        entry.number,
                        format!("its posting to {} is kept otherwise", posting.account),
                    )));
                }
            }
            if postings.peek().is_some_and(|beside| beside.number <= entry.number) {
                return Ok(Err(differs(entry.number, "a posting is kept that the entry does not have".into())));
            }
        }
    }
    // Entries may have come since: the tally is of all of them or more.
    let kept = store.tally(party, mode, None).await?;
    if store.ledger_head(party, mode).await?.head == replay.head && kept != replay.tally {
        return Ok(Err(first_of(store, party, mode, &replay, &kept).await?));
    }
    Ok(summed(&replay))
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
