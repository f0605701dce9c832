//! `/v1/applicant/evidence`: uploads by tus 1.0 (core, creation, checksum, expiration, termination).

use super::applicant_face_consent::OF_FACES;
use crate::appeals;
use crate::evidence;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Caller, Path};
use crate::service::{Settings, Shared, saved};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use store::{Change, Evidence, Step, StoreError};
use verify::audit::Actor;

/// Hours after which a file that was not finished is thrown away.
const HOURS: i64 = 24;
const KINDS: [&str; 7] = ["front", "back", "selfie", "liveness", "held", "statement", "extra"];
/// Files of one session that are there at a time.
const MOST_FILES: usize = 30;

const PLACE: &str = "/v1/applicant/evidence";

/// What tus asks of every answer about uploads, refusals included.
pub(crate) async fn spoken(request: Request, next: Next) -> Response {
    let of_uploads = request.uri().path().starts_with(PLACE);
    let mut response = next.run(request).await;
    if of_uploads {
        let refused = response.status() == StatusCode::PRECONDITION_FAILED;
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("tus-resumable"), HeaderValue::from_static("1.0.0"));
        if refused {
            headers.insert(HeaderName::from_static("tus-version"), HeaderValue::from_static("1.0.0"));
        }
    }
    response
}

/// The request as it was meant: where only POST goes through, `X-HTTP-Method-Override` names the method of an upload.
pub(crate) fn meant(mut request: axum::http::Request<axum::body::Body>) -> axum::http::Request<axum::body::Body> {
    let named = request.headers().get("x-http-method-override").and_then(|name| name.to_str().ok());
    let method =
        [Method::PATCH, Method::DELETE, Method::HEAD].into_iter().find(|method| named == Some(method.as_str()));
    if let Some(method) = method
        && request.method() == Method::POST
        && request.uri().path().starts_with(PLACE)
    {
        *request.method_mut() = method;
    }
    request
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

fn version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get("tus-resumable").is_some_and(|version| version == "1.0.0") {
        return Ok(());
    }
    let detail = "send `Tus-Resumable: 1.0.0`: uploads follow tus 1.0";
    Err(Problem::new(StatusCode::PRECONDITION_FAILED, "upload.version", detail))
}

fn expires(evidence: &Evidence) -> HeaderValue {
    let time = jiff::Timestamp::from_millisecond(evidence.expires_at).unwrap_or_default();
    // RFC 9110, section 5.6.7.
    let text = time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// What `Upload-Metadata` says of `key`: pairs of a key and a value in base64, between commas.
fn said(headers: &HeaderMap, key: &str) -> Option<String> {
    let pairs = headers.get("upload-metadata").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut pairs = pairs.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let (_, value) = pairs.find(|(name, _)| *name == key)?;
    String::from_utf8(BASE64_STANDARD.decode(value.trim()).ok()?).ok()
}

fn kind(headers: &HeaderMap) -> Result<&'static str, Problem> {
    let named = said(headers, "kind");
    let known = KINDS.into_iter().find(|kind| named.as_deref() == Some(kind));
    known.ok_or_else(|| {
        let detail = "`Upload-Metadata` must name the `kind`: front, back, selfie or liveness, or of an appeal held, statement or extra, in base64";
        Problem::unusable("upload.kind", detail)
    })
}

/// The challenge that a clip answers.
async fn challenge(
    service: &Shared,
    session: &store::Session,
    headers: &HeaderMap,
    size: u64,
) -> Result<store::Challenge, Problem> {
    super::applicant_liveness::agreed(session)?;
    let most = super::applicant_liveness::MOST_BYTES;
    if size > most {
        let detail = format!("the clip has {size} bytes; the limit is {most}");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file.too_large", detail));
    }
    let id = said(headers, "challenge").ok_or_else(|| {
        Problem::unusable("upload.kind", "`Upload-Metadata` must name the `challenge` that the clip answers, in base64")
    })?;
    super::applicant_liveness::open(service, session, &id).await
}

/// What was announced with the file: its kind, and of a clip the challenge that it answers.
async fn metadata(service: &Shared, evidence: &Evidence) -> Result<HeaderValue, Problem> {
    let mut text = format!("kind {}", BASE64_STANDARD.encode(&evidence.kind));
    if evidence.kind == "liveness" {
        let challenges = service.store.challenges_of(&evidence.session).await?;
        let own = challenges.into_iter().find(|challenge| challenge.evidence.as_ref() == Some(&evidence.id));
        text += &own.map(|own| format!(",challenge {}", BASE64_STANDARD.encode(own.id))).unwrap_or_default();
    }
    Ok(HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
}

/// A file of this applicant's session.
async fn owned(service: &Shared, applicant: &Applicant, id: &str) -> Result<Evidence, Problem> {
    let evidence = service.store.evidence(id).await?.filter(|evidence| evidence.session == applicant.session.id);
    let evidence = evidence.ok_or_else(|| Problem::not_found("upload"))?;
    if evidence.blob.is_none() && evidence.expires_at < service.now() {
        return Err(Problem::new(
            StatusCode::GONE,
            "upload.expired",
            "the upload was not finished in time; begin it again",
        ));
    }
    Ok(evidence)
}

/// What uploads can do
#[utoipa::path(options, path = "/v1/applicant/evidence", tag = "applicant",
    responses((status = 204, description = "What they can do",
        headers(
            ("Tus-Version" = String, description = "Versions of tus"),
            ("Tus-Extension" = String, description = "Its extensions"),
            ("Tus-Max-Size" = u64, description = "Bytes of the largest file"),
            ("Tus-Checksum-Algorithm" = String, description = "How parts can be checked"),
        ))))]
pub(crate) async fn abilities(State(service): State<Shared>) -> Response {
    let headers = [
        ("tus-version", "1.0.0".to_owned()),
        ("tus-extension", "creation,checksum,expiration,termination".to_owned()),
        ("tus-max-size", service.config.most_bytes.to_string()),
        ("tus-checksum-algorithm", "sha256,sha1".to_owned()),
    ];
    (StatusCode::NO_CONTENT, axum::response::AppendHeaders(headers)).into_response()
}

/// Announce a file
#[utoipa::path(post, path = "/v1/applicant/evidence", tag = "applicant", security(("client_token" = [])),
    params(
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Length" = u64, Header, description = "Bytes of the file"),
        ("Upload-Metadata" = String, Header, description = "`kind` and front, back, selfie or liveness in base64, such as `kind ZnJvbnQ=`; of a clip also `challenge` and its id"),
    ),
    responses(
        (status = 201, description = "It can be sent",
            headers(("Location" = String, description = "Where to send it"), ("Upload-Expires" = String, description = "When it is thrown away unless it is whole"))),
        (status = 413, description = "Too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A value is not possible", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Another version of tus", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn announce(
    State(service): State<Shared>,
    applicant: Applicant,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    version(&headers)?;
    let size = number(&headers, "upload-length")
        .ok_or_else(|| Problem::invalid("`Upload-Length` must say how many bytes the file has"))?;
    if size > service.config.most_bytes {
        let detail = format!("the file has {size} bytes; the limit is {}", service.config.most_bytes);
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file.too_large", detail));
    }
    if size == 0 {
        return Err(Problem::unusable("file.empty", "the file has no bytes; take the photo again"));
    }
    let kind = kind(&headers)?;
    let mut session = applicant.session;
    if appeals::KINDS.contains(&kind) {
        return announce_to_appeal(&service, &caller, &session, kind, size).await;
    }
    let mut steps = super::applicant_claim::collecting(&service, &mut session)?;
    let of_face = OF_FACES.contains(&kind);
    if of_face && !Settings::of(&session).agreed("face") {
        let detail = "the applicant has not agreed to the face check; send that consent first, or go on without";
        return Err(Problem::conflict("session.consent_missing", detail));
    }
    if service.store.evidence_of(&session.id).await?.len() >= MOST_FILES {
        let detail = format!("{MOST_FILES} files are there already; delete one that is not needed");
        return Err(Problem::conflict("upload.too_many", detail));
    }
    let now = service.now();
    let evidence = Evidence {
        id: ids::new("evd", now)?,
        session: session.id.clone(),
        appeal: None,
        kind: kind.into(),
        attempt: None,
        size,
        received: 0,
        blob: None,
        mark: None,
        look: None,
        created_at: now,
        expires_at: now + HOURS * 3_600_000,
    };
    if kind == "liveness" {
        let challenge = challenge(&service, &session, &headers, size).await?;
        steps.push(Step::PutChallenge(store::Challenge { evidence: Some(evidence.id.clone()), ..challenge }));
    }
    let party = session.relying_party.clone();
    // A consent that is withdrawn at the same moment is in the way of it.
    if of_face || steps.iter().any(|step| matches!(step, Step::Event { .. })) {
        steps.insert(0, saved(session, now));
    }
    steps.extend([
        Step::WhileCollecting { session: evidence.session.clone() },
        Step::NewEvidence(evidence.clone()),
        caller.audit(Actor::Applicant, "evidence.announced", &evidence.id),
    ]);
    service.store.commit(Change { relying_party: party, at: now, steps }).await?;
    announced(&evidence)
}

fn announced(evidence: &Evidence) -> Result<Response, Problem> {
    let location = format!("{PLACE}/{}", evidence.id);
    let headers = [
        (header::LOCATION, HeaderValue::from_str(&location).map_err(|cause| Problem::internal(&cause))?),
        (HeaderName::from_static("upload-expires"), expires(evidence)),
    ];
    Ok((StatusCode::CREATED, headers).into_response())
}

/// Announces a file of the appeal that is being drafted, or for which information is asked.
async fn announce_to_appeal(
    service: &Shared,
    caller: &Caller,
    session: &store::Session,
    kind: &'static str,
    size: u64,
) -> Result<Response, Problem> {
    let none = || Problem::conflict("appeal.wrong_state", "no appeal takes evidence now; begin one first");
    let appeal = appeals::newest(service, session).await?.filter(|appeal| appeal.state.takes_evidence());
    let appeal = appeal.ok_or_else(none)?;
    let party = service.party(&session.relying_party).await?;
    let most = service.policy(&party, session.mode)?.appeals.most_files;
    let now = service.now();
    let evidence = Evidence {
        id: ids::new("evd", now)?,
        session: session.id.clone(),
        appeal: Some(appeal.id.clone()),
        kind: kind.into(),
        attempt: None,
        size,
        received: 0,
        blob: None,
        mark: None,
        look: None,
        created_at: now,
        expires_at: now + HOURS * 3_600_000,
    };
    let steps = vec![
        evidence::while_taken(&evidence),
        Step::WhileRoom { appeal: appeal.id, most },
        Step::NewEvidence(evidence.clone()),
        caller.audit(Actor::Applicant, "evidence.announced", &evidence.id),
    ];
    match service.store.commit(Change { relying_party: party.id, at: now, steps }).await {
        Err(StoreError::Conflict("the files")) => {
            let detail = format!("{most} files are there already; delete one that is not needed");
            Err(Problem::conflict("upload.too_many", detail))
        }
        done => {
            done?;
            announced(&evidence)
        }
    }
}

/// Where an upload stands
#[utoipa::path(head, path = "/v1/applicant/evidence/{id}", tag = "applicant", security(("client_token" = [])),
    params(("id" = String, Path, description = "The file's id"), ("Tus-Resumable" = String, Header, description = "`1.0.0`")),
    responses(
        (status = 200, description = "It stands there",
            headers(
                ("Upload-Offset" = u64, description = "Bytes that are there"),
                ("Upload-Length" = u64, description = "Bytes of the whole file"),
                ("Upload-Metadata" = String, description = "Its kind"),
                ("Upload-Expires" = String, description = "When it is thrown away unless it is whole"),
            )),
        (status = 401, description = "The token is missing or refused"),
        (status = 404, description = "There is no such file"),
        (status = 410, description = "It was not finished in time"),
        (status = 412, description = "Another version of tus"),
        (status = 429, description = "Too many requests"),
    ))]
pub(crate) async fn offset(
    State(service): State<Shared>,
    applicant: Applicant,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    version(&headers)?;
    let evidence = owned(&service, &applicant, &id).await?;
    let headers = [
        (HeaderName::from_static("upload-offset"), HeaderValue::from(evidence.received)),
        (HeaderName::from_static("upload-length"), HeaderValue::from(evidence.size)),
        (HeaderName::from_static("upload-metadata"), metadata(&service, &evidence).await?),
        (HeaderName::from_static("upload-expires"), expires(&evidence)),
    ];
    Ok(headers.into_response())
}

/// Send bytes of a file
///
/// What arrived before a connection broke is kept, unless a checksum was promised.
#[utoipa::path(patch, path = "/v1/applicant/evidence/{id}", tag = "applicant", security(("client_token" = [])),
    params(
        ("id" = String, Path, description = "The file's id"),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Offset" = u64, Header, description = "Where these bytes begin"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha256` or `sha1`, and the digest of these bytes in base64"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Kept",
            headers(("Upload-Offset" = u64, description = "Bytes that are there now"), ("Upload-Expires" = String, description = "When it is thrown away unless it is whole"))),
        (status = 413, description = "Too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Another content type is needed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Another version of tus", body = ProblemBody, content_type = "application/problem+json"),
        (status = 423, description = "Another request sends bytes of this file", body = ProblemBody, content_type = "application/problem+json"),
        (status = 460, description = "The checksum does not fit", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn append(
    State(service): State<Shared>,
    applicant: Applicant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    version(headers)?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/offset+octet-stream") {
        let detail = "send the bytes with `Content-Type: application/offset+octet-stream`";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.content_type", detail));
    }
    let from = number(headers, "upload-offset")
        .ok_or_else(|| Problem::invalid("`Upload-Offset` must say where these bytes begin"))?;
    let checksum = headers.get("upload-checksum").map(evidence::Checksum::parse).transpose()?;
    // Before it is looked at where the file stands.
    let upload = service.uploads.begin(&id)?;
    let evidence = owned(&service, &applicant, &id).await?;
    if evidence.appeal.is_none() && !applicant.session.state.collects() {
        return Err(Problem::conflict("session.wrong_state", "the attempt was submitted; nothing can be added to it"));
    }
    if from != evidence.received {
        let detail = format!("{} bytes are there; go on from there", evidence.received);
        return Err(Problem::conflict("upload.offset", detail));
    }
    // In a task of its own: when the connection breaks, this future is dropped and what arrived would be lost.
    let body = request.into_body();
    let received =
        tokio::spawn(evidence::receive(service.clone(), applicant.session, evidence, upload, body, checksum));
    let evidence = received.await.map_err(|cause| Problem::internal(&cause))??;
    let headers = [
        (HeaderName::from_static("upload-offset"), HeaderValue::from(evidence.received)),
        (HeaderName::from_static("upload-expires"), expires(&evidence)),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Delete a file
#[utoipa::path(delete, path = "/v1/applicant/evidence/{id}", tag = "applicant", security(("client_token" = [])),
    params(("id" = String, Path, description = "The file's id"), ("Tus-Resumable" = String, Header, description = "`1.0.0`")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 412, description = "Another version of tus", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn terminate(
    State(service): State<Shared>,
    applicant: Applicant,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    version(&headers)?;
    let evidence = owned(&service, &applicant, &id).await?;
    if evidence.attempt.is_some() {
        return Err(Problem::conflict("upload.submitted", "the file was submitted; ask for erasure instead"));
    }
    let audit = caller.audit(Actor::Applicant, "evidence.deleted", &evidence.id);
    evidence::discard(&service, &applicant.session.relying_party, evidence, vec![audit]).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
