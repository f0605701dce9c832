//! `candor bench`.

use crate::arguments::BenchArguments;
use crate::assets;
use crate::bench::{self, Table};
use crate::failure::Failure;
use crate::store::Store;
use crate::terminal::written;
use std::num::NonZeroUsize;
use std::process::ExitCode;

/// Measures, prints, and fails when a limit is missed.
pub(crate) fn run(arguments: &BenchArguments) -> Result<ExitCode, Failure> {
    let store = Store::new(&arguments.models)?;
    let assets = (arguments.specimens > 0).then(|| assets::load(&store)).transpose()?;
    let engine = store.into_engine(NonZeroUsize::MIN);
    let mut table = Table::new()?;
    if let Some(assets) = &assets {
        bench::specimens::measure(u64::from(arguments.specimens), assets, &engine, &mut table)?;
    }
    if let Some(data) = &arguments.data {
        bench::folder(data, &engine, &mut table)?;
    }
    written(table.write(&mut anstream::stdout().lock()))?;
    if let Some(place) = &arguments.write {
        std::fs::write(place, table.markdown()).map_err(|cause| Failure::unwritable(place, &cause))?;
    }
    Ok(if table.all_met() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
