//! The command as people meet it: help, failures, exit status.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

mod support;

use std::path::Path;
use std::process::Command;
use support::{candor, models, text};

/// A small picture in the format that the ending of `path` names.
fn picture(path: &Path) {
    image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90])).save(path).unwrap();
}

#[test]
fn help_explains_every_command_with_examples() {
    let here = tempfile::tempdir().unwrap();
    for command in [
        vec![],
        vec!["read"],
        vec!["face"],
        vec!["models"],
        vec!["models", "pull"],
        vec!["completions"],
        vec!["check"],
        vec!["names"],
        vec!["reasons"],
        vec!["bench"],
    ] {
        let mut arguments = vec!["help"];
        arguments.extend(&command);
        let output = candor(here.path(), &arguments);
        assert!(output.status.success());
        let help = text(&output.stdout);
        assert!(help.contains("candor models pull") || help.contains("Examples:"), "{help}");
        insta::assert_snapshot!(format!("help {}", command.join(" ")).trim(), help);
    }
}

#[test]
fn every_bad_file_gets_one_clear_line_and_the_others_are_read() {
    let here = tempfile::tempdir().unwrap();
    let place = |name: &str| here.path().join(name);
    picture(&place("good.png"));
    picture(&place("good.jpg"));
    let png = std::fs::read(place("good.png")).unwrap();
    let jpeg = std::fs::read(place("good.jpg")).unwrap();
    let huge = [&png[..16], &30_000u32.to_be_bytes(), &30_000u32.to_be_bytes(), &png[24..29]].concat();
    let huge = [&huge[..], &crc(&huge[12..]).to_be_bytes(), &png[33..]].concat();
    let animation = b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0";
    let animated = [&png[..33], animation, &crc(&animation[4..]).to_be_bytes(), &png[33..]].concat();
    let files: [(&str, &[u8]); 11] = [
        ("empty.jpg", b""),
        ("cut.jpg", &jpeg[..jpeg.len() / 2]),
        ("cut.png", &png[..png.len() / 2]),
        ("text.jpg", b"This is not an image.\n"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("scan.pdf", b"%PDF-1.7\n"),
        ("clip.gif", b"GIF89a"),
        ("huge.png", &huge),
        ("animated.png", &animated),
        ("really-a-png.jpg", &png),
        ("page.bmp", b"BM\0\0\0\0"),
    ];
    let mut arguments = vec!["read", "--json", "--only", "barcode"];
    for (name, bytes) in files {
        std::fs::write(place(name), bytes).unwrap();
        arguments.push(name);
    }
    std::fs::create_dir(place("folder")).unwrap();
    arguments.extend(["nowhere.jpg", "folder", "good.jpg"]);
    let output = candor(here.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    let table: Vec<String> = text(&output.stdout)
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let outcome = match line.get("error") {
                Some(error) => format!("{}: {}", error["code"].as_str().unwrap(), error["message"].as_str().unwrap()),
                None => format!("read, {} x {}", line["width"], line["height"]),
            };
            format!("{} -> {outcome}", line["file"].as_str().unwrap())
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// The check sum of a PNG chunk.
fn crc(content: &[u8]) -> u32 {
    let bit = |sum: u32, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
    !content.iter().fold(u32::MAX, |sum, &byte| (0..8).fold(sum ^ u32::from(byte), bit))
}

#[test]
fn without_json_failures_go_to_standard_error() {
    let here = tempfile::tempdir().unwrap();
    let output = candor(here.path(), &["read", "nowhere.jpg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(text(&output.stderr), "nowhere.jpg  file.not_found: there is no such file or folder; check the path\n");
}

#[test]
fn a_folder_stands_for_its_images_by_name() {
    let here = tempfile::tempdir().unwrap();
    let folder = here.path().join("photos");
    std::fs::create_dir_all(folder.join("more")).unwrap();
    for name in ["b.png", "a.JPG", "c.webp", "more/d.png"] {
        picture(&folder.join(name));
    }
    std::fs::write(folder.join("notes.txt"), b"notes").unwrap();
    let output = candor(here.path(), &["read", "--json", "--only", "barcode", "photos"]);
    let files: Vec<_> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["file"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, ["photos/a.JPG", "photos/b.png", "photos/c.webp", "photos/more/d.png"]);
    assert!(output.status.success());
}

#[test]
fn pictures_are_written_and_a_place_that_cannot_be_is_named() {
    let here = tempfile::tempdir().unwrap();
    picture(&here.path().join("card.png"));
    let output = candor(here.path(), &["read", "--only", "barcode", "--out", "marked", "card.png"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let drawn = image::open(here.path().join("marked/card.read.jpg")).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (1200, 900));
    let output = candor(here.path(), &["read", "--out", "card.png/marked", "card.png"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("error output.unwritable: card.png/marked cannot be written"));
}

#[test]
fn missing_and_altered_models_are_named_with_their_remedy() {
    let here = tempfile::tempdir().unwrap();
    std::fs::create_dir(here.path().join("models")).unwrap();
    std::fs::copy(models().join("face_detector.onnx"), here.path().join("models/face_detector.onnx")).unwrap();
    std::fs::write(here.path().join("models/face_mesh.onnx"), b"altered").unwrap();
    let output = candor(here.path(), &["models", "verify", "--models", "models"]);
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output.stdout);
    let line = |name: &str| report.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(line("face_detector").starts_with("sound"), "{report}");
    assert!(line("face_mesh").starts_with("altered"), "{report}");
    assert!(line("text_detector").starts_with("missing"), "{report}");
    assert!(text(&output.stderr).contains("candor models pull"));
}

#[test]
fn a_pull_without_clients_says_what_to_install() {
    let here = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["models", "pull", "text_detector", "dejavu_sans"])
        .current_dir(here.path())
        .env("PATH", here.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let complaint = text(&output.stderr);
    assert!(
        complaint.contains("apt-get install python3-pip") && complaint.contains("apt-get install npm"),
        "{complaint}"
    );
    let left: Vec<_> = here.path().join("models/cache").read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn wrong_arguments_are_refused_with_what_is_right() {
    let here = tempfile::tempdir().unwrap();
    for (arguments, hint) in [
        (&["read"][..], "<IMAGE>"),
        (&["read", "--only", "colour", "a.jpg"], "possible values: document, quality, mrz, barcode, text, faces"),
        (&["read", "--threads", "0", "a.jpg"], "--threads"),
        (&["raed", "a.jpg"], "read"),
        (&["completions", "tcsh"], "bash"),
        (&["face", "a.jpg"], "<B>"),
    ] {
        let output = candor(here.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(hint), "{}", text(&output.stderr));
    }
    let output = candor(here.path(), &["models", "pull", "text_detectr"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("candor models list"));
}

#[test]
fn completions_know_the_commands() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = candor(here.path(), &["completions", shell]);
        assert!(output.status.success() && text(&output.stdout).contains("candor"), "{shell}");
    }
}

#[test]
fn readings_follow_the_schema() {
    let here = tempfile::tempdir().unwrap();
    let cache = models().join("cache");
    let drawn = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["specimen", "--out", "specimens", "--kinds", "passport,licence-back,chinese-card-front", "--models"])
        .arg(cache.canonicalize().unwrap())
        .current_dir(here.path())
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    std::fs::write(here.path().join("specimens/empty.jpg"), b"").unwrap();
    let output = candor(here.path(), &["read", "--json", "specimens"]);
    assert_eq!(output.status.code(), Some(2), "the empty file is reported");
    let schema = std::fs::read_to_string(models().join("../docs/reading.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    for line in &lines {
        let faults: Vec<String> =
            schema.iter_errors(line).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", line["file"]);
    }
    assert!(lines.iter().any(|line| line["mrz"]["valid"] == true), "a zone is among them");
    assert!(lines.iter().any(|line| line["faces"].as_array().is_some_and(|faces| !faces.is_empty())), "and a face");
    assert!(lines.iter().any(|line| line["barcode"]["aamva"].is_object()), "and a barcode");
}

const CLAIM: &str = r#"{"family_name":"ERIKSSON","given_names":"ANNA","birth_date":"1974-08-12","birth_country":"UTO","nationality":"UTO",
    "document":{"type":"passport","number":"X1","issuing_country":"UTO"}}"#;

#[test]
fn names_are_compared_and_spelled() {
    let here = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = candor(here.path(), arguments);
        (output.status.code(), text(&output.stdout))
    };
    assert_eq!(
        run(&["names", "单文清", "SHAN WENQING"]),
        (Some(0), "the same  by rule: pinyin\n  accepted: SHAN WENQING\n".into())
    );
    let (status, said) = run(&["names", "单文清", "SHEN WENQING"]);
    assert_eq!((status, said.contains("SH[A]N WENQING")), (Some(1), true), "{said}");
    let (_, json) = run(&["names", "单文清", "SHEN WENQING", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["outcome"].as_str(), json["ordinary"].as_str()), (Some("differs"), Some("SHAN WENQING")));
    assert_eq!(run(&["names", "--spell", "吕思远"]), (Some(0), "LYU SIYUAN  ordinary\nLU SIYUAN\nLV SIYUAN\n".into()));
    assert_eq!(run(&["names", "--spell", "Anna"]).0, Some(1));
    assert_eq!(run(&["names", "Anna"]).0, Some(2));
}

#[test]
fn what_cannot_be_judged_is_one_line_and_exit_2() {
    let here = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| std::fs::write(here.path().join(name), content).unwrap();
    file("claim.json", CLAIM.as_bytes());
    file("bad.json", b"{");
    file("policy.toml", b"[quality]\nblurry = { at_least = 0.2, unit = \"pixels\" }\n");
    file("empty.jpg", b"");
    file("key", b"no key");
    picture(&here.path().join("photo.png"));
    for (arguments, says) in [
        (&["--front", "empty.jpg", "--claim", "claim.json"][..], "file.empty: empty.jpg"),
        (&["--front", "nowhere.jpg", "--claim", "claim.json"], "file.not_found: nowhere.jpg"),
        (&["--front", "photo.png", "--claim", "bad.json"], "claim.unusable"),
        (&["--front", "photo.png", "--claim", "nowhere.json"], "file.not_found: nowhere.json"),
        (&["--front", "photo.png", "--claim", "claim.json", "--policy", "policy.toml"], "line 2: quality.blurry"),
        (&["--front", "photo.png", "--claim", "claim.json", "--on", "soon"], "YYYY-MM-DD"),
        (&["--front", "photo.png", "--claim", "claim.json", "--key", "key"], "64 hexadecimal digits"),
    ] {
        let output = candor(here.path(), &[&["check"], arguments].concat());
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains(says) && output.stdout.is_empty(), "{said}");
    }
}

/// Draws `kinds` into `here`, cleanly photographed.
fn drawn(here: &Path, kinds: &str) {
    let cache = models().join("cache").canonicalize().unwrap();
    let drawn = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["specimen", "--out", ".", "--photographed", "clean", "--kinds", kinds, "--models"])
        .arg(cache)
        .current_dir(here)
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
}

#[test]
fn a_passport_is_judged_recorded_verified_and_decided_again() {
    let here = tempfile::tempdir().unwrap();
    drawn(here.path(), "passport");
    let truth = std::fs::read_to_string(here.path().join("passport-1.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    let field = |name: &str| truth["fields"][name]["value"].as_str().unwrap().to_owned();
    // The day and the month of birth are right, the family name has a letter too many.
    let claim = serde_json::json!({
        "family_name": field("family_name") + "E", "given_names": field("given_names"), "birth_date": field("birth_date"),
        "birth_country": "UTO", "nationality": "UTO",
        "document": { "type": "passport", "number": field("number"), "issuing_country": "UTO" },
    });
    std::fs::write(here.path().join("claim.json"), claim.to_string()).unwrap();
    std::fs::write(
        here.path().join("policy.toml"),
        "test_mode = true\n[face]\nselfie_needed = false\n[age]\nminimum_years = 0\n",
    )
    .unwrap();
    let on = field("issue_date");
    assert!(candor(here.path(), &["record", "key", "keys"]).status.success());
    let common =
        ["check", "--front", "passport-1.jpg", "--claim", "claim.json", "--policy", "policy.toml", "--on", &on];
    let output = candor(here.path(), &[&common[..], &["--key", "keys/sign.key", "--out", "out", "--json"]].concat());
    let answer: serde_json::Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let codes: Vec<&str> = answer["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!((output.status.code(), codes), (Some(1), vec!["data.name_char_diff"]), "{answer}");
    assert_eq!(answer["outcome"], "needs_resubmission");
    let verify = |key: &str| candor(here.path(), &["record", "verify", "out/record.json", "--key", key]);
    assert!(verify("keys/verify.pub").status.success());
    assert!(candor(here.path(), &["record", "key", "other"]).status.success());
    assert_eq!(verify("other/verify.pub").status.code(), Some(2));
    let replay = ["record", "replay", "out/record.json", "--opening", "out/opening.json"];
    assert!(candor(here.path(), &replay).status.success());
    let again = candor(here.path(), &[&replay[..], &["--evidence", "."]].concat());
    assert!(again.status.success(), "{}{}", text(&again.stdout), text(&again.stderr));
    picture(&here.path().join("other/another.png"));
    let without = candor(here.path(), &[&replay[..], &["--evidence", "other"]].concat());
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without.stderr).contains("no file there is the front"), "{}", text(&without.stderr));
    let page = std::fs::read_to_string(here.path().join("out/report.html")).unwrap();
    assert!(page.contains("<mark>") && page.contains("<polygon") && page.contains("data:image/jpeg;base64,"));
    let chinese = candor(here.path(), &[&common[..], &["--lang", "zh-CN"]].concat());
    assert!(text(&chinese.stdout).contains("姓名与证件不一致"), "{}", text(&chinese.stdout));
}

/// Codes beyond those of the cases that `make run` draws, each raised by one drawn passport.
#[test]
fn one_passport_raises_each_of_the_rarer_codes() {
    let here = tempfile::tempdir().unwrap();
    drawn(here.path(), "passport");
    picture(&here.path().join("nothing.png"));
    // As seed 1 draws it: issued on 2023-02-02 for ten years.
    let claim = r#"{"family_name":"OKAFOR","given_names":"SOFIE JUNE","birth_date":"1989-06-13","birth_country":"UTO",
        "nationality":"UTO","sex":"F","document":{"type":"passport","number":"049580924","issuing_country":"UTO"}}"#;
    let policy = "test_mode = true\n[face]\nselfie_needed = false\n";
    let (front, on) = ("passport-1.jpg", "2023-08-01");
    let codes = |front: &str, claim: &str, policy: &str, on: &str, more: &[&str]| -> Vec<String> {
        std::fs::write(here.path().join("claim.json"), claim).unwrap();
        std::fs::write(here.path().join("policy.toml"), policy).unwrap();
        let common =
            ["check", "--front", front, "--claim", "claim.json", "--policy", "policy.toml", "--on", on, "--json"];
        let output = candor(here.path(), &[&common[..], more].concat());
        let answer: serde_json::Value = serde_json::from_str(&text(&output.stdout)).unwrap();
        answer["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
    };
    let claims = |from: &str, to: &str| codes(front, &claim.replace(from, to), policy, on, &[]);
    let under = |added: &str| codes(front, claim, &format!("{policy}{added}"), on, &[]);
    let none: [&str; 0] = [];
    assert_eq!(codes(front, claim, policy, on, &[]), none);
    assert_eq!(claims(r#""sex":"F""#, r#""sex":"M""#), ["data.sex_mismatch"]);
    assert_eq!(claims(r#""nationality":"UTO""#, r#""nationality":"FRA""#), ["doc.country_mismatch"]);
    assert_eq!(claims(r#""issuing_country":"UTO""#, r#""issuing_country":"FRA""#), ["doc.country_mismatch"]);
    assert_eq!(
        claims(r#""issuing_country":"UTO""#, r#""issuing_country":"UTO","expires":"2034-02-02""#),
        ["data.expiry_mismatch"]
    );
    let turned = claims(r#""OKAFOR","given_names":"SOFIE JUNE""#, r#""SOFIE JUNE","given_names":"OKAFOR""#);
    assert_eq!(turned, ["data.name_order"]);
    assert_eq!(
        claims(r#""OKAFOR","given_names":"SOFIE JUNE""#, r#""王","given_names":"小明""#),
        ["data.name_pinyin_diff"]
    );
    assert_eq!(under("[countries]\nrefused = [\"UTO\"]\n"), ["doc.country_not_accepted"]);
    assert_eq!(under("[documents]\naccepted = [\"id_card\"]\n"), ["doc.type_not_accepted"]);
    assert_eq!(under("[age]\nminimum_years = 99\n"), ["policy.under_age"]);
    assert_eq!(codes(front, claim, policy, "2032-12-20", &[]), ["doc.expiring_soon"]);
    assert_eq!(codes(front, claim, policy, "2023-01-01", &[]), ["doc.not_yet_valid"]);
    assert_eq!(codes(front, claim, policy, on, &["--back", front]), ["doc.same_side_twice"]);
    assert_eq!(codes("nothing.png", claim, policy, on, &[])[0], "doc.not_found");
    assert_eq!(codes(front, claim, &policy.replace("true", "false"), on, &[]), ["auth.specimen"]);
}

#[test]
fn cases_are_judged_with_an_index() {
    let here = tempfile::tempdir().unwrap();
    let cache = models().join("cache").canonicalize().unwrap();
    let drawn = candor(here.path(), &["specimen", "--cases", "--out", "cases", "--models", cache.to_str().unwrap()]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    let judged = candor(here.path(), &["check", "--cases", "cases", "--out", "reports"]);
    assert!(judged.status.success(), "{}{}", text(&judged.stdout), text(&judged.stderr));
    let index = std::fs::read_to_string(here.path().join("reports/index.html")).unwrap();
    assert_eq!(index.matches("/report.html").count(), 21);
    assert!(index.contains("The name differs from the document") && !index.contains("unexpected\">"));
    let none = candor(here.path(), &["check", "--cases", "reports", "--out", "other"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("no case is there"), "{}", text(&none.stderr));
}
