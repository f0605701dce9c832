//! The command as people meet it: help, failures, exit status.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Runs the command in `folder`, without a terminal or settings of the machine, with the models of this checkout.
fn candor(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(arguments).current_dir(folder).env("CANDOR_MODELS", all_models()).env_remove("COLUMNS");
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

/// One folder with all models, kept and pulled.
fn all_models() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("models-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for place in [models(), models().join("cache")] {
            let files = place
                .read_dir()
                .unwrap_or_else(|_| panic!("{} is not there; run `candor models pull`", place.display()));
            for file in
                files.map(|file| file.unwrap().path()).filter(|file| file.extension().is_some_and(|e| e == "onnx"))
            {
                std::os::unix::fs::symlink(file.canonicalize().unwrap(), folder.join(file.file_name().unwrap()))
                    .unwrap();
            }
        }
        folder
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

/// A small picture in the format that the ending of `path` names.
fn picture(path: &Path) {
    image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90])).save(path).unwrap();
}

#[test]
fn help_explains_every_command_with_examples() {
    let here = tempfile::tempdir().unwrap();
    for command in [vec![], vec!["read"], vec!["face"], vec!["models"], vec!["models", "pull"], vec!["completions"]] {
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
