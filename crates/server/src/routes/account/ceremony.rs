//! Challenges that an authenticator answers: five minutes, once, rightly or not; and what is kept of a passkey.

use crate::ids;
use crate::problem::Problem;
use crate::service::{Shared, context, opened, sealed};
use crate::webauthn::{Bytes, Credential, Site};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{AccountStep, Change, Mode, Passkey, PasskeyCeremony, PasskeyPurpose, Step, StoreError};
use vault::DataKey;

/// Milliseconds for which a challenge is valid.
pub(super) const TIMEOUT: i64 = 300_000;

/// What is kept of a passkey, sealed under its account's key: another row, or another key in this one, does not open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) credential: Credential,
}

impl Kept {
    pub(super) fn of(key: &DataKey, row: &Passkey) -> Result<Self, Problem> {
        opened(key, &context("passkey", &row.id, "kept"), &row.sealed)
    }
}

/// Where passkeys are valid: at the service's public address.
pub(super) fn site(service: &Shared) -> Result<Site, Problem> {
    let site = Site::at(&service.config.address());
    site.ok_or_else(|| Problem::internal(&"`public_url` has no host, so that no passkey can be valid there"))
}

/// By which a credential is found again.
pub(super) fn mark(id: &Bytes) -> Vec<u8> {
    Sha256::digest(&id.0).to_vec()
}

fn place(id: &str) -> String {
    context("passkey ceremony", id, "challenge")
}

/// A new challenge, and the id by which its answer names it.
pub(super) async fn begun(
    service: &Shared,
    party: &str,
    mode: Mode,
    purpose: PasskeyPurpose,
) -> Result<(String, Bytes), Problem> {
    let now = service.now();
    let id = ids::new("pkc", now)?;
    let challenge = Bytes(vault::random::<32>()?.to_vec());
    let row = PasskeyCeremony {
        sealed: sealed(&service.ring.derived("passkeys"), &place(&id), &challenge)?,
        id: id.clone(),
        relying_party: party.to_owned(),
        mode,
        purpose,
        created_at: now,
        expires_at: now + TIMEOUT,
    };
    let steps = vec![Step::Account(AccountStep::NewPasskeyCeremony(row))];
    service.store.commit(Change { relying_party: party.to_owned(), at: now, steps }).await?;
    Ok((id, challenge))
}

/// A challenge that is being answered.
pub(super) struct Taken {
    id: String,
    pub(super) challenge: Vec<u8>,
    pub(super) relying_party: String,
    pub(super) mode: Mode,
}

impl Taken {
    /// It is gone: the same answer, or another, counts no more.
    pub(super) fn ended(&self) -> Step {
        Step::Account(AccountStep::EndPasskeyCeremony { id: self.id.clone() })
    }
}

/// The challenge of that id, which was made for `purpose`, and stays until [`Taken::ended`] is true; `None` where there is none, or its time is over.
pub(super) async fn waiting(service: &Shared, id: &str, purpose: &PasskeyPurpose) -> Result<Option<Taken>, Problem> {
    let row = service.store.passkey_ceremony(id).await?;
    let Some(row) = row.filter(|row| row.purpose == *purpose && service.now() < row.expires_at) else {
        return Ok(None);
    };
    let challenge: Bytes = opened(&service.ring.derived("passkeys"), &place(id), &row.sealed)?;
    Ok(Some(Taken { id: row.id, challenge: challenge.0, relying_party: row.relying_party, mode: row.mode }))
}

/// The same, gone from now on, whatever the answer is worth.
pub(super) async fn taken(service: &Shared, id: &str, purpose: &PasskeyPurpose) -> Result<Option<Taken>, Problem> {
    let Some(taken) = waiting(service, id, purpose).await? else { return Ok(None) };
    let change = Change { relying_party: taken.relying_party.clone(), at: service.now(), steps: vec![taken.ended()] };
    match service.store.commit(change).await {
        Err(StoreError::Conflict(_)) => Ok(None),
        done => done.map(|()| Some(taken)).map_err(Into::into),
    }
}
