//! How the databases came to be as they are, step by step. A step that was ever used is never changed: its checksum stands in the database.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::sync::LazyLock;

/// A step by its name and its SQL.
type Steps = &'static [(&'static str, &'static str)];

// By hand and not by sqlx's macro, for which a second SQLite would be compiled.
macro_rules! steps {
    ($folder:literal: $($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../migrations/", $folder, "/", $name, ".sql")))),+]
    };
}

const DATABASE: Steps = steps!("sqlite": "0001_first", "0002_appeals", "0003_accounts", "0004_ledger", "0005_channels", "0006_passkeys", "0007_ledger_kept",
    "0008_accounts_kept", "0009_without_password");
const KEYS: Steps = steps!("keys": "0001_first");

/// Those of the database.
pub(super) static OF_DATABASE: LazyLock<Migrator> = LazyLock::new(|| migrator(DATABASE));
/// Those of the table of keys.
pub(super) static OF_KEYS: LazyLock<Migrator> = LazyLock::new(|| migrator(KEYS));

fn migrator(steps: Steps) -> Migrator {
    let migration = |(version, (name, sql)): (i64, &(&'static str, &'static str))| {
        let description = name[5..].replace('_', " ");
        Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations((1..).zip(steps).map(migration).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_step() {
        for (folder, steps) in [("sqlite", DATABASE), ("keys", KEYS)] {
            let files = std::fs::read_dir(format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let mut files: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            files.sort();
            assert_eq!(files, steps.iter().map(|(name, _)| format!("{name}.sql")).collect::<Vec<_>>());
            for (version, (name, _)) in (1..).zip(steps) {
                assert!(name.starts_with(&format!("{version:04}_")), "{name}");
            }
        }
    }

    #[test]
    fn what_was_used_is_as_it_was() {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let all: Vec<_> = OF_KEYS.iter().chain(OF_DATABASE.iter()).collect();
        let written: Vec<_> = all
            .iter()
            .map(|one| format!("{} {} {}", one.version, one.description, &hex(&one.checksum)[..16]))
            .collect();
        let used = [
            "1 first a3a89f9e84708700",
            "1 first 4dddbbd1b1f7bd71",
            "2 appeals 56ba71f7e7aa6417",
            "3 accounts 97720ef7f008d8cd",
            "4 ledger 7bfda706a5be5115",
            "5 channels 8356aa24fef7d94f",
            "6 passkeys 946a82ecf56bb6f6",
            "7 ledger kept ead3823c38b64814",
            "8 accounts kept 4b218d8eab171bec",
            "9 without password de2cf88b971b4665",
        ];
        assert_eq!(written, used);
    }
}
