//! What becomes of shares that wait: released, void, or given up.

use super::ground::day_in;
use super::{Ground, Made, posted};
use crate::ids;
use crate::problem::{Problem, Unpaid};
use crate::service::Shared;
use std::collections::{BTreeMap, BTreeSet};
use store::{Account, BindingSettled, LedgerStep, Mode, NewJob, Session, Step};
use verify::ledger::{About, Amount, AmountError, Bound, Entry, Held, Holding, Kind, Standing, released, returned};

/// The job that looks, after a session was approved, what the rebates become of whoever has an account.
pub(crate) fn follow(service: &Shared, session: &Session) -> Result<Step, Problem> {
    let id = ids::new("job", service.now())?;
    Ok(Step::NewJob(NewJob { id, kind: "rebates", subject: session.id.clone(), delay: 0, most_attempts: 20 }))
}

fn sum(entries: &[&Entry], holding: &Holding) -> Result<BTreeMap<String, Held>, AmountError> {
    let mut sums = BTreeMap::<String, Held>::new();
    for entry in entries {
        let one = Held::by(entry, holding.clone())?;
        let sum = sums.entry(entry.currency.clone()).or_insert_with(|| Held {
            holding: holding.clone(),
            pending: Amount::ZERO,
            payable: Amount::ZERO,
        });
        sum.pending = sum.pending.plus(one.pending)?;
        sum.payable = sum.payable.plus(one.payable)?;
    }
    Ok(sums)
}

/// What the trades of an invited account left with both holders: the shares that a release or a void moves, and those of the owner that leave with the
/// guest, whose own [`giving_up`] moves.
fn moving(bound: &Bound<'_>, entries: &[Entry], settled: BindingSettled, at: i64) -> Result<Vec<Entry>, Problem> {
    let day = day_in(bound.promise, at, at)?;
    // Nothing of a void binding was earned: whoever was paid owes what they were paid. Payouts to an owner are of no binding, and stand in none of these.
    let counts = |entry: &&Entry| settled != BindingSettled::Void || entry.kind != Kind::Payout;
    let entries: Vec<&Entry> = entries.iter().filter(counts).collect();
    let owner = sum(&entries, &Holding::Owner(bound.code.to_owned()))?;
    let invited = sum(&entries, &Holding::Invited(bound.account.to_owned()))?;
    let currencies: BTreeSet<&String> = owner.keys().chain(invited.keys()).collect();
    let mut moved = Vec::new();
    for currency in currencies {
        let about = About {
            subject: bound.account,
            programme: bound.programme,
            account: Some(bound.account),
            code: Some(bound.code),
            currency,
            at,
            posted_at: at,
            day: &day,
        };
        let invited = invited.get(currency).cloned();
        // What the owner gave up is not the owner's any more.
        let owner = owner.get(currency).cloned().filter(|_| !bound.owner_closed);
        let both: Vec<Held> = invited.into_iter().chain(owner.clone()).collect();
        // What waits for somebody who left would wait for ever.
        let waits = owner.filter(|_| !bound.verified).map(|held| Held { payable: Amount::ZERO, ..held.owed() });
        moved.extend(match settled {
            BindingSettled::Verified => released(about, &both),
            BindingSettled::Void => returned(Kind::Void, about, &both)?,
            BindingSettled::Closed => returned(Kind::GiveUp, about, waits.as_slice())?,
        });
    }
    Ok(moved)
}

/// Settles the binding of an account, unless that was done, and moves what waits.
pub(crate) async fn settled(
    service: &Shared,
    (party, mode): (&str, Mode),
    account: &str,
    settled: BindingSettled,
) -> Result<(), Problem> {
    let make = || settling(service, (party, mode), account, settled);
    posted(service, party, mode, || Box::pin(make())).await.map(drop)
}

async fn settling(
    service: &Shared,
    (party, mode): (&str, Mode),
    account: &str,
    settled: BindingSettled,
) -> Result<Made<()>, Problem> {
    let nothing = Made { entries: vec![], trades: vec![], steps: vec![], answer: () };
    let ground = Ground::of(service, party, mode, &[account.to_owned()]).await?;
    let Some(bound) = ground.bound(account) else { return Ok(nothing) };
    let done = match settled {
        // Whoever left is verified no more: what waited for them went back.
        BindingSettled::Verified => bound.verified || bound.void || bound.closed,
        BindingSettled::Void => bound.void,
        BindingSettled::Closed => bound.closed,
    };
    if done {
        return Ok(nothing);
    }
    let entries = service.store.entries_of(party, mode, account).await?;
    let entries = moving(&bound, &entries, settled, service.now())?;
    let steps = vec![Step::Ledger(LedgerStep::SettleBinding { account: account.to_owned(), settled })];
    Ok(Made { entries, steps, ..nothing })
}

/// What an account holds that was not paid, with programme and currency: as the invited person, and as the owner of codes. What it owes, to one
/// programme, pays for nothing of another, which somebody else may pay for, and for nothing that still waits.
async fn own(service: &Shared, account: &Account) -> Result<Vec<(Held, String, String)>, Problem> {
    let mut holdings = Vec::new();
    if let Some(binding) = service.store.binding(&account.id).await? {
        holdings.push((Holding::Invited(account.id.clone()), binding.programme));
    }
    for code in service.store.codes_of(&account.id).await? {
        holdings.push((Holding::Owner(code.code), code.programme));
    }
    let mut own = Vec::new();
    for (holding, programme) in holdings {
        let accounts = [Standing::Pending, Standing::Payable].map(|standing| holding.account(standing));
        let tally = service.store.tally(&account.relying_party, account.mode, Some(&accounts)).await?;
        let mut sums = BTreeMap::<String, (Amount, Amount)>::new();
        for (key, row) in &tally {
            let (pending, payable) = sums.entry(key.currency.clone()).or_default();
            let sum = if key.account == accounts[0] { pending } else { payable };
            *sum = sum.plus(row.amount)?;
        }
        for (currency, (pending, payable)) in sums {
            let held = Held { holding: holding.clone(), pending, payable };
            own.push((held.owed(), programme.clone(), currency));
        }
    }
    Ok(own)
}

/// Closes an account with `steps`: what it holds goes back to the payer, if that is `allowed`, with what waits for its verification; what it owes stays
/// owed. Its codes earn nothing any more, and neither do its trades.
pub(crate) async fn closing(
    service: &Shared,
    account: &Account,
    steps: Vec<Step>,
    allowed: bool,
) -> Result<(), Problem> {
    let make = || giving_up(service, account, &steps, allowed);
    posted(service, &account.relying_party, account.mode, || Box::pin(make())).await.map(drop)
}

async fn giving_up(service: &Shared, account: &Account, steps: &[Step], allowed: bool) -> Result<Made<()>, Problem> {
    let now = service.now();
    let (mut entries, mut steps) = (Vec::new(), steps.to_vec());
    let own = own(service, account).await?;
    let mut sums = BTreeMap::<&String, (Amount, Amount)>::new();
    for (held, _, currency) in &own {
        let (pending, payable) = sums.entry(currency).or_default();
        (*pending, *payable) = (pending.plus(held.pending)?, payable.plus(held.payable)?);
    }
    let (mut unpaid, mut named) = (Vec::new(), Vec::new());
    for (currency, (pending, payable)) in sums {
        let sum = pending.plus(payable)?;
        if sum > Amount::ZERO {
            named.push(format!("{sum} {currency}"));
            let (pending, payable) = (pending.to_string(), payable.to_string());
            unpaid.push(Unpaid { currency: currency.clone(), pending, payable });
        }
    }
    if !unpaid.is_empty() && !allowed {
        let held = named.join(", ");
        let detail = format!(
            "the account holds {held} that were not paid; wait until they are, or give them up with `\"balance\": \"give_up\"`"
        );
        return Err(Problem::conflict("account.balance", detail).unpaid(unpaid));
    }
    for (held, programme, currency) in own {
        let row = service.store.programme(&programme).await?;
        let row = row.ok_or_else(|| Problem::internal(&"a code without a programme"))?;
        let day = super::ground::today_of(&row, now)?;
        let (invited, code) = match &held.holding {
            Holding::Owner(code) => (None, Some(code.as_str())),
            Holding::Invited(invited) => (Some(invited.as_str()), None),
        };
        let about = About {
            subject: &account.id,
            programme: &programme,
            account: invited,
            code,
            currency: &currency,
            at: now,
            posted_at: now,
            day: &day,
        };
        entries.extend(returned(Kind::GiveUp, about, std::slice::from_ref(&held))?);
    }
    let (party, mode) = (account.relying_party.as_str(), account.mode);
    let ground = Ground::of(service, party, mode, std::slice::from_ref(&account.id)).await?;
    if let Some(bound) = ground.bound(&account.id).filter(|bound| !bound.closed) {
        let about_it = service.store.entries_of(party, mode, &account.id).await?;
        entries.extend(moving(&bound, &about_it, BindingSettled::Closed, now)?);
        steps.push(Step::Ledger(LedgerStep::SettleBinding {
            account: account.id.clone(),
            settled: BindingSettled::Closed,
        }));
    }
    steps.push(Step::Ledger(LedgerStep::CloseCodes { owner: account.id.clone() }));
    Ok(Made { entries, trades: vec![], steps, answer: () })
}
