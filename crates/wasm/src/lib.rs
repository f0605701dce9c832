//! The checks that help an applicant, on the applicant's own device and before anything is sent: where the document is and how good the
//! photo is, what is read, how it fits to the form, and what spoils the photo of the face.
//!
//! A thin shell over `vision` and `verify`. [`Device`] is what the browser sees (as `Device` of the generated module) and what tests call
//! natively, so that both can be held against each other. Nothing here judges authenticity, likeness or liveness: what an attacker could
//! tune against is not compiled in.

#[cfg(target_arch = "wasm32")]
mod bindings;
mod check;
mod device;
mod form;
mod guide;
mod told;

pub use check::Check;
pub use device::{Device, Failure};
pub use form::{Lint, Number, OfField, Zone};
pub use guide::{FaceGuidance, Guidance};
pub use told::Hint;
