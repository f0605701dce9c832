//! Workers: each takes a job under a lease, does it, and finishes it in the transaction that writes its result.
//!
//! A permit comes before the job, so that nothing is taken that cannot be begun; the lease is renewed beside the work, which does not
//! run on the threads that renew.

mod appeal;
mod forget;
mod judge;
mod letter;
mod magic;
mod rebates;
mod sweep;
mod webhook;

pub(crate) use judge::{Kept, apart, asked, frame_marks, identity, measured, number_marks, seen, side};
pub(crate) use letter::moment;
pub(crate) use magic::is_magic;

use crate::ids;
use crate::problem::Problem;
use crate::service::Shared;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::{Job, StoreError};
use tokio::sync::{Semaphore, watch};

/// How long a worker waits when there is nothing and nobody rings.
const PAUSE: Duration = Duration::from_millis(500);
/// Webhooks on their way at a time.
const SENDERS: usize = 16;
/// How many of them may be to endpoints that did not take the last one: who hangs keeps nobody else waiting.
pub(crate) const FAILING: usize = 4;
/// Letters on their way at a time, and blobs that are deleted.
const WRITERS: usize = 2;

/// Why a job was not done.
#[derive(Debug)]
enum NotDone {
    /// Somebody else has it now, or it is no longer wanted: nothing is to be said.
    Lost,
    /// It is to be tried again after so many milliseconds.
    Later(i64, String),
    /// The same, and this try does not count: what it needs was not there.
    Spared(i64, String),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::LeaseLost(_) => Self::Lost,
            StoreError::Conflict(what) => Self::Later(2000, format!("{what} was changed at the same moment")),
            other => Self::Spared(5000, other.to_string()),
        }
    }
}

impl From<Problem> for NotDone {
    fn from(problem: Problem) -> Self {
        let code = problem.code().to_owned();
        if problem.is_busy() { Self::Spared(5000, code) } else { Self::Later(5000, code) }
    }
}

/// One round of what nobody asks for; workers make one by themselves now and then.
pub(crate) async fn sweep(service: &Shared) {
    sweep::round(service).await;
}

/// Works until told to stop, and finishes what was begun.
pub(crate) async fn work(service: Shared, stop: watch::Receiver<bool>) {
    let owner = ids::new("wrk", service.now()).unwrap_or_else(|_| format!("wrk_{}", std::process::id()));
    let judges = kinds(service.clone(), &["judge"], &owner, service.config.workers(), stop.clone(), judge::run);
    let senders = kinds(service.clone(), &["webhook"], &owner, SENDERS, stop.clone(), webhook::run);
    let writers = kinds(service.clone(), &["letter"], &owner, WRITERS, stop.clone(), letter::run);
    let timers = kinds(service.clone(), &["appeal"], &owner, WRITERS, stop.clone(), appeal::run);
    let forgetting = kinds(service.clone(), &["forget"], &owner, WRITERS, stop.clone(), forget::run);
    let rebates = kinds(service.clone(), &["rebates"], &owner, WRITERS, stop.clone(), rebates::run);
    let sweeper = sweep::run(service.clone(), stop);
    tokio::join!(judges, senders, writers, timers, forgetting, rebates, sweeper);
}

async fn kinds<Done, Doing>(
    service: Shared,
    kinds: &'static [&'static str],
    owner: &str,
    most: usize,
    mut stop: watch::Receiver<bool>,
    doing: Doing,
) where
    Done: Future<Output = Result<(), NotDone>> + Send + 'static,
    Doing: Fn(Shared, Job) -> Done + Copy + Send + 'static,
{
    let permits = Arc::new(Semaphore::new(most));
    while !*stop.borrow() {
        let permit = tokio::select! {
            permit = Arc::clone(&permits).acquire_owned() => permit,
            _ = stop.changed() => break,
        };
        let Ok(permit) = permit else { break };
        let bell = service.bell.notified();
        match service.store.take(kinds, owner, lease(&service)).await {
            Ok(Some(job)) => {
                let service = service.clone();
                tokio::spawn(async move {
                    held(&service, job, doing).await;
                    drop(permit);
                });
            }
            found => {
                if let Err(cause) = found {
                    tracing::error!(%cause, ?kinds, "no job could be taken");
                }
                drop(permit);
                tokio::select! {
                    () = bell => {}
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stop.changed() => {}
                }
            }
        }
    }
    // All permits are back when nothing runs any more.
    let _ = permits.acquire_many(u32::try_from(most).unwrap_or(u32::MAX)).await;
}

/// Milliseconds of a lease.
fn lease(service: &Shared) -> i64 {
    i64::from(service.config.lease_seconds.max(1)) * 1000
}

/// Does a job while its lease is kept: renewed every third of it, beside the work.
async fn held<Done>(service: &Shared, job: Job, doing: impl Fn(Shared, Job) -> Done)
where
    Done: Future<Output = Result<(), NotDone>>,
{
    let renewing = async {
        loop {
            tokio::time::sleep(Duration::from_millis(lease(service) as u64 / 3)).await;
            match service.store.renew(&job, lease(service)).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(cause) => tracing::warn!(%cause, job = %job.id, "a lease could not be renewed"),
            }
        }
    };
    let done = tokio::select! {
        done = doing(service.clone(), job.clone()) => done,
        () = renewing => Err(NotDone::Lost),
    };
    let (delay, failure, spared) = match done {
        Ok(()) | Err(NotDone::Lost) => return,
        Err(NotDone::Later(delay, failure)) => (delay, failure, false),
        Err(NotDone::Spared(delay, failure)) => (delay, failure, true),
    };
    if job.attempts >= job.most_attempts && !spared {
        tracing::error!(job = %job.id, kind = %job.kind, attempt = job.attempts, %failure, "a job is given up");
    } else {
        tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempts, %failure, "a job is tried again");
    }
    if let Err(cause) = service.store.give_back(&job, delay, &failure, spared).await {
        tracing::error!(%cause, job = %job.id, "a job could not be given back; its lease will end");
    }
}
