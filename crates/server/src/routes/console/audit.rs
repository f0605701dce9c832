//! `GET /v1/console/audit`: who did what.

use super::seat::Seat;
use crate::clock::written;
use crate::problem::Problem;
use crate::request::Query;
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use verify::audit::Actor;

/// From where on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichEntries {
    after: Option<u64>,
    limit: Option<u32>,
}

/// Entries of the audit trail, newest first; `after` is the `next` of the page before.
pub(crate) async fn audit(
    State(service): State<Shared>,
    seat: Seat,
    Query(which): Query<WhichEntries>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Auditor, Role::Admin, Role::Lead])?;
    let limit = which.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("`limit` must be 1 to 500"));
    }
    let found = service.store.audit_before(seat.party(), which.after.unwrap_or(u64::MAX), limit).await?;
    let logins: BTreeMap<String, String> =
        service.store.users(seat.party()).await?.into_iter().map(|user| (user.id, user.login)).collect();
    let who = |actor: &Actor| match actor {
        Actor::Key { id } => id.clone(),
        Actor::Applicant => "applicant".to_owned(),
        Actor::User { id } => logins.get(id).cloned().unwrap_or_else(|| id.clone()),
        Actor::System => "system".to_owned(),
        Actor::Holder => "account".to_owned(),
        Actor::Operator => "operator".to_owned(),
    };
    let next = found.last().filter(|entry| found.len() == limit as usize && entry.number > 1).map(|entry| entry.number);
    let entries: Vec<Value> = found
        .iter()
        .map(|entry| {
            json!({ "number": entry.number, "at": written(entry.at), "actor": who(&entry.actor), "action": entry.action, "subject": entry.subject, "network": entry.network })
        })
        .collect();
    Ok(Json(json!({ "entries": entries, "next": next })))
}
