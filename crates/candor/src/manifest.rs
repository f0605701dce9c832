//! The manifest of models and assets, built into the program.

use crate::failure::Failure;
use serde::Deserialize;

const TEXT: &str = include_str!("../../../models/manifest.toml");

/// `models/manifest.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Packages that carry files.
    #[serde(rename = "package")]
    pub(crate) packages: Vec<Package>,
    /// The files.
    #[serde(rename = "file")]
    pub(crate) files: Vec<Entry>,
}

/// One package of a registry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    /// Its name in the registry.
    pub(crate) name: String,
    /// The program that fetches it.
    pub(crate) client: Client,
    /// The exact version.
    pub(crate) version: String,
    /// About how many bytes are fetched.
    pub(crate) bytes: u64,
}

/// A program that fetches packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Client {
    /// `python3 -m pip`.
    Pip,
    /// `npm`.
    Npm,
    /// `apt-get`.
    Debian,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A neural network.
    Model,
    /// A font that specimens and annotated pictures are drawn with.
    Font,
    /// A font of handwriting that statements are drawn in.
    Handwriting,
    /// A portrait that specimens print.
    Portrait,
    /// A photo of several people, for selfies of others than in the portraits.
    Group,
}

impl Kind {
    /// The heading over such files.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Model => "Models",
            Self::Font => "Fonts",
            Self::Handwriting => "Handwriting",
            Self::Portrait => "Portraits",
            Self::Group => "Photos of several people",
        }
    }
}

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// What the program calls it.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// The package that carries it; `None` for a file kept in the repository.
    #[serde(default)]
    pub(crate) package: Option<String>,
    /// Its path inside the package.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Its path below the folder of models.
    pub(crate) file: String,
    /// Lower-case hexadecimal sha256. Empty only while a kept model is being trained: such a file is loaded, but
    /// `candor models verify` does not accept it.
    pub(crate) sha256: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// SPDX identifier, or `public domain`.
    pub(crate) licence: String,
    /// What it is for.
    pub(crate) purpose: String,
}

impl Manifest {
    /// The manifest that this program was built with.
    pub(crate) fn embedded() -> Result<Self, Failure> {
        toml::from_str(TEXT).map_err(|cause| Failure::Manifest(cause.to_string()))
    }

    /// The entry of that name.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.files.iter().find(|entry| entry.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use vision::ModelName;

    #[test]
    fn every_model_that_a_reading_needs_is_named_once() {
        let manifest = Manifest::embedded().unwrap();
        for model in ModelName::ALL {
            let entry = manifest.entry(model.name()).unwrap();
            assert_eq!(entry.kind, Kind::Model);
            assert_eq!(entry.file, format!("{}.onnx", model.name()));
        }
        let names: BTreeSet<_> = manifest.files.iter().map(|entry| &entry.name).collect();
        let files: BTreeSet<_> = manifest.files.iter().map(|entry| &entry.file).collect();
        assert_eq!((names.len(), files.len()), (manifest.files.len(), manifest.files.len()));
    }

    #[test]
    fn every_pulled_file_can_be_fetched_and_checked() {
        let manifest = Manifest::embedded().unwrap();
        for entry in manifest.files.iter().filter(|entry| entry.package.is_some()) {
            let package = manifest.packages.iter().find(|package| Some(&package.name) == entry.package.as_ref());
            assert!(package.is_some() && entry.path.is_some(), "{} names no known package and path", entry.name);
            let hexadecimal = entry.sha256.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f'));
            assert!(entry.sha256.len() == 64 && hexadecimal && entry.bytes > 0, "{}", entry.name);
            assert!(!entry.file.contains("..") && !entry.file.starts_with('/'), "{}", entry.file);
        }
        for package in &manifest.packages {
            let used = manifest.files.iter().any(|entry| entry.package.as_ref() == Some(&package.name));
            assert!(used, "no file comes from {}", package.name);
        }
    }

    #[test]
    fn a_whole_pull_stays_small() {
        let bytes: u64 = Manifest::embedded().unwrap().packages.iter().map(|package| package.bytes).sum();
        assert!(bytes < 250_000_000, "{bytes}");
    }

    #[test]
    fn kept_files_are_those_of_the_manifest() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        for entry in Manifest::embedded().unwrap().files.iter().filter(|entry| entry.package.is_none()) {
            if let Ok(bytes) = std::fs::read(folder.join(&entry.file)) {
                assert_eq!(crate::store::sha256(&bytes), entry.sha256, "{}", entry.file);
                assert_eq!(bytes.len() as u64, entry.bytes, "{}", entry.file);
            }
        }
    }
}
