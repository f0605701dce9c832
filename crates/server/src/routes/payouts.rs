//! What was paid to owners of codes and to invited people.

use super::trades::{listed, moment};
use crate::problem::Problem;
use crate::rebates::{Ground, Made, day_in, posted, text_of};
use crate::request::{Body, Caller, Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use verify::invitation::{Code, Programme};
use verify::ledger::{About, Amount, Entry, Holding, Kind, Standing, paid};

/// A payment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayout {
    /// Your own; the same again is known by it.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]+$")]
    id: String,
    /// The code whose owner was paid; or `account`.
    #[schema(example = "K7M2-9QXD")]
    code: Option<String>,
    /// The invited account that was paid; or `code`.
    account: Option<String>,
    currency: String,
    /// Decimal text, more than 0 and no more than is payable.
    #[schema(example = "12.500000")]
    amount: String,
    #[schema(format = DateTime)]
    at: String,
}

/// Payments.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayouts {
    /// 1 to 500, all of them or none.
    #[schema(min_items = 1, max_items = 500)]
    payouts: Vec<NewPayout>,
}

/// What came of a payment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PayoutResult {
    id: String,
    /// `posted`, or `known` where it was reported before.
    status: &'static str,
    /// The number of its entry.
    entry: Option<u64>,
}

/// What came of each.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PayoutResults {
    results: Vec<PayoutResult>,
}

/// Who is paid, by which programme.
async fn paid_to(service: &Shared, party: &Party, one: &NewPayout) -> Result<(Holding, String, Programme), Problem> {
    let wrong = |what: &str| Problem::unusable("payout.to", format!("{:?}: {what}", one.id));
    match (&one.code, &one.account) {
        (Some(code), None) => {
            let none = || wrong("`code` is no code of this relying party and mode");
            let code = Code::read(code).map_err(|_| none())?;
            let row = service.store.invitation_code(&party.id, party.mode, code.letters()).await?.ok_or_else(none)?;
            let programme = service.store.programme(&row.programme).await?.ok_or_else(none)?;
            Ok((Holding::Owner(row.code), programme.id, text_of(&programme.definition)?))
        }
        (None, Some(account)) => {
            let none = || wrong("`account` is no account that was invited");
            let ground = Ground::of(service, &party.id, party.mode, std::slice::from_ref(account)).await?;
            let bound = ground.bound(account).ok_or_else(none)?;
            Ok((Holding::Invited(account.clone()), bound.programme.to_owned(), bound.promise.clone()))
        }
        _ => Err(wrong("name `code` or `account`, one of the two")),
    }
}

async fn make(
    service: &Shared,
    party: &Party,
    caller: &Caller,
    value: &NewPayouts,
) -> Result<Made<Vec<PayoutResult>>, Problem> {
    let now = service.now();
    let ids: Vec<String> = value.payouts.iter().map(|one| one.id.clone()).collect();
    let known: HashMap<String, Entry> = service
        .store
        .entries_called(&party.id, party.mode, Kind::Payout, &ids)
        .await?
        .into_iter()
        .map(|entry| (entry.subject.clone(), entry))
        .collect();
    let mut left = HashMap::<(String, String), Amount>::new();
    let (mut entries, mut results) = (Vec::new(), Vec::new());
    for one in &value.payouts {
        let id = one.id.clone();
        let (holding, programme, promise) = paid_to(service, party, one).await?;
        let payable = holding.account(Standing::Payable);
        let place = (payable.clone(), one.currency.clone());
        if !left.contains_key(&place) {
            let tally = service.store.tally(&party.id, party.mode, Some(std::slice::from_ref(&payable))).await?;
            let own = tally.iter().filter(|(key, _)| key.currency == one.currency);
            let sum = own.map(|(_, row)| row.amount).try_fold(Amount::ZERO, Amount::plus)?;
            left.insert(place.clone(), sum);
        }
        let there = left.entry(place).or_default();
        // What is owed is paid to its last digit, whatever the programme names now.
        let owed = (!there.is_zero() || known.contains_key(&id)).then(|| there.decimals());
        let decimals = owed.max(promise.currencies.get(&one.currency).copied()).ok_or_else(|| {
            let detail = format!("`currency` of {id:?} is none that its programme names");
            Problem::unusable("trade.currency", detail)
        })?;
        let amount = Amount::parse(&one.amount, decimals).ok().filter(|amount| *amount > Amount::ZERO);
        let amount = amount.ok_or_else(|| {
            let detail =
                format!("`amount` of {id:?} must be more than 0, with at most {decimals} digits after the point");
            Problem::unusable("payout.amount", detail)
        })?;
        let at = moment(&id, &one.at, now)?;
        if let Some(entry) = known.get(&id) {
            let same = entry.posted_to(&payable)? == amount.negative();
            if !same || entry.currency != one.currency || entry.at != at {
                let detail = format!("the payout {id:?} was reported before with other content");
                return Err(Problem::conflict("payout.changed", detail));
            }
            results.push(PayoutResult { id, status: "known", entry: Some(entry.number) });
            continue;
        }
        if amount > *there {
            let detail = format!("{id:?} pays {amount} {}, and {there} are payable", one.currency);
            return Err(Problem::conflict("payout.balance", detail));
        }
        *there = there.less(amount)?;
        let day = day_in(&promise, at, now)?;
        let (account, code) = match &holding {
            Holding::Owner(code) => (None, Some(code.as_str())),
            Holding::Invited(account) => (Some(account.as_str()), None),
        };
        let about = About {
            subject: &id,
            programme: &programme,
            account,
            code,
            currency: &one.currency,
            at,
            posted_at: now,
            day: &day,
        };
        entries.push(paid(about, &holding, amount));
        results.push(PayoutResult { id, status: "posted", entry: Some(entries.len() as u64) });
    }
    let audit = caller.audit(party.actor(), "payouts.reported", &party.id);
    let steps = if entries.is_empty() { vec![] } else { vec![audit] };
    Ok(Made { entries, trades: vec![], steps, answer: results })
}

/// Report payments
///
/// Never more than is payable. All of them or none.
#[utoipa::path(post, path = "/v1/payouts", tag = "rebates", security(("secret_key" = [])), request_body = NewPayouts,
    responses((status = 200, description = "What came of each", body = PayoutResults)))]
pub(crate) async fn report_payouts(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Body { value, .. }: Body<NewPayouts>,
) -> Result<Json<PayoutResults>, Problem> {
    party.may(Scope::Write)?;
    listed("payouts", value.payouts.iter().map(|one| &one.id))?;
    let (mut results, behind) =
        posted(&service, &party.id, party.mode, || Box::pin(make(&service, &party, &caller, &value))).await?;
    for result in results.iter_mut().filter(|result| result.status == "posted") {
        result.entry = result.entry.map(|place| behind + place);
    }
    Ok(Json(PayoutResults { results }))
}
