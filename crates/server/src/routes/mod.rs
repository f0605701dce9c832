//! A file per endpoint.

pub(crate) mod account;
mod appeal;
mod applicant_claim;
mod applicant_consent;
mod applicant_copy;
mod applicant_draft;
mod applicant_erase;
mod applicant_evidence;
mod applicant_face_consent;
mod applicant_file;
mod applicant_help;
mod applicant_liveness;
mod applicant_liveness_check;
mod applicant_liveness_give_up;
mod applicant_locale;
mod applicant_policy;
pub(crate) mod applicant_precheck;
mod applicant_session;
mod applicant_submit;
mod cancel_session;
mod channels;
mod channels_check;
mod channels_check_app;
mod channels_published;
mod client_token;
pub(crate) mod console;
mod create_session;
mod create_webhook;
mod decision;
mod delete_webhook;
mod deliveries;
mod demo;
mod enable_webhook;
mod event_catalogue;
mod events;
mod handover_exchange;
mod handovers;
mod health;
pub(crate) mod invitations;
mod keys;
mod ledger;
mod list_sessions;
mod list_webhooks;
mod payouts;
mod policy;
mod policy_dry_run;
mod programmes;
mod put_policy;
mod read_session;
mod reason_pages;
mod reasons;
mod record;
mod redact_session;
mod resend;
mod reversals;
mod rotate_webhook;
mod statements;
mod trades;
mod transparency;
mod validate_policy;
mod view;
mod way_back;
mod web;

pub(crate) use appeal::contact::VALID as CONTACT_VALID;
pub(crate) use appeal::messages::said;
pub(crate) use appeal::view::{contact_of, masked as masked_contact, message_place};
pub(crate) use appeal::{MOST_MESSAGE, known, words};
pub(crate) use create_session::{Creating, Known, NewSession, contact_index, creating, is_email, is_phone};
pub(crate) use demo::Shown;
pub use demo::{Demo, open_demo};
pub(crate) use events::EventView;
pub(crate) use policy_dry_run::tried;
pub(crate) use put_policy::{PolicyText, parsed};
pub(crate) use redact_session::redact;
pub(crate) use transparency::Reports;
pub(crate) use way_back::{Unsent, VALID, digits};

use crate::answers::described;
use crate::pages::Pages;
use crate::problem::{Problem, ProblemBody};
use crate::request::named;
use crate::service::Shared;
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(title = "Candor", description = "Identity verification that says why. A relying party creates a session with its secret key; the applicant sends claim and evidence with a client token; decisions come as events and webhooks.", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    modifiers(&Security),
    components(schemas(ProblemBody)),
    tags(
        (name = "sessions", description = "For relying parties: verifications"),
        (name = "events", description = "For relying parties: what happened, and webhooks"),
        (name = "appeals", description = "For relying parties: appeals, which a person decides"),
        (name = "channels", description = "Official channels: what belongs to a relying party, and what imitates it"),
        (name = "policy", description = "For relying parties: limits and rules"),
        (name = "applicant", description = "For applicants: one session, by its client token"),
        (name = "accounts", description = "For people who register with Candor itself, and for the relying parties of theirs"),
        (name = "rebates", description = "For relying parties: programmes, trades, and the ledger of rebates"),
        (name = "public", description = "For everybody"),
    )
)]
struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        for (name, what) in [
            ("secret_key", "A relying party's secret key, `candor_test_...` or `candor_live_...`"),
            ("client_token", "An applicant's token for one session, `client_...`"),
            ("account_token", "The token of somebody who is signed in to an account, `account_...`"),
            ("waiting_token", "The token with which another device waits to be confirmed, `wait_...`"),
        ] {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(what)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
    }
}

fn api() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(create_session::create_session, list_sessions::list_sessions))
        .routes(routes!(read_session::read_session))
        .routes(routes!(cancel_session::cancel_session))
        .routes(routes!(redact_session::redact_session))
        .routes(routes!(client_token::client_token))
        .routes(routes!(decision::decision))
        .routes(routes!(record::record))
        .routes(routes!(events::events))
        .routes(routes!(event_catalogue::event_catalogue))
        .routes(routes!(create_webhook::create_webhook, list_webhooks::list_webhooks))
        .routes(routes!(delete_webhook::delete_webhook))
        .routes(routes!(rotate_webhook::rotate_webhook))
        .routes(routes!(enable_webhook::enable_webhook))
        .routes(routes!(deliveries::deliveries))
        .routes(routes!(resend::resend))
        .routes(routes!(policy::policy, put_policy::put_policy))
        .routes(routes!(validate_policy::validate_policy))
        .routes(routes!(policy_dry_run::policy_dry_run))
        .routes(routes!(reasons::reasons))
        .routes(routes!(applicant_session::applicant_session))
        .routes(routes!(applicant_consent::applicant_consent))
        .routes(routes!(applicant_face_consent::withdraw_face_consent))
        .routes(routes!(applicant_claim::applicant_claim, applicant_claim::read_claim))
        .routes(routes!(applicant_draft::put_draft, applicant_draft::draft))
        .routes(routes!(applicant_locale::applicant_locale))
        .routes(routes!(applicant_policy::applicant_policy))
        .routes(routes!(applicant_evidence::announce, applicant_evidence::abilities))
        .routes(routes!(
            applicant_evidence::offset,
            applicant_evidence::append,
            applicant_evidence::terminate,
            applicant_file::applicant_file
        ))
        .routes(routes!(applicant_liveness::applicant_liveness))
        .routes(routes!(applicant_liveness_check::applicant_liveness_check))
        .routes(routes!(applicant_liveness_give_up::applicant_liveness_give_up))
        .routes(routes!(applicant_precheck::applicant_precheck))
        .routes(routes!(applicant_submit::applicant_submit))
        .routes(routes!(applicant_copy::applicant_copy))
        .routes(routes!(applicant_erase::applicant_erase))
        .routes(routes!(applicant_help::applicant_help))
        .routes(routes!(appeal::read::read_appeal, appeal::open::open_appeal))
        .routes(routes!(appeal::contact::send_contact_code))
        .routes(routes!(appeal::contact::bring_contact_code))
        .routes(routes!(appeal::statement_code::new_statement_code))
        .routes(routes!(appeal::explanation::put_explanation))
        .routes(routes!(appeal::check::check_evidence))
        .routes(routes!(appeal::submit::submit_appeal))
        .routes(routes!(appeal::messages::write_message))
        .routes(routes!(appeal::answer::answer_appeal))
        .routes(routes!(appeal::withdraw::withdraw_appeal))
        .routes(routes!(appeal::of_party::list_appeals, appeal::of_party::begin_party_appeal))
        .routes(routes!(appeal::of_party::read_party_appeal))
        .routes(routes!(appeal::of_party::appeal_record))
        .routes(routes!(handovers::begin_handover))
        .routes(routes!(handovers::read_handover, handovers::end_handover))
        .routes(routes!(handovers::confirm_handover))
        .routes(routes!(handover_exchange::exchange_handover))
        .routes(routes!(handover_exchange::wait_handover))
        .routes(routes!(way_back::ask_way_back))
        .routes(routes!(way_back::bring_code))
        .routes(routes!(account::register::registration))
        .routes(routes!(account::register::register, account::of_party::list_accounts))
        .routes(routes!(account::of_party::read_account))
        .routes(routes!(account::register::bring_registration_code))
        .routes(routes!(account::register::complete_registration))
        .routes(routes!(account::passkey_registration::begin_registration_passkey))
        .routes(routes!(account::sign_in::sign_in))
        .routes(routes!(account::sign_in::bring_sign_in_code))
        .routes(routes!(account::sign_in::recognised))
        .routes(routes!(account::recover::recover))
        .routes(routes!(account::recover::bring_recovery_code))
        .routes(routes!(account::own::account))
        .routes(routes!(account::own::sign_out))
        .routes(routes!(account::own::forget_devices))
        .routes(routes!(account::own::put_password))
        .routes(routes!(account::own::put_word))
        .routes(routes!(account::own::agree))
        .routes(routes!(account::contact::change_contact))
        .routes(routes!(account::contact::bring_contact_codes))
        .routes(routes!(account::verification::begin_verification))
        .routes(routes!(account::passkeys::begin_passkey))
        .routes(routes!(account::passkeys::add_passkey))
        .routes(routes!(account::passkeys::remove_passkey))
        .routes(routes!(account::passkey_sign_in::begin_passkey_sign_in))
        .routes(routes!(account::passkey_sign_in::bring_passkey))
        .routes(routes!(account::close::close))
        .routes(routes!(account::documents::put_document))
        .routes(routes!(invitations::read_invitation))
        .routes(routes!(invitations::open_programmes))
        .routes(routes!(invitations::create_code, invitations::own_codes))
        .routes(routes!(invitations::bound_accounts))
        .routes(routes!(statements::own_statement))
        .routes(routes!(statements::own_rebates))
        .routes(routes!(statements::party_statement))
        .routes(routes!(programmes::create_programme, programmes::list_programmes))
        .routes(routes!(programmes::read_programme, programmes::put_programme))
        .routes(routes!(programmes::end_programme))
        .routes(routes!(trades::report_trades))
        .routes(routes!(reversals::report_reversals))
        .routes(routes!(payouts::report_payouts))
        .routes(routes!(ledger::ledger_balances))
        .routes(routes!(ledger::ledger_entries))
        .routes(routes!(transparency::transparency))
        .routes(routes!(channels::put_channels, channels::channels))
        .routes(routes!(channels_published::channels_published))
        .routes(routes!(channels_check::check_channel))
        .routes(routes!(channels_check_app::check_app_file))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(keys::keys))
}

/// The OpenAPI document, as `docs/openapi.json` has it.
#[must_use]
pub fn document() -> Document {
    described(api().into_openapi())
}

/// Everything that is served, but metrics.
pub(crate) fn router(service: Shared, pages: Pages) -> Router {
    let (router, document) = api().split_for_parts();
    let tried = utoipa_swagger_ui::SwaggerUi::new("/docs").url("/openapi.json", described(document));
    let router = router
        .merge(tried)
        .merge(web::router(&service, pages))
        .merge(console::router())
        .merge(demo::router())
        .route("/reasons", get(reason_pages::list))
        .route("/transparency/{relying_party}", get(transparency::transparency_page))
        .route("/reasons/{code}", get(reason_pages::reason))
        .route("/reasons.css", get(reason_pages::style))
        .fallback(|| async { Problem::not_found("page").into_response() })
        .method_not_allowed_fallback(|request: Request| async move {
            let detail = format!("{} is not possible here; see /docs", request.method());
            Problem::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "request.method", detail).into_response()
        })
        .layer(CatchPanicLayer::custom(|_| -> Response { Problem::internal(&"a handler panicked").into_response() }))
        .layer(axum::middleware::from_fn_with_state(service.clone(), named))
        .layer(axum::middleware::from_fn(applicant_evidence::spoken))
        .with_state(service);
    // Outside of it, as the method chooses the handler.
    Router::new().fallback_service(tower::util::MapRequest::new(router, applicant_evidence::meant))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_is_up_to_date() {
        let document = super::document().to_pretty_json().unwrap();
        let kept = include_str!("../../../../docs/openapi.json");
        assert!(kept.trim() == document.trim(), "run `candor serve --openapi > docs/openapi.json`");
    }
}
