//! Trades that a relying party reports, whose fees are shared.

use crate::problem::Problem;
use crate::rebates::{Ground, Made, posted};
use crate::request::{Body, Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use store::TradeRow;
use utoipa::ToSchema;
use verify::ledger::{Amount, Holding, Kind, Standing, Trade, Without, day, is_currency, is_product_line, trade, zone};

/// Things that are reported at a time.
pub(crate) const MOST: usize = 500;
/// Letters of an id.
const MOST_LETTERS: usize = 128;
/// Milliseconds that a time may be ahead of ours.
const AHEAD: i64 = 300_000;

/// A trade whose fee is shared.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTrade {
    /// Your own; the same again is known by it.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]+$")]
    id: String,
    #[schema(example = "acc_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    account: String,
    #[schema(example = "spot")]
    product_line: String,
    /// Decimal text, 0 or more.
    #[schema(example = "1.250000")]
    fee: String,
    #[schema(example = "USDT")]
    currency: String,
    /// Once its month is over in the programme's zone, the trade is booked in the month in which you report it.
    #[schema(format = DateTime)]
    at: String,
}

/// Trades.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTrades {
    /// 1 to 500, all of them or none.
    #[schema(min_items = 1, max_items = 500)]
    trades: Vec<NewTrade>,
}

/// What came of a trade.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TradeResult {
    id: String,
    /// `posted`, or `known` where it was reported before.
    status: &'static str,
    /// The owner's share.
    owner: String,
    /// The invited person's share.
    invited: String,
    currency: String,
    /// The number of its entry.
    entry: Option<u64>,
    /// Why nothing was earned, or less: `not_bound`, `before_binding`, `after_term`, `no_rate`, `capped`, `void` or `closed`.
    without: Option<String>,
}

/// What came of each.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TradeResults {
    results: Vec<TradeResult>,
}

/// Refuses too few, too many, ids that cannot be, and the same twice.
pub(crate) fn listed<'a>(what: &str, ids: impl ExactSizeIterator<Item = &'a String>) -> Result<(), Problem> {
    if !(1..=MOST).contains(&ids.len()) {
        return Err(Problem::invalid(format!("`{what}` must have 1 to {MOST} of them")));
    }
    let mut seen = BTreeSet::new();
    for id in ids {
        let fits = (1..=MOST_LETTERS).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits {
            return Err(Problem::invalid(format!(
                "an `id` of `{what}` must be 1 to {MOST_LETTERS} visible ASCII letters"
            )));
        }
        if !seen.insert(id) {
            return Err(Problem::unusable("request.twice", format!("the id {id:?} stands twice in `{what}`")));
        }
    }
    Ok(())
}

/// The moment that `text` says, which must not be ahead.
pub(crate) fn moment(id: &str, text: &str, now: i64) -> Result<i64, Problem> {
    let wrong = |what: &str| Problem::unusable("trade.at", format!("`at` of {id:?} {what}"));
    let at: Timestamp = text.parse().map_err(|_| wrong("must be a time such as `2026-11-30T12:00:00Z`"))?;
    let at = at.as_millisecond();
    if at > now.saturating_add(AHEAD) {
        return Err(wrong("is more than 5 minutes ahead"));
    }
    if at < 0 {
        return Err(wrong("is before 1970"));
    }
    Ok(at)
}

/// As it is posted, if it can be. What is `known` is read as it was then, whatever programmes say now.
fn read(one: &NewTrade, known: Option<&TradeRow>, ground: &Ground, now: i64) -> Result<Trade, Problem> {
    let id = &one.id;
    if !is_product_line(&one.product_line) {
        let detail = format!("`product_line` of {id:?} must be 1 to 32 small letters, digits, `_` and `-`");
        return Err(Problem::unusable("trade.product_line", detail));
    }
    let known = known.filter(|row| row.currency == one.currency);
    let known = known.map(|row| Amount::kept(&row.fee)).transpose()?.map(Amount::decimals);
    let promised = || ground.bound(&one.account)?.promise.currencies.get(&one.currency).copied();
    let decimals = known.or_else(promised).or_else(|| ground.currencies.get(&one.currency).copied());
    let Some(decimals) = decimals.filter(|_| is_currency(&one.currency)) else {
        let detail = format!("`currency` of {id:?} is none that a programme names");
        return Err(Problem::unusable("trade.currency", detail));
    };
    let fee = Amount::parse(&one.fee, decimals)
        .map_err(|cause| Problem::unusable("trade.fee", format!("`fee` of {id:?} cannot be used: {cause}")))?;
    Ok(Trade {
        id: id.clone(),
        account: one.account.clone(),
        product_line: one.product_line.clone(),
        fee,
        currency: one.currency.clone(),
        at: moment(id, &one.at, now)?,
    })
}

/// Whether a trade that was reported before says the same.
fn same(row: &TradeRow, of: &Trade) -> bool {
    let fee = Amount::kept(&row.fee).is_ok_and(|fee| fee == of.fee);
    fee && row.account == of.account
        && row.product_line == of.product_line
        && row.currency == of.currency
        && row.at == of.at
}

fn result(row: &TradeRow, status: &'static str) -> TradeResult {
    TradeResult {
        id: row.id.clone(),
        status,
        owner: row.owner.clone(),
        invited: row.invited.clone(),
        currency: row.currency.clone(),
        entry: row.entry,
        without: row.without.clone(),
    }
}

/// What owners earned so far in months that have a cap, by code, month and currency.
type Used = HashMap<(String, String, String), Amount>;

async fn used(service: &Shared, party: &Party, ground: &Ground, trades: &[Trade]) -> Result<Used, Problem> {
    let mut wanted = BTreeSet::new();
    for of in trades {
        let Some(bound) = ground.bound(&of.account).filter(|bound| bound.promise.cap.contains_key(&of.currency)) else {
            continue;
        };
        if let Some(day) = zone(&bound.promise.zone).and_then(|zone| day(of.at, &zone)) {
            let holding = Holding::Owner(bound.code.to_owned());
            for standing in [Standing::Pending, Standing::Payable] {
                wanted.insert((holding.account(standing), day.month.clone()));
            }
        }
    }
    let mut used = Used::new();
    if wanted.is_empty() {
        return Ok(used);
    }
    let wanted: Vec<_> = wanted.into_iter().collect();
    for (key, row) in service.store.tally_in(&party.id, party.mode, &wanted).await? {
        if matches!(key.kind, Kind::Trade | Kind::Reversal) {
            let code = key.account.split('/').nth(1).unwrap_or_default().to_owned();
            let sum = used.entry((code, key.earned_month, key.currency)).or_default();
            *sum = sum.plus(row.amount)?;
        }
    }
    Ok(used)
}

async fn make(service: &Shared, party: &Party, value: &NewTrades) -> Result<Made<Vec<TradeResult>>, Problem> {
    let now = service.now();
    let accounts: BTreeSet<String> = value.trades.iter().map(|one| one.account.clone()).collect();
    let accounts: Vec<String> = accounts.into_iter().collect();
    let there: BTreeSet<String> =
        service.store.accounts_there(&party.id, party.mode, &accounts).await?.into_iter().collect();
    if let Some(one) = value.trades.iter().find(|one| !there.contains(&one.account)) {
        let detail = format!("`account` of {:?} is no account of this relying party and mode", one.id);
        return Err(Problem::unusable("trade.account", detail));
    }
    let ground = Ground::of(service, &party.id, party.mode, &accounts).await?;
    let ids: Vec<String> = value.trades.iter().map(|one| one.id.clone()).collect();
    let known: HashMap<String, TradeRow> =
        service.store.trades(&party.id, party.mode, &ids).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let trades = value.trades.iter().map(|one| read(one, known.get(&one.id), &ground, now));
    let trades = trades.collect::<Result<Vec<_>, _>>()?;
    let mut used = used(service, party, &ground, &trades).await?;
    let (mut entries, mut rows, mut results) = (Vec::new(), Vec::new(), Vec::new());
    for of in trades {
        if let Some(row) = known.get(&of.id) {
            if !same(row, &of) {
                let detail = format!(
                    "the trade {:?} was reported before with other content; reverse it, and report a new one",
                    of.id
                );
                return Err(Problem::conflict("trade.changed", detail));
            }
            results.push(result(row, "known"));
            continue;
        }
        let bound = ground.bound(&of.account);
        let code = bound.map(|bound| bound.code.to_owned()).unwrap_or_default();
        let place = |month: &str| (code.clone(), month.to_owned(), of.currency.clone());
        let earned = trade(&of, bound.as_ref(), now, |day| used.get(&place(&day.month)).copied().unwrap_or_default())?;
        if let Some(entry) = &earned.entry {
            let sum = used.entry(place(&entry.earned_month)).or_default();
            *sum = sum.plus(earned.owner)?;
        }
        entries.extend(earned.entry.clone());
        let row = TradeRow {
            fee: of.fee.to_string(),
            id: of.id,
            account: of.account,
            product_line: of.product_line,
            currency: of.currency,
            at: of.at,
            entry: earned.entry.is_some().then_some(entries.len() as u64),
            owner: earned.owner.to_string(),
            invited: earned.invited.to_string(),
            without: earned.without.map(|without: Without| without.name().to_owned()),
        };
        results.push(result(&row, "posted"));
        rows.push(row);
    }
    Ok(Made { entries, trades: rows, steps: vec![], answer: results })
}

/// Report trades
///
/// All of them or none. A trade that was reported before with the same content is known, and earns nothing twice.
#[utoipa::path(post, path = "/v1/trades", tag = "rebates", security(("secret_key" = [])), request_body = NewTrades,
    responses((status = 200, description = "What came of each", body = TradeResults)))]
pub(crate) async fn report_trades(
    State(service): State<Shared>,
    party: Party,
    Body { value, .. }: Body<NewTrades>,
) -> Result<Json<TradeResults>, Problem> {
    party.may(Scope::Write)?;
    listed("trades", value.trades.iter().map(|one| &one.id))?;
    let (mut results, behind) =
        posted(&service, &party.id, party.mode, || Box::pin(make(&service, &party, &value))).await?;
    for result in results.iter_mut().filter(|result| result.status == "posted") {
        result.entry = result.entry.map(|place| behind + place);
    }
    Ok(Json(TradeResults { results }))
}
