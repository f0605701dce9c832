//! App files: which app one says it is, and who signed it, where that can be verified; and what a file is that is no app for Android.

use apk::Error;
use apk::error::ZipError;
use apk::sign::{JarError, KeyError, SignatureError, VerifyError};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use thiserror::Error;
use verify::channel::AppFile;
use verify::record::hex;

/// The largest file that is looked into, in bytes.
pub const MOST_BYTES: u64 = 256 << 20;
/// What the parts of an app may be together once they are unpacked, in bytes: a small file can be made to unpack for hours.
const MOST_UNPACKED: u64 = 2 << 30;
/// What is held in memory as a whole may be, in bytes: the table of contents, the signing block, and each part that says what the app is and who
/// signed it.
const MOST_HELD: u64 = 16 << 20;
/// Parts of a file that can be counted without ZIP64, which no app is written in.
const MOST_PARTS: u16 = 65_534;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// An app for Android. Without certificates it is signed by nobody, or the signature does not fit what is in it.
    App(AppFile),
    /// Something else.
    Other(FileKind),
}

/// Files that are no app for Android, by their first bytes and what is in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A program for Windows, or what installs one.
    Windows,
    /// A program for a Mac, or an image of a disk with one.
    Mac,
    /// A program for Linux.
    Linux,
    /// An app for an iPhone.
    Iphone,
    /// An app for Android in several parts, or one that is not made yet.
    Bundle,
    /// An archive of other files.
    Archive,
    /// Text, or a page.
    Text,
    /// Something that is not known here.
    Unknown,
}

impl FileKind {
    /// As programs name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::Mac => "mac",
            Self::Linux => "linux",
            Self::Iphone => "iphone",
            Self::Bundle => "bundle",
            Self::Archive => "archive",
            Self::Text => "text",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a file cannot be judged.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AppError {
    /// It is not there, or may not be read.
    #[error("it cannot be read ({0}); check the path and its permissions")]
    Unreadable(String),
    /// There is nothing in it.
    #[error("the file is empty; get it again")]
    Empty,
    /// It is larger than 256 MiB, unpacks to more than 2 GiB, or has more in it than can be held.
    #[error(
        "the file is larger than 256 MiB, unpacks to more than 2 GiB, or has more than 65,534 parts or 16 MiB of names or signatures; take the app from the store that the list names"
    )]
    TooLarge,
    /// It begins as an app does, and breaks off or contradicts itself.
    #[error("the app file is damaged ({0}); get it again, from the store that the list names")]
    Damaged(String),
    /// It is signed in a way that is not verified here.
    #[error(
        "the app was signed with a key that replaced another, which is not verified here; take it from the store that the list names"
    )]
    Rotated,
    /// Nothing can be said about its signature.
    #[error(
        "the app was signed in a way that is not verified here, or its signature could not be read; take it from the store that the list names"
    )]
    Unverified,
}

fn unreadable(cause: impl std::fmt::Display) -> AppError {
    AppError::Unreadable(cause.to_string())
}

fn damaged(cause: impl std::fmt::Display) -> AppError {
    // Names of files inside are whatever their maker wrote.
    let cause = cause.to_string();
    AppError::Damaged(cause.chars().filter(|letter| letter.is_ascii_graphic() || *letter == ' ').take(160).collect())
}

/// Looks into the file at `path`. What is held of it are a table of contents, a signing block and single parts of at most 16 MiB each, a few times
/// over; all else is read a piece at a time.
///
/// # Errors
/// [`AppError`].
pub fn look(path: &Path) -> Result<Looked, AppError> {
    let mut file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(unreadable("it is no file"));
    }
    match about.len() {
        0 => return Err(AppError::Empty),
        1..=MOST_BYTES => {}
        _ => return Err(AppError::TooLarge),
    }
    let mut first = Vec::new();
    file.by_ref().take(512).read_to_end(&mut first).map_err(unreadable)?;
    if !first.starts_with(b"PK\x03\x04") {
        return Ok(Looked::Other(by_first_bytes(&first, &mut file)));
    }
    // What the file holds was written by anybody: a fault in reading it is no fault of the program that asks.
    catch_unwind(AssertUnwindSafe(|| archive(path, file))).unwrap_or_else(|_| Err(damaged("it contradicts itself")))
}

fn by_first_bytes(first: &[u8], file: &mut File) -> FileKind {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| first.starts_with(mark));
    let mut last = Vec::new();
    // The mark of a disk image stands in its last block.
    let image =
        file.seek(SeekFrom::End(-512)).is_ok() && file.read_to_end(&mut last).is_ok() && last.starts_with(b"koly");
    let mac: [&[u8]; 6] = [
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"xar!",
    ];
    if image || begins(&mac) {
        FileKind::Mac
    } else if begins(&[b"MZ", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]) {
        FileKind::Windows
    } else if begins(&[b"\x7fELF", b"!<arch>\ndebian", b"\xed\xab\xee\xdb"]) {
        FileKind::Linux
    } else if begins(&[b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ"]) {
        FileKind::Archive
    } else if is_text(first) {
        FileKind::Text
    } else {
        FileKind::Unknown
    }
}

/// Whether `bytes` are text that may break off in the middle of a letter.
fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && std::str::from_utf8(bytes).map_or_else(|wrong| wrong.error_len().is_none(), |_| true)
}

/// Says whether the table of contents and the signing block can be held, before anybody reads them: a file can name millions of parts. What is
/// looked at is what those who read the table later take it from, or they find none.
fn holdable(file: &mut File) -> Result<(), AppError> {
    const RECORD: usize = 22;
    let size = file.seek(SeekFrom::End(0)).map_err(unreadable)?;
    let start = size.saturating_sub((RECORD + usize::from(u16::MAX)) as u64);
    let tail = at(file, start, size - start)?;
    let number = |bytes: &[u8], at: usize, length: usize| {
        bytes.get(at..at + length).map(|bytes| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let found = tail.windows(4).rposition(|mark| mark == b"PK\x05\x06").ok_or_else(|| damaged("it breaks off"))?;
    let field = |at: usize, length: usize| number(&tail, found + at, length).ok_or_else(|| damaged("it breaks off"));
    let (parts, table, begin) = (field(10, 2)?, field(12, 4)?, field(16, 4)?);
    let zip64 = found >= 20 && tail[found - 20..].starts_with(b"PK\x06\x07");
    if zip64 || parts > MOST_PARTS.into() || table > MOST_HELD {
        return Err(AppError::TooLarge);
    }
    let one = field(4, 4)? == 0 && field(8, 2)? == parts;
    let ends =
        found as u64 + RECORD as u64 + field(20, 2)? == tail.len() as u64 && begin + table == start + found as u64;
    let begins = parts == 0 || at(file, begin, 4)? == b"PK\x01\x02";
    if !(one && ends && begins) {
        return Err(damaged("its table of contents contradicts itself"));
    }
    let foot = if begin < 24 { Vec::new() } else { at(file, begin - 24, 24)? };
    let signing = foot.ends_with(b"APK Sig Block 42") && number(&foot, 0, 8).is_none_or(|size| size > MOST_HELD);
    if signing { Err(AppError::TooLarge) } else { Ok(()) }
}

/// The `length` bytes of `file` from `start`.
fn at(file: &mut File, start: u64, length: u64) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start)).map_err(unreadable)?;
    file.take(length).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn archive(path: &Path, mut file: File) -> Result<Looked, AppError> {
    holdable(&mut file)?;
    let mut parts = zip::ZipArchive::new(file).map_err(damaged)?;
    let names: Vec<String> = parts.file_names().flatten().map(|name| name.into_owned()).collect();
    let kind = if parts.index_for_name("AndroidManifest.xml").is_some() {
        None
    } else if parts.index_for_name("BundleConfig.pb").is_some() || names.iter().any(|name| name.ends_with(".apk")) {
        Some(FileKind::Bundle)
    } else if names.iter().any(|name| name.starts_with("Payload/") && name.contains(".app/")) {
        Some(FileKind::Iphone)
    } else {
        Some(FileKind::Archive)
    };
    if let Some(kind) = kind {
        return Ok(Looked::Other(kind));
    }
    let mut unpacked = 0;
    for at in 0..parts.len() {
        // What a part says of its own size is not believed.
        let part = parts.by_index(at).map_err(damaged)?;
        let held = part.name().is_ok_and(|name| name.to_ascii_uppercase().starts_with("META-INF/"));
        let size =
            std::io::copy(&mut part.take(MOST_UNPACKED - unpacked + 1), &mut std::io::sink()).map_err(damaged)?;
        unpacked += size;
        if unpacked > MOST_UNPACKED || held && size > MOST_HELD {
            return Err(AppError::TooLarge);
        }
    }
    let manifest = apk::Apk::open(path).and_then(|mut app| app.manifest()).map_err(damaged)?;
    let package = manifest.package().map(str::to_owned).ok_or_else(|| damaged("it has no id"))?;
    let certificates = match apk::sign::verify(path) {
        Ok(verified) => verified.signers().iter().map(|signer| hex(&sha256(signer.certificate().der()))).collect(),
        Err(Error::Verify(VerifyError::KeyRotationUnsupported)) => return Err(AppError::Rotated),
        Err(cause) if is_unknown(&cause) => return Err(AppError::Unverified),
        Err(_) => Vec::new(),
    };
    Ok(Looked::App(AppFile { package, certificates }))
}

/// Whether `cause` says nothing about who signed: the signature is of a kind that is not known here, or could not be read. All else says that
/// there is none that fits.
fn is_unknown(cause: &Error) -> bool {
    let zip = |cause: &ZipError| matches!(cause, ZipError::Io(_) | ZipError::Zip(zip::result::ZipError::Io(_)));
    let key =
        |cause: &KeyError| matches!(cause, KeyError::UnsupportedAlgorithm { .. } | KeyError::UnsupportedCurve { .. });
    let signature = |cause: &SignatureError| matches!(cause, SignatureError::Unsupported { .. });
    match cause {
        Error::File { .. } | Error::Io(_) => true,
        Error::Zip(cause) | Error::Verify(VerifyError::Zip(cause)) => zip(cause),
        Error::Key(cause) | Error::Verify(VerifyError::Key(cause)) => key(cause),
        Error::Verify(VerifyError::NoSupportedAlgorithm { .. }) => true,
        Error::Verify(VerifyError::BadSignature { source, .. }) => signature(source),
        Error::Verify(VerifyError::Jar(JarError::BadSignature { source, .. })) => signature(source),
        Error::Verify(VerifyError::Jar(
            JarError::UnsupportedSignatureBlock { .. } | JarError::UnsupportedDigest { .. },
        )) => true,
        _ => false,
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}
