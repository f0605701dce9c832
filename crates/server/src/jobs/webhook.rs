//! Sending one message.

use super::NotDone;
use crate::ids;
use crate::metrics::Named;
use crate::problem::Problem;
use crate::service::Shared;
use crate::webhooks::{WAITS, opened_secrets};
use store::{AuditNote, Change, Delivery, Job, NewJob, Step};
use verify::audit::Actor;
use verify::session::State as SessionState;

/// Milliseconds after which an endpoint that nothing reaches is no longer tried.
const MOST_FAILING: i64 = 3 * 86_400_000;

/// Sends the message of the delivery that the job names.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    let now = service.now();
    let Some(delivery) = service.store.delivery(&job.subject).await? else {
        // The endpoint was deleted, and its deliveries with it.
        let change = Change { relying_party: String::new(), at: now, steps: vec![Step::FinishJob(job)] };
        return Ok(service.store.commit(change).await?);
    };
    let endpoint = service.store.endpoint(&delivery.endpoint).await?;
    let event = service.store.event(&delivery.relying_party, delivery.sequence).await?;
    let (Some(endpoint), Some(event)) = (endpoint, event) else {
        return Err(NotDone::Later(60_000, "a delivery without its event".into()));
    };
    if endpoint.disabled_at.is_some() {
        return settled(&service, job, delivery, "failed", "the endpoint is disabled", None).await;
    }
    // It was told late on purpose; when the applicant went on, it is no longer true.
    if event.kind == "session.needs_resubmission" && delivery.tries == 0 && delivery.last_answer.is_none() {
        let session = service.store.session(&event.session).await?;
        let moved_on = session.is_some_and(|session| {
            !matches!(session.state, SessionState::NeedsResubmission | SessionState::Collecting | SessionState::Expired)
        });
        if moved_on {
            return settled(&service, job, delivery, "superseded", "the applicant submitted again", None).await;
        }
    }
    let place = endpoint.failing_since.map(|_| service.failing.clone().try_acquire_owned());
    if matches!(place, Some(Err(_))) {
        return Err(NotDone::Spared(2000, "other messages to endpoints that do not answer come first".into()));
    }
    let secrets = opened_secrets(&service, &endpoint)?;
    let answer = service.sender.send(&endpoint.url, &delivery.id, event, &secrets, now).await;
    let count = |name: &str| service.metrics.deliveries.get_or_create(&Named { name: name.into() }).inc();
    drop(place);
    let tried = Delivery { tries: delivery.tries + 1, ..delivery };
    let id = endpoint.id;
    match answer {
        Ok(status) => {
            count("delivered");
            let reached = endpoint.failing_since.is_some().then_some(Step::EndpointReached { id });
            settled(&service, job, tried, "delivered", &status, reached).await
        }
        Err(cause) => {
            let disabled = endpoint.failing_since.is_some_and(|since| now - since > MOST_FAILING);
            let missed = Step::EndpointMissed { id, disabled };
            let Some(wait) = WAITS.get(tried.tries as usize).filter(|_| !disabled) else {
                count("failed");
                return settled(&service, job, tried, "failed", &cause, Some(missed)).await;
            };
            count("tried");
            let party = tried.relying_party.clone();
            let steps = vec![Step::PutDelivery(Delivery { last_answer: Some(cause.clone()), ..tried }), missed];
            service.store.commit(Change { relying_party: party, at: now, steps }).await?;
            // A tenth more or less, so that what failed together does not come back together.
            let jitter = vault::random::<1>().map_or(0, |[byte]| i64::from(byte) - 128);
            let wait = i64::from(*wait) * 1000;
            Err(NotDone::Later(wait + wait * jitter / 1280, cause))
        }
    }
}

async fn settled(
    service: &Shared,
    job: Job,
    delivery: Delivery,
    state: &str,
    answer: &str,
    endpoint: Option<Step>,
) -> Result<(), NotDone> {
    let now = service.now();
    let party = delivery.relying_party.clone();
    let mut steps = vec![
        Step::FinishJob(job),
        Step::PutDelivery(Delivery {
            state: state.to_owned(),
            last_answer: Some(answer.to_owned()),
            settled_at: Some(now),
            ..delivery
        }),
    ];
    if let Some(Step::EndpointMissed { id, disabled: true }) = &endpoint {
        tracing::warn!(endpoint = %id, "nothing reached an endpoint for three days; it is disabled");
        steps.push(Step::Audit(AuditNote::unasked(Actor::System, "webhook.disabled", id)));
        let (job, subject) = (ids::new("job", now).map_err(Problem::from)?, id.clone());
        steps.push(Step::NewJob(NewJob { id: job, kind: "letter", subject, delay: 0, most_attempts: 8 }));
    }
    steps.extend(endpoint);
    Ok(service.store.commit(Change { relying_party: party, at: now, steps }).await?)
}
