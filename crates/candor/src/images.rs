//! From paths to photos: folders unfolded, files read within bounds.

use crate::failure::Failure;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use vision::photo::{Channels, MOST_BYTES};
use vision::{Photo, PhotoError};

/// Endings of files that are taken for images when a folder is named. Formats that cannot be read are among them, so
/// that they are reported rather than passed over. A file that is named itself is read whatever its ending.
const ENDINGS: [&str; 12] = ["jpg", "jpeg", "jpe", "png", "webp", "heic", "heif", "avif", "gif", "tif", "tiff", "bmp"];

/// The images that `path` stands for: itself, or those in a folder and the folders in it, by name.
///
/// # Errors
/// [`Failure`] for a folder that is empty of images or cannot be listed.
pub(crate) fn unfold(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let unreadable = |cause: std::io::Error| Failure::Unreadable(cause.to_string());
    let mut images = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let inside = entry.path();
            // Links to folders are not followed: they may lead in a circle.
            if entry.file_type().map_err(unreadable)?.is_dir() {
                folders.push(inside);
            } else if is_image(&inside) && !inside.is_dir() {
                images.push(inside);
            }
        }
    }
    if images.is_empty() {
        return Err(Failure::NoImages);
    }
    images.sort();
    Ok(images)
}

fn is_image(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Reads and decodes one image.
///
/// # Errors
/// [`Failure`] when there is no such file, it cannot be read, or it gives no photo. Never more than the limit is read,
/// whatever the file says of its own size.
pub(crate) fn photo(path: &Path, channels: Channels) -> Result<Photo, Failure> {
    Ok(Photo::decode(&bytes(path)?, channels)?)
}

/// The bytes of one file, never more than the limit.
///
/// # Errors
/// [`Failure`] when there is no such file or it cannot be read.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound => Failure::NotFound,
        _ => Failure::Unreadable(cause.to_string()),
    };
    let mut file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(Failure::Unreadable("it is a folder".into()));
    }
    if about.len() > MOST_BYTES as u64 {
        return Err(Failure::Photo(PhotoError::file_too_large(about.len())));
    }
    let mut bytes = Vec::with_capacity(about.len() as usize);
    file.by_ref().take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
