//! `PUT /v1/applicant/locale`.

use crate::problem::Problem;
use crate::request::{Applicant, Body};
use crate::service::{Settings, Shared, saved};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::Change;
use utoipa::ToSchema;

/// A language.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Locale {
    /// `en` or `zh-CN`.
    #[schema(example = "zh-CN", pattern = "^(en|zh-CN)$")]
    locale: String,
}

/// Choose the language
///
/// In which the applicant is addressed from now on, in letters too.
#[utoipa::path(put, path = "/v1/applicant/locale", tag = "applicant", security(("client_token" = [])), request_body = Locale,
    responses((status = 204, description = "Kept")))]
pub(crate) async fn applicant_locale(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    Body { value, .. }: Body<Locale>,
) -> Result<StatusCode, Problem> {
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    if !policy.languages.contains(&value.locale) {
        let all = policy.languages.iter().cloned().collect::<Vec<_>>().join(", ");
        return Err(Problem::unusable(
            "session.unusable",
            format!("`locale` is {:?}; the policy has {all}", value.locale),
        ));
    }
    let mut settings = Settings::of(&session);
    if settings.locale == value.locale {
        return Ok(StatusCode::NO_CONTENT);
    }
    settings.locale = value.locale;
    session.settings = settings.written()?;
    let now = service.now();
    service.store.commit(Change { relying_party: party.id, at: now, steps: vec![saved(session, now)] }).await?;
    Ok(StatusCode::NO_CONTENT)
}
