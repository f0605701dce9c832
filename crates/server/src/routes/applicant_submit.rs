//! `POST /v1/applicant/submit`.

use super::view::{Attempts, due_at};
use crate::appeals;
use crate::ids;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Service, Settings, Shared, context, saved, sealed, sealed_private};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Attempt, Change, Evidence, NewJob, Session, Step};
use utoipa::ToSchema;
use verify::appeal::Refused;
use verify::audit::Actor;
use verify::claim::Claim;
use verify::policy::Policy;
use verify::reason::codes;
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
    responses((status = 202, description = "Submitted; it will be judged", body = SubmittedAttempt)))]
pub(crate) async fn applicant_submit(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    caller: Caller,
) -> Result<(StatusCode, Json<SubmittedAttempt>), Problem> {
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let most = Settings::of(&session).most(&policy);
    let answer = |attempt: u32| {
        let attempts = Attempts { submitted: attempt, most };
        (StatusCode::ACCEPTED, Json(SubmittedAttempt { attempt, attempts }))
    };
    if matches!(session.state, SessionState::Submitted | SessionState::Checking) {
        return Ok(answer(session.attempts));
    }
    if let Some(open) = open(&service, &session, &policy).await? {
        return Err(open);
    }
    if let Err(code) = may_submit(session.state, session.attempts, most) {
        let detail = format!("all {most} attempts were submitted; ask for a person to look at it");
        return Err(Problem::conflict(code.name(), detail));
    }
    // An answer that was lost is asked for again, perhaps after the attempt was judged: that must not cost another.
    if session.state == SessionState::NeedsResubmission {
        let detail = "nothing was changed since the last attempt; mend what its result names, then submit";
        return Err(Problem::conflict("submission.unchanged", detail));
    }
    super::applicant_claim::collecting(&service, &mut session)?;
    let mut steps = Vec::new();
    let key = service.live_key(&session.applicant).await?;
    let mut private = Service::private(&key, &session)?;
    let Some(claim) = private.claim.clone() else { return Err(incomplete("the claim")) };
    let mut chosen = chosen(service.store.evidence_of(&session.id).await?);
    // What a test key asks for needs no photos.
    let magic = crate::jobs::is_magic(session.mode, &claim);
    let settings = Settings::of(&session);
    let faces = settings.agreed("face");
    let given_up = settings.liveness_given_up_at.is_some();
    let answered = super::applicant_liveness::answered(&service, &session, chosen.get("liveness")).await?;
    if given_up || answered.is_none() {
        chosen.remove("liveness");
    }
    let clips = faces && !given_up;
    if let Some(missing) = missing(&claim, &policy, (faces, clips), &chosen).filter(|_| !magic) {
        return Err(incomplete(missing));
    }
    if service.store.waiting("judge").await? >= service.config.most_waiting {
        return Err(Problem::busy(
            30,
            "many attempts wait to be judged; nothing was submitted, try again in half a minute",
        ));
    }
    let now = service.now();
    if !private.draft.is_empty() {
        private.draft.clear();
        session.sealed = Some(sealed_private(&key, &session.id, &private)?);
    }
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
    if let Some(challenge) =
        answered.filter(|challenge| challenge.spent_at.is_none() && chosen.contains_key("liveness"))
    {
        steps.push(Step::PutChallenge(store::Challenge { spent_at: Some(now), ..challenge }));
    }
    steps.extend(chosen.into_values().map(|evidence| {
        let from = evidence.received;
        Step::PutEvidence { evidence: Evidence { attempt: Some(number), ..evidence }, from }
    }));
    let id = ids::new("job", now)?;
    steps.push(Step::NewJob(NewJob { id, kind: "judge", subject: session.id.clone(), delay: 0, most_attempts: 3 }));
    steps.push(caller.audit(Actor::Applicant, Event::Submitted.name(), &session.id));
    steps.insert(0, saved(session.clone(), now));
    let committed = service.store.commit(Change { relying_party: party.id, at: now, steps }).await;
    if let Err(error) = committed {
        // Another session of the applicant may have been faster.
        return Err(open(&service, &session, &policy).await?.unwrap_or_else(|| error.into()));
    }
    service.bell.notify_waiters();
    Ok(answer(number))
}

/// What stands in the way while an attempt of the applicant is with us, in this session or another.
pub(crate) async fn open(service: &Shared, session: &Session, policy: &Policy) -> Result<Option<Problem>, Problem> {
    if let Some(appeal) = appeals::submitted_of(service, session).await? {
        return Ok(Some(appeals::refused(Refused::Open, Some(&appeal))));
    }
    for other in service.store.sessions_of(&session.applicant).await? {
        if let Some(due) = due_at(service, &other, policy).await? {
            let detail = "an attempt is with us already; its result comes first";
            return Ok(Some(Problem::conflict(codes::POLICY_OPEN_SUBMISSION.name(), detail).due(due)));
        }
    }
    Ok(None)
}

fn incomplete(what: &str) -> Problem {
    Problem::unusable("submission.incomplete", format!("{what} is missing; add it and submit again"))
}

/// The newest whole file of each kind: what was good last time need not be sent again.
pub(crate) fn chosen(evidence: Vec<Evidence>) -> BTreeMap<String, Evidence> {
    // Later files come later.
    evidence.into_iter().filter(|file| file.blob.is_some()).map(|file| (file.kind.clone(), file)).collect()
}

fn missing(
    claim: &Claim,
    policy: &Policy,
    (faces, clips): (bool, bool),
    chosen: &BTreeMap<String, Evidence>,
) -> Option<&'static str> {
    let needed = [
        ("front", "a photo of the document's front", true),
        ("back", "a photo of the document's back", policy.documents.back_needed.contains(&claim.document.kind)),
        ("selfie", "a photo of the face", policy.face.selfie_needed && faces),
        ("liveness", "a clip of the face", policy.face.liveness_needed && clips),
    ];
    needed.into_iter().find(|(kind, _, needed)| *needed && !chosen.contains_key(*kind)).map(|(_, what, _)| what)
}
