//! What specimens are drawn with: from `CANDOR_ASSETS`, else from `models/cache/` of this checkout.

use specimen::Assets;
use std::path::PathBuf;

/// The fonts. Without them the test that needs them fails, and says how to get them.
pub(crate) fn assets() -> Assets {
    let cache = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/cache");
    let folder = std::env::var_os("CANDOR_ASSETS").map_or(cache, PathBuf::from).join("fonts");
    let entries = folder.read_dir().unwrap_or_else(|cause| {
        panic!(
            "no fonts in {} ({cause}); run `candor models pull`, or name a folder in CANDOR_ASSETS",
            folder.display()
        )
    });
    let mut fonts: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    fonts.sort();
    Assets::new(fonts, []).unwrap()
}
