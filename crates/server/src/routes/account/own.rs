//! The own account: how it stands, its password, its word, its devices, what was agreed to.

use super::documents::{DocumentView, agreed, in_force};
use super::holder::{HOLDER, Holder};
use super::passkeys::{PasskeyView, passkeys};
use super::recover::changed_password;
use super::verification::{Verification, verification};
use super::{Agreed, Person, letters, password, word};
use crate::brand::PartyView;
use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller};
use crate::routes::console::password::Turn;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Account, AccountConsent, AccountStep, Change, Mode, Step};
use utoipa::ToSchema;
use verify::invitation::shown;

/// How somebody is reached.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MaskedContact {
    /// `email` or `phone`.
    kind: String,
    #[schema(example = "a•••@example.org")]
    masked: String,
}

/// A yes that was recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AccountConsentView {
    kind: String,
    version: String,
    language: String,
    sha256: String,
    at: String,
}

impl From<AccountConsent> for AccountConsentView {
    fn from(row: AccountConsent) -> Self {
        let AccountConsent { kind, version, language, sha256, at, .. } = row;
        Self { kind, version, language, sha256, at: written(at) }
    }
}

/// The code by which an account was invited.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitedBy {
    #[schema(example = "K7M2-9QXD")]
    code: String,
}

/// The own account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    id: String,
    relying_party: PartyView,
    #[schema(value_type = String, example = "live")]
    mode: Mode,
    username: String,
    contact: MaskedContact,
    /// What stands in every letter.
    word: Option<String>,
    verification: Verification,
    /// By which code the account was invited.
    invitation: Option<InvitedBy>,
    consents: Vec<AccountConsentView>,
    /// Documents that came into force since, in every language.
    documents_to_accept: Vec<DocumentView>,
    /// How many devices are known.
    devices: u64,
    /// Whether it signs in with a password; else with a passkey alone.
    has_password: bool,
    /// Oldest first.
    passkeys: Vec<PasskeyView>,
    signed_in_at: String,
    /// Whether the last factor was given within ten minutes, as some changes need.
    full: bool,
    created_at: String,
}

/// Read the own account
#[utoipa::path(get, path = "/v1/account", tag = "accounts", security(("account_token" = [])),
    responses((status = 200, description = "How it stands", body = AccountView)))]
pub(crate) async fn account(State(service): State<Shared>, holder: Holder) -> Result<Json<AccountView>, Problem> {
    let person = holder.person(&service).await?;
    let Account { id, relying_party, mode, created_at, .. } = holder.account.clone();
    let consents = service.store.account_consents(&id).await?;
    let new = |kind: &str, version: &str| consents.iter().all(|one| one.kind != kind || one.version != version);
    let documents = in_force(&service, &relying_party).await?.into_iter();
    Ok(Json(AccountView {
        verification: verification(&service, &holder.account).await?,
        invitation: service.store.binding(&id).await?.map(|row| InvitedBy { code: shown(&row.code) }),
        documents_to_accept: documents.filter(|one| new(&one.kind, &one.version)).map(DocumentView::from).collect(),
        consents: consents.iter().cloned().map(AccountConsentView::from).collect(),
        devices: service.store.devices(&id).await?,
        has_password: holder.account.password.is_some(),
        passkeys: passkeys(&service, &holder.account).await?,
        relying_party: service.party(&relying_party).await?.into(),
        contact: MaskedContact { masked: person.reached.masked(), kind: person.reached.kind },
        username: person.username,
        word: person.word,
        mode,
        signed_in_at: written(holder.sign_in.created_at),
        full: holder.sign_in.full_at.is_some_and(|at| service.now() < at + super::FULL),
        created_at: written(created_at),
        id,
    }))
}

pub(super) async fn done(service: &Shared, account: &Account, steps: Vec<Step>) -> Result<StatusCode, Problem> {
    let change = Change { relying_party: account.relying_party.clone(), at: service.now(), steps };
    service.store.commit(change).await?;
    service.bell.notify_waiters();
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed out.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignOut {
    /// On every device, and no device is known any more.
    #[serde(default)]
    everywhere: bool,
}

/// Sign out
#[utoipa::path(post, path = "/v1/account/sign-out", tag = "accounts", security(("account_token" = [])), request_body = SignOut,
    responses((status = 204, description = "Signed out")))]
pub(crate) async fn sign_out(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<SignOut>,
) -> Result<StatusCode, Problem> {
    let id = holder.account.id.clone();
    let mut steps = match value.everywhere {
        true => vec![
            Step::Account(AccountStep::EndSignIns { account: id.clone(), but: None }),
            Step::Account(AccountStep::DropDevices { account: id.clone() }),
        ],
        false => vec![Step::Account(AccountStep::EndSignIn { hash: holder.sign_in.hash.clone() })],
    };
    steps.push(caller.audit(HOLDER, "account.signed_out", &id));
    done(&service, &holder.account, steps).await
}

/// Forget every device
///
/// Other sign-ins end; this one stays.
#[utoipa::path(delete, path = "/v1/account/devices", tag = "accounts", security(("account_token" = [])),
    responses((status = 204, description = "No device is known any more")))]
pub(crate) async fn forget_devices(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    let id = holder.account.id.clone();
    let steps = vec![
        Step::Account(AccountStep::EndSignIns { account: id.clone(), but: Some(holder.sign_in.hash.clone()) }),
        Step::Account(AccountStep::DropDevices { account: id.clone() }),
        caller.audit(HOLDER, "account.devices_forgotten", &id),
    ];
    done(&service, &holder.account, steps).await
}

/// A password, and the one in its place. The first one of an account that began with a passkey is in nobody's place.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherPassword {
    /// The one that there is; left out where there is none.
    #[schema(max_length = 200)]
    password: Option<String>,
    /// 12 to 200 letters.
    #[schema(max_length = 200)]
    new_password: String,
}

/// Change or add the password
///
/// Everybody else is signed out, no device is known any more, and a letter says so. It needs the last factor within ten minutes.
#[utoipa::path(put, path = "/v1/account/password", tag = "accounts", security(("account_token" = [])), request_body = OtherPassword,
    responses(
        (status = 204, description = "The new password counts"),
        (status = 403, description = "The password did not fit, or the last factor was not given just now", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn put_password(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<OtherPassword>,
) -> Result<StatusCode, Problem> {
    let person = holder.person(&service).await?;
    let party = service.party(&holder.account.relying_party).await?;
    password(&value.new_password, &person.username, &party.name)?;
    holder.gave(&service, value.password).await?;
    let hash = Turn::of(&service).await?.hashed(value.new_password).await?;
    let but = Some(holder.sign_in.hash.clone());
    let (told, action) = match holder.account.password {
        Some(_) => ("password_changed", "account.password_changed"),
        None => ("password_added", "account.password_added"),
    };
    let mut steps = changed_password(&service, &holder.account, &person, hash, but, told)?;
    steps.push(caller.audit(HOLDER, action, &holder.account.id));
    done(&service, &holder.account, steps).await
}

/// A word.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWord {
    /// 3 to 40 letters.
    #[schema(example = "seven quiet herons", max_length = 40)]
    word: String,
}

/// Change the word that stands in every letter
///
/// It needs the last factor within ten minutes, and a letter says that it changed. The word alone proves nothing: whoever saw one letter knows it.
#[utoipa::path(put, path = "/v1/account/word", tag = "accounts", security(("account_token" = [])), request_body = NewWord,
    responses(
        (status = 204, description = "The new word counts"),
        (status = 403, description = "The last factor was not given just now", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn put_word(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<NewWord>,
) -> Result<StatusCode, Problem> {
    holder.full(&service)?;
    let before = holder.person(&service).await?;
    let person = Person { word: Some(word(&value.word)?), ..before.clone() };
    let key = service.live_key(&holder.account.id).await?;
    let next = Account {
        sealed: Some(person.sealed(&key, &holder.account.id)?),
        version: holder.account.version + 1,
        ..holder.account.clone()
    };
    let mut steps = vec![Step::Account(AccountStep::Put(next))];
    // With the word that was: only that one is known to be the holder's.
    steps.extend(letters::told(&service, &holder.account, &before, "word_changed")?);
    steps.push(caller.audit(HOLDER, "account.word_changed", &holder.account.id));
    done(&service, &holder.account, steps).await
}

/// What is agreed to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreeing {
    consents: Vec<Agreed>,
}

/// Agree to documents that are new
#[utoipa::path(post, path = "/v1/account/consents", tag = "accounts", security(("account_token" = [])), request_body = Agreeing,
    responses(
        (status = 204, description = "Recorded"),
        (status = 409, description = "Another version is in force", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn agree(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<Agreeing>,
) -> Result<StatusCode, Problem> {
    let Account { id, relying_party, .. } = &holder.account;
    let consents = agreed(&service, relying_party, id, &value.consents, false).await?;
    let mut steps: Vec<Step> = consents.into_iter().map(AccountStep::Consented).map(Step::Account).collect();
    steps.push(caller.audit(HOLDER, "account.consented", id));
    done(&service, &holder.account, steps).await
}
