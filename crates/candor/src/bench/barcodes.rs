//! PDF417 symbols beside the text or bytes that they hold.

use super::{Table, per_cent};
use crate::failure::Failure;
use crate::images;
use std::path::Path;
use vision::photo::Channels;

pub(super) fn measure(folder: &Path, table: &mut Table) -> Result<(), Failure> {
    let (mut all, mut read) = (0, 0);
    let inside = |folder: &Path| -> Result<Vec<std::path::PathBuf>, Failure> {
        let entries = folder.read_dir().map_err(|cause| Failure::Unreadable(cause.to_string()))?;
        let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.sort();
        Ok(paths)
    };
    for set in inside(folder)?.into_iter().filter(|path| path.is_dir()) {
        for image in inside(&set)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "png" || e == "jpg"))
        {
            let truth = ["txt", "bin"].into_iter().find_map(|ending| std::fs::read(image.with_extension(ending)).ok());
            let Some(truth) = truth else { continue };
            let text = String::from_utf8(truth.clone())
                .unwrap_or_else(|_| truth.iter().map(|&byte| char::from(byte)).collect());
            all += 1;
            let photo = images::photo(&image, Channels::Luma)?;
            if vision::barcode::read(&photo, None).is_some_and(|found| found.text == text) {
                read += 1;
            } else {
                table.miss(&image.display().to_string(), "the symbol is not read");
            }
        }
    }
    table.add("barcodes", "read", per_cent(read, all), "%", format!("{all} symbols"));
    Ok(())
}
