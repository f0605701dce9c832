//! Draws documents of the fictitious state UTO, overprinted SPECIMEN, and photographs them with known faults.
//!
//! [`draw`] gives a flat picture with the truth beside it, [`photograph`] a photo of any flat picture with the place of
//! every point and the strength of every fault. Both are the same for the same seed. The crate reads no files: fonts and
//! portraits come as bytes ([`Assets`]).

pub mod assets;
mod canvas;
mod draw;
pub mod held;
mod layout;
mod page;
mod paper;
mod person;
pub mod photograph;
mod selfie;
mod symbol;
mod truth;
mod wear;
mod zone;

pub use assets::{Assets, SpecimenError};
pub use draw::draw;
pub use held::{HandName, HeldFault, HeldPhoto, HeldTruth, hands, held, held_by};
pub use page::page;
pub use person::Person;
pub use photograph::{Background, Fault, Photograph, Severity, Shot, photograph};
pub use selfie::{SelfieFault, selfie};
pub use truth::{BarcodeTruth, MrzTruth, PrintedField, Specimen, SpecimenKind, SpecimenTruth};
pub use wear::worn;
