//! Fonts and portraits of the manifest, as specimens need them.

use crate::failure::Failure;
use crate::manifest::Kind;
use crate::store::Store;
use specimen::Assets;

/// Everything of the manifest that is there. Photos of people may be missing: then portraits are drawn, and there are no
/// selfies. Handwriting may be missing: then there are no statements.
///
/// # Errors
/// [`Failure`] when a file cannot be read, or a font is missing.
pub(crate) fn load(store: &Store) -> Result<Assets, Failure> {
    let read = |kind: Kind| -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let mut files = Vec::new();
        for entry in store.manifest.files.iter().filter(|entry| entry.kind == kind) {
            if let Some(path) = store.find(entry) {
                let bytes = std::fs::read(&path).map_err(|cause| Failure::Unreadable(cause.to_string()))?;
                files.push((entry.file.clone(), bytes));
            }
        }
        Ok(files)
    };
    let assets = Assets::new(read(Kind::Font)?, read(Kind::Portrait)?)?;
    Ok(assets.with_groups(read(Kind::Group)?)?.with_hands(read(Kind::Handwriting)?)?)
}
