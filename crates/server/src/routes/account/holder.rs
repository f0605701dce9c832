//! The holder of an account: who is signed in, by a token that is bound to one account.

use super::{FULL, Person, refused};
use crate::clock::written;
use crate::ids;
use crate::problem::Problem;
use crate::request::bearer;
use crate::service::Shared;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Serialize;
use store::{Account, AccountSignIn, AccountStep, Step};
use utoipa::ToSchema;
use verify::audit::Actor;

/// Milliseconds without a request after which it is over.
const IDLE: i64 = 3_600_000;
/// Milliseconds after which it is over in any case.
const LONGEST: i64 = 12 * 3_600_000;
/// Milliseconds within which it is not noted again that somebody is there.
const NOTED: i64 = 60_000;

/// Somebody who is signed in to an account that is not closed.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) account: Account,
    pub(crate) sign_in: AccountSignIn,
}

impl FromRequestParts<Shared> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let token = bearer(&parts.headers).filter(|token| token.starts_with("account_"));
        let hash = ids::hashed(token.ok_or_else(Problem::unauthorised)?);
        let sign_in = service.store.account_sign_in(&hash).await?.ok_or_else(Problem::unauthorised)?;
        let now = service.now();
        if sign_in.ended_at.is_some() || sign_in.seen_at + IDLE <= now || sign_in.created_at + LONGEST <= now {
            return Err(Problem::unauthorised());
        }
        let account = service.store.account(&sign_in.account).await?.filter(|account| account.closed_at.is_none());
        let account = account.ok_or_else(Problem::unauthorised)?;
        service.limits.count_token(&hash)?;
        if sign_in.seen_at + NOTED <= now {
            service.store.account_seen(&hash, now).await?;
        }
        Ok(Self { account, sign_in })
    }
}

impl Holder {
    /// What is personal of the account.
    pub(crate) async fn person(&self, service: &Shared) -> Result<Person, Problem> {
        Person::of(service, &self.account).await?.ok_or_else(Problem::unauthorised)
    }

    /// Whether the last factor was given just now.
    pub(crate) fn is_full(&self, now: i64) -> bool {
        self.sign_in.full_at.is_some_and(|at| now < at + FULL)
    }

    /// Refuses whoever did not give the last factor just now.
    pub(crate) fn full(&self, service: &Shared) -> Result<(), Problem> {
        if self.is_full(service.now()) {
            return Ok(());
        }
        let detail = "this needs a sign-in with password and code, or with a passkey, within the last ten minutes; sign in again, and nothing is lost";
        Err(Problem::new(StatusCode::FORBIDDEN, "account.full_sign_in", detail))
    }

    /// Whether that is the password; one that is not counts as a sign-in that did not fit. Where the account has none, nothing is asked for: whoever
    /// comes here gave the last factor just now.
    pub(crate) async fn gave(&self, service: &Shared, password: Option<String>) -> Result<(), Problem> {
        self.full(service)?;
        let password = match (&self.account.password, password) {
            (_, Some(password)) => password,
            (None, None) => return Ok(()),
            (Some(_), None) => {
                let detail = "the account has a password; give it as `password`";
                return Err(Problem::unusable("account.password", detail));
            }
        };
        let contact = self.account.contact.clone().unwrap_or_default();
        super::sign_in::unlocked(service, &contact).await?;
        let hash = self.account.password.clone();
        if super::sign_in::fits(service, &contact, hash, password).await? { Ok(()) } else { Err(refused()) }
    }
}

/// As the audit trail names whoever holds an account: the entry's subject is the account.
pub(crate) const HOLDER: Actor = Actor::Holder;

/// Somebody is in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// `in`.
    pub(crate) next: &'static str,
    pub(crate) account: String,
    /// Shown once.
    pub(crate) token: String,
    /// By which this device is known from now on; keep it there. Shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<String>,
    pub(crate) expires_at: String,
    /// Whether the last factor was given.
    pub(crate) full: bool,
}

/// Signs in to an account, which must not have changed since it was read; `full` where the last factor was given, which makes the device known.
pub(super) fn signing_in(service: &Shared, account: &Account, full: bool) -> Result<(SignedIn, Vec<Step>), Problem> {
    let now = service.now();
    let token = ids::secret("account")?;
    let row = AccountSignIn {
        hash: ids::hashed(&token),
        account: account.id.clone(),
        full_at: full.then_some(now),
        created_at: now,
        seen_at: now,
        ended_at: None,
    };
    let mut steps = vec![Step::Account(AccountStep::NewSignIn { sign_in: row, version: account.version })];
    let device = full.then(|| ids::secret("device")).transpose()?;
    if let Some(device) = &device {
        steps.push(Step::Account(AccountStep::NewDevice { hash: ids::hashed(device), account: account.id.clone() }));
    }
    let expires_at = written(now + LONGEST);
    Ok((SignedIn { next: "in", account: account.id.clone(), token, device, expires_at, full }, steps))
}
