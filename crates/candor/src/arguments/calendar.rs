//! The arguments of `candor calendar`.

use clap::{Args, Subcommand};

/// List, show or check calendars of business days, or count a due time by one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor calendar list                       what is built in
  candor calendar show cn > calendar.toml    a start for one's own
  candor calendar check calendar.toml        whether it can be used, and how long it will do
  candor calendar due cn --at 2026-09-30T15:00:00+08:00")]
pub(crate) struct CalendarArguments {
    #[command(subcommand)]
    pub(crate) action: CalendarAction,
}

/// What to do with calendars.
#[derive(Debug, Subcommand)]
pub(crate) enum CalendarAction {
    /// List what is built in: zone, days that are covered, who publishes them.
    List,
    /// Print the file of a calendar that is built in, as a start for one's own.
    Show {
        /// Its name, as `candor calendar list` prints it.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Say whether a file can be used, and how many business days it still covers.
    #[command(after_help = "\
Exit status: 0 when it can be used, even if it ends soon, 2 when it cannot.

Examples:
  candor calendar check calendar.toml
  candor calendar check cn --on 2026-11-23")]
    Check {
        /// A file, or the name of a calendar that is built in.
        #[arg(value_name = "FILE|NAME")]
        calendar: String,

        /// The day from which it is looked at, YYYY-MM-DD; today when there is none.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Say when something is due: at the close of the third business day after that of its submission.
    #[command(after_help = "\
With --batch, each line of standard input is a moment, with a number of days after a space if it is not --days, or a day \
(YYYY-MM-DD). A moment is answered with its due time in UTC, a day with `business` or `closed`.

Exit status: 0 when everything was answered, 2 when an argument, a line or the file is wrong.

Examples:
  candor calendar due cn --at 2026-09-30T15:00:00+08:00
  candor calendar due calendar.toml --at 2026-11-23T09:00:00Z --days 1
  candor calendar due target --day 2026-04-03
  candor calendar due target --batch < submitted.txt")]
    Due {
        /// A file, or the name of a calendar that is built in.
        #[arg(value_name = "FILE|NAME")]
        calendar: String,

        #[command(flatten)]
        counted: Counted,

        /// Business days after that of the submission.
        #[arg(long, value_name = "N", default_value = "3")]
        days: u16,
    },
}

/// What is asked of a calendar.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Counted {
    /// When it was submitted, as RFC 3339 writes it.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,

    /// Say whether this day counts instead, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) day: Option<String>,

    /// Answer each line of standard input.
    #[arg(long)]
    pub(crate) batch: bool,
}
