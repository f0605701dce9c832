//! Making a change.

use crate::change::{AuditNote, Change, Step};
use crate::rows::{Applicant, Job, NewJob, PICTURE, Session};
use crate::{Mode, StoreError};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Row, Sqlite, Transaction};
use verify::audit::{Entry, START, link};
use verify::session::State;

/// Makes `change` in the transaction. Whoever calls commits it, or drops it when something was in the way.
pub(super) async fn make(transaction: &mut Transaction<'_, Sqlite>, change: Change) -> Result<(), StoreError> {
    let Change { relying_party, at, steps } = change;
    for step in steps {
        one(transaction, &relying_party, at, step).await?;
    }
    Ok(())
}

/// What a unique constraint refuses was there already.
pub(super) fn taken(what: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| match error.as_database_error() {
        Some(cause) if cause.is_unique_violation() => StoreError::Conflict(what),
        _ => error.into(),
    }
}

/// That something was changed at all.
pub(super) fn changed(done: &sqlx::sqlite::SqliteQueryResult, what: &'static str) -> Result<(), StoreError> {
    if done.rows_affected() == 0 { Err(StoreError::Conflict(what)) } else { Ok(()) }
}

async fn one(connection: &mut SqliteConnection, party: &str, at: i64, step: Step) -> Result<(), StoreError> {
    match step {
        Step::PutParty(row) => super::parties::put(connection, &row).await,
        Step::PutPolicy { mode, policy } => {
            changed(&super::parties::put_policy(connection, party, mode, &policy).await?, "the relying party")
        }
        Step::PutChannels(row) => changed(&super::channels::put(connection, row).await?, "the list of channels"),
        Step::NewKey(key) => {
            sqlx::query(
                "INSERT INTO api_key (id, relying_party, mode, scopes, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(key.id)
            .bind(key.relying_party)
            .bind(key.mode.name())
            .bind(key.scopes.join(" "))
            .bind(key.hash)
            .bind(key.created_at)
            .bind(key.expires_at)
            .execute(connection)
            .await
            .map_err(taken("the key"))?;
            Ok(())
        }
        Step::RevokeKey { id } => {
            let done = sqlx::query(
                "UPDATE api_key SET revoked_at = ? WHERE id = ? AND relying_party = ? AND revoked_at IS NULL",
            )
            .bind(at)
            .bind(id)
            .bind(party)
            .execute(connection)
            .await?;
            changed(&done, "the key")
        }
        Step::EndKey { id, at: end } => {
            let done = sqlx::query(
                "UPDATE api_key SET expires_at = MIN(?1, IFNULL(expires_at, ?1)) WHERE id = ?2 AND relying_party = ?3 AND revoked_at IS NULL",
            )
            .bind(end)
            .bind(id)
            .bind(party)
            .execute(connection)
            .await?;
            changed(&done, "the key")
        }
        Step::NewUser(row) => super::users::new(connection, row).await.map_err(taken("the login")),
        Step::SetPassword { user, password, from } => {
            changed(&super::users::set_password(connection, party, &user, password, from).await?, "the user")
        }
        Step::SetRoles { user, roles } => {
            changed(&super::users::set_roles(connection, party, &user, &roles).await?, "the user")
        }
        Step::SetDisabled { user, disabled } => {
            changed(&super::users::set_disabled(connection, party, &user, disabled.then_some(at)).await?, "the user")
        }
        Step::SetSecondFactor { user, sealed } => {
            changed(&super::users::set_second_factor(connection, party, &user, sealed).await?, "the user")
        }
        Step::ForgetSecondFactor { user } => {
            changed(&super::users::forget_second_factor(connection, party, &user).await?, "the user")
        }
        Step::Account(step) => super::accounts::make(connection, at, step).await,
        Step::Ledger(step) => super::ledger::make(connection, party, at, step).await,
        Step::NewApplicant(row) => new_applicant(connection, row).await,
        Step::PutApplicant(row) => put_applicant(connection, row).await,
        Step::Hold { applicant, held } => {
            let done = sqlx::query("UPDATE applicant SET legal_hold = ? WHERE id = ? AND redacted_at IS NULL")
                .bind(held)
                .bind(applicant)
                .execute(connection)
                .await?;
            changed(&done, "the applicant")
        }
        Step::NewSession(row) => new_session(connection, row).await,
        Step::PutSession(row) => put_session(connection, row).await,
        Step::NewToken(token) => {
            sqlx::query("INSERT INTO client_token (hash, session, expires_at) VALUES (?, ?, ?)")
                .bind(token.hash)
                .bind(token.session)
                .bind(token.expires_at)
                .execute(connection)
                .await?;
            Ok(())
        }
        Step::KeepTokens { session, until } => {
            sqlx::query(
                "UPDATE client_token SET expires_at = ?1 WHERE session = ?2 AND revoked_at IS NULL AND expires_at > ?3 AND expires_at < ?1",
            )
            .bind(until)
            .bind(session)
            .bind(at)
            .execute(connection)
            .await?;
            Ok(())
        }
        Step::RevokeTokens { session } => {
            sqlx::query("UPDATE client_token SET revoked_at = ? WHERE session = ? AND revoked_at IS NULL")
                .bind(at)
                .bind(&session)
                .execute(&mut *connection)
                .await?;
            super::handovers::end_all(connection, &session).await
        }
        Step::NewHandover { handover, own } => super::handovers::new(connection, handover, &own, at).await,
        Step::EndHandover { id } => super::handovers::end(connection, &id, at).await,
        Step::PutHandover { handover, from } => {
            changed(&super::handovers::put(connection, handover, from).await?, "the hand-over")
        }
        Step::NewQuestion { question, since, most } => {
            changed(&super::questions::new(connection, question, since, most).await?, "the questions")
        }
        Step::NewWayBack(row) => super::ways_back::new(connection, row).await,
        Step::PutWayBack { way_back, from } => {
            let done = super::ways_back::put(connection, way_back, from).await?;
            changed(&done, "the way back")
        }
        Step::NewChallenge(row) => super::challenges::new(connection, row).await,
        Step::PutChallenge(row) => changed(&super::challenges::put(connection, row).await?, "the challenge"),
        Step::NewClipFrames { evidence, applicant, marks } => {
            super::challenges::frames(connection, party, &evidence, &applicant, marks).await
        }
        Step::NewEvidence(row) => super::attempts::new_evidence(connection, row).await,
        Step::PutEvidence { evidence, from } => super::attempts::put_evidence(connection, evidence, from).await,
        Step::NewPart(part) => {
            sqlx::query("INSERT INTO evidence_part (evidence, start, length, blob) VALUES (?, ?, ?, ?)")
                .bind(part.evidence)
                .bind(part.start as i64)
                .bind(part.length as i64)
                .bind(part.blob)
                .execute(connection)
                .await
                .map_err(taken("the part of the file"))?;
            Ok(())
        }
        Step::DropParts { evidence } => {
            sqlx::query("DELETE FROM evidence_part WHERE evidence = ?").bind(evidence).execute(connection).await?;
            Ok(())
        }
        Step::DropEvidence { id } => {
            let done = sqlx::query("DELETE FROM evidence WHERE id = ?").bind(id).execute(connection).await?;
            changed(&done, "the file")
        }
        Step::DropReceived { id, from } => {
            let done = sqlx::query("DELETE FROM evidence WHERE id = ? AND received = ?").bind(id).bind(from as i64);
            changed(&done.execute(connection).await?, "the file")
        }
        Step::DropUnsubmitted { id } => {
            let done =
                sqlx::query("DELETE FROM evidence WHERE id = ? AND attempt IS NULL").bind(id).execute(connection);
            changed(&done.await?, "the file")
        }
        Step::WhileCollecting { session } => super::attempts::while_collecting(connection, &session).await,
        Step::NewAttempt(row) => super::attempts::new_attempt(connection, row).await,
        Step::DecideAttempt(row) => super::attempts::decide_attempt(connection, row).await,
        Step::PutKept { session, number, opening, copy } => {
            let query = "UPDATE attempt SET opening = ?, copy = ? WHERE session = ? AND number = ? AND decided_at IS NOT NULL AND sealed IS NOT NULL";
            let done =
                sqlx::query(query).bind(opening).bind(copy).bind(session).bind(number).execute(connection).await?;
            changed(&done, "the attempt")
        }
        Step::RedactAttempts { session } => {
            sqlx::query("UPDATE attempt SET sealed = NULL, opening = NULL, copy = NULL WHERE session = ?")
                .bind(&session)
                .execute(&mut *connection)
                .await?;
            sqlx::query("UPDATE question SET sealed = NULL WHERE session = ?")
                .bind(&session)
                .execute(&mut *connection)
                .await?;
            sqlx::query("UPDATE message SET sealed = NULL WHERE subject = ?")
                .bind(&session)
                .execute(&mut *connection)
                .await?;
            sqlx::query("UPDATE review SET copy = NULL WHERE session = ?")
                .bind(&session)
                .execute(&mut *connection)
                .await?;
            // Nothing is left that could be judged.
            sqlx::query("UPDATE review SET closed_at = ? WHERE session = ? AND kind = 'again' AND closed_at IS NULL")
                .bind(at)
                .bind(session)
                .execute(connection)
                .await?;
            Ok(())
        }
        Step::Event { session, event, data, delay } => {
            happened(connection, party, at, &session, event, &data, delay).await
        }
        Step::NewJob(job) => new_job(connection, &job).await,
        Step::FinishJob(job) => finish_job(connection, job).await,
        Step::DropDead { kind, subject } => {
            sqlx::query("DELETE FROM job WHERE subject = ? AND kind = ? AND state = 'dead'")
                .bind(subject)
                .bind(kind)
                .execute(connection)
                .await?;
            Ok(())
        }
        Step::Audit(note) => audited(connection, party, at, note).await,
        Step::Answer(answer) => {
            sqlx::query("INSERT INTO answer (relying_party, key, request, status, sealed, created_at) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(answer.relying_party)
                .bind(answer.key)
                .bind(answer.request)
                .bind(answer.status)
                .bind(answer.sealed)
                .bind(answer.created_at)
                .execute(connection)
                .await
                .map_err(taken("the idempotency key"))?;
            Ok(())
        }
        Step::NewEndpoint(row) => {
            sqlx::query("INSERT INTO endpoint (id, relying_party, mode, url, kinds, secrets, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .bind(row.id)
                .bind(row.relying_party)
                .bind(row.mode.name())
                .bind(row.url)
                .bind(row.kinds.join(" "))
                .bind(row.secrets)
                .bind(row.created_at)
                .execute(connection)
                .await?;
            Ok(())
        }
        Step::PutEndpoint(row) => super::hooks::put_endpoint(connection, row).await,
        Step::EndpointReached { id } => {
            super::hooks::endpoint_tried(connection, party, "failing_since = NULL", &id, at).await
        }
        Step::EndpointMissed { id, disabled: false } => {
            super::hooks::endpoint_tried(connection, party, "failing_since = coalesce(failing_since, ?3)", &id, at)
                .await
        }
        Step::EndpointMissed { id, disabled: true } => {
            super::hooks::endpoint_tried(connection, party, "disabled_at = coalesce(disabled_at, ?3)", &id, at).await
        }
        Step::EnableEndpoint { id } => {
            super::hooks::endpoint_tried(connection, party, "failing_since = NULL, disabled_at = NULL", &id, at).await
        }
        Step::DropEndpoint { id } => {
            let done = sqlx::query("DELETE FROM endpoint WHERE id = ? AND relying_party = ?")
                .bind(id)
                .bind(party)
                .execute(connection)
                .await?;
            changed(&done, "the endpoint")
        }
        Step::PutDelivery(row) => super::hooks::put_delivery(connection, row).await,
        Step::NewIdentity { mark, applicant, session, shared } => {
            // Judged at the same moment as another who was faster: it is judged again, and knows.
            let others = "SELECT 1 FROM identity WHERE relying_party = ?1 AND mark = ?2 AND applicant <> ?3";
            let known = sqlx::query(others).bind(party).bind(&mark).bind(&applicant).fetch_optional(&mut *connection);
            if known.await?.is_some() && !shared {
                return Err(StoreError::Conflict("the identity"));
            }
            sqlx::query("INSERT OR IGNORE INTO identity (relying_party, mark, applicant, session) VALUES (?, ?, ?, ?)")
                .bind(party)
                .bind(mark)
                .bind(applicant)
                .bind(session)
                .execute(connection)
                .await?;
            Ok(())
        }
        Step::DropIdentities { applicant } => {
            sqlx::query("DELETE FROM clip_frame WHERE applicant = ?")
                .bind(&applicant)
                .execute(&mut *connection)
                .await?;
            sqlx::query("DELETE FROM identity WHERE applicant = ?").bind(applicant).execute(connection).await?;
            Ok(())
        }
        Step::WhileDrafting { appeal } => super::appeals::while_drafting(connection, &appeal).await,
        Step::WhileRoom { appeal, most } => super::appeals::while_room(connection, &appeal, most).await,
        Step::WhileUnsubmitted { session, version } => {
            super::attempts::while_unsubmitted(connection, &session, version).await
        }
        Step::NewAppeal(row) => super::appeals::new(connection, row).await.map_err(taken("the open appeal")),
        Step::PutAppeal(row) => changed(&super::appeals::put(connection, row).await?, "the appeal"),
        Step::AppealEvent { appeal, event } => super::appeals::happened(connection, &appeal, &event, at).await,
        Step::ShredAppeal { appeal } => super::appeals::shred(connection, &appeal).await,
        Step::NewMessage { message, since, most } => {
            changed(&super::appeals::message(connection, message, since, most).await?, "the messages")
        }
        Step::NewReview(row) => super::reviews::new(connection, row).await.map_err(taken("the case")),
        Step::TakeReview { id, user, until } => {
            changed(&super::reviews::take(connection, &id, &user, until, at).await?, "the case")
        }
        Step::KeepReview { id, user, until } => {
            changed(&super::reviews::keep(connection, &id, &user, until, at).await?, "the case")
        }
        Step::ReleaseReview { id, user } => {
            changed(&super::reviews::release(connection, &id, &user).await?, "the case")
        }
        Step::WhileHeld { id, user, taking } => super::reviews::while_held(connection, &id, &user, taking, at).await,
        Step::PutReview(row) => changed(&super::reviews::put(connection, row).await?, "the case"),
        Step::FreeReview { id } => super::reviews::free(connection, &id).await,
        Step::NewVerdict(row) => super::reviews::verdict(connection, row).await.map_err(taken("the verdict")),
        Step::Refused { session, attempt, mode, codes } => {
            super::reviews::refused(connection, party, &session, attempt, mode, codes, at).await
        }
        Step::RefusalDecided { session, attempt, aside } => {
            super::reviews::refusal_decided(connection, &session, attempt, &aside).await
        }
        Step::RefusalJudgedAgain { session, attempt, aside } => {
            super::reviews::judged_again(connection, &session, attempt, &aside).await
        }
        Step::NewConsole { console, password } => {
            changed(&super::consoles::new(connection, console, &password).await?, "the user")
        }
        Step::EndConsole { hash } => super::consoles::end_one(connection, &hash, at).await,
        Step::RenewConsole { console, hash, from } => {
            changed(&super::consoles::renew(connection, console, &hash, from).await?, "the console")
        }
        Step::PutConsole { console, from } => {
            changed(&super::consoles::put(connection, console, from).await?, "the console")
        }
        Step::EndConsoles { user, but } => super::consoles::end(connection, &user, but, at).await,
        Step::SignInFailed { user, most, until } => super::consoles::failed(connection, &user, most, until).await,
        Step::SignedIn { user, step } => {
            changed(&super::consoles::signed_in(connection, &user, step, at).await?, "the code")
        }
        Step::NewOpening { opening, since, most } => {
            if opening.purpose == PICTURE && super::consoles::is_shown(connection, &opening).await? {
                return Err(StoreError::Conflict("the picture"));
            }
            changed(&super::consoles::opening(connection, opening, since, most).await?, "the openings")
        }
        Step::NewLetter(row) => super::appeals::letter(connection, row).await,
        Step::DropLetter { id } => {
            sqlx::query("DELETE FROM letter WHERE id = ?").bind(id).execute(connection).await?;
            Ok(())
        }
    }
}

async fn new_applicant(connection: &mut SqliteConnection, row: Applicant) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO applicant (id, relying_party, mode, external_id, sealed, email_index, phone_index, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(row.relying_party)
    .bind(row.mode.name())
    .bind(row.external_id)
    .bind(row.sealed)
    .bind(row.email_index)
    .bind(row.phone_index)
    .bind(row.created_at)
    .execute(connection)
    .await
    .map_err(taken("the applicant"))?;
    Ok(())
}

async fn put_applicant(connection: &mut SqliteConnection, row: Applicant) -> Result<(), StoreError> {
    // Redaction is for ever.
    let done = sqlx::query(
        "UPDATE applicant SET sealed = ?, email_index = ?, phone_index = ?, redacted_at = ?, receipt = ?
         WHERE id = ? AND redacted_at IS NULL",
    )
    .bind(row.sealed)
    .bind(row.email_index)
    .bind(row.phone_index)
    .bind(row.redacted_at)
    .bind(row.receipt)
    .bind(row.id)
    .execute(connection)
    .await?;
    changed(&done, "the applicant")
}

async fn new_session(connection: &mut SqliteConnection, row: Session) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO session (id, relying_party, mode, applicant, version, state, attempts, settings, sealed, created_at, updated_at, expires_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE EXISTS (SELECT 1 FROM applicant WHERE id = ?4 AND redacted_at IS NULL)",
    )
    .bind(row.id)
    .bind(row.relying_party)
    .bind(row.mode.name())
    .bind(row.applicant)
    .bind(row.version)
    .bind(row.state.name())
    .bind(row.attempts)
    .bind(row.settings)
    .bind(row.sealed)
    .bind(row.created_at)
    .bind(row.updated_at)
    .bind(row.expires_at)
    .execute(connection)
    .await
    .map_err(taken("the session"))?;
    changed(&done, "the applicant")
}

async fn put_session(connection: &mut SqliteConnection, row: Session) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE session SET version = ?, state = ?, attempts = ?, settings = ?, sealed = ?, prechecks = ?, precheck_hour = ?,
         updated_at = ?, expires_at = ? WHERE id = ? AND version = ?",
    )
    .bind(row.version)
    .bind(row.state.name())
    .bind(row.attempts)
    .bind(row.settings)
    .bind(row.sealed)
    .bind(row.prechecks)
    .bind(row.precheck_hour)
    .bind(row.updated_at)
    .bind(row.expires_at)
    .bind(&row.id)
    .bind(row.version - 1)
    .execute(&mut *connection)
    .await?;
    changed(&done, "the session")?;
    // Whatever brought it out of review, nobody decides on it any more.
    if row.state != State::InReview {
        super::reviews::over(connection, &row.id, row.updated_at).await?;
    }
    Ok(())
}

/// Logs the event, and puts a delivery for each endpoint that wants it into the outbox.
async fn happened(
    connection: &mut SqliteConnection,
    party: &str,
    at: i64,
    session: &str,
    event: &str,
    data: &str,
    delay: i64,
) -> Result<(), StoreError> {
    let mode: String = sqlx::query("SELECT mode FROM session WHERE id = ?")
        .bind(session)
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    // Write transactions come one after another, so the sequence has no gaps and nobody reads past one that is still to come.
    let sequence: i64 = sqlx::query(
        "INSERT INTO event (relying_party, sequence, mode, session, kind, data, at)
         VALUES (?1, 1 + coalesce((SELECT max(sequence) FROM event WHERE relying_party = ?1), 0), ?2, ?3, ?4, ?5, ?6) RETURNING sequence",
    )
    .bind(party)
    .bind(&mode)
    .bind(session)
    .bind(event)
    .bind(data)
    .bind(at)
    .fetch_one(&mut *connection)
    .await?
    .try_get(0)?;
    let endpoints =
        sqlx::query("SELECT id, kinds FROM endpoint WHERE relying_party = ? AND mode = ? AND disabled_at IS NULL")
            .bind(party)
            .bind(&mode)
            .fetch_all(&mut *connection)
            .await?;
    for endpoint in endpoints {
        let (id, kinds): (String, String) = (endpoint.try_get(0)?, endpoint.try_get(1)?);
        if !kinds.is_empty() && kinds.split(' ').all(|kind| kind != event) {
            continue;
        }
        // The name of a delivery follows from what it is about: it is the same however often it is sent.
        let message = format!("msg_{}_{party}_{sequence}", id.trim_start_matches("whk_"));
        sqlx::query(
            "INSERT INTO delivery (id, endpoint, relying_party, sequence, state, tries, created_at) VALUES (?, ?, ?, ?, 'waiting', 0, ?)",
        )
        .bind(&message)
        .bind(&id)
        .bind(party)
        .bind(sequence)
        .bind(at)
        .execute(&mut *connection)
        .await?;
        let job =
            NewJob { id: format!("job_{message}"), kind: "webhook", subject: message, delay, most_attempts: 1000 };
        new_job(connection, &job).await?;
    }
    Ok(())
}

pub(super) async fn new_job(connection: &mut SqliteConnection, job: &NewJob) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO job (id, kind, subject, state, run_at, attempts, most_attempts, created_at)
         SELECT ?, ?, ?, 'ready', now + ?, 0, ?, now FROM (SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now)",
    )
    .bind(&job.id)
    .bind(job.kind)
    .bind(&job.subject)
    .bind(job.delay)
    .bind(job.most_attempts)
    .execute(connection)
    .await
    .map_err(taken("the job"))?;
    Ok(())
}

async fn finish_job(connection: &mut SqliteConnection, job: Job) -> Result<(), StoreError> {
    let done = sqlx::query("DELETE FROM job WHERE id = ? AND owner = ? AND attempts = ? AND state = 'running'")
        .bind(&job.id)
        .bind(&job.owner)
        .bind(job.attempts)
        .execute(connection)
        .await?;
    if done.rows_affected() == 0 { Err(StoreError::LeaseLost(job.id)) } else { Ok(()) }
}

async fn audited(connection: &mut SqliteConnection, party: &str, at: i64, note: AuditNote) -> Result<(), StoreError> {
    let last = sqlx::query("SELECT number, hash FROM audit WHERE relying_party = ? ORDER BY number DESC LIMIT 1")
        .bind(party)
        .fetch_optional(&mut *connection)
        .await?;
    let (number, before) = match last {
        None => (0, START),
        Some(row) => {
            let hash: Vec<u8> = row.try_get("hash")?;
            let hash =
                hash.try_into().map_err(|_| StoreError::Failed("a hash of the audit trail is cut off".into()))?;
            (row.try_get::<i64, _>("number")?, hash)
        }
    };
    let AuditNote { actor, action, subject, request, network, address } = note;
    let entry = Entry { number: number as u64 + 1, at, actor, action, subject, request, network, address };
    let text = serde_json::to_string(&entry).map_err(|cause| StoreError::Failed(cause.to_string()))?;
    sqlx::query("INSERT INTO audit (relying_party, number, entry, hash) VALUES (?, ?, ?, ?)")
        .bind(party)
        .bind(number + 1)
        .bind(text)
        .bind(&link(&before, &entry)[..])
        .execute(connection)
        .await?;
    Ok(())
}

/// The mode of that name in a row.
pub(super) fn mode(name: &str) -> Result<Mode, StoreError> {
    Mode::parse(name).ok_or_else(|| super::unknown("mode", name))
}
