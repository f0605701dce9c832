//! What uploads may take: one at a time for each file, and so many bytes in memory for all of them.

use crate::config::Config;
use crate::problem::Problem;
use axum::http::StatusCode;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The uploads of this process.
#[derive(Debug)]
pub struct Uploads {
    under_way: Mutex<HashSet<String>>,
    /// As many permits as bytes that were received and are not kept yet may be in memory.
    receiving: Arc<Semaphore>,
    /// As many as bytes of files that are put together. Whoever waits for these has those above, so they are apart.
    joining: Arc<Semaphore>,
    half: u32,
}

impl Uploads {
    /// As `config` says.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        // One file of the largest size must fit, as it is and sealed.
        let half = (config.upload_memory_bytes / 2).max(config.most_bytes.saturating_mul(2));
        let half = u32::try_from(half).unwrap_or(u32::MAX);
        let permits = || Arc::new(Semaphore::new(half as usize));
        Self { under_way: Mutex::default(), receiving: permits(), joining: permits(), half }
    }

    /// Begins to receive bytes of a file.
    ///
    /// # Errors
    /// [`Problem`] while another request does.
    pub(crate) fn begin(self: &Arc<Self>, file: &str) -> Result<Upload, Problem> {
        let free = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned());
        if !free {
            let detail =
                "another request sends bytes of this file; wait for it to end, and go on from where it came to";
            return Err(Problem::new(StatusCode::LOCKED, "upload.under_way", detail).after(1));
        }
        Ok(Upload { uploads: Arc::clone(self), file: file.to_owned(), held: None })
    }
}

/// One upload. When it ends, however it does, another may begin.
#[derive(Debug)]
pub(crate) struct Upload {
    uploads: Arc<Uploads>,
    file: String,
    held: Option<OwnedSemaphorePermit>,
}

impl Upload {
    /// Whether so many bytes more may be in memory.
    pub(crate) fn grows(&mut self, bytes: usize) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let Ok(more) = Arc::clone(&self.uploads.receiving).try_acquire_many_owned(bytes) else { return false };
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        true
    }

    /// What was in memory is kept elsewhere.
    pub(crate) fn shrinks(&mut self) {
        self.held = None;
    }

    /// Waits until a file of `size` bytes may be in memory, as it is and sealed.
    pub(crate) async fn joins(&self, size: u64) -> Result<OwnedSemaphorePermit, Problem> {
        let bytes = u32::try_from(size.saturating_mul(2)).unwrap_or(u32::MAX).min(self.uploads.half);
        let room = Arc::clone(&self.uploads.joining).acquire_many_owned(bytes).await;
        room.map_err(|cause| Problem::internal(&cause))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.uploads.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.file);
    }
}
