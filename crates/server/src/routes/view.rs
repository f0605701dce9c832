//! What is shown of a session.

use crate::clock::written;
use crate::problem::Problem;
use crate::service::{Settings, Shared};
use serde::Serialize;
use store::{Applicant, Mode, Session};
use utoipa::ToSchema;
use verify::policy::Policy;

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
    pub(crate) id: String,
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
    /// When the result is due, while an attempt is with us.
    due_at: Option<String>,
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
    let due_at = due_at(service, session, &policy).await?.map(written);
    Ok(SessionView { due_at, ..of(session, &applicant, Settings::of(session).most(&policy)) })
}

/// When the result of the attempt that is with us is due, in milliseconds since 1970. `None` when none is.
pub(crate) async fn due_at(service: &Shared, session: &Session, policy: &Policy) -> Result<Option<i64>, Problem> {
    if !session.state.is_open() {
        return Ok(None);
    }
    let last = service.store.attempts(&session.id).await?.pop();
    Ok(last.map(|attempt| attempt.submitted_at + i64::from(policy.attempts.due_hours) * 3_600_000))
}

pub(crate) fn of(session: &Session, applicant: &Applicant, most: u32) -> SessionView {
    let settings = Settings::of(session);
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
        due_at: None,
        erasure_asked_at: settings.erasure_asked_at.map(written),
        redacted_at: applicant.redacted_at.map(written),
    }
}
