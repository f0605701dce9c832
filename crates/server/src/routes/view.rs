//! What is shown of a session.

use crate::clock::written;
use crate::problem::Problem;
use crate::service::{Settings, Shared};
use serde::Serialize;
use store::{Applicant, Mode, Session};
use utoipa::ToSchema;

/// Attempts that were submitted, and how many may be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Attempts {
    pub(crate) submitted: u32,
    pub(crate) most: u32,
}

/// A session, as its relying party sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    #[schema(example = "ses_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    id: String,
    /// `test` or `live`.
    mode: &'static str,
    /// What the relying party calls the applicant.
    external_id: String,
    /// `created`, `collecting`, `submitted`, `checking`, `approved`, `needs_resubmission`, `in_review`, `declined`, `technical_hold`,
    /// `expired`, `abandoned`, `cancelled`, `consent_declined`, `reverify_due`, `revoked`; there may be more.
    state: &'static str,
    attempts: Attempts,
    locale: String,
    return_url: Option<String>,
    document_types: Vec<String>,
    created_at: String,
    updated_at: String,
    expires_at: String,
    /// When the applicant asked for erasure, if so; redact the session, or tell the applicant why the data must be kept.
    erasure_asked_at: Option<String>,
    /// When the personal data was deleted, if it was.
    redacted_at: Option<String>,
}

/// `session` as its relying party sees it.
pub(crate) async fn view(service: &Shared, session: &Session) -> Result<SessionView, Problem> {
    let applicant = service.store.applicant(&session.applicant).await?;
    let applicant = applicant.ok_or_else(|| Problem::internal(&"a session without an applicant"))?;
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    Ok(of(session, &applicant, u32::from(policy.attempts.most)))
}

pub(crate) fn of(session: &Session, applicant: &Applicant, most: u32) -> SessionView {
    let settings: Settings = serde_json::from_str(&session.settings).unwrap_or_default();
    SessionView {
        id: session.id.clone(),
        mode: match session.mode {
            Mode::Test => "test",
            Mode::Live => "live",
        },
        external_id: applicant.external_id.clone(),
        state: session.state.name(),
        attempts: Attempts { submitted: session.attempts, most },
        locale: settings.locale,
        return_url: settings.return_url,
        document_types: settings.document_types,
        created_at: written(session.created_at),
        updated_at: written(session.updated_at),
        expires_at: written(session.expires_at),
        erasure_asked_at: settings.erasure_asked_at.map(written),
        redacted_at: applicant.redacted_at.map(written),
    }
}
