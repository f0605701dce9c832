//! `GET /v1/console/cases/{id}`.

use super::seat::Seat;
use super::view::{Desk, case as view};
use crate::problem::Problem;
use crate::request::{Path, Query};
use crate::service::Shared;
use crate::told;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use verify::texts::Language;

/// In which language findings are told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    pub(crate) locale: Option<String>,
}

impl Told {
    /// The language; English where none is asked for.
    pub(crate) fn language(&self) -> Result<Language, Problem> {
        told::language(self.locale.as_deref(), "en")
    }
}

/// The case, masked.
pub(crate) async fn case(
    State(service): State<Shared>,
    seat: Seat,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Json<Value>, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    let language = told.language()?;
    Ok(Json(view(&service, &seat, &desk, language).await?))
}
