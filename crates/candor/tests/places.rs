//! Commands that meet the wrong folder, keys that are not there, and whatever else is not as it should be: they say so, and make nothing.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use store::sqlite::{Sqlite, SqliteKeys};
use store::{
    Applicant, Change, Evidence, Jobs as _, KeyTable as _, Mode, NewJob, Parties as _, Session, Step, Store as _,
    WrappedRow,
};
use support::{candor, text};
use vault::{DataKey, FolderRing, KeyEncryption as _};
use verify::session::{Event, State};

/// A service with a person's data key, in `here`.
async fn made(here: &Path) {
    let output = candor(here, &["migrate"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let keys = SqliteKeys::open_existing(&here.join("candor-data/data-keys.sqlite")).await.unwrap();
    let ring = FolderRing::open(&here.join("candor-keys")).unwrap();
    let wrapped = ring.wrap("app_1", &DataKey::generate().unwrap()).await.unwrap();
    keys.put(&WrappedRow { owner: "app_1".into(), wrapped_by: wrapped.by, sealed: wrapped.sealed }).await.unwrap();
    keys.close().await;
}

/// A file of a session of somebody, which lies in `blob`.
async fn evidence(store: &Sqlite, blob: &str) {
    let party = store.parties().await.unwrap()[0].id.clone();
    let applicant = Applicant {
        id: "app_1".into(),
        relying_party: party.clone(),
        mode: Mode::Test,
        external_id: "user-1".into(),
        sealed: None,
        email_index: None,
        phone_index: None,
        legal_hold: false,
        created_at: 0,
        redacted_at: None,
        receipt: None,
    };
    let session = Session {
        id: "ses_1".into(),
        relying_party: party.clone(),
        mode: Mode::Test,
        applicant: "app_1".into(),
        version: 1,
        state: State::Collecting,
        attempts: 0,
        settings: "{}".into(),
        sealed: None,
        prechecks: 0,
        precheck_hour: 0,
        created_at: 0,
        updated_at: 0,
        expires_at: 0,
    };
    let file = Evidence {
        appeal: None,
        id: "evi_1".into(),
        session: "ses_1".into(),
        kind: "front".into(),
        attempt: None,
        size: 6,
        received: 6,
        blob: Some(blob.into()),
        mark: None,
        look: None,
        created_at: 0,
        expires_at: i64::MAX,
    };
    let steps = vec![Step::NewApplicant(applicant), Step::NewSession(session), Step::NewEvidence(file)];
    store.commit(Change { relying_party: party, at: 0, steps }).await.unwrap();
}

fn refused(output: &Output, words: &[&str]) {
    let told = text(&output.stderr);
    assert!(!output.status.success() && told.lines().count() == 1, "{told}{}", text(&output.stdout));
    for word in words {
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn a_mistyped_folder_is_no_new_service() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for arguments in [
        &["audit", "verify"][..],
        &["audit", "list", "rp_1"],
        &["admin", "parties"],
        &["admin", "add-party", "One"],
        &["admin", "rotate-keys"],
        &["backup", "copy"],
    ] {
        refused(
            &candor(here, &[arguments, &["--data", "typo"]].concat()),
            &["typo", "`candor serve`", "`candor migrate`"],
        );
    }
    let doctor = candor(here, &["doctor", "--data", "typo"]);
    let told = text(&doctor.stdout);
    assert!(!doctor.status.success() && told.contains("broken  database  there is no database typo"), "{told}");
    assert_eq!(fs::read_dir(here).unwrap().count(), 0, "something was made");
}

#[tokio::test]
async fn keys_that_are_not_there_are_not_made_anew_over_data() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    made(here).await;
    let copied = candor(here, &["backup", "copy"]);
    assert!(copied.status.success(), "{}", text(&copied.stderr));
    for arguments in [&["serve"][..], &["work"], &["migrate"], &["audit", "verify"], &["backup", "other"]] {
        for keys in ["unmounted", "empty"] {
            fs::create_dir_all(here.join("empty")).unwrap();
            let output = candor(here, &[arguments, &["--keys", keys]].concat());
            refused(&output, &[keys, "holds no keys", "candor-data", "put the folder of keys back"]);
        }
    }
    // Nothing is moved for a backup that could not be read.
    refused(&candor(here, &["restore", "copy", "--keys", "empty"]), &["empty", "put the folder of keys back"]);
    assert_eq!(fs::read_dir(here.join("empty")).unwrap().count(), 0);
    FolderRing::create(&here.join("foreign"), 0).unwrap();
    refused(&candor(here, &["serve", "--keys", "foreign"]), &["foreign", "do not open what is in candor-data"]);
    refused(&candor(here, &["restore", "copy", "--keys", "foreign"]), &["foreign", "do not open what is in copy"]);
    assert!(!here.join("candor-data.before-restore").exists() && !here.join("unmounted").exists());
}

#[tokio::test]
async fn a_blob_that_is_lost_is_named_and_the_rest_is_copied() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    made(here).await;
    let store = Sqlite::open_existing(&here.join("candor-data/candor.sqlite")).await.unwrap();
    evidence(&store, "ses_1/blb_1").await;
    store.close().await;
    refused(&candor(here, &["backup", "copy"]), &["1 files", "ses_1/blb_1", "holds everything else"]);
    assert!(here.join("copy/candor.sqlite").is_file() && here.join("copy/data-keys.sqlite").is_file());
    fs::create_dir_all(here.join("candor-data/blobs/ses_1")).unwrap();
    fs::write(here.join("candor-data/blobs/ses_1/blb_1"), "sealed").unwrap();
    let whole = candor(here, &["backup", "whole"]);
    assert!(whole.status.success() && here.join("whole/blobs/ses_1/blb_1").is_file(), "{}", text(&whole.stderr));
}

/// Something that is not as it should be.
type Harm = fn(&Path);

#[tokio::test]
async fn the_doctor_finds_what_is_broken() {
    let harms: [(&str, &[&str], Harm, &str); 9] = [
        ("nothing", &[], |_| (), "well    database"),
        ("keys", &[], |here| fs::rename(here.join("candor-keys"), here.join("elsewhere")).unwrap(), "holds no keys"),
        (
            "keys",
            &[],
            |here| {
                fs::rename(here.join("candor-keys"), here.join("elsewhere")).unwrap();
                FolderRing::create(&here.join("candor-keys"), 0).unwrap();
            },
            "do not open what is in",
        ),
        (
            "blobs",
            &[],
            |here| {
                fs::remove_dir(here.join("candor-data/blobs")).unwrap();
                fs::write(here.join("candor-data/blobs"), "").unwrap();
            },
            "cannot be written",
        ),
        (
            "database",
            &[],
            |here| {
                // Its log holds all of it, too.
                fs::remove_file(here.join("candor-data/candor.sqlite-wal")).unwrap_or_default();
                fs::write(here.join("candor-data/candor.sqlite"), "something else").unwrap();
            },
            "database",
        ),
        (
            "disk",
            &[],
            |here| {
                let df = here.join("bin/df");
                fs::create_dir(here.join("bin")).unwrap();
                fs::write(&df, "#!/bin/sh\necho head\necho volume 100 90 10 90% /\n").unwrap();
                fs::set_permissions(df, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
            },
            "0 MB are free",
        ),
        (
            "blobs",
            &[],
            |here| {
                fs::set_permissions(here.join("candor-data"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
                    .unwrap();
            },
            "look    blobs",
        ),
        ("camera", &["--listen", "192.0.2.7:8080"], |_| (), "look    camera"),
        ("camera", &["--listen", "192.0.2.7:8080", "--tls-self-signed"], |_| (), "well    camera"),
    ];
    for (what, arguments, harm, expected) in harms {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        made(here).await;
        harm(here);
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.arg("doctor").args(arguments).current_dir(here).env("CANDOR_MODELS", support::all_models());
        command.env("PATH", format!("{}:{}", here.join("bin").display(), std::env::var("PATH").unwrap()));
        let output = command.output().unwrap();
        let told = text(&output.stdout);
        assert!(told.contains(expected), "{what}: {told}");
        let broken: Vec<&str> = told.lines().filter(|line| line.starts_with("broken")).collect();
        if expected.starts_with("well") || expected.starts_with("look") {
            assert!(output.status.success() && broken.is_empty(), "{what}: {told}");
        } else {
            assert!(!output.status.success() && broken.iter().any(|line| line.contains(what)), "{what}: {told}");
        }
    }
}

#[tokio::test]
async fn the_doctor_knows_jobs_that_were_given_up_and_events_of_the_future() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    made(here).await;
    let store = Sqlite::open_existing(&here.join("candor-data/candor.sqlite")).await.unwrap();
    let party = store.parties().await.unwrap()[0].id.clone();
    evidence(&store, "ses_1/blb_1").await;
    let job = NewJob { id: "job_1".into(), kind: "judge", subject: "ses_1".into(), delay: 0, most_attempts: 1 };
    let tomorrow = server::Clock::now(&server::SystemClock).as_millisecond() + 86_400_000;
    let event = Step::Event { session: "ses_1".into(), event: Event::Created.name(), data: "{}".into(), delay: 0 };
    store.commit(Change { relying_party: party, at: tomorrow, steps: vec![Step::NewJob(job), event] }).await.unwrap();
    let job = store.take(&["judge"], "nobody", 60_000).await.unwrap().unwrap();
    assert!(store.give_back(&job, 0, "it broke", false).await.unwrap());
    store.close().await;
    let doctor = candor(here, &["doctor"]);
    let told = text(&doctor.stdout);
    assert!(told.contains("1 jobs were given up; the last one: it broke"), "{told}");
    assert!(!doctor.status.success() && told.contains("the newest event came after that"), "{told}");
}
