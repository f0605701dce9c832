//! Another password, by a code to the contact.

use super::code::{AskedCode, For, ask, commit, tried, used};
use super::holder::HOLDER;
use super::{Person, Reached, letters, open_party, password, refused};
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::routes::console::password::Turn;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::{Account, AccountStep, CodePurpose, Step};
use utoipa::ToSchema;

/// Who cannot get in, by the contact.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recovering {
    #[schema(max_length = 64)]
    relying_party: String,
    #[schema(example = "ada@example.org", max_length = 254, pattern = "^[!-?A-~]+@[!-?A-~]+$")]
    email: Option<String>,
    #[schema(example = "+4712345678", pattern = "^\\+[0-9]{6,15}$")]
    phone: Option<String>,
}

/// Ask for a code to choose another password
///
/// The answer is the same for every contact; the code comes to one that is registered.
#[utoipa::path(post, path = "/v1/accounts/recoveries", tag = "accounts", request_body = Recovering,
    responses(
        (status = 202, description = "A code is on its way, if the contact is registered", body = AskedCode),
        (status = 404, description = "Nobody registers there", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests, or too many codes", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn recover(
    State(service): State<Shared>,
    caller: Caller,
    Body { value, .. }: Body<Recovering>,
) -> Result<(StatusCode, Json<AskedCode>), Problem> {
    let (party, mode) = open_party(&service, &value.relying_party).await?;
    let reached = Reached::one(value.email, value.phone)?;
    service.limits.count_code(&caller.origin)?;
    let of = For { party: &party.id, mode, account: None, reached, locale: "en" };
    Ok((StatusCode::ACCEPTED, Json(ask(&service, CodePurpose::Recovery, of).await?)))
}

/// The code, and the password to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recovered {
    #[schema(example = "123456", pattern = "^[0-9]{6}$")]
    code: String,
    /// 12 to 200 letters.
    #[schema(max_length = 200)]
    password: String,
}

/// Choose another password
///
/// Everybody is signed out, no device is known any more, and no passkey signs in any more: whoever got in before is out. Sign in with the new one.
#[utoipa::path(post, path = "/v1/accounts/recoveries/{id}", tag = "accounts", request_body = Recovered,
    params(("id" = String, Path, description = "What asking gave")),
    responses(
        (status = 204, description = "The new password counts"),
        (status = 403, description = "The code is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_recovery_code(
    State(service): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<Recovered>,
) -> Result<StatusCode, Problem> {
    // Before the code is looked at: what is wrong with a password costs no try.
    password(&value.password, "", "")?;
    let row = tried(&service, &id, CodePurpose::Recovery, &value.code, None).await?;
    let account = row.account.as_deref().ok_or_else(refused)?;
    let account = service.store.account(account).await?.ok_or_else(refused)?;
    let person = Person::of(&service, &account).await?.ok_or_else(refused)?;
    let party = service.party(&account.relying_party).await?;
    password(&value.password, &person.username, &party.name)?;
    let hash = Turn::of(&service).await?.hashed(value.password).await?;
    let contact = row.contact.clone();
    let mut steps = vec![used(&service, row)];
    steps.extend(changed_password(&service, &account, &person, hash, None, "recovered")?);
    steps.push(Step::Account(AccountStep::DropPasskeys { account: account.id.clone() }));
    steps.extend([
        Step::Account(AccountStep::Reached { contact }),
        caller.audit(HOLDER, "account.recovered", &account.id),
    ]);
    commit(&service, &party.id, steps).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another password: everybody but `but` is signed out, no device is known any more, and the letter `told` says so.
pub(super) fn changed_password(
    service: &Shared,
    account: &Account,
    person: &Person,
    hash: String,
    but: Option<Vec<u8>>,
    told: &str,
) -> Result<Vec<Step>, Problem> {
    let next = Account { password: Some(hash), version: account.version + 1, ..account.clone() };
    let id = account.id.clone();
    let mut steps = vec![
        // No code that was asked for before gets in behind it.
        Step::Account(AccountStep::EndCodes { account: id.clone() }),
        Step::Account(AccountStep::Put(next)),
        Step::Account(AccountStep::EndSignIns { account: id.clone(), but }),
        Step::Account(AccountStep::DropDevices { account: id }),
    ];
    steps.extend(letters::told(service, account, person, told)?);
    Ok(steps)
}
