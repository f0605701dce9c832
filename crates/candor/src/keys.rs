//! Keys of records in files: 64 hexadecimal digits each.

use crate::failure::Failure;
use ed25519_dalek::{Signer as _, SigningKey};
use std::path::Path;
use verify::record::{RecordError, Signer, hex, unhex};

/// A signing key that was read from a file.
pub(crate) struct FileKey(SigningKey);

impl FileKey {
    /// Reads the key at `path`.
    ///
    /// # Errors
    /// [`Failure`] when the file is not there or holds no key.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        Ok(Self(SigningKey::from_bytes(&digits(path)?)))
    }

    /// A key of `seed`, which must be random.
    pub(crate) fn of_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }
}

impl Signer for FileKey {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// The 32 bytes that the file at `path` spells.
///
/// # Errors
/// [`Failure`] when the file is not there or holds something else.
pub(crate) fn digits(path: &Path) -> Result<[u8; 32], Failure> {
    let wrong = |cause: &str| RecordError::Malformed { what: "key", cause: format!("{}: {cause}", path.display()) };
    let text = std::fs::read_to_string(path).map_err(|cause| wrong(&cause.to_string()))?;
    let bytes = unhex(&text).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| wrong("64 hexadecimal digits are needed; `candor record key DIR` writes a new pair").into())
}

/// Writes `bytes` as digits, readable by the owner alone when `secret`.
///
/// # Errors
/// [`Failure`] when the file is there already or cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8; 32], secret: bool) -> Result<(), Failure> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let written = options.open(path).and_then(|mut file| writeln!(file, "{}", hex(bytes)));
    written.map_err(|cause| Failure::unwritable(path, &cause))
}
