//! Invitation codes, and the programmes that say what they earn.

mod code;
mod programme;
#[cfg(test)]
mod tests;

pub use code::{Code, CodeError, shown};
pub use programme::{
    CapTerm, CurrencyTerm, LANGUAGES, NotBound, Programme, ProgrammeError, ROUNDING, RateTerm, Rates, Terms, Text,
    may_bind,
};
