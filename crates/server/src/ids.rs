//! Names of things, and secrets.

use sha2::{Digest, Sha256};
use vault::VaultError;

/// Crockford's letters: none that are taken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn spelled(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(LETTERS[(held >> bits & 31) as usize] as char);
        }
    }
    if bits > 0 {
        text.push(LETTERS[(held << (5 - bits) & 31) as usize] as char);
    }
    text
}

/// A new name: 48 bits of time, so that later ones sort after earlier ones, and 80 random bits.
pub(crate) fn new(prefix: &str, now: i64) -> Result<String, VaultError> {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&now.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&vault::random::<10>()?);
    Ok(format!("{prefix}_{}", spelled(&bytes)))
}

/// A new secret of 256 random bits.
pub(crate) fn secret(prefix: &str) -> Result<String, VaultError> {
    Ok(format!("{prefix}_{}", spelled(&vault::random::<32>()?)))
}

/// A new password of 160 random bits, in groups that can be copied from paper.
pub(crate) fn password() -> Result<String, VaultError> {
    let text = spelled(&vault::random::<20>()?);
    let groups: Vec<&str> = text.as_bytes().chunks(6).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    Ok(groups.join("-"))
}

/// What is kept of a secret. It has 256 random bits, so a fast hash is enough.
pub(crate) fn hashed(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_names_sort_after_earlier_ones_and_none_comes_twice() {
        let names: Vec<String> = [1, 1_700_000_000_000, 1_700_000_000_001].map(|now| new("ses", now).unwrap()).to_vec();
        assert!(names.is_sorted() && names[0].len() == 30, "{names:?}");
        assert_ne!(new("ses", 5).unwrap(), new("ses", 5).unwrap());
        assert_eq!(password().unwrap().len(), 32 + 5);
        assert_eq!(secret("candor_test").unwrap().len(), 12 + 52);
    }
}
