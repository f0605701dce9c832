//! What a holder earned in a month, for the relying party and for the holder.

use crate::problem::{Problem, ProblemBody};
use crate::rebates::{Ground, text_of};
use crate::request::{Party, Path, Scope};
use crate::routes::account::holder::Holder;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::{InvitationCode, Mode};
use utoipa::ToSchema;
use verify::invitation::{Code, Programme};
use verify::ledger::{Holding, Of, Standing, month, statement, zone};
use verify::record::hex;

/// People of whom at least are invited before fees are told.
const LEAST: u64 = 5;

/// A month of a holder: totals and counts, never who. What is reported after the end of its month belongs to the month in which it was posted: a month that
/// is over does not change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MonthlyStatement {
    /// The code; nothing for an invited person's own share.
    code: Option<String>,
    #[schema(example = "2026-11")]
    month: String,
    zone: String,
    /// Whether the month is over, and stays as it is.
    closed: bool,
    invited: u64,
    verified: u64,
    lines: Vec<StatementLine>,
    balances: Vec<StatementBalance>,
    days: Vec<StatementDay>,
    #[schema(example = "half_even")]
    rounding: String,
    /// SHA-256 of the hashes of its entries, one after another.
    entries_sha256: String,
}

/// What one product line earned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatementLine {
    product_line: String,
    currency: String,
    trades: u64,
    reversals: u64,
    /// Left out where fewer than 5 people are invited.
    fees: Option<String>,
    earned: String,
    reversed: String,
}

/// What there was at the end of the month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatementBalance {
    currency: String,
    pending: String,
    payable: String,
    paid: String,
}

/// What was booked on one day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatementDay {
    day: String,
    currency: String,
    earned: String,
}

/// Whose month.
struct Whose<'a> {
    party: &'a str,
    mode: Mode,
    holding: Holding,
    promise: Programme,
    fees: bool,
}

async fn answered(service: &Shared, whose: Whose<'_>, text: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let Whose { party, mode, holding, promise, fees } = whose;
    let wrong = || Problem::invalid(format!("{text:?} is no month; write it as `2026-11`"));
    let zone = zone(&promise.zone).ok_or_else(|| Problem::internal(&"a programme without a zone"))?;
    let (_, end) = month(text, &zone).ok_or_else(wrong)?;
    let (invited, verified) = match &holding {
        Holding::Owner(code) => service.store.invited(party, mode, code, end).await?,
        Holding::Invited(account) => {
            let own = service.store.binding(account).await?;
            let verified = own.and_then(|own| own.verified_at).is_some_and(|at| at < end);
            (1, u64::from(verified))
        }
    };
    let mut digest = Sha256::new();
    for hash in service.store.hashes(party, mode, &holding, text).await? {
        digest.update(hash);
    }
    let accounts = Standing::ALL.map(|standing| holding.account(standing));
    let tally = service.store.tally(party, mode, Some(&accounts)).await?;
    let fees = fees || matches!(holding, Holding::Invited(_)) || invited >= LEAST;
    let of = Of {
        holding,
        month: text.to_owned(),
        zone: promise.zone,
        closed: service.now() >= end,
        invited,
        verified,
        fees,
        entries_sha256: hex(&digest.finalize()),
    };
    let statement = statement(&of, tally.iter())?;
    let csv = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if csv.is_some_and(|accept| accept.split(',').any(|kind| kind.trim().starts_with("text/csv"))) {
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        let name = format!("attachment; filename=\"rebates-{text}.csv\"");
        let name = HeaderValue::from_str(&name).map_err(|cause| Problem::internal(&cause))?;
        return Ok(([kind, (header::CONTENT_DISPOSITION, name)], statement.csv()).into_response());
    }
    Ok(Json(statement).into_response())
}

async fn promise(service: &Shared, code: &InvitationCode) -> Result<Programme, Problem> {
    let row = service.store.programme(&code.programme).await?;
    text_of(&row.ok_or_else(|| Problem::internal(&"a code without a programme"))?.definition)
}

async fn found(service: &Shared, party: &str, mode: Mode, code: &str) -> Result<InvitationCode, Problem> {
    let none = || Problem::not_found("code");
    let code = Code::read(code).map_err(|_| none())?;
    service.store.invitation_code(party, mode, code.letters()).await?.ok_or_else(none)
}

/// Read a month of a code
///
/// With `Accept: text/csv` as a table.
#[utoipa::path(get, path = "/v1/codes/{code}/statements/{month}", tag = "rebates", security(("secret_key" = [])),
    params(("code" = String, Path, description = "`K7M2-9QXD`"), ("month" = String, Path, description = "`2026-11`")),
    responses((status = 200, description = "The statement", body = MonthlyStatement)))]
pub(crate) async fn party_statement(
    State(service): State<Shared>,
    party: Party,
    Path((code, month)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    party.may(Scope::Read)?;
    let code = found(&service, &party.id, party.mode, &code).await?;
    let promise = promise(&service, &code).await?;
    // Fees are the relying party's own.
    let whose = Whose { party: &party.id, mode: party.mode, holding: Holding::Owner(code.code), promise, fees: true };
    answered(&service, whose, &month, &headers).await
}

/// Read a month of an own code
///
/// Totals and counts, never who. With `Accept: text/csv` as a table.
#[utoipa::path(get, path = "/v1/account/codes/{code}/statements/{month}", tag = "accounts", security(("account_token" = [])),
    params(("code" = String, Path, description = "`K7M2-9QXD`"), ("month" = String, Path, description = "`2026-11`")),
    responses((status = 200, description = "The statement", body = MonthlyStatement)))]
pub(crate) async fn own_statement(
    State(service): State<Shared>,
    holder: Holder,
    Path((code, month)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (party, mode) = (&holder.account.relying_party, holder.account.mode);
    let code = found(&service, party, mode, &code).await?;
    if code.owner != holder.account.id {
        return Err(Problem::not_found("code"));
    }
    let promise = promise(&service, &code).await?;
    let whose = Whose { party, mode, holding: Holding::Owner(code.code), promise, fees: false };
    answered(&service, whose, &month, &headers).await
}

/// Read a month of the own share as an invited person
#[utoipa::path(get, path = "/v1/account/rebates/{month}", tag = "accounts", security(("account_token" = [])),
    params(("month" = String, Path, description = "`2026-11`")),
    responses(
        (status = 200, description = "The statement", body = MonthlyStatement),
        (status = 404, description = "The account was not invited", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn own_rebates(
    State(service): State<Shared>,
    holder: Holder,
    Path(month): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let account = holder.account.id.clone();
    let (party, mode) = (&holder.account.relying_party, holder.account.mode);
    let ground = Ground::of(&service, party, mode, std::slice::from_ref(&account)).await?;
    let bound = ground.bound(&account).ok_or_else(|| Problem::not_found("invitation"))?;
    let promise = bound.promise.clone();
    let whose = Whose { party, mode, holding: Holding::Invited(account), promise, fees: true };
    answered(&service, whose, &month, &headers).await
}
