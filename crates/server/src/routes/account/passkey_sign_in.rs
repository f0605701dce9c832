//! Signing in with a passkey: something that somebody has, and what unlocks it, so that it is as good as password and code.

use super::ceremony::{self, Kept, TIMEOUT};
use super::holder::{HOLDER, SignedIn, signing_in};
use super::{Person, open_party, refused};
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::service::Shared;
use crate::webauthn::{Answer, Bytes, Used};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::{AccountStep, Change, PasskeyPurpose, Step, StoreError};
use utoipa::ToSchema;

/// Where somebody wants to sign in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SigningInWithPasskey {
    #[schema(max_length = 64)]
    relying_party: String,
}

/// `PublicKeyCredentialRequestOptionsJSON` of Web Authentication. Whose passkey it is the authenticator asks its user.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasskeyRequest {
    #[schema(value_type = String)]
    challenge: Bytes,
    #[schema(example = "verify.utopia.example")]
    rp_id: String,
    /// Milliseconds.
    timeout: i64,
    user_verification: &'static str,
    /// None: any passkey of this address.
    #[schema(value_type = Vec<Object>)]
    allow_credentials: [(); 0],
}

/// What the browser is asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BegunPasskeySignIn {
    id: String,
    public_key: PasskeyRequest,
}

/// Begin to sign in with a passkey
///
/// What comes is for `navigator.credentials.get`, is valid for five minutes, and once.
#[utoipa::path(post, path = "/v1/accounts/passkey-sign-ins", tag = "accounts", request_body = SigningInWithPasskey,
    responses(
        (status = 200, description = "What the browser is asked for", body = BegunPasskeySignIn),
        (status = 404, description = "Nobody registers there", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_passkey_sign_in(
    State(service): State<Shared>,
    caller: Caller,
    Body { value, .. }: Body<SigningInWithPasskey>,
) -> Result<Json<BegunPasskeySignIn>, Problem> {
    let (party, mode) = open_party(&service, &value.relying_party).await?;
    service.limits.count_sign_in(&caller.origin)?;
    let site = ceremony::site(&service)?;
    let (id, challenge) = ceremony::begun(&service, &party.id, mode, PasskeyPurpose::SignIn).await?;
    let public_key = PasskeyRequest {
        challenge,
        rp_id: site.id,
        timeout: TIMEOUT,
        user_verification: "required",
        allow_credentials: [],
    };
    Ok(Json(BegunPasskeySignIn { id, public_key }))
}

/// What the passkey answered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsedPasskey {
    /// `AuthenticationResponseJSON` of Web Authentication: what `toJSON()` of the credential gives.
    credential: serde_json::Map<String, serde_json::Value>,
}

/// Sign in with a passkey
///
/// It counts as password and code, and the device is known from then on. What did not fit is refused alike, whatever it was.
#[utoipa::path(post, path = "/v1/accounts/passkey-sign-ins/{id}", tag = "accounts", request_body = UsedPasskey,
    params(("id" = String, Path, description = "What beginning gave")),
    responses(
        (status = 200, description = "Somebody is in", body = SignedIn),
        (status = 403, description = "It did not fit, or its time is over", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_passkey(
    State(service): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<UsedPasskey>,
) -> Result<Json<SignedIn>, Problem> {
    let taken = ceremony::taken(&service, &id, &PasskeyPurpose::SignIn).await?.ok_or_else(refused)?;
    let answer: Answer<Used> = serde_json::from_value(value.credential.into()).map_err(|_| refused())?;
    let row = service.store.passkey_of(&ceremony::mark(&answer.raw_id)).await?.ok_or_else(refused)?;
    let account = service.store.account(&row.account).await?.filter(|account| {
        account.closed_at.is_none() && account.relying_party == taken.relying_party && account.mode == taken.mode
    });
    let account = account.ok_or_else(refused)?;
    let person = Person::of(&service, &account).await?.ok_or_else(refused)?;
    // Section 7.2 of Web Authentication: whom the authenticator names must be whose the passkey is.
    let named = answer.response.user_handle.as_ref().map(|handle| &*handle.0);
    if named != Some(person.handle(&account).as_bytes()) {
        return Err(refused());
    }
    let key = service.data_key(&account.id).await?.ok_or_else(refused)?;
    let kept = Kept::of(&key, &row)?;
    let used = ceremony::site(&service)?.used(&taken.challenge, &kept.credential, row.counter, &answer);
    let counter = used.map_err(|fault| {
        tracing::warn!(passkey = %row.id, %fault, "a passkey did not fit");
        refused()
    })?;
    let (signed_in, signing) = signing_in(&service, &account, true)?;
    let mut steps = vec![Step::Account(AccountStep::PasskeyUsed { id: row.id, from: row.counter, counter })];
    steps.extend(signing);
    steps.push(caller.audit(HOLDER, "account.signed_in", &account.id));
    match service.store.commit(Change { relying_party: taken.relying_party, at: service.now(), steps }).await {
        // Removed, closed or used meanwhile.
        Err(StoreError::Conflict(_)) => Err(refused()),
        done => {
            done?;
            Ok(Json(signed_in))
        }
    }
}
