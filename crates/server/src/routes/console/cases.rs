//! `GET /v1/console/cases`: the queue.

use super::mode;
use super::seat::Seat;
use super::view::{CaseRow, row};
use crate::problem::Problem;
use crate::request::Query;
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::ReviewFilter;
use verify::appeal::Stage;

/// Which cases.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichCases {
    mode: Option<String>,
    /// `appeal`, `review`, or `again`: a refusal that was drawn by lot.
    kind: Option<String>,
    stage: Option<String>,
    mine: Option<bool>,
    /// Those for which information is asked, or, when false, those for which it is not.
    waiting: Option<bool>,
    /// Past due alone.
    late: Option<bool>,
    /// At risk alone: due soon, and not late yet.
    at_risk: Option<bool>,
    limit: Option<u32>,
    after: Option<String>,
}

/// The queue, by due time.
pub(crate) async fn cases(
    State(service): State<Shared>,
    seat: Seat,
    Query(which): Query<WhichCases>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead, Role::Auditor])?;
    let mode = mode(which.mode.as_deref())?;
    let limit = which.limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(Problem::invalid("`limit` must be 1 to 200"));
    }
    let kind = which.kind.as_deref().map(|name| {
        let known = ["appeal", "review", "again"].into_iter().find(|known| *known == name);
        known.ok_or_else(|| Problem::invalid("`kind` must be `appeal`, `review` or `again`"))
    });
    let stage = which
        .stage
        .as_deref()
        .map(|name| Stage::parse(name).ok_or_else(|| Problem::invalid("`stage` must be `first`, `second` or `lead`")));
    let after = which.after.as_deref().map(|cursor| {
        let wrong = || Problem::invalid("`after` must be the `next` of a page");
        let (due, id) = cursor.split_once('.').ok_or_else(wrong)?;
        Ok::<_, Problem>((due.parse().map_err(|_| wrong())?, id.to_owned()))
    });
    let filter = ReviewFilter {
        kind: kind.transpose()?,
        stage: stage.transpose()?,
        holder: which.mine.filter(|mine| *mine).map(|_| seat.user.id.clone()),
        paused: which.waiting,
        late: which.late.unwrap_or(false),
        at_risk: which.at_risk.unwrap_or(false),
        after: after.transpose()?,
    };
    let found = service.store.reviews(seat.party(), mode, &filter, limit).await?;
    let next =
        found.last().filter(|_| found.len() == limit as usize).map(|last| format!("{}.{}", last.due_at, last.id));
    let logins: BTreeMap<String, String> =
        service.store.users(seat.party()).await?.into_iter().map(|user| (user.id, user.login)).collect();
    let mut rows: Vec<CaseRow> = Vec::with_capacity(found.len());
    for review in &found {
        rows.push(row(&service, &seat, review, &logins).await?);
    }
    let counts = service.store.review_counts(seat.party(), mode, &seat.user.id, service.now()).await?;
    Ok(Json(json!({
        "cases": rows,
        "next": next,
        "counts": { "open": counts.open, "at_risk": counts.at_risk, "breached": counts.breached, "mine": counts.mine, "waiting": counts.paused },
    })))
}
