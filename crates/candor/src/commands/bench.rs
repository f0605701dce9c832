//! `candor bench`.

use crate::arguments::BenchArguments;
use crate::bench::{self, Table};
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::written;
use std::num::NonZeroUsize;
use std::process::ExitCode;

/// Measures, prints, and fails when a limit is missed.
pub(crate) fn run(arguments: &BenchArguments) -> Result<ExitCode, Failure> {
    let engine = Store::new(&arguments.models)?.into_engine(NonZeroUsize::MIN);
    let mut table = Table::new()?;
    if let Some(data) = &arguments.data {
        bench::folder(data, &engine, &mut table)?;
    }
    written(table.write(&mut anstream::stdout().lock()))?;
    if let Some(place) = &arguments.write {
        std::fs::write(place, table.markdown()).map_err(|cause| Failure::unwritable(place, &cause))?;
    }
    Ok(if table.all_met() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
