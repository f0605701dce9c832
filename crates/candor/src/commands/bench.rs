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
    let assets = (arguments.specimens + arguments.judging + arguments.alike + arguments.liveness + arguments.held > 0)
        .then(|| assets::load(&store))
        .transpose()?;
    let engine = store.into_engine(NonZeroUsize::MIN);
    let mut table = Table::new()?;
    bench::names::measure(&mut table)?;
    if let Some(assets) = &assets {
        if arguments.specimens > 0 {
            bench::specimens::measure(u64::from(arguments.specimens), assets, &engine, &mut table)?;
        }
        if arguments.alike > 0 {
            bench::alike::measure(u64::from(arguments.alike), assets, &mut table)?;
        }
        if arguments.liveness > 0 {
            let data = arguments.data.as_deref();
            bench::liveness::measure(u64::from(arguments.liveness), data, assets, &engine, &mut table)?;
        }
        if arguments.held > 0 {
            bench::held::measure(u64::from(arguments.held), assets, &engine, &mut table)?;
        }
        if arguments.judging > 0 {
            bench::judging::measure(u64::from(arguments.judging), assets, &engine, &mut table)?;
        }
    }
    if let Some(data) = &arguments.data {
        bench::folder(data, &engine, &mut table)?;
    }
    written(table.write(&mut anstream::stdout().lock()))?;
    if arguments.misses {
        written(table.write_misses(&mut anstream::stdout().lock()))?;
    }
    if let Some(place) = &arguments.write {
        let before = std::fs::read_to_string(place).unwrap_or_default();
        std::fs::write(place, placed(&before, &table.markdown()))
            .map_err(|cause| Failure::unwritable(place, &cause))?;
    }
    Ok(if table.all_met() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Where a measured table stands in a page.
const START: &str = "<!-- measured by candor bench -->\n";
const END: &str = "<!-- end of measured -->";

/// `page` with `table` between its marks; the table alone where there are none.
fn placed(page: &str, table: &str) -> String {
    let parts = page.split_once(START).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    match parts {
        Some((before, after)) => format!("{before}{START}{table}{END}{after}"),
        None => table.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_its_place_in_a_page_and_leaves_the_rest() {
        let page = format!("above\n{START}old\n{END}\nbelow\n");
        assert_eq!(placed(&page, "new\n"), format!("above\n{START}new\n{END}\nbelow\n"));
        assert_eq!(placed("no marks", "new\n"), "new\n");
    }
}
