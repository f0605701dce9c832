//! The commands, a file each.

pub(crate) mod bench;
pub(crate) mod completions;
pub(crate) mod face;
pub(crate) mod models;
pub(crate) mod read;
