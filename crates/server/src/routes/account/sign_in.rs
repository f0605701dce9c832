//! Signing in: by password and, on a device that is not known, a code to the contact.

use super::code::{AskedCode, BroughtCode, For, asked, commit, tried, used};
use super::holder::{HOLDER, SignedIn, signing_in};
use super::{Person, Reached, open_party, refused};
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::routes::console::password::{MOST as MOST_PASSWORD, Turn};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use store::{AccountStep, Change, CodePurpose, Step};
use utoipa::ToSchema;

/// Failures in a row after which nothing is tried for a while on devices that are not known.
const MOST_FAILURES: u32 = 10;
/// Milliseconds of that while.
const LOCKED: i64 = 15 * 60_000;

/// Who wants to sign in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SigningIn {
    #[schema(max_length = 64)]
    relying_party: String,
    #[schema(example = "ada@example.org", max_length = 254, pattern = "^[!-?A-~]+@[!-?A-~]+$")]
    email: Option<String>,
    #[schema(example = "+4712345678", pattern = "^\\+[0-9]{6,15}$")]
    phone: Option<String>,
    #[schema(max_length = 200)]
    password: String,
    /// What a sign-in on this device gave.
    #[schema(max_length = 100)]
    device: Option<String>,
    /// Whether the last factor is to be given, though the device is known.
    #[serde(default)]
    full: bool,
}

/// Refuses to try anything while there were too many that did not fit, whether the contact is registered or not.
pub(super) async fn unlocked(service: &Shared, contact: &[u8]) -> Result<(), Problem> {
    let (missed, now) = (service.store.missed(contact).await?, service.now());
    let Some(until) = missed.locked_until.filter(|until| *until > now) else { return Ok(()) };
    let seconds = u32::try_from((until - now) / 1000).unwrap_or(0) + 1;
    let detail = format!(
        "too many tries did not fit; wait {} minutes, or sign in on a device that you used before",
        seconds.div_ceil(60)
    );
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "account.locked", detail).after(seconds))
}

/// Whether `password` is the one that `hash` was made of; what does not fit is counted. Nobody's takes as long as somebody's.
pub(super) async fn fits(
    service: &Shared,
    contact: &[u8],
    hash: Option<String>,
    password: String,
) -> Result<bool, Problem> {
    let short = password.chars().count() <= MOST_PASSWORD;
    let turn = Turn::of(service).await?;
    if turn.fits_hash(hash, if short { password } else { String::new() }).await? && short {
        return Ok(true);
    }
    missed(service, contact).await?;
    Ok(false)
}

/// Counts what did not fit.
pub(super) async fn missed(service: &Shared, contact: &[u8]) -> Result<(), Problem> {
    let now = service.now();
    let missed =
        Step::Account(AccountStep::Missed { contact: contact.to_vec(), most: MOST_FAILURES, until: now + LOCKED });
    Ok(service.store.commit(Change { relying_party: String::new(), at: now, steps: vec![missed] }).await?)
}

/// A code comes next.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CodeNext {
    /// `code`.
    next: &'static str,
    #[serde(flatten)]
    asked: AskedCode,
}

/// What a sign-in leads to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "what it says is read from its type")]
pub(crate) enum Next {
    /// Somebody is in.
    In(SignedIn),
    /// A code comes next.
    Code(CodeNext),
}

/// Sign in
///
/// What did not fit is refused alike, whether or not the contact is registered.
#[utoipa::path(post, path = "/v1/accounts/sign-ins", tag = "accounts", request_body = SigningIn,
    responses(
        (status = 200, description = "Somebody is in, or a code is on its way", body = Next),
        (status = 403, description = "It did not fit", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "Nobody registers there", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests, or too many that did not fit", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn sign_in(
    State(service): State<Shared>,
    caller: Caller,
    Body { value, .. }: Body<SigningIn>,
) -> Result<Response, Problem> {
    let (party, mode) = open_party(&service, &value.relying_party).await?;
    let reached = Reached::one(value.email, value.phone)?;
    service.limits.count_sign_in(&caller.origin)?;
    let contact = reached.index(&service, &party.id, mode);
    let account = service.store.account_of(&contact).await?;
    let device = value.device.as_deref().map(ids::hashed).unwrap_or_default();
    let known = service.store.device_of(&device).await?;
    let known = known.is_some() && known == account.as_ref().map(|account| account.id.clone());
    if !known {
        unlocked(&service, &contact).await?;
    }
    let goes_in = known && !value.full;
    if !goes_in {
        // Before the password is looked at: who may not ask for a code learns nothing about it.
        service.limits.count_code(&caller.origin)?;
    }
    let hash = account.as_ref().and_then(|account| account.password.clone());
    let fits = fits(&service, &contact, hash, value.password).await?;
    let Some(account) = account.filter(|_| fits) else { return Err(refused()) };
    if goes_in {
        let (signed_in, mut steps) = signing_in(&service, &account, false)?;
        let audit = caller.audit(HOLDER, "account.signed_in", &account.id);
        steps.extend([Step::Account(AccountStep::Reached { contact }), audit]);
        commit(&service, &party.id, steps).await?;
        return Ok(Json(signed_in).into_response());
    }
    let audit = caller.audit(HOLDER, "account.password", &account.id);
    let locale = account.locale.clone();
    let of = For { party: &party.id, mode, account: Some(account.id), reached, locale: &locale };
    let (asked, mut steps) = asked(&service, CodePurpose::SignIn, of)?;
    steps.push(audit);
    commit(&service, &party.id, steps).await?;
    Ok(Json(CodeNext { next: "code", asked }).into_response())
}

/// Bring the code of a sign-in
///
/// Five tries, ten minutes, once. The device is known from then on.
#[utoipa::path(post, path = "/v1/accounts/sign-ins/{id}/code", tag = "accounts", request_body = BroughtCode,
    params(("id" = String, Path, description = "What signing in gave")),
    responses(
        (status = 200, description = "Somebody is in", body = SignedIn),
        (status = 403, description = "The code is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_sign_in_code(
    State(service): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<BroughtCode>,
) -> Result<Json<SignedIn>, Problem> {
    let row = tried(&service, &id, CodePurpose::SignIn, &value.code, None).await?;
    let account = service.store.account(row.account.as_deref().unwrap_or_default()).await?.ok_or_else(refused)?;
    let (signed_in, mut steps) = signing_in(&service, &account, true)?;
    let (party, contact) = (row.relying_party.clone(), row.contact.clone());
    let audit = caller.audit(HOLDER, "account.signed_in", &account.id);
    steps.extend([used(&service, row), Step::Account(AccountStep::Reached { contact }), audit]);
    commit(&service, &party, steps).await?;
    Ok(Json(signed_in))
}

/// A device that may be known.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Device {
    #[schema(max_length = 64)]
    relying_party: String,
    #[schema(max_length = 100)]
    device: String,
}

/// What the page shows before anybody signs in.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Recognised {
    /// The holder's word, on a device that is known; nothing on any other.
    word: Option<String>,
    username: Option<String>,
}

/// Read the word of a device that is known
#[utoipa::path(post, path = "/v1/accounts/recognised", tag = "accounts", request_body = Device,
    responses(
        (status = 200, description = "The word, if the device is known", body = Recognised),
        (status = 404, description = "Nobody registers there", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn recognised(
    State(service): State<Shared>,
    Body { value, .. }: Body<Device>,
) -> Result<Json<Recognised>, Problem> {
    let (party, mode) = open_party(&service, &value.relying_party).await?;
    let Some(account) = service.store.device_of(&ids::hashed(&value.device)).await? else {
        return Ok(Json(Recognised::default()));
    };
    let account = service.store.account(&account).await?;
    let Some(account) = account.filter(|account| account.relying_party == party.id && account.mode == mode) else {
        return Ok(Json(Recognised::default()));
    };
    let person = Person::of(&service, &account).await?;
    Ok(Json(
        person.map_or_else(Recognised::default, |person| Recognised {
            word: person.word,
            username: Some(person.username),
        }),
    ))
}
