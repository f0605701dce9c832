//! What nobody asks for: sessions that expire, files that were not finished, attempts that no job comes to, redactions that were
//! not finished.

use super::judge::given_up;
use crate::evidence;
use crate::ids;
use crate::problem::Problem;
use crate::service::{Shared, saved};
use futures_util::TryStreamExt as _;
use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{AuditNote, Change, Mode, NewJob, RelyingParty, Session, Step, WrappedRow};
use tokio::sync::watch;
use verify::audit::Actor;
use verify::session::Event;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(20);
/// How many of each it takes at a time.
const MOST: u32 = 100;
/// Milliseconds after which an attempt without a job counts as forgotten.
const FORGOTTEN: i64 = 10_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Days for which jobs that were given up can be looked at.
const DEAD_DAYS: i64 = 30;

pub(super) async fn run(service: Shared, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        round(&service).await;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

pub(super) async fn round(service: &Shared) {
    // One moment for all of it: what expires now is not of the future to what comes after it, should the clock step back.
    let now = service.now();
    let mut done = vec![
        ("jobs of another time", service.store.hasten().await.map_err(Problem::from)),
        ("forgotten attempts", forgotten(service, now).await),
        ("unfinished redactions", redactions(service, now).await),
        ("key rotation", rewrapped(service).await),
    ];
    // What ends or is destroyed by age does not come back.
    if service.jumped(now) {
        tracing::error!(
            "the clock went ahead by more than a day while this ran: nothing ends by age; set it right, and start again"
        );
    } else {
        done.extend([
            ("expiry", expired(service, now).await),
            ("retention", outlived(service, now).await),
            ("answers and codes", answers(service, now).await),
            ("unfinished files", unfinished(service, now).await),
            ("blobs of nobody", orphans(service, now).await),
            // After old letters are gone: it writes new ones.
            ("appeals", appeals(service, now).await),
        ]);
    }
    for (what, done) in done {
        if let Err(problem) = done {
            tracing::error!(what, code = problem.code(), "a sweep failed");
        }
    }
}

/// What failed for one of many keeps the others waiting for nothing; the next round comes to it again.
fn tried(what: &str, id: &str, done: Result<(), Problem>) {
    match done {
        // Another process was faster.
        Err(problem) if problem.code() == "conflict" => {}
        Err(problem) => tracing::error!(what, id, code = problem.code(), "a sweep failed"),
        Ok(()) => {}
    }
}

fn note(action: &str, subject: &str) -> Step {
    Step::Audit(AuditNote::unasked(Actor::System, action, subject))
}

async fn expired(service: &Shared, now: i64) -> Result<(), Problem> {
    for session in service.store.overdue(now, MOST).await? {
        let id = session.id.clone();
        tried("expiry", &id, expires(service, now, session).await);
    }
    Ok(())
}

async fn expires(service: &Shared, now: i64, mut session: Session) -> Result<(), Problem> {
    let happened = service.happens(&mut session, Event::Expired, 0)?;
    let (party, id) = (session.relying_party.clone(), session.id.clone());
    let steps = vec![
        saved(session, now),
        happened,
        Step::RevokeTokens { session: id.clone() },
        note(Event::Expired.name(), &id),
    ];
    Ok(service.store.commit(Change { relying_party: party, at: now, steps }).await?)
}

/// Forgets what was kept long enough, by the policy of each relying party: frames of a liveness check so many days after their decision, other
/// evidence so many days after the window for an appeal closed, and everything personal when the record's time is over, or at once when nothing was ever submitted. A legal hold keeps all of it.
async fn outlived(service: &Shared, now: i64) -> Result<(), Problem> {
    if now - service.rounds.outlived.load(Ordering::Relaxed) < HOUR {
        return Ok(());
    }
    let mut more = false;
    for party in service.store.parties().await? {
        match outlived_of(service, now, &party).await {
            Ok(most) => more |= most,
            Err(problem) => tried("retention", &party.id, Err(problem)),
        }
    }
    // What was too much for one round is taken up by the next.
    if !more {
        service.rounds.outlived.store(now, Ordering::Relaxed);
    }
    Ok(())
}

/// The same for one relying party. Whether there is more.
async fn outlived_of(service: &Shared, now: i64, party: &RelyingParty) -> Result<bool, Problem> {
    let ago = |days: u16| now - i64::from(days) * DAY;
    let retention = service.policy(party, Mode::Live)?.retention;
    let submitted = ago(retention.appeal_days.saturating_add(retention.evidence_days));
    let (frames, unsubmitted) = (ago(retention.liveness_days), ago(service.config.unsubmitted_days));
    let files = service.store.outlived_evidence(&party.id, submitted, frames, unsubmitted, MOST).await?;
    let people = service.store.outlived(&party.id, ago(retention.record_days), now + 1, MOST).await?;
    let more = files.len().max(people.len()) == MOST as usize;
    for file in files {
        let (id, gone) = (file.id.clone(), note("evidence.outlived", &file.id));
        tried("retention", &id, evidence::discard(service, &party.id, file, vec![gone]).await);
    }
    for applicant in people {
        let (id, gone) = (applicant.id.clone(), note("applicant.outlived", &applicant.id));
        tried("retention", &id, crate::routes::redact(service, applicant, gone).await.map(drop));
    }
    Ok(more)
}

/// A request that comes again after a day is a new one; codes are long invalid by then.
async fn answers(service: &Shared, now: i64) -> Result<(), Problem> {
    let before = now - DAY;
    service.store.forget_answers(before).await?;
    service.store.forget_ways_back(before).await?;
    service.store.forget_handovers(before).await?;
    service.store.forget_account_traces(before, before).await?;
    service.store.forget_consoles(before).await?;
    service.store.forget_dead(now - DEAD_DAYS * DAY).await?;
    service.mailer.tidy(service.clock.now().into()).map_err(|cause| Problem::internal(&cause))
}

async fn unfinished(service: &Shared, now: i64) -> Result<(), Problem> {
    for file in service.store.unfinished(now, MOST).await? {
        let session = service.store.session(&file.session).await?;
        let party = session.map(|session| session.relying_party).unwrap_or_default();
        let id = file.id.clone();
        tried("unfinished files", &id, evidence::discard(service, &party, file, vec![]).await);
    }
    Ok(())
}

/// What no job came to in time.
async fn appeals(service: &Shared, now: i64) -> Result<(), Problem> {
    for appeal in service.store.waking(now, MOST).await? {
        tried("appeals", &appeal.id, crate::appeals::timers::due(service, &appeal.id, vec![]).await);
    }
    Ok(())
}

async fn forgotten(service: &Shared, now: i64) -> Result<(), Problem> {
    for (session, dead) in service.store.forgotten(now - FORGOTTEN, MOST).await? {
        if dead {
            tracing::error!(session = %session.id, "no worker could judge an attempt; it goes to a person");
            let Some(key) = service.data_key(&session.applicant).await? else { continue };
            let id = session.id.clone();
            if given_up(service, session, &key, None).await.is_err() {
                tracing::error!(session = %id, "an attempt that no worker could judge could not be given to a person");
            }
            continue;
        }
        let id = ids::new("job", now)?;
        let job = NewJob { id, kind: "judge", subject: session.id.clone(), delay: 0, most_attempts: 3 };
        tracing::warn!(session = %session.id, "an attempt had no job");
        let change = Change { relying_party: session.relying_party, at: now, steps: vec![Step::NewJob(job)] };
        tried("forgotten attempts", &session.id, service.store.commit(change).await.map_err(Problem::from));
    }
    Ok(())
}

/// Whose key is destroyed, by this database or by one that a backup was restored over, is redacted here too.
async fn redactions(service: &Shared, now: i64) -> Result<(), Problem> {
    let mut finished = true;
    // Once all of them, then the latest: the clock of another process may be an hour behind.
    let since = service.rounds.redactions.load(Ordering::Relaxed) - HOUR;
    for (owner, _) in service.keys.destroyed(since).await? {
        let Some(applicant) = service.store.applicant(&owner).await? else { continue };
        if applicant.redacted_at.is_none() {
            let done = crate::routes::redact(service, applicant, note("applicant.redacted", &owner)).await;
            finished &= done.is_ok();
            tried("unfinished redactions", &owner, done.map(drop));
        }
    }
    if finished {
        service.rounds.redactions.store(now, Ordering::Relaxed);
    }
    Ok(())
}

/// Deletes blobs that no file has: their server stopped after it kept them, and before it wrote that down, or before it deleted them. Looks
/// through all of them once a day.
async fn orphans(service: &Shared, now: i64) -> Result<(), Problem> {
    if now - service.rounds.orphans.load(Ordering::Relaxed) < DAY {
        return Ok(());
    }
    service.rounds.orphans.store(now, Ordering::Relaxed);
    // What was kept lately may not be written down yet.
    let mut old = service.blobs.before(now - DAY);
    let (mut of, mut known) = (String::new(), HashSet::new());
    while let Some(name) = old.try_next().await? {
        // They come folder by folder, one for each session.
        let session = name.split('/').next().unwrap_or_default();
        if session != of {
            of = session.to_owned();
            known = blobs_of(service, session).await?;
        }
        if !known.contains(&name) {
            tracing::warn!(%session, "a blob that no file has is deleted");
            service.blobs.delete(&name).await?;
        }
    }
    Ok(())
}

async fn blobs_of(service: &Shared, session: &str) -> Result<HashSet<String>, Problem> {
    Ok(service.store.blobs_of(session).await?.into_iter().collect())
}

/// Data keys that an older key of the ring wrapped are wrapped by the newest: blobs stay as they are.
async fn rewrapped(service: &Shared) -> Result<(), Problem> {
    use vault::KeyEncryption as _;
    // Whoever keeps the ring may have added one.
    service.ring.reread()?;
    for older in service.ring.older() {
        for row in service.keys.wrapped_by(&older, MOST).await? {
            let owner = row.owner.clone();
            tried("key rotation", &owner, rewraps(service, row).await);
        }
    }
    Ok(())
}

async fn rewraps(service: &Shared, row: WrappedRow) -> Result<(), Problem> {
    use vault::{KeyEncryption as _, WrappedKey};
    let key = service.ring.unwrap(&row.owner, &WrappedKey { by: row.wrapped_by, sealed: row.sealed }).await?;
    let wrapped = service.ring.wrap(&row.owner, &key).await?;
    let row = WrappedRow { owner: row.owner, wrapped_by: wrapped.by, sealed: wrapped.sealed };
    Ok(service.keys.put(&row).await?)
}
