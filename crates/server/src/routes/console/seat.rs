//! Who is at the console, by a cookie that scripts cannot read and other sites cannot send.

use crate::ids;
use crate::problem::Problem;
use crate::service::Shared;
use crate::users::Role;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use store::{Console, User};
use verify::audit::Actor;

/// Milliseconds without a request after which it is over.
pub(crate) const IDLE: i64 = 30 * 60_000;
/// Milliseconds after which it is over in any case.
pub(crate) const LONGEST: i64 = 12 * 3_600_000;
/// Milliseconds within which it is not noted again that somebody is there.
const NOTED: i64 = 60_000;
/// What every request that changes something carries: another site's page cannot send it.
const HEADER: &str = "x-candor-console";

/// The name of the cookie. Over TLS browsers take it from this very host alone.
fn cookie_name(service: &Shared) -> &'static str {
    if service.config.address().starts_with("https://") { "__Host-candor-console" } else { "candor-console" }
}

/// The cookie that brings `token`; an empty one takes it away.
pub(crate) fn cookie(service: &Shared, token: &str) -> HeaderValue {
    let name = cookie_name(service);
    let secure = if name.starts_with("__Host-") { "; Secure" } else { "" };
    let age = if token.is_empty() { 0 } else { LONGEST / 1000 };
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The token that the cookie brought.
pub(crate) fn token(service: &Shared, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(service);
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Nobody is signed in.
pub(crate) fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "console.signed_out", "sign in to go on; nothing was changed")
}

/// A request that may come from another site's page.
pub(crate) fn of_own_page(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method == Method::GET || headers.contains_key(HEADER) {
        return Ok(());
    }
    let detail = "send the header `X-Candor-Console: 1` with every request that changes something";
    Err(Problem::new(StatusCode::FORBIDDEN, "console.header", detail))
}

/// Somebody who gave the password, and perhaps not yet the second factor.
#[derive(Clone, Debug)]
pub(crate) struct Arriving {
    pub(crate) user: User,
    pub(crate) console: Console,
}

impl FromRequestParts<Shared> for Arriving {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        of_own_page(&parts.method, &parts.headers)?;
        let token = token(service, &parts.headers).ok_or_else(signed_out)?;
        let console = service.store.console(&ids::hashed(&token)).await?.ok_or_else(signed_out)?;
        let now = service.now();
        let over = console.ended_at.is_some() || console.seen_at + IDLE <= now || console.created_at + LONGEST <= now;
        if over {
            return Err(signed_out());
        }
        let user = service.store.user(&console.user).await?.filter(|user| user.disabled_at.is_none());
        let user = user.ok_or_else(signed_out)?;
        service.limits.count_token(&console.hash)?;
        Ok(Self { user, console })
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) user: User,
    pub(crate) console: Console,
}

impl FromRequestParts<Shared> for Seat {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let Arriving { user, console } = Arriving::from_request_parts(parts, service).await?;
        // Whoever's second factor was forgotten meanwhile sets another.
        if !console.whole || user.second_factor.is_none() {
            return Err(signed_out());
        }
        let now = service.now();
        if console.seen_at + NOTED <= now {
            service.store.seen(&console.hash, now).await?;
        }
        Ok(Self { user, console })
    }
}

impl Seat {
    pub(crate) fn has(&self, role: Role) -> bool {
        self.user.roles.iter().any(|name| name == role.name())
    }

    /// Whether this is an auditor who decides nothing.
    pub(crate) fn reads_only(&self) -> bool {
        self.has(Role::Auditor) && !self.has(Role::Reviewer) && !self.has(Role::Lead)
    }

    /// Refuses whoever has none of `roles`. Roles are read anew with each request: one that was taken away counts no more.
    pub(crate) fn any_of(&self, roles: &[Role]) -> Result<(), Problem> {
        if roles.iter().any(|role| self.has(*role)) {
            return Ok(());
        }
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        let detail = format!("this needs the role {}; ask an admin", names.join(" or "));
        Err(Problem::new(StatusCode::FORBIDDEN, "console.role", detail))
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::User { id: self.user.id.clone() }
    }

    pub(crate) fn party(&self) -> &str {
        &self.user.relying_party
    }
}
