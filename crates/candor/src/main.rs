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
mod store;
mod terminal;
#[cfg(test)]
mod testing;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Read(read) => commands::read::run(read),
        Command::Face(face) => commands::face::run(face),
        Command::Check(check) => commands::check::run(check),
        Command::Names(names) => commands::names::run(names),
        Command::Reasons(reasons) => commands::reasons::run(reasons),
        Command::Policy(policy) => commands::policy::run(policy),
        Command::Record(record) => commands::record::run(record),
        Command::Models(models) => commands::models::run(models),
        Command::Serve(serve) => commands::serve::run(serve),
        Command::Work(work) => commands::serve::work(work),
        Command::Migrate(set_up) => commands::serve::migrate(set_up),
        Command::Doctor(doctor) => commands::doctor::run(doctor),
        Command::Admin(admin) => commands::admin::run(admin),
        Command::Backup(backup) => commands::backup::run(backup),
        Command::Restore(restore) => commands::backup::restore(restore),
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
