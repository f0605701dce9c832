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

/// Requests of each in a minute.
pub struct Limits {
    limiter: Limiter,
    most: u32,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} a minute", self.most)
    }
}

impl Limits {
    /// So many a minute, all of them at once if need be.
    #[must_use]
    pub fn new(most: u32) -> Self {
        let most = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        let limiter = RateLimiter::keyed(Quota::per_minute(most)).with_middleware::<StateInformationMiddleware>();
        Self { limiter, most: most.get() }
    }

    /// Counts a request of `who`.
    pub(crate) fn count(&self, who: Vec<u8>) -> Result<Left, Problem> {
        match self.limiter.check_key(&who) {
            Ok(state) => Ok(Left { most: self.most, left: state.remaining_burst_capacity() }),
            Err(early) => {
                let wait = early.wait_time_from(DefaultClock::default().now());
                let seconds = u32::try_from(wait.as_secs()).unwrap_or(60) + 1;
                let detail = format!("more than {} requests in a minute; wait {seconds} s", self.most);
                Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(seconds))
            }
        }
    }

    /// Forgets whoever has not asked for a while.
    pub(crate) fn tidy(&self) {
        self.limiter.retain_recent();
    }
}
