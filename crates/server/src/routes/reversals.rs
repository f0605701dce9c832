//! Trades that were undone.

use super::trades::{listed, moment};
use crate::problem::Problem;
use crate::rebates::{Ground, Made, day_in, posted};
use crate::request::{Body, Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;
use verify::ledger::{Entry, Kind, reversal, settled_again};

/// A trade that was undone.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReversal {
    /// Your own; the same again is known by it.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]+$")]
    id: String,
    /// The id of the trade.
    trade: String,
    #[schema(format = DateTime)]
    at: String,
}

/// Reversals.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReversals {
    /// 1 to 500, all of them or none.
    #[schema(min_items = 1, max_items = 500)]
    reversals: Vec<NewReversal>,
}

/// What came of a reversal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReversalResult {
    id: String,
    /// `posted`; `known` where it was reported before; `nothing` where the trade earned nothing.
    status: &'static str,
    /// The number of its entry.
    entry: Option<u64>,
}

/// What came of each.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReversalResults {
    results: Vec<ReversalResult>,
}

async fn make(service: &Shared, party: &Party, value: &NewReversals) -> Result<Made<Vec<ReversalResult>>, Problem> {
    let now = service.now();
    let (store, party, mode) = (&service.store, party.id.as_str(), party.mode);
    let ids: Vec<String> = value.reversals.iter().map(|one| one.id.clone()).collect();
    let known: HashMap<String, Entry> = store
        .entries_called(party, mode, Kind::Reversal, &ids)
        .await?
        .into_iter()
        .map(|entry| (entry.subject.clone(), entry))
        .collect();
    let trades: Vec<String> = value.reversals.iter().map(|one| one.trade.clone()).collect();
    let trades: HashMap<String, _> =
        store.trades(party, mode, &trades).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let numbers: Vec<u64> = trades.values().filter_map(|row| row.entry).collect();
    let originals: HashMap<u64, Entry> =
        store.entries_numbered(party, mode, &numbers).await?.into_iter().map(|entry| (entry.number, entry)).collect();
    let mut reversed: BTreeSet<u64> =
        store.entries_reversing(party, mode, &numbers).await?.into_iter().filter_map(|entry| entry.reverses).collect();
    let accounts: BTreeSet<String> = trades.values().map(|row| row.account.clone()).collect();
    let ground = Ground::of(service, party, mode, &accounts.into_iter().collect::<Vec<_>>()).await?;
    let (mut entries, mut results) = (Vec::new(), Vec::new());
    for one in &value.reversals {
        let id = one.id.clone();
        let Some(row) = trades.get(&one.trade) else {
            let detail = format!("`trade` of {id:?} names a trade that was not reported");
            return Err(Problem::unusable("reversal.trade", detail));
        };
        let at = moment(&id, &one.at, now)?;
        if at < row.at {
            return Err(Problem::unusable("trade.at", format!("`at` of {id:?} is before the trade")));
        }
        if let Some(entry) = known.get(&id) {
            if entry.reverses != row.entry || entry.at != at {
                let detail = format!("the reversal {id:?} was reported before with other content");
                return Err(Problem::conflict("reversal.changed", detail));
            }
            results.push(ReversalResult { id, status: "known", entry: Some(entry.number) });
            continue;
        }
        let original = row.entry.and_then(|number| originals.get(&number));
        let Some((original, bound)) = original.zip(ground.bound(&row.account)) else {
            results.push(ReversalResult { id, status: "nothing", entry: None });
            continue;
        };
        if !reversed.insert(original.number) {
            let detail = format!("the trade {:?} was reversed already, by another id", one.trade);
            return Err(Problem::conflict("reversal.done", detail));
        }
        let entry = reversal(original, &id, at, now, &day_in(bound.promise, at, now)?);
        let after = settled_again(&entry, &bound)?;
        entries.push(entry);
        results.push(ReversalResult { id, status: "posted", entry: Some(entries.len() as u64) });
        entries.extend(after);
    }
    Ok(Made { entries, trades: vec![], steps: vec![], answer: results })
}

/// Report trades that were undone
///
/// Each takes back exactly what its trade earned. All of them or none.
#[utoipa::path(post, path = "/v1/reversals", tag = "rebates", security(("secret_key" = [])), request_body = NewReversals,
    responses((status = 200, description = "What came of each", body = ReversalResults)))]
pub(crate) async fn report_reversals(
    State(service): State<Shared>,
    party: Party,
    Body { value, .. }: Body<NewReversals>,
) -> Result<Json<ReversalResults>, Problem> {
    party.may(Scope::Write)?;
    listed("reversals", value.reversals.iter().map(|one| &one.id))?;
    let (mut results, behind) =
        posted(&service, &party.id, party.mode, || Box::pin(make(&service, &party, &value))).await?;
    for result in results.iter_mut().filter(|result| result.status == "posted") {
        result.entry = result.entry.map(|place| behind + place);
    }
    Ok(Json(ReversalResults { results }))
}
