//! A photo of a drawn passport.

use crate::support::{candor, models, text};
use std::path::Path;

/// Draws it in `folder`, and gives the bytes of the photo.
pub(crate) fn drawn(folder: &Path) -> Vec<u8> {
    let cache = models().join("cache").canonicalize().unwrap();
    let drawing = ["specimen", "--out", ".", "--photographed", "clean", "--kinds", "passport", "--models"];
    let drawn = candor(folder, &[&drawing[..], &[cache.to_str().unwrap()]].concat());
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    std::fs::read(folder.join("passport-1.jpg")).unwrap()
}
