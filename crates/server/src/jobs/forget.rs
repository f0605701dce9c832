//! Deleting a sealed blob that no row names any more, where that must not wait for a sweep: whoever deleted the row may have stopped since.

use super::NotDone;
use crate::problem::Problem;
use crate::service::Shared;
use store::{Change, Job, Step};

/// Deletes the blob that the job names.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    service.blobs.delete(&job.subject).await.map_err(Problem::from)?;
    let change = Change { relying_party: String::new(), at: service.now(), steps: vec![Step::FinishJob(job)] };
    Ok(service.store.commit(change).await?)
}
