//! Programmes: what an invitation earns.

use crate::clock::written;
use crate::idempotency::{IdempotencyKey, Key, written as body_of};
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::rebates::text_of;
use crate::request::{Body, Caller, Party, Path, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Change, LedgerStep, ProgrammeRow, Step};
use utoipa::ToSchema;
use verify::invitation::Programme;

/// Programmes of one relying party and mode.
const MOST: usize = 100;

/// What a programme promises.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProgrammeText {
    #[schema(example = "Autumn", max_length = 100)]
    name: String,
    /// Who pays.
    #[schema(max_length = 100)]
    payer: String,
    /// By language: `en` and `zh-CN`.
    texts: BTreeMap<String, TermsText>,
    /// Shares of a fee by product line.
    rates: BTreeMap<String, TermsRates>,
    /// Digits after the point by currency, 0 to 8.
    #[schema(value_type = BTreeMap<String, u32>)]
    currencies: BTreeMap<String, serde_json::Number>,
    /// From when on a code may be bound.
    #[schema(format = DateTime)]
    starts_at: String,
    /// From when on no more.
    #[serde(default)]
    #[schema(format = DateTime)]
    ends_at: Option<String>,
    /// Days after the binding in which trades earn.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 36500)]
    earns_days: Option<serde_json::Number>,
    /// The most that one code's owner earns in a calendar month, by currency.
    #[serde(default)]
    cap: BTreeMap<String, String>,
    /// The zone in which months are counted (IANA).
    #[schema(example = "UTC", max_length = 64)]
    zone: String,
}

/// What people read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsText {
    #[schema(max_length = 100)]
    title: String,
    #[schema(max_length = 2000)]
    text: String,
}

/// Shares of a fee.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsRates {
    #[schema(example = "0.20")]
    owner: String,
    #[schema(example = "0.10")]
    invited: String,
}

impl ProgrammeText {
    /// The promise, if it can be one.
    fn promise(&self) -> Result<Programme, Problem> {
        let unusable = |cause: String| Problem::unusable("programme.unusable", cause);
        let value = serde_json::to_value(self).map_err(|cause| Problem::internal(&cause))?;
        let promise: Programme = serde_json::from_value(value).map_err(|cause| unusable(cause.to_string()))?;
        promise.check().map_err(|cause| unusable(cause.to_string()))?;
        Ok(promise)
    }
}

/// A programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProgrammeView {
    #[schema(example = "prg_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    id: String,
    /// One more with each change; what is bound keeps the one that it was shown.
    version: i64,
    created_at: String,
    /// Since when no code is bound.
    ended_at: Option<String>,
    /// SHA-256 of the terms that are shown.
    terms_sha256: String,
    #[serde(flatten)]
    #[schema(value_type = ProgrammeText)]
    promise: serde_json::Value,
}

fn view(row: &ProgrammeRow) -> Result<ProgrammeView, Problem> {
    let promise = text_of(&row.definition)?;
    Ok(ProgrammeView {
        id: row.id.clone(),
        version: row.version,
        created_at: written(row.created_at),
        ended_at: row.ended_at.map(written),
        terms_sha256: promise.terms().sha256(),
        promise: serde_json::to_value(&promise).map_err(|cause| Problem::internal(&cause))?,
    })
}

async fn own(service: &Shared, party: &Party, id: &str) -> Result<ProgrammeRow, Problem> {
    let row = service.store.programme(id).await?;
    let own = row.filter(|row| row.relying_party == party.id && row.mode == party.mode);
    own.ok_or_else(|| Problem::not_found("programme"))
}

fn definition(promise: &Programme) -> Result<String, Problem> {
    serde_json::to_string(promise).map_err(|cause| Problem::internal(&cause))
}

/// Make a programme
#[utoipa::path(post, path = "/v1/programmes", tag = "rebates", security(("secret_key" = [])), request_body = ProgrammeText,
    params(IdempotencyKey), responses((status = 201, description = "Made", body = ProgrammeView)))]
pub(crate) async fn create_programme(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    key: Key,
    Body { value, digest }: Body<ProgrammeText>,
) -> Result<Response, Problem> {
    party.may(Scope::Manage)?;
    if let Some(before) = key.before(&service, &party, &digest).await? {
        return Ok(before);
    }
    let promise = value.promise()?;
    if service.store.programmes(&party.id, party.mode).await?.len() >= MOST {
        let detail = format!("there are {MOST} programmes already; change one that is there");
        return Err(Problem::unusable("programme.unusable", detail));
    }
    let now = service.now();
    let row = ProgrammeRow {
        id: ids::new("prg", now)?,
        relying_party: party.id.clone(),
        mode: party.mode,
        version: 1,
        definition: definition(&promise)?,
        created_at: now,
        ended_at: None,
    };
    let body = body_of(&view(&row)?)?;
    let audit = caller.audit(party.actor(), "programme.created", &row.id);
    let change = Change {
        relying_party: party.id.clone(),
        at: now,
        steps: vec![Step::Ledger(LedgerStep::NewProgramme(row)), audit],
    };
    key.answered(&service, &party, &digest, change, (StatusCode::CREATED, body)).await
}

/// Programmes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Programmes {
    programmes: Vec<ProgrammeView>,
}

/// List programmes
#[utoipa::path(get, path = "/v1/programmes", tag = "rebates", security(("secret_key" = [])),
    responses((status = 200, description = "All of the key's mode, oldest first", body = Programmes)))]
pub(crate) async fn list_programmes(State(service): State<Shared>, party: Party) -> Result<Json<Programmes>, Problem> {
    party.may(Scope::Read)?;
    let rows = service.store.programmes(&party.id, party.mode).await?;
    Ok(Json(Programmes { programmes: rows.iter().map(view).collect::<Result<_, _>>()? }))
}

/// Read a programme
#[utoipa::path(get, path = "/v1/programmes/{id}", tag = "rebates", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`prg_...`")),
    responses((status = 200, description = "In its newest version", body = ProgrammeView)))]
pub(crate) async fn read_programme(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
) -> Result<Json<ProgrammeView>, Problem> {
    party.may(Scope::Read)?;
    Ok(Json(view(&own(&service, &party, &id).await?)?))
}

/// Change a programme
///
/// For codes that are bound from now on: what is bound keeps what it was shown. The zone stays: months of one code are counted in one zone.
#[utoipa::path(put, path = "/v1/programmes/{id}", tag = "rebates", security(("secret_key" = [])), request_body = ProgrammeText,
    params(("id" = String, Path, description = "`prg_...`")),
    responses(
        (status = 200, description = "Changed", body = ProgrammeView),
        (status = 409, description = "It was ended", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn put_programme(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<ProgrammeText>,
) -> Result<Json<ProgrammeView>, Problem> {
    party.may(Scope::Manage)?;
    let row = own(&service, &party, &id).await?;
    open(&row)?;
    let promise = value.promise()?;
    if promise.zone != text_of(&row.definition)?.zone {
        let detail = "`zone` cannot be changed, for months that are over would end elsewhere; end this programme and make another";
        return Err(Problem::unusable("programme.unusable", detail));
    }
    let definition = definition(&promise)?;
    // The same again makes no version.
    if definition == row.definition {
        return Ok(Json(view(&row)?));
    }
    let put =
        Step::Ledger(LedgerStep::PutProgramme { id: id.clone(), from: row.version, definition: definition.clone() });
    let steps = vec![put, caller.audit(party.actor(), "programme.changed", &id)];
    service.store.commit(Change { relying_party: party.id, at: service.now(), steps }).await?;
    Ok(Json(view(&ProgrammeRow { version: row.version + 1, definition, ..row })?))
}

fn open(row: &ProgrammeRow) -> Result<(), Problem> {
    match row.ended_at {
        None => Ok(()),
        Some(at) => {
            let detail = format!("the programme was ended at {}; make another", written(at));
            Err(Problem::conflict("programme.ended", detail))
        }
    }
}

/// End a programme
///
/// Nobody is bound any more. Who is bound earns on as promised.
#[utoipa::path(post, path = "/v1/programmes/{id}/end", tag = "rebates", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`prg_...`")),
    responses((status = 200, description = "Ended", body = ProgrammeView)))]
pub(crate) async fn end_programme(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ProgrammeView>, Problem> {
    party.may(Scope::Manage)?;
    let row = own(&service, &party, &id).await?;
    if row.ended_at.is_some() {
        return Ok(Json(view(&row)?));
    }
    let now = service.now();
    let steps = vec![
        Step::Ledger(LedgerStep::EndProgramme { id: id.clone() }),
        caller.audit(party.actor(), "programme.ended", &id),
    ];
    service.store.commit(Change { relying_party: party.id, at: now, steps }).await?;
    Ok(Json(view(&ProgrammeRow { ended_at: Some(now), ..row })?))
}
