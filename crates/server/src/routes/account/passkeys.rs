//! Passkeys of the own account: with one, its holder signs in without a password.

use super::ceremony::{self, Kept, TIMEOUT};
use super::holder::{HOLDER, Holder};
use super::letters;
use crate::clock::written;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::service::{Shared, context, sealed};
use crate::webauthn::{ALGORITHMS, Answer, Bytes, Made};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Account, AccountStep, Change, Passkey, Step, StoreError};
use utoipa::ToSchema;

/// Passkeys of one account.
const MOST: u32 = 10;
/// Letters of a name.
const LONGEST_NAME: usize = 64;

/// A passkey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyView {
    id: String,
    /// As its holder called it.
    #[schema(example = "Firefox, Linux")]
    name: String,
    created_at: String,
}

/// Those of an account, oldest first, each with what is sealed of it.
async fn kept(service: &Shared, account: &Account) -> Result<Vec<(Passkey, Kept)>, Problem> {
    let rows = service.store.passkeys(&account.id).await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let key = service.live_key(&account.id).await?;
    let kept = |row: Passkey| Kept::of(&key, &row).map(|kept| (row, kept));
    rows.into_iter().map(kept).collect()
}

/// The passkeys of an account, as its holder sees them.
pub(super) async fn passkeys(service: &Shared, account: &Account) -> Result<Vec<PasskeyView>, Problem> {
    let kept = kept(service, account).await?.into_iter();
    Ok(kept
        .map(|(row, Kept { name, .. })| PasskeyView { id: row.id, name, created_at: written(row.created_at) })
        .collect())
}

fn too_many() -> Problem {
    let detail = format!("the account has {MOST} passkeys, which is the most; remove one first");
    Problem::new(StatusCode::CONFLICT, "account.passkeys", detail)
}

fn unusable(why: impl std::fmt::Display) -> Problem {
    Problem::unusable("account.passkey", format!("this passkey was not added: {why}; begin again"))
}

/// What it is called: 1 to 64 letters that can be read.
fn name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let plain = !text.chars().any(|letter| letter.is_control() || "<>{}".contains(letter));
    if (1..=LONGEST_NAME).contains(&text.chars().count()) && plain {
        return Ok(text.to_owned());
    }
    let detail = format!("`name` must be 1 to {LONGEST_NAME} letters, without brackets");
    Err(Problem::unusable("account.passkey", detail))
}

/// Where a passkey is valid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PasskeySite {
    #[schema(example = "verify.utopia.example")]
    id: String,
    name: String,
}

/// Whose a passkey is, as the authenticator shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasskeyUser {
    /// The account's id.
    #[schema(value_type = String)]
    id: Bytes,
    name: String,
    display_name: String,
}

/// An algorithm that is understood.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyAlgorithm {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(example = -7)]
    alg: i32,
}

/// A passkey that there is already.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyKnown {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    id: Bytes,
}

/// What the authenticator must be able to do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasskeyAuthenticator {
    resident_key: &'static str,
    require_resident_key: bool,
    user_verification: &'static str,
}

/// `PublicKeyCredentialCreationOptionsJSON` of Web Authentication.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasskeyCreation {
    rp: PasskeySite,
    user: PasskeyUser,
    #[schema(value_type = String)]
    challenge: Bytes,
    pub_key_cred_params: Vec<PasskeyAlgorithm>,
    /// Milliseconds.
    timeout: i64,
    exclude_credentials: Vec<PasskeyKnown>,
    authenticator_selection: PasskeyAuthenticator,
    attestation: &'static str,
}

/// What the browser is asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BegunPasskey {
    id: String,
    public_key: PasskeyCreation,
}

/// Begin to add a passkey
///
/// It needs the last factor within ten minutes. What comes is for `navigator.credentials.create`, is valid for five minutes, and once.
#[utoipa::path(post, path = "/v1/account/passkeys/begin", tag = "accounts", security(("account_token" = [])),
    responses(
        (status = 200, description = "What the browser is asked for", body = BegunPasskey),
        (status = 403, description = "The last factor was not given just now", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There are ten already", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_passkey(
    State(service): State<Shared>,
    holder: Holder,
) -> Result<Json<BegunPasskey>, Problem> {
    holder.full(&service)?;
    let person = holder.person(&service).await?;
    let Account { id, relying_party, mode, .. } = &holder.account;
    let party = service.party(relying_party).await?;
    let known = kept(&service, &holder.account).await?;
    if known.len() >= MOST as usize {
        return Err(too_many());
    }
    let site = ceremony::site(&service)?;
    let (ceremony, challenge) = ceremony::begun(&service, relying_party, *mode, Some(id.clone())).await?;
    let public_key = PasskeyCreation {
        rp: PasskeySite { id: site.id, name: party.name.clone() },
        user: PasskeyUser {
            id: Bytes(id.clone().into_bytes()),
            // Passkeys of every relying party at this address are offered together.
            name: format!("{} ({})", person.username, party.name),
            display_name: person.username,
        },
        challenge,
        pub_key_cred_params: ALGORITHMS.map(|alg| PasskeyAlgorithm { kind: "public-key", alg }).to_vec(),
        timeout: TIMEOUT,
        exclude_credentials: known
            .into_iter()
            .map(|(_, kept)| PasskeyKnown { kind: "public-key", id: kept.credential.id })
            .collect(),
        authenticator_selection: PasskeyAuthenticator {
            resident_key: "required",
            require_resident_key: true,
            user_verification: "required",
        },
        attestation: "none",
    };
    Ok(Json(BegunPasskey { id: ceremony, public_key }))
}

/// A passkey that was made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasskey {
    /// What beginning gave.
    #[schema(max_length = 64)]
    id: String,
    /// What it is called: 1 to 64 letters.
    #[schema(example = "Firefox, Linux", max_length = 64)]
    name: String,
    /// `RegistrationResponseJSON` of Web Authentication: what `toJSON()` of the new credential gives.
    credential: serde_json::Map<String, serde_json::Value>,
}

/// Add a passkey
///
/// A letter says so.
#[utoipa::path(post, path = "/v1/account/passkeys", tag = "accounts", security(("account_token" = [])), request_body = NewPasskey,
    responses(
        (status = 201, description = "It signs in from now on", body = PasskeyView),
        (status = 409, description = "There are ten already", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "It does not fit what was asked for, or its time is over", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn add_passkey(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<NewPasskey>,
) -> Result<(StatusCode, Json<PasskeyView>), Problem> {
    let name = name(&value.name)?;
    let Account { id: account, relying_party, .. } = &holder.account;
    let taken = ceremony::taken(&service, &value.id, Some(account)).await?;
    let taken = taken.ok_or_else(|| unusable("its five minutes are over, or it was tried before"))?;
    let answer: Answer<Made> = serde_json::from_value(value.credential.into()).map_err(unusable)?;
    let made = ceremony::site(&service)?.made(&taken.challenge, &answer);
    let (credential, counter) = made.map_err(unusable)?;
    let person = holder.person(&service).await?;
    let (now, key) = (service.now(), service.live_key(account).await?);
    let id = ids::new("psk", now)?;
    let passkey = Passkey {
        credential: ceremony::mark(&credential.id),
        sealed: sealed(&key, &context("passkey", &id, "kept"), &Kept { name: name.clone(), credential })?,
        id: id.clone(),
        account: account.clone(),
        counter,
        created_at: now,
        last_used_at: None,
    };
    let mut steps = vec![Step::Account(AccountStep::NewPasskey { passkey, most: MOST })];
    steps.extend(letters::told(&service, &holder.account, &person, "passkey_added")?);
    steps.push(caller.audit(HOLDER, "account.passkey_added", account));
    match service.store.commit(Change { relying_party: relying_party.clone(), at: now, steps }).await {
        Err(StoreError::Conflict("the passkey")) => return Err(unusable("it is in use already")),
        Err(StoreError::Conflict("the number of passkeys")) => return Err(too_many()),
        done => done?,
    }
    service.bell.notify_waiters();
    Ok((StatusCode::CREATED, Json(PasskeyView { id, name, created_at: written(now) })))
}

/// Remove a passkey
///
/// It needs the last factor within ten minutes. Everybody else is signed out, and a letter says so.
#[utoipa::path(delete, path = "/v1/account/passkeys/{id}", tag = "accounts", security(("account_token" = [])),
    params(("id" = String, Path, description = "`psk_...`")),
    responses(
        (status = 204, description = "It no longer signs in"),
        (status = 403, description = "The last factor was not given just now", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none of that id", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn remove_passkey(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    holder.full(&service)?;
    let account = holder.account.id.clone();
    let passkeys = service.store.passkeys(&account).await?;
    let passkey = passkeys.into_iter().find(|passkey| passkey.id == id).ok_or_else(|| Problem::not_found("passkey"))?;
    let person = holder.person(&service).await?;
    let mut steps = vec![
        Step::Account(AccountStep::DropPasskey { id: passkey.id }),
        // Whoever has the device that was lost may be signed in.
        Step::Account(AccountStep::EndSignIns { account: account.clone(), but: Some(holder.sign_in.hash.clone()) }),
    ];
    steps.extend(letters::told(&service, &holder.account, &person, "passkey_removed")?);
    steps.push(caller.audit(HOLDER, "account.passkey_removed", &account));
    super::own::done(&service, &holder.account, steps).await
}
