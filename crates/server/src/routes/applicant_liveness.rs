//! `POST /v1/applicant/liveness`: movements to make before the camera, chosen by the server, once.

use crate::clock::written;
use crate::evidence;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body, Caller};
use crate::service::{Settings, Shared, saved};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Challenge, Change, Evidence, Session, Step};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};
use verify::audit::Actor;
use verify::liveness::{Action, Challenge as Movements};

/// Milliseconds for which a challenge is valid.
const VALID: i64 = 600_000;
/// Challenges of one session in an hour.
const MOST: usize = 20;
const HOUR: i64 = 3_600_000;
/// Frames in a second that the clip is to have.
const FRAMES_PER_SECOND: u8 = 8;
/// Bytes of a clip: 400 frames of 60 kB.
pub(crate) const MOST_BYTES: u64 = 24_000_000;

/// What the applicant can do.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wishes {
    /// Twice the time.
    slower: bool,
    /// Movements that the applicant cannot make.
    #[schema(schema_with = impossible, required = false)]
    without: BTreeSet<Action>,
}

fn kinds(description: &str) -> Array {
    let names = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Action::ALL.map(Action::name)));
    ArrayBuilder::new().items(names).description(Some(description)).build()
}

fn impossible() -> Array {
    kinds("Movements that the applicant cannot make.")
}

fn in_order() -> Array {
    kinds("In this order; left and right are the person's own.")
}

/// What is to be done before the camera.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LivenessChallenge {
    #[schema(example = "liv_06byjq0vr0fs4sxhx5c7w5m0bg")]
    id: String,
    /// In this order; left and right are the person's own.
    #[schema(schema_with = in_order)]
    actions: Vec<String>,
    /// Seconds for all of them, from the clip's first frame.
    seconds: u16,
    frames_per_second: u8,
    /// Bytes that the clip may have.
    most_bytes: u64,
    expires_at: String,
}

/// Ask for movements
///
/// A clip of them is sent as evidence of the kind `liveness`, with the challenge's id as `challenge` in `Upload-Metadata`. It is asked for anew each
/// time; the newest alone counts, and what was sent for an earlier one and not submitted is deleted.
#[utoipa::path(post, path = "/v1/applicant/liveness", tag = "applicant", security(("client_token" = [])), request_body = Wishes,
    responses(
        (status = 201, description = "What is to be done", body = LivenessChallenge),
        (status = 409, description = "No consent to the face check, or nothing can be changed now", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Too few kinds of movements are left", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many were asked for", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn applicant_liveness(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<Wishes>,
) -> Result<(StatusCode, Json<LivenessChallenge>), Problem> {
    let mut steps = super::applicant_claim::collecting(&service, &mut session)?;
    let mut settings = agreed(&session)?;
    let now = service.now();
    let asked = service.store.challenges_of(&session.id).await?;
    let hour: Vec<i64> = asked.iter().map(|one| one.created_at).filter(|at| (now - HOUR..=now).contains(at)).collect();
    if hour.len() >= MOST {
        let wait = (hour.iter().min().copied().unwrap_or(now) + HOUR - now) / 1000;
        let detail = format!("movements were asked for {MOST} times in an hour; wait, or go on without the clip");
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "liveness.too_many", detail);
        return Err(problem.after(u32::try_from(wait).unwrap_or(3600)));
    }
    let Some(movements) = Movements::choose(vault::random()?, &value.without) else {
        let detail = "two kinds of movements are needed at least; go on without the clip, and a person looks";
        return Err(Problem::unusable("liveness.too_few", detail));
    };
    let party = service.party(&session.relying_party).await?;
    let seconds = service.policy(&party, session.mode)?.liveness.seconds;
    let challenge = Challenge {
        id: ids::new("liv", now)?,
        session: session.id.clone(),
        actions: movements.actions.iter().map(|action| action.name().to_owned()).collect(),
        seconds: if value.slower { seconds.saturating_mul(2) } else { seconds },
        evidence: None,
        created_at: now,
        expires_at: now + VALID,
        spent_at: None,
        passed: false,
    };
    let answer = LivenessChallenge {
        id: challenge.id.clone(),
        actions: challenge.actions.clone(),
        seconds: challenge.seconds,
        frames_per_second: FRAMES_PER_SECOND,
        most_bytes: MOST_BYTES.min(service.config.most_bytes),
        expires_at: written(challenge.expires_at),
    };
    settings.liveness_given_up_at = None;
    session.settings = serde_json::to_string(&settings).map_err(|cause| Problem::internal(&cause))?;
    let id = session.id.clone();
    // The session's version sees to it that two who ask at the same moment are counted as two.
    steps.insert(0, saved(session, now));
    steps.extend([Step::WhileCollecting { session: id.clone() }, Step::NewChallenge(challenge)]);
    steps.push(caller.audit(Actor::Applicant, "liveness.asked", &answer.id));
    service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await?;
    let before = service.store.evidence_of(&id).await?;
    for clip in before.into_iter().filter(|file| file.kind == "liveness" && file.attempt.is_none()) {
        evidence::discard(&service, &party.id, clip, vec![]).await?;
    }
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The settings of a session whose applicant agreed to the face check.
pub(crate) fn agreed(session: &Session) -> Result<Settings, Problem> {
    let settings = Settings::of(session);
    if settings.agreed("face") {
        return Ok(settings);
    }
    let detail = "the applicant did not agree to the face check: no clip is needed, and none is taken";
    Err(Problem::conflict("session.consent_missing", detail))
}

/// A challenge that still waits for its clip or its check: the newest of the session, not spent, not expired.
pub(crate) async fn open(service: &Shared, session: &Session, id: &str) -> Result<Challenge, Problem> {
    let newest = service.store.challenges_of(&session.id).await?.pop();
    let refused = |why: &str| Err(Problem::conflict("liveness.challenge", format!("{why}; ask for new movements")));
    match newest {
        Some(newest) if newest.id == id && newest.spent_at.is_some() => {
            refused("a clip of these movements was used already")
        }
        Some(newest) if newest.id == id && newest.expires_at <= service.now() => {
            refused("these movements are no longer valid")
        }
        Some(newest) if newest.id == id => Ok(newest),
        _ => match service.store.challenge(id).await?.filter(|one| one.session == session.id) {
            Some(_) => refused("other movements were asked for since"),
            None => Err(Problem::not_found("challenge")),
        },
    }
}

/// The clip among `evidence` that counts, and the challenge that it answers. A clip that was refused is asked for anew.
pub(crate) async fn answered(
    service: &Shared,
    session: &Session,
    clip: Option<&Evidence>,
) -> Result<Option<Challenge>, Problem> {
    let Some(clip) = clip.filter(|clip| clip.mark.is_none()) else { return Ok(None) };
    let newest = service.store.challenges_of(&session.id).await?.pop();
    let valid = |challenge: &Challenge| challenge.spent_at.is_some() || challenge.expires_at > service.now();
    Ok(newest.filter(|challenge| challenge.evidence.as_ref() == Some(&clip.id) && valid(challenge)))
}
