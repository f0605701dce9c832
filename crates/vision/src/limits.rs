//! Default limits of the quality checks, with their units; see [`verify::limits`].

pub use verify::limits::{default_limits, unit};
