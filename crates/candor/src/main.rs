//! The `candor` command: thin shells over the crates that do the work.

mod arguments;
mod assets;
mod bench;
mod cases;
mod commands;
mod draw;
mod failure;
mod html;
mod images;
mod index;
mod judge;
mod keys;
mod manifest;
mod pull;
mod report;
mod shown;
mod store;
mod story;
mod terminal;
#[cfg(test)]
mod testing;

use arguments::{Arguments, Command};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// Says where the program broke, and nothing else: what it broke on may be a person's.
fn place_alone(broken: &std::panic::PanicHookInfo<'_>) {
    if let Some(place) = broken.location() {
        // Nobody is left to tell when this fails.
        let _ = writeln!(anstream::stderr(), "candor broke at {}:{}", place.file(), place.line());
    }
}

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(place_alone));
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Read(read) => commands::read::run(read),
        Command::Face(face) => commands::face::run(face),
        Command::Check(check) => commands::check::run(check),
        Command::Names(names) => commands::names::run(names),
        Command::Reasons(reasons) => commands::reasons::run(reasons),
        Command::Policy(policy) => commands::policy::run(policy),
        Command::Calendar(calendar) => commands::calendar::run(calendar),
        Command::Channel(channel) => commands::channel::run(channel),
        Command::Record(record) => commands::record::run(record),
        Command::Models(models) => commands::models::run(models),
        Command::Serve(serve) => commands::serve::run(serve),
        Command::Work(work) => commands::serve::work(work),
        Command::Migrate(set_up) => commands::serve::migrate(set_up),
        Command::Doctor(doctor) => commands::doctor::run(doctor),
        Command::Admin(admin) => commands::admin::run(admin),
        Command::Backup(backup) => commands::backup::run(backup),
        Command::Restore(restore) => commands::backup::restore(restore),
        Command::Ledger(ledger) => commands::ledger::run(ledger),
        Command::Audit(audit) => commands::audit::run(audit),
        Command::Webhook(webhook) => commands::webhook::run(webhook),
        Command::Specimen(specimen) => commands::specimen::run(specimen),
        Command::Bench(bench) => commands::bench::run(bench),
        Command::Completions(completions) => commands::completions::run(completions),
    };
    outcome.unwrap_or_else(|failure| {
        terminal::complain(&failure);
        ExitCode::FAILURE
    })
}
