//! PDF417 symbols of a folder as rxing reads them by default, beside the `barcodes` row of `candor bench`:
//! `cargo run --release -p vision --example rxing_defaults -- DIR`, where each image has its payload beside it
//! (`.txt`, or `.bin` in ISO/IEC 8859-1).

use std::error::Error;
use std::path::{Path, PathBuf};

fn images(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            images(&path, into)?;
        } else if path.extension().is_some_and(|ending| ending == "png" || ending == "jpg") {
            into.push(path);
        }
    }
    into.sort();
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder of images")?;
    let mut paths = Vec::new();
    images(Path::new(&folder), &mut paths)?;
    let (mut all, mut defaults, mut ours) = (0, 0, 0);
    for path in paths {
        let truth = ["txt", "bin"].into_iter().find_map(|ending| std::fs::read(path.with_extension(ending)).ok());
        let Some(truth) = truth else { continue };
        let truth = String::from_utf8(truth)
            .unwrap_or_else(|bytes| bytes.as_bytes().iter().map(|&byte| char::from(byte)).collect());
        let luma = image::open(&path)?.to_luma8();
        let (width, height) = luma.dimensions();
        let read =
            rxing::helpers::detect_in_luma(luma.into_raw(), width, height, Some(rxing::BarcodeFormat::PDF_417)).ok();
        let default = read.is_some_and(|read| read.getText() == truth);
        let photo = vision::Photo::decode(&std::fs::read(&path)?, vision::photo::Channels::Luma)?;
        let own = vision::barcode::read(&photo, None).is_some_and(|read| read.text == truth);
        all += 1;
        defaults += usize::from(default);
        ours += usize::from(own);
        if default != own {
            println!("{}: {}", path.display(), if own { "only candor" } else { "only rxing's defaults" });
        }
    }
    println!("{all} symbols: rxing's defaults {defaults}, candor {ours}");
    Ok(())
}
