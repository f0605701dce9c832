//! Decodes every image in folders and counts how many of them this crate reads, next to rxing as it comes.
//!
//! `cargo run -p vision --example barcode_eval -- FOLDER...`; a `.txt` or `.bin` beside an image is what it must say.

use cpu_time::ProcessTime;
use rxing::{Reader, common::HybridBinarizer};
use std::path::{Path, PathBuf};
use vision::photo::{Channels, Photo};

fn main() {
    let mut totals = [0usize; 4];
    for folder in std::env::args().skip(1) {
        let mut images: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap_or_else(|cause| panic!("{folder} cannot be read: {cause}"))
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|kind| kind == "png" || kind == "jpg"))
            .collect();
        images.sort();
        for path in images {
            let Ok(photo) = Photo::decode(&std::fs::read(&path).unwrap_or_default(), Channels::Luma) else {
                println!("{} is not an image", path.display());
                continue;
            };
            let started = ProcessTime::now();
            let ours = vision::barcode::read(&photo, None).map(|code| code.text);
            let ours_ms = started.elapsed().as_secs_f64() * 1000.0;
            let started = ProcessTime::now();
            let theirs = rxing_alone(&photo);
            let theirs_ms = started.elapsed().as_secs_f64() * 1000.0;
            let (ours_right, theirs_right) = (right(&path, ours.as_deref()), right(&path, theirs.as_deref()));
            totals[0] += 1;
            totals[1] += usize::from(ours_right);
            totals[2] += usize::from(theirs_right);
            totals[3] += usize::from(ours.is_some() && !ours_right);
            println!("{} ours {ours_right} {ours_ms:.1} ms, rxing {theirs_right} {theirs_ms:.1} ms", path.display());
        }
    }
    let [images, ours, theirs, wrong] = totals;
    println!("{images} images: {ours} right, {wrong} wrong; rxing alone {theirs} right");
}

/// The payload as its file has it; where there is no file, any payload is right.
fn right(image: &Path, said: Option<&str>) -> bool {
    let Some(said) = said else { return false };
    let simplified = |bytes: &[u8]| bytes.iter().filter(|byte| !b"\r\n".contains(byte)).copied().collect::<Vec<u8>>();
    let truth = ["txt", "bin"].iter().find_map(|kind| std::fs::read(image.with_extension(kind)).ok());
    truth.is_none_or(|truth| {
        let latin: Vec<u8> = said.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
        simplified(&truth) == simplified(said.as_bytes()) || simplified(&truth) == simplified(&latin)
    })
}

fn rxing_alone(photo: &Photo) -> Option<String> {
    let luma = photo.luma();
    let source = rxing::Luma8LuminanceSource::new(luma.as_raw().clone(), luma.width(), luma.height()).ok()?;
    let mut bitmap = rxing::BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = rxing::DecodeHints { TryHarder: Some(true), ..Default::default() };
    let result = rxing::pdf417::PDF417Reader.decode_with_hints(&mut bitmap, &hints).ok()?;
    Some(result.getText().to_owned())
}
