//! The only crate that sees keys: envelope encryption, the key ring, signing, and encrypted blobs.
//!
//! Each applicant has a data key of their own. Everything personal is sealed with it (AES-256-GCM) before it leaves the process,
//! bound to where it belongs. The data key itself is kept wrapped by a key of the ring, which lies in a directory of its own:
//! destroying the wrapped key destroys everything that it sealed, in every copy.

mod blobs;
pub mod password;
mod ring;
mod sealed;

pub use blobs::{Blobs, SharedStore};
pub use ring::{FolderRing, KeyEncryption, PublicKey, WrappedKey};
pub use sealed::DataKey;

use std::path::PathBuf;
use thiserror::Error;

/// Why the vault does not give what was asked for.
#[derive(Debug, Error)]
pub enum VaultError {
    /// What is kept does not open: it was altered, belongs elsewhere, or its key is another.
    #[error("{what} does not open: it was altered, belongs to something else, or was sealed with another key")]
    Sealed {
        /// The context that it was asked for under.
        what: String,
    },
    /// The key that wrapped a data key is not in the ring.
    #[error("the key ring has no key {id}; put back the key file that is missing")]
    NoSuchKey {
        /// Its id.
        id: String,
    },
    /// A key file is unusable.
    #[error("{}: {cause}", path.display())]
    KeyFile {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and what to do.
        cause: String,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(String),
    /// A password that cannot be kept.
    #[error("the password cannot be used: {0}")]
    Password(String),
    /// The blob store fails.
    #[error("the blob store fails: {0}")]
    Blobs(String),
}

/// Random bytes of the system.
///
/// # Errors
/// [`VaultError::NoRandomness`].
pub fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| VaultError::NoRandomness(cause.to_string()))?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
