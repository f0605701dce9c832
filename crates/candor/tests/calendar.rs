//! `candor calendar` as people meet it, and as a program asks it thousands of times.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `candor calendar` in `folder` with `input` on its standard input.
fn calendar(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.arg("calendar").args(arguments).current_dir(folder).env_remove("COLUMNS");
    // A bare machine has no time zones, and may say that it is in one.
    command.env("TZDIR", folder).env("TZ", "Pacific/Apia");
    let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Where an argument is wrong, nobody reads it.
    let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
    running.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn help_explains_with_examples() {
    let here = tempfile::tempdir().unwrap();
    for command in ["", "check", "due"] {
        let arguments = if command.is_empty() { vec!["help"] } else { vec!["help", command] };
        let output = calendar(here.path(), &arguments, "");
        let help = text(&output.stdout);
        assert!(output.status.success() && help.contains("Examples:"), "{help}");
    }
}

#[test]
fn what_is_built_in_is_listed_and_is_a_start_for_ones_own() {
    let here = tempfile::tempdir().unwrap();
    let listed = text(&calendar(here.path(), &["list"], "").stdout);
    for known in ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "State Council", "5 U.S.C. 6103"] {
        assert!(listed.contains(known), "{listed}");
    }
    for name in ["cn", "target", "us_federal"] {
        let shown = calendar(here.path(), &["show", name], "");
        std::fs::write(here.path().join("own.toml"), &shown.stdout).unwrap();
        let own = calendar(here.path(), &["check", "own.toml", "--on", "2026-06-01"], "");
        let same = calendar(here.path(), &["check", name, "--on", "2026-06-01"], "");
        assert!(own.status.success() && own.stdout == same.stdout, "{}", text(&own.stderr));
    }
}

#[test]
fn a_calendar_that_ends_soon_is_worth_a_look() {
    let here = tempfile::tempdir().unwrap();
    let check = |on: &str| {
        let output = calendar(here.path(), &["check", "cn", "--on", on], "");
        assert!(output.status.success());
        text(&output.stdout)
    };
    assert_eq!(check("2026-10-02"), "ok China  62 business days are left until 2026-12-31\n");
    assert!(
        check("2026-11-28")
            .starts_with("ok China  24 business days are left until 2026-12-31\nlook it ends in 33 days, ")
    );
    assert!(
        check("2027-01-01").starts_with("ok China  0 business days are left until 2026-12-31\nlook it has ended, ")
    );
}

#[test]
fn a_due_time_is_told_with_what_was_not_counted() {
    let here = tempfile::tempdir().unwrap();
    let due = |arguments: &[&str]| {
        let output = calendar(here.path(), &[&["due"], arguments].concat(), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert_eq!(
        due(&["cn", "--at", "2026-09-30T15:00:00+08:00"]),
        "2026-10-10T09:00:00Z  Saturday 2026-10-10 17:00 in Asia/Shanghai\n  not counted: National Day\n"
    );
    assert_eq!(
        due(&["target", "--at", "2026-11-23T09:00:00Z", "--days", "1"]),
        "2026-11-24T16:00:00Z  Tuesday 2026-11-24 17:00 in Europe/Berlin\n"
    );
    assert!(
        due(&["cn", "--at", "2026-12-31T09:00:00Z"]).contains("look holidays are known from 2024-01-01 to 2026-12-31")
    );
    assert_eq!(due(&["target", "--day", "2026-04-03"]), "closed\n");
    assert_eq!(due(&["cn", "--day", "2026-02-14"]), "business\n");
}

#[test]
fn lines_are_answered_in_their_order() {
    let here = tempfile::tempdir().unwrap();
    let lines = "2026-10-30T12:00:00-04:00\n2026-11-26\n2026-10-30T12:00:00-04:00 1\n2026-11-27\n";
    let output = calendar(here.path(), &["due", "us_federal", "--batch", "--days", "2"], lines);
    assert_eq!(text(&output.stdout), "2026-11-03T22:00:00Z\nclosed\n2026-11-02T22:00:00Z\nbusiness\n");
    let output = calendar(here.path(), &["due", "us_federal", "--batch"], "2026-11-26\nsoon\n2026-11-27\n");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), "closed\n".into()));
    assert!(text(&output.stderr).contains("line 2: \"soon\" is not understood"), "{}", text(&output.stderr));
}

#[test]
fn what_is_wrong_is_one_line_and_exit_2() {
    let here = tempfile::tempdir().unwrap();
    let shown = text(&calendar(here.path(), &["show", "target"], "").stdout);
    let bad = shown.replace("Europe/Berlin", "Europe/Berlni");
    std::fs::write(here.path().join("bad.toml"), &bad).unwrap();
    std::fs::write(here.path().join("bytes.toml"), [0xff]).unwrap();
    let line = 1 + bad.lines().position(|line| line.contains("Berlni")).unwrap();
    let zone = format!("calendar.unusable: bad.toml: line {line}: zone names \"Europe/Berlni\"");
    for (arguments, says) in [
        (&["check", "bad.toml"][..], zone.as_str()),
        (&["due", "bad.toml", "--batch"], &zone),
        (&["check", "bytes.toml"], "bytes.toml: it cannot be read"),
        (
            &["check", "nowhere.toml"],
            "nowhere.toml is no file, and no calendar that is built in (cn, target, us_federal)",
        ),
        (&["check", "cn", "--on", "soon"], "--on \"soon\" is no day"),
        (&["show", "nowhere"], "no calendar named nowhere is built in; there are cn, target, us_federal"),
        (&["due", "cn", "--at", "2026-11-23"], "--at \"2026-11-23\" is no moment"),
        (&["due", "cn", "--day", "20261123"], "--day \"20261123\" is no day"),
    ] {
        let output = calendar(here.path(), arguments, "");
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains(says) && output.stdout.is_empty(), "{said}");
    }
    for (arguments, says) in [
        (&["due", "cn"][..], "--at <TIME>|--day <DATE>|--batch"),
        (&["due", "cn", "--at", "2026-11-23T09:00:00Z", "--batch"], "cannot be used with"),
        (&["due", "cn", "--batch", "--days", "70000"], "--days"),
    ] {
        let output = calendar(here.path(), arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}
