//! Cases under leases: whoever takes one has it until the lease ends, and every word about it later names the same taking.

use super::commit::mode;
use super::{Sqlite, unknown};
use crate::rows::{InTime, Mode, Review, ReviewCounts, ReviewFilter, Settled, Verdict};
use crate::{Reviews, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};
use verify::appeal::Stage;

fn words(text: String) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn review(row: &SqliteRow) -> Result<Review, StoreError> {
    let stage: &str = row.try_get("stage")?;
    Ok(Review {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        session: row.try_get("session")?,
        appeal: row.try_get("appeal")?,
        attempt: row.try_get("attempt")?,
        again: row.try_get::<&str, _>("kind")? == "again",
        applicant: row.try_get("applicant")?,
        stage: Stage::parse(stage).ok_or_else(|| unknown("stage", stage))?,
        families: words(row.try_get("families")?),
        opened_at: row.try_get("opened_at")?,
        due_at: row.try_get("due_at")?,
        paused: row.try_get("paused")?,
        at_risk: row.try_get("at_risk")?,
        breached: row.try_get("breached")?,
        holder: row.try_get("holder")?,
        lease_until: row.try_get("lease_until")?,
        taking: row.try_get("taking")?,
        record: row.try_get("record")?,
        copy: row.try_get("copy")?,
        closed_at: row.try_get("closed_at")?,
    })
}

fn verdict_of(row: &SqliteRow) -> Result<Verdict, StoreError> {
    Ok(Verdict {
        review: row.try_get("review")?,
        relying_party: row.try_get("relying_party")?,
        applicant: row.try_get("applicant")?,
        user: row.try_get("user")?,
        step: row.try_get("step")?,
        outcome: row.try_get("outcome")?,
        codes: words(row.try_get("codes")?),
        at: row.try_get("at")?,
    })
}

const fn kind(row: &Review) -> &'static str {
    match (&row.appeal, row.again) {
        (Some(_), _) => "appeal",
        (None, true) => "again",
        (None, false) => "review",
    }
}

pub(super) async fn new(connection: &mut SqliteConnection, row: Review) -> Result<(), sqlx::Error> {
    let kind = kind(&row);
    sqlx::query(
        "INSERT INTO review (id, relying_party, mode, kind, session, appeal, attempt, applicant, stage, families, opened_at, due_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(row.relying_party)
    .bind(row.mode.name())
    .bind(kind)
    .bind(row.session)
    .bind(row.appeal)
    .bind(row.attempt)
    .bind(row.applicant)
    .bind(row.stage.name())
    .bind(row.families.join(" "))
    .bind(row.opened_at)
    .bind(row.due_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn take(
    connection: &mut SqliteConnection,
    id: &str,
    user: &str,
    until: i64,
    at: i64,
) -> Result<SqliteQueryResult, StoreError> {
    let query =
        "UPDATE review SET holder = ?1, lease_until = ?2, taking = taking + 1 WHERE id = ?3 AND closed_at IS NULL
         AND (holder IS NULL OR holder = ?1 OR lease_until <= ?4)";
    Ok(sqlx::query(query).bind(user).bind(until).bind(id).bind(at).execute(connection).await?)
}

pub(super) async fn keep(
    connection: &mut SqliteConnection,
    id: &str,
    user: &str,
    until: i64,
    at: i64,
) -> Result<SqliteQueryResult, StoreError> {
    let query =
        "UPDATE review SET lease_until = ? WHERE id = ? AND holder = ? AND lease_until > ? AND closed_at IS NULL";
    Ok(sqlx::query(query).bind(until).bind(id).bind(user).bind(at).execute(connection).await?)
}

pub(super) async fn release(
    connection: &mut SqliteConnection,
    id: &str,
    user: &str,
) -> Result<SqliteQueryResult, StoreError> {
    let query = "UPDATE review SET holder = NULL, lease_until = NULL WHERE id = ? AND holder = ?";
    Ok(sqlx::query(query).bind(id).bind(user).execute(connection).await?)
}

pub(super) async fn free(connection: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    let query = "UPDATE review SET holder = NULL, lease_until = NULL WHERE id = ?";
    sqlx::query(query).bind(id).execute(connection).await?;
    Ok(())
}

pub(super) async fn while_held(
    connection: &mut SqliteConnection,
    id: &str,
    user: &str,
    taking: i64,
    at: i64,
) -> Result<(), StoreError> {
    let query =
        "SELECT 1 FROM review WHERE id = ? AND holder = ? AND taking = ? AND lease_until > ? AND closed_at IS NULL";
    let held = sqlx::query(query).bind(id).bind(user).bind(taking).bind(at).fetch_optional(connection).await?;
    held.map(drop).ok_or(StoreError::Conflict("the case"))
}

pub(super) async fn put(connection: &mut SqliteConnection, row: Review) -> Result<SqliteQueryResult, StoreError> {
    let query = "UPDATE review SET stage = ?, due_at = ?, paused = ?, at_risk = ?, breached = ?, record = ?, copy = ?, closed_at = ? WHERE id = ? AND closed_at IS NULL";
    let query = sqlx::query(query).bind(row.stage.name()).bind(row.due_at).bind(row.paused).bind(row.at_risk);
    Ok(query
        .bind(row.breached)
        .bind(row.record)
        .bind(row.copy)
        .bind(row.closed_at)
        .bind(row.id)
        .execute(connection)
        .await?)
}

/// A session is in review no more.
pub(super) async fn over(connection: &mut SqliteConnection, session: &str, at: i64) -> Result<(), StoreError> {
    let query = "UPDATE review SET closed_at = ?, holder = NULL, lease_until = NULL WHERE session = ? AND kind = 'review' AND closed_at IS NULL";
    sqlx::query(query).bind(at).bind(session).execute(connection).await?;
    Ok(())
}

pub(super) async fn verdict(connection: &mut SqliteConnection, row: Verdict) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO verdict (review, number, relying_party, applicant, user, step, outcome, codes, at)
         VALUES (?1, 1 + coalesce((SELECT max(number) FROM verdict WHERE review = ?1), 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(row.review)
    .bind(row.relying_party)
    .bind(row.applicant)
    .bind(row.user)
    .bind(row.step)
    .bind(row.outcome)
    .bind(row.codes.join(" "))
    .bind(row.at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn refused(
    connection: &mut SqliteConnection,
    party: &str,
    session: &str,
    attempt: u32,
    mode: Mode,
    codes: Vec<String>,
    at: i64,
) -> Result<(), StoreError> {
    for code in codes {
        let query =
            "INSERT OR IGNORE INTO refusal (relying_party, mode, session, attempt, code, at) VALUES (?, ?, ?, ?, ?, ?)";
        let query = sqlx::query(query).bind(party).bind(mode.name()).bind(session).bind(attempt);
        query.bind(code).bind(at).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn refusal_decided(
    connection: &mut SqliteConnection,
    session: &str,
    attempt: u32,
    aside: &[String],
) -> Result<(), StoreError> {
    let appealed = "UPDATE refusal SET appealed = 1 WHERE session = ? AND attempt = ?";
    sqlx::query(appealed).bind(session).bind(attempt).execute(&mut *connection).await?;
    for code in aside {
        let overturned = "UPDATE refusal SET overturned = 1 WHERE session = ? AND attempt = ? AND code = ?";
        sqlx::query(overturned).bind(session).bind(attempt).bind(code).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn judged_again(
    connection: &mut SqliteConnection,
    session: &str,
    attempt: u32,
    aside: &[String],
) -> Result<(), StoreError> {
    let judged = "UPDATE refusal SET judged_again = 1 WHERE session = ? AND attempt = ?";
    sqlx::query(judged).bind(session).bind(attempt).execute(&mut *connection).await?;
    for code in aside {
        let wrongly = "UPDATE refusal SET refused_wrongly = 1 WHERE session = ? AND attempt = ? AND code = ?";
        sqlx::query(wrongly).bind(session).bind(attempt).bind(code).execute(&mut *connection).await?;
    }
    Ok(())
}

#[async_trait]
impl Reviews for Sqlite {
    async fn review(&self, id: &str) -> Result<Option<Review>, StoreError> {
        let row = sqlx::query("SELECT * FROM review WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(review).transpose()
    }

    async fn review_of(&self, session: &str, appeal: Option<&str>) -> Result<Option<Review>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM review WHERE session = ?1 AND appeal IS ?2 AND kind <> 'again' ORDER BY opened_at DESC, rowid DESC LIMIT 1",
        )
        .bind(session)
        .bind(appeal)
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(review).transpose()
    }

    async fn review_of_attempt(&self, session: &str, attempt: u32) -> Result<Option<Review>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM review WHERE session = ? AND attempt = ? AND kind = 'review' ORDER BY opened_at DESC, rowid DESC LIMIT 1",
        )
        .bind(session)
        .bind(attempt)
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(review).transpose()
    }

    async fn reviews(
        &self,
        relying_party: &str,
        mode: Mode,
        filter: &ReviewFilter,
        most: u32,
    ) -> Result<Vec<Review>, StoreError> {
        let (after, after_id) = filter.after.clone().unzip();
        let rows = sqlx::query(
            "SELECT * FROM review WHERE relying_party = ?1 AND mode = ?2 AND closed_at IS NULL AND (?3 IS NULL OR kind = ?3)
             AND (?4 IS NULL OR stage = ?4) AND (?5 IS NULL OR holder = ?5) AND (?6 IS NULL OR paused = ?6)
             AND (?7 IS NULL OR (due_at, id) > (?7, ?8)) AND (NOT ?10 OR breached) AND (NOT ?11 OR at_risk AND NOT breached AND NOT paused)
             ORDER BY due_at, id LIMIT ?9",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(filter.kind)
        .bind(filter.stage.map(Stage::name))
        .bind(&filter.holder)
        .bind(filter.paused)
        .bind(after)
        .bind(after_id)
        .bind(most)
        .bind(filter.late)
        .bind(filter.at_risk)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(review).collect()
    }

    async fn review_counts(
        &self,
        relying_party: &str,
        mode: Mode,
        user: &str,
        now: i64,
    ) -> Result<ReviewCounts, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS open, total(at_risk AND NOT breached AND NOT paused) AS at_risk, total(breached) AS breached, total(paused) AS paused,
             total(holder = ?3 AND lease_until > ?4) AS mine, min(CASE WHEN kind <> 'again' THEN opened_at END) AS oldest FROM review
             WHERE relying_party = ?1 AND mode = ?2 AND closed_at IS NULL",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(user)
        .bind(now)
        .fetch_one(&self.readers)
        .await?;
        let count = |name: &str| row.try_get::<f64, _>(name).map(|count| count as u64);
        Ok(ReviewCounts {
            open: row.try_get::<i64, _>("open")? as u64,
            at_risk: count("at_risk")?,
            breached: count("breached")?,
            mine: count("mine")?,
            paused: count("paused")?,
            oldest: row.try_get("oldest")?,
        })
    }

    async fn verdicts(&self, review: &str) -> Result<Vec<Verdict>, StoreError> {
        let rows = sqlx::query("SELECT * FROM verdict WHERE review = ? ORDER BY number")
            .bind(review)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(verdict_of).collect()
    }

    async fn decided_on(&self, applicant: &str, user: &str, but: &str) -> Result<bool, StoreError> {
        let query = "SELECT 1 FROM verdict WHERE applicant = ? AND user = ? AND review <> ? LIMIT 1";
        let found = sqlx::query(query).bind(applicant).bind(user).bind(but).fetch_optional(&self.readers).await?;
        Ok(found.is_some())
    }

    async fn verdicts_since(
        &self,
        relying_party: &str,
        mode: Mode,
        since: i64,
        most: u32,
    ) -> Result<Vec<Verdict>, StoreError> {
        let rows = sqlx::query(
            "SELECT verdict.* FROM verdict JOIN review ON review.id = verdict.review
             WHERE verdict.relying_party = ? AND review.mode = ? AND at >= ? ORDER BY at DESC, number DESC LIMIT ?",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(since)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().rev().map(verdict_of).collect()
    }

    async fn settled(&self, relying_party: &str, mode: Mode, since: i64) -> Result<Vec<Settled>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, kind, opened_at, due_at, closed_at, breached FROM review
             WHERE relying_party = ? AND mode = ? AND closed_at >= ? AND record IS NOT NULL ORDER BY closed_at",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(since)
        .fetch_all(&self.readers)
        .await?;
        let settled = |row: SqliteRow| {
            Ok(Settled {
                review: row.try_get("id")?,
                appeal: row.try_get::<&str, _>("kind")? == "appeal",
                opened_at: row.try_get("opened_at")?,
                due_at: row.try_get("due_at")?,
                closed_at: row.try_get("closed_at")?,
                breached: row.try_get("breached")?,
            })
        };
        rows.into_iter().map(settled).collect()
    }

    async fn appeals_decided(&self, relying_party: &str, mode: Mode, since: i64) -> Result<InTime, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS decided, count(*) FILTER (WHERE NOT breached AND closed_at <= due_at) AS in_time FROM review
             WHERE relying_party = ? AND mode = ? AND closed_at >= ? AND kind = 'appeal' AND record IS NOT NULL",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(since)
        .fetch_one(&self.readers)
        .await?;
        let count = |name: &str| row.try_get::<i64, _>(name).map(|count| count as u64);
        Ok(InTime { decided: count("decided")?, in_time: count("in_time")? })
    }

    async fn opened_since(&self, relying_party: &str, mode: Mode, since: i64) -> Result<Vec<i64>, StoreError> {
        let query =
            "SELECT opened_at FROM review WHERE relying_party = ? AND mode = ? AND opened_at >= ? AND kind <> 'again'";
        Ok(sqlx::query_scalar(query).bind(relying_party).bind(mode.name()).bind(since).fetch_all(&self.readers).await?)
    }
}
