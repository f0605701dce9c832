//! The API of the console, below `/v1/console/`: by a cookie, for the pages that this program serves.

mod audit;
mod case;
mod cases;
mod dashboard;
mod decision;
mod fields;
mod images;
mod lease;
mod me;
mod open;
pub(crate) mod password;
mod policy;
mod preview;
mod proposal;
mod reasons;
mod search;
pub(crate) mod seat;
mod second_factor;
mod sign_in;
mod users;
mod verdict;
mod view;
mod webhooks;
mod write;

use crate::service::Shared;
use axum::Router;
use axum::routing::{get, post};
use store::Mode;

/// What is asked for in a mode; that of people when it does not say.
pub(crate) fn mode(named: Option<&str>) -> Result<Mode, crate::problem::Problem> {
    match named {
        None => Ok(Mode::Live),
        Some(name) => {
            Mode::parse(name).ok_or_else(|| crate::problem::Problem::invalid("`mode` must be `live` or `test`"))
        }
    }
}

/// All of it.
pub(in crate::routes) fn router() -> Router<Shared> {
    Router::new()
        .route("/v1/console/sign-in", get(sign_in::asked).post(sign_in::sign_in))
        .route("/v1/console/sign-out", post(sign_in::sign_out))
        .route("/v1/console/enrol", post(second_factor::enrol))
        .route("/v1/console/second-factor", post(second_factor::bring))
        .route("/v1/console/me", get(me::me))
        .route("/v1/console/password", post(me::password))
        .route("/v1/console/cases", get(cases::cases))
        .route("/v1/console/cases/{id}", get(case::case))
        .route("/v1/console/cases/{id}/take", post(lease::take))
        .route("/v1/console/cases/{id}/keep", post(lease::keep))
        .route("/v1/console/cases/{id}/release", post(lease::release))
        .route("/v1/console/cases/{id}/open", post(open::open))
        .route("/v1/console/cases/{id}/images/{evidence}", get(images::image))
        .route("/v1/console/cases/{id}/crops/{field}", get(images::crop))
        .route("/v1/console/cases/{id}/verdict", post(verdict::verdict))
        .route("/v1/console/cases/{id}/proposal", post(proposal::proposal))
        .route("/v1/console/cases/{id}/ask", post(write::ask))
        .route("/v1/console/cases/{id}/messages", post(write::tell))
        .route("/v1/console/cases/{id}/notes", post(write::note))
        .route("/v1/console/cases/{id}/decision", post(decision::decision))
        .route("/v1/console/preview", post(preview::preview))
        .route("/v1/console/reasons", get(reasons::reasons))
        .route("/v1/console/search", post(search::search))
        .route("/v1/console/dashboard", get(dashboard::dashboard))
        .route("/v1/console/webhooks", get(webhooks::webhooks))
        .route("/v1/console/webhooks/{id}/deliveries", get(webhooks::deliveries))
        .route("/v1/console/deliveries/{id}/resend", post(webhooks::resend))
        .route("/v1/console/policy", get(policy::policy).put(policy::put_policy))
        .route("/v1/console/policy/dry-run", post(policy::dry_run))
        .route("/v1/console/users", get(users::users).post(users::add))
        .route("/v1/console/users/{id}", post(users::change))
        .route("/v1/console/users/{id}/password", post(users::password))
        .route("/v1/console/users/{id}/second-factor", post(users::second_factor))
        .route("/v1/console/audit", get(audit::audit))
}
