//! Judging a submitted attempt.

use super::{NotDone, magic};
use crate::appeals::refusing;
use crate::evidence;
use crate::judge::{Clip, Files, Measured, NotMeasured};
use crate::problem::Problem;
use crate::service::{RingSigner, Settings, Shared, context, opened, saved, sealed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Attempt, AuditNote, Challenge, Change, Evidence, Job, Mode, Review, Session, Step, StoreError};
use vault::DataKey;
use verify::audit::Actor;
use verify::checks::Case;
use verify::claim::Claim;
use verify::decision::{Decision, Outcome, decide, from_findings, looked_at};
use verify::facts::{Alike, ClipFacts, Facts, LiveFacts};
use verify::finding::{AnyFinding, Effect, Evidence as Side, FullFinding};
use verify::liveness::Action;
use verify::look::Look;
use verify::policy::Policy;
use verify::reason::{Next, family};
use verify::record::{self, Engine, Opening};
use verify::session::{Event, State as SessionState};

/// What is kept of a decision beside its record, sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) opening: Opening,
    pub(crate) findings: Vec<FullFinding>,
    /// Whether the findings follow from measurements, so that they can be decided again.
    pub(crate) measured: bool,
}

/// Measures where that keeps nobody waiting. Whoever calls sees to how many do at a time.
pub(crate) async fn measured(service: &Shared, files: Files) -> Result<Measured, NotMeasured> {
    let judge = service.judge.clone();
    apart(move || judge.measure(&files)).await
}

/// Does `work` on a thread of its own: that it gives way to others ends with it.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NotMeasured> + Send + 'static,
) -> Result<T, NotMeasured> {
    let (done, measured) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("judging".into());
    let begun = thread.spawn(move || {
        let _ = done.send(work());
    });
    begun.map_err(|cause| NotMeasured::Failed(cause.to_string()))?;
    // What a panic says may repeat what was read.
    measured.await.unwrap_or_else(|_| Err(NotMeasured::Failed("measuring stopped with a fault of the program".into())))
}

/// Reads a clip where that keeps nobody waiting. Whoever calls sees to how many do at a time.
pub(crate) async fn seen(service: &Shared, clip: Vec<u8>) -> Result<Result<Clip, &'static str>, NotMeasured> {
    let judge = service.judge.clone();
    apart(move || judge.clip(&clip)).await
}

/// What was asked for in a clip, and what was seen.
pub(crate) fn asked(challenge: &Challenge, clip: ClipFacts, replayed: bool) -> LiveFacts {
    let actions = challenge.actions.iter().filter_map(|name| Action::parse(name)).collect();
    LiveFacts { actions, seconds: challenge.seconds, replayed, clip }
}

/// By which frames are known again within one relying party.
pub(crate) fn frame_marks(service: &Shared, session: &Session, frames: &[[u8; 32]]) -> Vec<Vec<u8>> {
    let owner = format!("{}/{}", session.relying_party, session.mode.name());
    frames.iter().map(|frame| service.ring.blind_index(&owner, "clip", frame).to_vec()).collect()
}

/// Why an attempt was not judged.
enum Failure {
    /// Something that is needed, the database or the blobs, is not there at the moment: no fault of the attempt.
    Away(String),
    /// Measuring failed, and may do so again.
    Failed(String),
    /// The session was changed meanwhile: what is asked is asked anew.
    Changed,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = problem.code().to_owned();
        if problem.is_busy() { Self::Away(code) } else { Self::Failed(code) }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Away(error.to_string())
    }
}

/// Judges the attempt of the session that the job names.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    let Some(mut session) = service.store.session(&job.subject).await? else { return finish(&service, job, "").await };
    let event = match session.state {
        SessionState::Submitted => Some(Event::CheckStarted),
        SessionState::TechnicalHold => Some(Event::Resumed),
        // The worker before this one stopped.
        SessionState::Checking => None,
        _ => return finish(&service, job, &session.relying_party).await,
    };
    if let Some(event) = event {
        let happened = service.happens(&mut session, event, 0)?;
        let now = service.now();
        let steps = vec![saved(session.clone(), now), happened];
        service.store.commit(Change { relying_party: session.relying_party.clone(), at: now, steps }).await?;
        session.version += 1;
    }
    let Some(key) = service.data_key(&session.applicant).await? else {
        return finish(&service, job, &session.relying_party).await;
    };
    let last = job.attempts >= job.most_attempts;
    match judged(&service, &session, &key).await {
        Ok(result) => settle(&service, session, &key, result, Some(job)).await,
        Err(Failure::Failed(failure)) if last => {
            tracing::error!(session = %session.id, %failure, "an attempt could not be judged and goes to a person");
            given_up(&service, session, &key, Some(job)).await
        }
        Err(Failure::Changed) => Err(changed()),
        Err(failure) => {
            let now = service.now();
            let happened = service.happens(&mut session, Event::Held, 0)?;
            let steps = vec![saved(session.clone(), now), happened];
            let wait = i64::from(service.config.retry_seconds) * 1000;
            let wait = wait << (job.attempts - 1).min(8);
            let held = service.store.commit(Change { relying_party: session.relying_party, at: now, steps }).await;
            match failure {
                Failure::Away(failure) => Err(NotDone::Spared(wait.min(MOST_WAIT), failure)),
                Failure::Failed(failure) => held.map_err(NotDone::from).and(Err(NotDone::Later(wait, failure))),
                Failure::Changed => Err(changed()),
            }
        }
    }
}

/// Nothing failed, so this try does not count.
fn changed() -> NotDone {
    NotDone::Spared(200, "the session was changed at the same moment".into())
}

/// Milliseconds after which at the latest it is looked again whether what was away is back.
const MOST_WAIT: i64 = 60_000;

async fn finish(service: &Shared, job: Job, party: &str) -> Result<(), NotDone> {
    let change = Change { relying_party: party.to_owned(), at: service.now(), steps: vec![Step::FinishJob(job)] };
    Ok(service.store.commit(change).await?)
}

/// What came of an attempt.
struct Judged {
    attempt: Attempt,
    claim: Claim,
    policy: Policy,
    evidence: Vec<Evidence>,
    marks: Vec<(String, [u8; 32])>,
    looks: Vec<(Side, Look)>,
    /// What is kept of the frames of a clip.
    frames: Vec<Step>,
    facts: Facts,
    decision: Decision,
    engine: Engine,
    measured: bool,
}

/// What is needed to judge.
type Loaded = (Attempt, Claim, Policy, Vec<Evidence>);

async fn loaded(service: &Shared, session: &Session, key: &DataKey) -> Result<Loaded, Problem> {
    let attempts = service.store.attempts(&session.id).await?;
    let attempt = attempts.into_iter().rev().find(|attempt| attempt.decided_at.is_none());
    let attempt = attempt.ok_or_else(|| Problem::internal(&"a session is checked without an attempt"))?;
    let text = context("session", &session.id, &format!("attempt/{}/claim", attempt.number));
    let claim = opened(key, &text, attempt.sealed.as_deref().unwrap_or_default())?;
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let mut evidence = service.store.evidence_of(&session.id).await?;
    evidence.retain(|file| file.attempt == Some(attempt.number));
    Ok((attempt, claim, policy, evidence))
}

async fn judged(service: &Shared, session: &Session, key: &DataKey) -> Result<Judged, Failure> {
    let (attempt, claim, policy, evidence) = loaded(service, session, key).await?;
    if magic::is_magic(session.mode, &claim) {
        let engine =
            Engine { version: "test: the outcome that the document number asks for".into(), models: [].into() };
        let decision = from_findings(looked_at(magic::decision(&claim).findings, &Settings::of(session).struck));
        return Ok(unmeasured((attempt, claim, policy, evidence), decision, engine));
    }
    let files = evidence::files(service, key, evidence.iter()).await;
    // A consent that was withdrawn up to now counts: no face is looked for after that, and files may be gone.
    if service.store.session(&session.id).await?.is_none_or(|now| now.version != session.version) {
        return Err(Failure::Changed);
    }
    let mut files = files?;
    let marks: Vec<(String, [u8; 32])> =
        [("front", &files.front), ("back", &files.back), ("selfie", &files.selfie), ("liveness", &files.clip)]
            .into_iter()
            .filter_map(|(kind, bytes)| Some((kind.to_owned(), key.mark("file", bytes.as_deref()?))))
            .collect();
    let settings = Settings::of(session);
    files.faces = settings.agreed("face");
    let without_face = !files.faces;
    if without_face {
        (files.selfie, files.clip) = (None, None);
    }
    // None was sent, as the applicant could not make one, or as the policy asked for none at the time.
    let without_liveness = policy.face.liveness_needed && !without_face && files.clip.is_none();
    let started = service.clock.now();
    let Measured { mut facts, looks, clip } = match measured(service, files).await {
        Ok(measured) => measured,
        Err(NotMeasured::Missing(name)) => {
            // Trying again does not bring the model: a person looks, at once.
            tracing::warn!(session = %session.id, model = %name, "an attempt goes to a person, as a model is missing");
            return Ok(unmeasured(
                (attempt, claim, policy, evidence),
                of_code("sys.check_not_run"),
                service.judge.engine(),
            ));
        }
        Err(failure) => return Err(Failure::Failed(failure.to_string())),
    };
    service.metrics.judging_seconds.observe(service.clock.now().duration_since(started).as_secs_f64());
    let failed = failed(service, session).await?;
    facts.history.struck = settings.struck;
    facts.history.without_face = without_face;
    facts.history.without_liveness = without_liveness;
    let file = evidence.iter().find(|file| file.kind == "liveness");
    let mut frames = Vec::new();
    if let Some((clip, file)) = clip.zip(file) {
        let (live, marks) = answered(service, session, file, clip).await?;
        facts.live = live;
        frames = vec![Step::NewClipFrames { evidence: file.id.clone(), applicant: session.applicant.clone(), marks }];
    }
    facts.history.repeated = repeated(&failed, &marks);
    facts.history.alike = alike(&failed, key, &looks)?;
    let used = service.store.identities(&session.relying_party, &identity(service, session, &claim)).await?;
    facts.history.used_by_another = used.iter().any(|applicant| *applicant != session.applicant);
    let on = service.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let decision = decide(&Case { claim: &claim, facts: &facts, policy: &policy, on });
    let engine = service.judge.engine();
    Ok(Judged { attempt, claim, policy, evidence, marks, looks, frames, facts, decision, engine, measured: true })
}

/// A clip beside what was asked for in it, and the marks of its frames.
async fn answered(
    service: &Shared,
    session: &Session,
    file: &Evidence,
    clip: Clip,
) -> Result<(Option<LiveFacts>, Vec<Vec<u8>>), Problem> {
    let marks = frame_marks(service, session, &clip.frames);
    let before = service.store.clips_with(&session.relying_party, &marks, &file.id).await?;
    let challenges = service.store.challenges_of(&session.id).await?;
    let own = challenges.iter().find(|challenge| challenge.evidence.as_ref() == Some(&file.id));
    Ok((own.map(|challenge| asked(challenge, clip.facts, !before.is_empty())), marks))
}

/// This applicant's refused files.
async fn failed(service: &Shared, session: &Session) -> Result<Vec<Evidence>, Problem> {
    let mut failed = Vec::new();
    for other in service.store.sessions_of(&session.applicant).await? {
        failed.extend(service.store.evidence_of(&other.id).await?.into_iter().filter(|file| file.mark.is_some()));
    }
    Ok(failed)
}

/// Files that are one of the refused files, byte for byte.
fn repeated(failed: &[Evidence], marks: &[(String, [u8; 32])]) -> Vec<Side> {
    let again = marks.iter().filter(|(_, mark)| failed.iter().any(|failed| failed.mark.as_deref() == Some(mark)));
    again.map(|(kind, _)| side(kind)).collect()
}

/// How far each file is from the refused file that looks most like it.
fn alike(failed: &[Evidence], key: &DataKey, looks: &[(Side, Look)]) -> Result<Vec<Alike>, Problem> {
    let mut before = Vec::new();
    for file in failed {
        if let Some(sealed) = &file.look {
            let look = key.open(&look_context(&file.id), sealed)?;
            before.extend(<[u8; 32]>::try_from(&look[..]).ok().map(|look| (side(&file.kind), Look(look))));
        }
    }
    let nearest = |(evidence, look): &(Side, Look)| {
        let same = before.iter().filter(|(other, _)| other == evidence);
        let bits = same.map(|(_, before)| before.distance(look)).min()?;
        Some(Alike { evidence: *evidence, bits })
    };
    Ok(looks.iter().filter_map(nearest).collect())
}

fn look_context(evidence: &str) -> String {
    context("evidence", evidence, "look")
}

/// What a file of that kind shows.
pub(crate) fn side(kind: &str) -> Side {
    match kind {
        "front" => Side::Front,
        "back" => Side::Back,
        "liveness" => Side::Liveness,
        _ => Side::Selfie,
    }
}

/// Whether a new photo is asked for in the place of this one. A photo that shows another name than the claim says is no bad photo: the
/// claim may be mended and the photo sent again.
fn spoiled(findings: &[AnyFinding], evidence: Side) -> bool {
    let asked = |finding: &&AnyFinding| finding.effect() == Effect::Refuse && finding.next() == Next::Retry;
    findings.iter().filter(asked).any(|finding| finding.evidence() == evidence)
}

/// By which a document is known again within one relying party.
pub(crate) fn identity(service: &Shared, session: &Session, claim: &Claim) -> Vec<u8> {
    let number: String = claim.document.number.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let text = format!("{}|{}|{}", claim.document.kind.name(), claim.document.issuing_country, number.to_uppercase());
    let owner = format!("{}/{}", session.relying_party, session.mode.name());
    service.ring.blind_index(&owner, "identity", text.as_bytes()).to_vec()
}

/// By which documents of that number are known again, of every type and issuer that approved people have had.
pub(crate) fn number_marks(service: &Shared, party: &str, number: &str) -> Vec<Vec<u8>> {
    let number = plain(number);
    [Mode::Live, Mode::Test].into_iter().map(|mode| number_mark(service, party, mode, &number)).collect()
}

fn number_mark(service: &Shared, party: &str, mode: Mode, number: &str) -> Vec<u8> {
    service.ring.blind_index(&format!("{party}/{}", mode.name()), "number", number.as_bytes()).to_vec()
}

/// A number without what may be written otherwise.
fn plain(number: &str) -> String {
    number.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_uppercase()
}

/// Sends an attempt that could not be judged to a person.
pub(super) async fn given_up(
    service: &Shared,
    session: Session,
    key: &DataKey,
    job: Option<Job>,
) -> Result<(), NotDone> {
    let result =
        unmeasured(loaded(service, &session, key).await?, of_code("sys.technical_error"), service.judge.engine());
    settle(service, session, key, result, job).await
}

/// What one cause alone decides.
fn of_code(code: &str) -> Decision {
    from_findings(AnyFinding::of_code(code, Side::Front).into_iter().collect())
}

/// An attempt that is decided without a measurement.
fn unmeasured((attempt, claim, policy, evidence): Loaded, decision: Decision, engine: Engine) -> Judged {
    let (marks, looks, facts) = (vec![], vec![], Facts::default());
    let frames = vec![];
    Judged { attempt, claim, policy, evidence, marks, looks, frames, facts, decision, engine, measured: false }
}

/// Writes decision, record, events and audit entry together with the end of the job.
async fn settle(
    service: &Shared,
    mut session: Session,
    key: &DataKey,
    result: Judged,
    job: Option<Job>,
) -> Result<(), NotDone> {
    let Judged { attempt, claim, policy, evidence, marks, looks, frames, facts, decision, engine, measured } = result;
    let now = service.now();
    let on = service.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let case = Case { claim: &claim, facts: &facts, policy: &policy, on };
    let salt = vault::random().map_err(|cause| NotDone::Later(5000, cause.to_string()))?;
    let (signed, opening) = record::write(&case, &decision, &engine, salt, Some(&RingSigner(&service.ring)));
    let kept = Kept { opening, findings: decision.full(), measured };
    let place = |what: &str| context("session", &session.id, &format!("attempt/{}/{what}", attempt.number));
    let (kept, copy) =
        (sealed(key, &place("kept"), &kept)?, sealed(key, &place("copy"), &record::for_applicant(&decision, on))?);
    // The relying party is told of a resubmission later, as the applicant may still be there and mend it.
    let delay = match decision.outcome {
        Outcome::NeedsResubmission => i64::from(service.config.resubmission_delay_seconds) * 1000,
        _ => 0,
    };
    // A person takes over what no worker came to: it passes through the same states.
    let through = match session.state {
        SessionState::Submitted => Some(service.happens(&mut session, Event::CheckStarted, 0)?),
        SessionState::TechnicalHold => Some(service.happens(&mut session, Event::Resumed, 0)?),
        _ => None,
    };
    let event = Event::Decided(decision.outcome);
    let happened = service.happens(&mut session, event, delay)?;
    session.expires_at = now + i64::from(service.config.unsubmitted_days) * 86_400_000;
    let mut steps = vec![saved(session.clone(), now)];
    steps.extend(through);
    steps.extend(frames);
    steps.push(Step::KeepTokens { session: session.id.clone(), until: session.expires_at });
    for file in evidence {
        let mark = marks.iter().find(|(kind, _)| *kind == file.kind).map(|(_, mark)| mark.to_vec());
        if let Some(mark) = mark.filter(|_| spoiled(&decision.findings, side(&file.kind))) {
            let look = looks.iter().find(|(evidence, _)| *evidence == side(&file.kind));
            let look = look.map(|(_, look)| key.seal(&look_context(&file.id), &look.0));
            let look = look.transpose().map_err(|cause| NotDone::Later(5000, cause.to_string()))?;
            let from = file.received;
            steps.push(Step::PutEvidence { evidence: Evidence { mark: Some(mark), look, ..file }, from });
        }
    }
    if decision.outcome == Outcome::Approved && measured {
        steps.push(Step::NewIdentity {
            mark: identity(service, &session, &claim),
            applicant: session.applicant.clone(),
            session: session.id.clone(),
            shared: facts.history.used_by_another,
        });
    }
    if decision.outcome == Outcome::Approved {
        steps.push(crate::rebates::follow(service, &session)?);
    }
    // By its number whoever looks for a case finds it.
    steps.push(Step::NewIdentity {
        mark: number_mark(service, &session.relying_party, session.mode, &plain(&claim.document.number)),
        applicant: session.applicant.clone(),
        session: session.id.clone(),
        shared: true,
    });
    let full = decision.full();
    match decision.outcome {
        Outcome::InReview => steps.push(Step::NewReview(waiting(&session, &attempt, &policy, &full, now)?)),
        Outcome::NeedsResubmission | Outcome::Declined => {
            steps.push(Step::Refused {
                session: session.id.clone(),
                attempt: attempt.number,
                mode: session.mode,
                codes: refusing(&full).into_iter().collect(),
            });
            // How often refusals are wrong is known from those that are judged again by lot; what a test key asked for was not judged.
            if measured && crate::appeals::drawn(policy.appeals.again_percent)? {
                let due_at = now + AGAIN;
                let case = waiting(&session, &attempt, &policy, &[], now)?;
                steps.push(Step::NewReview(Review { again: true, due_at, ..case }));
            }
        }
        Outcome::Approved => {}
    }
    let record = serde_json::to_string(&signed).map_err(|cause| NotDone::Later(5000, cause.to_string()))?;
    steps.push(Step::DecideAttempt(Attempt {
        decided_at: Some(now),
        outcome: Some(decision.outcome.name().into()),
        rule: Some(decision.rule.clone()),
        record: Some(record),
        opening: Some(kept),
        copy: Some(copy),
        ..attempt
    }));
    let note = AuditNote::unasked(Actor::System, event.name(), &session.id);
    steps.extend([happened, Step::Audit(note)]);
    match job {
        Some(job) => steps.push(Step::FinishJob(job)),
        None => steps.push(Step::DropDead { kind: "judge", subject: session.id.clone() }),
    }
    match service.store.commit(Change { relying_party: session.relying_party, at: now, steps }).await {
        // Judged as it was before: what the applicant withdrew or chose meanwhile counts.
        Err(StoreError::Conflict(_)) => return Err(changed()),
        done => done?,
    }
    let name = crate::metrics::Named { name: decision.outcome.name().into() };
    service.metrics.decisions.get_or_create(&name).inc();
    service.bell.notify_waiters();
    Ok(())
}

/// Milliseconds after which a refusal that is judged again by lot is due: whatever people wait for comes first.
const AGAIN: i64 = 30 * 86_400_000;

/// The case of a session that goes to a person.
fn waiting(
    session: &Session,
    attempt: &Attempt,
    policy: &Policy,
    findings: &[FullFinding],
    now: i64,
) -> Result<Review, Problem> {
    let families: BTreeSet<String> = refusing(findings).iter().map(|code| family(code).to_owned()).collect();
    let due_at = attempt.submitted_at + i64::from(policy.attempts.due_hours) * 3_600_000;
    let case = crate::appeals::case_of(session, attempt.number, due_at, now)?;
    Ok(Review { families: families.into_iter().collect(), ..case })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_spoiled_by_what_a_new_photo_mends() {
        let spoils = |code: &str| spoiled(&[AnyFinding::of_code(code, Side::Front).unwrap()], Side::Front);
        assert!(spoils("img.blurry") && spoils("file.corrupt") && spoils("doc.corner_cut"));
        assert!(!spoils("data.name_char_diff") && !spoils("data.dob_mismatch"));
        assert!(!spoiled(&[AnyFinding::of_code("img.blurry", Side::Front).unwrap()], Side::Selfie));
    }
}
