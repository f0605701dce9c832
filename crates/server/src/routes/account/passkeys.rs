//! Passkeys of the own account: with one, its holder signs in without a password.

use super::ceremony::{self, Kept, TIMEOUT, Taken};
use super::holder::{HOLDER, Holder};
use super::letters;
use crate::clock::written;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::service::{Shared, context, sealed};
use crate::webauthn::{ALGORITHMS, Answer, Bytes, Credential, Made};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Account, AccountStep, Change, Passkey, PasskeyPurpose, RelyingParty, Step, StoreError};
use utoipa::ToSchema;
use vault::DataKey;

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
pub(super) fn name(text: &str) -> Result<String, Problem> {
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
    /// The user handle: an id that says nothing about the person.
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
    pub(super) id: String,
    pub(super) public_key: PasskeyCreation,
}

/// For whom a passkey is to be made.
pub(super) struct Asked<'a> {
    pub(super) party: &'a RelyingParty,
    /// The user handle.
    pub(super) handle: &'a str,
    pub(super) username: &'a str,
    /// The ids of credentials that there are already.
    pub(super) known: Vec<Bytes>,
}

impl Asked<'_> {
    /// What the browser is asked for with `challenge`.
    pub(super) fn creation(self, service: &Shared, challenge: Bytes) -> Result<PasskeyCreation, Problem> {
        let Self { party, handle, username, known } = self;
        Ok(PasskeyCreation {
            rp: PasskeySite { id: ceremony::site(service)?.id, name: party.name.clone() },
            user: PasskeyUser {
                id: Bytes(handle.as_bytes().to_vec()),
                // Passkeys of every relying party at this address are offered together.
                name: format!("{username} ({})", party.name),
                display_name: username.to_owned(),
            },
            challenge,
            pub_key_cred_params: ALGORITHMS.map(|alg| PasskeyAlgorithm { kind: "public-key", alg }).to_vec(),
            timeout: TIMEOUT,
            exclude_credentials: known.into_iter().map(|id| PasskeyKnown { kind: "public-key", id }).collect(),
            authenticator_selection: PasskeyAuthenticator {
                resident_key: "required",
                require_resident_key: true,
                user_verification: "required",
            },
            attestation: "none",
        })
    }
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
    let purpose = PasskeyPurpose::Account(id.clone());
    let (id, challenge) = ceremony::begun(&service, relying_party, *mode, purpose).await?;
    let known = known.into_iter().map(|(_, kept)| kept.credential.id).collect();
    let asked = Asked { party: &party, handle: person.handle(&holder.account), username: &person.username, known };
    Ok(Json(BegunPasskey { id, public_key: asked.creation(&service, challenge)? }))
}

/// A passkey that was made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasskey {
    /// What beginning gave.
    #[schema(max_length = 64)]
    pub(super) id: String,
    /// What it is called: 1 to 64 letters.
    #[schema(example = "Firefox, Linux", max_length = 64)]
    pub(super) name: String,
    /// `RegistrationResponseJSON` of Web Authentication: what `toJSON()` of the new credential gives.
    credential: serde_json::Map<String, serde_json::Value>,
}

/// A passkey that fits what was asked for.
pub(super) struct Fitting {
    name: String,
    credential: Credential,
    counter: u32,
}

pub(super) fn over() -> Problem {
    unusable("its five minutes are over, or it was tried before")
}

/// It is somebody's already.
pub(super) fn in_use() -> Problem {
    unusable("it is in use already")
}

impl NewPasskey {
    /// What an authenticator made for `taken`, verified.
    pub(super) fn fitting(self, service: &Shared, taken: &Taken) -> Result<Fitting, Problem> {
        let name = name(&self.name)?;
        let answer: Answer<Made> = serde_json::from_value(self.credential.into()).map_err(unusable)?;
        let (credential, counter) = ceremony::site(service)?.made(&taken.challenge, &answer).map_err(unusable)?;
        Ok(Fitting { name, credential, counter })
    }
}

impl Fitting {
    /// As an account, whose key is `key`, has it from now on.
    pub(super) fn row(
        self,
        service: &Shared,
        key: &DataKey,
        account: &str,
    ) -> Result<(AccountStep, PasskeyView), Problem> {
        let Self { name, credential, counter } = self;
        let now = service.now();
        let id = ids::new("psk", now)?;
        let passkey = Passkey {
            credential: ceremony::mark(&credential.id),
            sealed: sealed(key, &context("passkey", &id, "kept"), &Kept { name: name.clone(), credential })?,
            id: id.clone(),
            account: account.to_owned(),
            counter,
            created_at: now,
            last_used_at: None,
        };
        Ok((AccountStep::NewPasskey { passkey, most: MOST }, PasskeyView { id, name, created_at: written(now) }))
    }
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
    // What is wrong with a name uses nothing up.
    name(&value.name)?;
    let Account { id: account, relying_party, .. } = &holder.account;
    let purpose = PasskeyPurpose::Account(account.clone());
    let taken = ceremony::taken(&service, &value.id, &purpose).await?.ok_or_else(over)?;
    let fitting = value.fitting(&service, &taken)?;
    let person = holder.person(&service).await?;
    let (passkey, view) = fitting.row(&service, &service.live_key(account).await?, account)?;
    let mut steps = vec![Step::Account(passkey)];
    steps.extend(letters::told(&service, &holder.account, &person, "passkey_added")?);
    steps.push(caller.audit(HOLDER, "account.passkey_added", account));
    match service.store.commit(Change { relying_party: relying_party.clone(), at: service.now(), steps }).await {
        Err(StoreError::Conflict("the passkey")) => return Err(in_use()),
        Err(StoreError::Conflict("the number of passkeys")) => return Err(too_many()),
        done => done?,
    }
    service.bell.notify_waiters();
    Ok((StatusCode::CREATED, Json(view)))
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
        (status = 409, description = "It is the last one, and there is no password", body = ProblemBody, content_type = "application/problem+json"),
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
    let change = Change { relying_party: holder.account.relying_party.clone(), at: service.now(), steps };
    match service.store.commit(change).await {
        Err(StoreError::Conflict("the last passkey")) => return Err(last(&service, &account, &id).await?),
        done => done?,
    }
    service.bell.notify_waiters();
    Ok(StatusCode::NO_CONTENT)
}

/// Why a passkey stayed: it is the last one, unless another request removed it meanwhile.
async fn last(service: &Shared, account: &str, id: &str) -> Result<Problem, Problem> {
    if service.store.passkeys(account).await?.iter().all(|passkey| passkey.id != id) {
        return Ok(Problem::not_found("passkey"));
    }
    let detail = "the account has no password, so that nobody would get in without this passkey; choose a password or add another passkey first";
    Ok(Problem::conflict("account.last_passkey", detail))
}
