//! How a photo looks as a whole.

/// The look of a photo, in 256 bits: photos that look the same differ in few of them. It is derived from what may be a face or a document, so
/// it is kept sealed, is part of no record, and is compared with those of one person alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(pub [u8; 32]);

impl Look {
    /// In how many of 256 bits two looks differ.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(one, other)| (one ^ other).count_ones()).sum()
    }
}
