//! Files that may be packed.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::error::{Error, Result};

/// Nothing that is read here is near this large; a packed bomb is.
const MOST_BYTES: u64 = 1 << 30;

/// A file's bytes, unpacked if they are packed with gzip or xz, whatever its name says.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).map_err(|source| Error::File {
        path: path.into(),
        action: "read",
        source,
    })?;
    unpacked(path, bytes)
}

/// Bytes that may be packed; `path` is named in errors.
pub(super) fn unpacked(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>> {
    match bytes.as_slice() {
        [0x1f, 0x8b, ..] => unpack(path, MultiGzDecoder::new(bytes.as_slice())),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => {
            unpack(path, XzReader::new(bytes.as_slice(), true))
        }
        _ => Ok(bytes),
    }
}

fn unpack(path: &Path, reader: impl Read) -> Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    reader.take(MOST_BYTES + 1).read_to_end(&mut unpacked).map_err(|error| {
        bad(path, format!("cannot be unpacked, so it is incomplete or damaged: {error}"))
    })?;
    if unpacked.len() as u64 > MOST_BYTES {
        return Err(bad(path, "it unpacks to more than 1 GiB; that is no such data set"));
    }
    Ok(unpacked)
}

/// A file's text.
pub(super) fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        bad(path, format!("byte {at} is not text in UTF-8"))
    })
}

/// The first of the names that is there, packed or plain, place by place.
pub(super) fn find_packed(places: &[PathBuf], names: &[&str]) -> Option<PathBuf> {
    let mut files = Vec::new();
    for place in places {
        for name in names {
            files.extend([".gz", ".xz", ""].map(|ending| place.join(format!("{name}{ending}"))));
        }
    }
    files.into_iter().find(|path| path.is_file())
}

/// An [`Error::Data`].
pub(super) fn bad(path: &Path, problem: impl Into<String>) -> Error {
    Error::Data { path: path.into(), problem: problem.into() }
}
