//! The key ring: keys that wrap data keys, the key of blind indexes, and the keys that sign.

use crate::{DataKey, VaultError, hex, random};
use async_trait::async_trait;
use ed25519_dalek::{Signer as _, SigningKey};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A data key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// The id of the ring's key that wrapped it.
    pub by: String,
    /// The key, sealed.
    pub sealed: Vec<u8>,
}

/// Wraps and unwraps data keys. A key management service can stand behind it, so it may wait.
#[async_trait]
pub trait KeyEncryption: Send + Sync {
    /// Wraps `key` with the newest key, bound to `owner`.
    async fn wrap(&self, owner: &str, key: &DataKey) -> Result<WrappedKey, VaultError>;
    /// The data key of `owner`.
    async fn unwrap(&self, owner: &str, wrapped: &WrappedKey) -> Result<DataKey, VaultError>;
    /// The id of the key that wraps now; what another wrapped is to be wrapped again.
    fn newest(&self) -> &str;
}

/// A public key of the ring's signing keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The first 16 hexadecimal digits of its SHA-256, as records name it.
    pub id: String,
    /// The key (RFC 8032).
    pub bytes: [u8; 32],
    /// Milliseconds since 1970 when it was made.
    pub since: i64,
    /// Whether it signs now; the others only prove what they signed.
    pub signs: bool,
}

/// A ring in a directory: `wrap-N.key`, `sign-N.key` and `index.key`, each 64 hexadecimal digits, readable by the owner alone.
/// The highest number is used; the others stay for what they wrapped or signed.
pub struct FolderRing {
    wrapping: BTreeMap<u32, DataKey>,
    newest: String,
    index: Zeroizing<[u8; 32]>,
    signing: BTreeMap<u32, (SigningKey, i64)>,
}

impl std::fmt::Debug for FolderRing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FolderRing of {} keys", self.wrapping.len())
    }
}

impl FolderRing {
    /// Opens the ring in `folder`.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] names the file that is missing, unreadable, or readable by others.
    pub fn open(folder: &Path) -> Result<Self, VaultError> {
        let mut wrapping = BTreeMap::new();
        let mut signing = BTreeMap::new();
        let entries = std::fs::read_dir(folder).map_err(|cause| file(folder, &cause))?;
        for entry in entries {
            let path = entry.map_err(|cause| file(folder, &cause))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let numbered = |prefix: &str| name.strip_prefix(prefix)?.strip_suffix(".key")?.parse::<u32>().ok();
            if let Some(number) = numbered("wrap-") {
                wrapping.insert(number, DataKey::from_bytes(*digits(&path)?));
            } else if let Some(number) = numbered("sign-") {
                let made = std::fs::metadata(&path).and_then(|data| data.modified()).ok();
                let since = made.and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
                let since = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0));
                signing.insert(number, (SigningKey::from_bytes(&*digits(&path)?), since));
            }
        }
        let missing = |name: &str| VaultError::KeyFile {
            path: folder.join(name),
            cause: "is missing; put it back from its backup, or name another folder of keys".into(),
        };
        let newest = wrapping.keys().last().map(|number| format!("wrap-{number}"));
        let newest = newest.ok_or_else(|| missing("wrap-1.key"))?;
        if signing.is_empty() {
            return Err(missing("sign-1.key"));
        }
        let index = folder.join("index.key");
        if !index.exists() {
            return Err(missing("index.key"));
        }
        Ok(Self { wrapping, newest, index: digits(&index)?, signing })
    }

    /// Makes a ring in `folder` when it holds no key at all.
    ///
    /// # Errors
    /// [`VaultError`] when the folder cannot be written.
    pub fn create(folder: &Path) -> Result<bool, VaultError> {
        std::fs::create_dir_all(folder).map_err(|cause| file(folder, &cause))?;
        let mut entries = std::fs::read_dir(folder).map_err(|cause| file(folder, &cause))?;
        if entries.any(|entry| entry.is_ok_and(|entry| entry.path().extension().is_some_and(|ending| ending == "key")))
        {
            return Ok(false);
        }
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(folder, mode).map_err(|cause| file(folder, &cause))?;
        }
        for name in ["wrap-1.key", "sign-1.key", "index.key"] {
            write(&folder.join(name))?;
        }
        Ok(true)
    }

    /// Adds a key of that kind, which is used from the next start on.
    ///
    /// # Errors
    /// [`VaultError`] when the folder cannot be written.
    pub fn add(&self, folder: &Path, signs: bool) -> Result<PathBuf, VaultError> {
        let (kind, last) =
            if signs { ("sign", self.signing.keys().last()) } else { ("wrap", self.wrapping.keys().last()) };
        let path = folder.join(format!("{kind}-{}.key", last.copied().unwrap_or(0) + 1));
        write(&path)?;
        Ok(path)
    }

    /// A look-up value that tells nothing about `value`: HMAC-SHA-256 under a key that is derived for `owner` and `what` (HKDF, RFC 5869).
    #[must_use]
    pub fn blind_index(&self, owner: &str, what: &str, value: &[u8]) -> [u8; 32] {
        let mut key = Zeroizing::new([0; 32]);
        let context = [owner.as_bytes(), &[0], what.as_bytes()].concat();
        // 32 bytes are one block: this length is always allowed.
        let _ = Hkdf::<Sha256>::new(None, &*self.index).expand(&context, &mut *key);
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&*key) else { return [0; 32] };
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// A key for one purpose of the server itself, such as the secrets of webhooks.
    #[must_use]
    pub fn derived(&self, purpose: &str) -> DataKey {
        DataKey::from_bytes(self.blind_index("server", "purpose", purpose.as_bytes()))
    }

    /// The signature of `bytes` by the newest key (RFC 8032), and the public key.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Option<[u8; 64]> {
        self.signing.values().last().map(|(key, _)| key.sign(bytes).to_bytes())
    }

    /// The public halves of the signing keys, oldest first.
    #[must_use]
    pub fn public_keys(&self) -> Vec<PublicKey> {
        let last = self.signing.keys().last();
        let one = |(number, (key, since)): (&u32, &(SigningKey, i64))| {
            let bytes = key.verifying_key().to_bytes();
            let id = hex(&Sha256::digest(bytes))[..16].to_owned();
            PublicKey { id, bytes, since: *since, signs: Some(number) == last }
        };
        self.signing.iter().map(one).collect()
    }

    fn wrapping_key(&self, id: &str) -> Result<&DataKey, VaultError> {
        let number = id.strip_prefix("wrap-").and_then(|number| number.parse::<u32>().ok());
        let key = number.and_then(|number| self.wrapping.get(&number));
        key.ok_or_else(|| VaultError::NoSuchKey { id: id.to_owned() })
    }
}

#[async_trait]
impl KeyEncryption for FolderRing {
    async fn wrap(&self, owner: &str, key: &DataKey) -> Result<WrappedKey, VaultError> {
        let sealed = self.wrapping_key(&self.newest)?.seal(&format!("key/{owner}"), key.bytes())?;
        Ok(WrappedKey { by: self.newest.clone(), sealed })
    }

    async fn unwrap(&self, owner: &str, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        let context = format!("key/{owner}");
        let plain = Zeroizing::new(self.wrapping_key(&wrapped.by)?.open(&context, &wrapped.sealed)?);
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::Sealed { what: context })?;
        Ok(DataKey::from_bytes(bytes))
    }

    fn newest(&self) -> &str {
        &self.newest
    }
}

fn file(path: &Path, cause: &std::io::Error) -> VaultError {
    let cause = format!("cannot be used ({cause}); check its permissions, or name another with --keys");
    VaultError::KeyFile { path: path.to_path_buf(), cause }
}

fn write(path: &Path) -> Result<(), VaultError> {
    let key = Zeroizing::new(random::<32>()?);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = Zeroizing::new(hex(&*key));
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{}", *text)?;
        file.sync_all()
    });
    written.map_err(|cause| file(path, &cause))
}

fn digits(path: &Path) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let wrong = |cause: &str| VaultError::KeyFile { path: path.to_path_buf(), cause: cause.to_owned() };
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|cause| file(path, &cause))?);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(|cause| file(path, &cause))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(wrong("can be read by others; run `chmod 600` on it, and think about whether they did"));
        }
    }
    let text = text.trim();
    let mut bytes = Zeroizing::new([0; 32]);
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong("holds no key: 64 hexadecimal digits are needed; put it back from its backup"));
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        let pair = text.get(place * 2..place * 2 + 2).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong("holds no key"))?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keys_are_wrapped_for_their_owner_and_outlive_a_rotation() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FolderRing::create(folder.path()).unwrap());
        assert!(!FolderRing::create(folder.path()).unwrap());
        let ring = FolderRing::open(folder.path()).unwrap();
        let key = DataKey::generate().unwrap();
        let sealed = key.seal("a", b"text").unwrap();
        let wrapped = ring.wrap("app_1", &key).await.unwrap();
        assert!(ring.unwrap("app_2", &wrapped).await.is_err());
        ring.add(folder.path(), false).unwrap();
        let ring = FolderRing::open(folder.path()).unwrap();
        assert_eq!((wrapped.by.as_str(), ring.newest()), ("wrap-1", "wrap-2"));
        let again = ring.unwrap("app_1", &wrapped).await.unwrap();
        assert_eq!(again.open("a", &sealed).unwrap(), b"text");
        let rewrapped = ring.wrap("app_1", &again).await.unwrap();
        std::fs::remove_file(folder.path().join("wrap-1.key")).unwrap();
        let ring = FolderRing::open(folder.path()).unwrap();
        assert!(ring.unwrap("app_1", &rewrapped).await.is_ok());
        let gone = ring.unwrap("app_1", &wrapped).await.unwrap_err();
        assert!(gone.to_string().contains("wrap-1"), "{gone}");
    }

    #[test]
    fn indexes_differ_by_owner_and_purpose() {
        let folder = tempfile::tempdir().unwrap();
        FolderRing::create(folder.path()).unwrap();
        let ring = FolderRing::open(folder.path()).unwrap();
        let one = ring.blind_index("rp_1", "email", b"a@example.org");
        assert_eq!(one, ring.blind_index("rp_1", "email", b"a@example.org"));
        assert_ne!(one, ring.blind_index("rp_2", "email", b"a@example.org"));
        assert_ne!(one, ring.blind_index("rp_1", "phone", b"a@example.org"));
    }

    #[cfg(unix)]
    #[test]
    fn key_files_are_the_owners_and_no_others() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        FolderRing::create(folder.path()).unwrap();
        let place = folder.path().join("sign-1.key");
        assert_eq!(std::fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = FolderRing::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("sign-1.key") && error.contains("chmod 600"), "{error}");
        std::fs::remove_file(&place).unwrap();
        let error = FolderRing::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("sign-1.key") && error.contains("backup"), "{error}");
    }
}
