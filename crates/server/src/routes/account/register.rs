//! Registering: what is agreed to, a code to the contact, and the account.

use super::code::{AskedCode, BroughtCode, For, Unsent, ask, commit, tried, used};
use super::documents::{DocumentView, agreed, complete, in_force};
use super::holder::{HOLDER, SignedIn, signing_in};
use super::passkey_registration::first;
use super::passkeys::{NewPasskey, in_use};
use super::{Agreed, Person, Reached, letters, open_party, password, refused, username, word};
use crate::brand::PartyView;
use crate::clock::written;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::routes::console::password::Turn;
use crate::routes::invitations::{self, Accepted};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Account, AccountCode, AccountStep, CodePurpose, Mode, RelyingParty, Step, StoreError};
use utoipa::ToSchema;
use verify::texts::Language;

/// Milliseconds after asking within which a registration is finished.
const VALID: i64 = 3_600_000;

/// What somebody who registers needs to know.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RegistrationView {
    relying_party: PartyView,
    /// Whether people may register here: it is opened, and terms and risk notice are in force.
    open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "live")]
    mode: Option<Mode>,
    /// The newest version of each, in every language.
    documents: Vec<DocumentView>,
}

/// Read what registering asks for
#[utoipa::path(get, path = "/v1/accounts/registration/{relying_party}", tag = "accounts",
    params(("relying_party" = String, Path, description = "`rp_...`")),
    responses(
        (status = 200, description = "Whether people may register there, and what they agree to", body = RegistrationView),
        (status = 404, description = "There is no such relying party", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn registration(
    State(service): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<RegistrationView>, Problem> {
    let party = service.store.party(&id).await?.ok_or_else(|| Problem::not_found("relying party"))?;
    let mode = party.registration;
    let documents = in_force(&service, &id).await?;
    let open = mode.is_some() && complete(&documents);
    let documents = documents.into_iter().map(DocumentView::from).collect();
    Ok(Json(RegistrationView { relying_party: party.into(), open, mode, documents }))
}

/// Who wants to register, by one contact.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registering {
    #[schema(max_length = 64)]
    relying_party: String,
    #[schema(example = "ada@example.org", max_length = 254, pattern = "^[!-?A-~]+@[!-?A-~]+$")]
    email: Option<String>,
    #[schema(example = "+4712345678", pattern = "^\\+[0-9]{6,15}$")]
    phone: Option<String>,
    /// The language of letters: `en` or `zh-CN`.
    #[schema(example = "en", pattern = "^(en|zh-CN)$")]
    locale: Option<String>,
}

/// The language of that name; the first where none is named.
pub(super) fn locale(name: Option<&str>) -> Result<String, Problem> {
    let language = name.map_or(Some(Language::default()), Language::parse);
    let language = language.ok_or_else(|| Problem::unusable("account.locale", "`locale` must be `en` or `zh-CN`"))?;
    Ok(language.tag().to_owned())
}

/// Begin to register
///
/// The answer is the same for every contact. A code comes to it; to one that is registered already comes a word that says so.
#[utoipa::path(post, path = "/v1/accounts", tag = "accounts", request_body = Registering,
    responses(
        (status = 202, description = "A letter is on its way", body = AskedCode),
        (status = 404, description = "Nobody registers there", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Terms or risk notice are not in force there", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests, or too many codes", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn register(
    State(service): State<Shared>,
    caller: Caller,
    Body { value, .. }: Body<Registering>,
) -> Result<(StatusCode, Json<AskedCode>), Problem> {
    let (party, mode) = open_party(&service, &value.relying_party).await?;
    let reached = Reached::one(value.email, value.phone)?;
    let locale = locale(value.locale.as_deref())?;
    reached.reachable(&service, &party)?;
    if !complete(&in_force(&service, &party.id).await?) {
        let detail = "the relying party has not put its terms and its risk notice into force yet, so that nobody can agree to them";
        return Err(Problem::conflict("registration.documents", detail));
    }
    service.limits.count_code(&caller.origin)?;
    let of = For { party: &party.id, mode, account: None, reached, locale: &locale };
    Ok((StatusCode::ACCEPTED, Json(ask(&service, CodePurpose::Registration, of).await?)))
}

/// A contact that was proven.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Proven {
    /// Shown once; it finishes this registration.
    registration_token: String,
    expires_at: String,
}

/// Bring the code of a registration
///
/// Five tries, ten minutes, once.
#[utoipa::path(post, path = "/v1/accounts/registrations/{id}/code", tag = "accounts", request_body = BroughtCode,
    params(("id" = String, Path, description = "What beginning gave")),
    responses(
        (status = 200, description = "The contact is proven", body = Proven),
        (status = 403, description = "The code is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_registration_code(
    State(service): State<Shared>,
    Path(id): Path<String>,
    Body { value, .. }: Body<BroughtCode>,
) -> Result<Json<Proven>, Problem> {
    let row = tried(&service, &id, CodePurpose::Registration, &value.code, None).await?;
    let unsent = Unsent::of(&service, &row)?.ok_or_else(refused)?;
    let token = ids::secret("registration")?;
    let expires_at = written(row.created_at + VALID);
    let row =
        AccountCode { secret: Some(ids::hashed(&token)), sealed: Some(unsent.spent().sealed(&service, &id)?), ..row };
    let (party, from) = (row.relying_party.clone(), row.tries);
    commit(&service, &party, vec![Step::Account(AccountStep::PutCode { code: row, from })]).await?;
    Ok(Json(Proven { registration_token: token, expires_at }))
}

/// The account to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccount {
    #[schema(max_length = 100)]
    registration_token: String,
    /// 2 to 40 letters.
    #[schema(example = "ada", max_length = 40)]
    username: String,
    /// 12 to 200 letters. It may be left out where there is a passkey.
    #[schema(max_length = 200)]
    password: Option<String>,
    /// What an authenticator made of what `passkey` gave.
    passkey: Option<NewPasskey>,
    /// A yes to the newest version of every document.
    consents: Vec<Agreed>,
    /// What stands in every letter from then on.
    #[schema(max_length = 40)]
    word: Option<String>,
    /// The invitation code, with the terms that were shown.
    #[serde(default)]
    invitation: Option<Accepted>,
}

/// The registration whose contact was proven by `token`, and at whom it is.
pub(super) async fn proven(service: &Shared, id: &str, token: &str) -> Result<(AccountCode, RelyingParty), Problem> {
    let row = service.store.account_code(id).await?.filter(|row| row.purpose == CodePurpose::Registration);
    let row = row.ok_or_else(refused)?;
    let over = row.used_at.is_some() || row.created_at + VALID <= service.now();
    if over || row.secret.as_ref() != Some(&ids::hashed(token)) {
        return Err(refused());
    }
    let (party, mode) = open_party(service, &row.relying_party).await?;
    if mode == row.mode { Ok((row, party)) } else { Err(refused()) }
}

/// Finish the registration
///
/// With a password, a passkey, or both.
#[utoipa::path(post, path = "/v1/accounts/registrations/{id}/complete", tag = "accounts", request_body = NewAccount,
    params(("id" = String, Path, description = "What beginning gave")),
    responses(
        (status = 201, description = "The account is there, and somebody is in", body = SignedIn),
        (status = 403, description = "The token is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Another version of a document is in force", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is neither password nor passkey, or the passkey does not fit what was asked for", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn complete_registration(
    State(service): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<NewAccount>,
) -> Result<(StatusCode, Json<SignedIn>), Problem> {
    let now = service.now();
    let (row, party) = proven(&service, &id, &value.registration_token).await?;
    let (unsent, mode) = (Unsent::of(&service, &row)?.ok_or_else(refused)?, row.mode);
    let person = Person {
        username: username(&value.username)?,
        reached: unsent.reached,
        word: value.word.as_deref().map(word).transpose()?,
        handle: value.passkey.is_some().then(|| row.id.clone()),
    };
    match &value.password {
        Some(chosen) => password(chosen, &person.username, &party.name)?,
        None if value.passkey.is_some() => {}
        None => return Err(Problem::unusable("account.password", "choose a `password`, or make a `passkey`")),
    }
    let passkey = match value.passkey {
        Some(made) => Some(first(&service, &id, made).await?),
        None => None,
    };
    let account = ids::new("acc", now)?;
    let invited = match &value.invitation {
        Some(accepted) => Some(invitations::binding(&service, &caller, (&party.id, mode), &account, accepted).await?),
        None => None,
    };
    let consents = agreed(&service, &party.id, &account, &value.consents, true).await?;
    let hash = match value.password {
        Some(password) => Some(Turn::of(&service).await?.hashed(password).await?),
        None => None,
    };
    let key = service.new_data_key(&account).await?;
    let new = Account {
        sealed: Some(person.sealed(&key, &account)?),
        contact: Some(row.contact.clone()),
        password: hash,
        id: account.clone(),
        relying_party: party.id.clone(),
        mode,
        version: 1,
        locale: unsent.locale,
        created_at: now,
        closed_at: None,
    };
    let (signed_in, signing) = signing_in(&service, &new, true)?;
    let welcome = letters::told(&service, &new, &person, "registered")?;
    let mut steps = vec![used(&service, row), Step::Account(AccountStep::New(new))];
    steps.extend(invited);
    steps.extend(consents.into_iter().map(AccountStep::Consented).map(Step::Account));
    if let Some((passkey, ended)) = passkey {
        steps.extend([Step::Account(passkey.row(&service, &key, &account)?.0), ended]);
    }
    steps.extend(signing);
    steps.extend(welcome);
    steps.push(caller.audit(HOLDER, "account.registered", &account));
    let change = store::Change { relying_party: party.id, at: now, steps };
    if let Err(error) = service.store.commit(change).await {
        service.destroy_key(&account, now).await?;
        return Err(match error {
            StoreError::Conflict("the invitation") => invitations::changed(),
            StoreError::Conflict("the passkey") => in_use(),
            // Used twice at a moment, or registered by another code to the same contact meanwhile.
            StoreError::Conflict(_) => refused(),
            error => error.into(),
        });
    }
    service.bell.notify_waiters();
    Ok((StatusCode::CREATED, Json(signed_in)))
}
