//! Reads the photos of a folder and compares the lines with its `truth.json` (`{"file": {"lines": [...]}}`).
//!
//! `CANDOR_MODELS=models cargo run --release -p vision --example mrz_eval -- FOLDER...`

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::time::Instant;
use vision::photo::{Channels, Photo};

fn main() {
    let engine = support::engine();
    for folder in std::env::args().skip(1) {
        let folder = Path::new(&folder);
        let truth: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap();
        let truth = truth.get("images").unwrap_or(&truth).as_object().unwrap();
        let (mut images, mut exact, mut valid, mut wrong_valid, mut none_right, mut none) = (0, 0, 0, 0, 0, 0);
        let mut times = Vec::new();
        for (file, entry) in truth {
            let Ok(bytes) = std::fs::read(folder.join(file)) else { continue };
            let wanted: Option<Vec<String>> = entry["lines"]
                .as_array()
                .map(|lines| lines.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect())
                .filter(|lines: &Vec<String>| !lines.is_empty());
            let started = Instant::now();
            let photo = match Photo::decode(&bytes, Channels::Luma) {
                Ok(photo) => photo,
                Err(error) => {
                    println!("{file}: {error}");
                    continue;
                }
            };
            let read = vision::mrz::read(&photo, &engine).unwrap();
            times.push(started.elapsed().as_secs_f64() * 1e3);
            images += 1;
            let is_valid = read.as_ref().is_some_and(|read| read.valid);
            valid += usize::from(is_valid);
            match (&wanted, &read) {
                (None, None) => none_right += 1,
                (None, Some(read)) => println!("{file}: nothing there, read {:?}", read.lines),
                (Some(wanted), Some(read)) if read.lines == *wanted => exact += 1,
                (Some(wanted), read) => {
                    none += usize::from(read.is_none());
                    wrong_valid += usize::from(is_valid);
                    println!("{file}{}", if is_valid { " VALID" } else { "" });
                    for (line, wanted) in read.iter().flat_map(|read| &read.lines).zip(wanted) {
                        if line != wanted {
                            println!("    {line}\n    {wanted}");
                        }
                    }
                }
            }
        }
        times.sort_by(f64::total_cmp);
        let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
        println!(
            "{}: {images} images, exact {exact}, nothing where nothing is {none_right}, nothing found {none}, valid {valid}, valid but wrong {wrong_valid}; \
             ms mean {mean:.0}, median {:.0}, 95 of 100 under {:.0}",
            folder.display(),
            times.get(times.len() / 2).unwrap_or(&0.0),
            times.get(times.len() * 95 / 100).unwrap_or(&0.0),
        );
    }
}
