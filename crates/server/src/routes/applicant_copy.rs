//! `GET /v1/applicant/copy`.

use super::create_session::Known;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Consent, Service, Settings, Shared, context, opened};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::Change;
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::claim::Claim;

/// A file that is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct KeptFile {
    /// Its bytes come from `GET /v1/applicant/evidence/{id}`.
    id: String,
    /// `front`, `back` or `selfie`.
    kind: String,
    /// Its bytes.
    size: u64,
    /// The attempt that it was submitted with.
    attempt: Option<u32>,
}

/// All that is kept of the applicant in this session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Copy {
    username: Option<String>,
    #[schema(value_type = Object)]
    contact: super::create_session::Contact,
    #[schema(value_type = Option<Object>)]
    claim: Option<Claim>,
    consents: Vec<Consent>,
    /// The files that are kept, as they were sent.
    files: Vec<KeptFile>,
    /// Each decision, as far as the applicant may see it.
    #[schema(value_type = Vec<Object>)]
    decisions: Vec<serde_json::Value>,
}

/// Get a copy of the data
#[utoipa::path(get, path = "/v1/applicant/copy", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "Everything that is kept", body = Copy)))]
pub(crate) async fn applicant_copy(
    State(service): State<Shared>,
    Applicant { session }: Applicant,
    caller: Caller,
) -> Result<Json<Copy>, Problem> {
    let key = service.live_key(&session.applicant).await?;
    let applicant = service.store.applicant(&session.applicant).await?.ok_or_else(|| Problem::not_found("session"))?;
    let known: Known = match &applicant.sealed {
        Some(sealed) => opened(&key, &context("applicant", &applicant.id, "known"), sealed)?,
        None => Known::default(),
    };
    let settings: Settings = serde_json::from_str(&session.settings).unwrap_or_default();
    let mut decisions = Vec::new();
    for attempt in service.store.attempts(&session.id).await? {
        if let Some(sealed) = &attempt.copy {
            let context = context("session", &session.id, &format!("attempt/{}/copy", attempt.number));
            decisions.push(opened(&key, &context, sealed)?);
        }
    }
    let files = service.store.evidence_of(&session.id).await?.into_iter().filter(|file| file.blob.is_some());
    let files = files.map(|file| KeptFile { id: file.id, kind: file.kind, size: file.size, attempt: file.attempt });
    let steps = vec![caller.audit(Actor::Applicant, "copy.given", &session.id)];
    service.store.commit(Change { relying_party: session.relying_party.clone(), at: service.now(), steps }).await?;
    Ok(Json(Copy {
        username: known.username,
        contact: known.contact,
        claim: Service::private(&key, &session)?.claim,
        consents: settings.consents,
        files: files.collect(),
        decisions,
    }))
}
