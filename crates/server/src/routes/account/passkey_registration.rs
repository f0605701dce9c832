//! Registering with a passkey in place of a password.

use super::ceremony;
use super::passkeys::{Asked, BegunPasskey, Fitting, NewPasskey, name, over};
use super::register::proven;
use super::username;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use store::{PasskeyPurpose, Step};
use utoipa::ToSchema;

/// Who wants to register with a passkey.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisteringWithPasskey {
    #[schema(max_length = 100)]
    registration_token: String,
    /// As the authenticator shows whose the passkey is: 2 to 40 letters.
    #[schema(example = "ada", max_length = 40)]
    username: String,
}

/// Begin to register with a passkey
///
/// What comes is for `navigator.credentials.create`, and is valid for five minutes. What the authenticator makes of it goes with the request that
/// finishes the registration.
#[utoipa::path(post, path = "/v1/accounts/registrations/{id}/passkey", tag = "accounts", request_body = RegisteringWithPasskey,
    params(("id" = String, Path, description = "What beginning gave")),
    responses(
        (status = 200, description = "What the browser is asked for", body = BegunPasskey),
        (status = 403, description = "The token is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_registration_passkey(
    State(service): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<RegisteringWithPasskey>,
) -> Result<Json<BegunPasskey>, Problem> {
    let (row, party) = proven(&service, &id, &value.registration_token).await?;
    let username = username(&value.username)?;
    service.limits.count_sign_in(&caller.origin)?;
    let purpose = PasskeyPurpose::Registration(row.id.clone());
    let (id, challenge) = ceremony::begun(&service, &party.id, row.mode, purpose).await?;
    // One handle for every try: an authenticator keeps the last of them alone.
    let asked = Asked { party: &party, handle: &row.id, username: &username, known: vec![] };
    Ok(Json(BegunPasskey { id, public_key: asked.creation(&service, challenge)? }))
}

/// The passkey of the account to be, and that its challenge is over once the account is there: what else is refused until then may be mended without
/// another passkey. One that does not fit ends its challenge at once.
pub(super) async fn first(service: &Shared, registration: &str, made: NewPasskey) -> Result<(Fitting, Step), Problem> {
    // What is wrong with a name uses nothing up.
    name(&made.name)?;
    let purpose = PasskeyPurpose::Registration(registration.to_owned());
    let taken = ceremony::waiting(service, &made.id, &purpose).await?.ok_or_else(over)?;
    match made.fitting(service, &taken) {
        Ok(fitting) => Ok((fitting, taken.ended())),
        Err(problem) => {
            let party = taken.relying_party.clone();
            super::code::commit(service, &party, vec![taken.ended()]).await?;
            Err(problem)
        }
    }
}
