//! Programmes, invitation codes and the ledger of rebates. A batch is a handful of statements, however many trades it has.

use super::Sqlite;
use super::commit::{changed, mode, taken};
use crate::rows::{
    Binding, BindingSettled, InvitationCode, KeptEntry, KeptPosting, LedgerHead, Mode, ProgrammeRow, TradeRow,
};
use crate::{Ledger, LedgerStep, StoreError};
use async_trait::async_trait;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, SqlitePool};
use verify::ledger::{Amount, Entry, Fault, Head, Holding, Kind, Linked, Tally, TallyKey, TallyRow, tallied};
use verify::record::hex;

/// Makes it true of invitations, or of what they earn.
pub(super) async fn make(
    connection: &mut SqliteConnection,
    party: &str,
    at: i64,
    step: LedgerStep,
) -> Result<(), StoreError> {
    match step {
        LedgerStep::NewProgramme(row) => new_programme(connection, row).await,
        LedgerStep::PutProgramme { id, from, definition } => {
            put_programme(connection, party, &id, from, &definition, at).await
        }
        LedgerStep::EndProgramme { id } => end_programme(connection, party, &id, at).await,
        LedgerStep::NewCode(row) => new_code(connection, row).await,
        LedgerStep::NewBinding(row) => bind(connection, row).await,
        LedgerStep::SettleBinding { account, settled } => settle(connection, &account, settled, at).await,
        LedgerStep::CloseCodes { owner } => close_codes(connection, &owner, at).await,
        LedgerStep::Post { mode, from, entries, trades } => post(connection, party, mode, from, entries, trades).await,
    }
}

async fn new_programme(connection: &mut SqliteConnection, row: ProgrammeRow) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO programme (id, relying_party, mode, version, created_at) VALUES (?, ?, ?, ?, ?)")
        .bind(&row.id)
        .bind(row.relying_party)
        .bind(row.mode.name())
        .bind(row.version)
        .bind(row.created_at)
        .execute(&mut *connection)
        .await
        .map_err(taken("the programme"))?;
    version(connection, &row.id, row.version, &row.definition, row.created_at).await
}

async fn version(
    connection: &mut SqliteConnection,
    id: &str,
    number: i64,
    definition: &str,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO programme_version (programme, version, definition, created_at) VALUES (?, ?, ?, ?)")
        .bind(id)
        .bind(number)
        .bind(definition)
        .bind(at)
        .execute(connection)
        .await
        .map_err(taken("the programme"))?;
    Ok(())
}

async fn put_programme(
    connection: &mut SqliteConnection,
    party: &str,
    id: &str,
    from: i64,
    definition: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query = "UPDATE programme SET version = ?1 + 1 WHERE id = ?2 AND relying_party = ?3 AND version = ?1 AND ended_at IS NULL";
    let done = sqlx::query(query).bind(from).bind(id).bind(party).execute(&mut *connection).await?;
    changed(&done, "the programme")?;
    version(connection, id, from + 1, definition, at).await
}

async fn end_programme(connection: &mut SqliteConnection, party: &str, id: &str, at: i64) -> Result<(), StoreError> {
    let query = "UPDATE programme SET ended_at = ? WHERE id = ? AND relying_party = ? AND ended_at IS NULL";
    let done = sqlx::query(query).bind(at).bind(id).bind(party).execute(connection).await?;
    changed(&done, "the programme")
}

async fn new_code(connection: &mut SqliteConnection, row: InvitationCode) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO invitation_code (relying_party, mode, code, programme, owner, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM programme
         WHERE id = ?4 AND relying_party = ?1 AND mode = ?2 AND ended_at IS NULL)
         AND EXISTS (SELECT 1 FROM account WHERE id = ?5 AND closed_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM invitation_code WHERE relying_party = ?1 AND mode = ?2 AND code = ?3 OR owner = ?5 AND programme = ?4)",
    )
    .bind(row.relying_party)
    .bind(row.mode.name())
    .bind(row.code)
    .bind(row.programme)
    .bind(row.owner)
    .bind(row.created_at)
    .execute(connection)
    .await
    .map_err(taken("the code"))?;
    changed(&done, "the code")
}

/// To the newest version of a programme that was not ended, by a code that is not closed, of somebody else.
async fn bind(connection: &mut SqliteConnection, row: Binding) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO binding (account, relying_party, mode, code, programme, version, terms_sha256, bound_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS (SELECT 1 FROM invitation_code AS own JOIN programme ON programme.id = own.programme
         WHERE own.relying_party = ?2 AND own.mode = ?3 AND own.code = ?4 AND own.programme = ?5 AND own.owner <> ?1
         AND own.closed_at IS NULL AND programme.version = ?6 AND programme.ended_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM binding WHERE account = ?1)",
    )
    .bind(row.account)
    .bind(row.relying_party)
    .bind(row.mode.name())
    .bind(row.code)
    .bind(row.programme)
    .bind(row.version)
    .bind(row.terms_sha256)
    .bind(row.bound_at)
    .execute(connection)
    .await
    .map_err(taken("the invitation"))?;
    changed(&done, "the invitation")
}

async fn settle(
    connection: &mut SqliteConnection,
    account: &str,
    settled: BindingSettled,
    at: i64,
) -> Result<(), StoreError> {
    let query = match settled {
        BindingSettled::Verified => "UPDATE binding SET verified_at = ? WHERE account = ? AND verified_at IS NULL",
        BindingSettled::Void => "UPDATE binding SET void_at = ? WHERE account = ? AND void_at IS NULL",
        BindingSettled::Closed => "UPDATE binding SET closed_at = ? WHERE account = ? AND closed_at IS NULL",
    };
    changed(&sqlx::query(query).bind(at).bind(account).execute(connection).await?, "the invitation")
}

async fn close_codes(connection: &mut SqliteConnection, owner: &str, at: i64) -> Result<(), StoreError> {
    let query = "UPDATE invitation_code SET closed_at = ? WHERE owner = ? AND closed_at IS NULL";
    sqlx::query(query).bind(at).bind(owner).execute(connection).await?;
    Ok(())
}

fn broken(fault: &Fault) -> StoreError {
    StoreError::Failed(format!("the ledger of rebates: {fault}"))
}

async fn head(connection: &mut SqliteConnection, party: &str, mode: Mode) -> Result<LedgerHead, StoreError> {
    let query =
        "SELECT number, hash FROM ledger_entry WHERE relying_party = ? AND mode = ? ORDER BY number DESC LIMIT 1";
    let last = sqlx::query(query).bind(party).bind(mode.name()).fetch_optional(&mut *connection).await?;
    let head = match last {
        None => Head::default(),
        Some(row) => {
            let hash: Vec<u8> = row.try_get("hash")?;
            let hash = hash.try_into().map_err(|_| StoreError::Failed("a hash of the ledger is cut off".into()))?;
            Head { number: row.try_get::<i64, _>("number")? as u64, hash }
        }
    };
    let query = "SELECT changes FROM ledger_facts WHERE relying_party = ? AND mode = ?";
    let facts = sqlx::query_scalar(query).bind(party).bind(mode.name()).fetch_optional(connection).await?;
    Ok(LedgerHead { head, facts: facts.unwrap_or(0) })
}

/// Puts entries behind the head that they were made for, with their postings, their trades and the tally.
async fn post(
    connection: &mut SqliteConnection,
    party: &str,
    mode: Mode,
    from: LedgerHead,
    entries: Vec<Linked>,
    trades: Vec<TradeRow>,
) -> Result<(), StoreError> {
    let now = head(connection, party, mode).await?;
    if now != from {
        return Err(StoreError::Conflict("the ledger"));
    }
    let (mut chain, mut tally) = (from.head, Tally::new());
    let (mut bodies, mut postings) = (Vec::with_capacity(entries.len()), Vec::new());
    for linked in &entries {
        // Whoever made it: nothing is kept that does not fit and balance.
        let entry = chain.next(&linked.body, &linked.hash).map_err(|fault| broken(&fault))?;
        tallied(&mut tally, &entry).map_err(|fault| broken(&fault))?;
        bodies.push(json!([entry.number, linked.body, hex(&linked.hash)]));
        for (place, posting) in entry.postings.iter().enumerate() {
            postings.push(json!([entry.number, place, posting.account, entry.currency, posting.amount]));
        }
    }
    let rows = |of: Vec<Value>| Value::Array(of).to_string();
    if !entries.is_empty() {
        let query = "INSERT INTO ledger_entry (relying_party, mode, number, body, hash)
             SELECT ?1, ?2, value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each(?3) ORDER BY key";
        let query = sqlx::query(query).bind(party).bind(mode.name()).bind(rows(bodies));
        query.execute(&mut *connection).await.map_err(taken("the ledger"))?;
        let query = "INSERT INTO posting (relying_party, mode, number, place, account, currency, amount)
             SELECT ?1, ?2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?3)";
        sqlx::query(query).bind(party).bind(mode.name()).bind(rows(postings)).execute(&mut *connection).await?;
        add(connection, party, mode, tally).await?;
    }
    if !trades.is_empty() {
        let count = trades.len() as u64;
        let trade = |row: TradeRow| {
            let TradeRow { id, account, product_line, fee, currency, at, entry, owner, invited, without } = row;
            json!([id, account, product_line, fee, currency, at, entry, owner, invited, without])
        };
        let trades = rows(trades.into_iter().map(trade).collect());
        let query = "INSERT INTO trade (relying_party, mode, id, account, product_line, fee, currency, at, entry, owner, invited, without)
             SELECT ?1, ?2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
             value ->> 8, value ->> 9 FROM json_each(?3) WHERE NOT EXISTS
             (SELECT 1 FROM trade WHERE relying_party = ?1 AND mode = ?2 AND id = value ->> 0)";
        let done = sqlx::query(query).bind(party).bind(mode.name()).bind(trades).execute(connection).await?;
        // Reported by another process meanwhile.
        if done.rows_affected() != count {
            return Err(StoreError::Conflict("the trade"));
        }
    }
    Ok(())
}

const KEY: &str = "account, earned_month, month, day, product_line, currency, kind";

/// Adds to the tally exactly, which SQL cannot.
async fn add(connection: &mut SqliteConnection, party: &str, mode: Mode, more: Tally) -> Result<(), StoreError> {
    let keys = more.keys().map(|key| {
        json!([key.account, key.earned_month, key.month, key.day, key.product_line, key.currency, key.kind.name()])
    });
    let query = "SELECT tally.* FROM json_each(?3) AS wanted CROSS JOIN tally ON relying_party = ?1 AND mode = ?2
         AND account = wanted.value ->> 0 AND earned_month = wanted.value ->> 1 AND month = wanted.value ->> 2 AND day = wanted.value ->> 3
         AND product_line = wanted.value ->> 4 AND currency = wanted.value ->> 5 AND kind = wanted.value ->> 6";
    let query = sqlx::query(query).bind(party).bind(mode.name()).bind(Value::Array(keys.collect()).to_string());
    let mut sums = more;
    for row in query.fetch_all(&mut *connection).await? {
        let (key, before) = tally_row(&row)?;
        if let Some(sum) = sums.get_mut(&key) {
            *sum = before.plus(*sum).map_err(|cause| StoreError::Failed(format!("the tally: {cause}")))?;
        }
    }
    let row = |(key, row): (&TallyKey, &TallyRow)| {
        let TallyKey { account, month, day, earned_month, product_line, currency, kind } = key;
        let kind = kind.name();
        json!([account, earned_month, month, day, product_line, currency, kind, row.amount, row.fees, row.count])
    };
    let rows = Value::Array(sums.iter().map(row).collect()).to_string();
    let query = format!(
        "INSERT INTO tally (relying_party, mode, {KEY}, amount, fees, count)
         SELECT ?1, ?2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
         value ->> 8, value ->> 9 FROM json_each(?3) WHERE true
         ON CONFLICT DO UPDATE SET amount = excluded.amount, fees = excluded.fees, count = excluded.count"
    );
    sqlx::query(sqlx::AssertSqlSafe(query)).bind(party).bind(mode.name()).bind(rows).execute(connection).await?;
    Ok(())
}

fn amount(row: &SqliteRow, name: &str) -> Result<Amount, StoreError> {
    let text: String = row.try_get(name)?;
    Amount::kept(&text).map_err(|_| super::unknown("amount", &text))
}

fn tally_row(row: &SqliteRow) -> Result<(TallyKey, TallyRow), StoreError> {
    let kind: String = row.try_get("kind")?;
    let key = TallyKey {
        account: row.try_get("account")?,
        month: row.try_get("month")?,
        day: row.try_get("day")?,
        earned_month: row.try_get("earned_month")?,
        product_line: row.try_get("product_line")?,
        currency: row.try_get("currency")?,
        kind: Kind::parse(&kind).ok_or_else(|| super::unknown("kind of entry", &kind))?,
    };
    let count: i64 = row.try_get("count")?;
    let sums = TallyRow {
        amount: amount(row, "amount")?,
        fees: amount(row, "fees")?,
        count: u64::try_from(count).map_err(|_| super::unknown("count", &count.to_string()))?,
    };
    Ok((key, sums))
}

fn programme(row: &SqliteRow) -> Result<ProgrammeRow, StoreError> {
    Ok(ProgrammeRow {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        version: row.try_get("version")?,
        definition: row.try_get("definition")?,
        created_at: row.try_get("created_at")?,
        ended_at: row.try_get("ended_at")?,
    })
}

fn invitation_code(row: &SqliteRow) -> Result<InvitationCode, StoreError> {
    Ok(InvitationCode {
        code: row.try_get("code")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        programme: row.try_get("programme")?,
        owner: row.try_get("owner")?,
        created_at: row.try_get("created_at")?,
        closed_at: row.try_get("closed_at")?,
    })
}

fn binding(row: &SqliteRow) -> Result<Binding, StoreError> {
    Ok(Binding {
        account: row.try_get("account")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        code: row.try_get("code")?,
        programme: row.try_get("programme")?,
        version: row.try_get("version")?,
        terms_sha256: row.try_get("terms_sha256")?,
        bound_at: row.try_get("bound_at")?,
        verified_at: row.try_get("verified_at")?,
        void_at: row.try_get("void_at")?,
        closed_at: row.try_get("closed_at")?,
    })
}

fn trade(row: &SqliteRow) -> Result<TradeRow, StoreError> {
    Ok(TradeRow {
        id: row.try_get("id")?,
        account: row.try_get("account")?,
        product_line: row.try_get("product_line")?,
        fee: row.try_get("fee")?,
        currency: row.try_get("currency")?,
        at: row.try_get("at")?,
        entry: row.try_get::<Option<i64>, _>("entry")?.map(|number| number as u64),
        owner: row.try_get("owner")?,
        invited: row.try_get("invited")?,
        without: row.try_get("without")?,
    })
}

fn kept(row: &SqliteRow) -> Result<KeptEntry, StoreError> {
    let number = row.try_get::<i64, _>("number")? as u64;
    Ok(KeptEntry { number, body: row.try_get("body")?, hash: row.try_get("hash")? })
}

fn entry(row: &SqliteRow) -> Result<Entry, StoreError> {
    let body: String = row.try_get("body")?;
    serde_json::from_str(&body).map_err(|cause| StoreError::Failed(format!("an entry of the ledger: {cause}")))
}

/// Rows of one ledger by one more value, which may be a list as JSON.
async fn of<T>(
    pool: &SqlitePool,
    query: &'static str,
    (party, mode): (&str, Mode),
    value: String,
    read: fn(&SqliteRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows = sqlx::query(query).bind(party).bind(mode.name()).bind(value).fetch_all(pool).await?;
    rows.iter().map(read).collect()
}

fn list(values: &[impl serde::Serialize]) -> String {
    json!(values).to_string()
}

const PROGRAMME: &str = "SELECT programme.*, definition FROM programme JOIN programme_version AS own
     ON own.programme = programme.id AND own.version = programme.version";

#[async_trait]
impl Ledger for Sqlite {
    async fn programme(&self, id: &str) -> Result<Option<ProgrammeRow>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!("{PROGRAMME} WHERE id = ?"));
        sqlx::query(query).bind(id).fetch_optional(&self.readers).await?.as_ref().map(programme).transpose()
    }

    async fn programmes(&self, party: &str, mode: Mode) -> Result<Vec<ProgrammeRow>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!("{PROGRAMME} WHERE relying_party = ? AND mode = ? ORDER BY id"));
        let rows = sqlx::query(query).bind(party).bind(mode.name()).fetch_all(&self.readers).await?;
        rows.iter().map(programme).collect()
    }

    async fn programme_versions(
        &self,
        party: &str,
        mode: Mode,
        wanted: &[(String, i64)],
    ) -> Result<Vec<(String, i64, String)>, StoreError> {
        // However often a programme was changed.
        let query = "SELECT own.* FROM programme JOIN programme_version AS own ON own.programme = id AND own.version = programme.version
             WHERE relying_party = ?1 AND mode = ?2
             UNION SELECT own.* FROM json_each(?3) AS wanted CROSS JOIN programme_version AS own
             ON own.programme = wanted.value ->> 0 AND own.version = wanted.value ->> 1
             JOIN programme ON programme.id = own.programme WHERE relying_party = ?1 AND mode = ?2";
        let version =
            |row: &SqliteRow| Ok((row.try_get("programme")?, row.try_get("version")?, row.try_get("definition")?));
        of(&self.readers, query, (party, mode), list(wanted), version).await
    }

    async fn invitation_code(&self, party: &str, mode: Mode, code: &str) -> Result<Option<InvitationCode>, StoreError> {
        let query = "SELECT * FROM invitation_code WHERE relying_party = ?1 AND mode = ?2 AND code = ?3";
        Ok(of(&self.readers, query, (party, mode), code.to_owned(), invitation_code).await?.pop())
    }

    async fn invitation_codes(
        &self,
        party: &str,
        mode: Mode,
        codes: &[String],
    ) -> Result<Vec<InvitationCode>, StoreError> {
        let query = "SELECT * FROM invitation_code WHERE relying_party = ?1 AND mode = ?2 AND code IN (SELECT value FROM json_each(?3))";
        of(&self.readers, query, (party, mode), list(codes), invitation_code).await
    }

    async fn codes_of(&self, owner: &str) -> Result<Vec<InvitationCode>, StoreError> {
        let query = sqlx::query("SELECT * FROM invitation_code WHERE owner = ? ORDER BY created_at, code").bind(owner);
        query.fetch_all(&self.readers).await?.iter().map(invitation_code).collect()
    }

    async fn binding(&self, account: &str) -> Result<Option<Binding>, StoreError> {
        let query = sqlx::query("SELECT * FROM binding WHERE account = ?").bind(account);
        query.fetch_optional(&self.readers).await?.as_ref().map(binding).transpose()
    }

    async fn bindings(&self, party: &str, mode: Mode, accounts: &[String]) -> Result<Vec<Binding>, StoreError> {
        let query = "SELECT * FROM binding WHERE account IN (SELECT value FROM json_each(?3)) AND relying_party = ?1 AND mode = ?2";
        of(&self.readers, query, (party, mode), list(accounts), binding).await
    }

    async fn bound_to(&self, party: &str, mode: Mode, code: &str) -> Result<Vec<Binding>, StoreError> {
        let query = "SELECT * FROM binding WHERE relying_party = ?1 AND mode = ?2 AND code = ?3";
        of(&self.readers, query, (party, mode), code.to_owned(), binding).await
    }

    async fn invited(&self, party: &str, mode: Mode, code: &str, before: i64) -> Result<(u64, u64), StoreError> {
        // Who turned out to be the owner later was counted until then: a month that is over stays as it was.
        let query = "SELECT count(*) AS invited, count(*) FILTER (WHERE verified_at < ?4 AND ifnull(void_at >= ?4, true)) AS verified FROM binding
             WHERE relying_party = ?1 AND mode = ?2 AND code = ?3 AND bound_at < ?4";
        let query = sqlx::query(query).bind(party).bind(mode.name()).bind(code).bind(before);
        let row = query.fetch_one(&self.readers).await?;
        Ok((row.try_get::<i64, _>("invited")? as u64, row.try_get::<i64, _>("verified")? as u64))
    }

    async fn accounts_there(&self, party: &str, mode: Mode, accounts: &[String]) -> Result<Vec<String>, StoreError> {
        let query =
            "SELECT id FROM account WHERE id IN (SELECT value FROM json_each(?3)) AND relying_party = ?1 AND mode = ?2";
        of(&self.readers, query, (party, mode), list(accounts), |row| Ok(row.try_get("id")?)).await
    }

    async fn ledger_head(&self, party: &str, mode: Mode) -> Result<LedgerHead, StoreError> {
        // Both of one moment.
        let mut transaction = self.readers.begin().await?;
        head(&mut transaction, party, mode).await
    }

    async fn ledgers(&self) -> Result<Vec<(String, Mode)>, StoreError> {
        let query =
            "SELECT relying_party, mode FROM ledger_entry WHERE number = 1 UNION SELECT relying_party, mode FROM tally
             UNION SELECT relying_party, mode FROM trade ORDER BY 1, 2";
        let rows = sqlx::query(query).fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok((row.try_get("relying_party")?, mode(row.try_get("mode")?)?))).collect()
    }

    async fn trades(&self, party: &str, mode: Mode, ids: &[String]) -> Result<Vec<TradeRow>, StoreError> {
        let query =
            "SELECT * FROM trade WHERE relying_party = ?1 AND mode = ?2 AND id IN (SELECT value FROM json_each(?3))";
        of(&self.readers, query, (party, mode), list(ids), trade).await
    }

    async fn trades_posted(&self, party: &str, mode: Mode, to: u64) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM trade WHERE relying_party = ? AND mode = ? AND entry <= ?";
        let query = sqlx::query_scalar::<_, i64>(query).bind(party).bind(mode.name()).bind(to as i64);
        Ok(query.fetch_one(&self.readers).await? as u64)
    }

    async fn trades_without_entry(
        &self,
        party: &str,
        mode: Mode,
        after: &str,
        most: u32,
    ) -> Result<Vec<TradeRow>, StoreError> {
        let query =
            "SELECT * FROM trade WHERE relying_party = ? AND mode = ? AND entry IS NULL AND id > ? ORDER BY id LIMIT ?";
        let query = sqlx::query(query).bind(party).bind(mode.name()).bind(after).bind(most);
        query.fetch_all(&self.readers).await?.iter().map(trade).collect()
    }

    async fn entries(&self, party: &str, mode: Mode, after: u64, most: u32) -> Result<Vec<KeptEntry>, StoreError> {
        // Not what is read from the body as a column: it would be read six times.
        let query = "SELECT number, body, hash FROM ledger_entry WHERE relying_party = ? AND mode = ? AND number > ? ORDER BY number LIMIT ?";
        let query = sqlx::query(query).bind(party).bind(mode.name()).bind(after as i64).bind(most);
        query.fetch_all(&self.readers).await?.iter().map(kept).collect()
    }

    async fn postings(&self, party: &str, mode: Mode, after: u64, to: u64) -> Result<Vec<KeptPosting>, StoreError> {
        let query = "SELECT * FROM posting WHERE relying_party = ? AND mode = ? AND number > ? AND number <= ? ORDER BY number, place";
        let query = sqlx::query(query).bind(party).bind(mode.name()).bind(after as i64).bind(to as i64);
        let posting = |row: &SqliteRow| {
            Ok(KeptPosting {
                number: row.try_get::<i64, _>("number")? as u64,
                account: row.try_get("account")?,
                currency: row.try_get("currency")?,
                amount: row.try_get("amount")?,
            })
        };
        query.fetch_all(&self.readers).await?.iter().map(posting).collect()
    }

    async fn entries_numbered(&self, party: &str, mode: Mode, numbers: &[u64]) -> Result<Vec<Entry>, StoreError> {
        let query = "SELECT body FROM ledger_entry WHERE relying_party = ?1 AND mode = ?2 AND number IN (SELECT value FROM json_each(?3))";
        of(&self.readers, query, (party, mode), list(numbers), entry).await
    }

    async fn entries_reversing(&self, party: &str, mode: Mode, numbers: &[u64]) -> Result<Vec<Entry>, StoreError> {
        let query = "SELECT body FROM ledger_entry WHERE relying_party = ?1 AND mode = ?2 AND reverses IS NOT NULL
             AND reverses IN (SELECT value FROM json_each(?3))";
        of(&self.readers, query, (party, mode), list(numbers), entry).await
    }

    async fn entries_called(
        &self,
        party: &str,
        mode: Mode,
        kind: Kind,
        subjects: &[String],
    ) -> Result<Vec<Entry>, StoreError> {
        let query = match kind {
            Kind::Reversal => {
                "SELECT body FROM ledger_entry WHERE relying_party = ?1 AND mode = ?2 AND kind = 'reversal' AND subject IN (SELECT value FROM json_each(?3))"
            }
            Kind::Payout => {
                "SELECT body FROM ledger_entry WHERE relying_party = ?1 AND mode = ?2 AND kind = 'payout' AND subject IN (SELECT value FROM json_each(?3))"
            }
            _ => return Ok(vec![]),
        };
        of(&self.readers, query, (party, mode), list(subjects), entry).await
    }

    async fn entries_of(&self, party: &str, mode: Mode, account: &str) -> Result<Vec<Entry>, StoreError> {
        let query =
            "SELECT body FROM ledger_entry WHERE relying_party = ?1 AND mode = ?2 AND account = ?3 ORDER BY number";
        of(&self.readers, query, (party, mode), account.to_owned(), entry).await
    }

    async fn hashes(&self, party: &str, mode: Mode, of: &Holding, month: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let (query, value) = match of {
            Holding::Owner(code) => (
                "SELECT hash FROM ledger_entry WHERE relying_party = ? AND mode = ? AND code = ? AND month = ? ORDER BY number",
                code,
            ),
            Holding::Invited(account) => (
                "SELECT hash FROM ledger_entry WHERE relying_party = ? AND mode = ? AND account = ? AND month = ? ORDER BY number",
                account,
            ),
        };
        let query = sqlx::query_scalar(query).bind(party).bind(mode.name()).bind(value).bind(month);
        Ok(query.fetch_all(&self.readers).await?)
    }

    async fn tally(&self, party: &str, mode: Mode, accounts: Option<&[String]>) -> Result<Tally, StoreError> {
        let query = match accounts {
            Some(_) => {
                "SELECT * FROM tally WHERE relying_party = ?1 AND mode = ?2 AND account IN (SELECT value FROM json_each(?3))"
            }
            None => "SELECT * FROM tally WHERE relying_party = ?1 AND mode = ?2 AND ?3 <> ''",
        };
        let accounts = accounts.map_or_else(|| "all".into(), list);
        Ok(of(&self.readers, query, (party, mode), accounts, tally_row).await?.into_iter().collect())
    }

    async fn tally_with_head(&self, party: &str, mode: Mode) -> Result<(Tally, Head), StoreError> {
        let mut transaction = self.readers.begin().await?;
        let head = head(&mut transaction, party, mode).await?.head;
        let query = sqlx::query("SELECT * FROM tally WHERE relying_party = ? AND mode = ?").bind(party);
        let rows = query.bind(mode.name()).fetch_all(&mut *transaction).await?;
        Ok((rows.iter().map(tally_row).collect::<Result<_, _>>()?, head))
    }

    async fn tally_in(&self, party: &str, mode: Mode, wanted: &[(String, String)]) -> Result<Tally, StoreError> {
        let query = "SELECT tally.* FROM json_each(?3) AS wanted CROSS JOIN tally ON relying_party = ?1 AND mode = ?2
             AND account = wanted.value ->> 0 AND earned_month = wanted.value ->> 1";
        Ok(of(&self.readers, query, (party, mode), list(wanted), tally_row).await?.into_iter().collect())
    }
}
