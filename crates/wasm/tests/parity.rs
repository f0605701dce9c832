//! The module and the same code natively come to the same: the same findings (code, evidence, effect) of every photo, and facts that lie
//! no further apart than [`verify::tolerance`] says. Says loudly when there is no module to hold against.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use verify::facts::Facts;
use verify::tolerance::differences;
use wasm::{Check, Device};

/// Specimens, without `CANDOR_PARITY_SPECIMENS`.
const SPECIMENS: usize = 9;
const DAY: &str = "2026-01-01";

struct NoClock;

impl vision::Stopwatch for NoClock {
    fn cpu_ms(&self) -> f64 {
        0.0
    }

    fn wall_ms(&self) -> f64 {
        0.0
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn device() -> Device {
    let mut device = Device::new(r#"{"test_mode":true}"#, "en", Box::new(NoClock)).unwrap();
    for name in vision::ModelName::FOR_DEVICES.map(vision::ModelName::name) {
        let places = ["models", "models/cache"].map(|folder| root().join(folder).join(format!("{name}.onnx")));
        let place = places.iter().find(|place| place.exists());
        device.load(name, std::fs::read(place.expect("the models are pulled")).unwrap()).unwrap();
    }
    device
}

/// What is held against each other, in an order that does not depend on rounding.
fn said(check: &serde_json::Value) -> Vec<String> {
    let list = check["findings"].as_array().unwrap();
    list.iter().map(|hint| format!("{} {} {}", hint["code"], hint["evidence"], hint["effect"])).collect()
}

fn value(check: &Check) -> serde_json::Value {
    serde_json::to_value(check).unwrap()
}

/// Photos of documents of all kinds, clean and with faults, drawn once.
fn specimens(count: usize) -> Vec<(PathBuf, &'static str)> {
    use rand_chacha::rand_core::SeedableRng;
    use specimen::{Severity, Shot, SpecimenKind, draw, photograph};
    let read = |folder: &str| -> Vec<(String, Vec<u8>)> {
        let places = root().join("models/cache").join(folder).read_dir().expect("fonts and portraits are pulled");
        let mut files: Vec<PathBuf> = places.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let named = |place: &PathBuf| place.file_name().unwrap().to_string_lossy().into_owned();
        files.iter().map(|place| (named(place), std::fs::read(place).unwrap())).collect()
    };
    let assets = specimen::Assets::new(read("fonts"), read("portraits")).unwrap();
    let folder = root().join("target/parity");
    std::fs::create_dir_all(&folder).unwrap();
    let severities = [Severity::Clean, Severity::Mild, Severity::Moderate, Severity::Hard];
    (0..count)
        .map(|index| {
            let kind = SpecimenKind::ALL[index % SpecimenKind::ALL.len()];
            let place = folder.join(format!("{index}-{}.jpg", kind.name()));
            if !place.exists() {
                let drawn = draw(kind, 7000 + index as u64, &assets).unwrap();
                let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(index as u64);
                let severity = severities[index / SpecimenKind::ALL.len() % severities.len()];
                let shot = Shot::of_severity(severity, 1600, 1200, &mut random);
                std::fs::write(&place, photograph(&drawn.image, &shot, index as u64).jpeg).unwrap();
            }
            (place, if kind.name().ends_with("back") { "back" } else { "front" })
        })
        .collect()
}

/// The images in `CANDOR_PARITY_DATA`, a folder of photos of documents and of faces (those whose folder is called `face`).
fn data() -> Vec<(PathBuf, &'static str)> {
    let Some(folder) = std::env::var_os("CANDOR_PARITY_DATA") else { return Vec::new() };
    let (mut open, mut found) = (vec![PathBuf::from(folder)], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir().unwrap().flatten() {
            let place = entry.path();
            let ending = place.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
            if place.is_dir() {
                open.push(place);
            } else if ["jpg", "jpeg", "png", "webp"].contains(&ending.as_str()) {
                let face = place.components().any(|part| part.as_os_str() == "face");
                found.push((place, if face { "selfie" } else { "front" }));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_module_says_what_native_code_says() {
    if !root().join("web/apply/src/wasm/candor_wasm_bg.wasm").exists() {
        eprintln!(
            "\n*** NOT RUN: the module is not built, so it cannot be held against native code; run `make wasm`. ***\n"
        );
        return;
    }
    let count = std::env::var("CANDOR_PARITY_SPECIMENS").ok().and_then(|count| count.parse().ok()).unwrap_or(SPECIMENS);
    let mut photos = specimens(count);
    photos.extend(data());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(DAY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node 20 or newer is needed");
    let mut questions = node.stdin.take().unwrap();
    let mut answers = BufReader::new(node.stdout.take().unwrap()).lines();
    let mut device = device();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (place, side) in &photos {
        writeln!(questions, "{side} {}", place.display()).unwrap();
        let check = value(&device.check_photo(&std::fs::read(place).unwrap(), side, None, DAY, true).unwrap());
        let facts = device.facts();
        device.forget(side).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        let theirs: Facts = serde_json::from_value(answer["facts"].clone()).unwrap();
        let mut found: Vec<String> = differences(&facts, &theirs)
            .into_iter()
            .map(|difference| format!("{}: native {}, module {}", difference.place, difference.before, difference.now))
            .collect();
        if said(&check) != said(&answer["check"]) {
            found.push(format!("native says {:?}, the module {:?}", said(&check), said(&answer["check"])));
        }
        if check["mrz_lines"] != answer["check"]["mrz_lines"] {
            found.push("other lines of the zone".into());
        }
        if !found.is_empty() {
            wrong.insert(place.display().to_string(), found);
        }
    }
    drop(questions);
    node.wait().unwrap();
    eprintln!("{} photos held against each other, {} are said otherwise", photos.len(), wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
