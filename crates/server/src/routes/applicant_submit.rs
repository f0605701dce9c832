//! `POST /v1/applicant/submit`.

use super::view::Attempts;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Caller};
use crate::service::{Service, Settings, Shared, context, saved, sealed};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Attempt, Change, Evidence, NewJob, Step};
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::claim::Claim;
use verify::policy::Policy;
use verify::session::{Event, State as SessionState, may_submit};

/// An attempt that was submitted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SubmittedAttempt {
    /// Counted from 1.
    attempt: u32,
    attempts: Attempts,
}

/// Submit the attempt
///
/// From here on it counts. Submitting twice submits once; after a resubmission was asked for, something must be changed first.
#[utoipa::path(post, path = "/v1/applicant/submit", tag = "applicant", security(("client_token" = [])),
    responses(
        (status = 202, description = "Submitted; it will be judged", body = SubmittedAttempt),
        (status = 401, description = "The key or token is missing or refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Not possible in this state, or changed at the same moment", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The personal data was deleted", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A value is not possible", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Busy; try again", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn applicant_submit(
    State(service): State<Shared>,
    Applicant { mut session }: Applicant,
    caller: Caller,
) -> Result<(StatusCode, Json<SubmittedAttempt>), Problem> {
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let most = u32::from(policy.attempts.most);
    let answer = |attempt: u32| {
        let attempts = Attempts { submitted: attempt, most };
        (StatusCode::ACCEPTED, Json(SubmittedAttempt { attempt, attempts }))
    };
    if matches!(session.state, SessionState::Submitted | SessionState::Checking) {
        return Ok(answer(session.attempts));
    }
    let refused =
        |code: verify::reason::Code<verify::reason::Exact>, detail: String| Problem::conflict(code.name(), detail);
    let open = |code| refused(code, "an attempt is with us already; its result comes first".into());
    for other in service.store.sessions_of(&session.applicant).await? {
        if other.id != session.id && other.state.is_open() {
            return Err(open(verify::reason::codes::POLICY_OPEN_SUBMISSION));
        }
    }
    if let Err(code) = may_submit(session.state, session.attempts, most) {
        return Err(match code.name() {
            "policy.open_submission" => open(code),
            _ => refused(code, format!("all {most} attempts were submitted; ask for a person to look at it")),
        });
    }
    // An answer that was lost is asked for again, perhaps after the attempt was judged: that must not cost another.
    if session.state == SessionState::NeedsResubmission {
        let detail = "nothing was changed since the last attempt; mend what its result names, then submit";
        return Err(Problem::conflict("submission.unchanged", detail));
    }
    super::applicant_claim::collecting(&service, &mut session)?;
    let mut steps = Vec::new();
    let key = service.live_key(&session.applicant).await?;
    let claim = Service::private(&key, &session)?.claim;
    let Some(claim) = claim else { return Err(incomplete("the claim")) };
    let chosen = chosen(service.store.evidence_of(&session.id).await?);
    // What a test key asks for needs no photos.
    let magic = crate::jobs::is_magic(session.mode, &claim);
    let settings: Settings = serde_json::from_str(&session.settings).unwrap_or_default();
    let faces = settings.agreed("face");
    if let Some(missing) = missing(&claim, &policy, faces, &chosen).filter(|_| !magic) {
        return Err(incomplete(missing));
    }
    if service.store.waiting("judge").await? >= service.config.most_waiting {
        return Err(Problem::busy(
            30,
            "many attempts wait to be judged; nothing was submitted, try again in half a minute",
        ));
    }
    let now = service.now();
    let number = session.attempts + 1;
    session.attempts = number;
    steps.push(service.happens(&mut session, Event::Submitted, 0)?);
    let copy = sealed(&key, &context("session", &session.id, &format!("attempt/{number}/claim")), &claim)?;
    steps.push(Step::NewAttempt(Attempt {
        session: session.id.clone(),
        number,
        submitted_at: now,
        sealed: Some(copy),
        decided_at: None,
        outcome: None,
        rule: None,
        record: None,
        opening: None,
        copy: None,
    }));
    steps.extend(chosen.into_values().map(|evidence| {
        let from = evidence.received;
        Step::PutEvidence { evidence: Evidence { attempt: Some(number), ..evidence }, from }
    }));
    let id = ids::new("job", now)?;
    steps.push(Step::NewJob(NewJob { id, kind: "judge", subject: session.id.clone(), delay: 0, most_attempts: 3 }));
    steps.push(caller.audit(Actor::Applicant, Event::Submitted.name(), &session.id));
    steps.insert(0, saved(session, now));
    service.store.commit(Change { relying_party: party.id, at: now, steps }).await.map_err(|error| match error {
        // Another session of the applicant was faster.
        store::StoreError::Conflict("another submission of the applicant") => {
            open(verify::reason::codes::POLICY_OPEN_SUBMISSION)
        }
        other => other.into(),
    })?;
    service.bell.notify_waiters();
    Ok(answer(number))
}

fn incomplete(what: &str) -> Problem {
    Problem::unusable("submission.incomplete", format!("{what} is missing; add it and submit again"))
}

/// The newest whole file of each kind: what was good last time need not be sent again.
pub(crate) fn chosen(evidence: Vec<Evidence>) -> BTreeMap<String, Evidence> {
    // Later files come later.
    evidence.into_iter().filter(|file| file.blob.is_some()).map(|file| (file.kind.clone(), file)).collect()
}

fn missing(claim: &Claim, policy: &Policy, faces: bool, chosen: &BTreeMap<String, Evidence>) -> Option<&'static str> {
    let needed = [
        ("front", "a photo of the document's front", true),
        ("back", "a photo of the document's back", policy.documents.back_needed.contains(&claim.document.kind)),
        ("selfie", "a photo of the face", policy.face.selfie_needed && faces),
    ];
    needed.into_iter().find(|(kind, _, needed)| *needed && !chosen.contains_key(*kind)).map(|(_, what, _)| what)
}
