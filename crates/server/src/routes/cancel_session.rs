//! `POST /v1/sessions/{id}/cancel`.

use super::view::{SessionView, view};
use crate::appeals;
use crate::problem::Problem;
use crate::request::{Caller, Party, Path, Scope};
use crate::service::{Shared, saved};
use axum::Json;
use axum::extract::State;
use store::{Change, Session, Step};
use verify::session::{Event, State as SessionState};

/// What cancels a session, or a problem where it was decided.
pub(crate) async fn cancelling(service: &Shared, session: &mut Session, now: i64) -> Result<Vec<Step>, Problem> {
    let happened = service.happens(session, Event::Cancelled, 0)?;
    let mut steps = vec![saved(session.clone(), now), happened];
    steps.extend(appeals::ended(service, session, now).await?);
    steps.push(Step::RevokeTokens { session: session.id.clone() });
    Ok(steps)
}

/// Cancel a session
///
/// What was not decided yet will not be. Cancelling again changes nothing.
#[utoipa::path(post, path = "/v1/sessions/{id}/cancel", tag = "sessions", security(("secret_key" = [])), params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "Cancelled", body = SessionView)))]
pub(crate) async fn cancel_session(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<SessionView>, Problem> {
    party.may(Scope::Write)?;
    let mut session = party.session(&service, &id).await?;
    if session.state != SessionState::Cancelled {
        let now = service.now();
        let mut steps = cancelling(&service, &mut session, now).await?;
        steps.push(caller.audit(party.actor(), Event::Cancelled.name(), &session.id));
        service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await?;
        service.bell.notify_waiters();
    }
    Ok(Json(view(&service, &session).await?))
}
