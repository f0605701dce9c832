//! The service as whoever runs it meets it: started with nothing set up, a verification with curl, doctor, audit, backup, restore.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

mod support;

use reqwest::StatusCode;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{candor, models, text};

/// A running `candor serve`.
struct Served {
    child: Child,
    port: u16,
    key: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Served {
    fn start(here: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]).current_dir(here);
        command.env("CANDOR_MODELS", support::all_models()).env("CANDOR_ADMIN_LISTEN", "127.0.0.1:0");
        // All that could be logged about a person, by whichever library.
        command.env("CANDOR_LOG", "debug");
        command.env("CANDOR_WEBHOOKS_TO_PRIVATE_ADDRESSES", "true");
        // One log after the other in the same files.
        let log = |name: &str| {
            let mut options = std::fs::OpenOptions::new();
            Stdio::from(options.create(true).append(true).open(here.join(name)).unwrap())
        };
        let child = command.stdout(log("served.out")).stderr(log("served.err")).spawn().unwrap();
        let mut served = Self { child, port, key: String::new() };
        for _ in 0..800 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                let key = std::fs::read_to_string(here.join("candor-keys/first-api-key")).unwrap();
                served.key = key.trim().to_owned();
                return served;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        served
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Whoever of these cases is not to be found in what the service wrote: names, numbers, and what `first-session.sh` calls them.
fn personal(here: &Path, cases: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for case in cases {
        words.extend([format!("called-{case}"), format!("{case}@applicant.example")]);
        let claim = std::fs::read(here.join("cases").join(case).join("claim.json")).unwrap();
        let claim: serde_json::Value = serde_json::from_slice(&claim).unwrap();
        for value in [&claim["family_name"], &claim["given_names"], &claim["document"]["number"]] {
            words.push(value.as_str().unwrap().to_owned());
        }
    }
    // Shorter ones are found anywhere.
    words.retain(|word| word.len() >= 5);
    assert!(words.len() >= cases.len() * 4, "{words:?}");
    words
}

/// The files under `folder`, without the letters, which name whom they are to.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            found.push(path);
        } else if !path.ends_with("outbox") {
            found.extend(files(&path));
        }
    }
    found
}

/// Nothing personal, and nothing for others to read.
fn sealed(here: &Path, words: &[String], folders: &[&str]) {
    use std::os::unix::fs::PermissionsExt;
    let found: Vec<_> = folders.iter().flat_map(|folder| files(&here.join(folder))).collect();
    assert!(found.len() > 5);
    for path in &found {
        let mode = std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    for path in found.into_iter().chain([here.join("served.out"), here.join("served.err")]) {
        let text = std::fs::read(&path).unwrap().to_ascii_lowercase();
        for word in words {
            let word_bytes = word.to_ascii_lowercase().into_bytes();
            assert!(!text.windows(word_bytes.len()).any(|part| part == word_bytes), "{word} is in {}", path.display());
        }
    }
}

#[tokio::test]
async fn a_verification_from_the_first_start_to_a_restored_backup() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let cache = models().join("cache").canonicalize().unwrap();
    let drawn = candor(here, &["specimen", "--cases", "--out", "cases", "--models", cache.to_str().unwrap()]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    let mut served = Served::start(here);
    // The lines of the README.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/first-session.sh").canonicalize().unwrap();
    let hook = format!("127.0.0.1:{}", free_port());
    let verified = |case: &str, served: &Served| {
        let mut command = Command::new("sh");
        command.arg(&script).arg(format!("cases/{case}")).arg(case).current_dir(here);
        command.env("CANDOR_URL", served.url()).env("CANDOR", env!("CARGO_BIN_EXE_candor")).env("CANDOR_HOOK", &hook);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    };
    let good = verified("00-nothing-1", &served);
    assert!(good.contains("state     approved") && good.contains("ok the key signed this record"), "{good}");
    assert!(good.contains("webhook   ok session.approved") && !good.contains("webhook   no"), "{good}");
    // What was decided by the service is decided the same again.
    assert!(good.contains("ok decided again: approved"), "{good}");
    let other = verified("13-one-letter-14", &served);
    assert!(other.contains("needs_resubmission") && other.contains("data.name_char_diff"), "{other}");

    let doctor = candor(here, &["doctor"]);
    let told = text(&doctor.stdout);
    assert!(doctor.status.success() && told.contains("lie on the same volume"), "{told}");
    let audit = candor(here, &["audit", "verify"]);
    assert!(audit.status.success() && text(&audit.stdout).starts_with("whole"), "{}", text(&audit.stdout));

    // Nothing personal is written outside the vault, with the real judge and all that it logs.
    let words = personal(here, &["00-nothing-1", "13-one-letter-14"]);
    let backup = candor(here, &["backup", "backup", "--keys-out", "backup-keys"]);
    assert!(backup.status.success(), "{}", text(&backup.stderr));
    assert!(!here.join("backup/data-keys.sqlite").exists());
    sealed(here, &words, &["candor-data", "backup", "backup-keys"]);
    assert!(std::fs::read_to_string(here.join("served.err")).unwrap().contains("answered"), "nothing was logged");

    // A redaction, then the disk of the data is lost, then the backup: what was redacted stays so.
    let client = reqwest::Client::new();
    let id = good.lines().next().unwrap().split_whitespace().last().unwrap().to_owned();
    let redact = format!("{}/v1/sessions/{id}/redact", served.url());
    assert_eq!(client.post(redact).bearer_auth(&served.key).send().await.unwrap().status(), StatusCode::OK);
    served.child.kill().unwrap();
    served.child.wait().unwrap();
    std::fs::remove_dir_all(here.join("candor-data")).unwrap();
    let apart = candor(here, &["restore", "backup"]);
    assert!(text(&apart.stderr).contains("there is no data-keys.sqlite"), "{}", text(&apart.stderr));
    let restore = ["restore", "backup", "--keys-from", "backup-keys"];
    let restored = candor(here, &restore);
    let told = text(&restored.stdout);
    assert!(
        restored.status.success() && told.contains("1 keys that were destroyed since then"),
        "{told}{}",
        text(&restored.stderr)
    );
    let served = Served::start(here);
    let record = format!("{}/v1/sessions/{id}/record", served.url());
    let answer = client.get(record).bearer_auth(&served.key).send().await.unwrap().text().await.unwrap();
    assert!(answer.contains("\"opening\":null"), "{answer}");
    drop(served);
    sealed(here, &words, &["candor-data"]);
    assert!(candor(here, &restore).status.success());
    let again = candor(here, &restore);
    assert!(!again.status.success() && text(&again.stderr).contains("before-restore"), "{}", text(&again.stderr));
    let nothing = candor(here, &["restore", "cases"]);
    assert!(
        !nothing.status.success() && text(&nothing.stderr).contains("holds no backup"),
        "{}",
        text(&nothing.stderr)
    );
}

#[test]
fn parties_and_keys_are_managed() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert!(candor(here, &["migrate"]).status.success());
    let run = |arguments: &[&str]| {
        let output = candor(here, &[&["admin"], arguments].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    };
    let party = run(&["add-party", "Example Exchange"]);
    assert!(run(&["parties"]).contains(&format!("{party}  Example Exchange")));
    let made = run(&["add-key", &party, "--mode", "live", "--scopes", "read,write", "--days", "30"]);
    assert!(made.starts_with("candor_live_"), "{made}");
    let key = made.split_whitespace().last().unwrap();
    assert!(run(&["keys", &party]).contains(&format!("{key}  live  good  read, write")));
    // A key in its place, which may do the same; the old one is good for as long as was said.
    let made = run(&["rotate-key", &party, key, "--days", "2"]);
    let new = made.split("its id is ").nth(1).unwrap().split(';').next().unwrap();
    assert!(made.starts_with("candor_live_") && made.contains(&format!("{key} ends in 2 days")), "{made}");
    let keys = run(&["keys", &party]);
    assert!(keys.contains(&format!("{key}  live  good")) && keys.contains(&format!("{new}  live  good  read, write")));
    run(&["rotate-key", &party, key, "--days", "0"]);
    assert!(run(&["keys", &party]).contains(&format!("{key}  live  expired")));
    let ended = candor(here, &["admin", "rotate-key", &party, key]);
    assert!(text(&ended.stderr).contains("has no good key"), "{}", text(&ended.stderr));
    run(&["revoke-key", &party, key]);
    assert!(run(&["keys", &party]).contains("revoked"));
    let again = candor(here, &["admin", "revoke-key", &party, key]);
    assert!(text(&again.stderr).contains("has no good key"), "{}", text(&again.stderr));
    // Who decides for it: a password is shown once, and nowhere kept.
    let made = run(&["add-user", &party, "anna", "--roles", "reviewer,lead"]);
    let (first, _) = made.split_once(' ').unwrap();
    assert!(run(&["users", &party]).starts_with("anna  good  reviewer, lead  usr_"));
    let again = candor(here, &["admin", "add-user", &party, "anna"]);
    assert!(text(&again.stderr).contains("has a user anna already"), "{}", text(&again.stderr));
    let made = run(&["reset-user", &party, "anna"]);
    assert_ne!(first, made.split_once(' ').unwrap().0);
    run(&["disable-user", &party, "anna"]);
    assert!(run(&["users", &party]).contains("anna  disabled"));
    run(&["disable-user", &party, "anna", "--enable"]);
    assert!(run(&["users", &party]).contains("anna  good"));
    let unknown = candor(here, &["admin", "reset-user", &party, "bert"]);
    assert!(text(&unknown.stderr).contains("has no user bert"), "{}", text(&unknown.stderr));
    for name in ["candor.sqlite", "candor.sqlite-wal"] {
        let bytes = std::fs::read(here.join("candor-data").join(name)).unwrap_or_default();
        assert!(!bytes.windows(first.len()).any(|part| part == first.as_bytes()), "{name} holds a password");
    }
    run(&["return-url", &party, "https://example.org/back"]);
    let wrong = candor(here, &["admin", "return-url", &party, "javascript:alert(1)"]);
    assert!(text(&wrong.stderr).contains("is no address"));
    assert!(run(&["rotate-keys"]).contains("wrap-2.key"));
    let trail = candor(here, &["audit", "list", &party, "--data", "candor-data"]);
    assert!(text(&trail.stdout).contains("\"ring.rotated\",\"subject\":\"wrap-2\""), "{}", text(&trail.stdout));
    let wrong = candor(here, &["serve", "--config", "nothing.toml"]);
    assert!(!wrong.status.success() && text(&wrong.stderr).contains("nothing.toml"), "{}", text(&wrong.stderr));
    std::fs::write(here.join("candor.toml"), "listn = \"x\"\n").unwrap();
    let wrong = candor(here, &["serve", "--config", "candor.toml"]);
    let told = text(&wrong.stderr);
    assert!(!wrong.status.success() && told.contains("listn") && told.lines().count() == 1, "{told}");
}

#[tokio::test]
async fn an_altered_audit_entry_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert!(candor(here, &["migrate"]).status.success());
    let file = here.join("candor-data/candor.sqlite");
    let verify = || {
        let output = candor(here, &["audit", "verify"]);
        (output.status.success(), text(&output.stdout))
    };
    assert!(verify().0);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    let database = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let altered = "UPDATE audit SET entry = replace(entry, 'key.created', 'Key.created')";
    assert_eq!(sqlx::query(altered).execute(&database).await.unwrap().rows_affected(), 2);
    let (well, told) = verify();
    assert!(!well && told.contains("entry 2 was altered"), "{told}");
    // One that is no entry any more is named as well.
    sqlx::query("UPDATE audit SET entry = 'nothing' WHERE number = 1").execute(&database).await.unwrap();
    let output = candor(here, &["audit", "verify"]);
    assert!(
        !output.status.success() && text(&output.stderr).contains("audit entry 1 of rp_"),
        "{}",
        text(&output.stderr)
    );
}
