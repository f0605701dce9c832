//! The file of a database, and whether it is still the one that was opened.

use crate::StoreError;
use std::path::{Path, PathBuf};

/// A file as it was when it was opened. SQLite goes on writing into a file that was deleted, and nobody finds that again.
#[derive(Clone, Debug)]
pub(super) struct File {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl File {
    /// The file that was just opened at `path`.
    pub(super) fn opened(path: &Path) -> Self {
        Self { path: path.to_path_buf(), identity: identity(path) }
    }

    /// Whether the same file lies at the same place.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when it was deleted, moved or replaced.
    pub(super) fn there(&self) -> Result<(), StoreError> {
        if identity(&self.path) == self.identity {
            return Ok(());
        }
        let path = self.path.display();
        Err(StoreError::Failed(format!(
            "{path} was moved, deleted or replaced; put it back, or stop and restore a backup"
        )))
    }
}

/// Volume and number of the file. Where the system has no such numbers, every file is the same.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}
