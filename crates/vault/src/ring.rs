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
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

/// The file that says whose data keys were destroyed: ids alone.
const DESTROYED: &str = "destroyed";

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
    /// The id of the key that wraps now.
    fn newest(&self) -> String;
    /// The ids of the keys that wrapped before it; what they wrapped is to be wrapped again.
    fn older(&self) -> Vec<String>;
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
    /// Milliseconds since 1970 when the next one was made. `None` for the newest.
    pub until: Option<i64>,
}

/// A ring in a directory: `wrap-N.key`, `sign-N.key` and `index.key`, each 64 hexadecimal digits and a line that says when it was made, in
/// milliseconds since 1970, readable by the owner alone. The highest number is used; the others stay for what they wrapped or signed.
///
/// Other processes add keys: a wrapping key is known here as soon as it is met, or with [`FolderRing::reread`]. What signs is decided once, when
/// the ring is opened, so that a record never names another key than the one that signs it.
pub struct FolderRing {
    folder: PathBuf,
    index: Zeroizing<[u8; 32]>,
    signer: SigningKey,
    keys: RwLock<Arc<Keys>>,
}

/// The keys of which there may be more every day.
struct Keys {
    wrapping: BTreeMap<u32, DataKey>,
    newest: u32,
    signing: BTreeMap<u32, (SigningKey, i64)>,
}

impl std::fmt::Debug for FolderRing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FolderRing of {} keys", self.now().wrapping.len())
    }
}

impl FolderRing {
    /// Opens the ring in `folder`.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] names the file that is missing, unreadable, or readable by others.
    pub fn open(folder: &Path) -> Result<Self, VaultError> {
        let keys = Keys::read(folder)?;
        let index = folder.join("index.key");
        if !index.exists() {
            return Err(missing(folder, "index.key"));
        }
        let signer = keys.signing.values().last().map(|(key, _)| key.clone());
        let signer = signer.ok_or_else(|| missing(folder, "sign-1.key"))?;
        Ok(Self { folder: folder.to_owned(), index: read(&index)?.0, signer, keys: RwLock::new(Arc::new(keys)) })
    }

    /// Whether there is no key at all in `folder`, or no such folder.
    #[must_use]
    pub fn is_empty(folder: &Path) -> bool {
        let key = |path: PathBuf| path.extension().is_some_and(|ending| ending == "key");
        std::fs::read_dir(folder)
            .map_or(true, |mut entries| !entries.any(|entry| entry.is_ok_and(|entry| key(entry.path()))))
    }

    /// Looks for keys that were added since it was opened.
    ///
    /// # Errors
    /// As [`FolderRing::open`]; the keys from before stay.
    pub fn reread(&self) -> Result<(), VaultError> {
        let keys = Arc::new(Keys::read(&self.folder)?);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    fn now(&self) -> Arc<Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes a ring in `folder` when it holds no key at all, at `now` in milliseconds since 1970.
    ///
    /// # Errors
    /// [`VaultError`] when the folder cannot be written.
    pub fn create(folder: &Path, now: i64) -> Result<bool, VaultError> {
        std::fs::create_dir_all(folder).map_err(|cause| file(folder, &cause))?;
        if !Self::is_empty(folder) {
            return Ok(false);
        }
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(folder, mode).map_err(|cause| file(folder, &cause))?;
        }
        for name in ["wrap-1.key", "sign-1.key", "index.key"] {
            write(&folder.join(name), now)?;
        }
        Ok(true)
    }

    /// Adds a key of that kind at `now`, in milliseconds since 1970. Who has the ring open wraps with it from [`FolderRing::reread`] on, and signs
    /// with it once the ring is opened anew.
    ///
    /// # Errors
    /// [`VaultError`] when the folder cannot be written.
    pub fn add(&self, signs: bool, now: i64) -> Result<PathBuf, VaultError> {
        let keys = Keys::read(&self.folder)?;
        let (kind, last) =
            if signs { ("sign", keys.signing.keys().last()) } else { ("wrap", keys.wrapping.keys().last()) };
        let path = self.folder.join(format!("{kind}-{}.key", last.copied().unwrap_or(0) + 1));
        write(&path, now)?;
        Ok(path)
    }

    /// Notes that the data key of `owner` is destroyed at `at`, in milliseconds since 1970: whoever loses the data and restores a copy learns it
    /// here. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when the note cannot be written.
    pub fn note_destroyed(&self, owner: &str, at: i64) -> Result<(), VaultError> {
        let path = self.folder.join(DESTROYED);
        let mut options = std::fs::OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // On a line of its own, even where a full disk cut off the one before.
        let line = format!("\n{owner} {at}\n");
        let written = options.open(&path).and_then(|mut file| {
            // In one piece: other processes write here, too.
            file.write_all(line.as_bytes())?;
            file.sync_all()?;
            std::fs::File::open(&self.folder)?.sync_all()
        });
        written.map_err(|cause| file(&path, &cause))
    }

    /// Whose data keys were noted as destroyed, and when.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when the notes cannot be read.
    pub fn destroyed(&self) -> Result<Vec<(String, i64)>, VaultError> {
        let path = self.folder.join(DESTROYED);
        let text = match std::fs::read_to_string(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            read => read.map_err(|cause| file(&path, &cause))?,
        };
        // A line that a full disk cut off was never acknowledged.
        let one = |line: &str| line.split_once(' ').and_then(|(owner, at)| Some((owner.to_owned(), at.parse().ok()?)));
        Ok(text.lines().filter_map(one).collect())
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

    /// The signature of `bytes` (RFC 8032) by the key of [`FolderRing::signer`].
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.signer.sign(bytes).to_bytes()
    }

    /// The public half of the key that signs: the newest one when the ring was opened.
    #[must_use]
    pub fn signer(&self) -> [u8; 32] {
        self.signer.verifying_key().to_bytes()
    }

    /// The public halves of the signing keys, oldest first.
    #[must_use]
    pub fn public_keys(&self) -> Vec<PublicKey> {
        let keys = self.now();
        let until = keys.signing.values().skip(1).map(|(_, since)| Some(*since)).chain([None]);
        let one = |((key, since), until): (&(SigningKey, i64), Option<i64>)| {
            let bytes = key.verifying_key().to_bytes();
            let id = hex(&Sha256::digest(bytes))[..16].to_owned();
            PublicKey { id, bytes, since: *since, until }
        };
        keys.signing.values().zip(until).map(one).collect()
    }

    fn wrapping_key(&self, id: &str) -> Result<DataKey, VaultError> {
        let number = id.strip_prefix("wrap-").and_then(|number| number.parse::<u32>().ok());
        let unknown = || VaultError::NoSuchKey { id: id.to_owned() };
        let number = number.ok_or_else(unknown)?;
        if let Some(key) = self.now().wrapping.get(&number) {
            return Ok(key.clone());
        }
        // Another process may have added it.
        self.reread()?;
        self.now().wrapping.get(&number).cloned().ok_or_else(unknown)
    }
}

impl Keys {
    fn read(folder: &Path) -> Result<Self, VaultError> {
        let (mut wrapping, mut signing) = (BTreeMap::new(), BTreeMap::new());
        let entries = std::fs::read_dir(folder).map_err(|cause| file(folder, &cause))?;
        for entry in entries {
            let path = entry.map_err(|cause| file(folder, &cause))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let numbered = |prefix: &str| name.strip_prefix(prefix)?.strip_suffix(".key")?.parse::<u32>().ok();
            if let Some(number) = numbered("wrap-") {
                wrapping.insert(number, DataKey::from_bytes(*read(&path)?.0));
            } else if let Some(number) = numbered("sign-") {
                let (key, since) = read(&path)?;
                signing.insert(number, (SigningKey::from_bytes(&key), since));
            }
        }
        let newest = *wrapping.keys().last().ok_or_else(|| missing(folder, "wrap-1.key"))?;
        Ok(Self { wrapping, newest, signing })
    }
}

fn missing(folder: &Path, name: &str) -> VaultError {
    let cause = "is missing; put it back from its backup, or name another folder of keys".into();
    VaultError::KeyFile { path: folder.join(name), cause }
}

fn wrapping_id(number: u32) -> String {
    format!("wrap-{number}")
}

#[async_trait]
impl KeyEncryption for FolderRing {
    async fn wrap(&self, owner: &str, key: &DataKey) -> Result<WrappedKey, VaultError> {
        let by = self.newest();
        let sealed = self.wrapping_key(&by)?.seal(&format!("key/{owner}"), key.bytes())?;
        Ok(WrappedKey { by, sealed })
    }

    async fn unwrap(&self, owner: &str, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        let context = format!("key/{owner}");
        let plain = Zeroizing::new(self.wrapping_key(&wrapped.by)?.open(&context, &wrapped.sealed)?);
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::Sealed { what: context })?;
        Ok(DataKey::from_bytes(bytes))
    }

    fn newest(&self) -> String {
        wrapping_id(self.now().newest)
    }

    fn older(&self) -> Vec<String> {
        let keys = self.now();
        keys.wrapping.keys().filter(|number| **number < keys.newest).copied().map(wrapping_id).collect()
    }
}

fn file(path: &Path, cause: &std::io::Error) -> VaultError {
    let cause = format!("cannot be used ({cause}); check its permissions, or name another with --keys");
    VaultError::KeyFile { path: path.to_path_buf(), cause }
}

fn write(path: &Path, now: i64) -> Result<(), VaultError> {
    let key = Zeroizing::new(random::<32>()?);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = Zeroizing::new(hex(&*key));
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{}\n{now}", *text)?;
        file.sync_all()
    });
    written.map_err(|cause| file(path, &cause))
}

/// The key in the file at `path`, and when it was made.
fn read(path: &Path) -> Result<(Zeroizing<[u8; 32]>, i64), VaultError> {
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
    let mut lines = text.lines();
    let (text, made) = (lines.next().unwrap_or_default().trim(), lines.next().unwrap_or_default());
    let made = made.trim().parse::<i64>();
    let mut bytes = Zeroizing::new([0; 32]);
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong("holds no key: 64 hexadecimal digits are needed; put it back from its backup"));
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        let pair = text.get(place * 2..place * 2 + 2).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong("holds no key"))?;
    }
    // The file's own time is the copy's, not the key's.
    let made = made.map_err(|_| {
        wrong("does not say when it was made: its second line must be that time in milliseconds since 1970")
    })?;
    Ok((bytes, made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keys_are_wrapped_for_their_owner_and_outlive_a_rotation() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FolderRing::create(folder.path(), 1000).unwrap());
        assert!(!FolderRing::create(folder.path(), 1000).unwrap());
        let ring = FolderRing::open(folder.path()).unwrap();
        let key = DataKey::generate().unwrap();
        let sealed = key.seal("a", b"text").unwrap();
        let wrapped = ring.wrap("app_1", &key).await.unwrap();
        assert!(ring.unwrap("app_2", &wrapped).await.is_err());
        ring.add(false, 2000).unwrap();
        let ring = FolderRing::open(folder.path()).unwrap();
        assert_eq!((wrapped.by.as_str(), ring.newest().as_str()), ("wrap-1", "wrap-2"));
        let again = ring.unwrap("app_1", &wrapped).await.unwrap();
        assert_eq!(again.open("a", &sealed).unwrap(), b"text");
        let rewrapped = ring.wrap("app_1", &again).await.unwrap();
        std::fs::remove_file(folder.path().join("wrap-1.key")).unwrap();
        let ring = FolderRing::open(folder.path()).unwrap();
        assert!(ring.unwrap("app_1", &rewrapped).await.is_ok());
        let gone = ring.unwrap("app_1", &wrapped).await.unwrap_err();
        assert!(gone.to_string().contains("wrap-1"), "{gone}");
    }

    #[tokio::test]
    async fn a_ring_that_was_open_before_knows_a_key_that_came_later() {
        let folder = tempfile::tempdir().unwrap();
        FolderRing::create(folder.path(), 1000).unwrap();
        let open = || FolderRing::open(folder.path()).unwrap();
        let (one, other) = (open(), open());
        one.add(false, 2000).unwrap();
        one.reread().unwrap();
        let key = DataKey::generate().unwrap();
        // Nothing that the newer key wrapped is ever old to whoever does not know it yet.
        assert_eq!((other.newest().as_str(), other.older()), ("wrap-1", vec![]));
        let wrapped = one.wrap("app_1", &key).await.unwrap();
        assert_eq!(wrapped.by, "wrap-2");
        other.unwrap("app_1", &wrapped).await.unwrap();
        assert_eq!((other.newest().as_str(), other.older()), ("wrap-2", vec!["wrap-1".to_owned()]));
        // What signs does not change under whoever signs.
        one.add(true, 3000).unwrap();
        one.reread().unwrap();
        let times = |ring: &FolderRing| -> Vec<(i64, Option<i64>)> {
            ring.public_keys().iter().map(|key| (key.since, key.until)).collect()
        };
        assert_eq!(times(&one), [(1000, Some(3000)), (3000, None)]);
        assert_eq!((one.signer(), open().signer()), (one.public_keys()[0].bytes, one.public_keys()[1].bytes));
    }

    #[test]
    fn indexes_differ_by_owner_and_purpose() {
        let folder = tempfile::tempdir().unwrap();
        FolderRing::create(folder.path(), 1000).unwrap();
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
        FolderRing::create(folder.path(), 1000).unwrap();
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
