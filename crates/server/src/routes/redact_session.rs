//! `POST /v1/sessions/{id}/redact`.

use crate::appeals;
use crate::problem::Problem;
use crate::request::{Caller, Party, Path, Scope};
use crate::service::{RingSigner, Shared, saved};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::{Applicant, Change, Step};
use utoipa::ToSchema;
use verify::record::{Signer, hex};
use verify::session::Event;

/// The signed word that the data is gone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// The applicant, the sessions, and when the key was destroyed.
    #[schema(value_type = Object)]
    receipt: serde_json::Value,
    /// Ed25519 over the canonical JSON (RFC 8785) of `receipt`, 128 hexadecimal digits.
    signature: String,
}

/// Delete the personal data
///
/// The applicant's data key is destroyed, and with it everything personal in all sessions of this applicant, in every copy.
/// The redacted record stays and verifies. It cannot be undone.
#[utoipa::path(post, path = "/v1/sessions/{id}/redact", tag = "sessions", security(("secret_key" = [])), params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "A signed receipt", body = Receipt)))]
pub(crate) async fn redact_session(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Receipt>, Problem> {
    party.may(Scope::Write)?;
    let session = party.session(&service, &id).await?;
    let applicant = service.store.applicant(&session.applicant).await?;
    let applicant = applicant.ok_or_else(|| Problem::not_found("session"))?;
    let audit = caller.audit(party.actor(), "applicant.redacted", &applicant.id);
    let receipt = redact(&service, applicant, audit).await?;
    let receipt: serde_json::Value = serde_json::from_str(&receipt).map_err(|cause| Problem::internal(&cause))?;
    let text = |name: &str| receipt.get(name).cloned().unwrap_or_default();
    let signature = text("signature").as_str().unwrap_or_default().to_owned();
    Ok(Json(Receipt { receipt: text("receipt"), signature }))
}

/// Destroys the data key of `applicant` and what it sealed, and gives the signed receipt. Again: the receipt from before.
pub(crate) async fn redact(service: &Shared, mut applicant: Applicant, audit: Step) -> Result<String, Problem> {
    if let Some(receipt) = applicant.receipt.filter(|_| applicant.redacted_at.is_some()) {
        return Ok(receipt);
    }
    if applicant.legal_hold {
        return Err(Problem::conflict(
            "applicant.legal_hold",
            "a legal hold keeps this data; it can be deleted once the hold is lifted",
        ));
    }
    let now = service.now();
    let sessions = service.store.sessions_of(&applicant.id).await?;
    let names: Vec<&str> = sessions.iter().map(|session| session.id.as_str()).collect();
    let receipt = serde_json::json!({ "applicant": applicant.id, "sessions": names, "key_destroyed_at": crate::clock::written(now) });
    let signature = hex(&RingSigner(&service.ring).sign(&serde_jcs::to_vec(&receipt).unwrap_or_default()));
    let receipt = serde_json::json!({ "receipt": receipt, "signature": signature }).to_string();
    let mut steps = Vec::new();
    let mut blobs = Vec::new();
    for mut session in sessions {
        for evidence in service.store.evidence_of(&session.id).await? {
            blobs.extend(service.store.parts(&evidence.id).await?.into_iter().map(|part| part.blob));
            blobs.extend(evidence.blob);
            steps.push(Step::DropEvidence { id: evidence.id });
        }
        steps.push(Step::RedactAttempts { session: session.id.clone() });
        steps.push(Step::RevokeTokens { session: session.id.clone() });
        // What is still with us cannot be judged any more.
        if let Ok(happened) = service.happens(&mut session, Event::Cancelled, 0) {
            steps.push(happened);
        }
        session.sealed = None;
        steps.push(saved(session, now));
    }
    // Their keys are destroyed with the first of them; what is shredded stays so, whatever fails after it.
    for appeal in service.store.appeals_of(&applicant.id).await? {
        let (given_up, gone) = appeals::shred::with_applicant(service, appeal, now).await?;
        steps.extend(given_up);
        blobs.extend(gone);
    }
    // The key first: whatever fails after this, nothing can be read any more, and the rest is done again.
    service.destroy_key(&applicant.id, now).await?;
    (applicant.sealed, applicant.email_index, applicant.phone_index) = (None, None, None);
    (applicant.redacted_at, applicant.receipt) = (Some(now), Some(receipt.clone()));
    steps.extend([
        Step::DropIdentities { applicant: applicant.id.clone() },
        Step::PutApplicant(applicant.clone()),
        audit,
    ]);
    service.store.commit(Change { relying_party: applicant.relying_party.clone(), at: now, steps }).await?;
    for blob in blobs {
        // Unreadable already; what stays here is swept later.
        if let Err(cause) = service.blobs.delete(&blob).await {
            tracing::warn!(%cause, "a sealed blob could not be deleted");
        }
    }
    Ok(receipt)
}
