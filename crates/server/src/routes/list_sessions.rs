//! `GET /v1/sessions`.

use super::view::{SessionView, of};
use crate::problem::Problem;
use crate::request::{Party, Query, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::SessionFilter;
use utoipa::{IntoParams, ToSchema};
use verify::session::State as SessionState;

/// Which sessions, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listing {
    /// In this state alone.
    #[param(schema_with = states, required = false)]
    state: Option<String>,
    /// Of this applicant alone.
    external_id: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

fn states() -> utoipa::openapi::schema::Object {
    super::create_session::word(SessionState::ALL.map(SessionState::name))
}

/// A page of sessions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SessionPage {
    sessions: Vec<SessionView>,
    /// The cursor of the next page; `null` on the last one.
    next: Option<String>,
}

/// List sessions
///
/// Newest first.
#[utoipa::path(get, path = "/v1/sessions", tag = "sessions", security(("secret_key" = [])), params(Listing),
    responses((status = 200, description = "A page", body = SessionPage)))]
pub(crate) async fn list_sessions(
    State(service): State<Shared>,
    party: Party,
    Query(listing): Query<Listing>,
) -> Result<Json<SessionPage>, Problem> {
    party.may(Scope::Read)?;
    let limit = listing.limit.unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return Err(Problem::invalid("`limit` must be 1 to 100"));
    }
    let state = match &listing.state {
        None => None,
        Some(name) => Some(
            SessionState::parse(name)
                .ok_or_else(|| Problem::invalid(format!("`state` is {name:?}, which is no state")))?,
        ),
    };
    let filter = SessionFilter { state, external_id: listing.external_id, before: listing.cursor };
    let mut found = service.store.sessions(&party.id, party.mode, &filter, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|session| session.id.clone());
    let row = service.party(&party.id).await?;
    let most = u32::from(service.policy(&row, party.mode)?.attempts.most);
    let mut sessions = Vec::with_capacity(found.len());
    for session in &found {
        let applicant = service.store.applicant(&session.applicant).await?;
        let applicant = applicant.ok_or_else(|| Problem::internal(&"a session without an applicant"))?;
        sessions.push(of(session, &applicant, most));
    }
    Ok(Json(SessionPage { sessions, next }))
}
