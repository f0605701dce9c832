//! Pixels to readings.
//!
//! A photo is decoded once ([`photo`]), models are reached through a trait ([`model`], [`engine`]), and each part of a
//! reading has a module of its own. [`read()`] runs the parts that are asked for. The crate does no I/O, starts no
//! thread and reads no clock: the caller passes bytes, a thread pool and a stopwatch. It builds to WASM, without the
//! signals that an attacker could tune against (recapture, anti-spoof).

pub mod barcode;
#[cfg(not(target_arch = "wasm32"))]
pub mod clip;
pub mod document;
pub mod engine;
pub mod faces;
pub mod fields;
#[cfg(not(target_arch = "wasm32"))]
pub mod held;
pub mod limits;
pub mod look;
pub mod model;
pub mod mrz;
pub mod photo;
pub mod quality;
pub mod read;
#[cfg(not(target_arch = "wasm32"))]
pub mod recapture;
pub mod rectify;
pub mod text;

pub use engine::{Engine, ModelName, ModelSource};
pub use photo::{Photo, PhotoError};
pub use read::{Depth, Stopwatch, read, read_to};
