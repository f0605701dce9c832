//! Fetching packages with the machine's own clients, and taking the files of the manifest out of them.

use crate::failure::Failure;
use crate::manifest::{Client, Entry, Package};
use crate::store::sha256;
use std::ffi::OsStr;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long to wait before a package is asked for a second time.
const PAUSE: Duration = Duration::from_secs(2);
/// How the names of folders begin into which packages are unpacked, and when one is no longer in use.
const SCRATCH: &str = ".pull-";
const STALE: Duration = Duration::from_secs(3600);

/// Fetches `package` and puts its `entries` below `folder`, each complete or not at all.
///
/// # Errors
/// [`Failure`] when the client is missing or fails twice, a file is not the one of the manifest, or it cannot be written.
pub(crate) fn pull(package: &Package, entries: &[&Entry], folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
    let fetched = fetch(package, folder).or_else(|failure| match failure {
        Failure::NotFetched { .. } => {
            std::thread::sleep(PAUSE);
            fetch(package, folder)
        }
        other => Err(other),
    })?;
    entries.iter().try_for_each(|entry| take(package, entry, fetched.path(), folder))
}

/// Downloads and unpacks a package into a folder that goes away when it is dropped. It lies beside the files' own folder,
/// as the system's temporary folder is often small.
fn fetch(package: &Package, folder: &Path) -> Result<tempfile::TempDir, Failure> {
    let unwritable = |cause: std::io::Error| Failure::unwritable(folder, &cause);
    sweep(folder);
    let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(folder).map_err(unwritable)?;
    let place = scratch.path();
    let exact = |separator: &str| format!("{}{separator}{}", package.name, package.version);
    match package.client {
        Client::Pip => {
            // One Python and platform whatever the machine's own: the files inside are the same on all of them.
            let options = ["--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--python-version=3.11"];
            let platform = ["--platform=manylinux2014_x86_64", "--disable-pip-version-check", "--quiet", "--dest"];
            let pip = ["-m", "pip", "download"].into_iter().chain(options).chain(platform);
            run(package, "python3", place, pip.map(OsStr::new).chain([place.as_os_str(), exact("==").as_ref()]))?;
            let wheel = downloaded(package, place, "whl")?;
            let unzip = ["-m", "zipfile", "-e"].map(OsStr::new);
            run(package, "python3", place, unzip.into_iter().chain([wheel.as_os_str(), place.as_os_str()]))?;
        }
        Client::Npm => {
            let pack = ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination"].map(OsStr::new);
            run(package, "npm", place, pack.into_iter().chain([place.as_os_str(), exact("@").as_ref()]))?;
            let archive = downloaded(package, place, "tgz")?;
            run(package, "tar", place, ["-xzf".as_ref(), archive.as_os_str()])?;
        }
        Client::Debian => {
            // The version moves with the release of Debian; the sha256 of each file holds.
            run(package, "apt-get", place, ["--quiet", "download", &package.name])?;
            let archive = downloaded(package, place, "deb")?;
            run(package, "dpkg-deb", place, ["-x".as_ref(), archive.as_os_str(), place.as_os_str()])?;
        }
    }
    Ok(scratch)
}

/// Removes what pulls that were killed have left behind. Those of another pull that still runs are younger.
fn sweep(folder: &Path) {
    for left in folder.read_dir().into_iter().flatten().flatten() {
        let age = left.metadata().and_then(|about| about.modified()).ok().and_then(|time| time.elapsed().ok());
        let scratch = left.file_name().to_string_lossy().starts_with(SCRATCH);
        if scratch && age.is_some_and(|age| age > STALE) {
            // Left as it is where it cannot be removed: it does no harm but take space.
            let _ = std::fs::remove_dir_all(left.path());
        }
    }
}

/// Runs a client in `place`.
fn run<A: AsRef<OsStr>>(
    package: &Package,
    client: &'static str,
    place: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Result<(), Failure> {
    let output =
        Command::new(client).args(arguments).current_dir(place).output().map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => Failure::NoClient { client, package: package.name.clone(), remedy: remedy(client) },
            _ => not_fetched(package, format!("{client}: {cause}")),
        })?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    if ["No space left", "ENOSPC", "Disk quota"].iter().any(|sign| words.contains(sign)) {
        return Err(Failure::unwritable(place.parent().unwrap_or(place), &"no space left"));
    }
    if client == "python3" && words.contains("No module named pip") {
        return Err(Failure::NoClient { client: "pip", package: package.name.clone(), remedy: remedy("pip") });
    }
    Err(not_fetched(package, format!("{client}: {}", last_words(&words))))
}

fn not_fetched(package: &Package, cause: String) -> Failure {
    Failure::NotFetched { package: format!("{} {}", package.name, package.version), cause }
}

/// The line of a client's complaint that tells most: npm gives a reason before its advice, the others end with it.
fn last_words(words: &str) -> String {
    let mut lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let reason = lines.clone().find(|line| line.contains("reason:") || line.contains("404"));
    reason.or(lines.next_back()).unwrap_or("it gave no reason").to_owned()
}

/// How to get a client on the systems that Candor is set up on.
const fn remedy(client: &str) -> &'static str {
    match client.as_bytes() {
        b"python3" | b"pip" => "install Python 3 with pip (Debian: apt-get install python3-pip)",
        b"npm" => "install Node.js with npm (Debian: apt-get install npm)",
        b"tar" => "install tar",
        _ => "use a Debian system, or put the file into the folder of models by hand",
    }
}

/// The one archive that a client left in `place`.
fn downloaded(package: &Package, place: &Path, ending: &str) -> Result<PathBuf, Failure> {
    let files = place.read_dir().map_err(|cause| Failure::unwritable(place, &cause))?;
    let archive = files.flatten().map(|file| file.path()).find(|path| path.extension() == Some(ending.as_ref()));
    archive.ok_or_else(|| not_fetched(package, format!("no .{ending} file arrived")))
}

/// Copies one file of an unpacked package to its place: checked, then renamed, so that a file is never half there.
fn take(package: &Package, entry: &Entry, unpacked: &Path, folder: &Path) -> Result<(), Failure> {
    let other = |cause: String| Failure::NotThatFile {
        package: format!("{} {}", package.name, package.version),
        name: entry.name.clone(),
        cause,
    };
    let inside = entry.path.as_deref().unwrap_or_default();
    let bytes = std::fs::read(unpacked.join(inside)).map_err(|cause| other(format!("{inside}: {cause}")))?;
    let sum = sha256(&bytes);
    if sum != entry.sha256 {
        return Err(other(format!("the sha256 of {inside} is {sum}")));
    }
    let path = folder.join(&entry.file);
    let unwritable = |cause: &std::io::Error| Failure::unwritable(&path, cause);
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(|cause| unwritable(&cause))?;
    let mut file = tempfile::NamedTempFile::new_in(parent).map_err(|cause| unwritable(&cause))?;
    file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(|cause| unwritable(&cause))?;
    readable_by_all(file.as_file()).map_err(|cause| unwritable(&cause))?;
    file.persist(&path).map_err(|cause| unwritable(&cause.error))?;
    Ok(())
}

/// Temporary files are their owner's alone; models may be pulled by one user and used by another.
fn readable_by_all(file: &std::fs::File) -> std::io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    let _ = file;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifest;

    fn unpacked(content: &[u8]) -> (tempfile::TempDir, Manifest) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("inside.bin"), content).unwrap();
        let mut manifest = Manifest::embedded().unwrap();
        let entry = &mut manifest.files[0];
        entry.path = Some("inside.bin".into());
        entry.file = "below/file.bin".into();
        entry.sha256 = sha256(b"right");
        (folder, manifest)
    }

    #[test]
    fn the_right_file_is_put_in_its_place() {
        let (folder, manifest) = unpacked(b"right");
        take(&manifest.packages[0], &manifest.files[0], folder.path(), folder.path()).unwrap();
        assert_eq!(std::fs::read(folder.path().join("below/file.bin")).unwrap(), b"right");
    }

    #[test]
    fn another_file_is_refused_and_leaves_nothing() {
        let (folder, manifest) = unpacked(b"wrong");
        let failure = take(&manifest.packages[0], &manifest.files[0], folder.path(), folder.path()).unwrap_err();
        assert_eq!(failure.code(), "package.not_that_file");
        assert!(!folder.path().join("below").exists());
    }

    #[test]
    fn the_telling_line_of_a_complaint_is_kept() {
        let npm = "npm error code E\nnpm error request failed, reason: connect refused\nnpm error If you are behind";
        assert_eq!(last_words(npm), "npm error request failed, reason: connect refused");
        assert_eq!(
            last_words("WARNING: retrying\nERROR: No matching distribution found\n\n"),
            "ERROR: No matching distribution found"
        );
        assert_eq!(last_words(""), "it gave no reason");
    }
}
