//! The command, for tests that run it.

#![expect(clippy::panic, reason = "a test may fail that way")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Runs the command in `folder`, without a terminal or settings of the machine, with the models of this checkout.
pub(crate) fn candor(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(arguments).current_dir(folder).env("CANDOR_MODELS", all_models()).env_remove("COLUMNS");
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

/// One folder with all models, kept and pulled.
pub(crate) fn all_models() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("models-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for place in [models(), models().join("cache")] {
            let files = place
                .read_dir()
                .unwrap_or_else(|_| panic!("{} is not there; run `candor models pull`", place.display()));
            for file in
                files.map(|file| file.unwrap().path()).filter(|file| file.extension().is_some_and(|e| e == "onnx"))
            {
                std::os::unix::fs::symlink(file.canonicalize().unwrap(), folder.join(file.file_name().unwrap()))
                    .unwrap();
            }
        }
        folder
    })
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}
