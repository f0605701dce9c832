//! The applicant's pages: `/verify`, those of accounts: `/account`, `/check`, `/inbox`, their files below `/apply/`, and the models that a device may use itself.

use crate::judge::DeviceModel;
use crate::network::Origin;
use crate::pages::{IMMUTABLE, Pages};
use crate::problem::Problem;
use crate::service::Shared;
use axum::Json;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::util::ServiceExt as _;
use tower_http::services::ServeFile;

/// What browsers may do on the pages: nothing from elsewhere, nothing inline. The relying party's logo is a data address.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
     media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";
/// The same for the console, which nobody shows in a frame, and which runs nothing but its own scripts.
const OF_CONSOLE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const PERMISSIONS: &str = "camera=(self), screen-wake-lock=(self), fullscreen=(self), microphone=(), geolocation=(), payment=(), usb=(), \
     display-capture=(), publickey-credentials-get=()";
/// The same for the pages of accounts, where passkeys are made and used and nothing is filmed.
const OF_ACCOUNTS: &str = "camera=(), screen-wake-lock=(), fullscreen=(self), microphone=(), geolocation=(), payment=(), usb=(), \
     display-capture=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";
const NOT_BUILT: &str = "The pages are not built. Run `make web`, then build the program again.\n";

/// What is served here, the same for everybody.
struct Web {
    pages: Pages,
    /// By the name under which they are fetched.
    models: BTreeMap<String, DeviceModel>,
    policy: HeaderValue,
}

/// A model, as the page finds it.
#[derive(Serialize)]
struct Listed<'a> {
    file: &'a str,
    bytes: u64,
}

/// The pages that are public and need no token: what they need from the service they ask its API.
pub(super) fn router(service: &Shared, pages: Pages) -> Router<Shared> {
    let named =
        |model: DeviceModel| (format!("{}-{}.onnx", model.name, model.sha256.get(..16).unwrap_or_default()), model);
    let models = service.judge.device_models().into_iter().map(named).collect();
    let web = Arc::new(Web { pages, models, policy: policy(&service.config.frame_ancestors) });
    Router::new()
        .route("/verify", get(page))
        .route("/verify/", get(page))
        .route("/verify/{*place}", get(page))
        .route("/account", get(account))
        .route("/account/{*place}", get(account))
        .route("/check/{*place}", get(account))
        .route("/inbox", get(account))
        .route("/console", get(console))
        .route("/console/", get(console))
        .route("/console/assets/{*path}", get(console_file))
        .route("/console/{*place}", get(console))
        .route("/site.webmanifest", get(manifest))
        .route("/apply/models.json", get(models_list))
        .route("/apply/models/{name}", get(model))
        .route("/apply/{*path}", get(file))
        .layer(axum::middleware::from_fn_with_state(web.clone(), guarded))
        .with_state(web)
}

/// The policy, with who may show the pages in a frame.
fn policy(framing: &[Origin]) -> HeaderValue {
    let names: Vec<String> = framing.iter().map(ToString::to_string).collect();
    let by = if names.is_empty() { "'none'".to_owned() } else { names.join(" ") };
    // An origin is made of letters that a header may hold.
    HeaderValue::from_str(&format!("{POLICY}{by}")).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// What every answer here says to browsers.
async fn guarded(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let of_console = request.uri().path().starts_with("/console");
    let of_accounts = ["/account", "/check/", "/inbox"].iter().any(|start| request.uri().path().starts_with(start));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = if of_console { HeaderValue::from_static(OF_CONSOLE) } else { web.policy.clone() };
    let permissions = if of_accounts { OF_ACCOUNTS } else { PERMISSIONS };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(permissions));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    response
}

/// The page. Its token stays in the fragment, which browsers do not send.
async fn page(State(web): State<Arc<Web>>, asked: HeaderMap) -> Response {
    web.pages.answer("index.html", &asked).unwrap_or_else(|| {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
        (StatusCode::SERVICE_UNAVAILABLE, kind, NOT_BUILT).into_response()
    })
}

/// The pages of accounts. Which one it is they read from their address.
async fn account(State(web): State<Arc<Web>>, asked: HeaderMap) -> Response {
    web.pages.answer("account.html", &asked).unwrap_or_else(|| {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
        (StatusCode::SERVICE_UNAVAILABLE, kind, NOT_BUILT).into_response()
    })
}

/// The console. Its pages have addresses of their own, which all lead to the same file.
async fn console(State(web): State<Arc<Web>>, asked: HeaderMap) -> Response {
    web.pages.answer("console/index.html", &asked).unwrap_or_else(|| {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
        (StatusCode::SERVICE_UNAVAILABLE, kind, NOT_BUILT).into_response()
    })
}

async fn console_file(State(web): State<Arc<Web>>, at: Uri, asked: HeaderMap) -> Response {
    web.pages.answer(at.path().trim_start_matches('/'), &asked).unwrap_or_else(missing)
}

async fn manifest(State(web): State<Arc<Web>>, asked: HeaderMap) -> Response {
    web.pages.answer("site.webmanifest", &asked).unwrap_or_else(missing)
}

async fn file(State(web): State<Arc<Web>>, at: Uri, asked: HeaderMap) -> Response {
    // The table knows every path that there is: nothing is looked for on a disk.
    let path = at.path().trim_start_matches("/apply/");
    let mut response = web.pages.answer(path, &asked).unwrap_or_else(missing);
    if path == "service-worker.js" {
        // It looks after `/verify`, too.
        response.headers_mut().insert(HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/"));
    }
    response
}

async fn models_list(State(web): State<Arc<Web>>) -> Response {
    let listed: BTreeMap<&str, Listed<'_>> =
        web.models.iter().map(|(file, model)| (model.name.as_str(), Listed { file, bytes: model.bytes })).collect();
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))], Json(listed)).into_response()
}

async fn model(State(web): State<Arc<Web>>, request: Request) -> Response {
    let name = request.uri().path().trim_start_matches("/apply/models/");
    let Some(model) = web.models.get(name) else { return missing() };
    // As a stream, and parts of it for whoever was interrupted.
    let Ok(found) =
        ServeFile::new_with_mime(&model.path, &mime_guess::mime::APPLICATION_OCTET_STREAM).oneshot(request).await;
    let mut response = found.map(Body::new);
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE));
    }
    response
}

fn missing() -> Response {
    Problem::not_found("page").into_response()
}
