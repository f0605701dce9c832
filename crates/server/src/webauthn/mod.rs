//! Passkeys, verified as Web Authentication level 3 (W3C) asks of a relying party: section 7.1 for a new one, section 7.2 for one that signs in.
//!
//! Nothing here reads a clock, makes random numbers or keeps anything. What is asked for is fixed: a user who is present and verified, a
//! credential that is found without a name, ES256, EdDSA or RS256, no attestation, no extension, and pages that are nobody's frame.

mod bytes;
mod cbor;
mod key;
#[cfg(test)]
mod tests;

pub(crate) use bytes::Bytes;
pub(crate) use key::ALGORITHMS;

use cbor::{AttestationObject, AuthenticatorData};
use key::Key;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The longest id of a credential, in bytes (section 7.1).
const LONGEST_ID: usize = 1023;

/// Why an answer of an authenticator does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Fault {
    #[error("`{0}` cannot be read")]
    Unreadable(&'static str),
    #[error("it is not of the type that was asked for")]
    Type,
    #[error("it answers another challenge")]
    Challenge,
    #[error("it was made on another site")]
    Origin,
    #[error("it was made within a page of another site")]
    Framed,
    #[error("the authenticator did not ask whether its user is there")]
    Absent,
    #[error("the authenticator did not verify its user")]
    Unverified,
    #[error("what it says of its copies does not fit")]
    Copies,
    #[error("the algorithm is none of ES256, EdDSA and RS256")]
    Algorithm,
    #[error("the public key cannot be used")]
    Key,
    #[error("the attestation is neither `none` nor by the passkey itself")]
    Attestation,
    #[error("the ids of the passkey differ, or are too long")]
    Id,
    #[error("the signature does not fit")]
    Signature,
    #[error("the counter of the authenticator went back")]
    Counter,
}

/// Where passkeys are valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The relying party's id: a domain.
    pub(crate) id: String,
    origin: String,
}

/// What `toJSON()` of a credential gives (section 5.1).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Answer<R> {
    #[serde(rename = "rawId")]
    pub(crate) raw_id: Bytes,
    #[serde(rename = "type")]
    kind: String,
    pub(crate) response: R,
}

/// What an authenticator says of a credential that it made (section 5.2.1).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Made {
    #[serde(rename = "clientDataJSON")]
    client_data: Bytes,
    #[serde(rename = "attestationObject")]
    attestation_object: Bytes,
}

/// What an authenticator says with a credential that it has (section 5.2.2).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Used {
    #[serde(rename = "clientDataJSON")]
    client_data: Bytes,
    #[serde(rename = "authenticatorData")]
    authenticator_data: Bytes,
    signature: Bytes,
    /// Whose the credential is, as its making said.
    #[serde(rename = "userHandle")]
    pub(crate) user_handle: Option<Bytes>,
}

/// What is kept of a credential (section 4, "credential record").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Credential {
    pub(crate) id: Bytes,
    /// A COSE key (RFC 9052, section 7).
    key: Bytes,
    /// Whether it may be copied to other devices.
    copied: bool,
}

/// What the browser says that it asked the authenticator for (section 5.8.1).
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: Bytes,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    #[serde(rename = "topOrigin")]
    top_origin: Option<String>,
}

impl Site {
    /// That of the service's public address; `None` where it has no host.
    pub(crate) fn at(address: &str) -> Option<Self> {
        let address = url::Url::parse(address).ok()?;
        Some(Self { id: address.host_str()?.to_owned(), origin: address.origin().ascii_serialization() })
    }

    /// Section 7.1: the credential that was made for `challenge`, and how often the authenticator counted. Whether it is somebody's already is for
    /// the caller to look up.
    pub(crate) fn made(&self, challenge: &[u8], answer: &Answer<Made>) -> Result<(Credential, u32), Fault> {
        let Made { client_data, attestation_object } = &answer.response;
        let hash = self.asked(&answer.kind, "webauthn.create", challenge, client_data)?;
        let object = AttestationObject::read(&attestation_object.0)?;
        let data = AuthenticatorData::read(&object.data)?;
        self.verified(&data)?;
        let (id, key) = data.credential()?;
        if id != answer.raw_id.0 || id.len() > LONGEST_ID {
            return Err(Fault::Id);
        }
        object.verify(&Key::read(key)?, &hash)?;
        let credential = Credential { id: Bytes(id.to_vec()), key: Bytes(key.to_vec()), copied: data.may_be_copied() };
        Ok((credential, data.counter))
    }

    /// Section 7.2: how often the authenticator counted, when `credential`, of which `counter` is known, answered `challenge`. Whose it is has been
    /// looked up by the caller.
    pub(crate) fn used(
        &self,
        challenge: &[u8],
        credential: &Credential,
        counter: u32,
        answer: &Answer<Used>,
    ) -> Result<u32, Fault> {
        let Used { client_data, authenticator_data, signature, .. } = &answer.response;
        if answer.raw_id != credential.id {
            return Err(Fault::Id);
        }
        let hash = self.asked(&answer.kind, "webauthn.get", challenge, client_data)?;
        let data = AuthenticatorData::read(&authenticator_data.0)?;
        self.verified(&data)?;
        if data.may_be_copied() != credential.copied {
            return Err(Fault::Copies);
        }
        let signed = [&authenticator_data.0[..], &hash].concat();
        Key::read(&credential.key.0)?.verify(&signed, &signature.0)?;
        // Two zeros: an authenticator that does not count. Any other counter that does not grow is that of a copy.
        if (data.counter != 0 || counter != 0) && data.counter <= counter {
            return Err(Fault::Counter);
        }
        Ok(data.counter)
    }

    /// That the browser asked for `kind` with `challenge`, on a page of this site that is nobody's frame. Gives the hash of what it says.
    fn asked(&self, of: &str, kind: &str, challenge: &[u8], client_data: &Bytes) -> Result<[u8; 32], Fault> {
        let said: ClientData =
            serde_json::from_slice(&client_data.0).map_err(|_| Fault::Unreadable("clientDataJSON"))?;
        if of != "public-key" || said.kind != kind {
            return Err(Fault::Type);
        }
        if said.challenge.0 != challenge {
            return Err(Fault::Challenge);
        }
        if said.origin != self.origin {
            return Err(Fault::Origin);
        }
        if said.cross_origin || said.top_origin.is_some() {
            return Err(Fault::Framed);
        }
        Ok(Sha256::digest(&client_data.0).into())
    }

    /// That the authenticator speaks to this site, of a user who is present and verified.
    fn verified(&self, data: &AuthenticatorData<'_>) -> Result<(), Fault> {
        if data.site != Sha256::digest(self.id.as_bytes()).as_slice() {
            return Err(Fault::Origin);
        }
        if !data.is_present() {
            return Err(Fault::Absent);
        }
        if !data.is_verified() {
            return Err(Fault::Unverified);
        }
        if data.was_copied() && !data.may_be_copied() {
            return Err(Fault::Copies);
        }
        Ok(())
    }
}
