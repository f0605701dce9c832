//! Rows of passkeys.

use super::Mode;

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// `psk_...`.
    pub id: String,
    /// Whose.
    pub account: String,
    /// SHA-256 of the credential's id.
    pub credential: Vec<u8>,
    /// Its name and what it is verified with, sealed.
    pub sealed: Vec<u8>,
    /// Uses that the authenticator counted; 0 where it does not count.
    pub counter: u32,
    /// When it was added.
    pub created_at: i64,
    /// When somebody signed in with it.
    pub last_used_at: Option<i64>,
}

/// A challenge that waits for an authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyCeremony {
    /// `pkc_...`.
    pub id: String,
    /// At whom.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// What its answer is for.
    pub purpose: PasskeyPurpose,
    /// The challenge and what was asked with it, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: i64,
    /// From when on it is refused.
    pub expires_at: i64,
}

/// What the answer to a challenge is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyPurpose {
    /// Somebody signs in; whoever it is.
    SignIn,
    /// An account begins with a passkey. The registration's id.
    Registration(String),
    /// A passkey is added to an account. The account's id.
    Account(String),
}
