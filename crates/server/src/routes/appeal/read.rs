//! `GET /v1/applicant/appeal`.

use super::view::{AppealPage, page};
use crate::problem::Problem;
use crate::request::{Applicant, Query};
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// In which language findings and purposes are told.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AppealLanguage {
    /// That of the session when not given.
    #[param(pattern = "^(en|zh-CN)$")]
    pub(crate) locale: Option<String>,
}

/// Read the appeal
///
/// Whether one can be made, and the newest one with everything that belongs to it.
#[utoipa::path(get, path = "/v1/applicant/appeal", tag = "applicant", security(("client_token" = [])), params(AppealLanguage),
    responses((status = 200, description = "The appeal", body = AppealPage)))]
pub(crate) async fn read_appeal(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    Query(reading): Query<AppealLanguage>,
) -> Result<Json<AppealPage>, Problem> {
    let language = told::language(reading.locale.as_deref(), &Settings::of(&session).locale)?;
    Ok(Json(page(&service, &session, language).await?))
}
