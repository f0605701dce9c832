//! What a request brings: who sends it, from where, and a body that is what it says.

use crate::idempotency::digest;
use crate::ids;
use crate::limits::Left;
use crate::network;
use crate::problem::{Problem, REQUEST};
use crate::service::Shared;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::{AuditNote, Mode, Session, Step};
use verify::audit::Actor;

/// The largest body that is no file, in bytes.
pub(crate) const MOST_BODY: usize = 256 * 1024;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Read sessions, decisions, records and events.
    Read,
    /// Create, cancel and redact sessions.
    Write,
    /// Change policy and webhooks.
    Manage,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Manage];

    /// The word in keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Manage => "manage",
        }
    }
}

/// Where a request comes from, as the audit trail may keep it.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) request: String,
    /// Who is counted, with a token or without.
    pub(crate) origin: Vec<u8>,
    /// What is left to the token, once it is known to be good.
    left: Arc<OnceLock<Left>>,
    network: Option<String>,
    address: Option<String>,
}

impl Caller {
    /// An entry of the audit trail.
    pub(crate) fn audit(&self, actor: Actor, action: &str, subject: &str) -> Step {
        Step::Audit(AuditNote {
            actor,
            action: action.to_owned(),
            subject: subject.to_owned(),
            request: Some(self.request.clone()),
            network: self.network.clone(),
            address: self.address.clone(),
        })
    }
}

/// Names each request, notes where it comes from, counts it, and writes the name into the answer.
pub(crate) async fn named(
    State(service): State<Shared>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let started = service.clock.now();
    let id = ids::new("req", service.now())?;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let from = peer.map(|peer| network::forwarded(&service.config.trusted_proxies, request.headers(), peer));
    let origin = from.map(network::origin).unwrap_or_default();
    let of_token = Arc::new(OnceLock::new());
    let caller = Caller {
        request: id.clone(),
        origin: origin.clone(),
        left: Arc::clone(&of_token),
        network: from.map(network::prefix),
        address: from.map(|from| {
            let mark = service.ring.blind_index("server", "address", from.to_string().as_bytes());
            verify::record::hex(&mark[..16])
        }),
    };
    let route = request.extensions().get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(caller);
    let (mut response, left) = match service.limits.count(&origin) {
        Ok(left) => (REQUEST.scope(id.clone(), next.run(request)).await, Some(left)),
        Err(problem) => (REQUEST.sync_scope(id.clone(), || problem.into_response()), None),
    };
    if response.status() == StatusCode::UNAUTHORIZED
        && let Err(problem) = service.limits.count_refused(&origin)
    {
        response = REQUEST.sync_scope(id.clone(), || problem.into_response());
    }
    let headers = response.headers_mut();
    if let Some(left) = of_token.get().copied().or(left) {
        left.write(headers);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    protect(headers, &path, service.config.address().starts_with("https://"));
    let seconds = service.clock.now().duration_since(started).as_secs_f64();
    let (status, route) = (response.status().as_u16(), route.unwrap_or_else(|| "none".into()));
    service.metrics.request_seconds.observe(seconds);
    service.metrics.requests.get_or_create(&crate::metrics::Answered { route: route.clone(), status }).inc();
    tracing::info!(request = %id, %method, %route, status, seconds, "answered");
    Ok(response)
}

/// What browsers are told about every answer. A page that needs more says so itself.
fn protect(headers: &mut HeaderMap, path: &str, secure: bool) {
    const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    // The page on which the API is tried shows its own logos, and styles itself.
    const TRIED: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";
    let policy = if path.starts_with("/docs") { TRIED } else { NOTHING };
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::internal(&"a request without a name"))
    }
}

/// What `Authorization` brings; the name of the scheme may be written in any case (RFC 9110, section 11.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

/// Counts a request whose key or token is good.
fn counted(parts: &Parts, service: &Shared, hash: &[u8]) -> Result<(), Problem> {
    let left = service.limits.count_token(hash)?;
    if let Some(caller) = parts.extensions.get::<Caller>() {
        // Nothing extracts two of them.
        let _ = caller.left.set(left);
    }
    Ok(())
}

/// A relying party, by its secret key.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) mode: Mode,
    scopes: Vec<String>,
}

impl Party {
    /// Refuses a key without that scope.
    pub(crate) fn may(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.iter().any(|name| name == scope.name()) {
            return Ok(());
        }
        let detail =
            format!("the key lacks the scope `{}`; use another, or make one with `candor admin keys`", scope.name());
        Err(Problem::new(StatusCode::FORBIDDEN, "auth.scope", detail))
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::Key { id: self.key.clone() }
    }

    /// A session of this relying party. One of another does not exist for it.
    pub(crate) async fn session(&self, service: &Shared, id: &str) -> Result<Session, Problem> {
        let session = service.store.session(id).await?;
        let own = session.filter(|session| session.relying_party == self.id && session.mode == self.mode);
        own.ok_or_else(|| Problem::not_found("session"))
    }
}

impl FromRequestParts<Shared> for Party {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let token =
            bearer(&parts.headers).filter(|token| token.starts_with("candor_")).ok_or_else(Problem::unauthorised)?;
        let key = service.store.key(&ids::hashed(token)).await?.ok_or_else(Problem::unauthorised)?;
        let over = key.expires_at.is_some_and(|end| end <= service.now()) || key.revoked_at.is_some();
        if over {
            return Err(Problem::unauthorised());
        }
        counted(parts, service, &key.hash)?;
        Ok(Self { id: key.relying_party, key: key.id, mode: key.mode, scopes: key.scopes })
    }
}

/// An applicant, by a token bound to one session.
#[derive(Clone, Debug)]
pub(crate) struct Applicant {
    pub(crate) session: Session,
    /// The hash of the token.
    pub(crate) token: Vec<u8>,
}

impl FromRequestParts<Shared> for Applicant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let token =
            bearer(&parts.headers).filter(|token| token.starts_with("client_")).ok_or_else(Problem::unauthorised)?;
        let token = service.store.token(&ids::hashed(token)).await?.ok_or_else(Problem::unauthorised)?;
        if token.expires_at <= service.now() || token.revoked_at.is_some() {
            return Err(Problem::unauthorised());
        }
        counted(parts, service, &token.hash)?;
        let session = service.store.session(&token.session).await?.ok_or_else(Problem::unauthorised)?;
        Ok(Self { session, token: token.hash })
    }
}

/// A JSON body, and the digest of its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Body<T> {
    pub(crate) value: T,
    pub(crate) digest: [u8; 32],
}

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, service: &Shared) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            let detail = "send the body as JSON, with `Content-Type: application/json`";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.content_type", detail));
        }
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let bytes = read(request, MOST_BODY, service.config.quiet()).await?;
        // A list of a struct's values would be taken for the struct.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Problem::invalid("the body must be a JSON object"));
        }
        let value = serde_json::from_slice(&bytes)
            .map_err(|cause| Problem::invalid(format!("the body cannot be used: {cause}")))?;
        Ok(Self { value, digest: digest(&method, &uri, &bytes) })
    }
}

/// The bytes of a body of at most `most` bytes, which must come within `patience`.
pub(crate) async fn read(request: Request, most: usize, patience: Duration) -> Result<bytes::Bytes, Problem> {
    let too_large = || {
        let detail = format!("the body is larger than {most} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", detail)
    };
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let read = tokio::time::timeout(patience, axum::body::to_bytes(request.into_body(), most)).await;
    let slow = || {
        let detail = format!("the body did not come within {} s; send it again", patience.as_secs());
        Problem::new(StatusCode::REQUEST_TIMEOUT, "request.slow", detail)
    };
    read.map_err(|_| slow())?.map_err(|_| too_large())
}

/// What the path names.
#[derive(Clone, Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let wrong = |cause: PathRejection| Problem::invalid(format!("the path cannot be used: {}", cause.body_text()));
        axum::extract::Path::from_request_parts(parts, service).await.map(|path| Self(path.0)).map_err(wrong)
    }
}

/// What the query says.
#[derive(Clone, Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let wrong =
            |cause: QueryRejection| Problem::invalid(format!("the query cannot be used: {}", cause.body_text()));
        axum::extract::Query::from_request_parts(parts, service).await.map(|query| Self(query.0)).map_err(wrong)
    }
}
