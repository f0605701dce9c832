//! `candor backup` and `candor restore`.

use super::serve::{block_on, config, managed};
use crate::arguments::{BackupArguments, RestoreArguments};
use crate::failure::Failure;
use crate::terminal::written;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

const DATABASE: &str = "candor.sqlite";
const KEYS: &str = "data-keys.sqlite";
const BLOBS: &str = "blobs";

/// Copies everything but the ring into a new folder.
pub(crate) fn run(arguments: &BackupArguments) -> Result<ExitCode, Failure> {
    let out = &arguments.out;
    if out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Argument(format!("{} is not empty; name a new folder", out.display())));
    }
    std::fs::create_dir_all(out).map_err(|cause| Failure::unwritable(out, &cause))?;
    block_on(async {
        let (service, _) = managed(&arguments.set_up).await?;
        // Blobs are never changed. Twice, around the database: what it names is there unless it came before the first time and went before the
        // second, and what came in between is there.
        let (from, to) = (service.config.data.join(BLOBS), out.join(BLOBS));
        let mut blobs = copied(&from, &to)?;
        service.store.copy_to(&out.join(DATABASE)).await?;
        service.keys.copy_to(&out.join(KEYS)).await?;
        blobs += copied(&from, &to)?;
        let said = format!(
            "{} holds database, wrapped keys and {blobs} blobs. The ring in {} is not part of it: keep it elsewhere.",
            out.display(),
            service.config.keys.display()
        );
        written(writeln!(anstream::stdout().lock(), "{said}"))?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Puts a backup in the place of the data, and redacts again who was redacted since.
pub(crate) fn restore(arguments: &RestoreArguments) -> Result<ExitCode, Failure> {
    let from = &arguments.from;
    if !from.join(DATABASE).is_file() || !from.join(KEYS).is_file() {
        return Err(Failure::Argument(format!(
            "{} holds no backup; name a folder that `candor backup` wrote",
            from.display()
        )));
    }
    let data = config(&arguments.set_up)?.data;
    let before = data.with_extension("before-restore");
    if before.exists() {
        return Err(Failure::Argument(format!(
            "{} is there from a restore before; move it away first",
            before.display()
        )));
    }
    block_on(async {
        let mut destroyed = Vec::new();
        if data.join(KEYS).exists() {
            let (service, _) = managed(&arguments.set_up).await?;
            destroyed = service.keys.destroyed(0).await?;
        }
        if data.exists() {
            std::fs::rename(&data, &before).map_err(|cause| Failure::unwritable(&before, &cause))?;
        }
        copied(from, &data)?;
        let (service, _) = managed(&arguments.set_up).await?;
        let mut again = 0;
        for (owner, at) in destroyed {
            if service.keys.get(&owner).await?.is_some() {
                again += 1;
            }
            service.keys.destroy(&owner, at).await?;
        }
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

/// Copies what is not there yet of a folder, with everything in it, and counts the files. What goes away meanwhile is left out.
fn copied(from: &Path, to: &Path) -> Result<usize, Failure> {
    let failed = |cause: std::io::Error| Failure::unwritable(to, &cause);
    std::fs::create_dir_all(to).map_err(failed)?;
    let mut count = 0;
    let Ok(entries) = std::fs::read_dir(from) else { return Ok(0) };
    for entry in entries.flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            count += copied(&entry.path(), &place)?;
            continue;
        }
        if place.exists() {
            continue;
        }
        match std::fs::copy(entry.path(), &place) {
            Ok(_) => count += 1,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(cause) => return Err(failed(cause)),
        }
    }
    Ok(count)
}
