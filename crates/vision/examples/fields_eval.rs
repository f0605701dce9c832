//! Draws specimens, photographs them at mild severity, reads them and counts the fields that are read exactly.
//!
//! `cargo run --release -p vision --example fields_eval -- FIRST_SEED STEP COUNT [KIND...] [-v] [--whole]`. Fonts come from the
//! folder in `CANDOR_ASSETS`, else from `models/cache`. Seeds are `FIRST_SEED`, `FIRST_SEED + STEP` and so on; `-v` prints
//! what went wrong; `--whole` turns every other photo by a quarter and photographs at 12 megapixels.

use cpu_time::ProcessTime;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use specimen::{Assets, Severity, Shot, SpecimenKind, draw, photograph};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;
use verify::reading::{FieldName, Stage};
use vision::Stopwatch;
use vision::photo::{Channels, Photo};

#[path = "../tests/support/mod.rs"]
mod support;

struct Clock(ProcessTime, Instant);

impl Stopwatch for Clock {
    fn cpu_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }
    fn wall_ms(&self) -> f64 {
        self.1.elapsed().as_secs_f64() * 1e3
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    let (verbose, whole) = (flag("-v"), flag("--whole"));
    let numbers: Vec<u64> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let [first, step, count] = numbers[..] else { panic!("give the first seed, the step and the number of seeds") };
    let chosen = SpecimenKind::ALL.into_iter().filter(|kind| flag(kind.name()));
    let mut kinds: Vec<SpecimenKind> = chosen.collect();
    if kinds.is_empty() {
        kinds = SpecimenKind::ALL.to_vec();
    }
    let (assets, engine, limits) = (assets(), support::engine(), vision::limits::default_limits());
    let clock = Clock(ProcessTime::now(), Instant::now());
    let mut all: BTreeMap<FieldName, [usize; 3]> = BTreeMap::new();
    for kind in kinds {
        let mut counts: BTreeMap<FieldName, [usize; 3]> = BTreeMap::new();
        let (mut symbols, mut spent) = ([0usize; 2], BTreeMap::<String, f64>::new());
        for seed in (0..count).map(|index| first + index * step) {
            let specimen = draw(kind, seed, &assets).unwrap();
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let (width, height) = if whole { (4000, 3000) } else { (1600, 1200) };
            let mut shot = Shot::of_severity(Severity::Mild, width, height, &mut random);
            if whole {
                shot.quarter_turns = (seed / step.max(1) % 4) as u8;
            }
            let photo = photograph(&specimen.image, &shot, seed);
            let photo = Photo::decode(&photo.jpeg, Channels::Colour).unwrap();
            let reading = vision::read(&photo, &engine, &limits, &[Stage::Document, Stage::Mrz, Stage::Barcode, Stage::Text], &clock).unwrap();
            let mut wrong = Vec::new();
            for (name, truth) in &specimen.truth.fields {
                let read = reading.fields.get(name).map(|field| field.value.as_str());
                let count = counts.entry(*name).or_default();
                count[0] += 1;
                count[1] += usize::from(read == Some(&truth.value));
                count[2] += usize::from(read.is_none());
                if read != Some(&truth.value) {
                    wrong.push(format!("    {name:?}: {:?} read as {read:?}", truth.value));
                }
            }
            for name in reading.fields.keys().filter(|name| !specimen.truth.fields.contains_key(name)) {
                wrong.push(format!("    {name:?}: nothing read as {:?}", reading.fields[name].value));
            }
            if let Some(barcode) = &specimen.truth.barcode {
                symbols[0] += 1;
                let right = reading.barcode.and_then(|code| code.aamva).is_some_and(|elements| elements == barcode.aamva);
                symbols[1] += usize::from(right);
            }
            if verbose && !wrong.is_empty() {
                println!("  {} {seed}: {}\n{}", kind.name(), specimen.truth.layout, wrong.join("\n"));
                for line in &reading.text {
                    let [a, b, c, _] = line.quad.0;
                    let place = format!("({:.0} {:.0}) ({:.0} {:.0}) {:.0}", a.x, a.y, b.x, b.y, b.distance(c));
                    println!("      | {:.2} {} {place}", line.confidence, line.text);
                }
            }
            for (stage, ms) in reading.cpu_ms {
                *spent.entry(stage).or_default() += ms / count as f64;
            }
        }
        println!("{}{}", kind.name(), if symbols[0] > 0 { format!(": {} of {} symbols", symbols[1], symbols[0]) } else { String::new() });
        for (name, [printed, exact, missing]) in &counts {
            println!("  {name:?} {exact}/{printed} exact, {missing} missing");
            let sum = all.entry(*name).or_default();
            *sum = [sum[0] + printed, sum[1] + exact, sum[2] + missing];
        }
        let spent: Vec<String> = spent.iter().map(|(stage, ms)| format!("{stage} {ms:.0}")).collect();
        println!("  CPU ms: {}", spent.join(", "));
    }
    println!("all");
    for (name, [printed, exact, _]) in &all {
        println!("  {name:?} {exact}/{printed} {:.1} %", 100.0 * *exact as f64 / *printed as f64);
    }
}

fn assets() -> Assets {
    let cache = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/cache");
    let folder = std::env::var_os("CANDOR_ASSETS").map_or(cache, PathBuf::from).join("fonts");
    let mut fonts: Vec<(String, Vec<u8>)> = folder
        .read_dir()
        .expect("fonts: run `candor models pull`, or name a folder in CANDOR_ASSETS")
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    fonts.sort();
    Assets::new(fonts, []).unwrap()
}
