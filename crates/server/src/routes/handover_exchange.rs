//! `POST /v1/handovers/exchange` and `GET /v1/handovers/{id}`: the other device, before it has a token of the session.

use super::handovers::state;
use crate::brand::PartyView;
use crate::handover::{device, numbers};
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path, bearer};
use crate::service::{Settings, Shared};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use store::{Change, Handover, HandoverState, Session, Step, StoreError, Token};
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::session::State as SessionState;

/// Milliseconds for which a token is given out.
const TOKEN: i64 = 7 * 86_400_000;

/// The secret of a link.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    /// `hand_...`, as the link has it.
    token: String,
}

/// A hand-over that was opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OpenedHandover {
    id: String,
    /// To be shown, and chosen on the first device.
    #[schema(example = "47")]
    number: String,
    /// With which to wait. Shown once.
    waiting_token: String,
    locale: String,
    relying_party: PartyView,
}

/// Where a hand-over stands, for the second device.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WaitedHandover {
    /// `opened`, `confirmed`, `ended` or `expired`.
    state: &'static str,
    /// Given once, when it is confirmed.
    client_token: Option<String>,
}

fn refused() -> Problem {
    let detail = "the link was used, is over, or was never given out; ask the first device for a new one";
    Problem::new(StatusCode::FORBIDDEN, "handover.refused", detail)
}

/// Open a link on another device
///
/// Once: whoever comes second is refused.
#[utoipa::path(post, path = "/v1/handovers/exchange", tag = "public", request_body = Secret,
    responses(
        (status = 201, description = "To be confirmed on the first device", body = OpenedHandover),
        (status = 403, description = "The link was used, is over, or was never given out", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn exchange_handover(
    State(service): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
    Body { value, .. }: Body<Secret>,
) -> Result<(StatusCode, Json<OpenedHandover>), Problem> {
    match opened(&service, &caller, &headers, &value.token).await? {
        Some(opened) => Ok((StatusCode::CREATED, Json(opened))),
        None => {
            service.limits.count_link(&caller.origin)?;
            Err(refused())
        }
    }
}

async fn opened(
    service: &Shared,
    caller: &Caller,
    headers: &HeaderMap,
    secret: &str,
) -> Result<Option<OpenedHandover>, Problem> {
    let now = service.now();
    let Some(handover) = service.store.handover_of(&ids::hashed(secret)).await? else { return Ok(None) };
    let session = lives(service, &handover.session).await?.filter(|_| state(&handover, now) == "waiting");
    let Some(session) = session else { return Ok(None) };
    let waiting_token = ids::secret("wait")?;
    let drawn = numbers(|| Ok(vault::random::<1>()?[0]))?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let id = handover.id.clone();
    let next = Handover {
        state: HandoverState::Opened,
        waiting: Some(ids::hashed(&waiting_token)),
        number: Some(drawn.number.clone()),
        choices: drawn.choices,
        device: device(agent),
        ..handover
    };
    let steps = vec![
        Step::PutHandover { handover: next, from: HandoverState::Waiting },
        caller.audit(Actor::Applicant, "handover.opened", &id),
    ];
    let party = service.party(&session.relying_party).await?;
    match service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await {
        // Opened at the same moment: it opens once.
        Err(StoreError::Conflict(_)) => return Ok(None),
        done => done?,
    }
    let locale = Settings::of(&session).locale;
    Ok(Some(OpenedHandover { id, number: drawn.number, waiting_token, locale, relying_party: party.into() }))
}

/// A session that may have been called off or redacted since the link was given out.
async fn lives(service: &Shared, id: &str) -> Result<Option<Session>, Problem> {
    let session = service.store.session(id).await?;
    Ok(session.filter(|session| session.sealed.is_some() && session.state != SessionState::Cancelled))
}

/// Wait on the other device
///
/// Once it is confirmed on the first device, the next answer has the client token, and none after that.
#[utoipa::path(get, path = "/v1/handovers/{id}", tag = "public", security(("waiting_token" = [])),
    params(("id" = String, Path, description = "The hand-over's id")),
    responses((status = 200, description = "Where it stands", body = WaitedHandover)))]
pub(crate) async fn wait_handover(
    State(service): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<WaitedHandover>, Problem> {
    let token = bearer(&headers).filter(|token| token.starts_with("wait_")).ok_or_else(Problem::unauthorised)?;
    let hash = ids::hashed(token);
    let handover = service.store.handover(&id).await?.filter(|handover| handover.waiting.as_ref() == Some(&hash));
    let handover = handover.ok_or_else(Problem::unauthorised)?;
    service.limits.count_token(&hash)?;
    let now = service.now();
    let state = state(&handover, now);
    if state != "confirmed" || handover.state != HandoverState::Confirmed {
        return Ok(Json(WaitedHandover { state, client_token: None }));
    }
    let Some(session) = lives(&service, &handover.session).await? else {
        return Ok(Json(WaitedHandover { state: "ended", client_token: None }));
    };
    let token = ids::secret("client")?;
    let expires_at = session.expires_at.max(now + TOKEN);
    let row = Token { hash: ids::hashed(&token), session: session.id.clone(), expires_at, revoked_at: None };
    let handover = Handover { state: HandoverState::Given, token: Some(row.hash.clone()), ..handover };
    let steps = vec![
        Step::NewToken(row),
        Step::PutHandover { handover, from: HandoverState::Confirmed },
        caller.audit(Actor::Applicant, "token.given_by_handover", &session.id),
    ];
    let given = service.store.commit(Change { relying_party: session.relying_party, at: now, steps }).await;
    match given {
        // Asked twice at the same moment, or ended: the token is the other's, or nobody's.
        Err(StoreError::Conflict(_)) => Ok(Json(WaitedHandover { state, client_token: None })),
        done => done.map(|()| Json(WaitedHandover { state, client_token: Some(token) })).map_err(Problem::from),
    }
}
