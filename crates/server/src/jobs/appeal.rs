//! What happens to an appeal by itself.

use super::NotDone;
use crate::appeals::timers;
use crate::service::Shared;
use store::{Job, Step};

/// Does what is due of the appeal that the job names.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    let subject = job.subject.clone();
    Ok(timers::due(&service, &subject, vec![Step::FinishJob(job)]).await?)
}
