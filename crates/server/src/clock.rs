//! Time as an argument.

use jiff::Timestamp;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// How long the process has been running, whatever is done to the clock.
    fn running(&self) -> Duration;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is where the clock comes in")]
        Timestamp::now()
    }

    fn running(&self) -> Duration {
        #[expect(clippy::disallowed_methods, reason = "this is where the clock comes in")]
        static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGAN.elapsed()
    }
}

/// Milliseconds as answers write them (RFC 3339).
pub(crate) fn written(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map(|time| time.to_string()).unwrap_or_default()
}
