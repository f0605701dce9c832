//! Passwords of people, kept so that whoever reads the database learns none of them.

use crate::{VaultError, random};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// What is kept of a password: Argon2id (RFC 9106) with a salt of 128 random bits, 19 MiB and two passes, as a PHC string.
///
/// # Errors
/// [`VaultError::NoRandomness`], or [`VaultError::Password`] when it is too long.
pub fn hashed(password: &str) -> Result<String, VaultError> {
    let salt: [u8; 16] = random()?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|cause| VaultError::Password(cause.to_string()))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one of which `hash` was kept. A hash that cannot be read fits none.
#[must_use]
pub fn fits(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_alone() {
        let (one, other) = (hashed("correct horse").unwrap(), hashed("correct horse").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other, "{one}");
        assert!(fits("correct horse", &one) && fits("correct horse", &other));
        assert!(!fits("correct hors", &one) && !fits("", &one) && !fits("correct horse", "nothing"));
    }
}
