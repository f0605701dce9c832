//! Accounts as the relying party sees them: ids and how they stand, never a name or a contact.

use super::verification::{Verification, verification};
use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Party, Path, Query, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::{Account, Mode};
use utoipa::{IntoParams, ToSchema};

/// Accounts that are listed at a time.
const MOST: u32 = 100;

/// An account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartyAccount {
    id: String,
    #[schema(value_type = String, example = "live")]
    mode: Mode,
    verification: Verification,
    /// By which code the account was invited.
    #[schema(example = "K7M2-9QXD")]
    code: Option<String>,
    created_at: String,
    closed_at: Option<String>,
}

async fn shown(service: &Shared, account: Account) -> Result<PartyAccount, Problem> {
    Ok(PartyAccount {
        verification: verification(service, &account).await?,
        code: service.store.binding(&account.id).await?.map(|row| verify::invitation::shown(&row.code)),
        id: account.id,
        mode: account.mode,
        created_at: written(account.created_at),
        closed_at: account.closed_at.map(written),
    })
}

/// Which accounts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listing {
    /// Those after this one.
    after: Option<String>,
}

/// A page of accounts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartyAccounts {
    /// Oldest first.
    accounts: Vec<PartyAccount>,
    /// What to ask for next; nothing when there are no more.
    next_after: Option<String>,
}

/// List accounts
#[utoipa::path(get, path = "/v1/accounts", tag = "accounts", security(("secret_key" = [])), params(Listing),
    responses((status = 200, description = "Accounts of the key's mode", body = PartyAccounts)))]
pub(crate) async fn list_accounts(
    State(service): State<Shared>,
    party: Party,
    Query(Listing { after }): Query<Listing>,
) -> Result<Json<PartyAccounts>, Problem> {
    party.may(Scope::Read)?;
    let rows = service.store.accounts(&party.id, party.mode, after.as_deref(), MOST + 1).await?;
    let more = rows.len() > MOST as usize;
    let mut accounts = Vec::new();
    for row in rows.into_iter().take(MOST as usize) {
        accounts.push(shown(&service, row).await?);
    }
    let next_after = accounts.last().filter(|_| more).map(|last| last.id.clone());
    Ok(Json(PartyAccounts { accounts, next_after }))
}

/// Read an account
#[utoipa::path(get, path = "/v1/accounts/{id}", tag = "accounts", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`acc_...`")),
    responses(
        (status = 200, description = "How it stands", body = PartyAccount),
        (status = 404, description = "There is none of yours", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn read_account(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
) -> Result<Json<PartyAccount>, Problem> {
    party.may(Scope::Read)?;
    let account = service.store.account(&id).await?;
    let own = account.filter(|account| account.relying_party == party.id && account.mode == party.mode);
    shown(&service, own.ok_or_else(|| Problem::not_found("account"))?).await.map(Json)
}
