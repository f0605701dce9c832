//! Requests that come again: the same key and body get the same answer, and nothing happens twice.

use crate::problem::Problem;
use crate::request::Party;
use crate::service::Shared;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Answer, Change, Step, StoreError};
use utoipa::IntoParams;
use vault::DataKey;

const MOST_LETTERS: usize = 255;

/// The header, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "what it says is read from its type")]
pub(crate) struct IdempotencyKey {
    /// 1 to 255 letters; the same key and request within a day get the same answer, and nothing happens twice.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    key: Option<String>,
}

/// The key that a request brings, if any.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    key: Option<String>,
    /// Digest of method and path, which is all that a request without a body says.
    pub(crate) bare: [u8; 32],
}

impl FromRequestParts<Shared> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        let bare = digest(&parts.method, &parts.uri, b"");
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self { key: None, bare }) };
        let key = value
            .to_str()
            .ok()
            .filter(|key| (1..=MOST_LETTERS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let key = key.ok_or_else(|| Problem::invalid("`Idempotency-Key` must be 1 to 255 visible ASCII letters"))?;
        Ok(Self { key: Some(key.to_owned()), bare })
    }
}

/// What makes a request the same as another.
pub(crate) fn digest(method: &Method, uri: &Uri, body: &[u8]) -> [u8; 32] {
    let subject = [method.as_str(), " ", uri.path(), "\n"].concat();
    Sha256::new().chain_update(subject).chain_update(body).finalize().into()
}

fn json(status: StatusCode, body: Vec<u8>) -> Response {
    if body.is_empty() {
        return status.into_response();
    }
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

impl Key {
    /// The answer that was given before. The same key with another request is refused.
    pub(crate) async fn before(
        &self,
        service: &Shared,
        party: &Party,
        request: &[u8; 32],
    ) -> Result<Option<Response>, Problem> {
        let Some(key) = self.named(party) else { return Ok(None) };
        let Some(answer) = service.store.answer(&party.id, &key).await? else { return Ok(None) };
        if answer.request != request {
            let detail = "this `Idempotency-Key` was used with another request; use a new key for a new request";
            return Err(Problem::unusable("idempotency.mismatch", detail));
        }
        let body = sealer(service, party, &key).open(&context(party, &key), &answer.sealed)?;
        let mut response = json(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK), body);
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
        Ok(Some(response))
    }

    /// Makes `change` and answers with `body`; both are one, so that the request that comes again gets the same answer.
    pub(crate) async fn answered(
        &self,
        service: &Shared,
        party: &Party,
        request: &[u8; 32],
        mut change: Change,
        (status, body): (StatusCode, Vec<u8>),
    ) -> Result<Response, Problem> {
        if let Some(key) = self.named(party) {
            change.steps.push(Step::Answer(Answer {
                relying_party: party.id.clone(),
                request: request.to_vec(),
                status: status.as_u16(),
                // It may hold a token or a secret: it is sealed like everything else.
                sealed: sealer(service, party, &key).seal(&context(party, &key), &body)?,
                key,
                created_at: service.now(),
            }));
        }
        match service.store.commit(change).await {
            Ok(()) => {
                service.bell.notify_waiters();
                Ok(json(status, body))
            }
            // The same request at the same moment: the other one was faster.
            Err(error @ StoreError::Conflict(_)) => {
                self.before(service, party, request).await?.ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Test and live keys never meet.
    fn named(&self, party: &Party) -> Option<String> {
        self.key.as_ref().map(|key| format!("{}/{key}", party.mode.name()))
    }
}

/// `value` as the body of an answer.
pub(crate) fn written(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|cause| Problem::internal(&cause))
}

fn context(party: &Party, key: &str) -> String {
    format!("answer/{}/{key}", party.id)
}

/// A key for one answer: with one for all, nonces drawn at random would meet in time.
fn sealer(service: &Shared, party: &Party, key: &str) -> DataKey {
    service.ring.derived(&context(party, key))
}
