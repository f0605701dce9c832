//! The ledger as it is: balances, and entries with their hashes.

use crate::problem::Problem;
use crate::request::{Party, Query, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use verify::ledger::Amount;
use verify::record::hex;

/// Entries that a ledger will never have.
const MOST_ENTRIES: u64 = 1_000_000_000_000;

/// What a ledger account holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LedgerBalance {
    /// `payer/PROGRAMME`, `owner/CODE/STANDING`, `invited/ACCOUNT/STANDING` or `outside`; the standing is `pending`, `payable` or `paid`.
    account: String,
    currency: String,
    /// Credits are positive: what is owed. All of a currency make 0.
    #[schema(example = "12.500000")]
    amount: String,
}

/// All balances.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LedgerBalances {
    balances: Vec<LedgerBalance>,
    /// The number of the last entry that the balances are made of; 0 when there is none.
    entries: u64,
    /// Its hash.
    hash: String,
}

/// Read all balances
#[utoipa::path(get, path = "/v1/ledger/balances", tag = "rebates", security(("secret_key" = [])),
    responses((status = 200, description = "By ledger account and currency", body = LedgerBalances)))]
pub(crate) async fn ledger_balances(
    State(service): State<Shared>,
    party: Party,
) -> Result<Json<LedgerBalances>, Problem> {
    party.may(Scope::Read)?;
    // Of one moment, so that whoever keeps the hash elsewhere keeps that of these balances.
    let (tally, head) = service.store.tally_with_head(&party.id, party.mode).await?;
    let mut balances = BTreeMap::<(String, String), Amount>::new();
    for (key, row) in tally {
        let sum = balances.entry((key.account, key.currency)).or_default();
        *sum = sum.plus(row.amount)?;
    }
    let balance = |((account, currency), amount): ((String, String), Amount)| LedgerBalance {
        account,
        currency,
        amount: amount.to_string(),
    };
    let balances = balances.into_iter().map(balance).collect();
    Ok(Json(LedgerBalances { balances, entries: head.number, hash: hex(&head.hash) }))
}

/// From where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LedgerPage {
    /// Entries after the one of that number.
    #[param(minimum = 0, maximum = 1_000_000_000_000u64)]
    after: Option<u64>,
    /// 1 to 500; 100 when not given.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// An entry with its hash: SHA-256 of the hash before and the entry as canonical JSON (RFC 8785).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LedgerEntryView {
    #[schema(value_type = Object)]
    entry: serde_json::Value,
    hash: String,
}

/// Entries.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LedgerEntries {
    entries: Vec<LedgerEntryView>,
    /// What to ask for next; nothing when there are no more.
    next_after: Option<u64>,
}

/// Read entries
///
/// In their order. The first is hashed behind 32 bytes of zero.
#[utoipa::path(get, path = "/v1/ledger/entries", tag = "rebates", security(("secret_key" = [])), params(LedgerPage),
    responses((status = 200, description = "A page", body = LedgerEntries)))]
pub(crate) async fn ledger_entries(
    State(service): State<Shared>,
    party: Party,
    Query(page): Query<LedgerPage>,
) -> Result<Json<LedgerEntries>, Problem> {
    party.may(Scope::Read)?;
    let limit = page.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("`limit` must be 1 to 500"));
    }
    let after = page.after.unwrap_or(0);
    if after > MOST_ENTRIES {
        return Err(Problem::invalid(format!("`after` must be 0 to {MOST_ENTRIES}")));
    }
    let mut kept = service.store.entries(&party.id, party.mode, after, limit + 1).await?;
    let more = kept.len() > limit as usize;
    kept.truncate(limit as usize);
    let next_after = kept.last().filter(|_| more).map(|entry| entry.number);
    let view = |kept: store::KeptEntry| {
        let entry = serde_json::from_str(&kept.body).map_err(|cause| Problem::internal(&cause))?;
        Ok(LedgerEntryView { entry, hash: hex(&kept.hash) })
    };
    Ok(Json(LedgerEntries { entries: kept.into_iter().map(view).collect::<Result<_, Problem>>()?, next_after }))
}
