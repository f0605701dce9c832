//! Specimens with one fault each, and without: whether the right cause is named, and no other.

use super::{Table, per_cent};
use crate::cases::{KINDS, Wrong, names, policy, specimen_case};
use crate::failure::Failure;
use crate::judge::{self, Files};
use crate::terminal::{Clock, Progress};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use specimen::Assets;
use verify::checks::Case;
use verify::decision::{Outcome, decide};
use verify::facts::Facts;
use verify::finding::AnyFinding;
use vision::{Engine, Stopwatch};

/// Seeds below this were used while the limits were tuned.
const FIRST_SEED: u64 = 500_001;

/// Judges `each` specimens of every fault, and twelve times as many without any.
pub(crate) fn measure(each: u64, assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let clean = 12 * each;
    let progress = Progress::over((KINDS.len() as u64 * each + clean) as usize);
    let mut done = 0;
    let (mut all, mut all_right, mut all_alone) = (0, 0, 0);
    for (name, code, wrong) in KINDS {
        let (mut right, mut alone) = (0, 0);
        for seed in FIRST_SEED..FIRST_SEED + each {
            progress.at(done, name);
            done += 1;
            let Judged { codes, measured, .. } = judged(seed, wrong, assets, engine)?;
            let found = codes.iter().any(|found| names(found, code));
            let others: Vec<&String> =
                codes.iter().filter(|found| !names(found, code) && *found != "sys.check_not_run").collect();
            right += usize::from(found);
            alone += usize::from(others.is_empty());
            if !found || !others.is_empty() {
                table
                    .miss(&format!("{name} {seed}"), &format!("{code} wanted, {} found; {measured}", codes.join(", ")));
            }
        }
        all += each as usize;
        all_right += right;
        all_alone += alone;
        let row = name.replace(' ', "_");
        table.add("one_fault", &format!("{row}_named"), per_cent(right, each as usize), "%", format!("{each}"));
        table.add("one_fault", &format!("{row}_alone"), per_cent(alone, each as usize), "%", format!("{each}"));
    }
    table.add("one_fault", "right_code", per_cent(all_right, all), "%", format!("{all}"));
    table.add("one_fault", "no_wrong_code", per_cent(all_alone, all), "%", format!("{all}"));
    let mut raised: std::collections::BTreeMap<String, usize> = Default::default();
    let mut approved = 0;
    for seed in FIRST_SEED + 1000..FIRST_SEED + 1000 + clean {
        progress.at(done, "clean");
        done += 1;
        let Judged { outcome, codes, measured } = judged(seed, Wrong::Nothing, assets, engine)?;
        approved += usize::from(outcome == Outcome::Approved && codes.is_empty());
        if !codes.is_empty() {
            table.miss(&format!("clean {seed}"), &format!("{}; {measured}", codes.join(", ")));
        }
        for code in codes {
            *raised.entry(code).or_default() += 1;
        }
    }
    table.add("clean_claims", "no_finding", per_cent(approved, clean as usize), "%", format!("{clean}"));
    let most = raised.iter().filter(|(code, _)| *code != "sys.check_not_run").max_by_key(|(_, count)| **count);
    let (code, count) = most.map_or(("none", 0), |(code, count)| (code.as_str(), *count));
    table.add("clean_claims", "most_of_one_code", per_cent(count, clean as usize), "%", format!("{code}, of {clean}"));
    large(assets, engine, table)
}

/// CPU time of judging a document and a selfie of 12 megapixels each, the models loaded.
fn large(assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let mut case = specimen_case(FIRST_SEED, Wrong::Nothing, assets)?;
    for photo in [Some(&mut case.front), case.selfie.as_mut()].into_iter().flatten() {
        let unread = |cause| Failure::Manifest(format!("a specimen cannot be enlarged: {cause}"));
        let image = image::load_from_memory(photo).map_err(unread)?;
        let (width, height) = if image.width() > image.height() { (4000, 3000) } else { (3000, 4000) };
        let large = image.resize_exact(width, height, FilterType::CatmullRom).into_rgb8();
        photo.clear();
        JpegEncoder::new_with_quality(photo, 92).encode_image(&large).map_err(unread)?;
    }
    let clock = Clock::start();
    let mut spent = 0.0;
    for _ in 0..2 {
        let before = clock.cpu_ms();
        let files = Files { front: &case.front, back: None, selfie: case.selfie.as_deref() };
        let (facts, _) = judge::facts(files, engine).map_err(|(_, failure)| failure)?;
        std::hint::black_box(decide(&Case { claim: &case.claim, facts: &facts, policy: &policy(), on: case.on }));
        spent = clock.cpu_ms() - before;
    }
    table.add("time", "check_12_megapixels", spent, "CPU-ms", "a document and a selfie".into());
    Ok(())
}

/// What came of one specimen.
struct Judged {
    outcome: Outcome,
    codes: Vec<String>,
    /// For people who look into a miss.
    measured: String,
}

/// Judges one specimen with one fault.
fn judged(seed: u64, wrong: Wrong, assets: &Assets, engine: &Engine) -> Result<Judged, Failure> {
    let case = specimen_case(seed, wrong, assets)?;
    let files = Files { front: &case.front, back: case.back.as_deref(), selfie: case.selfie.as_deref() };
    let (facts, _) = judge::facts(files, engine).map_err(|(_, failure)| failure)?;
    let decision = decide(&Case { claim: &case.claim, facts: &facts, policy: &policy(), on: case.on });
    let codes = decision.findings.iter().map(AnyFinding::code).map(str::to_owned).collect();
    Ok(Judged { outcome: decision.outcome, codes, measured: measured(&facts) })
}

fn measured(facts: &Facts) -> String {
    let mut parts = Vec::new();
    if let Some(front) = &facts.front {
        parts.extend(front.quality.iter().map(|(check, measured)| format!("{check:?} {}", measured.value)));
        parts.push(format!("screen {} copy {}", front.screen, front.printed_copy));
        parts.extend(front.document.iter().map(|document| {
            format!("{:?} covered {} outside {:?}", document.kind, document.covered, document.corners_outside)
        }));
    }
    if let Some(face) = facts.selfie.as_ref().and_then(|selfie| selfie.faces.first()) {
        parts.extend(face.measurements.iter().map(|(name, value)| format!("{name} {value}")));
    }
    parts.push(format!("score {:?}", facts.face_score));
    parts.join(", ")
}
