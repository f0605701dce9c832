//! `POST /v1/applicant/appeal`.

use super::overtaken;
use super::view::{AppealPage, page};
use crate::appeals::{self, Moving, Private};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Settings, Shared, sealed};
use crate::told;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use store::{Appeal, Change, Session, Step, StoreError};
use verify::appeal::{Event, State as AppealState, statement_code};
use verify::audit::Actor;

/// A code for a statement.
pub(crate) fn code() -> Result<String, Problem> {
    Ok(statement_code(|| vault::random::<1>().map(|[byte]| byte))?)
}

/// Begin an appeal
///
/// A draft, in which the evidence is gathered. The one that is open, when there is one; a draft about an attempt after which another was refused is
/// taken back, and a new one begun.
#[utoipa::path(post, path = "/v1/applicant/appeal", tag = "applicant", security(("client_token" = [])),
    responses((status = 201, description = "The draft", body = AppealPage)))]
pub(crate) async fn open_appeal(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<(StatusCode, Json<AppealPage>), Problem> {
    begin(&service, &session, &caller, Actor::Applicant).await?;
    let language = told::language(None, &Settings::of(&session).locale)?;
    Ok((StatusCode::CREATED, Json(page(&service, &session, language).await?)))
}

/// Begins an appeal for `session`, and gives its id: that of the open one, when there is one that is about the last attempt.
pub(crate) async fn begin(
    service: &Shared,
    session: &Session,
    caller: &Caller,
    actor: Actor,
) -> Result<String, Problem> {
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let key = service.live_key(&session.applicant).await?;
    let (mut refusal, attempt) = appeals::refusal(service, &key, session, &policy).await?;
    let open = appeals::newest(service, session).await?.filter(|appeal| appeals::is_open(appeal.state));
    let dead = open.as_ref().filter(|open| open.state == AppealState::Drafting && overtaken(open, attempt.as_ref()));
    if let Some(open) = open.as_ref().filter(|_| dead.is_none()) {
        return Ok(open.id.clone());
    }
    refusal.open &= dead.is_none();
    let now = service.now();
    if let Err(cause) = appeals::eligible(&refusal, &policy, now) {
        let all = service.store.appeals_of(&session.applicant).await?;
        let open = all.into_iter().find(|appeal| appeals::is_open(appeal.state));
        return Err(appeals::refused(cause, open.as_ref()));
    }
    let Some(attempt) = attempt else { return Err(Problem::internal(&"a refusal without an attempt")) };
    let id = ids::new("apl", now)?;
    let own = service.new_data_key(&id).await?;
    let rules = appeals::Rules { calendar: appeals::calendar(&party), policy };
    let private = Private {
        code: code()?,
        code_until: now + i64::from(rules.policy.appeals.code_hours) * 3_600_000,
        ..Private::default()
    };
    let stands = verify::appeal::Appeal::default();
    let row = Appeal {
        id: id.clone(),
        relying_party: party.id.clone(),
        mode: session.mode,
        session: session.id.clone(),
        applicant: session.applicant.clone(),
        attempt: attempt.number,
        version: 1,
        state: AppealState::Drafting,
        stands: serde_json::to_string(&stands).map_err(|cause| Problem::internal(&cause))?,
        receipt: None,
        sealed: Some(sealed(&own, &appeals::private_context(&id), &private)?),
        contact_kind: None,
        contact_code: None,
        contact_tries: 0,
        contact_until: None,
        contact_proven_at: None,
        due_at: None,
        wake_at: None,
        created_at: now,
        updated_at: now,
        shred_at: None,
        shredded_at: None,
        shred_receipt: None,
    };
    let mut steps = Vec::new();
    // The draft about an attempt that is no longer the last makes room.
    if let Some(dead) = dead {
        let mut over = Moving::of(dead.clone())?;
        over.withdrawn(service, &rules, now).await?;
        steps.extend(over.kept(&rules, now)?);
        steps.push(caller.audit(actor.clone(), Event::Withdrawn.name(), &dead.id));
    }
    steps.push(Step::NewAppeal(row.clone()));
    let mut moving = Moving::of(row)?;
    moving.happens(Event::Opened, now)?;
    steps.extend(moving.saved(&own, &private, &rules, now)?);
    steps.push(caller.audit(actor, Event::Opened.name(), &id));
    match service.store.commit(Change { relying_party: party.id, at: now, steps }).await {
        // Begun at the same moment on another device.
        Err(StoreError::Conflict(_)) => match appeals::newest(service, session).await? {
            Some(open) if appeals::is_open(open.state) => Ok(open.id),
            _ => Err(appeals::refused(verify::appeal::Refused::Open, None)),
        },
        done => {
            done?;
            service.bell.notify_waiters();
            Ok(id)
        }
    }
}
