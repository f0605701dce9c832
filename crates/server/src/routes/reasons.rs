//! `GET /v1/reasons`.

use axum::Json;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use verify::reason::{Next, Tier, registry};

/// A reason of the registry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    #[schema(example = "img.blurry")]
    code: &'static str,
    /// Who may see it: `public`, `softened` (its family alone) or `internal`.
    #[schema(value_type = String)]
    tier: Tier,
    /// What comes after it: `retry`, `correct`, `review`, `technical` or `final`.
    #[schema(value_type = String)]
    next: Next,
    /// Whether this version raises it.
    core: bool,
    /// What others call it.
    vendors: &'static BTreeMap<String, Vec<String>>,
}

/// List all reasons
#[utoipa::path(get, path = "/v1/reasons", tag = "public",
    responses((status = 200, description = "The registry", body = Vec<ReasonView>)))]
pub(crate) async fn reasons() -> Json<Vec<ReasonView>> {
    let view = |reason: &'static verify::reason::Reason| ReasonView {
        code: &reason.code,
        tier: reason.tier,
        next: reason.next,
        core: reason.core,
        vendors: &reason.vendors,
    };
    Json(registry().iter().map(view).collect())
}
