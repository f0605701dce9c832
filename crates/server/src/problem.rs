//! What went wrong, as RFC 9457 has it: a stable code, a status, and one sentence that says what to do.

use crate::limits::Left;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;
use vault::VaultError;
use verify::session::NotAllowed;

/// A problem, as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// `urn:candor:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:candor:problem:not_found")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status.
    pub status: u16,
    /// Stable; programs may depend on it.
    pub code: String,
    /// What is wrong, and what to do.
    pub detail: String,
    /// This request, as `X-Request-Id` and the log name it.
    #[schema(example = "urn:candor:request:req_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// When what stands in the way is due to be over: the result of an open submission.
    #[schema(example = "2026-12-01T09:30:00Z")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    /// What an account holds that was not paid, where that stands in the way of closing it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub balances: Vec<Unpaid>,
}

/// Rebates of one currency that were not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Unpaid {
    #[schema(example = "USDT")]
    pub currency: String,
    /// Payable only once somebody is verified.
    #[schema(example = "3.100000")]
    pub pending: String,
    #[schema(example = "18.402500")]
    pub payable: String,
}

tokio::task_local! {
    /// The name of the request that is answered.
    pub(crate) static REQUEST: String;
}

/// Every code with its status, for the OpenAPI document.
pub(crate) const CODES: [(&str, u16); 130] = [
    ("account.balance", 409),
    ("account.consent", 422),
    ("account.contact", 422),
    ("account.document", 409),
    ("account.full_sign_in", 403),
    ("account.last_passkey", 409),
    ("account.locale", 422),
    ("account.locked", 429),
    ("account.passkey", 422),
    ("account.passkeys", 409),
    ("account.password", 422),
    ("account.refused", 403),
    ("account.telephone", 422),
    ("account.username", 422),
    ("account.verified", 409),
    ("account.word", 422),
    ("app.too_large", 413),
    ("app.unreadable", 422),
    ("appeal.code_expired", 409),
    ("appeal.contact_unproven", 403),
    ("appeal.decided", 409),
    ("appeal.duplicate_open", 409),
    ("appeal.incomplete", 422),
    ("appeal.not_refused", 409),
    ("appeal.overtaken", 409),
    ("appeal.shredded", 410),
    ("appeal.too_many_codes", 429),
    ("appeal.unusable", 422),
    ("appeal.window_closed", 409),
    ("appeal.wrong_state", 409),
    ("applicant.legal_hold", 409),
    ("auth.refused", 401),
    ("auth.scope", 403),
    ("busy", 503),
    ("case.barred", 403),
    ("case.closed", 409),
    ("case.held", 409),
    ("case.lost", 409),
    ("case.masked", 403),
    ("case.no_picture", 422),
    ("case.paused", 409),
    ("case.too_many_messages", 429),
    ("case.too_many_openings", 429),
    ("case.unusable", 422),
    ("case.wrong_kind", 409),
    ("channel.unreadable", 422),
    ("channels.unusable", 422),
    ("claim.document_not_asked", 422),
    ("claim.unusable", 422),
    ("conflict", 409),
    ("console.enrolled", 409),
    ("console.header", 403),
    ("console.locked", 429),
    ("console.login_taken", 409),
    ("console.refused", 403),
    ("console.role", 403),
    ("console.self", 409),
    ("console.signed_out", 401),
    ("console.unusable", 422),
    ("delivery.waiting", 409),
    ("document.unusable", 422),
    ("document.mode", 409),
    ("document.version", 409),
    ("file.empty", 422),
    ("file.too_large", 413),
    ("handover.over", 409),
    ("handover.refused", 403),
    ("handover.wrong_number", 409),
    ("help.unusable", 422),
    ("idempotency.mismatch", 422),
    ("invitation.closed", 409),
    ("invitation.expired", 409),
    ("invitation.not_begun", 409),
    ("invitation.own", 409),
    ("invitation.terms", 409),
    ("invitation.unknown", 404),
    ("liveness.challenge", 409),
    ("liveness.incomplete", 422),
    ("liveness.too_few", 422),
    ("liveness.too_many", 429),
    ("not_found", 404),
    ("payout.amount", 422),
    ("payout.balance", 409),
    ("payout.changed", 409),
    ("payout.to", 422),
    ("policy.attempts_exhausted", 409),
    ("policy.open_submission", 409),
    ("policy.unusable", 422),
    ("precheck.off", 503),
    ("precheck.too_many", 429),
    ("programme.ended", 409),
    ("programme.unusable", 422),
    ("rate_limited", 429),
    ("registration.documents", 409),
    ("request.content_type", 415),
    ("request.invalid", 400),
    ("request.method", 405),
    ("request.slow", 408),
    ("request.too_large", 413),
    ("request.twice", 422),
    ("reversal.changed", 409),
    ("reversal.done", 409),
    ("reversal.trade", 422),
    ("session.consent_missing", 409),
    ("session.redacted", 410),
    ("session.unusable", 422),
    ("session.wrong_state", 409),
    ("submission.incomplete", 422),
    ("submission.unchanged", 409),
    ("sys.technical_error", 500),
    ("trade.account", 422),
    ("trade.at", 422),
    ("trade.changed", 409),
    ("trade.currency", 422),
    ("trade.fee", 422),
    ("trade.product_line", 422),
    ("upload.checksum", 460),
    ("upload.expired", 410),
    ("upload.kind", 422),
    ("upload.offset", 409),
    ("upload.submitted", 409),
    ("upload.too_long", 413),
    ("upload.too_many", 409),
    ("upload.under_way", 423),
    ("upload.version", 412),
    ("way_back.contact", 422),
    ("way_back.refused", 403),
    ("webhook.kind", 422),
    ("webhook.target", 422),
    ("webhook.too_many", 422),
];

/// Why a request is not answered as asked.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    retry_after: Option<u32>,
    challenge: bool,
    left: Option<Left>,
    due_at: Option<String>,
    balances: Vec<Unpaid>,
}

impl Problem {
    /// A problem of that status and code.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            retry_after: None,
            challenge: false,
            left: None,
            due_at: None,
            balances: vec![],
        }
    }

    /// 400.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request.invalid", detail)
    }

    /// 401.
    pub fn unauthorised() -> Self {
        let detail = "the token is missing, unknown, expired or revoked; send `Authorization: Bearer TOKEN`";
        Self { challenge: true, ..Self::new(StatusCode::UNAUTHORIZED, "auth.refused", detail) }
    }

    /// 404: it does not exist, or belongs to somebody else. The two are never told apart.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no such {what}; check the id, and whether the key is of the same mode"),
        )
    }

    /// 409.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422.
    pub fn unusable(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 500. The cause is for the log alone.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        let detail = "something failed on our side; nothing was changed, try again";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "sys.technical_error", detail)
    }

    /// 503, to be tried again after so many seconds.
    pub fn busy(seconds: u32, detail: &str) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail) }
    }

    /// The same, to be tried again after so many seconds.
    #[must_use]
    pub fn after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..self }
    }

    /// The same, with when what stands in the way is due to be over, in milliseconds since 1970.
    #[must_use]
    pub(crate) fn due(self, at: i64) -> Self {
        Self { due_at: Some(crate::clock::written(at)), ..self }
    }

    /// The same, with what is still to be paid.
    #[must_use]
    pub(crate) fn unpaid(self, balances: Vec<Unpaid>) -> Self {
        Self { balances, ..self }
    }

    /// The same, of a limit of which so much is left.
    #[must_use]
    pub(crate) fn of(self, left: Left) -> Self {
        Self { left: Some(left), ..self }
    }

    /// Whether what was needed is away for now, so that trying again helps.
    pub(crate) fn is_busy(&self) -> bool {
        self.code == "busy"
    }

    /// What is wrong, and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(what) => {
                Self::conflict("conflict", format!("{what} was changed at the same moment; read it again and repeat"))
            }
            other => {
                tracing::error!(cause = %other, "the database failed");
                Self::busy(5, "the database does not answer; nothing was changed, try again")
            }
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        if let VaultError::Blobs(_) = error {
            tracing::error!(cause = %error, "the blob store failed");
            return Self::busy(5, "the store of files does not answer; nothing was changed, try again");
        }
        Self::internal(&error)
    }
}

impl From<NotAllowed> for Problem {
    fn from(error: NotAllowed) -> Self {
        Self::conflict(
            "session.wrong_state",
            format!("the session is {}: that is not possible now", error.state.name()),
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: format!("urn:candor:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail,
            instance: REQUEST.try_with(|request| format!("urn:candor:request:{request}")).ok(),
            due_at: self.due_at,
            balances: self.balances,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(left) = self.left {
            left.write(headers);
        }
        if self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
