//! A data key, and what is sealed with it.

use crate::{VaultError, random};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The first byte of everything sealed; another form will have another.
const FORM: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;

/// A key of 256 bits. It is wiped when dropped and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DataKey")
    }
}

impl DataKey {
    /// A new one.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn generate() -> Result<Self, VaultError> {
        Ok(Self(random()?))
    }

    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A mark by which the same `bytes` are known again, and which says nothing to whoever lacks this key: HMAC-SHA-256 under a key
    /// that is derived for `what` (HKDF, RFC 5869).
    #[must_use]
    pub fn mark(&self, what: &str, bytes: &[u8]) -> [u8; 32] {
        let mut key = Zeroizing::new([0; 32]);
        // 32 bytes are one block: this length is always allowed.
        let _ = Hkdf::<Sha256>::new(None, &self.0).expand(what.as_bytes(), &mut *key);
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&*key) else { return [0; 32] };
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }

    /// Seals `plain` for `context`, such as `session/ses_1/claim`: it opens there and nowhere else. AES-256-GCM (NIST SP 800-38D) with
    /// a random nonce of 96 bits; one applicant's key seals far fewer than the 2^32 texts that allows.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce: [u8; NONCE] = random()?;
        let wrong = || VaultError::Sealed { what: context.to_owned() };
        let cipher = Aes256Gcm::new_from_slice(&self.0).map_err(|_| wrong())?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let sealed = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| wrong())?;
        let mut bytes = Vec::with_capacity(1 + NONCE + sealed.len());
        bytes.push(FORM);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// What was sealed for `context`.
    ///
    /// # Errors
    /// [`VaultError::Sealed`] when it was altered, belongs elsewhere, or was sealed with another key.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let wrong = || VaultError::Sealed { what: context.to_owned() };
        if sealed.first() != Some(&FORM) || sealed.len() < 1 + NONCE + TAG {
            return Err(wrong());
        }
        let (nonce, text) = sealed[1..].split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| wrong())?;
        let cipher = Aes256Gcm::new_from_slice(&self.0).map_err(|_| wrong())?;
        cipher.decrypt(&Nonce::from(nonce), Payload { msg: text, aad: context.as_bytes() }).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_opens_where_it_belongs_and_no_changed_byte_passes(plain in prop::collection::vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>()) {
            let key = DataKey::generate().unwrap();
            let mut sealed = key.seal("session/1/claim", &plain).unwrap();
            prop_assert_eq!(key.open("session/1/claim", &sealed).unwrap(), plain);
            prop_assert!(key.open("session/2/claim", &sealed).is_err());
            prop_assert!(DataKey::generate().unwrap().open("session/1/claim", &sealed).is_err());
            let place = place.index(sealed.len());
            sealed[place] ^= 1;
            prop_assert!(key.open("session/1/claim", &sealed).is_err());
            sealed.truncate(place);
            prop_assert!(key.open("session/1/claim", &sealed).is_err());
        }
    }
}
