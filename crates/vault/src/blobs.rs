//! Blobs: what is too large for the database, always sealed before it comes here.

use crate::VaultError;
use bytes::Bytes;
use futures_util::future::ready;
use futures_util::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use std::sync::Arc;

/// Where blobs lie.
pub type SharedStore = Arc<dyn ObjectStore>;

/// Sealed blobs under names that are never used twice.
#[derive(Clone, Debug)]
pub struct Blobs(SharedStore);

impl Blobs {
    /// Blobs in `store`.
    #[must_use]
    pub const fn new(store: SharedStore) -> Self {
        Self(store)
    }

    /// Blobs in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// [`VaultError::Blobs`] when it cannot be used.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self, VaultError> {
        let failed = |cause: &dyn std::fmt::Display| VaultError::Blobs(format!("{}: {cause}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|cause| failed(&cause))?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder).map_err(|cause| failed(&cause))?;
        // What the database says is there must be there after a power cut.
        Ok(Self(Arc::new(store.with_automatic_cleanup(true).with_fsync(true))))
    }

    /// Keeps `sealed` under `name`. A name that is there already is an error: blobs are never changed.
    ///
    /// # Errors
    /// [`VaultError::Blobs`].
    pub async fn put(&self, name: &str, sealed: Vec<u8>) -> Result<(), VaultError> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        let put = self.0.put_opts(&Path::from(name), Bytes::from(sealed).into(), options).await;
        put.map(|_| ()).map_err(|cause| VaultError::Blobs(cause.to_string()))
    }

    /// The blob of that name. `None` when there is none.
    ///
    /// # Errors
    /// [`VaultError::Blobs`].
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, VaultError> {
        let failed = |cause: object_store::Error| VaultError::Blobs(cause.to_string());
        match self.0.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(failed)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(failed(cause)),
        }
    }

    /// Deletes the blob of that name; one that is not there is deleted already.
    ///
    /// # Errors
    /// [`VaultError::Blobs`].
    pub async fn delete(&self, name: &str) -> Result<(), VaultError> {
        match self.0.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(VaultError::Blobs(cause.to_string())),
        }
    }

    /// The names of blobs that were kept before `before`, in milliseconds since 1970, folder by folder.
    #[must_use]
    pub fn before(&self, before: i64) -> BoxStream<'static, Result<String, VaultError>> {
        let found = self.0.list(None).map_err(|cause| VaultError::Blobs(cause.to_string()));
        let old = move |found: &ObjectMeta| ready(found.last_modified.timestamp_millis() < before);
        found.try_filter(old).map_ok(|found| found.location.to_string()).boxed()
    }

    /// The names that begin with the folder `under`.
    ///
    /// # Errors
    /// [`VaultError::Blobs`].
    pub async fn list(&self, under: &str) -> Result<Vec<String>, VaultError> {
        let under = Path::from(under);
        let found = self.0.list(Some(&under)).map_ok(|found| found.location.to_string()).try_collect().await;
        found.map_err(|cause: object_store::Error| VaultError::Blobs(cause.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn blobs_are_kept_once_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(&folder.path().join("blobs")).unwrap();
        blobs.put("ses_1/a", vec![1, 2]).await.unwrap();
        assert!(blobs.put("ses_1/a", vec![3]).await.is_err());
        assert_eq!(blobs.get("ses_1/a").await.unwrap().as_deref(), Some(&[1, 2][..]));
        assert_eq!(blobs.list("ses_1").await.unwrap(), ["ses_1/a"]);
        let before = |at: i64| blobs.before(at).try_collect::<Vec<_>>();
        assert_eq!(before(i64::MAX).await.unwrap(), ["ses_1/a"]);
        assert_eq!(before(0).await.unwrap(), [""; 0]);
        blobs.delete("ses_1/a").await.unwrap();
        blobs.delete("ses_1/a").await.unwrap();
        assert_eq!(blobs.get("ses_1/a").await.unwrap(), None);
    }
}
