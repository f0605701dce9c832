//! What authenticators write: authenticator data (section 6.1) and attestation objects (section 6.5.4).

use super::Fault;
use super::key::Key;
use ciborium::Value;

/// User present, user verified, may be copied, was copied, credential follows, extensions follow (section 6.1).
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_COPIED: u8 = 1 << 3;
const WAS_COPIED: u8 = 1 << 4;
const CREDENTIAL: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// The next value, and the bytes that it was written in.
pub(super) fn value<'a>(bytes: &mut &'a [u8], of: &'static str) -> Result<(Value, &'a [u8]), Fault> {
    let all = *bytes;
    let value = ciborium::from_reader(&mut *bytes).map_err(|_| Fault::Unreadable(of))?;
    Ok((value, &all[..all.len() - bytes.len()]))
}

/// The next `many` bytes.
fn bytes<'a>(of: &mut &'a [u8], many: usize) -> Result<&'a [u8], Fault> {
    let (taken, rest) = of.split_at_checked(many).ok_or(Fault::Unreadable("authenticatorData"))?;
    *of = rest;
    Ok(taken)
}

/// What an authenticator says of itself and its user.
pub(super) struct AuthenticatorData<'a> {
    /// SHA-256 of the id of the site that it speaks to.
    pub(super) site: &'a [u8],
    /// Signatures that it counted; 0 where it does not count.
    pub(super) counter: u32,
    flags: u8,
    /// The id and the COSE key of a credential that was made.
    credential: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> AuthenticatorData<'a> {
    /// Section 6.1, to the last byte.
    pub(super) fn read(mut from: &'a [u8]) -> Result<Self, Fault> {
        const OF: &str = "authenticatorData";
        let from = &mut from;
        let site = bytes(from, 32)?;
        let flags = bytes(from, 1)?[0];
        let counter = bytes(from, 4)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
        let credential = match flags & CREDENTIAL {
            0 => None,
            _ => {
                // The model of the authenticator, of which nothing is made.
                bytes(from, 16)?;
                let long = bytes(from, 2)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
                Some((bytes(from, long)?, value(from, OF)?.1))
            }
        };
        if flags & EXTENSIONS != 0 && !value(from, OF)?.0.is_map() || !from.is_empty() {
            return Err(Fault::Unreadable(OF));
        }
        Ok(Self { site, counter, flags, credential })
    }

    pub(super) fn credential(&self) -> Result<(&'a [u8], &'a [u8]), Fault> {
        self.credential.ok_or(Fault::Unreadable("authenticatorData"))
    }

    pub(super) const fn is_present(&self) -> bool {
        self.flags & PRESENT != 0
    }

    pub(super) const fn is_verified(&self) -> bool {
        self.flags & VERIFIED != 0
    }

    pub(super) const fn may_be_copied(&self) -> bool {
        self.flags & MAY_BE_COPIED != 0
    }

    pub(super) const fn was_copied(&self) -> bool {
        self.flags & WAS_COPIED != 0
    }
}

/// What comes with a credential that was made.
pub(super) struct AttestationObject {
    /// See [`AuthenticatorData`].
    pub(super) data: Vec<u8>,
    format: String,
    statement: Vec<(Value, Value)>,
}

impl AttestationObject {
    /// Section 6.5.4.
    pub(super) fn read(mut from: &[u8]) -> Result<Self, Fault> {
        const OF: &str = "attestationObject";
        let unreadable = Fault::Unreadable(OF);
        let object = value(&mut from, OF)?.0.into_map().map_err(|_| unreadable)?;
        if !from.is_empty() {
            return Err(unreadable);
        }
        let member = |name: &str| named(&object, name).cloned().ok_or(unreadable);
        Ok(Self {
            data: member("authData")?.into_bytes().map_err(|_| unreadable)?,
            format: member("fmt")?.into_text().map_err(|_| unreadable)?,
            statement: member("attStmt")?.into_map().map_err(|_| unreadable)?,
        })
    }

    /// That nothing is attested (section 8.7), or only what the credential itself signed (section 8.2, "self attestation"): neither says anything
    /// of the authenticator, and nothing else was asked for.
    pub(super) fn verify(&self, key: &Key, hash: &[u8; 32]) -> Result<(), Fault> {
        match &*self.format {
            "none" if self.statement.is_empty() => Ok(()),
            "packed" if named(&self.statement, "x5c").is_none() => {
                let algorithm = named(&self.statement, "alg").and_then(Value::as_integer);
                let signature = named(&self.statement, "sig").and_then(Value::as_bytes);
                if algorithm != Some(key.algorithm().into()) {
                    return Err(Fault::Attestation);
                }
                key.verify(&[&self.data[..], hash].concat(), signature.ok_or(Fault::Attestation)?)
            }
            _ => Err(Fault::Attestation),
        }
    }
}

fn named<'a>(map: &'a [(Value, Value)], name: &str) -> Option<&'a Value> {
    map.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}
