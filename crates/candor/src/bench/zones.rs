//! Machine-readable zones: lines that are exact, and what `valid` is worth.

use super::{Table, per_cent};
use crate::failure::Failure;
use crate::images;
use crate::terminal::Clock;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use verify::geometry::{Point, Quad};
use vision::photo::Channels;
use vision::{Engine, Stopwatch};

/// One entry of a `truth.json`.
#[derive(Deserialize)]
struct Truth {
    /// The printed lines; none or empty where there is no zone.
    #[serde(default)]
    lines: Option<Vec<String>>,
    /// Check digits that are wrong on the document itself.
    #[serde(default)]
    bad: Vec<serde_json::Value>,
    #[serde(default)]
    severity: Option<u8>,
    #[serde(default)]
    quad: Option<[[f32; 2]; 4]>,
}

#[derive(Default)]
struct Counts {
    zones: usize,
    exact: usize,
    mild: usize,
    mild_exact: usize,
    sound_exact: usize,
    sound_exact_valid: usize,
    wrong_valid: usize,
    empty: usize,
    empty_right: usize,
    outlines: Vec<f32>,
}

pub(super) fn measure(folder: &Path, group: &str, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let path = folder.join("truth.json");
    let text = std::fs::read_to_string(&path).map_err(|cause| Failure::Unreadable(cause.to_string()))?;
    let truth: BTreeMap<String, Truth> =
        serde_json::from_str(&text).map_err(|cause| Failure::Unreadable(format!("{}: {cause}", path.display())))?;
    let mut counts = Counts::default();
    let mut times = Vec::new();
    let clock = Clock::start();
    // Models are loaded before the clock counts.
    let mut warm = false;
    for (file, truth) in &truth {
        let image = folder.join(file);
        // Some entries are of images that lie elsewhere.
        if !image.is_file() {
            continue;
        }
        if !warm {
            vision::mrz::read(&images::photo(&image, Channels::Luma)?, engine)?;
            warm = true;
        }
        let before = clock.cpu_ms();
        let photo = images::photo(&image, Channels::Luma)?;
        let read = vision::mrz::read(&photo, engine)?;
        times.push(clock.cpu_ms() - before);
        let lines = truth.lines.as_deref().filter(|lines| !lines.is_empty());
        let valid = read.as_ref().is_some_and(|read| read.valid);
        let exact = read.as_ref().map(|read| read.lines.as_slice()) == lines;
        match lines {
            None => {
                counts.empty += 1;
                counts.empty_right += usize::from(read.is_none());
            }
            Some(_) => {
                counts.zones += 1;
                counts.exact += usize::from(exact);
                if truth.severity.is_some_and(|severity| severity < 5) {
                    counts.mild += 1;
                    counts.mild_exact += usize::from(exact);
                }
                if exact && truth.bad.is_empty() {
                    counts.sound_exact += 1;
                    counts.sound_exact_valid += usize::from(valid);
                }
            }
        }
        counts.wrong_valid += usize::from(valid && !exact);
        let sure = exact && lines.is_some() && truth.bad.is_empty() && !valid;
        if !exact || sure {
            let seen = read.as_ref().map_or_else(|| "no zone".into(), |read| read.lines.join(" "));
            let how = match lines {
                Some(_) if sure => "exact but not valid".into(),
                Some(lines) => {
                    format!("printed {}, read {}{seen}", lines.join(" "), if valid { "as valid " } else { "" })
                }
                None => format!("has no zone, read {seen}"),
            };
            table.miss(file, &how);
        }
        if let Some(quad) = truth.quad {
            let colour = images::photo(&image, Channels::Colour)?;
            let found = vision::document::locate(&colour, engine)?;
            let wanted = Quad(quad.map(Point::from));
            counts.outlines.push(found.map_or(0.0, |found| found.quad.intersection_over_union(&wanted)));
        }
    }
    report(group, &counts, &mut times, table);
    Ok(())
}

fn report(group: &str, counts: &Counts, times: &mut [f64], table: &mut Table) {
    let images = format!("{} images", counts.zones);
    table.add(group, "exact", per_cent(counts.exact, counts.zones), "%", images);
    if counts.mild > 0 {
        let of = format!("{} images", counts.mild);
        table.add(group, "exact_severity_1_to_4", per_cent(counts.mild_exact, counts.mild), "%", of);
    }
    let all = counts.zones + counts.empty;
    table.add(group, "valid_but_wrong", per_cent(counts.wrong_valid, all), "%", format!("{all} images"));
    let of = format!("{} exact whose check digits hold", counts.sound_exact);
    table.add(group, "valid_of_exact", per_cent(counts.sound_exact_valid, counts.sound_exact), "%", of);
    if counts.empty > 0 {
        let of = format!("{} images", counts.empty);
        table.add(group, "none_where_none", per_cent(counts.empty_right, counts.empty), "%", of);
    }
    if !counts.outlines.is_empty() {
        let of = format!("{} images", counts.outlines.len());
        let above = |least: f32| counts.outlines.iter().filter(|&&overlap| overlap >= least).count();
        table.add(group, "outline_090", per_cent(above(0.9), counts.outlines.len()), "%", of.clone());
        table.add(group, "outline_095", per_cent(above(0.95), counts.outlines.len()), "%", of);
    }
    times.sort_by(f64::total_cmp);
    if let (Some(&last), count @ 1..) = (times.last(), times.len()) {
        let mean = times.iter().sum::<f64>() / count as f64;
        let late = times.get(count * 95 / 100).copied().unwrap_or(last);
        table.add(
            "time",
            "zone_mean",
            mean,
            "CPU-ms",
            format!("{} {count} images, with decoding", group.replace('_', " ")),
        );
        table.add("time", "zone_95_of_100", late, "CPU-ms", format!("{} {count} images", group.replace('_', " ")));
    }
}
