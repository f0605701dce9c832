//! `GET /v1/applicant/policy`.

use crate::problem::Problem;
use crate::request::Applicant;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use verify::policy::Policy;

/// Read the limits of checks on the device
///
/// The relying party's policy, as far as it helps applicants: what somebody could tune a forgery against stands there as in the default.
#[utoipa::path(get, path = "/v1/applicant/policy", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "Limits and rules", body = Object)))]
pub(crate) async fn applicant_policy(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
) -> Result<Json<Policy>, Problem> {
    let party = service.party(&session.relying_party).await?;
    Ok(Json(service.policy(&party, session.mode)?.for_devices()))
}
