//! The pure domain of Candor: what a reading is, and the rules that need no pixels.
//!
//! Nothing here does I/O, reads a clock or draws a random number: whoever calls passes them in. The crate builds to
//! WASM, so that the browser and the server judge with the same code.

pub mod geometry;
pub mod limits;
pub mod mrz;
pub mod projection;
pub mod reading;
