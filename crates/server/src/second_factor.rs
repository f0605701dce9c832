//! One-time passwords by time (RFC 6238): the second factor of whoever decides.

use crate::problem::Problem;
use crate::service::{Shared, opened, sealed};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret (RFC 4226, section 4).
const BYTES: usize = 20;

/// A second factor of one user.
pub(crate) struct SecondFactor {
    secret: Vec<u8>,
    totp: Totp,
}

impl SecondFactor {
    fn of(secret: Vec<u8>) -> Result<Self, Problem> {
        // Six digits, thirty seconds, one step before and after, SHA-1: what every authenticator app understands.
        let totp = Builder::new().with_secret(Secret::from(secret.as_slice())).build();
        Ok(Self { totp: totp.map_err(|cause| Problem::internal(&cause))?, secret })
    }

    /// A new one.
    pub(crate) fn new() -> Result<Self, Problem> {
        Self::of(vault::random::<BYTES>()?.to_vec())
    }

    /// The one that was sealed for `user`.
    pub(crate) fn open(service: &Shared, user: &str, sealed: &[u8]) -> Result<Self, Problem> {
        Self::of(opened(&service.ring.derived("second factors"), user, sealed)?)
    }

    /// Sealed for `user`.
    pub(crate) fn seal(&self, service: &Shared, user: &str) -> Result<Vec<u8>, Problem> {
        sealed(&service.ring.derived("second factors"), user, &self.secret)
    }

    /// The step of time whose code `code` is at `now`, in milliseconds since 1970. `None` when it is none of about now.
    pub(crate) fn step(&self, code: &str, now: i64) -> Option<i64> {
        let six = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let step = self.totp.check(code, u64::try_from(now / 1000).ok()?).filter(|_| six)?;
        i64::try_from(step).ok()
    }

    /// The code at `now`, in milliseconds since 1970.
    pub(crate) fn code(&self, now: i64) -> String {
        self.totp.generate(u64::try_from(now / 1000).unwrap_or(0)).to_string()
    }

    /// The secret as people type it, and as an address that apps read from a picture.
    pub(crate) fn shown(&self, issuer: &str, login: &str) -> (String, String) {
        let secret = Secret::from(self.secret.as_slice()).to_base32();
        let plain = |text: &str| -> String {
            let spelled = |byte: u8| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            };
            text.bytes().map(spelled).collect()
        };
        let (issuer, login) = (plain(issuer), plain(login));
        let groups: Vec<&str> =
            secret.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        (groups.join(" "), format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard_and_of_about_now() {
        // RFC 6238, appendix B: SHA-1, the last six of eight digits.
        let factor = SecondFactor::of(b"12345678901234567890".to_vec()).unwrap();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(factor.step(code, seconds * 1000), Some(seconds / 30), "{seconds}");
            assert_eq!(factor.code(seconds * 1000), code);
            assert!(factor.step(code, (seconds + 60) * 1000).is_none() || seconds % 30 == 0);
        }
        assert_eq!(factor.step("28708", 59_000), None);
        assert_eq!(factor.step("２８７０８２", 59_000), None);
        let (secret, address) = factor.shown("Utopia Exchange", "ada&x");
        assert_eq!(secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(address.starts_with("otpauth://totp/Utopia%20Exchange:ada%26x?secret=GEZDGNBV"), "{address}");
    }
}
