//! Closing an account: name, contact, word, password and passkeys are destroyed, and a verification that goes on is cancelled; what was booked stays,
//! by ids alone.

use super::holder::{HOLDER, Holder};
use super::letters;
use super::verification::cancelling;
use crate::problem::{Problem, ProblemBody};
use crate::rebates;
use crate::request::{Body, Caller};
use crate::service::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::{Account, AccountStep, Step};
use utoipa::ToSchema;

/// Who closes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// Left out where the account has none.
    #[schema(max_length = 200)]
    password: Option<String>,
    /// `give_up` where the account still holds rebates that were not paid.
    #[serde(default)]
    balance: Option<Balance>,
}

/// What becomes of rebates that were not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Balance {
    /// They go back to whoever pays.
    GiveUp,
}

/// Close the account
///
/// For ever. Its data key is destroyed; the same contact may register anew. It needs the last factor within ten minutes.
#[utoipa::path(post, path = "/v1/account/close", tag = "accounts", security(("account_token" = [])), request_body = Closing,
    responses(
        (status = 204, description = "Closed"),
        (status = 409, description = "It holds rebates that were not paid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The password did not fit, or the last factor was not given just now", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn close(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<Closing>,
) -> Result<StatusCode, Problem> {
    holder.gave(&service, value.password).await?;
    let person = holder.person(&service).await?;
    let now = service.now();
    let id = holder.account.id.clone();
    let next = Account {
        sealed: None,
        contact: None,
        password: None,
        closed_at: Some(now),
        version: holder.account.version + 1,
        ..holder.account.clone()
    };
    let mut steps = vec![
        Step::Account(AccountStep::EndCodes { account: id.clone() }),
        Step::Account(AccountStep::Put(next)),
        Step::Account(AccountStep::EndSignIns { account: id.clone(), but: None }),
        Step::Account(AccountStep::DropDevices { account: id.clone() }),
        Step::Account(AccountStep::DropPasskeys { account: id.clone() }),
    ];
    steps.extend(cancelling(&service, &holder.account, now).await?);
    steps.extend(letters::told(&service, &holder.account, &person, "closed")?);
    steps.push(caller.audit(HOLDER, "account.closed", &id));
    rebates::closing(&service, &holder.account, steps, value.balance.is_some()).await?;
    service.bell.notify_waiters();
    service.destroy_key(&id, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
