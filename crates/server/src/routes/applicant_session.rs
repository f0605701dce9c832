//! `GET /v1/applicant/session`.

use super::view::{Attempts, due_at};
use crate::clock::written;
use crate::problem::Problem;
use crate::request::Applicant;
use crate::service::{Service, Settings, Shared, context, opened};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A file that was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    id: String,
    /// `front`, `back` or `selfie`.
    kind: String,
    size: u64,
    received: u64,
    /// The attempt that it was submitted with.
    attempt: Option<u32>,
}

/// The session, as the applicant sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ApplicantView {
    state: &'static str,
    attempts: Attempts,
    locale: String,
    return_url: Option<String>,
    /// Which documents can be used.
    document_types: Vec<String>,
    expires_at: String,
    /// When the result is due, while an attempt is with us.
    due_at: Option<String>,
    evidence: Vec<EvidenceView>,
    /// Whether a claim was entered.
    claim_entered: bool,
    /// The last decision: outcome, day, and every cause that the applicant may see.
    #[schema(value_type = Option<Object>)]
    decision: Option<serde_json::Value>,
}

/// Read the session
#[utoipa::path(get, path = "/v1/applicant/session", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "Where it stands", body = ApplicantView)))]
pub(crate) async fn applicant_session(
    State(service): State<Shared>,
    Applicant { session }: Applicant,
) -> Result<Json<ApplicantView>, Problem> {
    let key = service.live_key(&session.applicant).await?;
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let settings = Settings::of(&session);
    let private = Service::private(&key, &session)?;
    let last = service.store.attempts(&session.id).await?.into_iter().rev().find(|attempt| attempt.copy.is_some());
    let decision = match last.as_ref().and_then(|attempt| Some((attempt.number, attempt.copy.as_ref()?))) {
        Some((number, sealed)) => {
            Some(opened(&key, &context("session", &session.id, &format!("attempt/{number}/copy")), sealed)?)
        }
        None => None,
    };
    let evidence = service.store.evidence_of(&session.id).await?.into_iter().map(|evidence| EvidenceView {
        id: evidence.id,
        kind: evidence.kind,
        size: evidence.size,
        received: evidence.received,
        attempt: evidence.attempt,
    });
    let accepted = || policy.documents.accepted.iter().map(|kind| kind.name().to_owned()).collect();
    Ok(Json(ApplicantView {
        state: session.state.name(),
        attempts: Attempts { submitted: session.attempts, most: u32::from(policy.attempts.most) },
        locale: settings.locale,
        return_url: settings.return_url,
        document_types: if settings.document_types.is_empty() { accepted() } else { settings.document_types },
        expires_at: written(session.expires_at),
        due_at: due_at(&service, &session, &policy).await?.map(written),
        evidence: evidence.collect(),
        claim_entered: private.claim.is_some(),
        decision,
    }))
}
