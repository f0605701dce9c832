//! `candor backup` and `candor restore`.

use super::serve::{block_on, config, existing, managed};
use crate::arguments::{BackupArguments, RestoreArguments};
use crate::failure::Failure;
use crate::terminal::written;
use server::{Config, Opening, ServeError, Shared};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const DATABASE: &str = "candor.sqlite";
const KEYS: &str = "data-keys.sqlite";
const BLOBS: &str = "blobs";
/// How often database and blobs are copied until they fit together.
const TRIES: u32 = 4;

/// Copies everything but the ring into a new folder, and the wrapped keys into another when one is named.
pub(crate) fn run(arguments: &BackupArguments) -> Result<ExitCode, Failure> {
    let out = &arguments.out;
    let keys_out = arguments.keys_out.as_ref().unwrap_or(out);
    block_on(async {
        let service = existing(&arguments.set_up).await?;
        for folder in [out, keys_out] {
            if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
                return Err(Failure::Argument(format!("{} is not empty; name a new folder", folder.display())));
            }
            owners_folder(folder)?;
        }
        let missing = copied_together(&service, out).await?;
        // The keys last: of whoever was redacted meanwhile, the copy holds rows without a key, and their redaction is finished.
        service.keys.copy_to(&keys_out.join(KEYS)).await?;
        let mut said = format!("{} holds database", out.display());
        if keys_out == out {
            said += ", wrapped keys and blobs.";
        } else {
            said += &format!(" and blobs, {} the wrapped keys.", keys_out.display());
        }
        said += &format!(
            " The ring in {} is not part of it: keep it elsewhere. Once somebody is redacted, destroy every copy of {KEYS} from before.",
            service.config.keys.display()
        );
        written(writeln!(anstream::stdout().lock(), "{said}"))?;
        match missing.first() {
            None => Ok(ExitCode::SUCCESS),
            Some(first) => Err(Failure::Argument(format!(
                "{} files that the database names are not in {}, such as {first}; the backup holds everything else: look whether a disk lost them",
                missing.len(),
                service.config.data.join(BLOBS).display()
            ))),
        }
    })
}

/// Copies database and blobs, and gives the blobs that the copied database names and that are not there.
async fn copied_together(service: &Shared, out: &Path) -> Result<Vec<String>, Failure> {
    let (from, to) = (service.config.data.join(BLOBS), out.join(BLOBS));
    let database = out.join(DATABASE);
    let mut missing = Vec::new();
    for _ in 0..TRIES {
        if database.exists() {
            std::fs::remove_file(&database).map_err(|cause| Failure::unwritable(&database, &cause))?;
        }
        // Blobs are never changed. Twice, around the database: what it names is there unless it came after the first time and went before the
        // second, such as a part of a file that was put together meanwhile. The next copy of the database does not name that any more.
        copied(&from, &to)?;
        missing = service.store.copy_to(&database).await?;
        copied(&from, &to)?;
        missing.retain(|name| !to.join(name).is_file());
        if missing.is_empty() {
            break;
        }
    }
    Ok(missing)
}

/// Puts a backup in the place of the data, and redacts again who was redacted since.
pub(crate) fn restore(arguments: &RestoreArguments) -> Result<ExitCode, Failure> {
    let from = &arguments.from;
    let keys_from = arguments.keys_from.as_ref().unwrap_or(from);
    for (folder, file) in [(from, DATABASE), (keys_from, KEYS)] {
        if !folder.join(file).is_file() {
            return Err(Failure::Argument(format!(
                "{} holds no backup: there is no {file}; name a folder that `candor backup` wrote, and with --keys-from the one of its --keys-out",
                folder.display()
            )));
        }
    }
    let config = config(&arguments.set_up)?;
    let data = config.data.clone();
    let before = beside(&data, ".before-restore");
    if before.exists() {
        return Err(Failure::Argument(format!(
            "{} is there from a restore before; move it away first",
            before.display()
        )));
    }
    block_on(async {
        // Before anything is moved: without its keys, nothing of the backup can be read. Looked at in a copy, as looking would write.
        let looked = tempfile::tempdir().map_err(|cause| Failure::unwritable(&std::env::temp_dir(), &cause))?;
        copied_file(&keys_from.join(KEYS), &looked.path().join(KEYS))?;
        let copy = Config { data: looked.path().to_owned(), ..config.clone() };
        let keys = server::key_table(&copy, Opening::Making).await?;
        let known = keys.destroyed(0).await?.len();
        let ring = server::ring(&copy, &*keys).await.map_err(|cause| in_place_of_copy(cause, keys_from))?;
        // What was destroyed stands beside the ring; a ring that comes from a copy itself learns it from the data, where that can be read.
        let noted: HashSet<String> = ring.destroyed()?.into_iter().map(|(owner, _)| owner).collect();
        if let Ok(keys) = server::key_table(&config, Opening::AsItIs).await {
            for (owner, at) in keys.destroyed(0).await?.into_iter().filter(|(owner, _)| !noted.contains(owner)) {
                ring.note_destroyed(&owner, at)?;
            }
        }
        if data.exists() {
            std::fs::rename(&data, &before).map_err(|cause| Failure::unwritable(&before, &cause))?;
        }
        copied(from, &data)?;
        copied_file(&keys_from.join(KEYS), &data.join(KEYS))?;
        // Opening it destroys them again.
        let service = managed(config, Opening::Making).await?;
        let again = service.keys.destroyed(0).await?.len() - known;
        let mut said = format!("{} is as it was in {}.", data.display(), from.display());
        if again > 0 {
            said += &format!(
                " {again} keys that were destroyed since then were destroyed again; `candor serve` finishes their redaction."
            );
        }
        if before.exists() {
            said += &format!(" What was there before is in {}: destroy it when all is well.", before.display());
        }
        written(writeln!(anstream::stdout().lock(), "{said}"))?;
        Ok(ExitCode::SUCCESS)
    })
}

/// `cause` with the backup's own folder, where it names the copy of it.
fn in_place_of_copy(cause: ServeError, from: &Path) -> ServeError {
    match cause {
        ServeError::NoKeys { keys, .. } => ServeError::NoKeys { keys, data: from.to_owned() },
        ServeError::OtherKeys { keys, .. } => ServeError::OtherKeys { keys, data: from.to_owned() },
        other => other,
    }
}

/// `path` with `ending` after its whole name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    // A path that ends in a slash names the same folder.
    let mut name = path.components().as_path().as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Makes a folder that its owner alone can look into, or makes one so that is there.
fn owners_folder(folder: &Path) -> Result<(), Failure> {
    let failed = |cause: std::io::Error| Failure::unwritable(folder, &cause);
    std::fs::create_dir_all(folder).map_err(failed)?;
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(failed)?;
    Ok(())
}

/// Copies what is not there yet of a folder, with everything in it. What goes away meanwhile is left out.
fn copied(from: &Path, to: &Path) -> Result<(), Failure> {
    owners_folder(to)?;
    let Ok(entries) = std::fs::read_dir(from) else { return Ok(()) };
    for entry in entries.flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &place)?;
        } else if !place.exists() {
            copied_file(&entry.path(), &place)?;
        }
    }
    Ok(())
}

/// Copies a file for its owner alone. One that is not there any more is left out.
fn copied_file(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |cause: std::io::Error| Failure::unwritable(to, &cause);
    match std::fs::copy(from, to) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(()),
        copied => {
            copied.map_err(failed)?;
            #[cfg(unix)]
            std::fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(failed)?;
            Ok(())
        }
    }
}
