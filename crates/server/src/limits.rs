//! How often one key, token or address may ask.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;

type Limiter = RateLimiter<Vec<u8>, DashMapStateStore<Vec<u8>>, DefaultClock, StateInformationMiddleware>;

/// Requests that are left to whoever asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    most: u32,
    left: u32,
}

impl Left {
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("ratelimit-limit"), HeaderValue::from(self.most));
        headers.insert(HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(self.left));
    }
}

/// Requests of each in a minute, and codes of each in an hour.
pub struct Limits {
    limiter: Limiter,
    most: u32,
    codes: Limiter,
    most_codes: u32,
    refusals: Limiter,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} a minute", self.most)
    }
}

impl Limits {
    /// So many requests a minute and codes an hour, all of them at once if need be.
    #[must_use]
    pub fn new(most: u32, most_codes: u32) -> Self {
        let least = |most| NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        let limiter = |quota| RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Self {
            limiter: limiter(Quota::per_minute(least(most))),
            most,
            codes: limiter(Quota::per_hour(least(most_codes))),
            most_codes,
            refusals: limiter(Quota::per_minute(least(most))),
        }
    }

    /// Counts a request of `who`.
    pub(crate) fn count(&self, who: Vec<u8>) -> Result<Left, Problem> {
        match self.limiter.check_key(&who) {
            Ok(state) => Ok(Left { most: self.most, left: state.remaining_burst_capacity() }),
            Err(early) => {
                Err(limited(self.most, "requests in a minute", early.wait_time_from(DefaultClock::default().now())))
            }
        }
    }

    /// Counts a request whose key or token was refused: whoever makes up a new one for each request is counted by address.
    pub(crate) fn count_refused(&self, origin: Vec<u8>) -> Result<(), Problem> {
        match self.refusals.check_key(&origin) {
            Ok(_) => Ok(()),
            Err(early) => {
                Err(limited(self.most, "refused keys in a minute", early.wait_time_from(DefaultClock::default().now())))
            }
        }
    }

    /// Counts a code that `who` asks for.
    pub(crate) fn count_code(&self, who: Vec<u8>) -> Result<(), Problem> {
        match self.codes.check_key(&who) {
            Ok(_) => Ok(()),
            Err(early) => {
                Err(limited(self.most_codes, "codes in an hour", early.wait_time_from(DefaultClock::default().now())))
            }
        }
    }

    /// Forgets whoever has not asked for a while.
    pub(crate) fn tidy(&self) {
        self.limiter.retain_recent();
        self.codes.retain_recent();
        self.refusals.retain_recent();
    }
}

fn limited(most: u32, of: &str, wait: std::time::Duration) -> Problem {
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(60) + 1;
    let detail = format!("more than {most} {of}; wait {seconds} s");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(seconds)
}
