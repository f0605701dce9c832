//! Puts the built web pages into the program, where they are there: `web/apply/dist` and `web/console/dist`, which `make web` makes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let own = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut table = String::from("&[\n");
    // The applicant's pages lie at the top, the others in a folder of their own.
    for (pages, folder) in [("apply", ""), ("console", "console/")] {
        let web = own.join("../../web").join(pages);
        let built = web.join("dist");
        // A path that is not there would make the program anew at every build: without pages, what is watched is where they would appear.
        let watched = [&built, &web].into_iter().find(|folder| folder.is_dir());
        println!("cargo::rerun-if-changed={}", watched.map_or(own.join("build.rs"), Clone::clone).display());
        let mut files = Vec::new();
        if built.is_dir() {
            found(&built, &mut files)?;
        }
        files.sort();
        for file in files {
            let name = file.strip_prefix(&built).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
            let name = format!("{folder}{name}");
            let _ = writeln!(table, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
        }
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("pages.rs"), table)
}

fn found(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
