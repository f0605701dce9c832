//! Requests that come again: the same key and body get the same answer, and nothing happens twice.

use crate::problem::Problem;
use crate::request::Party;
use crate::service::Shared;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{Answer, Step};

const MOST_LETTERS: usize = 255;

/// The key that a request brings, if any.
#[derive(Clone, Debug)]
pub(crate) struct Key(Option<String>);

impl FromRequestParts<Shared> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= MOST_LETTERS);
        let key = key.ok_or_else(|| Problem::invalid("`Idempotency-Key` must be 1 to 255 visible ASCII letters"))?;
        Ok(Self(Some(key.to_owned())))
    }
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
        let body = service.ring.derived("answers").open(&context(party, &key), &answer.sealed)?;
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let again = [(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"))];
        Ok(Some((status, kind, again, body).into_response()))
    }

    /// What keeps `body` for when the request comes again.
    pub(crate) fn kept(
        &self,
        service: &Shared,
        party: &Party,
        request: &[u8; 32],
        status: StatusCode,
        body: &[u8],
    ) -> Result<Option<Step>, Problem> {
        let Some(key) = self.named(party) else { return Ok(None) };
        // The answer may hold a token: it is sealed like everything else.
        let sealed = service.ring.derived("answers").seal(&context(party, &key), body)?;
        Ok(Some(Step::Answer(Answer {
            relying_party: party.id.clone(),
            key,
            request: request.to_vec(),
            status: status.as_u16(),
            sealed,
            created_at: service.now(),
        })))
    }

    /// Test and live keys never meet.
    fn named(&self, party: &Party) -> Option<String> {
        self.0.as_ref().map(|key| format!("{}/{key}", party.mode.name()))
    }
}

fn context(party: &Party, key: &str) -> String {
    format!("answer/{}/{key}", party.id)
}
