//! `GET /v1/appeals`, `GET /v1/appeals/{id}`, `POST /v1/appeals` and `GET /v1/appeals/{id}/record`: for relying parties.

use super::open::begin;
use crate::appeals::Moving;
use crate::clock::written;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Party, Path, Query, Scope};
use crate::routes::create_session::word;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Appeal, AppealFilter, Change, Step, Token};
use utoipa::{IntoParams, ToSchema};
use verify::appeal::State as AppealState;

/// An appeal, as the relying party sees it. Who decides what before it is decided is told to nobody.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartyAppeal {
    #[schema(example = "apl_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    id: String,
    session: String,
    /// The attempt that was refused.
    attempt: u32,
    /// As for the applicant.
    state: &'static str,
    receipt: Option<String>,
    created_at: String,
    submitted_at: Option<String>,
    /// When a decision is due; `null` while the clock does not run.
    due_at: Option<String>,
    at_risk: bool,
    breached: bool,
    /// `overturned`, `remitted`, `partial` or `upheld`.
    outcome: Option<&'static str>,
    decided_at: Option<String>,
    /// When its evidence is destroyed.
    evidence_until: Option<String>,
    evidence_deleted_at: Option<String>,
    /// The signed receipt of that.
    #[schema(value_type = Option<Object>)]
    evidence_receipt: Option<serde_json::Value>,
}

fn view(row: &Appeal) -> Result<PartyAppeal, Problem> {
    let stands = Moving::of(row.clone())?.stands;
    Ok(PartyAppeal {
        id: row.id.clone(),
        session: row.session.clone(),
        attempt: row.attempt,
        state: row.state.name(),
        receipt: row.receipt.clone(),
        created_at: written(row.created_at),
        submitted_at: stands.submitted_at.map(written),
        due_at: row.due_at.map(written),
        at_risk: stands.at_risk,
        breached: stands.breached,
        outcome: stands.decision.map(|opinion| opinion.verdict.decided()),
        decided_at: stands.decided_at.map(written),
        evidence_until: row.shred_at.map(written),
        evidence_deleted_at: row.shredded_at.map(written),
        evidence_receipt: row.shred_receipt.as_deref().and_then(|text| serde_json::from_str(text).ok()),
    })
}

/// An appeal of this relying party. One of another does not exist for it.
async fn own(service: &Shared, party: &Party, id: &str) -> Result<Appeal, Problem> {
    let appeal = service.store.appeal(id).await?;
    let own = appeal.filter(|appeal| appeal.relying_party == party.id && appeal.mode == party.mode);
    own.ok_or_else(|| Problem::not_found("appeal"))
}

/// Which appeals.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichAppeals {
    /// In this state alone.
    #[param(schema_with = states, required = false)]
    state: Option<String>,
    /// Of this session alone.
    session: Option<String>,
    /// Older than the appeal of this id.
    before: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

fn states() -> utoipa::openapi::schema::Object {
    word(AppealState::ALL.map(AppealState::name))
}

/// Appeals, newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartyAppeals {
    appeals: Vec<PartyAppeal>,
    /// Give it as `before` for the next page; `null` on the last.
    next: Option<String>,
}

/// List appeals
#[utoipa::path(get, path = "/v1/appeals", tag = "appeals", security(("secret_key" = [])), params(WhichAppeals),
    responses((status = 200, description = "Appeals", body = PartyAppeals)))]
pub(crate) async fn list_appeals(
    State(service): State<Shared>,
    party: Party,
    Query(which): Query<WhichAppeals>,
) -> Result<Json<PartyAppeals>, Problem> {
    party.may(Scope::Read)?;
    let limit = which.limit.unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return Err(Problem::invalid("`limit` must be 1 to 100"));
    }
    let state = which.state.as_deref().map(|name| {
        AppealState::parse(name).ok_or_else(|| Problem::invalid("`state` must be the name of a state of appeals"))
    });
    let filter = AppealFilter { state: state.transpose()?, session: which.session, before: which.before };
    let rows = service.store.appeals(&party.id, party.mode, &filter, limit).await?;
    let next = rows.last().filter(|_| rows.len() == limit as usize).map(|row| row.id.clone());
    let appeals = rows.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Json(PartyAppeals { appeals, next }))
}

/// Read an appeal
#[utoipa::path(get, path = "/v1/appeals/{id}", tag = "appeals", security(("secret_key" = [])), params(("id" = String, Path, description = "The appeal's id")),
    responses((status = 200, description = "The appeal", body = PartyAppeal)))]
pub(crate) async fn read_party_appeal(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
) -> Result<Json<PartyAppeal>, Problem> {
    party.may(Scope::Read)?;
    Ok(Json(view(&own(&service, &party, &id).await?)?))
}

/// For which session.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPartyAppeal {
    #[schema(example = "ses_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    session: String,
}

/// A draft, and where the applicant goes on with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BegunAppeal {
    appeal: PartyAppeal,
    /// Shown once.
    client_token: String,
    /// It holds the token: send it to nobody but the applicant.
    url: String,
    expires_at: String,
}

/// Begin an appeal for an applicant
///
/// A draft, which the applicant fills in and submits. The one that is open, when there is one.
#[utoipa::path(post, path = "/v1/appeals", tag = "appeals", security(("secret_key" = [])), request_body = NewPartyAppeal,
    responses(
        (status = 201, description = "The draft", body = BegunAppeal),
        (status = 410, description = "The personal data was deleted", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_party_appeal(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Body { value, .. }: Body<NewPartyAppeal>,
) -> Result<(StatusCode, Json<BegunAppeal>), Problem> {
    party.may(Scope::Write)?;
    let session = party.session(&service, &value.session).await?;
    let id = begin(&service, &session, &caller, party.actor()).await?;
    let now = service.now();
    let token = ids::secret("client")?;
    let expires_at = now + 30 * crate::appeals::DAY;
    let row = Token { hash: ids::hashed(&token), session: session.id.clone(), expires_at, revoked_at: None };
    let steps = vec![Step::NewToken(row), caller.audit(party.actor(), "token.created", &session.id)];
    service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await?;
    let appeal = view(&own(&service, &party, &id).await?)?;
    let url = format!("{}/verify#{token}", service.config.address());
    let begun = BegunAppeal { appeal, client_token: token, url, expires_at: written(expires_at) };
    Ok((StatusCode::CREATED, Json(begun)))
}

/// The signed record of a decision on appeal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AppealRecord {
    /// Save it as `record.json`; `candor record verify --key PUB record.json` checks it against a key of `/.well-known/candor-keys.json`.
    #[schema(value_type = Object)]
    record: serde_json::Value,
}

/// Read the signed record of an appeal
///
/// What was decided, by how many, on which refusal. It says nothing about the applicant.
#[utoipa::path(get, path = "/v1/appeals/{id}/record", tag = "appeals", security(("secret_key" = [])), params(("id" = String, Path, description = "The appeal's id")),
    responses((status = 200, description = "The record", body = AppealRecord)))]
pub(crate) async fn appeal_record(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
) -> Result<Json<AppealRecord>, Problem> {
    party.may(Scope::Read)?;
    let appeal = own(&service, &party, &id).await?;
    let review = service.store.review_of(&appeal.session, Some(&appeal.id)).await?;
    let record = review.and_then(|review| review.record).ok_or_else(|| Problem::not_found("record"))?;
    Ok(Json(AppealRecord { record: serde_json::from_str(&record).map_err(|cause| Problem::internal(&cause))? }))
}
