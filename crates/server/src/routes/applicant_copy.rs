//! `GET /v1/applicant/copy`.

use super::appeal::view::{ApplicantAppeal, page};
use super::applicant_help::{Asked, place};
use super::create_session::Known;
use crate::clock::written;
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Consent, Service, Settings, Shared, context, opened};
use crate::told;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::collections::BTreeMap;
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
    /// What was typed and not entered yet.
    #[schema(value_type = Object)]
    draft: serde_json::Map<String, serde_json::Value>,
    consents: Vec<Consent>,
    /// The files that are kept, as they were sent.
    files: Vec<KeptFile>,
    /// Each decision, as far as the applicant may see it.
    #[schema(value_type = Vec<Object>)]
    decisions: Vec<serde_json::Value>,
    /// What was entered for each attempt, and what was read from its files.
    attempts: Vec<KeptAttempt>,
    /// What was asked of a person.
    questions: Vec<KeptQuestion>,
    /// The newest appeal: what was written, sent and decided. Its files are got like the others.
    appeal: Option<ApplicantAppeal>,
}

/// What is kept of an attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct KeptAttempt {
    /// Counted from 1.
    attempt: u32,
    #[schema(value_type = Option<Object>)]
    claim: Option<Claim>,
    /// Texts that were read, by where they stand in the decision record.
    read: BTreeMap<String, String>,
}

/// A question that was asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct KeptQuestion {
    id: String,
    at: String,
    topic: Option<String>,
    text: Option<String>,
}

/// Get a copy of the data
#[utoipa::path(get, path = "/v1/applicant/copy", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "Everything that is kept", body = Copy)))]
pub(crate) async fn applicant_copy(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<Json<Copy>, Problem> {
    let key = service.live_key(&session.applicant).await?;
    let applicant = service.store.applicant(&session.applicant).await?.ok_or_else(|| Problem::not_found("session"))?;
    let known: Known = match &applicant.sealed {
        Some(sealed) => opened(&key, &context("applicant", &applicant.id, "known"), sealed)?,
        None => Known::default(),
    };
    let settings = Settings::of(&session);
    let language = told::language(None, &settings.locale)?;
    let private = Service::private(&key, &session)?;
    let (mut decisions, mut attempts) = (Vec::new(), Vec::new());
    for attempt in service.store.attempts(&session.id).await? {
        let place = |what: &str| context("session", &session.id, &format!("attempt/{}/{what}", attempt.number));
        let claim = attempt.sealed.as_deref().map(|sealed| opened(&key, &place("claim"), sealed)).transpose()?;
        let kept = attempt.opening.as_deref().map(|sealed| opened::<Kept>(&key, &place("kept"), sealed)).transpose()?;
        let texts = kept.map(|kept| kept.opening.texts).unwrap_or_default();
        // What was read alone: findings may be internal.
        let read = texts.into_iter().filter(|(place, _)| place.starts_with("facts/")).collect();
        attempts.push(KeptAttempt { attempt: attempt.number, claim, read });
        decisions.extend(told::decision(&key, &session, &attempt, language)?);
    }
    let files = service.store.evidence_of(&session.id).await?.into_iter().filter(|file| file.blob.is_some());
    let files = files.map(|file| KeptFile { id: file.id, kind: file.kind, size: file.size, attempt: file.attempt });
    let mut questions = Vec::new();
    for question in service.store.questions(&session.id).await? {
        let asked: Option<Asked> =
            question.sealed.as_deref().map(|sealed| opened(&key, &place(&question.id), sealed)).transpose()?;
        let at = written(question.created_at);
        let kept = |Asked { topic, text }| KeptQuestion { id: question.id, at, topic, text };
        questions.extend(asked.map(kept));
    }
    let steps = vec![caller.audit(Actor::Applicant, "copy.given", &session.id)];
    service.store.commit(Change { relying_party: session.relying_party.clone(), at: service.now(), steps }).await?;
    Ok(Json(Copy {
        username: known.username,
        contact: known.contact,
        claim: private.claim,
        draft: private.draft,
        consents: settings.consents,
        files: files.collect(),
        decisions,
        attempts,
        questions,
        appeal: page(&service, &session, language).await?.appeal,
    }))
}
