use super::*;
use crate::{
    Applicant, AuditNote, Console, Consoles, Endpoint, Evidence, Hooks, Jobs, KeyTable, Mode, NewJob, Parties,
    RelyingParty, Session, Sessions, Step, User, WrappedRow,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use verify::audit::{Actor, Chain};
use verify::session::{Event, State};

const AT: i64 = 1_700_000_000_000;

async fn fresh() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("candor.sqlite")).await.unwrap();
    let party = RelyingParty {
        appeals: crate::rows::AppealSettings::default(),
        id: "rp_1".into(),
        name: "One".into(),
        created_at: AT,
        policy: String::new(),
        test_policy: String::new(),
        return_urls: vec!["https://example.org/back".into()],
        brand: crate::Brand::default(),
        registration: None,
    };
    let applicant = Applicant {
        id: "app_1".into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        external_id: "user-1".into(),
        sealed: Some(vec![1]),
        email_index: None,
        phone_index: None,
        legal_hold: false,
        created_at: AT,
        redacted_at: None,
        receipt: None,
    };
    commit(&store, vec![Step::PutParty(party), Step::NewApplicant(applicant), Step::NewSession(session())])
        .await
        .unwrap();
    (folder, store)
}

fn session() -> Session {
    Session {
        id: "ses_1".into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        applicant: "app_1".into(),
        version: 1,
        state: State::Created,
        attempts: 0,
        settings: "{}".into(),
        sealed: None,
        prechecks: 0,
        precheck_hour: 0,
        created_at: AT,
        updated_at: AT,
        expires_at: AT + 1000,
    }
}

async fn commit(store: &Sqlite, steps: Vec<Step>) -> Result<(), StoreError> {
    store.commit(Change { relying_party: "rp_1".into(), at: AT, steps }).await
}

fn job(id: &str, delay: i64, most_attempts: u32) -> Step {
    Step::NewJob(NewJob { id: id.into(), kind: "judge", subject: "ses_1".into(), delay, most_attempts })
}

fn event() -> Step {
    Step::Event { session: "ses_1".into(), event: Event::Created.name(), data: "{}".into(), delay: 0 }
}

#[tokio::test]
async fn a_change_happens_whole_or_not_at_all() {
    let (_folder, store) = fresh().await;
    let next = Session { version: 2, state: State::Collecting, ..session() };
    commit(&store, vec![Step::PutSession(next.clone()), event()]).await.unwrap();
    assert_eq!(store.session("ses_1").await.unwrap().unwrap(), next);
    // From a version that is no longer there.
    let late = commit(&store, vec![event(), job("job_1", 0, 3), Step::PutSession(next)]).await;
    assert!(matches!(late, Err(StoreError::Conflict("the session"))), "{late:?}");
    assert_eq!(store.events("rp_1", Mode::Test, 0, 10).await.unwrap().len(), 1);
    assert!(store.take(&["judge"], "w", 1000).await.unwrap().is_none());
}

#[tokio::test]
async fn events_are_numbered_and_never_changed() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![event(), event(), event()]).await.unwrap();
    let numbers = store.events("rp_1", Mode::Test, 1, 10).await.unwrap();
    assert_eq!(numbers.iter().map(|event| event.sequence).collect::<Vec<_>>(), [2, 3]);
    assert!(store.events("rp_1", Mode::Live, 0, 10).await.unwrap().is_empty());
    for change in ["UPDATE event SET kind = 'x'", "DELETE FROM event"] {
        assert!(sqlx::query(change).execute(&store.writer).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn each_endpoint_that_wants_an_event_has_a_delivery_with_a_job() {
    let (_folder, store) = fresh().await;
    let endpoint = |id: &str, kinds: &[&str]| {
        Step::NewEndpoint(Endpoint {
            id: id.into(),
            relying_party: "rp_1".into(),
            mode: Mode::Test,
            url: "https://example.org".into(),
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            secrets: vec![],
            created_at: AT,
            failing_since: None,
            disabled_at: None,
        })
    };
    let steps = vec![endpoint("whk_1", &[]), endpoint("whk_2", &["session.approved"]), event()];
    commit(&store, steps).await.unwrap();
    let job = store.take(&["webhook"], "w", 1000).await.unwrap().unwrap();
    let delivery = store.delivery(&job.subject).await.unwrap().unwrap();
    assert_eq!((delivery.endpoint.as_str(), delivery.sequence, delivery.state.as_str()), ("whk_1", 1, "waiting"));
    assert!(store.take(&["webhook"], "w", 1000).await.unwrap().is_none());
}

#[tokio::test]
async fn jobs_are_done_once_by_many_workers() {
    let (_folder, store) = fresh().await;
    let store = Arc::new(store);
    let steps = (0..100).map(|number| job(&format!("job_{number}"), 0, 3)).collect();
    commit(&store, steps).await.unwrap();
    let worker = |name: String| {
        let store = Arc::clone(&store);
        async move {
            let mut done = Vec::new();
            while let Some(job) = store.take(&["judge"], &name, 60_000).await.unwrap() {
                let change = Change { relying_party: "rp_1".into(), at: AT, steps: vec![Step::FinishJob(job.clone())] };
                store.commit(change).await.unwrap();
                done.push(job.id);
            }
            done
        }
    };
    let workers: Vec<_> = (0..4).map(|number| tokio::spawn(worker(format!("w{number}")))).collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    assert_eq!(all.len(), 100);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 100);
}

#[tokio::test]
async fn a_lost_lease_finishes_nothing_and_poison_ends_in_the_dead_letters() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![job("job_1", 0, 3)]).await.unwrap();
    let pause = || tokio::time::sleep(std::time::Duration::from_millis(30));
    let first = store.take(&["judge"], "one", 10).await.unwrap().unwrap();
    assert!(store.renew(&first, 10).await.unwrap());
    pause().await;
    let second = store.take(&["judge"], "two", 10).await.unwrap().unwrap();
    assert_eq!((first.attempts, second.attempts), (1, 2));
    assert!(!store.renew(&first, 10).await.unwrap());
    assert!(!store.give_back(&first, 0, "late", false).await.unwrap());
    let late = commit(&store, vec![event(), Step::FinishJob(first)]).await;
    assert!(matches!(late, Err(StoreError::LeaseLost(_))), "{late:?}");
    assert!(store.events("rp_1", Mode::Test, 0, 10).await.unwrap().is_empty());
    pause().await;
    assert_eq!(store.take(&["judge"], "three", 10).await.unwrap().unwrap().attempts, 3);
    pause().await;
    assert!(store.take(&["judge"], "four", 10).await.unwrap().is_none());
    let dead = store.dead(10).await.unwrap();
    assert_eq!((dead.len(), dead[0].attempts), (1, 3));
}

#[tokio::test]
async fn a_job_that_is_given_back_waits() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![job("job_1", 40, 2)]).await.unwrap();
    assert!(store.take(&["judge"], "w", 1000).await.unwrap().is_none());
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    let job = store.take(&["judge"], "w", 1000).await.unwrap().unwrap();
    assert!(store.give_back(&job, 60_000, "no disk", false).await.unwrap());
    assert!(store.take(&["judge"], "w", 1000).await.unwrap().is_none());
    assert_eq!(store.waiting("judge").await.unwrap(), 1);
}

#[tokio::test]
async fn a_try_that_is_spared_does_not_count() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![job("job_1", 0, 1)]).await.unwrap();
    for attempt in 1..=3 {
        let job = store.take(&["judge"], "w", 1000).await.unwrap().unwrap();
        assert_eq!(job.attempts, attempt, "takings are told apart all the same");
        assert!(store.give_back(&job, 0, "no blobs", true).await.unwrap());
    }
    let job = store.take(&["judge"], "w", 1000).await.unwrap().unwrap();
    assert!(store.give_back(&job, 0, "broken", false).await.unwrap());
    assert_eq!(store.dead(10).await.unwrap().len(), 1);
    assert_eq!(store.forget_dead(i64::MAX).await.unwrap(), 1);
}

#[tokio::test]
async fn jobs_and_leases_of_a_future_that_was_none_go_on() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![job("job_1", 0, 3), job("job_2", 0, 3)]).await.unwrap();
    store.take(&["judge"], "gone", 5_000_000).await.unwrap().unwrap();
    // Made and taken while the clock was a day ahead.
    sqlx::query("UPDATE job SET run_at = run_at + 86400000, created_at = created_at + 86400000")
        .execute(&store.writer)
        .await
        .unwrap();
    assert!(store.take(&["judge"], "w", 1000).await.unwrap().is_none());
    store.hasten().await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert!(store.take(&["judge"], "w", 1000).await.unwrap().is_some());
    assert!(store.take(&["judge"], "w", 1000).await.unwrap().is_some());
}

#[tokio::test]
async fn what_must_hold_between_rows_holds_in_the_change_itself() {
    let (_folder, store) = fresh().await;
    let other = Applicant {
        id: "app_2".into(),
        external_id: "user-2".into(),
        ..store.applicant("app_1").await.unwrap().unwrap()
    };
    commit(&store, vec![Step::NewApplicant(other)]).await.unwrap();
    let identity = |applicant: &str, shared| Step::NewIdentity {
        mark: vec![7],
        applicant: applicant.into(),
        session: "ses_1".into(),
        shared,
    };
    commit(&store, vec![identity("app_1", false), identity("app_1", false)]).await.unwrap();
    let second = commit(&store, vec![identity("app_2", false)]).await;
    assert!(matches!(second, Err(StoreError::Conflict("the identity"))), "{second:?}");
    commit(&store, vec![identity("app_2", true)]).await.unwrap();
    let gone = Applicant { redacted_at: Some(AT), ..store.applicant("app_2").await.unwrap().unwrap() };
    commit(&store, vec![Step::PutApplicant(gone)]).await.unwrap();
    let late = Session { id: "ses_2".into(), applicant: "app_2".into(), ..session() };
    let late = commit(&store, vec![Step::NewSession(late)]).await;
    assert!(matches!(late, Err(StoreError::Conflict("the applicant"))), "{late:?}");
}

#[tokio::test]
async fn how_an_endpoint_fares_changes_nothing_else_of_it() {
    let (_folder, store) = fresh().await;
    let endpoint = Endpoint {
        id: "whk_1".into(),
        relying_party: "rp_1".into(),
        mode: Mode::Test,
        url: "https://example.org".into(),
        kinds: vec![],
        secrets: vec![1],
        created_at: AT,
        failing_since: None,
        disabled_at: None,
    };
    commit(&store, vec![Step::NewEndpoint(endpoint.clone())]).await.unwrap();
    let id = || "whk_1".to_owned();
    // Its secrets are rotated while a message is on its way.
    let rotated = Endpoint { secrets: vec![2], ..endpoint };
    commit(&store, vec![Step::PutEndpoint(rotated), Step::EndpointMissed { id: id(), disabled: false }]).await.unwrap();
    commit(&store, vec![Step::EndpointMissed { id: id(), disabled: true }]).await.unwrap();
    let found = store.endpoint("whk_1").await.unwrap().unwrap();
    assert_eq!((found.secrets, found.failing_since, found.disabled_at), (vec![2], Some(AT), Some(AT)));
    commit(&store, vec![Step::EnableEndpoint { id: id() }]).await.unwrap();
    let found = store.endpoint("whk_1").await.unwrap().unwrap();
    assert_eq!((found.failing_since, found.disabled_at), (None, None));
}

#[tokio::test]
async fn a_forgotten_attempt_is_found() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![Step::PutSession(Session { version: 2, state: State::Submitted, ..session() })]).await.unwrap();
    let found = |store: &Sqlite| {
        let store = store.clone();
        async move { store.forgotten(AT + 1, 10).await.unwrap().len() }
    };
    assert_eq!(found(&store).await, 1);
    commit(&store, vec![job("job_1", 0, 3)]).await.unwrap();
    assert_eq!(found(&store).await, 0);
}

#[tokio::test]
async fn what_was_submitted_is_neither_deleted_nor_added_to() {
    let (_folder, store) = fresh().await;
    let file = |id: &str, attempt: Option<u32>| Evidence {
        appeal: None,
        id: id.into(),
        session: "ses_1".into(),
        kind: "front".into(),
        attempt,
        size: 4,
        received: 4,
        blob: Some("ses_1/blob".into()),
        mark: None,
        look: None,
        created_at: AT,
        expires_at: AT,
    };
    let put = |version: i64, state: State| Step::PutSession(Session { version, state, ..session() });
    let collecting = || Step::WhileCollecting { session: "ses_1".into() };
    let drop = |id: &str| Step::DropUnsubmitted { id: id.into() };
    assert!(commit(&store, vec![collecting()]).await.is_err(), "nobody agreed yet");
    let steps = vec![put(2, State::Collecting), collecting()];
    commit(&store, [steps, ["evd_1", "evd_2"].map(|id| Step::NewEvidence(file(id, None))).to_vec()].concat())
        .await
        .unwrap();
    commit(&store, vec![drop("evd_2")]).await.unwrap();
    let submitted = Step::PutEvidence { evidence: file("evd_1", Some(1)), from: 4 };
    commit(&store, vec![put(3, State::Submitted), submitted]).await.unwrap();
    for late in [drop("evd_1"), collecting(), drop("evd_2")] {
        let refused = commit(&store, vec![late.clone()]).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{late:?}");
    }
    assert_eq!(store.evidence_of("ses_1").await.unwrap(), [file("evd_1", Some(1))]);
}

#[tokio::test]
async fn the_audit_trail_is_a_chain() {
    let (_folder, store) = fresh().await;
    let note = |action: &str| {
        Step::Audit(AuditNote {
            actor: Actor::System,
            action: action.into(),
            subject: "ses_1".into(),
            request: None,
            network: None,
            address: None,
        })
    };
    commit(&store, vec![note("a"), note("b")]).await.unwrap();
    commit(&store, vec![note("c")]).await.unwrap();
    let walk = |entries: Vec<(verify::audit::Entry, Vec<u8>)>| {
        let mut chain = Chain::default();
        entries.iter().try_for_each(|(entry, hash)| chain.next(entry, hash)).map(|()| chain.end().0)
    };
    assert_eq!(walk(store.audit("rp_1", 0, 10).await.unwrap()), Ok(3));
    sqlx::query("UPDATE audit SET entry = replace(entry, '\"b\"', '\"x\"')").execute(&store.writer).await.unwrap();
    let broken = walk(store.audit("rp_1", 0, 10).await.unwrap()).unwrap_err();
    assert_eq!(broken.to_string(), "entry 2 was altered");
}

#[tokio::test]
async fn destroyed_keys_do_not_come_back_and_leave_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.sqlite");
    let keys = SqliteKeys::open(&file).await.unwrap();
    let row = WrappedRow {
        owner: "app_1".into(),
        wrapped_by: "wrap-1".into(),
        sealed: b"a wrapped key, thirty-two bytes".to_vec(),
    };
    keys.put(&row).await.unwrap();
    assert_eq!(keys.get("app_1").await.unwrap(), Some(row.clone()));
    assert_eq!(keys.wrapped_by("wrap-1", 10).await.unwrap().len(), 1);
    keys.destroy("app_1", AT).await.unwrap();
    assert_eq!(keys.get("app_1").await.unwrap(), None);
    assert!(keys.put(&row).await.is_err());
    assert_eq!(keys.destroyed(0).await.unwrap(), [("app_1".to_owned(), AT)]);
    keys.close().await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(20).any(|part| part == &row.sealed[..20]));
    }
}

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again_and_in_a_copy() {
    let (folder, store) = fresh().await;
    commit(&store, vec![event()]).await.unwrap();
    store.copy_to(&folder.path().join("copy.sqlite")).await.unwrap();
    store.close().await;
    for name in ["candor.sqlite", "copy.sqlite"] {
        let again = Sqlite::open(&folder.path().join(name)).await.unwrap();
        again.ready().await.unwrap();
        assert_eq!(again.events("rp_1", Mode::Test, 0, 10).await.unwrap().len(), 1);
        assert_eq!(again.party("rp_1").await.unwrap().unwrap().return_urls.len(), 1);
    }
}

fn user() -> User {
    User {
        id: "usr_1".into(),
        relying_party: "rp_1".into(),
        login: "ada".into(),
        roles: vec!["admin".into(), "reviewer".into()],
        password: "old".into(),
        created_at: AT,
        disabled_at: None,
        second_factor: None,
        last_step: 0,
        failures: 0,
        locked_until: None,
    }
}

fn set_password(password: &str, from: Option<&str>) -> Step {
    Step::SetPassword { user: "usr_1".into(), password: password.into(), from: from.map(str::to_owned) }
}

#[tokio::test]
async fn what_was_taken_from_a_user_meanwhile_does_not_come_back() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![Step::NewUser(user())]).await.unwrap();
    let now = async || store.user("usr_1").await.unwrap().unwrap();
    // Read with both roles; then one is taken away, and the password changed by whoever read that.
    let read = now().await;
    let fewer = Step::SetRoles { user: "usr_1".into(), roles: vec!["reviewer".into()] };
    commit(&store, vec![fewer]).await.unwrap();
    commit(&store, vec![set_password("new", Some(&read.password))]).await.unwrap();
    assert_eq!((now().await.roles, now().await.password.as_str()), (vec!["reviewer".to_owned()], "new"));
    // The password is another one by now.
    let late = commit(&store, vec![set_password("late", Some(&read.password))]).await;
    assert!(matches!(late, Err(StoreError::Conflict("the user"))), "{late:?}");
    // Disabled: no password, no second factor, and none of it undone.
    commit(&store, vec![Step::SetDisabled { user: "usr_1".into(), disabled: true }]).await.unwrap();
    let factor = Step::SetSecondFactor { user: "usr_1".into(), sealed: vec![1] };
    for step in [set_password("late", None), factor] {
        let refused = commit(&store, vec![step]).await;
        assert!(matches!(refused, Err(StoreError::Conflict("the user"))), "{refused:?}");
    }
    let disabled = now().await;
    assert_eq!((disabled.disabled_at, disabled.second_factor, disabled.password.as_str()), (Some(AT), None, "new"));
}

#[tokio::test]
async fn nobody_begins_who_is_locked_or_whose_password_is_another() {
    let (_folder, store) = fresh().await;
    commit(&store, vec![Step::NewUser(user())]).await.unwrap();
    let begins = |hash: u8, password: &str| {
        let console = Console {
            hash: vec![hash],
            user: "usr_1".into(),
            relying_party: "rp_1".into(),
            whole: false,
            pending: None,
            tries: 0,
            created_at: AT,
            seen_at: AT,
            ended_at: None,
        };
        Step::NewConsole { console, password: password.into() }
    };
    commit(&store, vec![begins(1, "old")]).await.unwrap();
    assert!(matches!(commit(&store, vec![begins(2, "other")]).await, Err(StoreError::Conflict("the user"))));
    let failed = || Step::SignInFailed { user: "usr_1".into(), most: 2, until: AT + 1 };
    commit(&store, vec![failed(), failed()]).await.unwrap();
    // The right password, that was tried at the same moment as the last wrong one.
    assert!(matches!(commit(&store, vec![begins(3, "old")]).await, Err(StoreError::Conflict("the user"))));
    let code = Step::SignedIn { user: "usr_1".into(), step: 1 };
    assert!(matches!(commit(&store, vec![code]).await, Err(StoreError::Conflict("the code"))));
}
