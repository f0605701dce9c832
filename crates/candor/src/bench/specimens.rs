//! The project's own specimens: every part of a reading on photos whose truth is known.

use super::{Table, per_cent};
use crate::failure::Failure;
use crate::terminal::{Clock, Progress};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use specimen::{Assets, Fault, Photograph, Severity, Shot, Specimen, SpecimenKind, draw, page, photograph};
use std::collections::BTreeMap;
use verify::limits::Limits;
use verify::reading::{FieldName, QualityCheck, Reading, Side, Stage};
use vision::photo::Channels;
use vision::{Engine, Photo};

/// Seeds below this were used while reading was tuned.
const FIRST_SEED: u64 = 100_001;
/// Fields that the limits are about.
const NAMES_NUMBER_DATES: [FieldName; 6] = [
    FieldName::FamilyName,
    FieldName::GivenNames,
    FieldName::Number,
    FieldName::BirthDate,
    FieldName::IssueDate,
    FieldName::ExpiryDate,
];

#[derive(Default)]
struct Counts {
    kinds: (usize, usize),
    sides: (usize, usize),
    zones: (usize, usize),
    zones_valid_wrong: usize,
    no_zones: (usize, usize),
    outlines: Vec<f32>,
    latin: (usize, usize),
    chinese: (usize, usize),
    symbols: (usize, usize),
    raised: BTreeMap<QualityCheck, usize>,
    portraits: (usize, usize),
}

fn count(pair: &mut (usize, usize), right: bool) {
    pair.0 += usize::from(right);
    pair.1 += 1;
}

/// Draws `each` specimens of every kind, photographs them at clean and mild severity, and reads them; then blurs and
/// lights some of them step by step.
pub(crate) fn measure(each: u64, assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let limits = vision::limits::default_limits();
    let progress = Progress::over(SpecimenKind::ALL.len() * each as usize * 2);
    let mut done = 0;
    for (severity, name) in [(Severity::Clean, "specimens_clean"), (Severity::Mild, "specimens_mild")] {
        let mut counts = Counts::default();
        let mut spent = BTreeMap::new();
        let mut photos = 0;
        for kind in SpecimenKind::ALL {
            for seed in FIRST_SEED..FIRST_SEED + each {
                progress.at(done, kind.name());
                done += 1;
                let specimen = draw(kind, seed, assets)?;
                let mut random = ChaCha8Rng::seed_from_u64(seed ^ kind as u64);
                let shot = Shot::of_severity(severity, 1600, 1200, &mut random);
                let photo = photograph(&specimen.image, &shot, seed);
                let reading = read(&photo, engine, &limits, &Stage::ALL)?;
                let missed = compare(&specimen, &photo, &reading, &mut counts);
                for how in missed {
                    table.miss(&format!("{name} {} {seed}", kind.name()), &how);
                }
                for (stage, milliseconds) in &reading.cpu_ms {
                    *spent.entry(stage.clone()).or_insert(0.0) += milliseconds;
                }
                photos += 1;
            }
        }
        report(name, &counts, photos, table);
        for (stage, milliseconds) in spent {
            let of = format!("{photos} photos of 1600 x 1200");
            table.add(name, &format!("time {stage}"), milliseconds / photos as f64, "CPU-ms", of);
        }
    }
    drop(progress);
    pages(each, assets, engine, table)?;
    ladder("blur", each, assets, engine, table)?;
    ladder("glare", each, assets, engine, table)?;
    large(assets, engine, table)
}

fn read(photo: &Photograph, engine: &Engine, limits: &Limits, stages: &[Stage]) -> Result<Reading, Failure> {
    let clock = Clock::start();
    let before = vision::Stopwatch::cpu_ms(&clock);
    let decoded = Photo::decode(&photo.jpeg, Channels::Colour)?;
    let decode = vision::Stopwatch::cpu_ms(&clock) - before;
    let mut reading = vision::read(&decoded, engine, limits, stages, &clock)?;
    reading.cpu_ms.insert("decode".into(), decode);
    *reading.cpu_ms.entry("total".into()).or_default() += decode;
    Ok(reading)
}

fn compare(specimen: &Specimen, photo: &Photograph, reading: &Reading, counts: &mut Counts) -> Vec<String> {
    let mut missed = Vec::new();
    let truth = &specimen.truth;
    let document = reading.document.as_ref();
    let right = document.is_some_and(|document| document.kind == truth.kind);
    count(&mut counts.kinds, right);
    if !right {
        missed.push(format!("kind {:?}", document.map(|document| document.kind)));
    }
    if truth.side != Side::Unknown {
        count(&mut counts.sides, document.is_some_and(|document| document.side == truth.side));
    }
    counts.outlines.push(document.map_or(0.0, |document| document.quad.intersection_over_union(&photo.quad)));
    match &truth.mrz {
        Some(zone) => {
            let exact = reading.mrz.as_ref().is_some_and(|read| read.lines == zone.lines);
            count(&mut counts.zones, exact);
            counts.zones_valid_wrong += usize::from(!exact && reading.mrz.as_ref().is_some_and(|read| read.valid));
            if !exact {
                let seen = reading.mrz.as_ref().map(|read| (read.valid, read.lines.join(" ")));
                missed.push(format!("zone printed {}, read {seen:?}", zone.lines.join(" ")));
            }
        }
        None => {
            count(&mut counts.no_zones, reading.mrz.is_none());
            if let Some(read) = &reading.mrz {
                missed.push(format!("a zone where there is none: {}", read.lines.join(" ")));
            }
        }
    }
    for (name, field) in &truth.fields {
        let exact = reading.fields.get(name).is_some_and(|read| same(&read.value, &field.value));
        if matches!(specimen.truth.specimen, SpecimenKind::ChineseCardFront | SpecimenKind::ChineseCardBack) {
            count(&mut counts.chinese, exact);
        } else if NAMES_NUMBER_DATES.contains(name) {
            count(&mut counts.latin, exact);
        } else {
            continue;
        }
        if !exact {
            let seen = reading.fields.get(name).map(|read| &read.value);
            missed.push(format!("{name:?} printed {:?}, read {seen:?}", field.value));
        }
    }
    if let Some(symbol) = &truth.barcode {
        let read = reading.barcode.as_ref().and_then(|code| code.aamva.as_ref());
        count(&mut counts.symbols, read == Some(&symbol.aamva));
    }
    for (&check, _) in reading.quality.iter().filter(|(_, measured)| !measured.passed) {
        *counts.raised.entry(check).or_default() += 1;
        missed.push(format!("raised {check:?}"));
    }
    if let Some(portrait) = truth.portrait
        && !truth.portrait_is_drawn
    {
        let wanted = photo.locate(&portrait);
        let found = document.and_then(|document| document.portrait);
        count(&mut counts.portraits, found.is_some_and(|found| found.intersection_over_union(&wanted) > 0.4));
    }
    missed
}

/// Equal but for spaces at the ends and how many there are between words.
fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn report(name: &str, counts: &Counts, photos: usize, table: &mut Table) {
    let mut share = |what: &str, (right, all): (usize, usize)| {
        if all > 0 {
            table.add(name, what, per_cent(right, all), "%", format!("{all}"));
        }
    };
    share("kind", counts.kinds);
    share("side", counts.sides);
    share("zone_exact", counts.zones);
    share("no_zone_where_none", counts.no_zones);
    share("names_number_dates", counts.latin);
    share("chinese_fields", counts.chinese);
    share("aamva_all_elements", counts.symbols);
    share("portrait", counts.portraits);
    let above =
        |least: f32| (counts.outlines.iter().filter(|&&overlap| overlap >= least).count(), counts.outlines.len());
    share("outline_090", above(0.9));
    share("outline_095", above(0.95));
    let wrong = counts.zones_valid_wrong;
    table.add(name, "zone_valid_but_wrong", per_cent(wrong, counts.zones.1), "%", format!("{} zones", counts.zones.1));
    for check in QualityCheck::ALL {
        let raised = counts.raised.get(&check).copied().unwrap_or(0);
        let what = format!("raised_{}", format!("{check:?}").to_lowercase());
        table.add(name, &what, per_cent(raised, photos), "%", format!("{photos} photos"));
    }
}

/// Pages of print that are no documents: none has a machine-readable zone.
fn pages(each: u64, assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let (mut none, all) = (0, 8 * each as usize);
    for seed in FIRST_SEED..FIRST_SEED + 8 * each {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut shot = Shot::of_severity(Severity::Mild, 1600, 1200, &mut random);
        shot.quarter_turns = (seed % 4) as u8;
        let photo = photograph(&page(seed, assets), &shot, seed);
        let decoded = Photo::decode(&photo.jpeg, Channels::Luma)?;
        match vision::mrz::read(&decoded, engine)? {
            None => none += 1,
            Some(read) => {
                table.miss(&format!("page {seed}"), &format!("no zone is printed, read {}", read.lines.join(" ")))
            }
        }
    }
    table.add("pages", "no_zone", per_cent(none, all), "%", format!("{all} pages of prose, codes, receipts"));
    Ok(())
}

/// Photos without and with a fault, with noise and JPEG that vary on both: how well the measurement tells them apart.
fn ladder(fault: &str, each: u64, assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let limits = vision::limits::default_limits();
    let check = if fault == "blur" { QualityCheck::Blurry } else { QualityCheck::Glare };
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for seed in FIRST_SEED..FIRST_SEED + 3 * each {
        let kind = SpecimenKind::ALL[(seed % 8) as usize];
        let specimen = draw(kind, seed, assets)?;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for step in 0..4u32 {
            let mut shot = Shot::of_severity(Severity::Clean, 1600, 1200, &mut random);
            shot.jpeg_quality = [95, 85, 70, 50][(seed % 4) as usize];
            shot.faults.retain(|fault| !matches!(fault, Fault::Noise { .. }));
            shot.faults.push(Fault::Noise { sigma: [1.0, 3.0, 6.0, 9.0][((seed / 4) % 4) as usize] });
            match (fault, step) {
                (_, 0) => {}
                ("blur", _) => {
                    shot.faults.retain(|fault| !matches!(fault, Fault::Blur { .. }));
                    shot.faults.push(Fault::Blur { sigma: [2.2, 3.2, 4.5][step as usize - 1] });
                }
                _ => shot.faults.push(Fault::Glare {
                    at: [0.2 + 0.2 * step as f32, 0.3 + 0.1 * (seed % 5) as f32],
                    radius: 0.08 + 0.03 * step as f32,
                    peak: 110.0 + 50.0 * step as f32,
                }),
            }
            let photo = photograph(&specimen.image, &shot, seed);
            let decoded = Photo::decode(&photo.jpeg, Channels::Colour)?;
            let document = vision::document::locate(&decoded, engine)?;
            let measured = vision::quality::measure(&decoded, document.as_ref(), None, &limits);
            let Some(value) = measured.get(&check).map(|measured| measured.value) else { continue };
            if step == 0 { without.push(value) } else { with.push(value) }
        }
    }
    let worse = |bad: f32, good: f32| if fault == "blur" { bad < good } else { bad > good };
    let mut right = 0.0;
    for &bad in &with {
        for &good in &without {
            right += if worse(bad, good) {
                1.0
            } else if bad == good {
                0.5
            } else {
                0.0
            };
        }
    }
    let pairs = (with.len() * without.len()).max(1) as f64;
    let of = format!("{} without, {} with", without.len(), with.len());
    table.add("ladders", &format!("{fault}_auc"), right / pairs, "", of);
    Ok(())
}

/// Everything on 12 megapixels.
fn large(assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let limits = vision::limits::default_limits();
    let specimen = draw(SpecimenKind::Passport, FIRST_SEED, assets)?;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let shot = Shot::of_severity(Severity::Clean, 4000, 3000, &mut random);
    let photo = photograph(&specimen.image, &shot, FIRST_SEED);
    read(&photo, engine, &limits, &Stage::ALL)?;
    let reading = read(&photo, engine, &limits, &Stage::ALL)?;
    let total = reading.cpu_ms.get("total").copied().unwrap_or_default();
    table.add("time", "everything_12_megapixels", total, "CPU-ms", "a passport".into());
    for (stage, milliseconds) in reading.cpu_ms.iter().filter(|(stage, _)| *stage != "total") {
        table.add("time", &format!("12_megapixels_{stage}"), *milliseconds, "CPU-ms", "a passport".into());
    }
    Ok(())
}
