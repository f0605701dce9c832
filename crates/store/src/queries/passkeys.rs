//! Passkeys, and challenges that wait for one.

use crate::StoreError;
use crate::rows::{Passkey, PasskeyCeremony};
use async_trait::async_trait;

/// Passkeys of accounts.
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// Those of an account, oldest first.
    async fn passkeys(&self, account: &str) -> Result<Vec<Passkey>, StoreError>;
    /// The one whose credential's id has that SHA-256.
    async fn passkey_of(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError>;
    /// The challenge of that id, unless it was answered.
    async fn passkey_ceremony(&self, id: &str) -> Result<Option<PasskeyCeremony>, StoreError>;
}
