//! A clip as it comes from a browser: JPEG frames with their times, one after another.
//!
//! `CANDORCLIP1` and a line end, then of each frame the milliseconds since the first one and the length of the JPEG file, both as four
//! bytes, the least first, and the file. Frames are decoded one by one by whoever measures; here they are slices of what came.

use crate::photo::PhotoError;
use thiserror::Error;

/// What a clip begins with.
pub const SIGNATURE: &[u8] = b"CANDORCLIP1\n";
/// Frames of a clip.
pub const MOST_FRAMES: usize = 400;
/// Pixels of a frame's longer side.
pub const MOST_SIDE: u32 = 640;

/// Why a file is no clip. [`ClipError::code`] is the reason code.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClipError {
    /// No bytes.
    #[error("the clip is empty; record it again")]
    Empty,
    /// It begins otherwise.
    #[error("the file is no clip: it does not begin with CANDORCLIP1 and a line end")]
    Unsupported,
    /// Too many frames, or too large ones.
    #[error("{0}")]
    TooLarge(String),
    /// Cut short, or a frame is none.
    #[error("frame {frame} {cause}")]
    Corrupt {
        /// Counted from 1.
        frame: usize,
        /// What is wrong with it.
        cause: String,
    },
}

impl ClipError {
    /// The reason code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file.empty",
            Self::Unsupported => "file.unsupported_format",
            Self::TooLarge(_) => "file.too_large",
            Self::Corrupt { .. } => "file.corrupt",
        }
    }

    /// What is wrong with that frame, counted from 0.
    pub(crate) fn frame(index: usize, cause: impl Into<String>) -> Self {
        Self::Corrupt { frame: index + 1, cause: cause.into() }
    }

    /// A frame that cannot be decoded.
    pub(crate) fn undecoded(index: usize, cause: &PhotoError) -> Self {
        Self::frame(index, format!("cannot be decoded: {cause}"))
    }
}

/// One frame as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Milliseconds since the first frame.
    pub ms: u32,
    /// A JPEG file.
    pub jpeg: &'a [u8],
}

/// The frames of a clip, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip<'a> {
    /// At least one; the first is at 0 ms.
    pub frames: Vec<Frame<'a>>,
}

impl<'a> Clip<'a> {
    /// Takes a file apart. Nothing is decoded.
    ///
    /// # Errors
    /// [`ClipError`]: what is wrong, and where.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ClipError> {
        if bytes.is_empty() {
            return Err(ClipError::Empty);
        }
        let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(ClipError::Unsupported)?;
        let mut frames: Vec<Frame<'a>> = Vec::new();
        while !rest.is_empty() {
            let index = frames.len();
            if index == MOST_FRAMES {
                return Err(ClipError::TooLarge(format!(
                    "the clip has more than {MOST_FRAMES} frames; record it again"
                )));
            }
            let cut = || ClipError::frame(index, "is cut off; record the clip again");
            let (ms, behind) = number(rest).ok_or_else(cut)?;
            let (length, behind) = number(behind).ok_or_else(cut)?;
            let (jpeg, behind) =
                usize::try_from(length).ok().and_then(|length| behind.split_at_checked(length)).ok_or_else(cut)?;
            if !jpeg.starts_with(b"\xff\xd8\xff") {
                return Err(ClipError::frame(index, "is no JPEG file"));
            }
            if index == 0 && ms != 0 {
                return Err(ClipError::frame(index, format!("is at {ms} ms; the first frame is at 0")));
            }
            frames.push(Frame { ms, jpeg });
            rest = behind;
        }
        if frames.is_empty() { Err(ClipError::Empty) } else { Ok(Self { frames }) }
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

/// The file of these frames, each with its milliseconds.
#[must_use]
pub fn written<'a>(frames: impl IntoIterator<Item = Frame<'a>>) -> Vec<u8> {
    let mut bytes = SIGNATURE.to_vec();
    for Frame { ms, jpeg } in frames {
        bytes.extend(ms.to_le_bytes());
        bytes.extend(u32::try_from(jpeg.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(jpeg);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JPEG: &[u8] = b"\xff\xd8\xff\xe0";

    #[test]
    fn each_fault_is_named_with_its_place() {
        let two = written([Frame { ms: 0, jpeg: JPEG }, Frame { ms: 125, jpeg: JPEG }]);
        assert_eq!(Clip::parse(&two).unwrap().frames.len(), 2);
        let many = written((0..401).map(|ms| Frame { ms, jpeg: JPEG }));
        for (bytes, code, says) in [
            (&b""[..], "file.empty", "empty"),
            (SIGNATURE, "file.empty", "empty"),
            (b"\xff\xd8\xff", "file.unsupported_format", "CANDORCLIP1"),
            (&two[..two.len() - 1], "file.corrupt", "frame 2 is cut off"),
            (&two[..SIGNATURE.len() + 3], "file.corrupt", "frame 1 is cut off"),
            (&written([Frame { ms: 0, jpeg: b"GIF89a" }]), "file.corrupt", "frame 1 is no JPEG"),
            (&written([Frame { ms: 9, jpeg: JPEG }]), "file.corrupt", "9 ms"),
            (&many, "file.too_large", "400"),
        ] {
            let error = Clip::parse(bytes).unwrap_err();
            assert!(error.code() == code && error.to_string().contains(says), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_what_is_written_is_read(bytes: Vec<u8>, parts in prop::collection::vec((any::<u32>(), prop::collection::vec(any::<u8>(), 0..9)), 1..6)) {
            let _ = Clip::parse(&bytes);
            let _ = Clip::parse(&[SIGNATURE, &bytes].concat());
            let parts: Vec<(u32, Vec<u8>)> = parts.into_iter().enumerate().map(|(index, (ms, tail))| (if index == 0 { 0 } else { ms }, [JPEG, &tail].concat())).collect();
            let frames: Vec<Frame<'_>> = parts.iter().map(|(ms, jpeg)| Frame { ms: *ms, jpeg }).collect();
            let file = written(frames.iter().copied());
            prop_assert_eq!(Clip::parse(&file).unwrap().frames, frames);
        }
    }
}
