//! `candor channel` as people meet it: answers, exit status, signed lists and app files.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

use apk::sign::{Signer, SigningIdentity};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PACKAGE: &str = "example.utopia.wallet";

fn channel(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.arg("channel").args(arguments).current_dir(folder).env_remove("COLUMNS").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Checks `what`: the exit status, and the answer as programs get it.
fn checked(folder: &Path, what: &str) -> (Option<i32>, Value) {
    let output = channel(folder, &["check", "--json", what]);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

/// A key with its certificate, and the certificate's SHA-256.
fn identity() -> (SigningIdentity, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["utopia.example".into()]).unwrap().self_signed(&key).unwrap();
    let identity = SigningIdentity::from_der(&key.serialize_der(), certificate.der()).unwrap();
    let digest = identity.certificate().sha256_fingerprint().iter().map(|byte| format!("{byte:02x}")).collect();
    (identity, digest)
}

/// A small app in `folder`, signed where there is a key.
fn app(folder: &Path, name: &str, package: &str, signer: Option<SigningIdentity>) -> PathBuf {
    let path = folder.join(name);
    let mut manifest = apk::Manifest::new(&package.parse().unwrap());
    manifest.application_mut().set_attr(apk::android::attr::HAS_CODE, false);
    let mut app = apk::ApkBuilder::new(manifest);
    // Each is another app than the next, signed or not: the name stands in it.
    app.asset("words.txt", name.as_bytes().to_vec()).unwrap();
    if let Some(identity) = signer {
        app.sign_with(Signer::new(identity));
    }
    app.write(&path).unwrap();
    path
}

/// A folder with the list of Utopia, whose app has that certificate.
fn utopia(certificate: &str) -> tempfile::TempDir {
    let here = tempfile::tempdir().unwrap();
    let list = format!(
        "domains = [\"utopia.example\"]\nphones = [\"+44 20 7946 0123\"]\nmailboxes = [\"help@utopia.example\"]\n\n[[apps]]\nname = \"Utopia\"\n\
         package = \"{PACKAGE}\"\ncertificates = [\"{certificate}\"]\nstores = [\"https://store.example/apps/details?id={PACKAGE}\"]\n"
    );
    std::fs::write(here.path().join("channels.toml"), list).unwrap();
    here
}

#[test]
fn help_explains_with_examples() {
    let here = tempfile::tempdir().unwrap();
    for command in [&["help"][..], &["help", "check"], &["help", "sign"], &["help", "verify"]] {
        let output = channel(here.path(), command);
        assert!(
            output.status.success()
                && text(&output.stdout).contains("candor channel check") | text(&output.stdout).contains("Examples:")
        );
    }
}

#[test]
fn people_read_what_was_seen_what_it_imitates_how_and_what_to_do() {
    let here = utopia(&"ab".repeat(32));
    let output = channel(here.path(), &["check", "https://www.utopia.example/login"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(
        text(&output.stdout),
        "official https://www.utopia.example/login\n  This link is on the list: utopia.example.\n  You can use it. Nobody from there asks for your password or a code that was sent to you.\n  Nothing was opened; this was told from how it is written.\n"
    );
    let output = channel(here.path(), &["check", "utopia-login.test", "anna@nowhere.test"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for part in [
        "imitation https://utopia-login.test",
        "It looks like utopia.example.",
        "A word was added to the official name.",
        "Do not open it",
        "not official anna@nowhere.test",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let output = channel(here.path(), &["check", "--lang", "zh-CN", "utopia.example.evil.test"]);
    let said = text(&output.stdout);
    assert!(said.starts_with("仿冒 https://utopia.example.evil.test\n") && said.contains("请不要打开"), "{said}");
    assert!(!said.contains("channel-"), "{said}");
}

#[test]
fn programs_read_a_line_for_each_and_what_cannot_be_said_is_an_error() {
    let here = utopia(&"ab".repeat(32));
    let output = channel(here.path(), &["check", "--json", "+442079460123", "hello", "help@utopla.example"]);
    assert_eq!(output.status.code(), Some(2));
    let lines: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["answer"], &lines[0]["kind"]), (&"official".into(), &"phone".into()));
    assert_eq!(lines[1]["error"]["code"], "channel.unreadable");
    assert_eq!((&lines[2]["answer"], &lines[2]["method"]), (&"looks_like".into(), &"typo".into()));
    for (file, content, said) in [
        ("none.toml", None, "there is no such file"),
        ("wrong.toml", Some("domains = [\"https://utopia.example\"]"), "domains[0]"),
        ("wrong.json", Some("{\"record\": {\"version\": 1}, \"signature\": null}"), "no list of channels"),
    ] {
        if let Some(content) = content {
            std::fs::write(here.path().join(file), content).unwrap();
        }
        let output = channel(here.path(), &["check", "--list", file, "utopia.example"]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(
            text(&output.stderr).contains(said) && text(&output.stderr).contains(file) | file.ends_with("json"),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_list_is_signed_verified_and_not_taken_when_it_was_changed() {
    let here = utopia(&"ab".repeat(32));
    let keys = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["record", "key", "keys"])
        .current_dir(here.path())
        .output()
        .unwrap();
    assert!(keys.status.success());
    let signed = channel(here.path(), &["sign", "channels.toml", "--key", "keys/sign.key", "--on", "2026-11-29"]);
    assert!(signed.status.success(), "{}", text(&signed.stderr));
    std::fs::write(here.path().join("channels.json"), &signed.stdout).unwrap();
    let verified = channel(here.path(), &["verify", "channels.json", "--key", "keys/verify.pub"]);
    assert!(verified.status.success(), "{}", text(&verified.stderr));
    assert!(text(&verified.stdout).contains("the list of own, version 1, of 2026-11-29"), "{}", text(&verified.stdout));
    let with =
        |list: &str| channel(here.path(), &["check", "--list", list, "--key", "keys/verify.pub", "utopia.example"]);
    // One key signs the lists of many.
    let of = |party: &str| {
        let asked = [
            "check",
            "--list",
            "channels.json",
            "--key",
            "keys/verify.pub",
            "--relying-party",
            party,
            "utopia.example",
        ];
        channel(here.path(), &asked)
    };
    assert_eq!((of("own").status.code(), of("rp_other").status.code()), (Some(0), Some(2)));
    assert!(text(&of("rp_other").stderr).contains("version 1"), "{}", text(&of("rp_other").stderr));
    assert_eq!(with("channels.json").status.code(), Some(0));
    assert_eq!(with("channels.toml").status.code(), Some(2));
    let changed = text(&signed.stdout).replace("utopia.example", "utopla.example");
    std::fs::write(here.path().join("changed.json"), changed).unwrap();
    assert_eq!(with("changed.json").status.code(), Some(2));
    assert_eq!(channel(here.path(), &["verify", "changed.json", "--key", "keys/verify.pub"]).status.code(), Some(2));
}

#[test]
fn an_app_file_is_official_by_a_signature_that_fits_and_no_other() {
    let (own, certificate) = identity();
    let (stranger, _) = identity();
    let here = utopia(&certificate);
    let good = app(here.path(), "good.apk", PACKAGE, Some(own.clone()));
    let (status, answer) = checked(here.path(), "good.apk");
    assert_eq!(
        (status, &answer["answer"], &answer["shown"]),
        (Some(0), &"official".into(), &PACKAGE.into()),
        "{answer}"
    );
    app(here.path(), "stranger.apk", PACKAGE, Some(stranger));
    app(here.path(), "nobody.apk", PACKAGE, None);
    // What was signed is changed afterwards.
    let mut bytes = std::fs::read(&good).unwrap();
    // When the first part was made: nothing but the signature looks at it.
    bytes[10] ^= 2;
    std::fs::write(here.path().join("changed.apk"), &bytes).unwrap();
    grafted(&good, &here.path().join("nobody.apk"), &here.path().join("grafted.apk"));
    for name in ["stranger.apk", "nobody.apk", "grafted.apk"] {
        let (status, answer) = checked(here.path(), name);
        assert_eq!((status, &answer["method"]), (Some(1), &"other_certificate".into()), "{name} {answer}");
        assert_eq!(answer["entry"], PACKAGE);
    }
    let (status, answer) = checked(here.path(), "changed.apk");
    assert!(status != Some(0) && answer["answer"] != "official", "{answer}");
    app(here.path(), "other.apk", "example.other.reader", Some(own.clone()));
    let (status, answer) = checked(here.path(), "other.apk");
    assert_eq!(
        (status, &answer["answer"], &answer["hidden"][0]),
        (Some(1), &"not_official".into(), &"official_signer".into())
    );
    app(here.path(), "like.apk", "example.utopla.wallet", Some(own));
    assert_eq!(checked(here.path(), "like.apk").1["method"], "package_look_alike");
}

/// Puts the signing block of one app into another, which then says that it was signed with that certificate.
fn grafted(from: &Path, into: &Path, out: &Path) {
    let signed = std::fs::read(from).unwrap();
    let plain = std::fs::read(into).unwrap();
    let directory = |bytes: &[u8]| {
        let end = bytes.windows(4).rposition(|part| part == b"PK\x05\x06").unwrap();
        (u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize, end)
    };
    let (start, _) = directory(&signed);
    let size = u64::from_le_bytes(signed[start - 24..start - 16].try_into().unwrap()) as usize + 8;
    let block = &signed[start - size..start];
    let (at, end) = directory(&plain);
    let mut grafted = [&plain[..at], block, &plain[at..]].concat();
    grafted[end + size + 16..end + size + 20].copy_from_slice(&u32::try_from(at + size).unwrap().to_le_bytes());
    std::fs::write(out, grafted).unwrap();
}

#[test]
fn a_file_that_is_no_app_is_answered_with_what_it_is() {
    let here = utopia(&"ab".repeat(32));
    let mut image = vec![7; 2048];
    image[1536..1540].copy_from_slice(b"koly");
    for (name, bytes, shown) in [
        ("utopia-setup.exe", &b"MZ\x90\0"[..], "utopia-setup.exe (windows)"),
        ("reader.dmg", &image, "reader.dmg (mac)"),
        ("page.html", b"<html></html>", "page.html (text)"),
    ] {
        std::fs::write(here.path().join(name), bytes).unwrap();
        let (status, answer) = checked(here.path(), name);
        assert_eq!((status, &answer["shown"]), (Some(1), &shown.into()), "{answer}");
        let expected = if name.starts_with("utopia") { "looks_like" } else { "not_official" };
        assert_eq!(answer["answer"], expected);
    }
    // A link to an app is no file that is missing.
    let (status, answer) = checked(here.path(), "evil.test/utopia.apk");
    assert_eq!((status, &answer["method"]), (Some(1), &"app_outside_stores".into()), "{answer}");
    let good = app(here.path(), "good.apk", PACKAGE, None);
    let half = std::fs::read(&good).unwrap();
    std::fs::write(here.path().join("half.apk"), &half[..half.len() / 2]).unwrap();
    std::fs::write(here.path().join("empty.apk"), b"").unwrap();
    for (name, said) in [("half.apk", "damaged"), ("empty.apk", "empty"), ("nowhere.apk", "no such file")] {
        let (status, answer) = checked(here.path(), name);
        assert_eq!((status, &answer["error"]["code"]), (Some(2), &"app.unreadable".into()));
        assert!(answer["error"]["message"].as_str().unwrap().contains(said), "{answer}");
    }
}
