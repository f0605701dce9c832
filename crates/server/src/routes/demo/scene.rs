//! What the demonstration begins with: a relying party that registers people, somebody who invites, and two reviewers. It is made by the API that
//! everybody has, so that nothing is shown that cannot be had.

use super::{Demo, Person, Reviewer};
use crate::demo::shown;
use crate::ids;
use crate::problem::Problem;
use crate::routes::account::code::Unsent;
use crate::run::{ServeError, new_key};
use crate::second_factor::SecondFactor;
use crate::service::Shared;
use crate::users::{Role, new_user};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, Method, Request, header};
use serde_json::{Value, json};
use store::{Change, Mode, Step};
use tower::ServiceExt as _;

pub(super) const NAME: &str = "Utopia Exchange";
const SCENE: &str = include_str!("scene.json");
/// Bytes of an answer.
const MOST: usize = 1 << 20;
/// Who invites.
const FRIEND: &str = "lin@utopia.example";

fn failed(cause: impl std::fmt::Display) -> ServeError {
    ServeError::Demo(cause.to_string())
}

fn refused(problem: Problem) -> ServeError {
    failed(problem.code())
}

/// A request as it comes from outside, and what is answered to it.
pub(super) async fn asked(
    service: &Shared,
    method: Method,
    path: &str,
    token: &str,
    body: &Value,
) -> Result<Value, ServeError> {
    let bearer = format!("Bearer {token}");
    Ok(sent(service, method, path, &[(header::AUTHORIZATION, &bearer)], body).await?.1)
}

/// The same with other headers, and with those of the answer.
pub(super) async fn sent(
    service: &Shared,
    method: Method,
    path: &str,
    headers: &[(HeaderName, &str)],
    body: &Value,
) -> Result<(HeaderMap, Value), ServeError> {
    let (router, _) = crate::routes::api().split_for_parts();
    let named = axum::middleware::from_fn_with_state(service.clone(), crate::request::named);
    let router = router.merge(crate::routes::console::router()).layer(named).with_state(service.clone());
    let mut request =
        Request::builder().method(method.clone()).uri(path).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let answer = router.oneshot(request.body(body).map_err(failed)?).await.map_err(failed)?;
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, MOST).await.map_err(failed)?;
    let value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).map_err(failed)? };
    match parts.status.is_success() {
        true => Ok((parts.headers, value)),
        false => Err(failed(format_args!("{method} {path}: {}", text(&value, "detail")))),
    }
}

pub(super) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// Makes everything of it.
pub(super) async fn made(service: &Shared) -> Result<Demo, ServeError> {
    let scene: Value = serde_json::from_str(SCENE).map_err(failed)?;
    let party = shown(service, NAME, ("#0b5c8a", "help@utopia.example"), Some(Mode::Test)).await?.id;
    let key = new_key(service, &party, Mode::Test, &crate::request::Scope::ALL, None).await?.secret;
    let asks = async |method: Method, path: &str, body: &Value| asked(service, method, path, &key, body).await;
    asks(Method::PUT, "/v1/policy", &json!({ "toml": scene["policy"] })).await?;
    for kind in ["terms", "risk"] {
        asks(Method::PUT, &format!("/v1/documents/{kind}"), &scene["documents"][kind]).await?;
    }
    let mut programme = scene["programme"].clone();
    programme["starts_at"] = json!(crate::clock::written(service.now()));
    let programme = text(&asks(Method::POST, "/v1/programmes", &programme).await?, "id");
    asks(Method::PUT, "/v1/channels", &scene["channels"]).await?;
    let (friend, token) = friend(service, &party).await?;
    let code = asked(service, Method::POST, "/v1/account/codes", &token, &json!({ "programme": programme })).await?;
    let mut reviewers = Vec::new();
    // Two, for what is about a face is confirmed by a second person.
    for login in ["ada", "bo"] {
        reviewers.push(reviewer(service, &party, login).await?);
    }
    let clerk = reviewer(service, &party, "cleo").await?;
    Ok(Demo { party, key, code: text(&code, "code"), link: text(&code, "link"), friend, clerk, reviewers })
}

/// Registers who invites, and gives the token of being signed in.
async fn friend(service: &Shared, party: &str) -> Result<(Person, String), ServeError> {
    let open = async |path: &str, body: &Value| asked(service, Method::POST, path, "", body).await;
    let registering = json!({ "relying_party": party, "email": FRIEND, "locale": "en" });
    let id = text(&open("/v1/accounts", &registering).await?, "id");
    let row = service.store.account_code(&id).await?.ok_or_else(|| failed("no code"))?;
    let code = Unsent::of(service, &row).map_err(refused)?.ok_or_else(|| failed("no code"))?.code;
    let path = format!("/v1/accounts/registrations/{id}");
    let proven = open(&format!("{path}/code"), &json!({ "code": code })).await?;
    let password = ids::password()?;
    let place = format!("/v1/accounts/registration/{party}");
    let documents = asked(service, Method::GET, &place, "", &Value::Null).await?;
    let yes = |one: &Value| json!({ "kind": one["kind"], "version": one["version"], "language": one["language"], "sha256": one["sha256"] });
    let documents = documents["documents"].as_array().cloned().unwrap_or_default();
    let consents: Vec<Value> = documents.iter().filter(|one| one["language"] == "en").map(yes).collect();
    let body = json!({ "registration_token": proven["registration_token"], "username": "Lin", "password": password,
        "consents": consents, "word": "quiet heron" });
    let signed_in = open(&format!("{path}/complete"), &body).await?;
    Ok((Person { contact: FRIEND.into(), password }, text(&signed_in, "token")))
}

async fn reviewer(service: &Shared, party: &str, login: &str) -> Result<Reviewer, ServeError> {
    let user = new_user(service, party, login, &[Role::Reviewer]).await?;
    let sealed = SecondFactor::new().and_then(|factor| factor.seal(service, &user.id)).map_err(refused)?;
    let steps = vec![Step::SetSecondFactor { user: user.id.clone(), sealed }];
    service.store.commit(Change { relying_party: party.to_owned(), at: service.now(), steps }).await?;
    Ok(Reviewer { user: user.id, login: login.to_owned(), password: user.password })
}
