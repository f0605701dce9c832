//! Another contact: both the one that there is and the one to be confirm it.

use super::code::{AskedCode, For, Unsent, ask, commit, tried, used};
use super::holder::{HOLDER, Holder};
use super::{Person, Reached, letters, refused};
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::{Account, AccountStep, Change, CodePurpose, Step, StoreError};
use utoipa::ToSchema;

/// The contact to be: one of the two.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherContact {
    #[schema(example = "ada@example.org", max_length = 254, pattern = "^[!-?A-~]+@[!-?A-~]+$")]
    email: Option<String>,
    #[schema(example = "+4712345678", pattern = "^\\+[0-9]{6,15}$")]
    phone: Option<String>,
}

/// Ask for another contact
///
/// A code goes to each of the two. It needs the last factor within ten minutes.
#[utoipa::path(post, path = "/v1/account/contact", tag = "accounts", security(("account_token" = [])), request_body = OtherContact,
    responses(
        (status = 202, description = "Codes are on their way", body = AskedCode),
        (status = 403, description = "The last factor was not given just now", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn change_contact(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<OtherContact>,
) -> Result<(StatusCode, Json<AskedCode>), Problem> {
    let reached = Reached::one(value.email, value.phone)?;
    holder.full(&service)?;
    reached.reachable(&service, &service.party(&holder.account.relying_party).await?)?;
    service.limits.count_code(&caller.origin)?;
    let Account { id, relying_party, mode, locale, .. } = &holder.account;
    let of = For { party: relying_party, mode: *mode, account: Some(id.clone()), reached, locale };
    Ok((StatusCode::ACCEPTED, Json(ask(&service, CodePurpose::Contact, of).await?)))
}

/// Both codes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BothCodes {
    /// What came to the contact that there is.
    #[schema(example = "123456", pattern = "^[0-9]{6}$")]
    old_code: String,
    /// What came to the contact to be.
    #[schema(example = "654321", pattern = "^[0-9]{6}$")]
    new_code: String,
}

/// Bring both codes
#[utoipa::path(post, path = "/v1/account/contact/{id}", tag = "accounts", security(("account_token" = [])), request_body = BothCodes,
    params(("id" = String, Path, description = "What asking gave")),
    responses(
        (status = 204, description = "The new contact counts"),
        (status = 403, description = "A code is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_contact_codes(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<BothCodes>,
) -> Result<StatusCode, Problem> {
    // Somebody else's is as good as none, and nothing is counted.
    let own = service.store.account_code(&id).await?.and_then(|row| row.account);
    if own.as_ref() != Some(&holder.account.id) {
        return Err(refused());
    }
    let row = tried(&service, &id, CodePurpose::Contact, &value.new_code, Some(&value.old_code)).await?;
    let unsent = Unsent::of(&service, &row)?.ok_or_else(refused)?;
    let before = holder.person(&service).await?;
    let person = Person { reached: unsent.reached, ..before.clone() };
    let key = service.live_key(&holder.account.id).await?;
    let next = Account {
        sealed: Some(person.sealed(&key, &holder.account.id)?),
        contact: Some(row.contact.clone()),
        version: holder.account.version + 1,
        ..holder.account.clone()
    };
    let used = used(&service, row);
    // What was sent to the contact that was gets in no more.
    let ended = Step::Account(AccountStep::EndCodes { account: holder.account.id.clone() });
    let mut steps = vec![used.clone(), ended, Step::Account(AccountStep::Put(next))];
    // To the contact that was.
    steps.extend(letters::told(&service, &holder.account, &before, "contact_changed")?);
    steps.push(caller.audit(HOLDER, "account.contact_changed", &holder.account.id));
    let party = holder.account.relying_party.clone();
    let change = Change { relying_party: party.clone(), at: service.now(), steps };
    match service.store.commit(change).await {
        Err(StoreError::Conflict("the contact")) => {
            // It was registered meanwhile: the code is used up, and nothing is told.
            commit(&service, &party, vec![used]).await?;
            Err(refused())
        }
        Err(StoreError::Conflict("the code")) => Err(refused()),
        done => {
            done?;
            service.bell.notify_waiters();
            Ok(StatusCode::NO_CONTENT)
        }
    }
}
