//! `candor audit`.

use super::line;
use super::serve::{block_on, existing};
use crate::arguments::{AuditAction, AuditArguments};
use crate::failure::Failure;
use crate::terminal::{BAD, GOOD, written};
use server::Shared;
use std::io::Write;
use std::process::ExitCode;
use verify::audit::{Broken, Chain};

/// Entries that are read at a time.
const MOST: u32 = 1000;

/// Walks or prints the trail.
pub(crate) fn run(arguments: &AuditArguments) -> Result<ExitCode, Failure> {
    block_on(async {
        let service = existing(&arguments.set_up).await?;
        match &arguments.action {
            AuditAction::Verify => verify(&service).await,
            AuditAction::List { party } => list(&service, party).await,
        }
    })
}

async fn walked(service: &Shared, party: &str) -> Result<Result<u64, Broken>, Failure> {
    let mut chain = Chain::default();
    loop {
        let entries = service.store.audit(party, chain.end().0, MOST).await?;
        if entries.is_empty() {
            return Ok(Ok(chain.end().0));
        }
        for (entry, hash) in entries {
            if let Err(broken) = chain.next(&entry, &hash) {
                return Ok(Err(broken));
            }
        }
    }
}

async fn verify(service: &Shared) -> Result<ExitCode, Failure> {
    let mut well = true;
    for party in service.store.parties().await? {
        let said = match walked(service, &party.id).await? {
            Ok(count) => format!("{GOOD}whole{GOOD:#}   {}  {count} entries", party.id),
            Err(broken) => {
                well = false;
                format!("{BAD}broken{BAD:#}  {}  {broken}", party.id)
            }
        };
        written(writeln!(anstream::stdout().lock(), "{said}"))?;
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn list(service: &Shared, party: &str) -> Result<ExitCode, Failure> {
    let mut last = 0;
    loop {
        let entries = service.store.audit(party, last, MOST).await?;
        let Some((newest, _)) = entries.last() else { return Ok(ExitCode::SUCCESS) };
        last = newest.number;
        let mut out = anstream::stdout().lock();
        for (entry, _) in &entries {
            written(line(&mut out, entry))?;
        }
    }
}
