//! A server that is told to stop finishes what it began.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

#[path = "support/passport.rs"]
mod passport;
#[path = "support/submission.rs"]
mod submission;
mod support;

use serde_json::Value;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

fn server(folder: &Path, port: u16) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.arg("serve").current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.env("CANDOR_LISTEN", format!("127.0.0.1:{port}")).env("CANDOR_ADMIN_LISTEN", "127.0.0.1:0");
    command.env("CANDOR_MODELS", support::all_models()).spawn().unwrap()
}

/// Asks until somebody answers, and `wanted` says that it is what was waited for.
async fn until(client: &reqwest::Client, url: &str, key: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1200 {
        if let Ok(answer) = client.get(url).bearer_auth(key).send().await
            && let Ok(answer) = answer.json().await
            && wanted(&answer)
        {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{url} never came to that");
}

#[tokio::test]
async fn what_is_being_judged_is_decided_before_the_server_ends() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let here = tempfile::tempdir().unwrap();
    let photo = passport::drawn(here.path());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (client, base) = (reqwest::Client::new(), format!("http://127.0.0.1:{port}"));
    let mut first = server(here.path(), port);
    until(&client, &format!("{base}/readyz"), "", |_| true).await;
    let key = std::fs::read_to_string(here.path().join("candor-keys/first-api-key")).unwrap().trim().to_owned();
    let id = submission::submitted(&client, &base, &key, "user-1", &photo).await;
    let session = format!("{base}/v1/sessions/{id}");
    until(&client, &session, &key, |session| session["state"] == "checking").await;
    assert!(Command::new("kill").args(["-TERM", &first.id().to_string()]).status().unwrap().success());
    assert!(first.wait().unwrap().success());
    let mut second = server(here.path(), port);
    let found = until(&client, &session, &key, |_| true).await;
    let events = until(&client, &format!("{base}/v1/events?limit=100"), &key, |_| true).await;
    second.kill().unwrap();
    second.wait().unwrap();
    assert!(["approved", "needs_resubmission", "in_review"].contains(&found["state"].as_str().unwrap()), "{found}");
    let kinds: Vec<&str> =
        events["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "session.check_started").count(), 1, "{kinds:?}");
    assert!(!kinds.contains(&"session.technical_hold"), "{kinds:?}");
}
