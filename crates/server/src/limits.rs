//! How often one key, token or address may ask.

use crate::config::Config;
use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

type Limiter = RateLimiter<Vec<u8>, DashMapStateStore<Vec<u8>>, DefaultClock, StateInformationMiddleware>;

/// Requests that are left to whoever asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    most: u32,
    left: u32,
}

impl Left {
    /// Writes them into the headers of an answer, unless what refused it did so already.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        headers.entry(HeaderName::from_static("ratelimit-limit")).or_insert(HeaderValue::from(self.most));
        headers.entry(HeaderName::from_static("ratelimit-remaining")).or_insert(HeaderValue::from(self.left));
    }
}

/// So many within a time.
struct Limit {
    limiter: Limiter,
    most: u32,
    of: &'static str,
}

impl Limit {
    /// All of them at once if need be.
    fn new(most: u32, quota: fn(NonZeroU32) -> Quota, of: &'static str) -> Self {
        let least = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        let limiter = RateLimiter::keyed(quota(least)).with_middleware::<StateInformationMiddleware>();
        Self { limiter, most: least.get(), of }
    }

    fn count(&self, who: &[u8]) -> Result<Left, Problem> {
        let early = match self.limiter.check_key(&who.to_vec()) {
            Ok(state) => return Ok(Left { most: self.most, left: state.remaining_burst_capacity() }),
            Err(early) => early,
        };
        let wait = early.wait_time_from(DefaultClock::default().now());
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(60) + 1;
        let detail = format!("more than {} {}; wait {seconds} s", self.most, self.of);
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(seconds);
        Err(problem.of(Left { most: self.most, left: 0 }))
    }
}

/// Requests of each in a minute, and codes of each in an hour.
pub struct Limits {
    addresses: Limit,
    tokens: Limit,
    refusals: Limit,
    codes: Limit,
    links: Limit,
    sign_ins: Limit,
    invitations: Refused,
    apps: Limit,
}

/// Codes that were refused within an hour, by address. Once there are too many nothing is looked up, not even what is right: else guessing went on.
/// Where there are more addresses than are kept, those that come last are not counted: whoever has that many is not held by such a count.
#[derive(Default)]
struct Refused(Mutex<HashMap<Vec<u8>, (i64, u32)>>);

/// Milliseconds after the first refusal from which on it is counted anew.
const HOUR: i64 = 3_600_000;
/// Addresses that are kept.
const MOST_ADDRESSES: usize = 100_000;

impl Refused {
    fn left(&self, origin: &[u8], now: i64, most: u32) -> Result<(), Problem> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(origin) {
            Some((since, count)) if *count >= most && now < since + HOUR => {
                let seconds = u32::try_from((since + HOUR - now) / 1000).unwrap_or(60) + 1;
                let detail = format!("more than {most} refused invitation codes in an hour; wait {seconds} s");
                Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(seconds))
            }
            _ => Ok(()),
        }
    }

    fn count(&self, origin: &[u8], now: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_ADDRESSES && !counts.contains_key(origin) {
            return;
        }
        let (since, count) = counts.entry(origin.to_vec()).or_insert((now, 0));
        if now >= *since + HOUR {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
    }

    fn tidy(&self, now: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (since, _)| now < *since + HOUR);
    }
}

/// Invitation codes that are not there and are asked for from one address in an hour. Of 2^35 codes, a million taken, one in 34,000 is: that is 570 hours.
const MOST_INVITATIONS: u32 = 60;

/// Sign-ins at the console from one address in an hour, good and bad: each costs a hundredth of a second of a processor, and 19 MiB.
const MOST_SIGN_INS: u32 = 100;
/// App files from one address in an hour: each is up to 256 MiB, and is read twice.
const MOST_APPS: u32 = 30;
/// Links that lead nowhere and are opened from one address in an hour. Their secrets cannot be guessed: this keeps the noise down.
const MOST_LINKS: u32 = 60;

impl std::fmt::Debug for Limits {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} a minute", self.tokens.most)
    }
}

impl Limits {
    /// As `config` says.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let Config { requests_per_minute, requests_per_minute_of_address, codes_per_hour, .. } = *config;
        Self {
            addresses: Limit::new(
                requests_per_minute_of_address,
                Quota::per_minute,
                "requests in a minute from one network address",
            ),
            tokens: Limit::new(requests_per_minute, Quota::per_minute, "requests in a minute"),
            refusals: Limit::new(requests_per_minute, Quota::per_minute, "refused keys in a minute"),
            codes: Limit::new(codes_per_hour, Quota::per_hour, "codes in an hour"),
            links: Limit::new(MOST_LINKS, Quota::per_hour, "refused links in an hour"),
            invitations: Refused::default(),
            sign_ins: Limit::new(MOST_SIGN_INS, Quota::per_hour, "sign-ins in an hour"),
            apps: Limit::new(MOST_APPS, Quota::per_hour, "app files in an hour"),
        }
    }

    /// Counts a request from an address: each is, whatever it says of itself.
    pub(crate) fn count(&self, origin: &[u8]) -> Result<Left, Problem> {
        self.addresses.count(origin)
    }

    /// Counts a request with a key or token that is good, by its hash.
    pub(crate) fn count_token(&self, hash: &[u8]) -> Result<Left, Problem> {
        self.tokens.count(hash)
    }

    /// Counts a request whose key or token was refused, by its address.
    pub(crate) fn count_refused(&self, origin: &[u8]) -> Result<(), Problem> {
        self.refusals.count(origin).map(drop)
    }

    /// Counts a code that somebody asks for, by the address.
    pub(crate) fn count_code(&self, origin: &[u8]) -> Result<(), Problem> {
        self.codes.count(origin).map(drop)
    }

    /// Counts a link that was refused, by the address.
    pub(crate) fn count_link(&self, origin: &[u8]) -> Result<(), Problem> {
        self.links.count(origin).map(drop)
    }

    /// Refuses an address from which too many invitation codes came that are not there.
    pub(crate) fn invitations_left(&self, origin: &[u8], now: i64) -> Result<(), Problem> {
        self.invitations.left(origin, now, MOST_INVITATIONS)
    }

    /// Counts an invitation code that is not there, by the address.
    pub(crate) fn count_invitation(&self, origin: &[u8], now: i64) {
        self.invitations.count(origin, now);
    }

    /// Counts somebody who signs in at the console, by the address.
    pub(crate) fn count_sign_in(&self, origin: &[u8]) -> Result<(), Problem> {
        self.sign_ins.count(origin).map(drop)
    }

    /// Counts an app file that is looked into, by the address.
    pub(crate) fn count_app(&self, origin: &[u8]) -> Result<(), Problem> {
        self.apps.count(origin).map(drop)
    }

    /// Forgets whoever has not asked for a while.
    pub(crate) fn tidy(&self, now: i64) {
        self.invitations.tidy(now);
        for limit in
            [&self.addresses, &self.tokens, &self.refusals, &self.codes, &self.links, &self.sign_ins, &self.apps]
        {
            limit.limiter.retain_recent();
        }
    }
}
