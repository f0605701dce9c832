//! `GET /v1/applicant/evidence/{id}`.

use crate::evidence;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Caller, Path};
use crate::service::Shared;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use store::Change;
use verify::audit::Actor;

/// The type of an image by its first bytes; what is none is bytes.
fn content_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}

/// Get a file back
///
/// As it was sent: a part of the copy of the data.
#[utoipa::path(get, path = "/v1/applicant/evidence/{id}", tag = "applicant", security(("client_token" = [])),
    params(("id" = String, Path, description = "The file's id")),
    responses(
        (status = 200, description = "Its bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "There is no such thing, it is not yours, or not whole", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn applicant_file(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = service.store.evidence(&id).await?.filter(|file| file.session == session.id && file.blob.is_some());
    let file = found.ok_or_else(|| Problem::not_found("file"))?;
    let key = evidence::key_of(&service, &session, &file).await?;
    let Some(bytes) = evidence::whole(&service, &key, &file).await? else { return Err(Problem::not_found("file")) };
    let steps = vec![caller.audit(Actor::Applicant, "file.given", &file.id)];
    service.store.commit(Change { relying_party: session.relying_party, at: service.now(), steps }).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(&bytes))),
        // What somebody sent is never shown as a page of ours.
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
    ];
    Ok((headers, bytes).into_response())
}
