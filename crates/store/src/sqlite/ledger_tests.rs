use super::*;
use crate::{
    Account, AccountStep, Binding, BindingSettled, InvitationCode, Ledger, LedgerHead, LedgerStep, Mode, ProgrammeRow,
    RelyingParty, Step, TradeRow,
};
use std::time::Instant;
use verify::invitation::Programme;
use verify::ledger::{Amount, Bound, Day, Linked, Replay, Trade, reversal, trade};

pub(super) const AT: i64 = 1_780_000_000_000;
const CODE: &str = "00000000";
const PROMISE: &str = r#"{"name":"Autumn","payer":"Utopia","texts":{"en":{"title":"a","text":"b"},"zh-CN":{"title":"a","text":"b"}},
    "rates":{"spot":{"owner":"0.2","invited":"0.1"}},"currencies":{"USDT":6},"starts_at":"2026-01-01T00:00:00Z","zone":"UTC"}"#;

pub(super) async fn commit(store: &Sqlite, steps: Vec<Step>) -> Result<(), StoreError> {
    store.commit(Change { relying_party: "rp_1".into(), at: AT, steps }).await
}

pub(super) fn account(id: &str) -> Step {
    Step::Account(AccountStep::New(Account {
        id: id.into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        version: 1,
        sealed: Some(vec![1]),
        contact: Some(id.as_bytes().to_vec()),
        password: Some("x".into()),
        locale: "en".into(),
        created_at: AT,
        closed_at: None,
    }))
}

fn binding(account: &str) -> Binding {
    Binding {
        account: account.into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        code: CODE.into(),
        programme: "prg_1".into(),
        version: 1,
        terms_sha256: "0".repeat(64),
        bound_at: AT,
        verified_at: None,
        void_at: None,
        closed_at: None,
    }
}

/// A code of `acc_owner`, by which two people were invited.
pub(super) async fn fresh() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("candor.sqlite")).await.unwrap();
    let party = RelyingParty {
        id: "rp_1".into(),
        name: "One".into(),
        created_at: AT,
        policy: String::new(),
        test_policy: String::new(),
        return_urls: vec![],
        brand: crate::Brand::default(),
        appeals: crate::rows::AppealSettings::default(),
        registration: None,
    };
    let programme = ProgrammeRow {
        id: "prg_1".into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        version: 1,
        definition: PROMISE.into(),
        created_at: AT,
        ended_at: None,
    };
    let code = InvitationCode {
        code: CODE.into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        programme: "prg_1".into(),
        owner: "acc_owner".into(),
        created_at: AT,
        closed_at: None,
    };
    let mut steps = vec![Step::PutParty(party), account("acc_owner"), account("acc_1"), account("acc_2")];
    steps.extend([Step::Ledger(LedgerStep::NewProgramme(programme)), Step::Ledger(LedgerStep::NewCode(code))]);
    steps.extend(["acc_1", "acc_2"].map(|account| Step::Ledger(LedgerStep::NewBinding(binding(account)))));
    commit(&store, steps).await.unwrap();
    (folder, store)
}

/// Entries of so many trades behind `from`.
fn batch(from: LedgerHead, first: u64, count: u64) -> (Vec<Linked>, Vec<TradeRow>) {
    let promise: Programme = serde_json::from_str(PROMISE).unwrap();
    let (mut head, mut linked, mut rows) = (from.head, Vec::new(), Vec::new());
    for number in first..first + count {
        let account = ["acc_1", "acc_2"][number as usize % 2];
        let bound = Bound {
            account,
            code: CODE,
            programme: "prg_1",
            promise: &promise,
            bound_at: AT,
            verified: false,
            void: false,
            closed: false,
            owner_closed: false,
        };
        let of = Trade {
            id: format!("t-{number}"),
            account: account.into(),
            product_line: "spot".into(),
            fee: Amount::of(i128::from(number) * 7 + 3, 6),
            currency: "USDT".into(),
            at: AT + number as i64 * 1000,
        };
        let earned = trade(&of, Some(&bound), AT, |_| Amount::ZERO).unwrap();
        linked.push(head.push(earned.entry.unwrap()).unwrap());
        rows.push(TradeRow {
            id: of.id,
            account: of.account,
            product_line: of.product_line,
            fee: of.fee.to_string(),
            currency: of.currency,
            at: of.at,
            entry: Some(head.number),
            owner: earned.owner.to_string(),
            invited: earned.invited.to_string(),
            without: None,
        });
    }
    (linked, rows)
}

async fn post(store: &Sqlite, first: u64, count: u64) -> Result<(), StoreError> {
    let from = store.ledger_head("rp_1", Mode::Test).await?;
    let (entries, trades) = batch(from, first, count);
    commit(store, vec![Step::Ledger(LedgerStep::Post { mode: Mode::Test, from, entries, trades })]).await
}

async fn replayed(store: &Sqlite) -> Replay {
    let mut replay = Replay::default();
    for kept in store.entries("rp_1", Mode::Test, 0, u32::MAX).await.unwrap() {
        replay.next(&kept.body, &kept.hash).unwrap();
    }
    replay
}

#[tokio::test]
async fn what_was_bound_and_posted_is_never_changed() {
    let (_folder, store) = fresh().await;
    post(&store, 0, 3).await.unwrap();
    let versions = store.programme_versions("rp_1", Mode::Test, &[("prg_1".into(), 1)]).await.unwrap();
    assert_eq!(versions.len(), 1);
    for change in [
        "UPDATE binding SET code = 'x' WHERE account = 'acc_1'",
        "UPDATE binding SET terms_sha256 = 'x' WHERE account = 'acc_1'",
        "UPDATE binding SET version = 2",
        "UPDATE binding SET bound_at = 1",
        "UPDATE binding SET account = 'acc_owner' WHERE account = 'acc_1'",
        "DELETE FROM binding",
        "INSERT OR REPLACE INTO binding SELECT account, relying_party, mode, code, programme, version, terms_sha256, 1, NULL, NULL, NULL FROM binding",
        "UPDATE ledger_entry SET body = '{}'",
        "DELETE FROM ledger_entry",
        "INSERT OR REPLACE INTO ledger_entry (relying_party, mode, number, body, hash) SELECT relying_party, mode, number, body, hash FROM ledger_entry WHERE number = 3",
        "UPDATE posting SET amount = '1'",
        "DELETE FROM posting",
        "UPDATE trade SET fee = '1'",
        "DELETE FROM trade",
        "UPDATE programme_version SET definition = '{}'",
        "DELETE FROM programme_version",
        "INSERT OR REPLACE INTO programme_version SELECT programme, version, '{}', 0 FROM programme_version",
        "INSERT OR REPLACE INTO posting SELECT relying_party, mode, number, place, account, currency, '9' FROM posting",
        "INSERT OR REPLACE INTO trade SELECT relying_party, mode, id, account, product_line, '9', currency, at, entry, owner, invited, without FROM trade",
        "UPDATE invitation_code SET owner = 'acc_1'",
        "UPDATE invitation_code SET programme = 'prg_2'",
        "INSERT OR REPLACE INTO invitation_code SELECT relying_party, mode, code, programme, 'acc_1', 0, NULL FROM invitation_code",
        "INSERT OR REPLACE INTO invitation_code SELECT relying_party, mode, '11111111', programme, owner, 0, NULL FROM invitation_code",
        "DELETE FROM invitation_code",
        "UPDATE programme SET mode = 'live'",
        "INSERT OR REPLACE INTO programme SELECT id, relying_party, mode, 1, 0, NULL FROM programme",
    ] {
        assert!(sqlx::query(change).execute(&store.writer).await.is_err(), "{change}");
    }
    assert_eq!(store.binding("acc_1").await.unwrap().unwrap(), binding("acc_1"));
    let settle = |settled| vec![Step::Ledger(LedgerStep::SettleBinding { account: "acc_1".into(), settled })];
    commit(&store, settle(BindingSettled::Verified)).await.unwrap();
    assert!(matches!(commit(&store, settle(BindingSettled::Verified)).await, Err(StoreError::Conflict(_))));
    assert!(sqlx::query("UPDATE binding SET verified_at = NULL").execute(&store.writer).await.is_err());
    commit(&store, vec![Step::Ledger(LedgerStep::CloseCodes { owner: "acc_owner".into() })]).await.unwrap();
    assert!(sqlx::query("UPDATE invitation_code SET closed_at = NULL").execute(&store.writer).await.is_err());
    commit(&store, vec![account("acc_3")]).await.unwrap();
    let late = commit(&store, vec![Step::Ledger(LedgerStep::NewBinding(binding("acc_3")))]).await;
    assert!(matches!(late, Err(StoreError::Conflict("the invitation"))), "{late:?}");
}

#[tokio::test]
async fn nobody_is_bound_twice_or_to_themselves_or_to_other_terms() {
    let (_folder, store) = fresh().await;
    let refused = async |row: Binding| {
        let done = commit(&store, vec![Step::Ledger(LedgerStep::NewBinding(row))]).await;
        assert!(matches!(done, Err(StoreError::Conflict("the invitation"))), "{done:?}");
    };
    refused(binding("acc_1")).await;
    refused(binding("acc_owner")).await;
    commit(&store, vec![account("acc_3")]).await.unwrap();
    refused(Binding { version: 2, ..binding("acc_3") }).await;
    let other = PROMISE.replace("0.2", "0.05");
    let put = |from| Step::Ledger(LedgerStep::PutProgramme { id: "prg_1".into(), from, definition: other.clone() });
    commit(&store, vec![put(1)]).await.unwrap();
    assert!(matches!(commit(&store, vec![put(1)]).await, Err(StoreError::Conflict("the programme"))));
    refused(binding("acc_3")).await;
    let versions = async |wanted: &[(String, i64)]| {
        let all = store.programme_versions("rp_1", Mode::Test, wanted).await.unwrap();
        all.into_iter().map(|(_, version, _)| version).collect::<Vec<_>>()
    };
    assert_eq!((versions(&[]).await, versions(&[("prg_1".into(), 1)]).await), (vec![2], vec![1, 2]));
    commit(&store, vec![Step::Ledger(LedgerStep::EndProgramme { id: "prg_1".into() })]).await.unwrap();
    refused(Binding { version: 2, ..binding("acc_3") }).await;
    assert_eq!(store.binding("acc_1").await.unwrap().unwrap().version, 1, "what is bound stays");
}

#[tokio::test]
async fn who_was_verified_when_a_month_ended_stays_counted_in_it() {
    let (_folder, store) = fresh().await;
    for (at, settled) in [(AT + 10, BindingSettled::Verified), (AT + 20, BindingSettled::Void)] {
        let steps = vec![Step::Ledger(LedgerStep::SettleBinding { account: "acc_1".into(), settled })];
        store.commit(Change { relying_party: "rp_1".into(), at, steps }).await.unwrap();
    }
    for (end, verified) in [(AT + 10, 0), (AT + 11, 1), (AT + 20, 1), (AT + 21, 0)] {
        assert_eq!(store.invited("rp_1", Mode::Test, CODE, end).await.unwrap().1, verified, "{end}");
    }
}

#[tokio::test]
async fn of_two_who_post_at_a_moment_one_begins_anew() {
    let (_folder, store) = fresh().await;
    let from = store.ledger_head("rp_1", Mode::Test).await.unwrap();
    let step = |first| {
        let (entries, trades) = batch(from, first, 2);
        vec![Step::Ledger(LedgerStep::Post { mode: Mode::Test, from, entries, trades })]
    };
    let (one, other) = tokio::join!(commit(&store, step(0)), commit(&store, step(10)));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(store.entries("rp_1", Mode::Test, 0, 10).await.unwrap().len(), 2);
    // The same trades again, from the new head.
    let again = post(&store, 0, 1).await.is_err() || post(&store, 10, 1).await.is_err();
    assert!(again);
    // Facts that changed meanwhile count as well.
    let from = store.ledger_head("rp_1", Mode::Test).await.unwrap();
    let settled =
        Step::Ledger(LedgerStep::SettleBinding { account: "acc_1".into(), settled: BindingSettled::Verified });
    commit(&store, vec![settled]).await.unwrap();
    let (entries, trades) = batch(from, 20, 1);
    let late = commit(&store, vec![Step::Ledger(LedgerStep::Post { mode: Mode::Test, from, entries, trades })]).await;
    assert!(matches!(late, Err(StoreError::Conflict("the ledger"))), "{late:?}");
}

#[tokio::test]
async fn what_does_not_balance_or_fit_is_not_kept() {
    let (_folder, store) = fresh().await;
    let from = store.ledger_head("rp_1", Mode::Test).await.unwrap();
    let (mut entries, trades) = batch(from, 0, 2);
    entries[1].body = entries[1].body.replace("acc_2", "acc_1");
    let step = Step::Ledger(LedgerStep::Post { mode: Mode::Test, from, entries, trades });
    assert!(matches!(commit(&store, vec![step]).await, Err(StoreError::Failed(_))));
    assert!(store.trades("rp_1", Mode::Test, &["t-0".into()]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_replay_tells_what_the_tally_keeps() {
    let (_folder, store) = fresh().await;
    for round in 0..4 {
        post(&store, round * 25, 25).await.unwrap();
    }
    let from = store.ledger_head("rp_1", Mode::Test).await.unwrap();
    let first = store.entries_numbered("rp_1", Mode::Test, &[7]).await.unwrap().remove(0);
    let day = Day { month: "2026-07".into(), day: "2026-07-01".into() };
    let mut head = from.head;
    let entries = vec![head.push(reversal(&first, "r-1", AT, AT, &day)).unwrap()];
    let step = |entries| Step::Ledger(LedgerStep::Post { mode: Mode::Test, from, entries, trades: vec![] });
    commit(&store, vec![step(entries)]).await.unwrap();
    assert_eq!(store.entries_reversing("rp_1", Mode::Test, &[7, 8]).await.unwrap().len(), 1);
    let replay = replayed(&store).await;
    assert_eq!(replay.head.number, 101);
    assert_eq!(store.tally("rp_1", Mode::Test, None).await.unwrap(), replay.tally);
    assert!(store.tally("rp_1", Mode::Live, None).await.unwrap().is_empty());
    let postings = store.postings("rp_1", Mode::Test, 0, 101).await.unwrap();
    assert_eq!(postings.len() as u64, replay.postings);
}

/// `cargo test --release -p store posts_in_batches -- --nocapture` prints how fast; `CANDOR_POSTINGS` says how many.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a speed is measured by the clock")]
async fn posts_in_batches() {
    let wanted: u64 = std::env::var("CANDOR_POSTINGS").map_or(3000, |count| count.parse().unwrap());
    let (_folder, store) = fresh().await;
    let (mut trades, began) = (0, Instant::now());
    while trades * 3 < wanted {
        post(&store, trades, 500).await.unwrap();
        trades += 500;
    }
    let seconds = began.elapsed().as_secs_f64();
    let postings = trades * 3;
    eprintln!("{postings} postings of {trades} trades in {seconds:.2} s: {:.0} a second", postings as f64 / seconds);
    let replay = replayed(&store).await;
    assert_eq!(replay.postings, postings);
    assert_eq!(store.tally("rp_1", Mode::Test, None).await.unwrap(), replay.tally);
}
