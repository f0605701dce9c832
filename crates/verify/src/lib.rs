//! The pure domain of Candor: what a reading is, and the rules that need no pixels.
//!
//! Nothing here does I/O, reads a clock or draws a random number: whoever calls passes them in. The crate builds to
//! WASM, so that the browser and the server judge with the same code.

pub mod appeal;
pub mod audit;
#[cfg(feature = "calendars")]
pub mod business;
#[cfg(feature = "accounts")]
pub mod channel;
pub mod checks;
pub mod claim;
pub mod date;
pub mod decision;
pub mod facts;
pub mod finding;
pub mod geometry;
pub mod held;
#[cfg(feature = "accounts")]
pub mod invitation;
#[cfg(feature = "accounts")]
pub mod ledger;
pub mod limits;
pub mod liveness;
pub mod look;
pub mod mrz;
pub mod names;
pub mod policy;
pub mod projection;
pub mod reading;
pub mod reason;
pub mod record;
#[cfg(test)]
mod sample;
pub mod session;
pub mod texts;
pub mod tolerance;
