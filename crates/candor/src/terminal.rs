//! Where the clock, the terminal and the people in front of it come in.

use crate::failure::Failure;
use anstyle::{AnsiColor, Style};
use cpu_time::ProcessTime;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::{Duration, Instant};

/// For what went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// For what is well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// For what wants a second look.
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
/// For headings and names.
pub(crate) const HEADING: Style = Style::new().bold();
/// For what matters least.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// Work shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// Says on standard error why nothing was done.
pub(crate) fn complain(failure: &Failure) {
    let mut out = anstream::stderr().lock();
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(out, "{BAD}error{BAD:#} {}: {failure}", failure.code());
}

/// Makes a failed write to standard output a failure; a reader that has gone away ends the program quietly.
pub(crate) fn written(outcome: io::Result<()>) -> Result<(), Failure> {
    match outcome {
        Err(cause) if cause.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.map_err(|cause| Failure::unwritable("standard output".as_ref(), &cause)),
    }
}

/// The clocks of a reading: CPU time of the whole process, as models run on threads of their own.
pub(crate) struct Clock(Instant);

impl Clock {
    /// Starts at zero.
    #[expect(clippy::disallowed_methods, reason = "the command is where the clock comes in")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

impl vision::Stopwatch for Clock {
    fn cpu_ms(&self) -> f64 {
        ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64() * 1000.0)
    }

    fn wall_ms(&self) -> f64 {
        self.elapsed().as_secs_f64() * 1000.0
    }
}

/// A bar on standard error, for work that takes over a second in front of a person.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over `steps` steps, which shows itself once a second has passed.
    pub(crate) fn over(steps: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} of {len} {bar:30} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        if io::stderr().is_terminal() {
            let shown = bar.clone();
            std::thread::spawn(move || {
                std::thread::sleep(PATIENCE);
                if !shown.is_finished() {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(PATIENCE / 8);
                }
            });
        }
        Self(bar)
    }

    /// Says that `done` steps are done and what comes next.
    pub(crate) fn at(&self, done: usize, next: &str) {
        self.0.set_position(done as u64);
        self.0.set_message(next.to_owned());
    }

    /// Writes without tearing the bar.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
